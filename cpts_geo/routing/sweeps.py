"""Answers for many nodes at once: up the elimination tree from each source, then one sweep down all ranks.

Sums of two times fit in int32. 32 sources share a sweep: a row holds the time from each of them to one rank.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.topology import Tree

LANES: Final = 32
LABEL_BITS: Final = 31  # a key is time << 31 | facility; twice INFINITE_MS << 31 fits in int64
UNREACHED: Final = INFINITE_MS << LABEL_BITS


class Selection(NamedTuple):
    """Ranks from which a set of targets is reached downwards, closed under going up.

    Attributes
    ----------
    place
        Position of each rank in the selection, -1 = outside.
    first, head
        Upward arcs between positions.
    arc
        Upward arc of the tree that each one is.
    """

    place: Array
    first: Array
    head: Array
    arc: Array


def nearest_source(
    tree: Tree, upward: Array, downward: Array, sources: Array
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Time from the nearest source to every rank and the position of that source, the lowest of equals.

    Parameters
    ----------
    upward, downward
        Milliseconds of each upward arc going up and down; exchanged, times are to the sources.
    sources
        Ranks.
    """
    key = np.full(len(tree.parent), UNREACHED, dtype=np.int64)
    _climb_keys(tree, upward, sources, key)
    _descend_keys(tree.first, tree.head, downward, key)
    times, labels = np.empty(len(key)), np.empty(len(key), dtype=np.int64)
    _read_keys(key, times, labels)
    return times, labels


def times_between(
    tree: Tree, upward: Array, downward: Array, sources: Array, targets: Array
) -> npt.NDArray[np.float64]:
    """Milliseconds, source × target, ``inf`` = unreachable; all are ranks."""
    selection = _select(tree, targets)
    down = downward[selection.arc]
    count = len(selection.first) - 1
    rows, seeded = np.empty((count + 1) * LANES, dtype=np.int32), np.zeros(count, dtype=np.uint8)
    rows[count * LANES :] = INFINITE_MS
    times = np.empty((len(sources), len(targets)))
    climb = np.empty(int(tree.depth.max()) + 1, dtype=np.int32)
    for start in range(0, len(sources), LANES):
        seeded[:] = 0
        _seed(tree, upward, selection.place, sources[start : start + LANES], (rows, seeded, climb))
        _descend(selection.first, selection.head, down, rows, seeded)
        _read_rows(rows, selection.place, targets, times[start : start + LANES])
    return times


@kernel
def _climb_keys(tree: Tree, upward: Array, sources: Array, key: Array) -> None:
    """Keys of the ancestors of the sources, from sources up."""
    above = np.zeros(len(key), np.uint8)
    for i in range(len(sources)):
        v = sources[i]
        key[v] = min(key[v], i)
        while v >= 0 and not above[v]:
            above[v] = 1
            v = tree.parent[v]
    for v in range(len(key)):
        if above[v] and key[v] < UNREACHED:
            for e in range(tree.first[v], tree.first[v + 1]):
                w = tree.head[e]
                key[w] = min(key[w], key[v] + (np.int64(upward[e]) << LABEL_BITS))


@kernel
def _descend_keys(first: Array, head: Array, downward: Array, key: Array) -> None:
    for v in range(len(key) - 1, -1, -1):
        best = key[v]
        for e in range(first[v], first[v + 1]):
            best = min(best, key[head[e]] + (np.int64(downward[e]) << LABEL_BITS))
        key[v] = best


@kernel
def _read_keys(key: Array, times: Array, labels: Array) -> None:
    for v in range(len(key)):
        reached = key[v] < UNREACHED
        times[v] = key[v] >> LABEL_BITS if reached else np.inf
        labels[v] = key[v] & ((1 << LABEL_BITS) - 1) if reached else -1


