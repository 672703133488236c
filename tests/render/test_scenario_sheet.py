"""The page of the crisis cell: its figures are those of the study, its decisions are questions."""

import io
import re
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

import paper_town
from cpts_geo.answers.crisis import CrisisBrief, brief_crisis
from cpts_geo.hazards import Closure
from cpts_geo.model.categories import Category
from cpts_geo.model.edition import Edition
from cpts_geo.model.errors import ExportError
from cpts_geo.model.scenario import READINGS, Scenario
from cpts_geo.render import pdf
from cpts_geo.render.editions import edition_of
from cpts_geo.render.sheet_commune import commune_facts
from cpts_geo.render.sheet_decisions import Decision, decisions, proposed_sites
from cpts_geo.render.sheet_scenario import PAGES, scenario_facts
from cpts_geo.render.sheets import PAPERS, Facts, territory_facts, territory_grid
from cpts_geo.study import Inputs, Study, run_study
from cpts_geo.wording import cautions, labels
from cpts_geo.wording import sheet_scenario as words
from printing import cut_town, printed, town_study

QUESTIONS = (
    "Mettre à l’abri",
    "Rouvrir",
    "Ouvrir",
    "Qui prévient",
    "Qui va",
    "Quel recours",
    "Protéger",
    "Idem",
)


@cache
def brief(study: Study) -> CrisisBrief:
    return brief_crisis(study)


def facts(study: Study) -> Facts:
    return scenario_facts(study, brief(study), PAGES["a4"])


def asked(study: Study) -> list[Decision]:
    return decisions(study, brief(study), territory_grid(study))


@pytest.mark.parametrize(("sheet", "width_mm"), [("scenario", 210), ("scenario-a3", 297)])
def test_the_cell_gets_one_upright_page(sheet: str, width_mm: int) -> None:
    pages = printed(sheet).pages
    assert len(pages) == 1
    assert float(pages[0].mediabox.width) == pytest.approx(width_mm / 25.4 * 72, abs=0.5)


def test_a_bad_night_still_fits_on_one_page() -> None:
    assert len(PdfReader(io.BytesIO(pdf.scenario_sheet(cut_town()))).pages) == 1


def test_key_figures_are_those_of_the_study_in_three_readings() -> None:
    study = town_study()
    rows = {row["cells"][0]: row["cells"][1:] for row in facts(study)["figures"]["rows"]}
    people = study.outcomes.comparison.people_hit
    assert rows["Habitants en zone touchée"] == [str(int(getattr(people, r.value))) for r in READINGS]
    hit = study.outcomes.comparison.structures
    assert rows["Structures touchées"] == [str(int(hit[f"hit_{r}"].sum())) for r in READINGS]


def test_losses_are_those_of_the_comparison_and_name_the_communes() -> None:
    study = cut_town()
    lost = study.outcomes.comparison.categories["newly_isolated_median"]
    said = {row["cells"][0]: row["cells"] for row in facts(study)["losses"]["rows"]}
    shown = re.sub(r"\D", "", said["Hôpitaux"][2].partition(" [")[0])
    assert shown == str(int(lost["hopital"]))
    assert any(name in said["Hôpitaux"][5] for name in paper_town.NAMES)


def test_every_decision_is_a_question_with_evidence_and_room_for_the_pen() -> None:
    for study in (town_study(), cut_town()):
        rows = facts(study)["decisions"]["rows"]
        assert rows
        for _, question, evidence, *pen in (row["cells"] for row in rows):
            assert question.startswith(QUESTIONS)
            assert question.endswith("?")
            assert evidence
            assert pen == ["", "", ""]
            assert not re.search(r"\bsûre?s?\b", f"{question} {evidence}")


def test_a_site_is_proposed_only_when_dry_in_every_reading_and_not_open() -> None:
    study = cut_town()
    proposed = proposed_sites(study, brief(study))
    results = study.outcomes.comparison.sites.loc[proposed]
    assert proposed
    assert not results[[f"hit_{r}" for r in READINGS]].to_numpy().any()
    assert not results["open"].any()
    assert len(proposed) == len(set(proposed))


def test_reopenings_promise_what_the_answer_says() -> None:
    study = cut_town()
    best = max(
        (*brief(study).reopenings.singles, *brief(study).reopenings.pairs), key=lambda p: p.people.median
    )
    evidence = next(d.evidence for d in asked(study) if d.question.startswith("Rouvrir"))
    assert f"{best.people.median:,}".replace(",", "\u202f") in evidence


