"""What a click points at and changes, on the town drawn on paper."""

import pytest

import toy
from cpts_geo.answers.pointed import Pointed, Turn, marks, point_at, toggled
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.scenario import Hazard, Scenario
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study

WET = toy.inputs(eau=toy.zones("flood", toy.between("A1", "B1"), low=2, high=2))
WHO = {"by": "A. Martin", "at": "2026-11-23T14:05"}


def study(*hazards: Hazard, scenario: Scenario | None = None, inputs: Inputs = WET) -> Study:
    spec = StudySpec(scenario=scenario or Scenario("essai", hazards), vehicle=VehicleName.CAR)
    return run_study(spec, inputs=inputs)


def beside(start: str, end: str, metres: float = 10) -> tuple[float, float]:
    a, b = toy.at(start), toy.at(end)
    return transform_points([((a.x + b.x) / 2, (a.y + b.y) / 2 + metres)], toy.CRS, WGS84)[0]


def test_a_click_names_the_nearest_road_and_would_close_it() -> None:
    found = point_at(study(), beside("A1", "B1"), reach_m=30)
    assert found is not None
    assert (found.road, found.turn, found.restricted) == ("A1-B1", Turn.CLOSE, False)
    assert found.length_m == pytest.approx(1000, abs=0.1)


def test_a_click_far_from_any_road_points_at_nothing() -> None:
    assert point_at(study(), beside("A1", "B1", 40), reach_m=30) is None


def test_clicking_twice_changes_nothing() -> None:
    calm = study()
    closed = toggled(calm.spec.scenario, _at(calm), **WHO)
    again = study(scenario=closed)
    assert not again.outcomes.roads_cut.empty
    assert toggled(closed, _at(again), **WHO) == calm.spec.scenario


def test_clicking_a_flooded_road_says_it_was_seen_open_and_clicking_again_takes_it_back() -> None:
    wet = study(Flood("eau"))
    assert _at(wet).turn is Turn.REOPEN
    opened = study(scenario=toggled(wet.spec.scenario, _at(wet), **WHO))
    cut = opened.outcomes.roads_cut.loc["A1-B1"]
    assert (cut["closed_m_optimistic"], cut["closed_m_median"], cut["closed_m_pessimistic"]) == (0, 0, 1000)
    assert _at(opened).turn is Turn.UNDO_REOPENED
    assert toggled(opened.spec.scenario, _at(opened), **WHO) == wet.spec.scenario


def test_a_road_closed_by_name_is_not_opened_by_a_click() -> None:
    held = study(Flood("eau"), Closure(roads=("A1-B1",)))
    assert _at(held).turn is Turn.HELD
    assert toggled(held.spec.scenario, _at(held), **WHO) == held.spec.scenario


def test_a_mark_says_who_and_when() -> None:
    calm = study()
    (mark,) = marks(toggled(calm.spec.scenario, _at(calm), **WHO))
    assert (mark.road, mark.by, mark.at) == ("A1-B1", "A. Martin", "2026-11-23T14:05")


def test_a_road_for_emergency_vehicles_only_is_told() -> None:
    edges = WET.network.edges
    private = edges.assign(car=edges["ref"] != "A1-B1", emergency=True)
    inputs = Inputs(WET.territory, type(WET.network)(WET.network.nodes, private))
    assert _at(study(inputs=inputs)).restricted


def _at(of: Study) -> Pointed:
    found = point_at(of, beside("A1", "B1"), reach_m=30)
    assert found is not None
    return found
