"""Answers for many nodes at once: up the elimination tree from each source, then one sweep down all ranks.

Sums of two times fit in int32. 32 sources share a sweep: a row holds the time from each of them to one rank.
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
from cpts_geo.routing.topology import Topology, Tree

LANES: Final = 32
LINE: Final = 16  # int32 in a cache line
FEW: Final = 16  # one source and more than a sixteenth of the nodes: all of them in one run
LABEL_BITS: Final = 31  # a key is time << 31 | facility; twice INFINITE_MS << 31 fits in int64
UNREACHED: Final = INFINITE_MS << LABEL_BITS
KEPT: Final = 4  # selections per topology: what scenarios are compared by is asked again and again

_kept: "WeakKeyDictionary[Topology, dict[bytes, Selection]]" = WeakKeyDictionary()


class Selection(NamedTuple):
    """Ranks from which a set of targets is reached downwards, closed under going up.

    Attributes
    ----------
    place
        Position of each rank in the selection, -1 = outside.
    first, head
        Upward arcs between positions.
    shift
        What to add to the upward arcs of a position to find those of the tree.
    """

    place: Array
    first: Array
    head: Array
    shift: Array


def nearest_source(
    topology: Topology, upward: Array, downward: Array, sources: Array
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Time from the nearest source to every node and the position of that source, the lowest of equals.

    Parameters
    ----------
    upward, downward
        Milliseconds of each upward arc going up and down; exchanged, times are to the sources.
    sources
        Ranks.
    """
    tree, tail = topology.tree, topology.details.tail
    key = np.full(len(tree.parent), UNREACHED, dtype=np.int64)
    _climb_keys(tree, upward, sources, key)
    _descend_keys(tail, tree.head, downward, key)
    return _read_keys(topology.rank, key)


def times_from(
    topology: Topology, upward: Array, downward: Array, source: int, targets: Array
) -> npt.NDArray[np.float64]:
    """Milliseconds from one rank to others, ``inf`` = unreachable."""
    tree, tail = topology.tree, topology.details.tail
    found = np.full(len(tree.parent), INFINITE_MS, dtype=np.int32)
    _climb(tree, upward, source, found)
    _descend(tail, tree.head, downward, found)
    return _read(found, targets)


def times_between(
    topology: Topology, upward: Array, downward: Array, sources: Array, targets: Array
) -> npt.NDArray[np.float64]:
    """Milliseconds, source × target, ``inf`` = unreachable; all are ranks."""
    tree = topology.tree
    if len(sources) == 1 and len(targets) > len(tree.parent) // FEW:
        return times_from(topology, upward, downward, int(sources[0]), targets)[np.newaxis]
    selection = _selected(topology, targets)
    count = len(selection.first) - 1
    rows, seeded = empty_rows(count), np.zeros(count, dtype=np.uint8)
    times = np.empty((len(sources), len(targets)))
    climb = np.empty(topology.height, dtype=np.int32)
    for start in range(0, len(sources), LANES):
        seeded[:] = 0
        _seed(tree, upward, selection.place, sources[start : start + LANES], (rows, seeded, climb))
        _descend_rows(selection, downward, rows, seeded)
        _read_rows(rows, selection.place, targets, times[start : start + LANES])
    return times


