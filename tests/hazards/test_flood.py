import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

import toy
from cpts_geo.hazards.flood import Flood, wading_speed_kmh
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.model.vehicles import VEHICLES, VehicleName

CAR = VEHICLES[VehicleName.CAR]
HIGH = VEHICLES[VehicleName.HIGH_CLEARANCE]
depths = st.floats(0, 6, allow_nan=False)


def factor(
    edges: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, reading: Reading = Reading.MEDIAN
) -> dict[str, float]:
    """Factor by road of the toy town."""
    values = Flood("eau").speed_factor(edges, {"eau": zones}, CAR, reading)
    return {str(road): float(value) for road, value in values.groupby(edges["ref"]).min().items()}


@pytest.mark.parametrize(
    ("millimetres", "speed_kmh"),  # FACTS 9.1, computed from Pregnolato et al. 2017
    [(0, 86.945), (50, 61.550), (100, 40.655), (150, 24.260), (200, 12.365), (250, 4.970), (299.999, 2.075)],
)
def test_wading_speed_follows_pregnolato(millimetres: float, speed_kmh: float) -> None:
    assert wading_speed_kmh(np.array([millimetres / 1000]), 0.30)[0] == pytest.approx(speed_kmh, abs=1e-3)


def test_the_parabola_never_rises_again_and_closes_at_thirty_centimetres() -> None:
    assert wading_speed_kmh(np.array([0.30, 0.31, 1.0, math.inf]), 0.30).tolist() == [0, 0, 0, 0]


@given(shallow=depths, deeper=depths)
def test_deeper_water_is_never_faster(shallow: float, deeper: float) -> None:
    low, high = sorted((shallow, deeper))
    for limit in (0.2, 0.3, 0.4, 0.6):
        speeds = wading_speed_kmh(np.array([low, high]), limit)

        assert speeds[1] <= speeds[0]


@given(depth=depths, lower=st.floats(0.02, 1.5), more=st.floats(0, 0.5))
@example(depth=0.05, lower=0.30, more=0.01)
def test_a_lower_vehicle_is_never_faster_in_water(depth: float, lower: float, more: float) -> None:
    low, high = (wading_speed_kmh(np.array([depth]), limit)[0] for limit in (lower, lower + more))

    assert low <= high + 1e-9


def test_a_road_flooded_only_in_its_middle_is_cut() -> None:
    zones = toy.zones("flood", toy.between("A1", "B1"), low=1, high=2)

    assert factor(toy.network().edges, zones)["A1-B1"] == 0


def test_a_bridge_over_deep_water_stays_open() -> None:
    zones = toy.zones("flood", toy.river(), low=2, high=3)

    assert factor(toy.network().edges, zones)["D14"] == 1


@pytest.mark.parametrize("kind", ["tunnel", "ford"])
def test_tunnels_and_fords_close_at_any_water(kind: str) -> None:
    edges = toy.network().edges.assign(**{kind: True})
    zones = toy.zones("flood", toy.between("A1", "B1"), low=0, high=0.5)

    assert factor(edges, zones, Reading.OPTIMISTIC)["A1-B1"] == 0


def test_unknown_depth_closes_the_road_in_every_reading() -> None:
    zones = toy.zones("flood", toy.between("A1", "B1", radius_m=200))

    assert [factor(toy.network().edges, zones, reading)["A1-B1"] for reading in READINGS] == [0, 0, 0]


def test_the_outline_of_unknown_depth_moves_with_the_reading() -> None:
    line = toy.network().edges.geometry.iloc[0]
    near = line.buffer(60).difference(line.buffer(20))  # its edge is 20 m from the road

    found = [factor(toy.network().edges, toy.zones("flood", near), r)["A1-B1"] for r in READINGS]

    assert found == [1, 1, 0]


def test_the_first_depth_class_slows_a_car_in_the_median_reading() -> None:
    zones = toy.zones("flood", toy.between("A1", "B1"), low=0, high=0.5)
    edges = toy.network().edges

    optimistic, median, pessimistic = (factor(edges, zones, reading)["A1-B1"] for reading in READINGS)

    assert optimistic == 1
    assert median == pytest.approx(4.970 / 60, abs=1e-4)  # 0.25 m, free speed 60 km/h
    assert pessimistic == 0


def test_the_deepest_zone_touched_decides() -> None:
    shallow = toy.zones("flood", toy.between("A1", "B1", 100), low=0, high=0.1)
    deep = toy.zones("flood", toy.between("A1", "B1", 20), low=2, high=3)
    both = gpd.GeoDataFrame(gpd.pd.concat([shallow, deep]))

    assert factor(toy.network().edges, both)["A1-B1"] == 0


@given(
    x=st.floats(-500, 3500),
    y=st.floats(-4500, -500),
    radius=st.floats(5, 1500),
    low=st.floats(0, 3),
    height=st.floats(0, 2),
)
def test_closed_edges_are_exactly_those_shapely_says_touch_the_water(
    x: float, y: float, radius: float, low: float, height: float
) -> None:
    shape = shapely.Point(toy.ORIGIN[0] + x, toy.ORIGIN[1] + y).buffer(radius)
    edges = toy.network().edges
    values = Flood("eau").speed_factor(
        edges, {"eau": toy.zones("flood", shape, low=low, high=low + height)}, CAR, Reading.MEDIAN
    )

    deep = low + height / 2 >= CAR.wading_depth_m
    expected = [
        deep and not bridge and line.intersects(shape)
        for bridge, line in zip(edges["bridge"], edges.geometry, strict=True)
    ]

    assert (values == 0).tolist() == expected


@given(low=st.floats(0, 3), height=st.floats(0, 2))
def test_a_stricter_reading_never_improves_anything(low: float, height: float) -> None:
    zones = toy.zones("flood", toy.between("A1", "B1"), low=low, high=low + height)
    edges = toy.network().edges

    optimistic, median, pessimistic = (factor(edges, zones, reading)["A1-B1"] for reading in READINGS)

    assert 0 <= pessimistic <= median <= optimistic <= 1


def test_a_place_is_hit_when_there_is_water_at_its_point() -> None:
    zones = {"eau": toy.zones("flood", toy.around("D3"), low=0, high=0.5)}
    places = toy.inputs().territory.structures

    hits = [Flood("eau").hits(places, zones, reading)["H"] for reading in READINGS]

    assert hits == [False, True, True]


def test_an_unknown_layer_is_named() -> None:
    with pytest.raises(ScenarioError, match="unknown_layer: crue, eau"):
        Flood("crue").hits(toy.inputs().territory.structures, {"eau": toy.zones("flood")}, Reading.MEDIAN)
