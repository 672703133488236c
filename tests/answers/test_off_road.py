"""A structure that no imported road is near is nobody's supply, and never disappears in silence."""

import dataclasses

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import toy
from cpts_geo.answers.competition import local_index
from cpts_geo.answers.recourse import find_recourse
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import STRUCTURES, conform
from cpts_geo.render import off_road, road_cautions, sheets, study_json
from cpts_geo.render.themes import themes
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study
from cpts_geo.wording import competition, pages


def study_of(*east_km: float, status: str = "") -> Study:
    """The town with more EHPAD of 50 places, so many kilometres east of its last road."""
    inputs = toy.inputs()
    last = toy.at("D1")
    far = gpd.GeoDataFrame(
        {
            "structure_id": [f"F{km}" for km in east_km],
            "name": [f"EHPAD à {km} km" for km in east_km],
            "category": "ehpad",
            "capacity": 50.0,
            "capacity_unit": "places",
            "status": status,
        },
        geometry=[shapely.Point(last.x + 1000 * km, last.y) for km in east_km],
        crs=toy.CRS,
    )
    known = inputs.territory.structures.assign(capacity_unit="places")
    both = gpd.GeoDataFrame(pd.concat([known, conform(far, STRUCTURES)]))
    territory = dataclasses.replace(inputs.territory, structures=both)
    return run_study(StudySpec(), inputs=Inputs(territory, inputs.network))


FAR = study_of(3, 5)


def test_those_beyond_the_limit_are_counted_apart_with_their_distance() -> None:
    assert FAR.outcomes.facts.off_road.round().to_dict() == {"F3": 3000, "F5": 5000}
    row = FAR.outcomes.comparison.categories.T["ehpad"]
    assert (row["places"], row["places_off_road"]) == (4, 2)
    assert study_json.study_object(FAR)["categories"]["ehpad"]["places_off_road"] == 2


def test_their_supply_is_shared_among_nobody() -> None:
    found = local_index(FAR, Category.EHPAD)

    assert (found.structures, found.known, found.off_road) == (2, 2, 2)
    assert found.totals["reference"]["supply"] == 140  # sixty and eighty places
    assert "les 2 structures" in competition.counted(found)
    assert competition.counted(found).endswith("hors du réseau routier importé : 2\u00a0EHPAD.")
    pd.testing.assert_frame_equal(found.homes, local_index(study_of(), Category.EHPAD).homes)


def test_they_are_said_and_listed_the_nearest_first() -> None:
    (said,) = off_road.off_road_said(FAR)

    assert "Hors du réseau routier importé" in said
    assert "2\u00a0EHPAD" in said
    assert said in road_cautions.of_study(FAR)
    assert off_road.off_road_table(FAR)["Structure"].tolist() == ["EHPAD à 3 km", "EHPAD à 5 km"]
    assert any(
        line.startswith("2 structures sont hors")
        for line in pages.network_facts(FAR.outcomes.facts, 1000, 1600)
    )


def test_a_sheet_says_how_many_of_the_places_no_road_serves() -> None:
    row = next(row for row in sheets.figures(FAR)["rows"] if row["cells"][0] == "EHPAD")

    assert row["cells"][1] == "4 (2 hors réseau)"


def test_a_sheet_says_them_among_its_notes_where_there_is_room() -> None:
    """In the box of cautions they pushed the end of the plan's first page onto an empty one."""
    said, facts = off_road.off_road_said(FAR)[0], sheets.common_facts(FAR, "")

    assert said not in facts["caution"]["text"]
    assert said in facts["notes"]["lines"]


def test_files_mark_them() -> None:
    marked = themes(FAR)["structures_p"]["off_road"]

    assert sorted(marked.index[marked.to_numpy(bool)]) == ["F3", "F5"]


def test_they_are_nobodys_second_recourse() -> None:
    assert set(find_recourse(FAR).ranked["ehpad"]["reference"].place[3]) == {""}


@pytest.mark.parametrize("study", [study_of(), study_of(0.5), study_of(40), study_of(3, status="closed")])
def test_nothing_is_said_of_those_that_a_road_is_near_or_that_are_out_of_the_margin_or_closed(
    study: Study,
) -> None:
    assert off_road.off_road_said(study) == []
