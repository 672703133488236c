"""The kernels of ``links``: arcs by the nodes they enter and leave, and which arcs changed."""

import numpy as np

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel

BLOCK = 64  # pairs of arcs compared at once


@kernel
def changed_arcs(before_ms: Array, now_ms: Array) -> tuple[Array, bool]:
    """Positions where times differ, and whether these go from 0 to ``INFINITE_MS`` now."""
    pairs = len(now_ms) // 2
    before, now = before_ms[: 2 * pairs].view(np.int64), now_ms[: 2 * pairs].view(np.int64)
    found, count, whole = np.empty(len(now_ms) + 1, np.uint32), 0, pairs // BLOCK * BLOCK
    for start in range(0, whole, BLOCK):
        differs = np.int64(0)
        for pair in range(start, start + BLOCK):
            differs |= before[pair] ^ now[pair]
        if differs:
            count = _note_changed(before_ms, now_ms, (2 * start, 2 * (start + BLOCK)), found, count)
    count = _note_changed(before_ms, now_ms, (2 * whole, len(now_ms)), found, count)
    possible = True
    for e in found[:count]:
        possible &= (now_ms[e] >= 0) & (now_ms[e] <= INFINITE_MS)
    return found[:count].copy(), possible


@kernel
def _note_changed(before_ms: Array, now_ms: Array, part: tuple[int, int], found: Array, count: int) -> int:
    for e in range(part[0], part[1]):
        found[count] = e
        count += before_ms[e] != now_ms[e]
    return count


@kernel
def place(tail: Array, head: Array, first: Array, slot: Array) -> None:
    """Where the arcs that enter and leave each node lie, and where the time of each arc is kept, twice.

    Those that enter node ``v`` start at ``first[2 * v]``, those that leave it at ``first[2 * v + 1]``.
    """
    first[:] = 0
    for e in range(len(tail)):
        first[2 * head[e] + 1] += 1
        first[2 * tail[e] + 2] += 1
    for i in range(1, len(first)):
        first[i] += first[i - 1]
    free = first.copy()
    for e in range(len(tail)):
        entering, leaving = 2 * head[e], 2 * tail[e] + 1
        slot[2 * e], free[entering] = 2 * free[entering] + 1, free[entering] + 1
        slot[2 * e + 1], free[leaving] = 2 * free[leaving] + 1, free[leaving] + 1


@kernel
def lay(slot: Array, ends: tuple[Array, Array], time_ms: Array, ways: Array) -> None:
    """Other end and time of each arc that enters or leaves each node."""
    tail, head = ends
    for e in range(len(tail)):
        entering, leaving = slot[2 * e], slot[2 * e + 1]
        ways[entering - 1], ways[leaving - 1] = tail[e], head[e]
        ways[entering] = ways[leaving] = time_ms[e]


@kernel
def put(slot: Array, ways: Array, arcs: Array, time_ms: Array) -> None:
    """Change the time of some arcs."""
    for e in arcs:
        ways[slot[2 * e]] = ways[slot[2 * e + 1]] = time_ms[e]
