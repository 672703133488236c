"""Fewest roads that separate one set of nodes from another, by SciPy's maximum flow."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from cpts_geo.routing.graph import Graph

Ints = npt.NDArray[np.int64]
ENDLESS: Final = 2**30  # capacity of an arc that no cut may use


def cut_roads(graph: Graph, capacity: Ints, road: Ints, sources: Ints, targets: Ints) -> Ints | None:
    """Roads of least total capacity whose loss leaves no way from any source to any target.

    A road is lost in all its arcs and counted once. That is a minimum cut of the arcs as long as no way
    needs to turn back: whoever can take a road in both directions is at both its ends. With forbidden turns
    one may have to pass a crossroads and come back, so the two directions of a road may be on two ways. Such
    a road is then tried both ways, lost and never lost, until what is found cannot be beaten.

    Parameters
    ----------
    graph
        Arcs in the direction of travel.
    capacity
        Per arc, the same for all arcs of a road that may be cut: 0 = as if absent, ``ENDLESS`` = may not be
        cut.
    road
        Per arc, the road it belongs to.
    sources, targets
        Nodes.

    Returns
    -------
    numpy.ndarray or None
        Positions of arcs, one by road, none when there is no way anyway; ``None`` when nothing can separate
        them: a node is both, or an endless way links them.
    """
    if not len(sources) or not len(targets):
        return np.empty(0, dtype=np.int64)
    ends = (sources, graph.arrivals(targets)[0])
    if len(np.intersect1d(*ends)):
        return None
    best: Ints | None = None
    least = np.inf
    waiting = [(capacity, np.empty(0, dtype=np.int64))]
    while waiting:
        now, lost = waiting.pop()
        found = _cut(graph, now, road, ends)
        if found is None:
            continue
        paid = int(capacity[lost].sum())
        if paid + found.total < least:
            best, least = np.r_[lost, found.arcs], paid + found.total
        if found.shared >= 0 and paid + found.bound < least:
            own = (road == found.shared) & (now > 0) & (now < ENDLESS)
            waiting.append((np.where(own, ENDLESS, now), lost))
            waiting.append((np.where(own, 0, now), np.r_[lost, np.flatnonzero(own)[:1]]))
    return None if best is None else np.sort(best)


class _Cut(NamedTuple):
    """A cut: its arcs, one by road; what its roads add up to; below what no set of roads can be.

    ``shared`` is the road by which both directions carry most more than one can, -1 = none: nothing is below
    the cut then.
    """

    arcs: Ints
    total: int
    bound: int
    shared: int


def _cut(graph: Graph, capacity: Ints, road: Ints, ends: tuple[Ints, Ints]) -> _Cut | None:
    """A minimum cut of the arcs, the one nearest to the sources; ``None`` when an endless way links them."""
    if _linked(graph, capacity >= ENDLESS, road, ends):
        return None
    roads = _roads(graph, capacity, road)
    network = _with_ends(roads, ends)
    flow = maximum_flow(network, roads.size, roads.size + 1)
    near = _reached(sp.csr_array(network - flow.flow > 0), roads.size)
    leaves = np.sort(roads.arc[near[roads.tail] & ~near[roads.head]])
    arcs = np.sort(leaves[np.unique(road[leaves], return_index=True)[1]])
    total = int(capacity[arcs].sum())
    bound, shared = _both_ways(graph, roads, flow, road)
    return _Cut(arcs, total, bound, shared)


def _both_ways(graph: Graph, roads: "_Roads", flow: Any, road: Ints) -> tuple[int, int]:
    """What flows when no road carries more in both directions together than one can, and the one most over.

    Taking away what is too much leaves a flow that any set of roads that cuts must carry. Only a road that
    touches a copy of a junction counts: elsewhere what goes there and back cancels out.
    """
    value, split = int(flow.flow_value), (graph.tail >= graph.junctions) | (graph.head >= graph.junctions)
    one = (roads.capacity < ENDLESS) & np.isin(road[roads.arc], road[split])
    if not one.any():
        return value, -1
    asked, position = np.unique(road[roads.arc[one]], return_inverse=True)
    carried = np.asarray(sp.csr_matrix(flow.flow)[roads.tail[one], roads.head[one]]).ravel()
    most = np.zeros(len(asked), dtype=np.int64)
    np.maximum.at(most, position, roads.capacity[one])
    over = np.bincount(position, np.maximum(carried, 0), minlength=len(asked)).astype(np.int64) - most
    over = np.maximum(over, 0)
    return value - int(over.sum()), int(asked[over.argmax()]) if over.any() else -1


class _Roads(NamedTuple):
    """Capacities between nodes, and the arc that each one is."""

    size: int
    tail: Ints
    head: Ints
    capacity: Ints
    arc: Ints


def _roads(graph: Graph, capacity: Ints, road: Ints) -> _Roads:
    """Arcs that count, one of those of a road between two nodes.

    Where a turn is forbidden, arcs that repeat a road share one capacity: they meet at a node of their own,
    from which the road goes on once.
    """
    arc = np.flatnonzero((capacity > 0) & (graph.tail != graph.head))
    ranked = arc[np.lexsort((-capacity[arc], road[arc], graph.head[arc], graph.tail[arc]))]
    same = (np.diff(column[ranked]) == 0 for column in (graph.tail, graph.head, road))
    arc = np.sort(ranked[np.r_[True, ~np.logical_and.reduce(list(same))]]) if len(arc) else arc
    tail, head = graph.tail[arc].astype(np.int64), graph.head[arc].astype(np.int64)
    if not len(graph.copy_of):
        return _Roads(graph.size, tail, head, capacity[arc], arc)
    _, first, way = np.unique(
        graph.edge[arc] * np.int64(graph.size) + head, return_index=True, return_inverse=True
    )
    own = graph.size + np.arange(len(first))
    return _Roads(
        graph.size + len(first),
        np.r_[tail, own],
        np.r_[graph.size + way, head[first]],
        np.r_[np.full(len(arc), ENDLESS), capacity[arc[first]]],
        np.r_[arc, arc[first]],
    )


def _with_ends(roads: _Roads, ends: tuple[Ints, Ints]) -> sp.csr_array:
    """Matrix of capacities, parallel ones added, with one source and one target more."""
    sources, targets = ends
    start, end = np.full(len(sources), roads.size), np.full(len(targets), roads.size + 1)
    tail, head = np.r_[roads.tail, start, targets], np.r_[roads.head, sources, end]
    amount = np.r_[roads.capacity, np.full(len(sources) + len(targets), ENDLESS)]
    size = roads.size + 2
    both = sp.coo_array((amount, (tail, head)), shape=(size, size)).tocsr()  # int64: added without overflow
    both.data = np.minimum(both.data, ENDLESS)  # so that what is left of an arc fits in int32 too
    both.eliminate_zeros()
    return both.astype(np.int32)


def _linked(graph: Graph, kept: npt.NDArray[np.bool_], road: Ints, ends: tuple[Ints, Ints]) -> bool:
    roads = _roads(graph, kept.astype(np.int64), road)
    return bool(_reached(_with_ends(roads, ends), roads.size)[roads.size + 1])


def _reached(links: sp.csr_array, start: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(links.shape[0], dtype=bool)
    found[breadth_first_order(links, start, return_predecessors=False)] = True
    return found
