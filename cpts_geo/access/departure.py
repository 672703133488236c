"""Until when a trip may begin while roads are being cut: a search backwards from the destination.

The rule never bets on water going down. A road may be taken only if it is open when the trip begins and
stays open until it has been left, at the slowest speed met since the beginning. Roads then only disappear
and slow down while somebody travels, so leaving later never arrives earlier (FIFO), and neither waiting
nor going round in circles ever helps: nobody is assumed to wait beside the water.
"""

import heapq
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.graph import INFINITE_MS, Graph

Times = npt.NDArray[np.int64]
NEVER: Final = np.iinfo(np.int64).min // 4
FOREVER: Final = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Window:
    """Milliseconds ``begins <= t <= ends`` during which one may leave; ``FOREVER`` = until further notice."""

    begins: int
    ends: int


def departure_windows(
    graph: Graph, times_ms: Times, starts_ms: Times, source: int, target: int
) -> tuple[Window, ...]:
    """When a trip may begin, as windows in order, apart from one another.

    Parameters
    ----------
    graph
        Arcs of the vehicle.
    times_ms
        Step × arc, ``INFINITE_MS`` = closed.
    starts_ms
        Beginning of each step, increasing; the last step lasts until further notice.
    source, target
        Junctions.
    """
    found: list[Window] = []
    goals = graph.arrivals(np.array([target]))[0].tolist()
    ends = np.r_[starts_ms[1:], FOREVER]
    incoming = _incoming(graph)
    for step, begins in enumerate(starts_ms.tolist()):
        roads = _Roads.from_step(graph, times_ms[step:], ends[step:], incoming)
        last = min(_latest(roads, begins, source, goals), int(ends[step]))
        if last < begins:
            continue
        if found and found[-1].ends == begins:
            found[-1] = Window(found[-1].begins, last)
        else:
            found.append(Window(begins, last))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Roads:
    """What somebody who leaves in a step may count on; lists, because single values are read.

    ``into``: arcs by head, ``pointers`` where those of each node begin. ``shut``: until when each arc stays
    open, ``NEVER`` when it is closed now. ``slowest``: arc × step to come. ``steady``: never slows.
    """

    tail: list[int]
    into: list[int]
    pointers: list[int]
    shut: list[int]
    slowest: list[list[int]]
    steady: list[bool]
    ends: list[int]

    @classmethod
    def from_step(cls, graph: Graph, times_ms: Times, ends: Times, incoming: tuple[Times, Times]) -> "_Roads":
        """Roads for a departure in the first of these steps."""
        slowest = np.maximum.accumulate(times_ms, axis=0)
        return cls(
            tail=graph.tail.tolist(),
            into=incoming[0].tolist(),
            pointers=incoming[1].tolist(),
            shut=_closing(times_ms, ends).tolist(),
            slowest=slowest.T.tolist(),
            steady=(slowest[0] == slowest[-1]).tolist(),
            ends=ends.tolist(),
        )

    def enter(self, arc: int, leave: int) -> int:
        """Latest moment to enter an arc so as to have left it at ``leave``, ``NEVER`` when it is closed.

        Whoever leaves it during a step takes the slowest time of the steps up to that one.
        """
        if self.shut[arc] == NEVER:
            return NEVER
        leave, times = min(leave, self.shut[arc]), self.slowest[arc]
        if self.steady[arc]:
            return leave - times[0]
        return max(min(leave, end) - time for time, end in zip(times, self.ends, strict=True))


def _latest(roads: _Roads, begins: int, source: int, goals: list[int]) -> int:
    """Latest moment at the source for a trip begun in the first step, ``NEVER`` when there is none.

    Nodes settle from the latest moment to the earliest, because every arc takes at least a millisecond.
    """
    latest = dict.fromkeys(goals, FOREVER)
    queue, settled = [(-FOREVER, goal) for goal in sorted(goals)], set[int]()
    while queue:
        moment, node = heapq.heappop(queue)
        if node == source:
            return FOREVER if -moment > FOREVER // 2 else -moment
        if node in settled:
            continue
        settled.add(node)
        for arc in roads.into[roads.pointers[node] : roads.pointers[node + 1]]:
            enter, tail = roads.enter(arc, -moment), roads.tail[arc]
            if enter >= begins and enter > latest.get(tail, NEVER):
                latest[tail] = enter
                heapq.heappush(queue, (-enter, tail))
    return NEVER


def _incoming(graph: Graph) -> tuple[Times, Times]:
    """Arcs by the node they end at, and where those of each node begin."""
    order = np.argsort(graph.head, kind="stable")
    return order, np.searchsorted(graph.head[order], np.arange(graph.size + 1))


def _closing(times_ms: Times, ends: Times) -> Times:
    """Until when each arc stays open; ``NEVER`` when it is closed in the first step."""
    closed = times_ms >= INFINITE_MS
    before = np.r_[NEVER, ends[:-1]]  # a closure at step k holds from the end of step k - 1
    return np.where(closed.any(axis=0), before[closed.argmax(axis=0)], FOREVER)
