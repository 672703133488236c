"""Fewest arcs that separate one set of nodes from another, by SciPy's maximum flow."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from cpts_geo.routing.graph import Graph

Ints = npt.NDArray[np.int64]
ENDLESS: Final = 2**30  # capacity of an arc that no cut may use


def cut_arcs(graph: Graph, capacity: Ints, sources: Ints, targets: Ints) -> Ints | None:
    """Arcs of least total capacity whose loss leaves no way from any source to any target.

    Of several such sets, the one nearest to the sources.

    Parameters
    ----------
    graph
        Arcs in the direction of travel.
    capacity
        Per arc: 0 = as if absent, ``ENDLESS`` = may not be cut.
    sources, targets
        Nodes.

    Returns
    -------
    numpy.ndarray or None
        Positions of the arcs, once by road, none when there is no way anyway; ``None`` when nothing can
        separate them: a node is both, or an endless way links them.
    """
    if not len(sources) or not len(targets):
        return np.empty(0, dtype=np.int64)
    targets, _ = graph.arrivals(targets)
    if len(np.intersect1d(sources, targets)) or _linked(graph, capacity >= ENDLESS, sources, targets):
        return None
    roads = _roads(graph, capacity)
    network = _with_ends(roads, sources, targets)
    flow = maximum_flow(network, roads.size, roads.size + 1).flow
    near = _reached(sp.csr_array(network - flow > 0), roads.size)
    leaves: Ints = roads.arc[near[roads.tail] & ~near[roads.head]]
    return np.sort(leaves)


class _Roads(NamedTuple):
    """Capacities between nodes, and the arc that each one is."""

    size: int
    tail: Ints
    head: Ints
    capacity: Ints
    arc: Ints


def _roads(graph: Graph, capacity: Ints) -> _Roads:
    """Arcs that count. Those that repeat a road, where a turn is forbidden, share one capacity.

    They meet at a node of their own, from which the road goes on once.
    """
    arc = np.flatnonzero((capacity > 0) & (graph.tail != graph.head))
    tail, head = graph.tail[arc].astype(np.int64), graph.head[arc].astype(np.int64)
    if not len(graph.copy_of):
        return _Roads(graph.size, tail, head, capacity[arc], arc)
    _, first, road = np.unique(
        graph.edge[arc] * np.int64(graph.size) + head, return_index=True, return_inverse=True
    )
    own = graph.size + np.arange(len(first))
    return _Roads(
        graph.size + len(first),
        np.r_[tail, own],
        np.r_[graph.size + road, head[first]],
        np.r_[np.full(len(arc), ENDLESS), capacity[arc[first]]],
        np.r_[arc, arc[first]],
    )


def _with_ends(roads: _Roads, sources: Ints, targets: Ints) -> sp.csr_array:
    """Matrix of capacities, parallel ones added, with one source and one target more."""
    start, end = np.full(len(sources), roads.size), np.full(len(targets), roads.size + 1)
    tail, head = np.r_[roads.tail, start, targets], np.r_[roads.head, sources, end]
    amount = np.r_[roads.capacity, np.full(len(sources) + len(targets), ENDLESS)]
    size = roads.size + 2
    both = sp.coo_array((amount, (tail, head)), shape=(size, size)).tocsr()  # int64: added without overflow
    both.data = np.minimum(both.data, ENDLESS)  # so that what is left of an arc fits in int32 too
    both.eliminate_zeros()
    return both.astype(np.int32)


def _linked(graph: Graph, kept: npt.NDArray[np.bool_], sources: Ints, targets: Ints) -> bool:
    roads = _roads(graph, kept.astype(np.int64))
    return bool(_reached(_with_ends(roads, sources, targets), roads.size)[roads.size + 1])


def _reached(links: sp.csr_array, start: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(links.shape[0], dtype=bool)
    found[breadth_first_order(links, start, return_predecessors=False)] = True
    return found
