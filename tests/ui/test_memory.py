"""A server gives back the memory that it no longer uses."""

import gc
import subprocess
import sys
from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.testing.v1 import AppTest

from cpts_geo.study import Study

PAGES = ("territory_page", "scenario_page", "route_page", "care_page", "sites_page", "exports_page")
Open = Callable[[str], AppTest]

SERVER = """
import ctypes, threading
from cpts_geo.ui import memory
import pyarrow as pa

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


@pytest.mark.parametrize("page", PAGES)
def test_the_controls_of_a_session_hold_no_study(open_page: Open, page: str) -> None:
    """Streamlit keeps what a control was given as long as the session lives, whatever replaced it."""
    app = open_page(page)
    kept = [one for one in gc.get_objects() if isinstance(one, WidgetMetadata)]
    held = [
        value for one in kept for value in (*(one.callback_args or ()), *(one.callback_kwargs or {}).values())
    ]
    assert not app.exception
    assert kept
    assert [type(value).__name__ for value in held if isinstance(value, Study | pd.DataFrame)] == []
