"""Times of one state of the roads: each upward arc, both ways, detours by lower nodes included."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.topology import Topology


def customised_times(topology: Topology, time_ms: Array) -> tuple[Array, Array]:
    """Milliseconds of each upward arc going up and going down, ``INFINITE_MS`` = no way.

    Parameters
    ----------
    topology
        Of the graph the times belong to.
    time_ms
        Per arc of the graph, ``INFINITE_MS`` = closed.
    """
    both = np.full(2 * len(topology.tree.head), INFINITE_MS, dtype=np.int32)
    _respect(topology.slot, np.ascontiguousarray(time_ms, dtype=np.int32), both)
    _lower_triangles(topology.tree.first, topology.triangles, both)
    return _ways(both)


@kernel
def _respect(slot: Array, time_ms: Array, both: Array) -> None:
    """The fastest arc of each slot."""
    for i in range(len(slot)):
        if slot[i] >= 0 and time_ms[i] < both[slot[i]]:
            both[slot[i]] = time_ms[i]


@kernel
def _lower_triangles(first: Array, triangles: Array, both: Array) -> None:
    """Going v → w is no longer than v → u → w for every u below; lower ranks first."""
    t = 0
    for u in range(len(first) - 1):
        stop = first[u + 1]
        for i in range(first[u], stop):
            for k in range(i + 1, stop):
                _relax_pair(both, triangles[t], i, k)
                t += 1


@kernel
def _ways(both: Array) -> tuple[Array, Array]:
    """Going up, going down."""
    count = len(both) // 2
    upward, downward = np.empty(count, np.int32), np.empty(count, np.int32)
    for e in range(count):
        upward[e], downward[e] = both[2 * e], both[2 * e + 1]
    return upward, downward


@intrinsic  # type: ignore[untyped-decorator] # numba has no types
def _relax_pair(_typing: Any, both: Any, e: Any, i: Any, k: Any) -> Any:
    """``up[e] = min(up[e], down[i] + up[k])`` and ``down[e] = min(down[e], up[i] + down[k])`` at once.

    The two times of an arc are neighbours in ``both``; numba would widen int32 sums to int64, one by one.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word, long = ir.IntType(32), ir.IntType(64)
        pair = ir.VectorType(word, 2)
        data = context.make_array(signature.args[0])(context, builder, args[0]).data

        def address(arc: Any) -> Any:
            index = builder.sext(arc, long) if arc.type.width < 64 else arc
            return builder.bitcast(builder.gep(data, [builder.shl(index, long(1))]), pair.as_pointer())

        def load(arc: Any) -> Any:
            value = builder.load(address(arc))
            value.align = 4
            return value

        swap = ir.Constant(ir.VectorType(word, 2), [1, 0])
        turned = builder.shuffle_vector(load(args[2]), ir.Constant(pair, ir.Undefined), swap)
        detour, direct = builder.add(turned, load(args[3])), load(args[1])
        best = builder.select(builder.icmp_signed("<", detour, direct), detour, direct)
        builder.store(best, address(args[1])).align = 4
        return context.get_dummy_value()

    return types.void(both, e, i, k), generate
