"""Memory of a server that runs for days: what nobody uses any more goes back to the computer.

Measured with 50 sessions: the pool of Arrow kept 60 MB of 9 in use, and the C library some 80 MB of free
pieces. Both are speed that a server of pages does not need.
"""

import ctypes
import sys
import threading
import time
from typing import Final

import pyarrow as pa

PAUSE_S: Final = 60.0


def give_back() -> None:
    """Let freed memory go back to the computer from now on, in the background."""
    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_trim"):  # glibc only
        threading.Thread(target=_trim_for_ever, name="memory", daemon=True).start()


def _trim_for_ever() -> None:
    trim = ctypes.CDLL(None).malloc_trim
    while True:
        time.sleep(PAUSE_S)
        trim(0)
