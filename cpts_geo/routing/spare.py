"""Memory used again once nobody holds it: the system clears fresh memory page by page, which takes longer."""

import weakref
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
KEPT: Final = 1  # array of a list


def reused(spare: list[Array], count: int) -> Array:
    """Room for so many int32, of any value; it comes back to the list once no view of it is held.

    Parameters
    ----------
    spare
        Arrays of this size that nobody holds. Several threads may take from it at once.
    """
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
