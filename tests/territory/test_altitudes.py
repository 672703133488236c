"""Altitude and slope come from the Z of the roads, along the edge, and are never guessed."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.model.layers import ALTITUDE_M, SLOPE
from cpts_geo.sources.bdtopo import read_bdtopo
from cpts_geo.territory.altitudes import heights_of_lines, with_altitudes
from cpts_geo.territory.network import build_network

X, Y = 400_000.0, 6_500_000.0


def line(*points: tuple[float, float, float]) -> shapely.LineString:
    return shapely.LineString([(X + x, Y + y, z) for x, y, z in points])


def network(*lines: shapely.LineString, **columns: object) -> gpd.GeoDataFrame:
    roads = gpd.GeoDataFrame(columns, geometry=list(lines), crs="EPSG:2154", index=range(len(lines)))
    edges = build_network(roads).edges
    return with_altitudes(edges, heights_of_lines(np.array(lines, dtype=object)))


def test_the_altitude_is_that_of_the_pass_not_of_the_ends() -> None:
    edges = network(line((0, 0, 500), (100, 0, 620), (200, 0, 510)))

    assert edges[ALTITUDE_M].tolist() == [620, 620]
    assert edges[SLOPE].tolist() == pytest.approx([0.6, 0.6])


def test_a_long_straight_road_is_cut_and_each_piece_has_its_own_height() -> None:
    edges = network(line((0, 0, 0), (900, 0, 90)))
    there = edges[edges["u"] < edges["v"]].sort_values("u")

    assert there[ALTITUDE_M].tolist() == pytest.approx([30, 60, 90])
    assert there[SLOPE].tolist() == pytest.approx([0.1, 0.1, 0.1])


def test_both_directions_have_the_same_slope_and_lines_stay_flat() -> None:
    edges = network(line((0, 0, 10), (250, 30, 20)))

    assert edges[SLOPE].nunique() == 1
    assert not edges.geometry.has_z.any()


def test_a_road_below_a_bridge_lends_it_no_height() -> None:
    edges = network(
        line((-100, 0, 20), (0, 0, 20), (100, 0, 20)), line((0, -100, 10), (0, 0, 10), (0, 100, 10))
    )

    assert sorted(edges[ALTITUDE_M]) == [10, 10, 20, 20]
    assert (edges[SLOPE] == 0).all()


def test_a_short_step_is_not_a_steep_road() -> None:
    assert network(line((0, 0, 0), (5, 0, 1)))[SLOPE].tolist() == pytest.approx([0.02, 0.02])


def test_a_road_without_length_has_the_height_of_its_place_on_a_relief() -> None:
    edges = network(line((0, 0, 0), (100, 0, 0))).iloc[[0]]
    point = edges.set_geometry([shapely.LineString([(X, Y), (X, Y)])]).assign(length_m=0.0)

    found = with_altitudes(point, lambda xy: np.full(len(xy), 12.0), 25.0)
    assert found[[ALTITUDE_M, SLOPE]].to_numpy().tolist() == [[12.0, 0.0]]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0, 4000), min_size=2, max_size=8))
def test_no_altitude_is_outside_those_of_the_source(heights: list[float]) -> None:
    edges = network(line(*((140.0 * i, 10.0 * (i % 2), z) for i, z in enumerate(heights))))

    assert edges[ALTITUDE_M].max() == pytest.approx(max(heights))
    assert (edges[ALTITUDE_M] >= min(heights) - 1e-6).all()
    assert (edges[SLOPE] >= 0).all()


def bdtopo(*lines: shapely.LineString) -> gpd.GeoDataFrame:
    columns = {"NATURE": "Route à 1 chaussée", "IMPORTANCE": "4", "SENS": "Double sens", "VIT_MOY_VL": 50}
    rows = [{**columns, "NUMERO": f"D{k}"} for k in range(len(lines))]
    return gpd.GeoDataFrame(rows, geometry=list(lines), crs="EPSG:2154")


def test_heights_that_the_ign_does_not_know_are_unknown() -> None:
    read = read_bdtopo(
        bdtopo(
            line((0, 0, 30), (100, 0, 40)),
            line((100, 0, 40), (200, 0, -1000)),
            shapely.LineString([(X, Y), (X, Y + 50)]),
        ),
        crs="EPSG:2154",
    )

    assert shapely.get_coordinates(read.heights, include_z=True)[:, 2].tolist() == [30, 40]
    edges = with_altitudes(build_network(read.roads).edges, heights_of_lines(read.heights))
    known = edges.groupby("ref")[ALTITUDE_M].max().dropna()
    assert known.to_dict() == {"D0": 40}
    assert not read.roads.geometry.has_z.any()
