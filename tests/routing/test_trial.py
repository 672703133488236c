"""The tiny town on which kernels are tried calls for all of them."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from cpts_geo import routing
from cpts_geo.routing import choice, engine, sweeps, trial
from cpts_geo.routing.completion import build_topology
from cpts_geo.routing.order import LARGEST
from cpts_geo.routing.state import UpDown


def test_the_town_is_cut_and_has_triangles_of_every_kind() -> None:
    graph, xy = trial.small_town()
    triangles = build_topology(graph, xy).triangles
    assert graph.size > LARGEST
    assert len(triangles.wide)
    assert len(triangles.third)
    assert np.any(triangles.runs >= 0)
    assert np.any(triangles.runs < 0)


def test_every_module_with_machine_code_is_described() -> None:
    files = Path(routing.__file__).parent.glob("*.py")
    code = re.compile(r"^@(kernel|intrinsic)\b|= intrinsic\(", re.MULTILINE)
    compiled = {file.stem for file in files if code.search(file.read_text(encoding="utf-8"))}
    assert compiled == set(choice.KERNELS)


def test_the_third_question_is_answered_from_times_put_together_and_compiled_for() -> None:
    graph, xy = trial.small_town()
    roads = engine.customise(build_topology(graph, xy), graph, graph.time_ms)
    descend: Any = sweeps._descend_keys
    state, nodes = roads.state, np.arange(graph.size)
    assert isinstance(state, UpDown)
    assert trial.agree(roads, engine.customise(None, graph, graph.time_ms))
    assert state.swept().flags.c_contiguous
    assert np.array_equal(state.swept(), state.upward)
    known = len(descend.signatures)
    fresh = engine.customise(roads.topology, graph, graph.time_ms)
    answers = [engine.nearest(fresh, np.roll(nodes, k)[::9])[0] for k in range(5)]
    other = engine.customise(None, graph, graph.time_ms)
    for k, times in enumerate(answers):
        assert np.array_equal(times, engine.nearest(other, np.roll(nodes, k)[::9])[0])
    assert len(descend.signatures) == known == 2
