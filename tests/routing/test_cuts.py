"""Cuts against every set of roads tried one by one."""

from collections.abc import Collection
from itertools import combinations
from typing import NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from banned import BANS, Bans, Ways, array, graph_of, reaches
from cpts_geo.routing.cuts import ENDLESS, cut_roads
from cpts_geo.routing.graph import Graph

SIZE = 6
CAPACITY = st.sampled_from([0, 1, 2, 5, ENDLESS])
ARCS = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), CAPACITY), max_size=9)
ROADS = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.booleans(), CAPACITY), max_size=8
)
SOME = st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=2)
Road = tuple[int, int, bool, int]  # from, to, both ways, capacity


def plain(arcs: list[tuple[int, int, int]]) -> tuple[Graph, npt.NDArray[np.int64]]:
    graph = graph_of([(u, v) for u, v, _ in arcs], frozenset(), SIZE)
    return graph, np.array([capacity for *_, capacity in arcs], dtype=np.int64)


def a_way(arcs: list[tuple[int, int, int]], lost: set[int], sources: set[int], targets: set[int]) -> bool:
    left = nx.MultiDiGraph()
    left.add_nodes_from(range(SIZE))
    left.add_edges_from((u, v) for k, (u, v, c) in enumerate(arcs) if c and k not in lost)
    return any(nx.has_path(left, s, t) for s in sources for t in targets)


@settings(max_examples=300, deadline=None)
@given(arcs=ARCS, sources=SOME, targets=SOME)
def test_no_cheaper_set_of_arcs_separates(
    arcs: list[tuple[int, int, int]], sources: set[int], targets: set[int]
) -> None:
    graph, capacity = plain(arcs)
    found = cut_roads(graph, capacity, np.arange(len(arcs)), array(sources), array(targets))

    finite = [k for k, (_, _, c) in enumerate(arcs) if 0 < c < ENDLESS]
    costs = [
        sum(arcs[k][2] for k in chosen)
        for count in range(len(finite) + 1)
        for chosen in combinations(finite, count)
        if not a_way(arcs, set(chosen), sources, targets)
    ]

    if found is None:
        assert not costs
    else:
        assert capacity[found].sum() == min(costs)
        assert not a_way(arcs, set(found.tolist()), sources, targets)


class Town(NamedTuple):
    """Roads as ways, both directions of a road one after the other, and the road of each way."""

    ways: Ways
    road: list[int]
    capacity: list[int]

    @classmethod
    def of(cls, roads: list[Road]) -> "Town":
        both = [(k, way) for k, (u, v, two, _) in enumerate(roads) for way in ((u, v), (v, u))[: 1 + two]]
        return cls([way for _, way in both], [k for k, _ in both], [road[3] for road in roads])

    def separated(self, bans: Bans, lost: Collection[int], sources: set[int], targets: set[int]) -> bool:
        used = [w for w, k in enumerate(self.road) if self.capacity[k] and k not in lost]
        return not any(reaches(self.ways, bans, used, source, targets) for source in sources)

    def cost(self, lost: Collection[int]) -> int:
        return sum(self.capacity[k] for k in lost)

    def cut(self, bans: Bans, sources: set[int], targets: set[int]) -> set[int] | None:
        graph, road = graph_of(self.ways, bans, SIZE), np.array(self.road, dtype=np.int64)
        own = road[graph.edge]
        capacity = np.array(self.capacity, dtype=np.int64)[own]
        found = cut_roads(graph, capacity, own, array(sources), array(targets))
        assert found is None or len(set(own[found])) == len(found)  # each road once
        return None if found is None else set(own[found].tolist())


@settings(max_examples=400, deadline=None)
@given(roads=ROADS.filter(len), bans=BANS, sources=SOME, targets=SOME)
def test_no_cheaper_set_of_roads_separates_where_turns_are_forbidden(
    roads: list[Road], bans: Bans, sources: set[int], targets: set[int]
) -> None:
    town = Town.of(roads)
    finite = [k for k, road in enumerate(roads) if 0 < road[3] < ENDLESS]
    every = (chosen for count in range(len(finite) + 1) for chosen in combinations(finite, count))
    enough = [town.cost(chosen) for chosen in every if town.separated(bans, chosen, sources, targets)]

    found = town.cut(bans, sources, targets)

    if found is None:
        assert not enough
    else:
        assert town.separated(bans, found, sources, targets)
        assert town.cost(found) == min(enough)


def test_a_road_on_one_way_in_each_direction_is_one_road_to_cut() -> None:
    """Both ways from 0 to 3 take the road between 1 and 2, one there, one back; nothing else is on both."""
    roads: list[Road] = [
        (0, 1, False, 1),
        (0, 2, False, 1),
        (1, 2, True, 1),
        (1, 3, False, 1),
        (2, 3, False, 1),
    ]
    bans = frozenset({(0, 4), (1, 5)})  # whoever comes from 0 may not go on to 3 at once
    town = Town.of(roads)

    assert town.cut(frozenset(), {0}, {3}) == {0, 1}
    assert town.cut(bans, {0}, {3}) == {2}


def test_two_parallel_roads_are_two_ways() -> None:
    graph, capacity = plain([(0, 1, 1), (0, 1, 1), (1, 2, ENDLESS)])
    ends = (np.array([0]), np.array([2]))

    apart, together = (cut_roads(graph, capacity, np.array(road), *ends) for road in ([0, 1, 2], [0, 0, 1]))

    assert apart is not None
    assert together is not None
    assert (apart.tolist(), together.tolist()) == ([0, 1], [0])
