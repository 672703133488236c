"""Copies of answers, changed at a few nodes, in memory used again once nobody holds them.

Fresh memory costs more than most repairs: the system clears it page by page. A copy that nobody holds any
more is the answer it was made from as soon as what was written in it is put back.
"""

import weakref
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SPARE: Final = 4  # copies kept for later


class Answer(Protocol):
    """Milliseconds and labels per node."""

    @property
    def times(self) -> Floats:
        """Milliseconds."""

    @property
    def labels(self) -> Ints:
        """Labels."""


@dataclass(eq=False)
class Copy:
    """Memory for times then labels, of which answer they are, and the nodes where they are not.

    ``holder`` tells when nobody holds them any more.
    """

    memory: Floats
    origin: "weakref.ref[Answer] | None"
    written: Array
    holder: "weakref.ref[Floats] | None" = None

    def is_of(self, answer: Answer) -> bool:
        """Whether it was made from this very answer."""
        return self.origin is not None and self.origin() is answer


@dataclass(frozen=True, eq=False)
class Copies:
    """Copies that nobody holds, of answers of the same size."""

    _spare: list[Copy] = field(default_factory=list, repr=False)

    def take(self, answer: Answer) -> tuple[Copy, Floats, Ints]:
        """A copy of an answer, and its times and labels to write in, at the nodes of ``written`` only."""
        from cpts_geo.routing.relax import put_back

        copy = self._best(answer)
        held = np.frombuffer(copy.memory.data)  # an array that every view of it holds
        copy.holder = weakref.ref(held, lambda _: self._give_back(copy))
        times, labels = held[: len(answer.times)], held[len(answer.times) :].view(np.int64)
        if not copy.is_of(answer):
            times[:], labels[:] = answer.times, answer.labels
            copy.origin, copy.written = weakref.ref(answer), copy.written[:0]
        put_back(copy.written, (times, labels), (answer.times, answer.labels))
        copy.written = copy.written[:0]
        return copy, times, labels

    def _best(self, answer: Answer) -> Copy:
        """A copy of this answer, else of another, else fresh memory; another thread may take it first."""
        spare = [copy.is_of(answer) for copy in list(self._spare)]
        try:
            return self._spare.pop(spare.index(True) if True in spare else 0)
        except IndexError:
            return Copy(np.empty(2 * len(answer.times)), None, np.empty(0, np.uint32))

    def _give_back(self, copy: Copy) -> None:
        self._spare.append(copy)
        if len(self._spare) > SPARE:
            self._spare.pop(0)
