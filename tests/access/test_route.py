import dataclasses

import numpy as np
import pytest

import toy
from cpts_geo.answers.trips import find_route, travel_times
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.results import Avoided, Route
from cpts_geo.model.scenario import Hazard, Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs


def route(start: str, end: str, *hazards: Hazard, inputs: Inputs | None = None) -> Route:
    ends = transform_points([(toy.at(n).x, toy.at(n).y) for n in (start, end)], toy.CRS, WGS84)
    spec = StudySpec(scenario=Scenario("essai", hazards))
    return find_route(spec, ends[0], ends[1], inputs=inputs or toy.inputs())


def test_without_hazard_both_ways_are_the_same() -> None:
    found = route("A1", "D3")

    assert found.minutes_reference == found.minutes_scenario == 5
    assert found.length_m == 5000
    assert found.avoided == ()


def test_the_detour_names_the_road_avoided_and_why() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.between("A1", "B1"), low=1, high=2))

    found = route("A1", "B1", Flood("eau"), inputs=eau)

    assert (found.minutes_reference, found.minutes_scenario) == (1, 3)
    assert found.avoided == (Avoided("A1-B1", "flooded", 1.5, ("flood",)),)


def test_unknown_depth_is_said_not_invented() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.between("A1", "B1")))

    assert route("A1", "B1", Flood("eau"), inputs=eau).avoided == (
        Avoided("A1-B1", "flooded_unknown_depth", None, ("flood",)),
    )


def test_a_bridge_over_water_is_used_and_flagged() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.river(), low=2, high=3))

    steps = route("B3", "C3", Flood("eau"), inputs=eau).steps

    assert [(step.road, step.notes) for step in steps] == [("D14", ("bridge_over_water",))]


def test_no_way_is_infinite_and_empty() -> None:
    found = route("A1", "D3", Closure(roads=("D14",)))

    assert found.minutes_scenario == np.inf
    assert found.steps == ()
    assert found.geometry_scenario.is_empty.all()
    assert found.avoided == (Avoided("D14", "closed", None, ("closed_by_hand",)),)


def test_a_bridge_closed_above_the_water_is_closed_not_flooded() -> None:
    eau = toy.inputs(eau=toy.zones("flood", toy.river(), low=2, high=3))

    found = route("B3", "C3", Flood("eau"), Closure(roads=("D14",)), inputs=eau)

    assert found.avoided == (Avoided("D14", "closed", None, ("closed_by_hand",)),)


def test_steps_add_up_to_the_trip() -> None:
    found = route("A1", "D4")

    assert sum(step.minutes for step in found.steps) == pytest.approx(found.minutes_scenario)
    assert sum(step.length_m for step in found.steps) == pytest.approx(found.length_m)


def test_an_end_too_far_from_any_road_is_refused() -> None:
    with pytest.raises(ScenarioError, match="too_far_from_road"):
        find_route(StudySpec(), (-3.0, 46.0), (2.0, 46.0), inputs=toy.inputs())


def test_a_matrix_of_minutes_has_inf_where_there_is_no_way() -> None:
    inputs = toy.inputs()
    demand, places = inputs.territory.demand, inputs.territory.structures
    spec = StudySpec(scenario=Scenario("pont", (Closure(roads=("D14",)),)))

    before = travel_times(
        dataclasses.replace(spec, scenario=Scenario("reference")), demand, places, inputs=inputs
    )
    after = travel_times(spec, demand, places, inputs=inputs)

    assert before.minutes.loc["A1", "H"] == 5
    assert after.minutes.loc["A1", "H"] == np.inf
    assert after.minutes.loc["A1", "E1"] == 0
