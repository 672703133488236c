"""Nearest facilities after a few roads or facilities changed: only what the change touches is solved again.

A node whose own way takes nothing that got worse keeps its time and label. The others start again from their
neighbours that keep theirs; then whatever became faster is passed on. The answer is that of a whole solve, to
the last bit.
"""

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.graph import INFINITE_MS, Graph

Array = npt.NDArray[Any]
MOST: Final = 0.15  # share of the nodes that change, measured: beyond, solving everything again is faster
LABEL_BITS: Final = 31
UNREACHED: Final = INFINITE_MS << LABEL_BITS


class Links(NamedTuple):
    """Arcs by the node they leave (``out``) and by the node they enter (``into``), all int32."""

    tail: Array
    head: Array
    first_out: Array
    out: Array
    out_head: Array
    first_in: Array
    into: Array
    in_tail: Array


@dataclass(frozen=True, eq=False)
class Facilities:
    """Facilities, some of which are closed.

    Attributes
    ----------
    graph
        Where they are.
    junctions
        Of each one.
    standing
        Which ones are open; ``None`` = all.
    """

    graph: Graph
    junctions: npt.NDArray[np.int64]
    standing: npt.NDArray[np.bool_] | None = None

    def stand(self, standing: npt.NDArray[np.bool_] | None) -> bool:
        """Whether exactly these are open."""
        if self.standing is None or standing is None:
            return self.standing is standing
        return np.array_equal(self.standing, standing)

    @cached_property
    def ends(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Nodes where trips to those open may end, and which facility each one is, in order."""
        nodes, owner = self.graph.arrivals(self.junctions)
        if self.standing is None:
            return nodes, owner
        kept = self.standing[owner]
        return nodes[kept], owner[kept]

    @cached_property
    def base(self) -> npt.NDArray[np.int64]:
        """Key of each node by itself, as the first facility open there."""
        key, (nodes, owner) = np.full(self.graph.size, UNREACHED), self.ends
        key[nodes[::-1]] = owner[::-1]
        return key


@dataclass(frozen=True, eq=False)
class Found:
    """Nearest facilities in one state of the roads.

    Attributes
    ----------
    facilities
        What was asked.
    times, labels
        Milliseconds per node, ``inf`` = unreachable, and position of the facility, -1 = unreachable.
    """

    facilities: Facilities
    times: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @cached_property
    def key(self) -> npt.NDArray[np.int64]:
        """Per node, milliseconds × 2³¹ + label."""
        reached = self.labels >= 0
        whole = np.where(reached, self.times, 0).astype(np.int64)
        return np.where(reached, (whole << LABEL_BITS) + self.labels, UNREACHED)

    def repaired(
        self, links: Links, times: tuple[Array, Array], arcs: Array, facilities: Facilities, *, most: float
    ) -> "Found | None":
        """The same for other times and other facilities open, ``None`` when too much changes.

        Parameters
        ----------
        links
            Arcs of the graph.
        times
            Milliseconds per arc, int32, then and now.
        arcs
            Whose time is not what it was.
        facilities
            At the same junctions.
        most
            Share of the nodes beyond which it is too much.
        """
        from cpts_geo.routing.relax import lose, repair

        nodes = np.empty(0, dtype=np.int64)
        if facilities is not self.facilities:
            nodes = np.flatnonzero(self.facilities.base != facilities.base)
        if not len(arcs) and not len(nodes):
            return Found(facilities, self.times, self.labels)
        changes, limit = (arcs, nodes, facilities.base), int(most * len(self.times))
        with self._lock:  # keys are written, and put back as they were
            noted, touched, count = lose(links, times, changes, self.key, limit)
            if count > limit:
                return None
            answer = self.times.copy(), self.labels.copy()
            done = repair(links, times, changes, (self.key, limit), (answer, (noted, touched), count))
        return Found(facilities, *answer) if done else None


def links_of(graph: Graph) -> Links:
    """Arcs of a graph by their nodes."""
    sides = []
    for end, other in ((graph.tail, graph.head), (graph.head, graph.tail)):
        order = np.argsort(end, kind="stable").astype(np.int32)
        first = np.searchsorted(end[order], np.arange(graph.size + 1)).astype(np.int32)
        sides += [first, order, np.ascontiguousarray(other[order], dtype=np.int32)]
    ends = (np.ascontiguousarray(end, dtype=np.int32) for end in (graph.tail, graph.head))
    return Links(*ends, *sides)
