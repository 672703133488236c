"""Forbidden turns: a crossroads on paper, then random towns against a search that remembers the last road."""

import heapq
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.model.layers import EDGES, NODES, TURN_COLUMNS, conform
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing import engine, trial
from cpts_geo.routing.graph import INFINITE_MS, Graph, build_graph, degraded_ms
from cpts_geo.routing.several import nearest_few
from cpts_geo.routing.snap import snap_candidates
from cpts_geo.routing.state import Customised
from cpts_geo.routing.turns import forbid

CAR = VEHICLES[VehicleName.CAR]


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert trial.warm_up()


class Town(NamedTuple):
    size: int
    roads: list[tuple[int, int, int]]  # from, to, seconds
    bans: list[tuple[int, int]]  # positions of the road entered by and of the one left by


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Directed multigraphs with parallel roads and loops; some turns are forbidden, some twice over."""
    size = draw(st.integers(1, 7))
    node = st.integers(0, size - 1)
    roads = draw(st.lists(st.tuples(node, node, st.integers(1, 9)), min_size=1, max_size=22))
    turns = [(a, b) for a, one in enumerate(roads) for b, other in enumerate(roads) if one[1] == other[0]]
    bans = draw(st.lists(st.sampled_from(turns), max_size=25)) if turns else []
    return Town(size, roads, bans)


def network_of(town: Town, vehicles: str = "car ; ambulance") -> RoadNetwork:
    u, v, seconds = (list(column) for column in zip(*town.roads, strict=True))
    at = [shapely.Point(100.0 * n, 10.0 * n * n) for n in range(town.size)]
    edges = gpd.GeoDataFrame(
        {
            "edge_id": np.arange(len(u)) * 10 + 5,  # a label is no position
            "u": u,
            "v": v,
            "length_m": 100.0,
            "speed_kmh": 30.0,
            "time_s": np.array(seconds, dtype=float),
            "highway": "residential",
            "name": "",
            "ref": "",
            "bridge": False,
            "tunnel": False,
            "ford": False,
        },
        geometry=[shapely.LineString([at[a], at[b]]) for a, b in zip(u, v, strict=True)],
        crs=toy.CRS,
    )
    nodes = gpd.GeoDataFrame({"node_id": range(town.size)}, geometry=at, crs=toy.CRS)
    rows = [(10 * a + 5, v[a], 10 * b + 5, "no", vehicles) for a, b in town.bans]
    turns = pd.DataFrame(rows, columns=list(TURN_COLUMNS)).astype(TURN_COLUMNS)
    return RoadNetwork(conform(nodes, NODES), conform(edges, EDGES), turns)


def witness(town: Town, open_roads: set[int]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Milliseconds between junctions by a search whose state is the road just taken."""
    forbidden, found = set(town.bans), np.full((town.size, town.size), np.inf)
    for source in range(town.size):
        found[source, source] = 0
        first = [(1000 * s, k) for k, (a, _, s) in enumerate(town.roads) if a == source and k in open_roads]
        queue, done = sorted(first), set[int]()
        while queue:
            time, road = heapq.heappop(queue)
            if road in done:
                continue
            done.add(road)
            here = town.roads[road][1]
            found[source, here] = min(found[source, here], time)
            for onward, (start, _, seconds) in enumerate(town.roads):
                if start == here and onward in open_roads and (road, onward) not in forbidden:
                    heapq.heappush(queue, (time + 1000 * seconds, onward))
    return found


def state_of(graph: Graph, network: RoadNetwork, closed: set[int], *, kernels: bool) -> Customised:
    factor = np.array([0.0 if k in closed else 1.0 for k in range(len(network.edges))])
    topology = engine.prepare(graph, network.xy) if kernels else None
    return engine.customise(topology, graph, degraded_ms(graph, factor))


