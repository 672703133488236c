"""The nearest few facilities: a road on paper, then random towns against NetworkX."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.routing import engine, trial
from cpts_geo.routing.graph import INFINITE_MS, Graph
from cpts_geo.routing.several import nearest_few
from towns import Town, graph_of, grid_town, state_of, towns


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert trial.warm_up()


def expected(graph: Graph, places: list[int], count: int) -> tuple[list[list[float]], list[list[int]]]:
    """By searching from each node with NetworkX, then sorting."""
    roads = nx.MultiDiGraph()
    roads.add_nodes_from(range(graph.size))
    for u, v, ms in zip(graph.tail.tolist(), graph.head.tolist(), graph.time_ms.tolist(), strict=True):
        if ms < INFINITE_MS:
            roads.add_edge(u, v, ms=ms)
    times, labels = [], []
    for node in range(graph.size):
        found = nx.single_source_dijkstra_path_length(roads, node, weight="ms")
        known = sorted((found[place], k) for k, place in enumerate(places) if place in found)[:count]
        missing = count - len(known)
        times.append([float(ms) for ms, _ in known] + [np.inf] * missing)
        labels.append([k for _, k in known] + [-1] * missing)
    return times, labels


@pytest.mark.parametrize("kernels", [True, False])
def test_on_a_road_with_three_places_each_house_has_them_in_order_and_two_at_one_door_are_two(
    kernels: bool,  # noqa: FBT001 - a parameter
) -> None:
    # places at 0, 3, 3; a two-way road 0 - 1 - 2 - 3 of 10 ms a piece, and 4, which one can only leave
    pieces = [(0, 1), (1, 2), (2, 3)]
    arcs = [(u, v, 10) for u, v in pieces] + [(v, u, 10) for u, v in pieces] + [(4, 0, 5)]
    road = graph_of(5, arcs), np.column_stack([np.arange(5.0), np.zeros(5)])

    times, labels = nearest_few(state_of(road, kernels=kernels), np.array([0, 3, 3]), 2)

    assert times.tolist() == [[0, 30], [10, 20], [10, 10], [0, 0], [5, 35]]
    assert labels.tolist() == [[0, 1], [0, 1], [1, 2], [1, 2], [0, 1]]


@settings(max_examples=200, deadline=None)
@given(town=towns(fastest=0), data=st.data())
@pytest.mark.parametrize("kernels", [True, False])
def test_the_nearest_few_equal_networkx(kernels: bool, town: Town, data: st.DataObject) -> None:  # noqa: FBT001 - a parameter
    graph = town[0]
    places = data.draw(st.lists(st.integers(0, graph.size - 1), max_size=9))
    count = data.draw(st.integers(1, 4))

    times, labels = nearest_few(state_of(town, kernels=kernels), np.array(places, dtype=np.int64), count)

    assert (times.tolist(), labels.tolist()) == expected(graph, places, count)


def test_more_places_than_scipy_is_asked_at_once_give_the_same_and_the_first_is_the_nearest() -> None:
    town, places = grid_town(30, 20), np.random.default_rng(3).integers(0, 600, 90)
    one, other = (state_of(town, kernels=kernels) for kernels in (True, False))

    times, labels = nearest_few(one, places, 3)

    for found, again in zip((times, labels), nearest_few(other, places, 3), strict=True):
        assert np.array_equal(found, again)
    first_times, first_labels = engine.nearest(one, places)
    assert np.array_equal(times[:, 0], first_times)
    assert np.array_equal(labels[:, 0], first_labels)
