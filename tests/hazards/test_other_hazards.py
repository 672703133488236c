"""Storm, winter, slower traffic, loss of structures, current: each rule on the paper town."""

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.hazards import Flood, Storm, Supply, Traffic, Winter
from cpts_geo.hazards.supply import capacity_factors
from cpts_geo.model.bridges import bridge_lengths_m
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import READINGS, Hazard, Reading, Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study

CAR, AMBULANCE, WALKER, HIGH = (
    VEHICLES[name]
    for name in (
        VehicleName.CAR,
        VehicleName.AMBULANCE,
        VehicleName.PEDESTRIAN,
        VehicleName.HIGH_CLEARANCE,
    )
)
EDGES = toy.network().edges


def by_road(hazard: Hazard, zones: dict[str, gpd.GeoDataFrame], **options: Any) -> dict[str, float]:
    edges, vehicle = options.get("edges", EDGES), options.get("vehicle", CAR)
    values = hazard.speed_factor(edges, zones, vehicle, options.get("reading", Reading.MEDIAN))
    return {str(road): float(value) for road, value in values.groupby(edges["ref"]).min().items()}


def woods(*shapes: shapely.Geometry) -> dict[str, gpd.GeoDataFrame]:
    return {"woods": toy.zones("woods", *shapes)}


def test_a_wood_across_a_road_closes_it_and_leaves_the_others() -> None:
    found = by_road(Storm(), woods(toy.between("A1", "B1", 100)))

    assert [road for road, factor in found.items() if factor == 0] == ["A1-B1"]


def test_a_wood_beside_the_road_counts_within_a_tree_in_the_pessimistic_reading_only() -> None:
    x, y = toy.at("A1").x, toy.at("A1").y
    beside = shapely.box(x + 300, y + 20, x + 600, y + 400)

    assert [by_road(Storm(), woods(beside), reading=r)["A1-B1"] for r in READINGS] == [1, 1, 0]


def test_a_thin_row_of_trees_closes_nothing_in_the_optimistic_reading() -> None:
    x, y = toy.at("A1").x, toy.at("A1").y
    hedge = shapely.box(x + 300, y - 10, x + 600, y + 10)

    assert [by_road(Storm(), woods(hedge), reading=r)["A1-B1"] for r in READINGS] == [1, 0, 0]


def test_a_wood_shorter_than_the_stretch_leaves_the_road_open() -> None:
    small = woods(toy.between("A1", "B1", 20))

    assert by_road(Storm(), small)["A1-B1"] == 1
    assert by_road(Storm(stretch_m=30), small)["A1-B1"] == 0


def test_woods_nobody_gave_are_not_taken_for_open_land() -> None:
    with pytest.raises(ScenarioError, match="no_woods"):
        by_road(Storm(), {})
    assert by_road(Storm(woods=False), {})["A1-B1"] == 1


@pytest.mark.parametrize(("vehicle", "factor"), [(CAR, 1), (AMBULANCE, 0), (HIGH, 0), (WALKER, 1)])
def test_a_long_bridge_stops_tall_vehicles_only(vehicle: Any, factor: float) -> None:
    assert by_road(Storm(woods=False, bridge_m=1000), {}, vehicle=vehicle)["D14"] == factor
    assert by_road(Storm(woods=False, bridge_m=1001), {}, vehicle=vehicle)["D14"] == 1


def test_the_pieces_of_a_bridge_are_one_bridge() -> None:
    pieces = EDGES[EDGES["ref"].isin(["D14", "C3-D3"])].assign(bridge=True)

    assert bridge_lengths_m(pieces).tolist() == [2000.0] * 4
    assert (bridge_lengths_m(EDGES)[~EDGES["bridge"]] == 0).all()


def winter(**columns: Any) -> gpd.GeoDataFrame:
    return EDGES.assign(**columns)


def test_snow_begins_at_its_altitude_give_or_take_the_margin() -> None:
    edges = winter(altitude_m=550.0, slope=0.0)
    found = [by_road(Winter(600), {}, edges=edges, reading=r)["A1-B1"] for r in READINGS]

    assert found == [1, 1, 0.6]  # a secondary road, snowy from 500 m in the pessimistic reading


