"""The states of the roads that a new one may be near: normal times, and the latest ones.

Whoever closes one more road on a flood is nearer to that flood than to normal times: repairing from there
costs what one road changes. Answers are the same from wherever they are repaired.
"""

import threading
from dataclasses import replace
from typing import Final

import numpy as np

from cpts_geo.routing.engine import customise
from cpts_geo.routing.state import Customised
from cpts_geo.routing.topology import Array

ENOUGH: Final = (
    0.02  # share of the arcs that differ from normal times, measured: repairing from there is as fast
)
MOST: Final = 6  # states: two scenarios in three readings
MOST_BYTES: Final = 64_000_000  # of their answers; the latest state is kept whatever its size


class Recent:
    """States of one graph, asked for by their times.

    Parameters
    ----------
    calm
        Normal times, never forgotten.
    """

    def __init__(self, calm: Customised) -> None:
        self.calm = calm
        self._kept: tuple[Customised, ...] = ()
        self._lock = threading.Lock()

    def state(self, time_ms: Array) -> Customised:
        """The state with these times: the one kept, else a new one near the nearest that is known."""
        known = (self.calm, *self._kept)
        differ = [int(np.count_nonzero(one.time_ms != time_ms)) for one in known]
        nearest = differ.index(min(differ))
        if not differ[nearest]:
            return known[nearest]
        if differ[0] <= ENOUGH * len(time_ms):
            nearest = 0
        return customise(self.calm.topology, self.calm.graph, time_ms, near=known[nearest])

    def keep(self, roads: Customised) -> None:
        """Keep a state with its answers, and let go of the oldest."""
        if roads is self.calm:
            return
        with self._lock:
            others = [one for one in self._kept if not np.array_equal(one.time_ms, roads.time_ms)]
            kept, size = [self._near_calm(roads)], _size(roads)
            for one in others[: MOST - 1]:
                size += _size(one)
                if size > MOST_BYTES:
                    break
                kept.append(one)
            self._kept = tuple(kept)

    def _near_calm(self, roads: Customised) -> Customised:
        """The same state and answers, holding no other state than normal times."""
        if roads.near is self.calm:
            return roads
        near = customise(self.calm.topology, self.calm.graph, roads.time_ms, near=self.calm)
        moved = replace(near, found=roads.found)
        if "state" in vars(roads):
            vars(moved)["state"] = roads.state
        return moved


def _size(roads: Customised) -> int:
    return sum(found.times.nbytes + found.labels.nbytes for found in roads.found.values())
