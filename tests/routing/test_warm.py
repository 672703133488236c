"""Once warmed up, kernels are not compiled again: nobody waits for that at the first question."""

import subprocess
import sys

import pytest

from paths import ROOT

pytest.importorskip("numba")

QUESTIONS = """
import gc
import numpy as np
from numba.core.dispatcher import Dispatcher
from cpts_geo.routing import engine, several, trial
from cpts_geo.routing.graph import INFINITE_MS, Graph

def compiled():
    found = (kernel for kernel in gc.get_objects() if isinstance(kernel, Dispatcher))
    return {(k.py_func.__module__, k.py_func.__name__, str(s)) for k in found for s in k.signatures}

assert trial.warm_up()
before = compiled()
side = 25
here = np.arange(side * side, dtype=np.int32)
east, north = here[here % side < side - 1], here[here < side * (side - 1)]
tail, head = np.concatenate([east, north]), np.concatenate([east + 1, north + side])
tail, head = np.concatenate([tail, head]), np.concatenate([head, tail])
arcs = np.arange(len(tail), dtype=np.int32)
town = Graph(side * side, tail, head, arcs, arcs * 7 % 997 + 1)
xy = np.column_stack([here % side, here // side]).astype(float)
calm = engine.customise(engine.prepare(town, xy), town, town.time_ms)
flooded = town.time_ms.copy()
flooded[:20] = INFINITE_MS
near = engine.customise(calm.topology, town, flooded, near=calm)
every = np.arange(town.size)
for roads in (calm, near):
    engine.nearest(roads, every[::40])
    engine.nearest(roads, every[::40], np.arange(16) != 3)
    several.nearest_few(roads, every[::40], 3)
    for some in (every[:1], every[:60], every[:64], every[:65], every[:200], every):
        engine.many_to_many(roads, some, every[::7])
        engine.many_to_many(roads, every[::7], some)
        engine.to_each(roads, some)
        engine.from_each(roads, some)
    engine.path_arcs(roads, 0, town.size - 1)
    engine.fastest_arcs(roads, 0, town.size - 1)
print(sorted(compiled() - before))
"""


def test_no_question_compiles_a_kernel_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", QUESTIONS], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
