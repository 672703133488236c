"""What reopening a road gives back, against a study where that road is simply not closed."""

import dataclasses
from functools import cache

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.access.comparison import newly_isolated
from cpts_geo.answers.reopen import ReopeningPlan, plan_reopenings
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.network import road_labels
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.render.reopening_table import reopening_table
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_baseline, run_study

TOWN = toy.inputs()
NORMAL = run_baseline(StudySpec(), TOWN)
BLOCKS = sorted({str(road) for road in road_labels(toy.network().edges)})


def study_of(closed: list[str]) -> Study:
    spec = StudySpec(scenario=Scenario("coupures", (Closure(roads=tuple(closed)),) if closed else ()))
    return run_study(spec, inputs=TOWN, baseline=NORMAL)


@cache
def isolated(closed: frozenset[str]) -> npt.NDArray[np.bool_]:
    outcomes = study_of(sorted(closed)).outcomes
    return newly_isolated(outcomes.baseline.minutes, outcomes.readings[Reading.MEDIAN].access.minutes)


def people_back(closed: list[str], reopened: list[str]) -> int:
    """Brute force: run the scenario again without the reopened roads."""
    before, after = isolated(frozenset(closed)), isolated(frozenset(closed) - frozenset(reopened))
    return int(100 * (before & ~after).any(axis=1).sum())


def roads(plan: ReopeningPlan) -> dict[tuple[str, ...], int]:
    return {
        tuple(stretch.road for stretch in promise.stretches): int(promise.people.median)
        for promise in (*plan.singles, *plan.pairs)
    }


def test_the_only_bridge_gives_the_left_bank_its_hospital_back() -> None:
    (promise,) = plan_reopenings(study_of(["D14"])).singles

    assert promise.people == Band(800, 800, 800)
    assert promise.by_category == {"hopital": 800, "urgences": 800}
    assert promise.stretches[0].length_m == 1000


def test_two_roads_in_line_are_a_pair() -> None:
    found = roads(plan_reopenings(study_of(["A3-A4", "A4-B4", "B3-B4"])))

    assert found == {
        ("A3-A4",): 100,
        ("B3-B4",): 100,
        ("A4-B4", "A3-A4"): 200,
        ("A4-B4", "B3-B4"): 200,
    }


def test_a_public_table_hides_ten_people() -> None:
    promise = plan_reopenings(study_of(["D14"])).singles[0]
    few = dataclasses.replace(promise, people=Band(7, 10, 11))

    shown, public = reopening_table([few]), reopening_table([few], public=True)

    counts = [name for name in shown.columns if name.startswith("Retrouvent")]
    assert shown[counts].iloc[0].tolist() == [7, 10, 11]
    assert public[counts].isna().iloc[0].tolist() == [True, True, False]


def test_nothing_closed_promises_nothing() -> None:
    plan = plan_reopenings(study_of([]))

    assert (plan.stretches, plan.singles, plan.pairs) == (0, (), ())


def test_a_flooded_hospital_is_not_given_back_by_a_road() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("D3", 50), low=1, high=2))
    study = run_study(StudySpec(scenario=Scenario("crue", (Flood("eau"),))), inputs=inputs)

    promised = [set(promise.by_category) for promise in plan_reopenings(study).singles]

    assert not any("hopital" in categories for categories in promised)


def test_shallow_water_gives_a_band() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A1"), low=0, high=1))
    plan = plan_reopenings(run_study(StudySpec(scenario=Scenario("crue", (Flood("eau"),))), inputs=inputs))

    for promise in plan.singles:
        assert promise.people.optimistic == 0  # nothing is closed at the bottom of the class


def test_a_baseline_done_before_changes_nothing() -> None:
    study = study_of(["A1-B1", "A1-A2", "B3-B4"])

    assert roads(plan_reopenings(study)) == roads(plan_reopenings(study, baseline=NORMAL))


@settings(max_examples=20, deadline=None)
@given(closed=st.lists(st.sampled_from(BLOCKS), unique=True, max_size=7))
def test_the_promised_people_come_back_exactly(closed: list[str]) -> None:
    plan = plan_reopenings(study_of(closed), baseline=NORMAL)
    promised = roads(plan)

    for road in closed:
        assert promised.get((road,), 0) == people_back(closed, [road])
    for one in closed:
        for other in closed:
            if one < other:
                gain = people_back(closed, [one, other])
                apart = people_back(closed, [one]) + people_back(closed, [other])
                found = promised.get((one, other), promised.get((other, one)))
                assert found == (gain if gain > apart else None)