def test_a_road_of_unknown_altitude_is_never_counted_as_low_ground() -> None:
    edges = winter(altitude_m=np.where(EDGES["ref"] == "A1-B1", np.nan, 0.0), slope=0.0)
    found = [by_road(Winter(600), {}, edges=edges, reading=r) for r in READINGS]

    assert [f["A1-B1"] for f in found] == [0.6, 0.6, 0.6]
    assert EDGES["ref"][Winter(600).unknown_altitude(edges)].unique().tolist() == ["A1-B1"]
    assert not Winter(0).unknown_altitude(edges).any()
    assert all(f["A2-B2"] == 1 for f in found)


@pytest.mark.parametrize("edges", [EDGES, winter(altitude_m=np.nan)])
def test_altitudes_nobody_gave_are_never_guessed(edges: gpd.GeoDataFrame) -> None:
    with pytest.raises(ScenarioError, match="no_altitude"):
        by_road(Winter(600), {}, edges=edges)
    assert by_road(Winter(0), {}, edges=edges)["A1-B1"] == 0.6


def test_a_steep_road_is_slowed_once_more_and_an_unknown_slope_in_the_pessimistic_reading() -> None:
    steep, unknown = winter(slope=0.08), winter(slope=np.nan)

    assert by_road(Winter(), {}, edges=steep)["A1-B1"] == pytest.approx(0.3)
    assert [by_road(Winter(), {}, edges=unknown, reading=r)["A1-B1"] for r in READINGS] == [0.6, 0.6, 0.3]
    assert by_road(Winter(steep_factor=0.0), {}, edges=steep)["A1-B1"] == 0


@pytest.mark.parametrize(
    ("highway", "share"), [("trunk_link", 0.8), ("primary", 0.8), ("tertiary", 0.6), ("residential", 0.4)]
)
def test_the_class_of_the_road_stands_for_its_winter_service(highway: str, share: float) -> None:
    assert by_road(Winter(), {}, edges=winter(highway=highway))["A1-B1"] == share
    assert by_road(Winter(), {}, edges=winter(highway=highway, tunnel=True))["A1-B1"] == 1


def test_traffic_slows_its_classes_in_its_zone_and_nobody_on_foot() -> None:
    zones = {"bouchon": toy.zones("slowdown", toy.around("A1", 300))}
    edges = EDGES.assign(highway=np.where(EDGES["ref"] == "A1-A2", "motorway_link", "secondary"))

    found = by_road(Traffic(0.5, ("motorway",), "bouchon"), zones, edges=edges)

    assert [road for road, factor in found.items() if factor < 1] == ["A1-A2"]
    assert by_road(Traffic(0.5), {})["D14"] == 0.5
    assert by_road(Traffic(0.5), {}, vehicle=WALKER)["D14"] == 1


def test_a_closed_structure_is_reached_by_nobody_and_a_reduced_one_keeps_its_share() -> None:
    inputs = toy.inputs()
    hazards = (Supply(closed=("P1",), reduced=("H",), capacity=0.4), Supply(categories=("hopital", "ehpad")))
    done = run_study(StudySpec(scenario=Scenario("grève", hazards)), inputs=inputs)
    place = done.outcomes.readings[Reading.MEDIAN].access.place["pharmacie"]

    assert set(place) == {"P2"}
    left = capacity_factors(done.spec.scenario, inputs.territory.structures)
    assert left.to_dict() == {"H": 0.2, "E1": 0.5, "E2": 0.5, "P1": 0.0, "P2": 1.0}


def test_a_structure_that_does_not_exist_is_named() -> None:
    for hazard in (Supply(closed=("X9",)), Supply(reduced=("X9",))):
        with pytest.raises(ScenarioError, match="unknown_structure: X9"):
            run_study(StudySpec(scenario=Scenario("a", (hazard,))), inputs=toy.inputs())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Supply(capacity=0.0),
        lambda: Supply(categories=("pharmacies",)),
        lambda: Traffic(1.5),
        lambda: Winter(first=-0.1),
        lambda: Storm(stretch_m=0.0),
        lambda: Flood("eau", law="vite"),  # type: ignore[arg-type]  # the fault
        lambda: Flood("eau", extent_margin_m=float("nan")),
    ],
)
def test_a_parameter_that_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(ScenarioError, match="bad_parameter"):
        wrong()


