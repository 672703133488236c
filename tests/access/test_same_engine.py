"""A study gives the same bytes whichever engine answered."""

import threading
from pathlib import Path

import numpy as np
import pytest

import toy
from cpts_geo.access.route import find_way
from cpts_geo.answers.reopen import plan_reopenings
from cpts_geo.hazards import Flood
from cpts_geo.model.scenario import Scenario
from cpts_geo.render import study_json
from cpts_geo.routing import engine, trial
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, read_inputs, run_baseline, run_study
from paths import DEMO


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert trial.warm_up()


def both(spec: StudySpec, inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> tuple[Study, Study]:
    by_kernels = run_study(spec, inputs=inputs)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "_warm", threading.Event())
        assert run_baseline(spec, inputs).topology is None
        return by_kernels, run_study(spec, inputs=inputs)


def test_the_demonstration_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, flood = read_inputs(DEMO), Scenario("crue", (Flood("crue_04fai"),))
    one, other = both(StudySpec(scenario=flood), inputs, monkeypatch)

    assert study_json.write(one) == study_json.write(other)
    assert plan_reopenings(one) == plan_reopenings(other)


def test_a_way_is_the_same_where_several_are_equally_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    spec, inputs = StudySpec(), toy.inputs()  # a grid of equal blocks
    by_kernels = run_baseline(spec, inputs)
    monkeypatch.setattr(engine, "_warm", threading.Event())
    plain = run_baseline(spec, inputs)

    for source in range(16):
        for target in range(16):
            ways = [find_way(b.roads(b.normal.edges), source, target) for b in (by_kernels, plain)]
            assert ways[0].minutes == ways[1].minutes
            assert np.array_equal(ways[0].edges, ways[1].edges)


def test_a_study_prepares_the_roads_once_in_the_folder(tmp_path: Path) -> None:
    spec = StudySpec(folder=str(tmp_path))
    run_baseline(spec, toy.inputs())
    kept = [(file.name, file.stat().st_mtime_ns) for file in tmp_path.rglob("*.npy")]
    run_baseline(spec, toy.inputs())

    assert len(kept) == 1
    assert kept == [(file.name, file.stat().st_mtime_ns) for file in tmp_path.rglob("*.npy")]
