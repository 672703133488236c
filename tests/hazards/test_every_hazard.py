"""Promises every hazard keeps; a new hazard is tested by adding one line to ``CASES``."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.hazards import (
    HAZARDS,
    ClosedByHand,
    Closure,
    Flood,
    Perimeter,
    SiteOrders,
    Snow,
    Storm,
    Supply,
    Traffic,
    Winter,
)
from cpts_geo.hazards.effects import edge_effects, edge_effects_of, place_causes
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.scenario import READINGS, REFERENCE, Hazard, Scenario
from cpts_geo.model.stretches import edge_keys
from cpts_geo.model.vehicles import VEHICLES, VehicleName, wading
from cpts_geo.spec import StudySpec
from cpts_geo.wording.assumptions import assumptions
from cpts_geo.wording.labels import HAZARD

ZONES = {
    "eau": toy.zones("flood", toy.river(), toy.around("B2", 300), low=0.0, high=0.5),
    "arrete": toy.zones("closure", toy.between("C1", "D1")),
    "neige": toy.zones("slowdown", toy.around("A1", 1500)).assign(speed_factor=0.5),
    "courant": toy.zones("flood", toy.around("B2", 200)).assign(velocity_min_ms=0.5, velocity_max_ms=1.0),
    "cordon": toy.zones("perimeter", toy.around("C2", 1200)),
    "ordres": toy.zones("site_closed", toy.around("A2", 10)).assign(site_id="S1"),
    "woods": toy.zones("woods", toy.between("A1", "B1", 300), toy.around("D4", 40)),
}
CASES: list[Hazard] = [
    Flood("eau"),
    Flood("eau", law="factor"),
    Flood("eau", current="courant"),
    Closure("arrete", ("D14",)),
    Snow("neige"),
    Winter(from_altitude_m=250),
    Winter(),
    Storm(bridge_m=500),
    Perimeter("cordon", inside=0.5),
    SiteOrders("ordres"),
    Supply(closed=("H",), categories=("pharmacie",)),
    Traffic(0.4, ("secondary",), "neige"),
    Traffic(0.7),
    ClosedByHand(edge_keys(toy.network().edges.iloc[:2]), "A1-B1", "A. Martin", "2026-11-23T14:05"),
]
EDGES = toy.network().edges
EDGES = EDGES.assign(altitude_m=EDGES["u"] * 30.0, slope=EDGES["v"] * 0.01)


def test_every_hazard_has_a_case_and_a_french_name() -> None:
    assert {hazard.name for hazard in CASES} == set(HAZARDS) == set(HAZARD)


@pytest.mark.parametrize("hazard", CASES, ids=str)
@pytest.mark.parametrize("vehicle", VEHICLES.values(), ids=lambda v: v.name)
def test_factors_stay_in_bounds_keep_the_index_and_change_nothing(hazard: Hazard, vehicle: object) -> None:
    edges = EDGES.copy()

    for reading in READINGS:
        factor = hazard.speed_factor(edges, ZONES, vehicle, reading)  # type: ignore[arg-type] # ids need object

        assert factor.between(0, 1).all()
        assert factor.index.equals(edges.index)
    assert edges.equals(EDGES)


@pytest.mark.parametrize("hazard", CASES, ids=str)
def test_hazards_are_values(hazard: Hazard) -> None:
    assert len({hazard, hazard}) == 1


def test_hazards_commute() -> None:
    network, car = RoadNetwork(toy.network().nodes, EDGES), next(iter(VEHICLES.values()))
    one, other = Scenario("a", tuple(CASES)), Scenario("b", tuple(reversed(CASES)))

    times = [s.apply(network, ZONES, car).edges["time_s"] for s in (one, other)]

    assert times[0].to_numpy() == pytest.approx(times[1].to_numpy())


def test_the_reference_is_the_identity() -> None:
    network, car = toy.network(), next(iter(VEHICLES.values()))

    assert REFERENCE.apply(network, {}, car).edges.equals(network.edges)


def test_effects_looked_up_together_equal_the_hazards_one_by_one() -> None:
    edges, places = EDGES, toy.inputs().territory.structures
    scenario = Scenario("tout", tuple(CASES))

    for vehicle in VEHICLES.values():
        effects = edge_effects(scenario, edges, ZONES, vehicle)
        for reading in READINGS:
            alone = scenario.read_as(reading)
            assert effects[reading]["factor"].equals(alone.speed_factor(edges, ZONES, vehicle))
            hit = place_causes(scenario, places, ZONES)[reading] > 0
            assert hit.equals(alone.hits(places, ZONES))


def test_one_overlay_serves_every_wading_depth() -> None:
    edges, scenario = EDGES, Scenario("tout", tuple(CASES))
    cars = [wading(VEHICLES[VehicleName.CAR], depth) for depth in (0.2, 0.3, 0.5)]

    together = edge_effects_of(scenario, edges, ZONES, cars)

    for car in cars:
        alone = edge_effects(scenario, edges, ZONES, car)
        assert all(together[car][reading].equals(alone[reading]) for reading in READINGS)
    assert cars[1] == VEHICLES[VehicleName.CAR]
    assert cars[2].wading_depth_pessimistic_m == pytest.approx(0.5 * 0.20 / 0.30)


@pytest.mark.parametrize("hazard", CASES, ids=str)
def test_a_stricter_reading_never_improves_a_road_nor_a_place(hazard: Hazard) -> None:
    places = toy.inputs().territory.structures
    for vehicle in VEHICLES.values():
        best, middle, worst = (hazard.speed_factor(EDGES, ZONES, vehicle, reading) for reading in READINGS)
        assert (worst <= middle).all()
        assert (middle <= best).all()
    low, medium, high = (hazard.hits(places, ZONES, reading) for reading in READINGS)
    assert (low <= medium).all()
    assert (medium <= high).all()


@pytest.mark.parametrize("hazard", CASES, ids=str)
def test_a_hazard_is_written_in_a_study_and_read_again(hazard: Hazard) -> None:
    spec = StudySpec(scenario=Scenario("essai", (hazard,)))

    assert StudySpec.from_toml(spec.to_toml()) == spec


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(CASES), max_size=4), st.sampled_from(CASES))
def test_more_hazards_never_improve_anything(some: list[Hazard], more: Hazard) -> None:
    for vehicle in VEHICLES.values():
        fewer = edge_effects(Scenario("a", tuple(some)), EDGES, ZONES, vehicle)
        all_of_them = edge_effects(Scenario("b", (*some, more)), EDGES, ZONES, vehicle)
        assert all((all_of_them[r]["factor"] <= fewer[r]["factor"]).all() for r in READINGS)


@pytest.mark.parametrize("hazard", CASES, ids=str)
def test_what_a_hazard_takes_for_true_is_said_unless_it_is_a_fact(hazard: Hazard) -> None:
    facts = isinstance(hazard, Closure | ClosedByHand | SiteOrders)

    assert len(assumptions(Scenario("essai", (hazard, hazard)))) == (0 if facts else 1)
