"""Times from many sources to some targets: 64 sources at once, and no rank that leads to no target.

A row holds the times from each of 64 sources to one rank. Going down the ranks, which follow the tree in
post-order, only the rows of the ancestors of the current one are needed: one per level, near the processor.
Sums of two times fit in int32.
"""

from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.sweeps import times_from
from cpts_geo.routing.topology import Topology, Tree

LANES: Final = 64
LINE: Final = 16  # int32 in a cache line
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
    times, levels = np.empty((len(targets), len(sources))), empty_rows(topology.height)
    climb = Climb(np.empty(most, np.int32), empty_rows(1 + most), np.zeros(size, dtype=np.int32))
    down = _taken(tree.first, selection, downward)
    for start in range(0, len(sources), LANES):
        count = _climb_rows(tree, upward, sources[start : start + LANES], climb)
        _descend_rows(tree.depth, down, selection, (climb, levels), (times, start))
        climb.row[climb.line[:count]] = 0
    return times.T


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
    room = np.empty(count * LANES + LINE, dtype=np.int32)
    rows = room[-room.ctypes.data // room.itemsize % LINE :][: count * LANES]
    rows[:LANES] = INFINITE_MS
    return rows


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
    for i in range(len(selection.line)):
        shift = first[selection.line[i]] - selection.first[i]
        for e in range(selection.first[i], selection.first[i + 1]):
            taken[e] = downward[e + shift]
    return taken


@kernel
def _climb_rows(tree: Tree, upward: Array, sources: Array, climb: Climb) -> int:
    """Rows of the ancestors of at most 64 sources, a lane each; how many.

    What a source adds to the ancestors of those before it ends below one of them: the last added climb first.
    """
    line, rows, row = climb
    first, head, count = tree.first, tree.head, 0
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
                _pass_row(rows, i + 1, row[head[e]], upward[e])
    return count


@kernel
def _descend_rows(
    depth: Array, down: Array, selection: Selection, work: tuple[Climb, Array], out: tuple[Array, int]
) -> None:
    """Rows of a selection from the highest down, those of targets written in their lines of the times.

    ``out``: the whole times and their first column. Some columns alone would be an array of another kind,
    for which the kernel would be compiled again at the first question.
    """
    line, first, above, first_target, target = selection
    climb, levels = work
    times, start = out
    lanes = min(LANES, times.shape[1] - start)
    for i in range(len(line) - 1, -1, -1):
        v = line[i]
        level = np.int64(depth[v])
        _relax_row(levels, climb.rows, (level, climb.row[v]), (first[i], first[i + 1]), (above, down))
        for j in range(first_target[i], first_target[i + 1]):
            to = times[target[j]]
            for lane in range(lanes):
                found = levels[level * LANES + lane]
                to[start + lane] = found if found < INFINITE_MS else np.inf


class _Rows:
    """Vectors of 64 int32 in the machine code of a kernel."""

    def __init__(self, context: Any, builder: Any, kind: Any, rows: Any) -> None:
        self.builder = builder
        self.data = context.make_array(kind)(context, builder, rows).data
        self.vector = ir.VectorType(ir.IntType(32), LANES)

    def _address(self, row: Any) -> Any:
        first = self.builder.mul(_long(self.builder, row), ir.IntType(64)(LANES))
        return self.builder.bitcast(self.builder.gep(self.data, [first]), self.vector.as_pointer())

    def load(self, row: Any) -> Any:
        value = self.builder.load(self._address(row))
        value.align = 4
        return value

    def store(self, value: Any, row: Any) -> None:
        self.builder.store(value, self._address(row)).align = 4

    def lower(self, known: Any, row: Any, time: Any) -> Any:
        """The lower of times known and of those of a row plus one time."""
        undefined, zeros = ir.Constant(self.vector, ir.Undefined), ir.Constant(self.vector, [0] * LANES)
        spread = self.builder.insert_element(undefined, time, ir.IntType(32)(0))
        later = self.builder.add(row, self.builder.shuffle_vector(spread, undefined, zeros))
        return self.builder.select(self.builder.icmp_signed("<", later, known), later, known)


def _long(builder: Any, value: Any) -> Any:
    """The same number in 64 bits."""
    return builder.sext(value, ir.IntType(64)) if value.type.width < 64 else value


# numba would widen int32 sums to int64 and keep the rows in memory.
@intrinsic  # type: ignore[untyped-decorator] # numba has no types
def _relax_row(_typing: Any, levels: Any, rows: Any, ends: Any, arcs: Any, arrays: Any) -> Any:
    """``levels[to] = min(rows[start], levels[above[e]] + down[e] for e in arcs)``, 64 lanes at once."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes, starts = (_Rows(context, builder, signature.args[i], args[i]) for i in (0, 1))
        depths, times = (
            context.make_array(kind)(context, builder, builder.extract_value(args[4], i)).data
            for i, kind in enumerate(signature.args[4].types)
        )
        to, start = (builder.extract_value(args[2], i) for i in (0, 1))
        low, high = (_long(builder, builder.extract_value(args[3], i)) for i in (0, 1))
        best = cgutils.alloca_once_value(builder, starts.load(start))
        with cgutils.for_range_slice(builder, low, high, ir.IntType(64)(1), ir.IntType(64)) as (e, _):
            row = lanes.load(builder.load(builder.gep(depths, [e])))
            time = builder.load(builder.gep(times, [e]))
            builder.store(lanes.lower(builder.load(best), row, time), best)
        lanes.store(builder.load(best), to)
        return context.get_dummy_value()

    return types.void(levels, rows, ends, arcs, arrays), generate


@intrinsic  # type: ignore[untyped-decorator] # numba has no types
def _pass_row(_typing: Any, rows: Any, start: Any, to: Any, time: Any) -> Any:
    """``rows[to] = min(rows[to], rows[start] + time)``, 64 lanes at once."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _Rows(context, builder, signature.args[0], args[0])
        lanes.store(lanes.lower(lanes.load(args[2]), lanes.load(args[1]), args[3]), args[2])
        return context.get_dummy_value()

    return types.void(rows, start, to, time), generate