@kernel
def _select(tree: Tree, targets: Array) -> Selection:
    """Targets and all their ancestors, in order of rank."""
    place = np.full(len(tree.parent), -1, np.int32)
    for target in targets:
        v = target
        while v >= 0 and place[v] < 0:
            place[v] = 0
            v = tree.parent[v]
    count = arcs = 0
    for v in range(len(place)):
        if place[v] == 0:
            place[v] = count
            count += 1
            arcs += tree.first[v + 1] - tree.first[v]
    first = np.zeros(count + 1, np.int32)
    head, arc = np.empty(arcs, np.int32), np.empty(arcs, np.int32)
    written = 0
    for v in range(len(place)):
        if place[v] >= 0:
            for e in range(tree.first[v], tree.first[v + 1]):
                head[written], arc[written] = place[tree.head[e]], e
                written += 1
            first[place[v] + 1] = written
    return Selection(place, first, head, arc)


@kernel
def _seed(tree: Tree, upward: Array, place: Array, sources: Array, into: tuple[Array, Array, Array]) -> None:
    """Climb from each source and write its lane in the rows of its selected ancestors."""
    rows, seeded, climb = into
    for lane in range(len(sources)):
        v = sources[lane]
        climb[: tree.depth[v] + 1] = INFINITE_MS
        climb[tree.depth[v]] = 0
        while v >= 0:
            here = climb[tree.depth[v]]
            if here < INFINITE_MS:
                for e in range(tree.first[v], tree.first[v + 1]):
                    d = tree.head_depth[e]
                    climb[d] = min(climb[d], here + upward[e])
            row = place[v]
            if row >= 0:
                if not seeded[row]:
                    seeded[row] = 1
                    rows[row * LANES : (row + 1) * LANES] = INFINITE_MS
                rows[row * LANES + lane] = here
            v = tree.parent[v]


@kernel
def _descend(first: Array, head: Array, downward: Array, rows: Array, seeded: Array) -> None:
    """Fill the rows from the highest down; the row after the last holds ``INFINITE_MS``."""
    count = len(first) - 1
    for v in range(count - 1, -1, -1):
        start = v if seeded[v] else count
        _relax_row(rows, (v, start), (first[v], first[v + 1]), head, downward)


@kernel
def _read_rows(rows: Array, place: Array, targets: Array, times: Array) -> None:
    for j in range(len(targets)):
        row = place[targets[j]] * LANES
        for lane in range(len(times)):
            found = rows[row + lane]
            times[lane, j] = found if found < INFINITE_MS else np.inf


@intrinsic  # type: ignore[untyped-decorator] # numba has no types
def _relax_row(_typing: Any, rows: Any, ends: Any, arcs: Any, head: Any, downward: Any) -> Any:
    """``rows[ends[0]] = min(rows[ends[1]], rows[head[e]] + downward[e] for e in arcs)``, 32 lanes at once.

    numba would widen int32 sums to int64 and keep the row in memory.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word, long = ir.IntType(32), ir.IntType(64)
        vector = ir.VectorType(word, LANES)
        undefined, zeros = ir.Constant(vector, ir.Undefined), ir.Constant(vector, [0] * LANES)
        data, heads, times = (
            context.make_array(signature.args[i])(context, builder, args[i]).data for i in (0, 3, 4)
        )

        def widen(value: Any) -> Any:
            return builder.sext(value, long) if value.type.width < 64 else value

        def address(row: Any) -> Any:
            start = builder.mul(widen(row), long(LANES))
            return builder.bitcast(builder.gep(data, [start]), vector.as_pointer())

        def load(row: Any) -> Any:
            value = builder.load(address(row))
            value.align = 4
            return value

        to, start = (builder.extract_value(args[1], i) for i in (0, 1))
        low, high = (widen(builder.extract_value(args[2], i)) for i in (0, 1))
        best = cgutils.alloca_once_value(builder, load(start))
        with cgutils.for_range_slice(builder, low, high, long(1), long) as (e, _):
            above, time = load(builder.load(builder.gep(heads, [e]))), builder.load(builder.gep(times, [e]))
            spread = builder.insert_element(undefined, time, word(0))
            longer = builder.add(above, builder.shuffle_vector(spread, undefined, zeros))
            known = builder.load(best)
            builder.store(builder.select(builder.icmp_signed("<", longer, known), longer, known), best)
        builder.store(builder.load(best), address(to)).align = 4
        return context.get_dummy_value()

    return types.void(rows, ends, arcs, head, downward), generate
