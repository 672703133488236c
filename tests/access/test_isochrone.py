"""Minutes along roads and on the ground, on paper and as properties."""

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.access.isochrone import (
    Ground,
    band_of,
    cell_size,
    ground_bands,
    lay_ground,
    outlines,
    sample_minutes,
    sample_roads,
)
from cpts_geo.access.travel import MS_PER_MINUTE
from cpts_geo.model.network import road_labels
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import build_graph, degraded_ms, weigh
from cpts_geo.routing.shortest import nearest

NETWORK = toy.network()
GRAPH = build_graph(NETWORK, VEHICLES[VehicleName.CAR])
DOORS = np.ones(GRAPH.size, dtype=bool)
SAMPLES = sample_roads(NETWORK, GRAPH, DOORS, 50)
GROUND = lay_ground(toy.inputs().territory.communes.union_all().bounds, SAMPLES, 50, 1000)
ROADS = sorted(set(road_labels(NETWORK.edges)))
HOSPITAL = np.array([toy.number("D3")])
Floats = npt.NDArray[np.float64]


def minutes(closed: list[str], speed: float = 0.0) -> Floats:
    """Minutes at each sample when some roads keep only a share of their speed (0 = closed)."""
    factor = np.where(road_labels(NETWORK.edges).isin(closed), speed, 1.0)
    time_ms = degraded_ms(GRAPH, factor)
    at_node = nearest(weigh(GRAPH, time_ms), HOSPITAL)[0] / MS_PER_MINUTE
    return sample_minutes(SAMPLES, GRAPH, time_ms, at_node, outward=False)


def along(values: Floats, a: str, b: str) -> list[tuple[float, float]]:
    """(metres from ``a``, minutes) of the samples of one block."""
    line = shapely.LineString([toy.at(a), toy.at(b)])
    points = np.asarray(shapely.points(SAMPLES.xy))
    on_it = shapely.dwithin(points, line, 0.01)
    return [(shapely.distance(p, toy.at(a)), m) for p, m in zip(points[on_it], values[on_it], strict=True)]


def test_both_directions_of_a_road_share_their_points() -> None:
    served = int((~NETWORK.edges["bridge"]).sum())

    assert len(SAMPLES.xy) == served // 2 * 20  # a point every 50 m, 1,000 m each
    assert len(SAMPLES.arc) == 2 * len(SAMPLES.xy)


def test_minutes_grow_with_the_distance_along_the_edge() -> None:
    for metres, value in along(minutes([]), "D3", "C3"):
        assert value == pytest.approx(metres / 1000, abs=1e-6)


def test_a_slowed_edge_is_slow_in_its_middle_too() -> None:
    for metres, value in along(minutes(["C3-D3", "D2-D3", "D3-D4"], 0.5), "D3", "C3"):
        assert value == pytest.approx(2 * metres / 1000, abs=1e-4)


def test_the_shorter_of_two_ways_out_of_an_edge_counts() -> None:
    values = dict(along(minutes([]), "D1", "C1"))  # both ends reach D3: 2 minutes from D1, 3 from C1

    assert max(values.values()) == pytest.approx(2 + 0.975, abs=1e-6)


def test_nobody_leaves_from_the_middle_of_a_closed_road() -> None:
    assert all(np.isinf(value) for _, value in along(minutes(["C3-D3"]), "D3", "C3"))


def test_the_bridge_serves_no_ground() -> None:
    assert not along(minutes([]), "B3", "C3")


def test_outward_follows_one_way_streets_the_other_way() -> None:
    edges = NETWORK.edges
    gone = edges.index[(edges["u"] == toy.number("D3")) & (edges["v"] == toy.number("C3"))]
    one_way = type(NETWORK)(NETWORK.nodes, edges.drop(gone))
    graph = build_graph(one_way, VEHICLES[VehicleName.CAR])
    samples = sample_roads(one_way, graph, DOORS, 50)
    at_node = np.full(graph.size, 9.0)
    at_node[HOSPITAL] = 0.0

    inward, outward = (
        sample_minutes(samples, graph, graph.time_ms, at_node, outward=o) for o in (False, True)
    )
    middle = shapely.dwithin(
        shapely.points(samples.xy), shapely.LineString([toy.at("C3"), toy.at("D3")]), 0.01
    )

    assert (inward[middle] < 1).all()
    assert (outward[middle] > 9).all()


