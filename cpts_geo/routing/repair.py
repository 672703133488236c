"""Nearest facilities after a few roads or facilities changed: only what the change touches is solved again.

A node whose own way takes nothing that got worse keeps its time and label. The others start again from their
neighbours that keep theirs; then whatever became faster is passed on. The answer is that of a whole solve, to
the last bit.
"""

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.graph import Graph
from cpts_geo.routing.links import Links

Array = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
MOST: Final = 0.3  # share of the nodes that change: up to there, repairing was faster than solving again
NOBODY: Final = np.empty(0, dtype=np.int64)


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
    def ends(self) -> tuple[Ints, Ints]:
        """Nodes where trips to those open may end, and which facility each one is, in order."""
        nodes, owner = self.graph.arrivals(self.junctions)
        if self.standing is not None:
            kept = self.standing[owner]
            nodes, owner = nodes[kept], owner[kept]
        return np.require(nodes, np.int64, ["C", "W"]), owner

    def lost_in(self, other: "Facilities") -> tuple[Ints, Ints]:
        """Those of the ends that are closed among others at the same junctions."""
        if other is self or other.standing is None:
            return NOBODY, NOBODY
        nodes, owner = self.ends
        gone = ~other.standing[owner]
        return nodes[gone], owner[gone]


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
    labels: Ints
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _key: list[Ints] = field(default_factory=list, repr=False)

    def _key_by(self, rank: Array) -> Ints:
        """Per rank, milliseconds × 2³¹ + label; the same graph always has the same ranks."""
        from cpts_geo.routing.relax import write_keys

        if not self._key:
            self._key.append(np.empty(len(self.times), np.int64))
            write_keys((self.times, self.labels), rank, self._key[0])
        return self._key[0]

    def repaired(
        self,
        links: Links,
        times: tuple[Array, Array],
        arcs: tuple[Array, Array],
        facilities: Facilities,
        *,
        most: float,
    ) -> "Found | None":
        """The same for other times and other facilities open, ``None`` when too much changes.

        Parameters
        ----------
        links
            Arcs of the graph.
        times
            Milliseconds per arc, int32, then and now.
        arcs
            Whose time is not what it was then, and whose is not what it is in the first state, of ``links``.
        facilities
            At the same junctions.
        most
            Share of the nodes beyond which it is too much.
        """
        changed, moved = arcs
        if not len(changed) and facilities is self.facilities:
            return self
        from cpts_geo.routing.relax import repair

        (gone, whose), (stand, owner) = self.facilities.lost_in(facilities), facilities.ends
        ends = (links.rank[gone], whose, links.rank[stand], owner)
        room = links.take_room(times[1], moved)
        roads, changes = (links.tail, links.head, links.first, room.ways), (changed, *times)
        work = (room.lost, room.queue, int(most * len(self.times)))
        with self._lock:  # keys are written, and put back as they were
            copy, milliseconds, labels = links.copies.take(self)
            answer = (milliseconds, labels, links.node)
            count = repair(roads, changes, ends, self._key_by(links.rank), answer, work)
        copy.written = room.lost[0][: max(count, 0)].copy()
        links.give_back(room)
        return Found(facilities, milliseconds, labels) if count >= 0 else None
