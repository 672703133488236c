"""Stretches closed, and stretches seen open, by a person."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.hazards import ClosedByHand, Closure, Flood
from cpts_geo.hazards.effects import edge_effects
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, Hazard, Reading, Reopened, Scenario
from cpts_geo.model.stretches import edge_keys
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.spec import StudySpec

EDGES = toy.network().edges
ROAD = EDGES[road_labels(EDGES) == "A1-B1"]
KEYS = edge_keys(ROAD)
SEEN = Reopened(KEYS, "A1-B1", "A. Martin, pompier", "2026-11-23T14:05")
CAR = VEHICLES[VehicleName.CAR]


def factors(
    *hazards: Hazard, depth: float = 2.0, reopened: tuple[Reopened, ...] = (SEEN,)
) -> dict[Reading, pd.Series]:
    zones = {
        "eau": toy.zones("flood", toy.between("A1", "B1"), low=depth, high=depth),
        "arrete": toy.zones("closure", toy.between("A1", "B1")),
    }
    scenario = Scenario("essai", hazards, reopened=reopened)
    found = edge_effects(scenario, EDGES, zones, CAR)
    return {reading: found[reading]["factor"][ROAD.index] for reading in READINGS}


def test_a_stretch_closed_by_hand_closes_both_ways_in_every_reading() -> None:
    found = factors(ClosedByHand(KEYS), reopened=())
    assert all((factor == 0).all() for factor in found.values())


def test_a_flooded_stretch_seen_open_is_driven_slowly_but_stays_cut_in_the_pessimistic_reading() -> None:
    found = factors(Flood("eau"))
    assert (found[Reading.OPTIMISTIC] == 20 / 60).all()
    assert (found[Reading.MEDIAN] == 20 / 60).all()
    assert (found[Reading.PESSIMISTIC] == 0).all()


@pytest.mark.parametrize(
    "closing", [Closure("arrete"), Closure(roads=("A1-B1",)), ClosedByHand(KEYS)], ids=str
)
def test_what_an_order_or_a_person_closed_is_not_opened_by_who_saw_no_water(closing: Hazard) -> None:
    assert all((factor == 0).all() for factor in factors(Flood("eau"), closing).values())


def test_a_dry_road_seen_open_is_driven_as_before() -> None:
    assert all((factor == 1).all() for factor in factors().values())


@settings(deadline=None, max_examples=25)
@given(st.floats(0.01, 3), st.floats(0, 3))
def test_deeper_water_never_speeds_up_a_stretch_seen_open(depth: float, more: float) -> None:
    shallow, deep = factors(Flood("eau"), depth=depth), factors(Flood("eau"), depth=depth + more)
    assert all((deep[reading] <= shallow[reading]).all() for reading in READINGS)
    assert (shallow[Reading.PESSIMISTIC] <= shallow[Reading.MEDIAN]).all()
    assert (shallow[Reading.MEDIAN] <= shallow[Reading.OPTIMISTIC]).all()


def test_marks_travel_in_a_saved_study() -> None:
    closed = ClosedByHand(KEYS, "A1-B1", "A. Martin", "2026-11-23T14:05")
    spec = StudySpec(scenario=Scenario("essai", (closed,), reopened=(SEEN,)))
    assert StudySpec.from_toml(spec.to_toml()) == spec


def test_a_study_without_marks_keeps_its_fingerprint() -> None:
    assert "reopened" not in StudySpec().to_toml()


@pytest.mark.parametrize("field", ["by", "at"])
def test_an_opening_that_nobody_signs_is_refused(field: str) -> None:
    mark = {"edges": list(KEYS), "road": "D1", "by": "A. Martin", "at": "2026-11-23T14:05"} | {field: " "}
    text = "[[reopened]]\n" + "\n".join(f"{key} = {value!r}" for key, value in mark.items())
    with pytest.raises(ScenarioError, match="unsigned_reopening"):
        StudySpec.from_toml(text)
