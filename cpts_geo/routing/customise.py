"""Times of one state of the roads: each upward arc, both ways, detours by lower nodes included."""

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.spare import reused
from cpts_geo.routing.topology import RUN, Topology, Triangles


def customised_times(topology: Topology, time_ms: Array) -> tuple[Array, Array]:
    """Milliseconds of each upward arc going up and going down, ``INFINITE_MS`` = no way.

    Parameters
    ----------
    topology
        Of the graph the times belong to.
    time_ms
        Per arc of the graph, ``INFINITE_MS`` = closed.
    """
    # one alone would be contiguous, of a kind for which the kernels would be compiled again
    count = max(len(topology.tree.head), 2)
    both = reused(topology, 2 * count + 2)  # the two times of an arc are neighbours
    both.fill(INFINITE_MS)
    _respect(topology.slot, np.ascontiguousarray(time_ms, dtype=np.int32), both)
    _lower_triangles(topology.tree.first, topology.triangles, both)
    return both[: 2 * count : 2], both[1 : 2 * count : 2]


@kernel
def _respect(slot: Array, time_ms: Array, both: Array) -> None:
    """The fastest arc of each slot."""
    for i in range(len(slot)):
        if slot[i] >= 0:
            place = np.uint32(slot[i])
            both[place] = min(both[place], time_ms[i])


@kernel
def _lower_triangles(first: Array, triangles: Triangles, both: Array) -> None:
    """Going v → w is no longer than v → u → w for every u below; lower ranks first."""
    third, wide, before = triangles.third, triangles.wide, triangles.before.view(np.uint32)
    steps, pairs = triangles.step.view(np.uint16), both.view(np.int64)
    i, start, read = np.uint64(0), np.uint32(0), np.uint64(0)
    for s in range(len(before)):
        for t in range(start, before[s]):
            i += np.uint64(steps[t] & 255)
            _relax_pair(both, third[t], pairs[i], i + np.uint64(steps[t] >> 8))
        start = before[s]
        if s < len(wide):
            u = wide[s]
            read = _relax_wide(both, triangles.runs, read, np.uint64(first[u]), np.uint64(first[u + 1]))


@kernel
def _relax_wide(both: Array, runs: Array, read: Any, low: Any, high: Any) -> Any:
    """Relax the triangles of the arcs of a rank, by ``RUN``; where those of the next rank are."""
    pairs, one, run = both.view(np.int64), np.uint64(1), np.uint64(RUN)
    for i in range(low, high):
        near = pairs[i]
        if high - i <= run:
            for k in range(i + one, high):
                _relax_pair(both, runs[read], near, k)
                read += one
            continue
        for start in range(i + one, high, run):
            k, e = min(start, high - run), runs[read]
            read += one
            if e >= 0:
                _relax_run(both, e, near, k)
                continue
            _relax_pair(both, ~e, near, k)
            for j in range(one, run):
                _relax_pair(both, runs[read], near, k + j)
                read += one
    return read


def _relax(arcs: int) -> Callable[[Any, Any, Any, Any, Any], Any]:
    """``up[e] = min(up[e], down[i] + up[k])``, ``down[e] = min(down[e], up[i] + down[k])``, and arcs after.

    ``near`` holds the two times of arc i; numba would widen int32 sums to int64, one by one.
    """

    def relax(_typing: Any, both: Any, e: Any, near: Any, k: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            word, long = ir.IntType(32), ir.IntType(64)
            lanes = ir.VectorType(word, 2 * arcs)
            data = context.make_array(signature.args[0])(context, builder, args[0]).data

            def address(arc: Any) -> Any:
                index = builder.sext(arc, long) if arc.type.width < 64 else arc
                return builder.bitcast(builder.gep(data, [builder.shl(index, long(1))]), lanes.as_pointer())

            def load(arc: Any) -> Any:
                value = builder.load(address(arc))
                value.align = 4
                return value

            pair = ir.VectorType(word, 2)
            turned = ir.Constant(ir.VectorType(word, 2 * arcs), [1, 0] * arcs)
            times = builder.bitcast(args[2], pair)
            spread = builder.shuffle_vector(times, ir.Constant(pair, ir.Undefined), turned)
            detour, direct = builder.add(spread, load(args[3])), load(args[1])
            best = builder.select(builder.icmp_signed("<", detour, direct), detour, direct)
            builder.store(best, address(args[1])).align = 4
            return context.get_dummy_value()

        return types.void(both, e, near, k), generate

    return relax


_relax_pair = intrinsic(_relax(1))
_relax_run = intrinsic(_relax(RUN))
