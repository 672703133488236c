"""Shortest paths on directed graphs in whole milliseconds, by SciPy's compiled Dijkstra.

Times are integers below 2**53 held in floats, so every sum is exact.
"""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from cpts_geo.routing.graph import Weighted

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def nearest(weighted: Weighted, facilities: Ints) -> tuple[Floats, Ints]:
    """Time from every node to its nearest facility, and which one.

    Parameters
    ----------
    weighted
        Graph in the direction of travel.
    facilities
        Node position of each facility; several may share a node.

    Returns
    -------
    times
        Milliseconds per node, ``inf`` = unreachable.
    labels
        Position in ``facilities``, -1 = unreachable; ties go to the lowest.
    """
    size, count = weighted.matrix.shape[0], len(facilities)
    if not count:
        return np.full(size, np.inf), np.full(size, -1)
    # Times are multiplied by the number of facilities and each facility starts with its own rank as a
    # handicap: one search gives the time and the label, and equal times go to the lowest rank.
    scaled = _from_source(weighted.matrix.T.tocsr() * float(count), facilities, np.arange(1.0, count + 1))
    found = np.asarray(dijkstra(scaled, indices=np.array([size])))[0, :size] - 1
    reached = np.isfinite(found)
    whole = np.where(reached, found, 0).astype(np.int64)
    return np.where(reached, whole // count, np.inf), np.where(reached, whole % count, -1)


def _from_source(matrix: sp.csr_array, nodes: Ints, handicap: Floats) -> sp.csr_array:
    """Matrix with one more node, linked to each facility's node by the lowest handicap found there."""
    order = np.lexsort((handicap, nodes))
    first = order[np.r_[True, nodes[order][1:] != nodes[order][:-1]]]
    pointers = np.r_[matrix.indptr, matrix.indptr[-1] + len(first)]
    data = np.r_[matrix.data, handicap[first]]
    size = matrix.shape[0] + 1
    return sp.csr_array((data, np.r_[matrix.indices, nodes[first]], pointers), shape=(size, size))


def many_to_many(weighted: Weighted, sources: Ints, targets: Ints) -> Floats:
    """Milliseconds, source × target, ``inf`` = unreachable."""
    if not len(sources) or not len(targets):
        return np.full((len(sources), len(targets)), np.inf)
    return np.asarray(dijkstra(weighted.matrix, indices=sources))[:, targets]


def to_each(weighted: Weighted, targets: Ints) -> Floats:
    """Milliseconds from every node to each target: target × node, ``inf`` = unreachable."""
    if not len(targets):
        return np.empty((0, weighted.matrix.shape[0]))
    return np.asarray(dijkstra(weighted.matrix.T.tocsr(), indices=targets))


def path_arcs(weighted: Weighted, source: int, target: int) -> tuple[float, Ints]:
    """Milliseconds and arcs of one shortest path; ``inf`` and no arc when there is none."""
    all_times, all_before = dijkstra(weighted.matrix, indices=np.array([source]), return_predecessors=True)
    times, before = all_times[0], all_before[0]
    if not np.isfinite(times[target]):
        return np.inf, np.empty(0, dtype=np.int64)
    nodes = [target]
    while nodes[-1] != source:
        nodes.append(int(before[nodes[-1]]))
    steps = [_entry(weighted.matrix, u, v) for u, v in zip(nodes[:0:-1], nodes[-2::-1], strict=True)]
    return float(times[target]), weighted.arc[steps].astype(np.int64)


def _entry(matrix: sp.csr_array, row: int, column: int) -> int:
    start, stop = matrix.indptr[row], matrix.indptr[row + 1]
    return int(start + np.searchsorted(matrix.indices[start:stop], column))
