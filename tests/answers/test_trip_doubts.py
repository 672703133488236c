"""What a trip must be told with, on the town drawn on paper."""

import numpy as np
import pytest

import toy
from cpts_geo.answers.trips import find_route
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.results import Route
from cpts_geo.model.scenario import Hazard, Reopened, Scenario
from cpts_geo.model.stretches import edge_keys
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs


def trip(
    start: str,
    end: str,
    inputs: Inputs,
    *hazards: Hazard,
    vehicle: VehicleName = VehicleName.CAR,
    reopened: tuple[Reopened, ...] = (),
) -> Route:
    ends = transform_points([(toy.at(n).x, toy.at(n).y) for n in (start, end)], toy.CRS, WGS84)
    spec = StudySpec(scenario=Scenario("essai", hazards, reopened=reopened), vehicle=vehicle)
    return find_route(spec, ends[0], ends[1], inputs=inputs)


def kinds(route: Route) -> list[tuple[str, str]]:
    return [(doubt.kind, doubt.road) for doubt in route.doubts]


def test_a_dry_trip_has_nothing_to_check() -> None:
    assert trip("A1", "B1", toy.inputs()).doubts == ()


def test_a_bridge_over_water_and_its_approaches_are_to_check_in_the_order_of_the_way() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.river(), low=2, high=3))
    assert kinds(trip("A3", "D3", eau, Flood("eau"))) == [
        ("bridge_approach", "A3-B3"),
        ("bridge_over_water", "D14"),
        ("bridge_approach", "C3-D3"),
    ]


def test_a_doubt_says_where_it_begins_and_how_deep_the_water_is() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.between("B3", "C3"), low=2, high=3))
    doubt = trip("A3", "C3", eau, Flood("eau")).doubts[1]
    assert (doubt.kind, doubt.from_m, doubt.length_m, doubt.depth_m) == ("bridge_over_water", 1000, 1000, 2.5)
    ((x, y),) = transform_points([doubt.lonlat], WGS84, toy.CRS)
    assert (x, y) == pytest.approx((toy.at("B3").x + 500, toy.at("B3").y), abs=0.1)


def test_a_way_that_the_pessimistic_reading_denies_is_to_check_with_its_depth() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.between("C1", "D1"), low=0, high=0.3))
    (doubt,) = trip("C1", "D1", eau, Flood("eau")).doubts
    assert doubt.kind == "readings_disagree"
    assert doubt.depth_m == pytest.approx(0.15)


def test_water_slow_but_sure_in_every_reading_is_to_check() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.between("C1", "D1"), low=0.1, high=0.12))
    assert [doubt.kind for doubt in trip("C1", "D1", eau, Flood("eau")).doubts] == ["slowed"]


@pytest.mark.parametrize(("aside_m", "told"), [(110, True), (200, False)])
def test_water_of_unknown_depth_near_the_way_is_to_check(aside_m: float, *, told: bool) -> None:
    middle = toy.at("C1").x + 500, toy.at("C1").y + aside_m
    pond = toy.zones("flood", type(toy.at("C1"))(middle).buffer(70))
    route = trip("C1", "D1", toy.inputs(eau=pond), Flood("eau"))
    assert [doubt.kind for doubt in route.doubts] == (["unknown_depth_near"] if told else [])


@pytest.mark.parametrize("kind", ["tunnel", "ford"])
def test_tunnels_and_fords_are_to_check(kind: str) -> None:
    town = toy.inputs()
    edges = town.network.edges.assign(**{kind: town.network.edges["ref"] == "C1-D1"})
    inputs = Inputs(town.territory, RoadNetwork(town.network.nodes, edges))
    assert kinds(trip("C1", "D1", inputs)) == [(kind, "C1-D1")]


def test_a_private_road_is_to_check_by_the_ambulance_only() -> None:
    town = toy.inputs()
    edges = town.network.edges.assign(car=town.network.edges["ref"] != "C1-D1", emergency=True)
    inputs = Inputs(town.territory, RoadNetwork(town.network.nodes, edges))
    assert kinds(trip("C1", "D1", inputs, vehicle=VehicleName.AMBULANCE)) == [("restricted", "C1-D1")]
    assert kinds(trip("C1", "D1", inputs)) == []


def test_a_stretch_opened_by_hand_is_the_first_thing_to_check() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.between("B3", "C3"), toy.between("C3", "D3"), low=1, high=2))
    edges = eau.network.edges
    seen = Reopened(edge_keys(edges[edges["ref"] == "C3-D3"]), "C3-D3", "A. Martin", "2026-11-23T14:05")
    route = trip("C3", "D3", eau, Flood("eau"), reopened=(seen,))
    assert kinds(route) == [("reopened", "C3-D3")]
    assert route.minutes_scenario == 3  # 1 km at 20 km/h


def test_a_start_under_water_gives_the_nearest_dry_road_from_which_the_trip_can_be_made() -> None:
    """SCN-01."""
    eau = toy.inputs(eau=toy.zones("flood", toy.around("A1", 300), low=1, high=2))
    route = trip("A1", "B4", eau, Flood("eau"))
    (end,) = route.flooded_ends
    assert route.minutes_scenario == np.inf
    assert (end.end, end.depth_m) == ("from", 1.5)
    assert end.dry_m == pytest.approx(1000)
    assert end.minutes == 3  # from A2, or from B1 a minute more
    assert end.dry_road


def test_a_start_under_water_with_every_road_wet_says_that_none_is_dry() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.around("B3", 9000)))
    (start, _) = trip("A1", "B4", eau, Flood("eau")).flooded_ends
    assert (start.depth_m, start.dry_lonlat, start.dry_m) == (None, None, np.inf)


def test_without_a_way_what_cuts_it_is_named() -> None:
    """SCN-02."""
    route = trip("A1", "D3", toy.inputs(), Closure(roads=("D14",)))
    assert route.minutes_scenario == np.inf
    assert [(road.road, road.reason) for road in route.avoided] == [("D14", "closed")]
    assert route.doubts == ()
