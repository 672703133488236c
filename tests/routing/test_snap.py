import geopandas as gpd
import pytest
import shapely

import toy
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import build_graph
from cpts_geo.routing.snap import islet_limit, main_part_limit, parts, snap, snap_candidates

NETWORK = toy.network()
GRAPH = build_graph(NETWORK, VEHICLES[VehicleName.CAR])


def points(*shapes: shapely.Point) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=toy.CRS)


def test_a_point_takes_its_nearest_junction_and_says_how_far() -> None:
    found = snap(
        points(shapely.transform(toy.at("B2"), lambda c: c + 30)),
        NETWORK,
        snap_candidates(NETWORK, GRAPH),
        500,
    )

    assert found.points["node"].tolist() == [toy.number("B2")]
    assert found.points["distance_m"][0] == pytest.approx(42.43, abs=0.01)


@pytest.mark.parametrize(("limit_m", "node"), [(400.0, toy.number("A1")), (399.9, -1)])
def test_the_limit_is_inclusive(limit_m: float, node: int) -> None:
    beside = shapely.Point(toy.at("A1").x - 400, toy.at("A1").y)

    found = snap(points(beside), NETWORK, snap_candidates(NETWORK, GRAPH), limit_m)

    assert found.points["node"].tolist() == [node]


def test_nobody_is_snapped_to_a_bridge() -> None:
    edges = NETWORK.edges.assign(bridge=NETWORK.edges["u"].isin([0]) | NETWORK.edges["v"].isin([0]))

    candidates = snap_candidates(type(NETWORK)(NETWORK.nodes, edges), GRAPH)

    assert not candidates[toy.number("A1")]
    assert candidates[toy.number("B1")]


def test_parts_are_numbered_from_the_largest() -> None:
    west = NETWORK.edges[NETWORK.edges["ref"] != "D14"]
    cut = build_graph(type(NETWORK)(NETWORK.nodes, west), VEHICLES[VehicleName.CAR])

    assert sorted(set(parts(cut, connection="weak"))) == [0, 1]


@pytest.mark.parametrize(("size", "limit"), [(16, 2), (1500, 15), (12_000, 20)])
def test_the_islet_limit_is_one_percent_within_two_and_twenty(size: int, limit: int) -> None:
    assert islet_limit(size) == limit


@pytest.mark.parametrize(("size", "limit"), [(16, 2), (627, 32), (12_000, 600)])
def test_a_main_part_holds_five_percent_of_the_nodes(size: int, limit: int) -> None:
    assert main_part_limit(size) == limit
