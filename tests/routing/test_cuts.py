"""Cuts against every set of arcs tried one by one."""

from itertools import combinations

import networkx as nx
import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.routing.cuts import ENDLESS, cut_arcs
from cpts_geo.routing.graph import Graph
from cpts_geo.routing.turns import forbid

SIZE = 6
ARCS = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.sampled_from([0, 1, 2, 5, ENDLESS])),
    max_size=9,
)
SOME = st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=2)


def graph_of(arcs: list[tuple[int, int, int]]) -> tuple[Graph, npt.NDArray[np.int64]]:
    table = np.array(arcs, dtype=np.int64).reshape(-1, 3)
    tail, head = (table[:, k].astype(np.int32) for k in (0, 1))
    made = Graph(SIZE, tail, head, np.arange(len(table), dtype=np.int32), np.ones(len(table), np.int32))
    return made, table[:, 2]


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
    graph, capacity = graph_of(arcs)
    found = cut_arcs(graph, capacity, np.array(sorted(sources)), np.array(sorted(targets)))

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


def test_two_parallel_roads_are_two_ways() -> None:
    graph, capacity = graph_of([(0, 1, 1), (0, 1, 1), (1, 2, ENDLESS)])

    assert cut_arcs(graph, capacity, np.array([0]), np.array([2])).tolist() == [0, 1]  # type: ignore[union-attr]


@settings(max_examples=200, deadline=None)
@given(
    arcs=ARCS.filter(len),
    turns=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=6),
    sources=SOME,
    targets=SOME,
)
def test_a_road_repeated_where_a_turn_is_forbidden_is_cut_once(
    arcs: list[tuple[int, int, int]], turns: list[tuple[int, int]], sources: set[int], targets: set[int]
) -> None:
    plain, own = graph_of(arcs)
    entering, leaving = (np.array([turn[end] for turn in turns], dtype=np.int64) for end in (0, 1))
    graph = forbid(plain, entering, leaving)
    found = cut_arcs(graph, own[graph.edge], np.array(sorted(sources)), np.array(sorted(targets)))
    ends, _ = graph.arrivals(np.array(sorted(targets)))

    def linked(lost: set[int]) -> bool:
        left = nx.MultiDiGraph()
        left.add_nodes_from(range(graph.size))
        ways = zip(graph.tail.tolist(), graph.head.tolist(), graph.edge.tolist(), strict=True)
        left.add_edges_from((u, v) for u, v, edge in ways if own[edge] and edge not in lost)
        return any(nx.has_path(left, s, t) for s in sources for t in ends.tolist())

    finite = [k for k, (_, _, c) in enumerate(arcs) if 0 < c < ENDLESS]
    costs = [
        sum(arcs[k][2] for k in chosen)
        for count in range(len(finite) + 1)
        for chosen in combinations(finite, count)
        if not linked(set(chosen))
    ]

    if found is None:
        assert not costs
    else:
        edges = graph.edge[found].tolist()
        assert len(set(edges)) == len(edges)
        assert sum(arcs[k][2] for k in edges) == min(costs)
        assert not linked(set(edges))
