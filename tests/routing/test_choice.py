"""Nobody waits for compilation, and damaged or missing machine code costs time only.

A cache of its own per test: the folder that numba calls ``NUMBA_CACHE_DIR``.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import toy
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing import choice, engine, trial
from cpts_geo.routing.graph import build_graph

ASK = """
import logging
logging.basicConfig(level=logging.INFO, format="%(message)s")
from cpts_geo.routing import choice, engine, trial
graph, xy = trial.small_town()
topology = choice.prepare_in("", graph, xy, searches=10**9)
state = engine.customise(topology, graph, graph.time_ms)
print(topology is not None, engine.path_arcs(state, 0, 35)[0])
"""


def run(program: str, cache: Path) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=settings
    )


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the machine code that set-up left, or made again, in half a minute, where it left none."""
    cache = tmp_path_factory.mktemp("numba")
    ours = choice._home()
    if ours is not None and choice._is_kept():
        home = run("from cpts_geo.routing import choice; print(choice._home())", cache).stdout.strip()
        for file in [*choice._machine_code(ours), choice._described(ours)]:
            shutil.copy2(file, Path(home) / file.name)
    run("from cpts_geo.routing import choice; assert choice.compile_kernels()", cache)
    return cache


@pytest.fixture
def machine_code(compiled: Path) -> Iterator[list[Path]]:
    """Its files, put back as they were afterwards."""
    files = sorted(file for file in compiled.rglob("*") if file.is_file())
    contents = [file.read_bytes() for file in files]
    yield files
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)


def answer(time_ms: bool, total: float) -> str:  # noqa: FBT001 - what is printed
    return f"{time_ms} {total}\n"


TOTAL = engine.path_arcs(engine.customise(None, (town := trial.small_town()[0]), town.time_ms), 0, 35)[0]


def test_an_empty_cache_answers_by_scipy_and_compiles_nothing(tmp_path: Path) -> None:
    done = run(ASK, tmp_path)

    assert done.stdout == answer(time_ms=False, total=TOTAL)
    assert "not compiled" in done.stderr
    assert not list(tmp_path.rglob("*.nbc"))


def test_a_warm_cache_answers_by_the_kernels(compiled: Path) -> None:
    done = run(ASK, compiled)

    assert done.stdout == answer(time_ms=True, total=TOTAL)
    assert "ready in" in done.stderr


@pytest.mark.parametrize(("kind", "change"), [(".nbc", "one byte"), (".nbi", "cut"), (".nbc", "absent")])
def test_damaged_machine_code_is_not_run(
    compiled: Path, machine_code: list[Path], kind: str, change: str
) -> None:
    for file in [file for file in machine_code if file.suffix == kind]:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 255
        file.write_bytes(content if change == "one byte" else content[:50])
        if change == "absent":
            file.unlink()

    done = run(ASK, compiled)

    assert done.stdout == answer(time_ms=False, total=TOTAL)
    assert "routing by SciPy" in done.stderr


def test_damaged_machine_code_is_thrown_away_at_set_up(compiled: Path, machine_code: list[Path]) -> None:
    for file in machine_code:
        file.write_bytes(file.read_bytes()[:50])

    run(
        "from cpts_geo.routing import choice; choice._warm_up = lambda: True; choice.compile_kernels()",
        compiled,
    )

    assert [file for file in machine_code if file.suffix in {".nbc", ".nbi"} and file.exists()] == []


def test_without_numba_scipy_answers_and_the_log_says_it(tmp_path: Path) -> None:
    done = run(f"import sys\nsys.modules['numba'] = None\n{ASK}", tmp_path)

    assert done.stdout == answer(time_ms=False, total=TOTAL)
    assert "numba" in done.stderr


def test_few_searches_do_not_even_import_numba(tmp_path: Path) -> None:
    few = ASK.replace("10**9", "3") + "import sys\nassert 'numba' not in sys.modules\n"

    assert "are few" in run(few, tmp_path).stderr


def test_set_up_keeps_the_roads_of_each_kind_of_vehicle(tmp_path: Path) -> None:
    choice.prepare_all(tmp_path, toy.network())

    assert len(list((tmp_path / "routing").iterdir())) == 2  # pedestrians go both ways
    graph = build_graph(toy.network(), VEHICLES[VehicleName.CAR])
    assert choice.prepare_in(tmp_path, graph, toy.network().xy, searches=1) is not None
    assert np.array_equal(graph.tail, build_graph(toy.network(), VEHICLES[VehicleName.AMBULANCE]).tail)
