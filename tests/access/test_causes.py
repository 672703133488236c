"""What cuts and the least to reopen, against every set of closed roads tried one by one."""

from collections.abc import Iterator
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.access.causes import (
    DEEPEST_M,
    Closed,
    difficulty_of,
    independent_ways,
    least_to_reopen,
    reaching,
    what_cuts,
)
from cpts_geo.routing.graph import INFINITE_MS, Graph

SIZE = 6
ROAD = st.tuples(
    st.integers(0, SIZE - 1),
    st.integers(0, SIZE - 1),
    st.booleans(),  # both ways
    st.booleans(),  # closed
    st.integers(1, 4),  # difficulty
)
ROADS = st.lists(ROAD, min_size=1, max_size=8)
SOME = st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=2)
Road = tuple[int, int, bool, bool, int]


def state_of(roads: list[Road]) -> Closed:
    arcs = [(u, v, k) for k, (u, v, both, _, _) in enumerate(roads) for _ in (0,)]
    arcs += [(v, u, k) for k, (u, v, both, _, _) in enumerate(roads) if both]
    table = np.array(arcs, dtype=np.int64)
    shut = np.array([roads[k][3] for k in table[:, 2]])
    graph = Graph(
        SIZE,
        table[:, 0].astype(np.int32),
        table[:, 1].astype(np.int32),
        np.arange(len(table), dtype=np.int32),
        np.full(len(table), 1000, np.int32),
    )
    hard = np.array([road[4] for road in roads], dtype=np.int64)
    time_ms = np.where(shut, INFINITE_MS, graph.time_ms).astype(np.int32)
    return Closed(graph, time_ms, table[:, 2], hard, hard / 10)


def served(roads: list[Road], open_roads: set[int], homes: set[int], places: set[int]) -> dict[int, bool]:
    """By NetworkX: which homes reach a place by these roads."""
    town = nx.MultiDiGraph()
    town.add_nodes_from(range(SIZE))
    for k in open_roads:
        u, v, both, *_ = roads[k]
        town.add_edges_from([(u, v), (v, u)] if both else [(u, v)])
    return {home: any(nx.has_path(town, home, place) for place in places) for home in homes}


def subsets(items: list[int]) -> Iterator[tuple[int, ...]]:
    return (chosen for count in range(len(items) + 1) for chosen in combinations(items, count))


def array(nodes: set[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(sorted(nodes), dtype=np.int64)


@settings(max_examples=300, deadline=None)
@given(roads=ROADS, home=st.integers(0, SIZE - 1), places=SOME)
def test_no_easier_set_of_roads_gives_one_home_its_care_back(
    roads: list[Road], home: int, places: set[int]
) -> None:
    dry = {k for k, road in enumerate(roads) if not road[3]}
    wet = [k for k, road in enumerate(roads) if road[3]]
    enough = [s for s in subsets(wet) if served(roads, dry | set(s), {home}, places)[home]]

    found = least_to_reopen(state_of(roads), np.array([home]), array(places))

    if found is None:
        assert not enough
    else:
        chosen = tuple(found.tolist())
        assert chosen in enough
        assert sum(roads[k][4] for k in chosen) == min(sum(roads[k][4] for k in s) for s in enough)
        assert not any(set(s) < set(chosen) for s in enough)


@settings(max_examples=200, deadline=None)
@given(roads=ROADS, homes=SOME, places=SOME)
def test_several_homes_all_come_back_and_no_road_is_left_over(
    roads: list[Road], homes: set[int], places: set[int]
) -> None:
    dry = {k for k, road in enumerate(roads) if not road[3]}

    found = least_to_reopen(state_of(roads), array(homes), array(places))

    if found is None:
        assert not all(served(roads, set(range(len(roads))), homes, places).values())
        return
    assert all(served(roads, dry | set(found.tolist()), homes, places).values())
    for road in found.tolist():
        assert not all(served(roads, (dry | set(found.tolist())) - {road}, homes, places).values())


@settings(max_examples=200, deadline=None)
@given(roads=ROADS, homes=SOME, places=SOME)
def test_what_cuts_isolates_by_itself_and_nothing_smaller_does(
    roads: list[Road], homes: set[int], places: set[int]
) -> None:
    closed = state_of(roads)
    arcs = [k for k in range(len(closed.piece)) if closed.shut[k]]

    def linked(lost: tuple[int, ...]) -> bool:
        town = nx.MultiDiGraph()
        town.add_nodes_from(range(SIZE))
        tail, head = closed.graph.tail.tolist(), closed.graph.head.tolist()
        town.add_edges_from((tail[k], head[k]) for k in range(len(tail)) if k not in lost)
        return any(nx.has_path(town, home, place) for home in homes for place in places)

    found = what_cuts(closed, array(homes), array(places))
    enough = [lost for lost in subsets(arcs) if not linked(lost)]

    if found is None:
        assert not enough
        return
    fewest = min(len(lost) for lost in enough)
    deepest = max(sum(roads[closed.piece[k]][4] for k in lost) for lost in enough if len(lost) == fewest)
    assert tuple(found.tolist()) in enough
    assert len(found) == fewest
    assert sum(roads[closed.piece[k]][4] for k in found) == deepest


@settings(max_examples=100, deadline=None)
@given(roads=ROADS, places=SOME, reopened=st.sets(st.integers(0, 7)))
def test_who_reaches_care_again_equals_networkx(
    roads: list[Road], places: set[int], reopened: set[int]
) -> None:
    dry = {k for k, road in enumerate(roads) if not road[3]}
    wanted = served(roads, dry | (reopened & set(range(len(roads)))), set(range(SIZE)), places)

    assert reaching(state_of(roads), array(reopened), array(places)).tolist() == list(wanted.values())


def test_of_two_equal_ways_the_shortest_trip_is_reopened() -> None:
    roads: list[Road] = [(0, 1, True, True, 2), (1, 5, True, False, 1), (0, 5, True, True, 2)]

    assert least_to_reopen(state_of(roads), np.array([0]), np.array([5])).tolist() == [2]  # type: ignore[union-attr]


def test_a_dead_end_has_one_way_and_a_ring_has_two() -> None:
    ring: list[Road] = [(0, 1, True, False, 1), (1, 2, True, False, 1), (2, 0, True, False, 1)]
    dead_end: list[Road] = [*ring, (2, 3, True, False, 1)]

    assert len(independent_ways(state_of(ring).graph, np.array([0]), np.array([1]))) == 2  # type: ignore[arg-type]
    assert len(independent_ways(state_of(dead_end).graph, np.array([3]), np.array([1]))) == 1  # type: ignore[arg-type]
    assert independent_ways(state_of(ring).graph, np.array([0]), np.array([0])) is None


@pytest.mark.parametrize("depth", [np.nan, np.inf, DEEPEST_M, 9.0])
def test_nothing_is_easier_for_being_unknown(depth: float) -> None:
    metres, counted = difficulty_of(np.array([100.0]), np.array([depth]))

    assert metres.tolist() == [900]
    assert counted.tolist() == [DEEPEST_M]


def test_deeper_or_longer_is_harder_and_nothing_is_free() -> None:
    metres, _ = difficulty_of(np.array([100.0, 200.0, 100.0, 0.0]), np.array([0.5, 0.5, 1.0, 0.0]))

    assert metres.tolist() == [200, 400, 300, 1]
