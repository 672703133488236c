"""The tiny town on which kernels are tried calls for all of them."""

import re
from pathlib import Path

import numpy as np

from cpts_geo import routing
from cpts_geo.routing import choice, trial
from cpts_geo.routing.completion import build_topology
from cpts_geo.routing.order import LARGEST


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
