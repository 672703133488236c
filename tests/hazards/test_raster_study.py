"""A grid of depths, from its cells to a cut road: what a road meets along it, between cells too."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.hazards import Flood
from cpts_geo.model.layers import ZONES, conform
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.sources.polygonise import Grid
from cpts_geo.sources.rasters import depth_zones
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study

CELL = 10.0
X, Y = toy.at("A1").x + 400, toy.at("A1").y  # on the road from A1 to B1, which runs west-east


def zones(cells: list[list[float]], *, north: float) -> gpd.GeoDataFrame:
    grid = Grid(np.array(cells, dtype=np.float32), X, north, CELL, CELL, toy.CRS)
    raw = depth_zones("eau.tif", grid)
    depths = {name: raw.columns[name].replace("", "inf").astype(float) for name in raw.columns.columns[:2]}
    frame = gpd.GeoDataFrame(
        {"zone_id": raw.columns.index, "kind": "flood", **depths}, geometry=raw.geometry, crs=toy.CRS
    )
    return conform(frame, ZONES)


def cut(water: gpd.GeoDataFrame) -> set[str]:
    spec = StudySpec(scenario=Scenario("grille", (Flood("eau"),), Reading.MEDIAN))
    roads = run_study(spec, inputs=toy.inputs(eau=water)).outcomes.roads_cut
    return set(roads.index[roads["edges_median"] > 0])


def test_one_deep_cell_on_the_road_cuts_it() -> None:
    assert cut(zones([[0, 1.2, 0]], north=Y + CELL / 2)) == {"A1-B1"}


def test_a_road_on_the_side_of_wet_cells_is_cut() -> None:
    assert cut(zones([[1.2, 1.2, 1.2]], north=Y)) == {"A1-B1"}


def test_a_road_that_slips_between_two_cells_joined_by_a_corner_is_cut() -> None:
    assert cut(zones([[1.2, 0], [0, 1.2]], north=Y + CELL)) == {"A1-B1"}


def test_a_road_between_two_wet_cells_that_leave_it_dry_stays_open() -> None:
    assert cut(zones([[1.2], [0], [1.2]], north=Y + 1.5 * CELL)) == set()


def test_shallow_cells_slow_the_road_and_do_not_cut_it() -> None:
    spec = StudySpec(scenario=Scenario("grille", (Flood("eau"),)))
    done = run_study(spec, inputs=toy.inputs(eau=zones([[0.17]], north=Y + CELL / 2)))
    factors = done.outcomes.readings[Reading.MEDIAN].edges["factor"][done.network.edges["ref"] == "A1-B1"]

    assert factors.tolist() == pytest.approx([24.260 / 60] * 2, abs=1e-4)  # class 0.1 to 0.2 m: 0.15 m


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.lists(st.sampled_from([0.0, 1.2, float("nan")]), min_size=6, max_size=6), min_size=3, max_size=3
    )
)
def test_a_road_is_cut_exactly_when_it_meets_a_wet_cell(cells: list[list[float]]) -> None:
    wet = [
        shapely.box(
            X + c * CELL, Y + 1.5 * CELL - (r + 1) * CELL, X + (c + 1) * CELL, Y + 1.5 * CELL - r * CELL
        )
        for r, row in enumerate(cells)
        for c, depth in enumerate(row)
        if depth > 0
    ]
    road = shapely.LineString([toy.at("A1"), toy.at("B1")])
    if wet:
        expected = {"A1-B1"} if any(box.intersects(road) for box in wet) else set()
        assert cut(zones(cells, north=Y + 1.5 * CELL)) == expected