def test_a_walker_uses_an_edge_both_ways() -> None:
    graph = build_graph(NETWORK, VEHICLES[VehicleName.PEDESTRIAN])
    samples = sample_roads(NETWORK, graph, DOORS, 100)
    at_node = nearest(weigh(graph, graph.time_ms), HOSPITAL)[0] / MS_PER_MINUTE
    values = sample_minutes(samples, graph, graph.time_ms, at_node, outward=False)
    points = np.asarray(shapely.points(samples.xy))
    near = shapely.dwithin(points, shapely.LineString([toy.at("C3"), toy.at("D3")]), 0.01)

    assert values[near] == pytest.approx(shapely.distance(points[near], toy.at("D3")) * 0.015)  # 4 km/h


@pytest.mark.parametrize(
    ("value", "band"), [(0, 0), (10, 0), (10.001, 1), (20, 1), (30, 2), (30.5, 3), (np.inf, 4)]
)
def test_a_limit_belongs_to_its_band(value: float, band: int) -> None:
    assert band_of(np.array([value]), (10, 20, 30)) == [band]


def test_ground_far_from_any_road_is_not_reached() -> None:
    far = lay_ground((0.0, 0.0, 100.0, 100.0), SAMPLES, 50, 1000)

    assert (ground_bands(far, minutes([]), (10,)) == 2).all()


def test_cells_grow_with_the_territory() -> None:
    assert cell_size((0, 0, 20_000, 20_000)) == 50
    assert cell_size((0, 0, 200_000, 200_000)) == pytest.approx(259, abs=1)


def test_a_hole_is_kept_and_what_fills_it_does_not_overlap() -> None:
    label = np.zeros((60, 60), dtype=np.int64)
    label[20:40, 20:40] = 1
    label[28:32, 28:32] = 2
    first, second = outlines(Ground(100.0, 200.0, 10.0, label), label, 2)

    assert [len(shapely.get_parts(shape)[0].interiors) for shape in (first, second)] == [1, 1]
    assert shapely.area(shapely.intersection(first, second)) == 0
    assert first.union(second).area == pytest.approx(600 * 600 - 40 * 40, abs=200)
    assert first.bounds == (100, 200, 700, 800)


@settings(max_examples=30, deadline=None)
@given(
    closed=st.lists(st.sampled_from(ROADS), unique=True, max_size=8),
    more=st.sampled_from(ROADS),
    speed=st.sampled_from([0.0, 0.3, 1.0]),
)
def test_closing_or_slowing_a_road_never_brings_any_ground_nearer(
    closed: list[str], more: str, speed: float
) -> None:
    before = ground_bands(GROUND, minutes(closed), (1, 2, 4))
    factor = np.where(road_labels(NETWORK.edges).isin(closed), 0.0, 1.0)
    factor = np.where(road_labels(NETWORK.edges) == more, factor * speed, factor)
    time_ms = degraded_ms(GRAPH, factor)
    at_node = nearest(weigh(GRAPH, time_ms), HOSPITAL)[0] / MS_PER_MINUTE
    values = sample_minutes(SAMPLES, GRAPH, time_ms, at_node, outward=False)

    assert (ground_bands(GROUND, values, (1, 2, 4)) >= before).all()


@settings(max_examples=30, deadline=None)
@given(
    closed=st.lists(st.sampled_from(ROADS), unique=True, max_size=8),
    limits=st.lists(st.floats(0.2, 8), min_size=1, max_size=5, unique=True).map(sorted),
)
def test_bands_add_up_to_the_reach_of_their_last_limit(closed: list[str], limits: list[float]) -> None:
    values = minutes(closed)
    bands = ground_bands(GROUND, values, limits)

    for rank, limit in enumerate(limits):  # and a longer limit reaches at least as far
        assert ((bands <= rank) == (ground_bands(GROUND, values, [limit]) == 0)).all()


@settings(max_examples=15, deadline=None)
@given(closed=st.lists(st.sampled_from(ROADS), unique=True, max_size=8))
def test_areas_are_valid_disjoint_and_as_large_as_their_cells(closed: list[str]) -> None:
    bands = ground_bands(GROUND, minutes(closed), (1, 2, 4))
    shapes = outlines(GROUND, bands, 3)

    for rank, shape in enumerate(shapes):
        assert shape.is_valid
        assert shape.area == pytest.approx((bands == rank).sum() * 2500, rel=0.05, abs=40_000)
        for other in shapes[rank + 1 :]:
            assert shapely.area(shapely.intersection(shape, other)) == 0
