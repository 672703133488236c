"""Times to the nearest facility when one group of arcs is lost, for many groups at once.

A group matters only to the nodes whose own way takes one of its arcs: a part of the tree of ways. Only that
part is solved again, from the times of its neighbours, which the loss does not change: exact, and small. All
groups share one search, on copies of their parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from cpts_geo.routing.engine import nearest
from cpts_geo.routing.graph import Graph
from cpts_geo.routing.state import Customised

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MOST_COPIES: Final = 300_000  # nodes solved in one search; bounds the memory


@dataclass(frozen=True, eq=False)
class Ways:
    """The way of each node to its nearest facility.

    Attributes
    ----------
    time_ms
        Milliseconds per node, ``inf`` = none.
    arc
        First arc of the way, -1 at a facility or without any.
    """

    time_ms: Floats
    arc: Ints


class Losses(NamedTuple):
    """Nodes whose time changes when a group is lost: one row per group and node."""

    group: Ints
    node: Ints
    time_ms: Floats


def nearest_ways(roads: Customised, facilities: Ints) -> Ways:
    """Ways to the nearest facility; of equal arcs the first."""
    graph, time_ms = roads.graph, roads.time_ms
    times, _ = nearest(roads, facilities)
    arc = np.full(graph.size, -1, dtype=np.int64)
    travelled = roads.is_open & np.isfinite(times[graph.tail])
    on = np.flatnonzero(travelled & (times[graph.tail] == time_ms + times[graph.head]))[::-1]
    arc[graph.tail[on]] = on
    arc[facilities] = -1
    return Ways(times, arc)


def times_without(
    roads: Customised,
    ways: Ways,
    *,
    group: Ints,
    weight: Ints,
    most: int = MOST_COPIES,
) -> Iterator[Losses]:
    """What each group changes, in parts of bounded size.

    Parameters
    ----------
    roads, ways
        A state of the roads, and its ``nearest_ways``.
    group
        Per arc, the group it is lost with; -1 = never lost.
    weight
        Per node; a group that changes nothing for a node of positive weight is left out.
    most
        About how many nodes are solved at once.
    """
    order, first, size = _tree(roads.graph, ways)
    for parts in _shared(_parts(group, ways, first, size, np.r_[0, np.cumsum(weight[order])]), most):
        copies = np.repeat(parts.first - np.r_[0, np.cumsum(parts.size)[:-1]], parts.size)
        node = order[copies + np.arange(len(copies))]
        owner = np.repeat(parts.group, parts.size)
        yield Losses(owner, node, _solve(roads, ways.time_ms, group, (owner, node)))


class _Parts(NamedTuple):
    group: Ints
    first: Ints
    size: Ints


def _tree(graph: Graph, ways: Ways) -> tuple[Ints, Ints, Ints]:
    """Nodes in an order where those that pass by a node follow it, places in it, how many each one leads."""
    rank = np.argsort(ways.time_ms, kind="stable")
    parent = np.where(ways.arc >= 0, graph.head[ways.arc], -1).tolist()
    size = [1] * graph.size
    for node in reversed(rank.tolist()):
        if parent[node] >= 0:
            size[parent[node]] += size[node]
    first, free, end = [0] * graph.size, [0] * graph.size, 0
    for node in rank.tolist():
        if parent[node] >= 0:
            first[node] = free[parent[node]]
            free[parent[node]] += size[node]
        else:
            first[node], end = end, end + size[node]
        free[node] = first[node] + 1
    order = np.empty(graph.size, dtype=np.int64)
    order[first] = np.arange(graph.size)
    return order, np.array(first, dtype=np.int64), np.array(size, dtype=np.int64)


def _parts(group: Ints, ways: Ways, first: Ints, size: Ints, weight_before: Ints) -> _Parts:
    """Outermost parts of the tree that each group carries, those of no weight left out."""
    root = np.flatnonzero(ways.arc >= 0)
    owner = group[ways.arc[root]]
    root, owner = root[owner >= 0], owner[owner >= 0]
    ranked = np.lexsort((first[root], owner))
    root, owner = root[ranked], owner[ranked]
    shift = owner * (len(first) + 1)
    ends = np.maximum.accumulate(shift + first[root] + size[root])
    outer = np.r_[True, (shift + first[root])[1:] >= ends[:-1]] if len(root) else np.empty(0, dtype=bool)
    root, owner = root[outer], owner[outer]
    carried = weight_before[first[root] + size[root]] - weight_before[first[root]]
    whole = np.bincount(owner, weights=carried, minlength=1)
    used = whole[owner] > 0
    return _Parts(owner[used], first[root[used]], size[root[used]])


def _shared(parts: _Parts, most: int) -> Iterator[_Parts]:
    """The parts of some groups at a time."""
    if not len(parts.group):
        return
    begins = np.flatnonzero(np.r_[True, parts.group[1:] != parts.group[:-1]])
    number = np.cumsum(np.r_[0, parts.group[1:] != parts.group[:-1]])
    share = (np.cumsum(parts.size)[np.r_[begins[1:], len(parts.group)] - 1] // most)[number]
    for one in np.unique(share):
        yield _Parts(*(column[share == one] for column in parts))


def _solve(roads: Customised, known: Floats, group: Ints, copies: tuple[Ints, Ints]) -> Floats:
    """Times of copies of nodes, each without the arcs of its group; nodes without a copy keep theirs."""
    graph, time_ms = roads.graph, roads.time_ms
    owner, node = copies
    arc, copy = _leaving(roads, node)
    kept = group[arc] != owner[copy]
    arc, copy = arc[kept], copy[kept]
    head = graph.head[arc].astype(np.int64)
    there = _positions(owner * graph.size + node, owner[copy] * graph.size + head)
    inside, count = there >= 0, len(node)
    outside = np.full(count, np.inf)
    np.minimum.at(outside, copy[~inside], time_ms[arc[~inside]] + known[head[~inside]])
    reach = np.flatnonzero(np.isfinite(outside))
    rows, columns = np.r_[there[inside], np.full(len(reach), count)], np.r_[copy[inside], reach]
    times = np.r_[time_ms[arc[inside]].astype(float), outside[reach]]
    first = _fastest(rows * (count + 1) + columns, times)
    links = sp.csr_array((times[first], (rows[first], columns[first])), shape=(count + 1, count + 1))
    (found,) = dijkstra(links, indices=np.array([count]))
    return np.asarray(found[:count])


def _leaving(roads: Customised, node: Ints) -> tuple[Ints, Ints]:
    """Open arcs that leave each of these nodes, and the position of the node they leave."""
    graph, known = roads.graph, np.flatnonzero(roads.is_open)
    known = known[np.argsort(graph.tail[known], kind="stable")]
    start = np.searchsorted(graph.tail[known], np.arange(graph.size + 1))
    count = (start[1:] - start[:-1])[node]
    copy = np.repeat(np.arange(len(node)), count)
    within = np.arange(len(copy)) - np.repeat(np.cumsum(count) - count, count)
    return known[start[node][copy] + within], copy


def _positions(keys: Ints, asked: Ints) -> Ints:
    """Position of each asked key, -1 = absent."""
    if not len(keys):
        return np.full(len(asked), -1)
    order = np.argsort(keys)
    place = np.minimum(np.searchsorted(keys[order], asked), len(keys) - 1)
    return np.where(keys[order][place] == asked, order[place], -1)


def _fastest(pair: Ints, times: Floats) -> npt.NDArray[np.intp]:
    """Positions that keep the fastest of repeated pairs."""
    if not len(pair):
        return np.empty(0, dtype=np.intp)
    order = np.argsort(pair, kind="stable")
    same = pair[order][1:] == pair[order][:-1]
    repeated = np.r_[False, same] | np.r_[same, False]
    several = order[repeated]
    several = several[np.lexsort((times[several], pair[several]))]
    best = several[np.r_[True, pair[several][1:] != pair[several][:-1]]] if len(several) else several
    kept: npt.NDArray[np.intp] = np.r_[order[~repeated], best]
    return kept