def moving(low: float, high: float, slow: float, fast: float) -> gpd.GeoDataFrame:
    zones = toy.zones("flood", toy.between("A1", "B1"), low=low, high=high)
    return zones.assign(velocity_min_ms=slow, velocity_max_ms=fast)


def test_a_current_closes_water_that_a_car_would_wade_through_at_rest() -> None:
    still, fast = moving(0.2, 0.2, np.nan, np.nan), moving(0.2, 0.2, 1.5, 1.5)  # head 0.2 + 0.115 m

    assert by_road(Flood("eau"), {"eau": still})["A1-B1"] > 0
    assert by_road(Flood("eau"), {"eau": fast})["A1-B1"] == 0
    assert by_road(Flood("eau"), {"eau": fast}, vehicle=HIGH)["A1-B1"] > 0


def test_an_open_class_of_current_closes_the_road_except_at_its_bottom() -> None:
    zones = {"eau": moving(0.1, 0.1, 0.5, np.inf)}

    assert [by_road(Flood("eau"), zones, reading=r)["A1-B1"] > 0 for r in READINGS] == [True, False, False]


def test_the_current_may_come_from_a_table_of_its_own() -> None:
    speed = toy.zones("flood", toy.between("A1", "B1")).assign(velocity_min_ms=1.5, velocity_max_ms=1.5)
    zones = {"eau": toy.zones("flood", toy.between("A1", "B1"), low=0.2, high=0.2), "vitesse": speed}

    assert by_road(Flood("eau"), zones)["A1-B1"] > 0
    assert by_road(Flood("eau", current="vitesse"), zones)["A1-B1"] == 0


@settings(deadline=None, max_examples=60)
@given(
    depths=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    speeds=st.tuples(st.floats(0, 4), st.floats(0, 4)),
    reading=st.sampled_from(READINGS),
)
def test_deeper_or_faster_water_and_a_lower_vehicle_never_improve_a_road(
    depths: tuple[float, float], speeds: tuple[float, float], reading: Reading
) -> None:
    (low, deep), (slow, fast) = sorted(depths), sorted(speeds)
    mild, hard = {"eau": moving(low, low, slow, slow)}, {"eau": moving(deep, deep, fast, fast)}
    for law in ("cap", "factor"):
        flood = Flood("eau", law=law)
        for vehicle in VEHICLES.values():
            worse = by_road(flood, hard, vehicle=vehicle, reading=reading)["A1-B1"]
            assert worse <= by_road(flood, mild, vehicle=vehicle, reading=reading)["A1-B1"]
        car, high = (by_road(flood, hard, vehicle=v, reading=reading)["A1-B1"] for v in (CAR, HIGH))
        assert car <= high + 1e-9


@settings(deadline=None, max_examples=25)
@given(
    x=st.floats(-500, 3500),
    y=st.floats(-4500, -500),
    radius=st.floats(50, 1500),
    depths=st.tuples(st.floats(0.01, 2), st.floats(0.01, 2)),
)
def test_deeper_water_and_stricter_readings_never_bring_care_nearer(
    x: float, y: float, radius: float, depths: tuple[float, float]
) -> None:
    shape = shapely.Point(toy.ORIGIN[0] + x, toy.ORIGIN[1] + y).buffer(radius)
    minutes = []
    for depth in sorted(depths):
        water = toy.zones("flood", shape, low=depth / 2, high=depth)
        spec = StudySpec(scenario=Scenario("eau", (Flood("eau"),)))
        readings = run_study(spec, inputs=toy.inputs(eau=water)).outcomes.readings
        minutes.append([readings[r].access.minutes.to_numpy() for r in READINGS])
        assert all((a <= b).all() for a, b in pairwise(minutes[-1]))
    assert all((shallow <= deep).all() for shallow, deep in zip(*minutes, strict=True))