@settings(max_examples=60, deadline=None)
@given(town=towns(), data=st.data())
@pytest.mark.parametrize("kernels", [True, False])
def test_times_and_ways_equal_a_search_road_by_road(kernels: bool, town: Town, data: st.DataObject) -> None:  # noqa: FBT001 - a parameter
    roads, network = range(len(town.roads)), network_of(town)
    closed = set(data.draw(st.lists(st.sampled_from(roads), max_size=4)))
    places = np.array(data.draw(st.lists(st.integers(0, town.size - 1), max_size=3)), dtype=np.int64)
    graph, everyone = build_graph(network, CAR), np.arange(town.size)
    expected = witness(town, set(roads) - closed)

    state = state_of(graph, network, closed, kernels=kernels)

    assert graph.junctions == town.size
    assert np.array_equal(engine.many_to_many(state, everyone, everyone), expected)
    assert np.array_equal(engine.to_each(state, everyone)[:, : town.size], expected.T)
    assert np.array_equal(graph.at_junctions(engine.from_each(state, np.array([0]))[0]), expected[0])
    times, labels = engine.nearest(state, places)
    assert np.array_equal(times[: town.size], expected[:, places].min(axis=1, initial=np.inf))
    for node in everyone[np.isfinite(times[: town.size])]:
        assert labels[node] == expected[node, places].argmin()
    few_times, few_labels = nearest_few(state, places, 2)
    for node in everyone:
        order = np.argsort(expected[node, places], kind="stable")[:2]
        reached = order[np.isfinite(expected[node, places[order]])].tolist()
        assert few_labels[node].tolist() == reached + [-1] * (2 - len(reached))
        assert few_times[node, : len(reached)].tolist() == expected[node, places[reached]].tolist()
    for ways in (engine.path_arcs, engine.fastest_arcs):
        for source, target in np.ndindex(town.size, town.size):
            total, arcs = ways(state, source, target)
            assert total == expected[source, target]
            taken = graph.edge[arcs].tolist()
            assert not closed & set(taken)
            assert not set(town.bans) & set(pairwise(taken))
            assert np.isinf(total) or sum(1000 * town.roads[k][2] for k in taken) == total
            assert [source, *(town.roads[k][1] for k in taken)][-1] == target or np.isinf(total)


CROSSROADS = Town(
    4,  # 0 west, 1 the crossroads, 2 south, 3 east; 2 is also reached from 3 by a long way
    [(0, 1, 10), (1, 2, 10), (1, 3, 10), (3, 1, 10), (1, 0, 10), (3, 2, 60)],
    [(0, 1)],  # from the west, no turn to the south
)


def times_of(vehicle: VehicleName, vehicles: str = "car") -> float:
    network = network_of(CROSSROADS, vehicles)
    graph = build_graph(network, VEHICLES[vehicle])
    state = engine.customise(None, graph, graph.time_ms)
    return float(engine.many_to_many(state, np.array([0]), np.array([2]))[0, 0]) / 1000


def test_a_car_goes_on_and_turns_back_where_turning_is_forbidden() -> None:
    assert times_of(VehicleName.CAR) == 10 + 10 + 10 + 10


def test_only_the_vehicles_named_are_forbidden() -> None:
    assert times_of(VehicleName.AMBULANCE) == 20
    assert times_of(VehicleName.AMBULANCE, "car ; ambulance") == 40


def test_pedestrians_turn_where_they_like() -> None:
    network = network_of(CROSSROADS, "car ; ambulance ; high_clearance")

    assert build_graph(network, VEHICLES[VehicleName.PEDESTRIAN]).size == 4


def test_only_the_junction_concerned_grows() -> None:
    graph = build_graph(network_of(CROSSROADS), CAR)

    assert graph.copy_of.tolist() == [1]
    assert (graph.junctions, graph.size, len(graph.tail)) == (4, 5, len(CROSSROADS.roads) + 2)


def test_a_forbidden_turn_makes_no_islet() -> None:
    network = toy.network()
    first = network.edges.index[0]
    onward = network.edges.index[network.edges["u"] == network.edges["v"].iloc[0]]
    rows = [(first, network.edges["v"].iloc[0], to, "no", "car") for to in onward]
    turns = pd.DataFrame(rows, columns=list(TURN_COLUMNS)).astype(TURN_COLUMNS)
    banned = replace(network, turns=turns)

    before, after = (snap_candidates(n, build_graph(n, CAR)) for n in (network, banned))

    assert np.array_equal(before, after)


def test_a_closed_road_stays_closed_from_a_copy() -> None:
    network = network_of(CROSSROADS)
    graph = build_graph(network, CAR)

    state = state_of(graph, network, {2}, kernels=False)

    assert engine.many_to_many(state, np.array([0]), np.array([3]))[0, 0] == np.inf
    assert (state.time_ms[graph.edge == 2] == INFINITE_MS).all()


def test_turns_of_a_graph_without_roads_forbid_nothing() -> None:
    nothing = np.empty(0, dtype=np.int32)
    empty = Graph(3, nothing, nothing, nothing, nothing)
    grown = forbid(empty, np.array([0, 1]), np.array([1, 2]))
    assert (grown.size, len(grown.tail)) == (3, 0)
