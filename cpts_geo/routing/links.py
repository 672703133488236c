"""Arcs by their nodes, and room to work on them: one per thread that repairs answers at the same time.

Nodes go by their ranks: neighbours lie close in memory, however the file numbers them.
NumPy makes the long arrays, not the kernels: it asks the system for large pages, which answer twice faster.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.copies import Copies
from cpts_geo.routing.graph import Graph

Array = npt.NDArray[Any]
IDLE: Final = 2  # rooms kept for later
NONE: Final = np.empty(0, dtype=np.uint32)


@dataclass(eq=False)
class Room:
    """What one thread writes in while it repairs.

    Attributes
    ----------
    ways
        Other end and time of the arcs of each node.
    arcs
        Where these times are not those of the first state.
    lost
        Nodes touched, their keys, and a mark on each rank.
    queue
        Heads, keys and links.
    """

    ways: Array
    arcs: Array
    lost: tuple[Array, Array, Array]
    queue: tuple[Array, Array, Array]


@dataclass(frozen=True, eq=False)
class Links:
    """Arcs of a graph by the nodes they enter and leave.

    Attributes
    ----------
    rank, node
        Rank of each node, node of each rank.
    tail, head
        Ranks per arc.
    time_ms
        Milliseconds per arc in the first state of the roads, which others are near.
    first, slot
        Where the arcs of each rank lie, and the two places of each arc.
    copies
        Of answers.
    """

    rank: Array
    node: Array
    tail: Array
    head: Array
    time_ms: Array
    first: Array
    slot: Array
    copies: Copies = field(default_factory=Copies, repr=False)
    _idle: list[Room] = field(default_factory=list, repr=False)

    def take_room(self, now_ms: Array, moved: Array) -> Room:
        """Room to work in, where arcs have the times of now: those of the first state but for these arcs.

        It is not given back after an error: it may be half written.
        """
        from cpts_geo.routing.arc_lists import put

        try:
            room = self._idle.pop()
        except IndexError:
            room = self._new()
        if room.arcs is not moved:  # one array per state
            put(self.slot, room.ways, room.arcs, self.time_ms)
            put(self.slot, room.ways, moved, now_ms)
            room.arcs = moved
        return room

    def give_back(self, room: Room) -> None:
        """Keep a room for later."""
        if len(self._idle) < IDLE:
            self._idle.append(room)

    def _new(self) -> Room:
        from cpts_geo.routing.arc_lists import lay
        from cpts_geo.routing.relax import BUCKETS

        size, pushes = len(self.first) // 2 - 1, len(self.first) + 2 * len(self.tail) + 64
        lost = np.empty(size + 1, np.uint32), np.empty(size + 1, np.int64), np.zeros(size, np.uint8)
        queue = np.full(BUCKETS, -1, np.int32), np.empty(pushes, np.int64), np.empty(pushes, np.int32)
        ways = np.empty(4 * len(self.tail), np.uint32)
        lay(self.slot, (self.tail, self.head), self.time_ms, ways)
        return Room(ways, NONE, lost, queue)


def links_of(graph: Graph, time_ms: Array, rank: Array) -> Links:
    """Arcs of a graph by the ranks of their nodes, in one state of the roads."""
    from cpts_geo.routing.arc_lists import place

    rank = rank.astype(np.uint32)
    node = np.empty_like(rank)
    node[rank] = np.arange(graph.size, dtype=np.uint32)
    tail, head = rank[graph.tail], rank[graph.head]
    first, slot = np.empty(2 * graph.size + 2, np.uint32), np.empty(2 * len(tail), np.uint32)
    place(tail, head, first, slot)
    return Links(rank, node, tail, head, time_ms, first, slot)
