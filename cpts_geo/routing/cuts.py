"""Fewest arcs that separate one set of nodes from another, by SciPy's maximum flow."""

from typing import Final

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
        Positions of the arcs, none when there is no way anyway; ``None`` when nothing can separate
        them: a node is both, or an endless way links them.
    """
    if not len(sources) or not len(targets):
        return np.empty(0, dtype=np.int64)
    targets, _ = graph.arrivals(targets)
    if len(np.intersect1d(sources, targets)) or _linked(graph, capacity >= ENDLESS, sources, targets):
        return None
    useful = (capacity > 0) & (graph.tail != graph.head)
    network = _with_ends(graph, np.where(useful, capacity, 0), sources, targets)
    flow = maximum_flow(network, graph.size, graph.size + 1).flow
    near = _reached(sp.csr_array(network - flow > 0), graph.size)
    leaves = np.flatnonzero(useful & near[graph.tail] & ~near[graph.head])
    _, once = np.unique(graph.edge[leaves], return_index=True)  # a road that leaves a copy of a junction too
    kept: Ints = leaves[np.sort(once)] if len(graph.copy_of) else leaves
    return kept


def _with_ends(graph: Graph, capacity: Ints, sources: Ints, targets: Ints) -> sp.csr_array:
    """Capacities between nodes, parallel arcs added, with one source and one target more."""
    start, end = np.full(len(sources), graph.size), np.full(len(targets), graph.size + 1)
    tail, head = np.r_[graph.tail, start, targets], np.r_[graph.head, sources, end]
    amount = np.r_[capacity, np.full(len(sources) + len(targets), ENDLESS)]
    size = graph.size + 2
    both = sp.coo_array((amount, (tail, head)), shape=(size, size)).tocsr()  # int64: added without overflow
    both.data = np.minimum(both.data, ENDLESS)  # so that what is left of an arc fits in int32 too
    both.eliminate_zeros()
    return both.astype(np.int32)


def _linked(graph: Graph, kept: npt.NDArray[np.bool_], sources: Ints, targets: Ints) -> bool:
    links = _with_ends(graph, kept.astype(np.int64), sources, targets)
    return bool(_reached(links, graph.size)[graph.size + 1])


def _reached(links: sp.csr_array, start: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(links.shape[0], dtype=bool)
    found[breadth_first_order(links, start, return_predecessors=False)] = True
    return found
