"""The study of a session: what the controls change and nothing else."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import toy
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import REFERENCE, Reading
from cpts_geo.model.territory import Territory
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.ui import cache, exports_page, hours, scenario_hazards, scenario_page, state

SQUARE = {"geometry": {"type": "Polygon", "coordinates": [[[0, 46], [0.1, 46], [0.1, 46.1], [0, 46]]]}}


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    held: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.session_state", held)
    return held


@pytest.fixture
def territory() -> Territory:
    water = toy.zones("flood", toy.river()).assign(occurrence="02Moy")
    return toy.inputs(crue=water).territory


def test_a_session_starts_with_no_hazard() -> None:
    assert state.current().scenario == REFERENCE


def test_a_shape_is_taken_once_however_often_the_map_sends_it(territory: Territory) -> None:
    for _ in range(3):
        state.take_drawings(territory, [SQUARE], "flood")
    assert [drawing.kind for drawing in state.current().drawings] == ["flood"]


def test_a_removed_shape_does_not_come_back(territory: Territory) -> None:
    state.take_drawings(territory, [SQUARE], "closure")
    state.remove_drawing(territory, state.current().drawings[0].layer)
    state.take_drawings(territory, [SQUARE], "closure")
    assert state.current().drawings == ()
    assert state.current().scenario.hazards == ()


def test_a_control_that_has_not_appeared_yet_keeps_what_the_scenario_says(
    territory: Territory, session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "inputs", lambda _: SimpleNamespace(territory=territory))
    state.set_scenario(territory, layers=["crue"], roads=("D14",), reading=Reading.PESSIMISTIC)
    session[state.key("exercise")] = True
    scenario_page._change_hazards()
    scenario = state.current().scenario
    assert [hazard.name for hazard in scenario.hazards] == ["flood", "closure"]
    assert (scenario.reading, scenario.exercise) == (Reading.PESSIMISTIC, True)


def test_a_vehicle_an_author_or_an_hour_that_has_not_appeared_yet_is_as_it_was(
    session: dict[str, Any],
) -> None:
    state.keep(replace(state.current(), vehicle=VehicleName.AMBULANCE, author="Mme Test"))
    before = state.current()
    scenario_page._change_vehicle()
    exports_page._change_author()
    scenario_hazards._change_inside()
    hours._keep("hour")
    assert state.current() == before
    session[state.key("vehicle")] = VehicleName.PEDESTRIAN
    scenario_page._change_vehicle()
    assert state.current().vehicle is VehicleName.PEDESTRIAN


def test_lines_and_points_are_not_zones(territory: Territory) -> None:
    state.take_drawings(territory, [{"geometry": {"type": "Point", "coordinates": [0, 46]}}], "flood")
    assert state.current().drawings == ()


def test_drawings_layers_and_roads_live_together(territory: Territory) -> None:
    state.take_drawings(territory, [SQUARE], "flood")
    state.set_scenario(territory, layers=["crue"], roads=("D14",), reading=Reading.OPTIMISTIC)
    scenario = state.current().scenario
    assert [hazard.name for hazard in scenario.hazards] == ["flood", "flood", "closure"]
    assert scenario.name == "crue moyenne (100 à 300 ans) + 1 zone dessinée + D14 fermée"
    assert scenario.reading is Reading.OPTIMISTIC


def test_taking_everything_away_is_the_normal_situation_again(territory: Territory) -> None:
    state.set_scenario(territory, layers=["crue"], roads=("D14",))
    state.set_scenario(territory, layers=[], roads=())
    assert state.current().scenario == REFERENCE


def test_a_saved_study_comes_back_equal(territory: Territory) -> None:
    state.take_drawings(territory, [SQUARE], "flood")
    saved = state.current()
    state.load(state.read_study(saved.to_toml().encode()))
    assert state.current() == saved


def test_loading_a_study_renews_the_controls() -> None:
    before = state.key("flood")
    state.load(state.current())
    assert state.key("flood") != before


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"<html>", b'couleur = "bleu"'])
def test_what_is_not_a_study_is_refused(content: bytes) -> None:
    with pytest.raises(ScenarioError):
        state.read_study(content)


def test_the_folder_is_the_one_given_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(state.FOLDER_VARIABLE, "/ailleurs")
    assert state.territory_folder() == Path("/ailleurs")


def test_documents_of_two_scenarios_readings_or_minutes_never_share_a_name() -> None:
    """Two plans called « plan_a4.pdf » and one is handed out for the other."""
    flood = replace(
        state.current(), scenario=replace(REFERENCE, name="Crue extrême"), date="2026-11-27T05:31"
    )
    named = []
    for spec in (
        flood,
        replace(flood, scenario=replace(flood.scenario, reading=Reading.PESSIMISTIC)),
        replace(flood, vehicle=VehicleName.AMBULANCE),
        replace(flood, scenario=replace(flood.scenario, exercise=True)),
        replace(flood, date="2026-11-27T06:10"),
    ):
        state.load(spec)
        named.append(state.file_name("plan_a4", ".pdf"))
    assert named[:2] == [
        "plan_a4_crue_extreme_2026-11-27_05h31.pdf",
        "plan_a4_crue_extreme_pessimiste_2026-11-27_05h31.pdf",
    ]
    assert len(set(named)) == 5
