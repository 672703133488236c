"""Memory used again once nobody holds it: the system clears fresh memory page by page, which takes longer."""

import weakref
from collections import defaultdict
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Spare = defaultdict[int, list[Array]]  # by size
KEPT: Final = 1  # array of a size

_spare: "WeakKeyDictionary[object, Spare]" = WeakKeyDictionary()


def reused(owner: object, count: int) -> Array:
    """Room for so many int32 of any value.

    Parameters
    ----------
    owner
        Whose arrays they are: what no view of them is held of any more is kept for its next ones, until it is
        gone itself. Several threads may ask at once.
    """
    spare = _spare.setdefault(owner, defaultdict(list))[count]
    try:
        memory = spare.pop()
    except IndexError:
        memory = np.empty(count, dtype=np.int32)
    held = np.frombuffer(memory.data, dtype=np.int32)  # an array that every view of it holds
    weakref.finalize(held, _give_back, spare, memory).atexit = False
    return held


def _give_back(spare: list[Array], memory: Array) -> None:
    spare.append(memory)
    del spare[KEPT:]
