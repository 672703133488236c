"""Times from many sources to some targets: 64 sources at once, and no rank that leads to no target.

A row holds the times from each of 64 sources to one rank. Going down the ranks, which follow the tree in
post-order, only the rows of the ancestors of the current one are needed: one per level, near the processor.
Sums of two times fit in int32.
"""

from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.rows import LANES, LINE, LINE_BYTES, WRITTEN, pass_row, relax_row, write_line
from cpts_geo.routing.sweeps import times_from
from cpts_geo.routing.topology import Topology, Tree

FEW: Final = 16  # one source and more than a sixteenth of the nodes: all of them in one run
KEPT: Final = 4  # selections per topology: what scenarios are compared by is asked again and again

_kept: "WeakKeyDictionary[Topology, dict[bytes, Selection]]" = WeakKeyDictionary()


class Selection(NamedTuple):
    """Ranks from which a set of targets is reached downwards, close together in memory.

    Attributes
    ----------
    line
        Targets and all their ancestors, in order of rank.
    first
        Where the upward arcs of each of them start; one more than there are.
    above
        Depth of the head of each of these arcs.
    first_target, target
        Where the targets of each rank of the line start, one more than there are; and their positions.
    """

    line: Array
    first: Array
    above: Array
    first_target: Array
    target: Array


class Climb(NamedTuple):
    """Working arrays of a climb from 64 sources.

    Attributes
    ----------
    line
        Their ancestors, themselves included.
    rows
        One that holds ``INFINITE_MS``, then one for each.
    row
        Where the row of each rank is; the first for the others.
    """

    line: Array
    rows: Array
    row: Array


def times_between(
    topology: Topology, upward: Array, downward: Array, sources: Array, targets: Array
) -> npt.NDArray[np.float64]:
    """Milliseconds, source × target, ``inf`` = unreachable; all are ranks.

    Parameters
    ----------
    upward, downward
        Milliseconds of each upward arc going up and down.
    """
    size, tree = len(topology.rank), topology.tree
    if len(sources) == 1 and len(targets) > size // FEW:
        return times_from(topology, upward, downward, int(sources[0]), targets)[np.newaxis]
    selection, most = _selected(topology, targets), min(size, LANES * topology.height)
    times, levels = empty_times(len(targets), len(sources)), empty_rows(topology.height)
    climb = Climb(np.empty(most, np.int32), empty_rows(1 + most), np.zeros(size, dtype=np.int32))
    down = _taken(tree.first, selection, downward)
    for start in range(0, len(sources), LANES):
        count = _climb_rows(tree, upward, sources[start : start + LANES], climb)
        _descend_rows(tree.depth, down, selection, (climb, levels), (times, start))
        climb.row[climb.line[:count]] = 0
    return times[:, : len(sources)].T


def _selected(topology: Topology, targets: Array) -> Selection:
    """Selection of targets; those of few targets are kept from one state of the roads to the next."""
    tree = topology.tree
    if len(targets) > len(tree.parent) // 2:
        line = np.arange(len(tree.parent), dtype=np.int32)
        return Selection(line, tree.first, tree.head_depth, *_placed(line, targets, len(line)))
    kept, key = _kept.setdefault(topology, {}), targets.tobytes()
    found = kept.get(key)
    if found is None:
        line, first, above = _closure(tree, targets)
        found = Selection(line, first, above, *_placed(line, targets, len(tree.parent)))
        for oldest in list(kept)[: len(kept) - KEPT + 1]:
            kept.pop(oldest, None)
        kept[key] = found
    return found


def empty_rows(count: int) -> Array:
    """Room for so many rows, each on cache lines of its own; the first holds ``INFINITE_MS``."""
    rows = _on_lines(count * LANES, np.int32)
    rows[:LANES] = INFINITE_MS
    return rows


