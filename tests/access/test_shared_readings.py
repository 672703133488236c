"""What a study measures once for several readings is what each reading alone would give."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo import study as studies
from cpts_geo.hazards import Closure, Flood, Supply
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import damage_of, run_baseline, run_study

HAZARDS = (Flood("river"), Closure(roads=("D14",)), Closure(roads=("A1-B1",)), Supply(closed=("H",)))


@pytest.fixture(scope="module")
def inputs() -> studies.Inputs:
    return toy.inputs(river=toy.zones("flood", toy.river()))


@settings(max_examples=12, deadline=None)
@given(chosen=st.sets(st.sampled_from(HAZARDS)))
def test_each_reading_equals_itself_measured_alone(inputs: studies.Inputs, chosen: set[object]) -> None:
    spec = StudySpec(scenario=Scenario("x", tuple(h for h in HAZARDS if h in chosen)))
    baseline = run_baseline(spec, inputs)
    shared = run_study(spec, inputs=inputs, baseline=baseline).outcomes.readings
    for reading, damage in damage_of(spec.scenario, inputs, inputs.territory.zones, spec).items():
        alone = studies._state(spec, baseline, damage).result
        for one, other in (
            (shared[reading].access.minutes, alone.access.minutes),
            (shared[reading].access.place, alone.access.place),
            (shared[reading].edges, alone.edges),
            (shared[reading].site_minutes, alone.site_minutes),
        ):
            pd.testing.assert_frame_equal(one, other)
        pd.testing.assert_series_equal(shared[reading].structures_hit, alone.structures_hit)
        assert shared[reading].people_hit == alone.people_hit


def test_a_closure_alone_is_measured_once(inputs: studies.Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[object] = []
    whole = studies._state

    def counting(*args: object) -> object:
        measured.append(args)
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(studies, "_state", counting)
    readings = run_study(
        StudySpec(scenario=Scenario("x", (Closure(roads=("D14",)),))), inputs=inputs
    ).outcomes.readings
    assert len(measured) == 1
    assert set(readings) == set(Reading)