def test_pockets_have_the_numbers_of_the_map() -> None:
    study = cut_town()
    found = facts(study)
    numbers = [row["cells"][0] for row in found["pockets"]["rows"]]
    assert numbers[0] == "P1"
    assert all(f">{number}\u00a0: " in found["map"]["svg"] for number in numbers)


def test_care_that_some_of_a_pocket_still_get_to_is_lost_for_the_others_only() -> None:
    study = cut_town()
    asked = brief(study)
    first, *others = asked.pockets.pockets
    name = next(iter(first.missing))
    some = replace(first, services={**first.services, name: 1})
    told = replace(asked, pockets=replace(asked.pockets, pockets=(some, *others)))
    row = scenario_facts(study, told, PAGES["a4"])["pockets"]["rows"][0]["cells"]
    assert row[-1].endswith(f"pour une partie : {labels.CATEGORY[Category(name)]}")


def test_few_people_are_hidden_everywhere_on_the_page() -> None:
    study = cut_town(one_home_in=12)
    found = facts(study)
    assert all(row["cells"][3] == "n.p." for row in found["pockets"]["rows"])
    assert not any(d.question.startswith("Rouvrir") for d in asked(study))
    assert all("n.p." in row["cells"][2] or row["cells"][2] == "0" for row in found["losses"]["rows"])


def test_stock_places_are_proposed_to_nobody_in_the_public_edition() -> None:
    study = cut_town()
    sites = study.territory.sites
    secret = study.__class__(
        **{**study.__dict__, "territory": replace(study.territory, sites=sites.assign(kind="stock"))}
    )
    public = edition_of(secret, Edition.PUBLIC)
    assert proposed_sites(secret, brief_crisis(secret))
    assert proposed_sites(public, brief_crisis(secret)) == []


def test_what_was_not_computed_is_said() -> None:
    limits = facts(town_study())["limits"]["text"]
    assert "Ni la circulation" in limits
    assert "Âges inconnus" in limits
    assert "Centres de dialyse" in limits


def test_names_from_files_stay_text() -> None:
    hostile = run_study(
        paper_town.spec(author=paper_town.HOSTILE), inputs=paper_town.town(hostile=paper_town.HOSTILE)
    )
    text = PdfReader(io.BytesIO(pdf.scenario_sheet(hostile))).pages[0].extract_text()
    assert "#import" in text


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(ExportError, match="unknown_paper"):
        pdf.scenario_sheet(town_study(), paper="a5")  # type: ignore[arg-type]


def test_no_site_is_called_dry_where_the_scenario_has_no_water() -> None:
    spec = replace(paper_town.spec(), scenario=Scenario("Pont", (Closure(roads=("D14",)),)), open_sites=())
    study = run_study(spec, inputs=paper_town.town())
    wet, dry = ([d.evidence for d in asked(one) if "Ouvrir" in d.question] for one in (cut_town(), study))

    assert dry
    assert any("hors d’eau" in evidence for evidence in wet)
    assert not any("hors d’eau" in evidence for evidence in dry)


def test_without_any_known_place_of_care_nothing_is_said_to_be_kept() -> None:
    """« Nobody loses access » would reassure where nothing could be computed."""
    town = paper_town.town()
    bare = replace(town.territory, structures=town.territory.structures.iloc[:0])
    study = run_study(paper_town.spec(), inputs=Inputs(bare, town.network))
    said = facts(study)
    assert [said[part]["empty"] for part in ("losses", "pockets", "hit")] == [cautions.NO_CARE] * 3
    figures = {row["cells"][0]: row["cells"][1:] for row in said["figures"]["rows"]}
    assert figures[words.IN_POCKETS] == figures[words.HOMES_HIT] == ["–"] * 3
    assert "–" not in figures[words.FLOODED]
    commune = str(commune_facts(study, "99000", Edition.PUBLIC))
    assert cautions.NO_CARE in commune
    assert "Aucun habitant de la commune ne perd" not in commune
    assert "rien à rouvrir" not in commune
    assert territory_facts(study, PAPERS["a4"])["pockets"]["empty"] == cautions.NO_CARE