def empty_times(targets: int, sources: int) -> npt.NDArray[np.float64]:
    """Room for times, target × source, each target on cache lines of its own: more columns than sources."""
    columns = -(-sources // WRITTEN) * WRITTEN
    return _on_lines(targets * columns, np.float64).reshape(targets, columns)


def _on_lines(count: int, kind: Any) -> Array:
    """Fresh memory that starts with a cache line."""
    room = np.empty(count + LINE, kind)
    return room[-room.ctypes.data % LINE_BYTES // room.itemsize :][:count]


@kernel
def _closure(tree: Tree, targets: Array) -> tuple[Array, Array, Array]:
    """Targets and all their ancestors, by rank; where their arcs start, and depths of the heads of these."""
    wanted = np.zeros(len(tree.parent), np.uint8)
    count = arcs = 0
    for target in targets:
        v = target
        while v >= 0 and not wanted[v]:
            wanted[v] = 1
            count += 1
            arcs += tree.first[v + 1] - tree.first[v]
            v = tree.parent[v]
    line, first, above = np.empty(count, np.int32), np.zeros(count + 1, np.int32), np.empty(arcs, np.int32)
    count = arcs = 0
    for v in range(len(wanted)):
        if wanted[v]:
            for e in range(tree.first[v], tree.first[v + 1]):
                above[arcs] = tree.head_depth[e]
                arcs += 1
            line[count], first[count + 1] = v, arcs
            count += 1
    return line, first, above


@kernel
def _placed(line: Array, targets: Array, size: int) -> tuple[Array, Array]:
    """Where the targets of each rank of a line start, and their positions."""
    place, first = np.empty(size, np.int32), np.zeros(len(line) + 2, np.int32)
    for i in range(len(line)):
        place[line[i]] = i
    for target in targets:
        first[place[target] + 2] += 1
    for i in range(len(line)):
        first[i + 2] += first[i + 1]
    position = np.empty(len(targets), np.int32)
    for j in range(len(targets)):
        i = place[targets[j]] + 1
        position[first[i]] = j
        first[i] += 1
    return first[:-1].copy(), position


@kernel
def _taken(first: Array, selection: Selection, downward: Array) -> Array:
    """Times of the upward arcs of a selection, close together too."""
    taken = np.empty(len(selection.above), np.int32)
    line, start = selection.line.view(np.uint32), selection.first.view(np.uint32)
    for i in range(len(line)):
        shift = np.uint32(first[line[i]]) - start[i]
        for e in range(start[i], start[i + 1]):
            taken[e] = downward[e + shift]
    return taken


@kernel
def _climb_rows(tree: Tree, upward: Array, sources: Array, climb: Climb) -> int:
    """Rows of the ancestors of at most 64 sources, a lane each; how many.

    What a source adds to the ancestors of those before it ends below one of them: the last added climb first.
    """
    line, rows, row = climb
    first, head, count = tree.first.view(np.uint32), tree.head.view(np.uint32), 0
    start = np.zeros(len(sources) + 1, np.int64)
    for lane in range(len(sources)):
        v = sources[lane]
        while v >= 0 and not row[v]:
            line[count], row[v] = v, count + 1
            count += 1
            v = tree.parent[v]
        start[lane + 1] = count
    rows[: (count + 1) * LANES] = INFINITE_MS
    for lane in range(len(sources)):
        rows[np.int64(row[sources[lane]]) * LANES + lane] = 0
    for lane in range(len(sources) - 1, -1, -1):
        for i in range(start[lane], start[lane + 1]):
            v = line[i]
            for e in range(first[v], first[v + 1]):
                pass_row(rows, i + 1, row[head[e]], upward[e])
    return count


@kernel
def _descend_rows(
    depth: Array, down: Array, selection: Selection, work: tuple[Climb, Array], out: tuple[Array, int]
) -> None:
    """Rows of a selection from the highest down, those of targets written in their lines of the times.

    ``out``: the whole times, made by ``empty_times``, and their first column. Some columns alone would be an
    array of another kind, for which the kernel would be compiled again at the first question.
    """
    line, first, above, first_target, target = selection
    line, first, target = line.view(np.uint32), first.view(np.uint32), target.view(np.uint32)
    climb, levels = work
    times, start = out
    columns, flat = times.shape[1], times.reshape(-1)
    lines = (min(LANES, columns - start)) // WRITTEN
    for i in range(len(line) - 1, -1, -1):
        v = line[i]
        level = np.int64(depth[v])
        relax_row(levels, climb.rows, (level, climb.row[v]), (first[i], first[i + 1]), (above, down))
        for j in range(first_target[i], first_target[i + 1]):
            to = np.int64(target[j]) * columns + start
            for k in range(lines):
                write_line(flat, to + k * WRITTEN, levels, level * LANES + k * WRITTEN)
