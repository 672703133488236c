"""The one place where numba is called.

Kernels release the interpreter's lock and never run in parallel by themselves: numba's ``workqueue`` layer
aborts the process when two threads enter it. Their machine code is kept beside the package until **their own
file** changes, so a kernel only calls kernels of its own file.

Kernels read and write contiguous int32 arrays without bound checks; ``engine`` checks what enters them.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy.typing as npt

Array = npt.NDArray[Any]  # elements are machine integers inside a kernel
Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a function at its first call; without a writable place for the cache, once per process."""
    try:
        compiled: Function = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    except RuntimeError:  # numba: "no locator available", the package and the home folder are read-only
        compiled = numba.njit(nogil=True, boundscheck=False)(function)
    return compiled
