"""The nearest few facilities of every node, not only the nearest one."""

from typing import Final

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.engine import check_nodes, to_each
from cpts_geo.routing.graph import Weighted
from cpts_geo.routing.state import Customised

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
BLOCK: Final = 32  # facilities that SciPy is asked about at once: 32 rows of the graph in memory


def nearest_few(customised: Customised, facilities: Ints, count: int) -> tuple[Floats, Ints]:
    """Times from every node to its nearest facilities, and which ones: node × count, nearest first.

    Parameters
    ----------
    customised
        State of the roads, in the direction of travel.
    facilities
        Junction of each facility; several may share one and are several.
    count
        How many, one or more.

    Returns
    -------
    times
        Milliseconds, ``inf`` = there is no such facility within reach.
    labels
        Positions in ``facilities``, -1 = none; ties go to the lowest.
    """
    junctions = np.asarray(facilities, dtype=np.int64)
    check_nodes(customised.graph, junctions)
    state = customised.state
    if isinstance(state, Weighted) or not len(junctions):
        return _by_matrix(customised, junctions, count)
    from cpts_geo.routing.sweeps import nearest_sources

    ends, owner = customised.graph.arrivals(junctions)
    sources = state.topology.rank[ends]
    return nearest_sources(state.topology, state.downward, state.upward, sources, owner, count=count)


def _by_matrix(customised: Customised, junctions: Ints, count: int) -> tuple[Floats, Ints]:
    size = customised.graph.size
    times, labels = np.full((size, count), np.inf), np.full((size, count), -1)
    for start in range(0, len(junctions), BLOCK):
        some = to_each(customised, junctions[start : start + BLOCK]).T
        every = np.c_[times, some]
        ids = np.c_[labels, np.tile(np.arange(start, start + some.shape[1]), (size, 1))]
        order = np.argsort(every, axis=1, kind="stable")[:, :count]  # ties: the lowest, known before
        times, labels = np.take_along_axis(every, order, axis=1), np.take_along_axis(ids, order, axis=1)
    return times, np.where(np.isfinite(times), labels, -1)
