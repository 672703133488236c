"""A server gives back the memory that it no longer uses."""

import subprocess
import sys

import pytest

SERVER = """
import ctypes, threading
import pyarrow as pa
from cpts_geo.ui import memory

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

memory.PAUSE_S = 0.05
kept, dropped = [], []
for _ in range(300_000):
    dropped.append(bytearray(1000))
kept.append(bytearray(1000))  # above the free pieces: they cannot leave by the top
full = resident()
del dropped
memory.give_back()
for _ in range(200):
    threading.Event().wait(0.05)
    if full - resident() > 200_000_000:
        break
print(pa.default_memory_pool().backend_name, full - resident() > 200_000_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux keeps what is freed")
def test_freed_pieces_go_back_and_arrow_keeps_no_pool_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", SERVER], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["system", "True"]
