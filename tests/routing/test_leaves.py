"""Order inside small parts: a tree joins nothing, and every step is that of plain sets."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpts_geo.routing.leaves import WORDS, order_leaves
from cpts_geo.routing.order import LARGEST, elimination_order
from cpts_geo.routing.parts import neighbours

Pair = tuple[int, int]


def ordered(size: int, roads: list[Pair], leaf: tuple[int, int]) -> list[int]:
    ends = np.array(roads or np.empty((0, 2)), dtype=np.int32).reshape(-1, 2)
    nodes = np.arange(size, dtype=np.int32)
    order_leaves(*neighbours(size, ends[:, 0], ends[:, 1]), nodes, np.array([leaf], dtype=np.int64))
    return nodes.tolist()


def joined(order: list[int], roads: list[Pair]) -> int:
    """Pairs that contracting in this order adds."""
    around = {v: set[int]() for v in order}
    for a, b in roads:
        around[a].add(b)
        around[b].add(a)
    added = 0
    for v in order:
        for a, b in combinations(around[v], 2):
            added += b not in around[a]
            around[a].add(b)
            around[b].add(a)
        for u in around.pop(v):
            around[u].discard(v)
    return added


def plain(size: int, leaf: int, roads: list[Pair]) -> list[int]:
    """The same by sets: the first of the nodes left that joins fewest pairs, then has fewest neighbours.

    Only roads of the leaf count: those between the nodes around it are not looked at.
    """
    roads = [(a, b) for a, b in roads if min(a, b) < leaf]
    around = {v: {b if a == v else a for a, b in roads if v in (a, b)} - {v} for v in range(size)}
    left, order = list(range(leaf)), []
    while left:

        def cost(v: int) -> Pair:
            return sum(b not in around[a] for a, b in combinations(around[v], 2)), len(around[v])

        v = min(left, key=cost)
        left.remove(v)
        order.append(v)
        for u in around[v]:
            around[u] |= around[v] - {u}
            around[u].discard(v)
    return order + list(range(leaf, size))


def test_a_square_with_a_tail_begins_by_the_tail() -> None:
    roads = [(0, 1), (1, 2), (2, 3), (3, 0), (3, 4)]
    assert ordered(5, roads, (0, 5)) == [4, 0, 1, 2, 3]
    assert joined([4, 0, 1, 2, 3], roads) == 1  # a square takes one diagonal


@settings(max_examples=60, deadline=None)
@given(data=st.data(), size=st.integers(1, 150))
def test_a_tree_joins_nothing(data: st.DataObject, size: int) -> None:
    roads = [(data.draw(st.integers(0, v - 1)), v) for v in range(1, size)]
    order = ordered(size, roads, (0, size))
    assert sorted(order) == list(range(size))
    assert joined(order, roads) == 0


def test_a_road_between_nodes_around_a_leaf_is_not_looked_at() -> None:
    assert ordered(5, [(0, 2), (0, 3), (1, 3), (1, 4), (3, 4)], (0, 2)) == [0, 1, 2, 3, 4]


@settings(max_examples=100, deadline=None)
@given(data=st.data(), size=st.integers(1, 30))
def test_each_node_is_the_one_that_joins_fewest(data: st.DataObject, size: int) -> None:
    end = st.integers(0, size - 1)
    roads = [(a, b) for a, b in data.draw(st.lists(st.tuples(end, end), max_size=70)) if a != b]
    leaf = data.draw(st.integers(0, size))
    assert ordered(size, roads, (0, leaf)) == plain(size, leaf, roads)


@pytest.mark.parametrize(("around", "begins"), [(64 * WORDS - 4, [2, 1, 0]), (64 * WORDS - 3, [0, 1, 2])])
def test_a_leaf_with_too_many_nodes_around_keeps_its_order(around: int, begins: list[int]) -> None:
    roads = [(0, 1), (1, 2)] + [(0, 3 + i) for i in range(around)]
    order = ordered(3 + around, roads, (0, 3))
    assert order[:3] == begins
    assert order[3:] == list(range(3, 3 + around))


def test_a_network_too_large_for_one_part_is_cut_first() -> None:
    side = 40
    at = np.arange(side * side).reshape(side, side)
    tail, head = np.r_[at[:, :-1].ravel(), at[:-1].ravel()], np.r_[at[:, 1:].ravel(), at[1:].ravel()]
    xy = np.stack([at.ravel() % side, at.ravel() // side], axis=1).astype(float)
    assert side * side > LARGEST
    rank = elimination_order(side * side, tail.astype(np.int32), head.astype(np.int32), xy)
    assert sorted(rank) == list(range(side * side))
    last = np.flatnonzero(rank >= side * side - side)  # the first cut: about one line across
    assert len(np.unique(at.ravel()[last] % side)) <= 3 or len(np.unique(at.ravel()[last] // side)) <= 3
