"""The printed comparison: every scenario, its bands, what changes, and no small count to be worked out."""

import re
from dataclasses import replace

import pytest

from cpts_geo.answers.compare import compare_studies
from cpts_geo.model.errors import ScenarioError
from cpts_geo.render import pdf, sheet_compare
from cpts_geo.render.sheet_compare import compare_facts
from cpts_geo.wording.sheet_tables import HIDDEN
from printing import calm_study, printed, town_study


def test_the_sheet_names_each_scenario_its_vehicle_and_its_caution() -> None:
    said = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in printed("compare").pages))
    for words in (
        "A : Crue de l’Ambre",
        "B : situation normale",
        "Véhicule : voiture",
        "à confirmer sur place",
    ):
        assert words in said


def test_figures_are_those_of_the_comparison() -> None:
    facts = compare_facts([calm_study(), town_study()])
    side = compare_studies([calm_study(), town_study()])
    rows = {row["cells"][0]: row["cells"][1:] for row in facts["figures"]["rows"]}
    band = side.band(1, "roads_cut")
    assert len(rows) == len(side.figures)
    assert str(int(band.median)) in rows["Routes coupées (nommées)"][1]
    assert rows["Routes coupées (nommées)"][0] == "0"


def test_the_legend_holds_only_what_some_map_shows() -> None:
    labels = [entry["label"] for entry in compare_facts([calm_study(), calm_study()])["legend"]]
    assert labels == ["Limite de commune"]
    wet = [entry["label"] for entry in compare_facts([calm_study(), town_study()])["legend"]]
    assert "Route sous l’eau" in wet
    assert "Périmètre fermé" not in wet


def test_a_difference_never_gives_a_small_count_away() -> None:
    first, other = town_study(), calm_study()
    side = compare_studies([first, other])
    figures = side.figures.copy()
    people = figures.index.get_level_values(0) == "people_hit"
    figures.loc[people, 0] = 300.0
    figures.loc[people, 1] = 295.0  # the difference is of five people
    small = replace(side, figures=figures)
    assert sheet_compare._gap(small, 1, "people_hit", "") == HIDDEN
    figures.loc[people, 1] = 5.0
    small = replace(side, figures=figures)
    assert sheet_compare._gap(small, 1, "people_hit", "") == HIDDEN
    assert sheet_compare._band(small, 1, "people_hit", "") == HIDDEN


@pytest.mark.parametrize("count", [1, 5])
def test_two_to_four_scenarios_are_compared(count: int) -> None:
    with pytest.raises(ScenarioError, match="compare_two_to_four"):
        pdf.comparison_sheet([calm_study()] * count)


def test_lines_of_the_table_of_levels_are_printed() -> None:
    facts = compare_facts([calm_study(), town_study()], gauges=[("Pont", "jusqu’à 3 m", "Crue")])
    assert facts["gauges"]["rows"] == [{"cells": ["Pont", "jusqu’à 3 m", "Crue"]}]
