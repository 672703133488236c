"""The sheet of a commune: one page, letters that can be read, tasks that follow from the study."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from pypdf import PdfReader

import paper_town
from cpts_geo.answers.commune_roads import rank_commune_roads
from cpts_geo.hazards.closure import Closure
from cpts_geo.hazards.flood import Flood
from cpts_geo.model.edition import Edition
from cpts_geo.model.scenario import REFERENCE, Scenario
from cpts_geo.render.pdf import commune_booklet, commune_sheet
from cpts_geo.render.sheet_commune import booklet_facts, commune_facts
from cpts_geo.render.whereabouts import Whereabouts
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_study
from paths import DEMO

LEAST_PT = 7.0


@pytest.fixture(scope="module")
def cut() -> Study:
    flood = paper_town.spec().scenario.hazards
    scenario = Scenario("Pont fermé", (*flood, Closure(roads=("D14",))))
    return run_study(paper_town.spec(scenario=scenario), inputs=paper_town.town())


@pytest.fixture(scope="module")
def demo() -> Study:
    scenario = Scenario("Crue", (Flood("crue_04fai"),))
    return run_study(StudySpec(folder=str(DEMO), scenario=scenario, date="2026-11-23T14:05"))


def page(study: Study, code: str) -> dict[str, object]:
    found: dict[str, object] = commune_facts(study, code)["pages"][0]
    return found


def tasks(study: Study, code: str) -> str:
    return "\n".join(page(study, code)["tasks"]["lines"])  # type: ignore[index]


def body_points(reader: PdfReader) -> float:
    """Size of most letters of a page, points."""
    sizes: dict[float, int] = {}

    def seen(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        points = round(abs(size * tm[0] * cm[0]), 1)
        sizes[points] = sizes.get(points, 0) + len(text.strip())

    reader.pages[0].extract_text(visitor_text=seen)
    return max(sizes, key=lambda points: sizes[points])


@pytest.mark.parametrize("edition", list(Edition))
def test_the_sheet_of_the_largest_town_is_one_page_of_letters_of_seven_points(
    demo: Study, edition: Edition
) -> None:
    code = str(demo.territory.communes["population"].idxmax())
    reader = PdfReader(io.BytesIO(commune_sheet(demo, code, edition=edition)))
    assert len(reader.pages) == 1
    assert body_points(reader) >= LEAST_PT


def test_a_commune_that_lost_care_is_told_which_roads_between_which_places(cut: Study) -> None:
    rows = page(cut, "99001")["first"]["rows"]  # type: ignore[index]
    actions = {row["cells"][0] for row in rows}
    assert actions == {"Rouvrir", "Protéger"}
    first = next(row["cells"] for row in rows if row["cells"][0] == "Rouvrir")
    assert re.search(r"(entre .+ et .+|vers .+)", first[1])
    assert re.fullmatch(r"[A-Z]+\d+(, [A-Z]+\d+)*…?", first[2])


def test_a_commune_that_lost_nothing_is_told_so(cut: Study) -> None:
    assert "rien à rouvrir d’abord" in str(page(cut, "99000")["first"]["note"])  # type: ignore[index]


def test_tasks_follow_from_what_the_study_finds(cut: Study) -> None:
    east, west = tasks(cut, "99001"), tasks(cut, "99000")
    assert "Demander d’abord la réouverture de" in east
    assert "Recenser et relayer les habitants" in east
    assert "Demander d’abord" not in west
    assert "Ouvrir S" in west  # s0 is open in this study
    for said in ("Prévenir le COD", "CASF L121-6-1", "EHPAD"):
        assert said in east
        assert said in west


def test_tasks_of_normal_times_are_to_prepare(cut: Study) -> None:
    normal = run_study(paper_town.spec(scenario=REFERENCE), inputs=paper_town.town())
    facts = page(normal, "99000")["tasks"]
    assert facts["title"] == "Ce que la commune doit préparer"  # type: ignore[index]
    assert "COD" not in tasks(normal, "99000")
    del cut


def test_people_of_a_road_are_hidden_when_another_count_would_give_a_few_away(cut: Study) -> None:
    few = cut.territory.demand.copy()
    east = few["code_insee"] == "99001"
    few.loc[east, "population"] = np.where(np.arange(east.sum()) == 0, 5, 0)
    inputs = paper_town.town()
    study = run_study(cut.spec, inputs=replace(inputs, territory=replace(inputs.territory, demand=few)))
    rows = page(study, "99001")["first"]["rows"]  # type: ignore[index]
    assert rows
    assert all(row["cells"][4].startswith("n.p.") for row in rows)


def test_a_kind_of_care_without_a_known_place_has_no_row_and_is_named(cut: Study) -> None:
    territory = cut.territory
    only = territory.structures[territory.structures["category"] != "pharmacie"]
    inputs = replace(paper_town.town(), territory=replace(territory, structures=only))
    access = page(run_study(cut.spec, inputs=inputs), "99000")["access"]
    assert "Pharmacies" not in [row["cells"][0] for row in access["rows"]]  # type: ignore[index]
    assert "nombre inconnu" in access["note"]  # type: ignore[index]
    assert "Pharmacies" in access["note"]  # type: ignore[index]


def test_every_commune_of_the_booklet_is_in_its_bookmarks_at_the_page_of_the_contents(cut: Study) -> None:
    reader = PdfReader(io.BytesIO(commune_booklet(cut)))
    marks = [item for item in reader.outline if not isinstance(item, list)]
    titles = [str(mark["/Title"]) for mark in marks]
    pages = [reader.get_destination_page_number(mark) or 0 for mark in marks]
    assert titles[1:] == [facts["title"] for facts in booklet_facts(cut)["pages"]]
    assert pages == list(range(len(cut.territory.communes) + 1))
    contents = reader.pages[0].extract_text()
    links = [note for note in reader.pages[0]["/Annots"] if note.get_object()["/Subtype"] == "/Link"]  # type: ignore[attr-defined]
    assert len(links) == len(cut.territory.communes)
    assert all(str(number + 1) in contents for number in pages[1:])


def test_roads_are_computed_once_for_a_whole_booklet(cut: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(study: Study, codes: list[str]) -> object:
        asked.append(len(codes))
        return rank_commune_roads(study, codes)

    monkeypatch.setattr("cpts_geo.render.sheet_commune.rank_commune_roads", counted)
    booklet_facts(cut)
    assert asked == [4]


def test_a_stretch_is_named_after_the_places_at_its_ends(cut: Study) -> None:
    edges = cut.network.edges
    d14 = np.flatnonzero((edges["ref"] == "D14").to_numpy())
    assert Whereabouts(cut).between(d14.tolist()) == f"entre {paper_town.NAMES[0]} et {paper_town.NAMES[3]}"


def test_no_place_is_called_dry_where_the_scenario_has_no_water(cut: Study) -> None:
    closed = paper_town.spec(scenario=Scenario("Pont", (Closure(roads=("D14",)),)), open_sites=())
    town = paper_town.town()
    bare = replace(town, territory=replace(town.territory, sites=town.territory.sites.iloc[:0]))
    wet, without_water, without_sites = (
        "\n".join(str(page(study, code)) for code in study.territory.communes.index)
        for study in (cut, run_study(closed, inputs=town), run_study(closed, inputs=bare))
    )

    assert "hors d’eau" in wet
    assert "hors d’eau" not in without_water + without_sites
    assert "non touché par le scénario" in without_water
    assert "Donnée absente : aucun lieu" in without_sites
    assert "Donnée absente : aucun lieu" not in without_water
