"""Machine code on 64 times at once, for the kernels of ``matrices``, whose own is kept: touch it too.

numba would widen int32 sums to int64 and keep the rows in memory.
"""

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from cpts_geo.routing.graph import INFINITE_MS

LANES: Final = 64
LINE_BYTES: Final = 64
LINE: Final = 16  # int32 in a cache line
WRITTEN: Final = 8  # float64 in a cache line


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


@intrinsic  # type: ignore[untyped-decorator] # numba has no types
def relax_row(_typing: Any, levels: Any, rows: Any, ends: Any, arcs: Any, arrays: Any) -> Any:
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
def pass_row(_typing: Any, rows: Any, start: Any, to: Any, time: Any) -> Any:
    """``rows[to] = min(rows[to], rows[start] + time)``, 64 lanes at once."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _Rows(context, builder, signature.args[0], args[0])
        lanes.store(lanes.lower(lanes.load(args[2]), lanes.load(args[1]), args[3]), args[2])
        return context.get_dummy_value()

    return types.void(rows, start, to, time), generate


@intrinsic  # type: ignore[untyped-decorator] # numba has no types
def write_line(_typing: Any, times: Any, to: Any, levels: Any, start: Any) -> Any:
    """``times[to:to + 8] = levels[start:start + 8]``, infinite ones as such, on a whole cache line.

    The line goes past the processor's own memory to the main one: it need not be read first, nor push out
    the rows in use. That takes a third of the time.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        out, rows = (
            builder.gep(context.make_array(signature.args[i])(context, builder, args[i]).data, [args[i + 1]])
            for i in (0, 2)
        )
        whole, real = (ir.VectorType(kind, WRITTEN) for kind in (ir.IntType(32), ir.DoubleType()))
        found = builder.load(builder.bitcast(rows, whole.as_pointer()))
        found.align = 4
        reached = builder.icmp_signed("<", found, ir.Constant(whole, [INFINITE_MS] * WRITTEN))
        never = ir.Constant(real, [float("inf")] * WRITTEN)
        times = builder.select(reached, builder.sitofp(found, real), never)
        written = builder.store(times, builder.bitcast(out, real.as_pointer()))
        written.align = LINE_BYTES
        written.set_metadata("nontemporal", builder.module.add_metadata([ir.IntType(32)(1)]))
        return context.get_dummy_value()

    return types.void(times, to, levels, start), generate
