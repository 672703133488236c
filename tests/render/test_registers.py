"""The register of sites and the table of structures: by commune, whole, with totals that add up."""

import io
from dataclasses import replace

import pandas as pd
import pytest
import shapely
from pypdf import PdfReader

import paper_town
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import NAME
from cpts_geo.render import pdf
from cpts_geo.render.numbering import numbered_structures, sort_key
from cpts_geo.render.screen_tables import structure_results_table
from cpts_geo.render.sheet_registers import sites_facts, structures_facts
from cpts_geo.render.sheets import territory_grid
from cpts_geo.study import Inputs, Study, run_study
from printing import town_study


def many() -> Study:
    """The paper town with fifteen times its structures: several pages."""
    base = paper_town.town()
    layer = base.territory.structures
    copies = [layer.set_axis([f"{key}-{k}" for key in layer.index]) for k in range(15)]
    territory = base.territory.__class__(**{**base.territory.__dict__, "structures": pd.concat(copies)})
    return run_study(paper_town.spec(), inputs=Inputs(territory, base.network))


@pytest.mark.parametrize("facts", [structures_facts, sites_facts])
def test_rows_go_by_commune_and_every_place_has_one(facts: object) -> None:
    study = town_study()
    rows = facts(study)["register"]["rows"]  # type: ignore[operator]
    layer = study.territory.structures if facts is structures_facts else study.territory.sites
    communes = [sort_key(row["cells"][1]) for row in rows]
    assert sorted(row["cells"][2] for row in rows) == sorted(layer[NAME])
    assert communes == sorted(communes)


def test_reception_and_care_are_two_columns_and_unknown_is_no_zero() -> None:
    rows = {row["cells"][2]: row["cells"] for row in structures_facts(town_study())["register"]["rows"]}
    assert rows["Hopital de l’Ambre n° 0"][4:6] == ["80\u00a0lits", "–"]
    assert rows["Pharmacie de l’Ambre n° 3"][4:6] == ["–", "–"]


def test_totals_are_sums_of_what_is_known() -> None:
    study = town_study()
    totals = {row["cells"][0]: row["cells"] for row in structures_facts(study)["totals"]["rows"]}
    structures = numbered_structures(study)
    assert totals["EHPAD"][1] == str((structures["category"] == "ehpad").sum()) == "2"
    assert totals["EHPAD"][3] == "160"
    assert totals["Ensemble"][3] == "–"  # beds and places never add up
    sites = {row["cells"][0]: row["cells"] for row in sites_facts(study)["totals"]["rows"]}
    assert sites["Salle"] == ["Salle", "4", "1", "800", "200", "1\u202f600", "400"]


def test_a_place_that_says_nothing_is_counted_apart_from_the_sum() -> None:
    study = town_study()
    sites = study.territory.sites.assign(capacity=[200.0, float("nan"), 100.0, float("nan")])
    base = paper_town.town()
    territory = base.territory.__class__(**{**base.territory.__dict__, "sites": sites})
    again = run_study(paper_town.spec(), inputs=Inputs(territory, base.network))
    assert sites_facts(again)["totals"]["rows"][0]["cells"][3] == "300 (2 non renseignés)"


def test_the_head_comes_back_on_every_page_and_pages_are_counted() -> None:
    pages = PdfReader(io.BytesIO(pdf.structures_table(many()))).pages
    assert len(pages) > 3
    for rank, page in enumerate(pages[:-1], start=1):
        text = " ".join(page.extract_text().split())
        assert "Prise en charge par jour" in text
        assert f"{rank} / {len(pages)}" in text


def test_what_the_scenario_does_and_the_radio_square_are_on_the_row() -> None:
    study = town_study()
    rows = {row["cells"][2]: row for row in sites_facts(study)["register"]["rows"]}
    square = territory_grid(study).square(paper_town.X0 + 6500, paper_town.Y0 + 3000)
    assert rows["Salle des fêtes 1"]["cells"][7] == square
    assert rows["Salle des fêtes 1"]["cells"][-1].startswith("▲ inondé")
    assert [name for name, row in rows.items() if row["hit"]] == ["Salle des fêtes 1"]
    assert "ouvert pour ce scénario" in rows["Salle des fêtes 0"]["cells"][-1]


def test_what_is_hit_in_another_reading_makes_a_band_of_the_total() -> None:
    """A total that no reading doubts has none; here the hall of 200 is dry at the top of the water."""
    study = town_study()
    table = study.outcomes.comparison.sites
    doubtful = replace(study.outcomes.comparison, sites=table.assign(hit_optimistic=False))
    shown = replace(study, outcomes=replace(study.outcomes, comparison=doubtful))
    halls = sites_facts(shown)["totals"]["rows"][0]["cells"]
    assert halls[2:5:2] == ["1 [0\u00a0–\u00a01]", "200 [0\u00a0–\u00a0200]"]


def test_a_place_beyond_the_communes_is_never_said_spared_by_a_flood() -> None:
    """The layer of the flood may not cover it: « open » alone would be read as « dry »."""
    town = paper_town.town()
    far, *_ = town.territory.structures.index[town.territory.structures["category"] == "ehpad"]
    layer = town.territory.structures
    moved = layer.set_geometry(
        layer.geometry.mask(layer.index == far, shapely.Point(paper_town.X0 - 9000, 0))
    )
    inputs = Inputs(replace(town.territory, structures=moved), town.network)
    study = run_study(paper_town.spec(), inputs=inputs)
    number = numbered_structures(study)["number"][far]
    said = {row["cells"][0]: row["cells"][-1] for row in structures_facts(study)["register"]["rows"]}
    assert said[str(number)].endswith("eau non connue")
    assert sum(text.endswith("eau non connue") for text in said.values()) == 1
    shown = structure_results_table(study, Category.EHPAD)
    assert (shown.filter(like="Touchée") == "non connu").all(axis=1).sum() == 1
