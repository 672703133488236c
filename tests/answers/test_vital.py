"""Vital roads against a study run again without each road."""

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.access.criticality import link_stretches
from cpts_geo.answers.vital import VitalRoad, rank_vital_roads
from cpts_geo.hazards import Closure
from cpts_geo.model.network import road_labels
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_baseline, run_study

TOWN = toy.inputs()
THRESHOLDS = (1, 2, 3)
NORMAL = run_baseline(StudySpec(), TOWN)
BLOCKS = sorted({str(road) for road in road_labels(TOWN.network.edges)})


def study_of(closed: list[str]) -> Study:
    hazards = (Closure(roads=tuple(closed)),) if closed else ()
    spec = StudySpec(scenario=Scenario("coupures", hazards), thresholds_min=THRESHOLDS)
    return run_study(spec, inputs=TOWN, baseline=NORMAL)


@cache
def minutes(closed: frozenset[str]) -> np.ndarray:
    return study_of(sorted(closed)).outcomes.readings[Reading.MEDIAN].access.minutes.to_numpy()


def brute_force(closed: list[str], road: str) -> tuple[int, float, int, int]:
    """Isolated people, minutes added, people slowed, people beyond a threshold without one more road."""
    before, after = minutes(frozenset(closed)), minutes(frozenset([*closed, road]))
    lost = np.isfinite(before) & np.isinf(after)
    added = np.where(
        np.isinf(before) | lost,
        0,
        np.where(np.isinf(after), 0, after) - np.where(np.isinf(before), 0, before),
    )
    beyond = np.any([(before <= t) & (after > t) for t in THRESHOLDS], axis=0) | lost
    people = (100 * flags.any(axis=1).sum() for flags in (lost, added > 0, beyond))
    isolated, slowed, crossing = people
    return int(isolated), float(100 * added.sum()), int(slowed), int(crossing)


def measured(road: VitalRoad) -> tuple[float, float, float, float]:
    return road.isolated.median, road.minutes.median, road.slowed.median, road.crossing.median


def test_the_bridge_to_the_only_hospital_comes_first() -> None:
    first = rank_vital_roads(study_of([]), baseline=NORMAL).roads[0]

    assert (first.road, first.works, first.length_m) == ("D14", ("bridge",), 1000)
    assert first.isolated == Band(800, 800, 800)
    assert first.by_category == {"hopital": 800, "urgences": 800}


def test_under_a_scenario_another_road_becomes_the_only_way() -> None:
    study = study_of(["A1-B1", "B1-B2"])  # B1 is cut; then what is left of the ring counts

    now = rank_vital_roads(study, baseline=NORMAL, count=99)
    before = rank_vital_roads(study, under_scenario=False, baseline=NORMAL, count=99)

    assert now.only_ways > before.only_ways == 1
    assert {road.road for road in now.roads}.isdisjoint({"A1-B1", "B1-B2"})


def test_a_stretch_runs_from_junction_to_junction_both_directions_together() -> None:
    edges = TOWN.network.edges.assign(ref="D1", name="")
    stretch = link_stretches(edges)

    by_ends: dict[int, set[frozenset[int]]] = {}
    for one, u, v in zip(stretch.tolist(), edges["u"].tolist(), edges["v"].tolist(), strict=True):
        by_ends.setdefault(one, set()).add(frozenset((u, v)))
    corner = frozenset((toy.number("A1"), toy.number("A2"))), frozenset((toy.number("A1"), toy.number("B1")))
    assert any(set(corner) <= pieces for pieces in by_ends.values())  # a corner is no junction
    assert not any(
        frozenset((toy.number("B3"), toy.number("C3"))) in p and len(p) > 1 for p in by_ends.values()
    )


def test_touching_stretches_of_one_road_make_one_line() -> None:
    edges = TOWN.network.edges.assign(ref="D1")
    inputs = Inputs(TOWN.territory, type(TOWN.network)(TOWN.network.nodes, edges))
    study = run_study(StudySpec(thresholds_min=THRESHOLDS), inputs=inputs)

    found = rank_vital_roads(study)

    assert {road.road for road in found.roads} == {"D1"}
    assert len(found.roads) + sum(road.also for road in found.roads) == found.harmful
    assert len(found.roads) < found.harmful


@settings(max_examples=15, deadline=None)
@given(
    closed=st.lists(st.sampled_from(BLOCKS), unique=True, max_size=6),
    tried=st.sets(st.sampled_from(BLOCKS), max_size=4),
)
def test_every_loss_equals_a_study_run_again(closed: list[str], tried: set[str]) -> None:
    found = rank_vital_roads(study_of(closed), baseline=NORMAL, count=99)
    listed = {road.road: measured(road) for road in found.roads}

    for road in tried - set(closed):
        assert listed.get(road, (0, 0, 0, 0)) == brute_force(closed, road)
    order = [(-road.isolated.median, -road.minutes.median, -road.crossing.median) for road in found.roads]
    assert order == sorted(order)
    assert found.only_ways == sum(road.isolated.median > 0 for road in found.roads)
