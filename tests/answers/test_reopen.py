"""What reopening a road gives back, against a study where that road is simply not closed."""

import dataclasses
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.access.comparison import newly_isolated
from cpts_geo.access.reopening import Cut, reopenings
from cpts_geo.answers.reopen import ReopeningPlan, plan_reopenings
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.network import road_labels
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.render.reopening_table import reopening_table
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_baseline, run_study
from cpts_geo.wording import reopening as words

OLD = dict(zip(toy.NAMES, range(1, 17), strict=True))  # people of 75 and more at each junction
CARED = "A2"  # an EHPAD of 100 residents, whose ages nobody says


def town() -> Inputs:
    inputs = toy.inputs()
    homes = inputs.territory.demand.assign(
        pop_75p=[float(OLD[name]) for name in toy.NAMES],
        origin=["ehpad" if name == CARED else "grid" for name in toy.NAMES],
    )
    return dataclasses.replace(inputs, territory=dataclasses.replace(inputs.territory, demand=homes))


TOWN = town()
FRAIL = np.array([100 if name == CARED else OLD[name] for name in toy.NAMES])
NORMAL = run_baseline(StudySpec(), TOWN)
BLOCKS = sorted({str(road) for road in road_labels(toy.network().edges)})


def study_of(closed: list[str]) -> Study:
    spec = StudySpec(scenario=Scenario("coupures", (Closure(roads=tuple(closed)),) if closed else ()))
    return run_study(spec, inputs=TOWN, baseline=NORMAL)


@cache
def isolated(closed: frozenset[str]) -> npt.NDArray[np.bool_]:
    outcomes = study_of(sorted(closed)).outcomes
    return newly_isolated(outcomes.baseline.minutes, outcomes.readings[Reading.MEDIAN].access.minutes)


def back(closed: list[str], reopened: list[str]) -> npt.NDArray[np.bool_]:
    """Brute force: run the scenario again without the reopened roads; home × care given back."""
    before, after = isolated(frozenset(closed)), isolated(frozenset(closed) - frozenset(reopened))
    return np.asarray(before & ~after)


def people_back(closed: list[str], reopened: list[str]) -> int:
    return int(100 * back(closed, reopened).any(axis=1).sum())


def roads(plan: ReopeningPlan) -> dict[tuple[str, ...], int]:
    return {
        tuple(stretch.road for stretch in promise.stretches): int(promise.people.median)
        for promise in (*plan.singles, *plan.pairs)
    }


def test_the_frail_given_back_are_the_old_and_the_residents_of_ehpad() -> None:
    (promise,) = plan_reopenings(study_of(["D14"])).singles

    left_bank = FRAIL[[name[0] in "AB" for name in toy.NAMES]].sum()
    assert promise.frail == Band(left_bank, left_bank, left_bank)


def test_without_ages_nobody_is_said_frail_nor_not() -> None:
    inputs = toy.inputs()
    spec = StudySpec(scenario=Scenario("coupures", (Closure(roads=("D14",)),)))
    plan = plan_reopenings(run_study(spec, inputs=inputs))

    assert (plan.ages_known, plan.ages_unknown) == (False, 1600)
    assert "Dont fragiles, médiane" not in reopening_table(plan.singles, ages_known=plan.ages_known)


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
    few = dataclasses.replace(
        promise, people=Band(7, 10, 11), frail=Band(3, 3, 3), by_category={"hopital": 11, "urgences": 10}
    )

    shown, public = reopening_table([few]), reopening_table([few], public=True)

    counts = [name for name in shown.columns if name.startswith("Retrouvent")]
    assert shown[counts].iloc[0].tolist() == [7, 10, 11]
    assert public[counts].isna().iloc[0].tolist() == [True, True, False]
    assert public["Dont fragiles, médiane"].isna().all()
    care = public["Soins retrouvés (habitants)"].iloc[0]
    assert "11" in care
    assert "10" not in care


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

    whole = {promise.stretches[0].road: promise for promise in plan.singles}
    for road in closed:
        gained = back(closed, [road])
        assert promised.get((road,), 0) == people_back(closed, [road])
        if road in whole:
            assert whole[road].frail.median == FRAIL[gained.any(axis=1)].sum()
            counts = dict(zip(NORMAL.normal.access.minutes.columns, 100 * gained.sum(axis=0), strict=True))
            assert whole[road].by_category == {name: count for name, count in counts.items() if count}
    for one, other in combinations(closed, 2):
        found = promised.get((one, other), promised.get((other, one)))
        worth = more_together(closed, one, other)
        assert found == (people_back(closed, [one, other]) if worth else None)


def more_together(closed: list[str], one: str, other: str) -> bool:
    """Whether two roads give some care, or one kind of care, back to more people than each by itself."""
    together, first, second = (back(closed, roads) for roads in ([one, other], [one], [other]))
    people = together.any(axis=1).sum() > first.any(axis=1).sum() + second.any(axis=1).sum()
    return bool(people or (together.sum(axis=0) > first.sum(axis=0) + second.sum(axis=0)).any())


def test_a_pair_that_gives_the_same_people_one_more_care_is_said() -> None:
    """B4 gets pharmacies back by A4 alone; the hospital needs the bridge as well."""
    plan = plan_reopenings(study_of(["A4-B4", "B3-B4", "A3-A4", "D14"]), baseline=NORMAL)
    pairs = {tuple(sorted(stretch.road for stretch in pair.stretches)): pair for pair in plan.pairs}

    pair = pairs["B3-B4", "D14"]
    alone = {single.stretches[0].road: single for single in plan.singles}
    assert pair.people.median == 700
    assert alone["D14"].people.median + alone["B3-B4"].people.median == 600 + 100
    assert pair.by_category["hopital"] == 700 > alone["D14"].by_category["hopital"] == 600
    shown = reopening_table([pair])["Route"].iloc[0]
    assert shown in {"B3-B4 + D14, ensemble", "D14 + B3-B4, ensemble"}


def test_pairs_left_out_are_counted() -> None:
    cut = Cut(
        into={},
        bridges=(((1, 0),), ((2, 1),), ((3, 2),)),  # three closed roads in line towards a pharmacy at 0
        served={"pharmacie": frozenset({0})},
        points={n: [(10, 0, frozenset({"pharmacie"}), "A")] for n in (1, 2, 3)},
    )

    assert [pair.stretches for pair in reopenings(cut).pairs] == [(0, 1)]
    assert reopenings(cut).untried == 0
    assert reopenings(cut, most=0) == (reopenings(cut).singles, (), 1)
    assert "Paires non examinées" in words.looked_at(3, 1)
    assert "Paires" not in words.looked_at(3, 0)
