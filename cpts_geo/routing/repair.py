"""Nearest facilities after a few roads changed: only what the change touches is solved again, exactly.

A node keeps its time and label as long as an arc leads on to a node that keeps its own and gives them. The
others start again from their neighbours that keep theirs; then whatever became faster is passed on. Above
``MOST`` of the nodes, solving everything again is faster.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.engine import Customised, customise, nearest
from cpts_geo.routing.graph import INFINITE_MS, Graph
from cpts_geo.routing.topology import Array, Topology

MOST: Final = 0.3  # share of the nodes, ENGINE: beyond, a full solve wins
LABEL_BITS: Final = 31
UNREACHED: Final = INFINITE_MS << LABEL_BITS


class Links(NamedTuple):
    """Arcs by the node they leave and by the node they enter."""

    tail: Array
    head: Array
    first_out: Array
    out: Array
    first_in: Array
    into: Array


@dataclass(frozen=True, eq=False)
class Solved:
    """Nearest facilities in one state of the roads, ready to be repaired.

    Attributes
    ----------
    graph, time_ms, topology
        The state, and what solves it whole (``None``: SciPy).
    facilities
        Junctions.
    key
        Per node, milliseconds × 2³¹ + label.
    links
        Arcs, the same in every state.
    """

    graph: Graph
    time_ms: Array
    topology: Topology | None
    facilities: Array
    key: npt.NDArray[np.int64]
    links: Links

    @cached_property
    def times(self) -> npt.NDArray[np.float64]:
        """Milliseconds per node, ``inf`` = unreachable."""
        return np.where(self.key < UNREACHED, self.key >> LABEL_BITS, np.inf)

    @cached_property
    def labels(self) -> npt.NDArray[np.int64]:
        """Position of the facility, -1 = unreachable; ties go to the lowest."""
        return np.where(self.key < UNREACHED, self.key & ((1 << LABEL_BITS) - 1), -1)


def solved(roads: Customised, topology: Topology | None, facilities: Array) -> Solved:
    """Nearest facilities of a state, whole."""
    return Solved(
        roads.graph, roads.time_ms, topology, facilities, _keys(roads, facilities), _links(roads.graph)
    )


def repaired(before: Solved, time_ms: Array) -> Solved:
    """The same for other times of the arcs.

    Parameters
    ----------
    before
        Any other state of the same roads, with the same facilities.
    time_ms
        Milliseconds per arc, ``INFINITE_MS`` = closed.
    """
    changed = np.flatnonzero(before.time_ms != time_ms)
    if before.topology is not None and (not len(time_ms) or time_ms.min() > 0):
        from cpts_geo.routing.relax import repair

        key, base = before.key.copy(), np.full(len(before.key), UNREACHED)
        ends, owner = before.graph.arrivals(before.facilities)
        base[ends[::-1]] = owner[::-1]  # the lowest of those that share a node
        most = int(MOST * len(key))
        if repair(before.links, np.ascontiguousarray(time_ms, np.int32), changed, (key, base), most):
            return replace(before, time_ms=time_ms, key=key)
    roads = customise(before.topology, before.graph, time_ms)
    return replace(before, time_ms=time_ms, key=_keys(roads, before.facilities))


def _keys(roads: Customised, facilities: Array) -> npt.NDArray[np.int64]:
    times, labels = nearest(roads, facilities)
    reached = np.isfinite(times)
    return np.where(reached, (np.where(reached, times, 0).astype(np.int64) << LABEL_BITS) + labels, UNREACHED)


def _links(graph: Graph) -> Links:
    every = np.arange(graph.size + 1)
    sides = []
    for end in (graph.tail, graph.head):
        order = np.argsort(end, kind="stable").astype(np.int32)
        sides += [np.searchsorted(end[order], every).astype(np.int32), order]
    return Links(np.ascontiguousarray(graph.tail), np.ascontiguousarray(graph.head), *sides)