def empty_rows(count: int) -> Array:
    """Room for so many rows, each on cache lines of its own, and one more that holds ``INFINITE_MS``."""
    room = np.empty((count + 1) * LANES + LINE, dtype=np.int32)
    rows = room[-room.ctypes.data // room.itemsize % LINE :][: (count + 1) * LANES]
    rows[-LANES:] = INFINITE_MS
    return rows


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
def _descend_keys(tail: Array, head: Array, downward: Array, key: Array) -> None:
    """One run over the arcs: a loop per rank would be mistaken about its end at every rank."""
    for e in range(len(tail) - 1, -1, -1):
        v = tail[e]
        key[v] = min(key[v], key[head[e]] + (np.int64(downward[e]) << LABEL_BITS))


@kernel
def _read_keys(rank: Array, key: Array) -> tuple[Array, Array]:
    """Times and labels per node."""
    times, labels = np.empty(len(rank), np.float64), np.empty(len(rank), np.int64)
    for node in range(len(rank)):
        found = key[rank[node]]
        reached = found < UNREACHED
        times[node] = found >> LABEL_BITS if reached else np.inf
        labels[node] = found & ((1 << LABEL_BITS) - 1) if reached else -1
    return times, labels


@kernel
def _climb(tree: Tree, upward: Array, source: int, found: Array) -> None:
    """Times of the ancestors of a source."""
    found[source] = 0
    v = source
    while v >= 0:
        here = found[v]
        if here < INFINITE_MS:
            for e in range(tree.first[v], tree.first[v + 1]):
                found[tree.head[e]] = min(found[tree.head[e]], here + upward[e])
        v = tree.parent[v]


@kernel
def _descend(tail: Array, head: Array, downward: Array, found: Array) -> None:
    for e in range(len(tail) - 1, -1, -1):
        v = tail[e]
        found[v] = min(found[v], found[head[e]] + downward[e])


@kernel
def _read(found: Array, targets: Array) -> Array:
    times = np.empty(len(targets), np.float64)
    for j in range(len(targets)):
        milliseconds = found[targets[j]]
        times[j] = milliseconds if milliseconds < INFINITE_MS else np.inf
    return times


def _selected(topology: Topology, targets: Array) -> Selection:
    """Selection of targets, kept from one state of the roads to the next."""
    kept, key = _kept.setdefault(topology, {}), targets.tobytes()
    found = kept.get(key)
    if found is None:
        tree = topology.tree
        found = _everything(tree) if len(targets) > len(tree.parent) // 2 else _select(tree, targets)
        for oldest in list(kept)[: len(kept) - KEPT + 1]:
            kept.pop(oldest, None)
        kept[key] = found
    return found


def _everything(tree: Tree) -> Selection:
    place = np.arange(len(tree.parent), dtype=np.int32)
    return Selection(place, tree.first, tree.head, np.zeros_like(place))


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
    first, shift = np.zeros(count + 1, np.int32), np.empty(count, np.int32)
    head, written = np.empty(arcs, np.int32), 0
    for v in range(len(place)):
        if place[v] >= 0:
            shift[place[v]] = tree.first[v] - written
            for e in range(tree.first[v], tree.first[v + 1]):
                head[written] = place[tree.head[e]]
                written += 1
            first[place[v] + 1] = written
    return Selection(place, first, head, shift)


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
def _descend_rows(selection: Selection, downward: Array, rows: Array, seeded: Array) -> None:
    """Fill the rows from the highest down; the row after the last holds ``INFINITE_MS``."""
    first, count = selection.first, len(selection.shift)
    for v in range(count - 1, -1, -1):
        start = v if seeded[v] else count
        _relax_row(rows, (v, start, selection.shift[v]), (first[v], first[v + 1]), selection.head, downward)


@kernel
def _read_rows(rows: Array, place: Array, targets: Array, times: Array) -> None:
    for start in range(0, len(targets), LANES):
        stop = min(start + LANES, len(targets))
        for lane in range(len(times)):
            for j in range(start, stop):
                found = rows[np.int64(place[targets[j]]) * LANES + lane]
                times[lane, j] = found if found < INFINITE_MS else np.inf


@intrinsic  # type: ignore[untyped-decorator] # numba has no types
def _relax_row(_typing: Any, rows: Any, ends: Any, arcs: Any, head: Any, downward: Any) -> Any:
    """``rows[to] = min(rows[start], rows[head[e]] + downward[e + shift] for e in arcs)``, 32 lanes at once.

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
            first = builder.mul(widen(row), long(LANES))
            return builder.bitcast(builder.gep(data, [first]), vector.as_pointer())

        def load(row: Any) -> Any:
            value = builder.load(address(row))
            value.align = 4
            return value

        to, start, shift = (widen(builder.extract_value(args[1], i)) for i in (0, 1, 2))
        low, high = (widen(builder.extract_value(args[2], i)) for i in (0, 1))
        best = cgutils.alloca_once_value(builder, load(start))
        with cgutils.for_range_slice(builder, low, high, long(1), long) as (e, _):
            above = load(builder.load(builder.gep(heads, [e])))
            time = builder.load(builder.gep(times, [builder.add(e, shift)]))
            spread = builder.insert_element(undefined, time, word(0))
            longer = builder.add(above, builder.shuffle_vector(spread, undefined, zeros))
            known = builder.load(best)
            builder.store(builder.select(builder.icmp_signed("<", longer, known), longer, known), best)
        builder.store(builder.load(best), address(to)).align = 4
        return context.get_dummy_value()

    return types.void(rows, ends, arcs, head, downward), generate
