"""Roads toggled by hand on a flood: a study made from the one before is the study made alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from banned import TOY_BANS, toy_with
from cpts_geo.hazards import Closure, Flood, Supply
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import Scenario
from cpts_geo.render import study_json
from cpts_geo.routing import trial
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, run_baseline, run_study

BLOCKS = sorted({str(road) for road in road_labels(toy.network().edges)})
NORMAL = StudySpec(open_sites=("S1",))
WATER = toy.zones("flood", toy.around("B2", 700), toy.around("D4", 300), low=0.1, high=0.6)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert trial.warm_up()


@settings(max_examples=15, deadline=None)
@given(
    turns=TOY_BANS,
    toggled=st.lists(st.one_of(st.sampled_from(BLOCKS), st.sampled_from(["H", "P1"])), max_size=7),
    wet=st.booleans(),
)
def test_any_chain_of_toggles_gives_the_bytes_of_a_study_made_alone(
    turns: set[tuple[int, int]],
    toggled: list[str],
    wet: bool,  # noqa: FBT001 - a parameter
) -> None:
    inputs = toy_with(turns, lambda: toy.inputs(eau=WATER))
    chained = run_baseline(NORMAL, inputs)
    assert chained.topology is not None
    closed: set[str] = set()
    for one in toggled:
        closed ^= {one}
        roads, places = sorted(closed & set(BLOCKS)), sorted(closed - set(BLOCKS))
        hazards = (
            *((Flood("eau"),) if wet else ()),
            *((Closure(roads=tuple(roads)),) if roads else ()),
            *((Supply(closed=tuple(places)),) if places else ()),
        )
        spec = StudySpec(scenario=Scenario("main", hazards), open_sites=("S1",))
        found = run_study(spec, inputs=inputs, baseline=chained)
        alone = run_study(spec, inputs=inputs, baseline=run_baseline(NORMAL, inputs))
        assert study_json.write(found) == study_json.write(alone)


def test_a_toggle_on_a_flood_starts_from_the_flood() -> None:
    inputs = Inputs(toy.inputs(eau=WATER).territory, toy.network())
    baseline = run_baseline(StudySpec(), inputs)
    flood = Flood("eau")
    first = run_study(StudySpec(scenario=Scenario("a", (flood,))), inputs=inputs, baseline=baseline)
    more = Scenario("b", (flood, Closure(roads=("C1-D1",))))
    study = run_study(StudySpec(scenario=more), inputs=inputs, baseline=baseline)

    for reading, result in first.outcomes.readings.items():
        one = baseline.roads(result.edges)
        other = baseline.roads(study.outcomes.readings[reading].edges)
        assert np.count_nonzero(one.time_ms != other.time_ms) == 2
        assert one is baseline.roads(result.edges)  # kept, with its answers
        assert one.found
