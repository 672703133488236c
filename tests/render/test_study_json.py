"""The contract of ``study --json``, key by key."""

import json
from dataclasses import replace
from typing import Any

import exported
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.render import study_json

BAND = {"optimistic", "median", "pessimistic"}


def answer() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(study_json.write(exported.study()))
    return found


def test_top_level_keys_are_those_of_the_contract() -> None:
    keys = (
        "territory fictitious population demand_points network scenario categories communes pockets problems "
        "pockets_total"
    )
    assert list(answer()) == keys.split()
    assert list(answer()["network"]) == ["nodes", "edges", "components", "unsnapped_population"]
    assert list(answer()["scenario"]) == [
        "name",
        "reading",
        "vehicle",
        "edges_closed",
        "edges_slowed",
        "roads_cut",
    ]


def test_a_category_has_its_band_medians_and_coverage() -> None:
    found = answer()["categories"]["hopital"]
    keys = "places places_flooded unreachable_reference newly_isolated median_minutes covered "
    keys += "places_off_road"
    assert list(found) == keys.split()
    assert set(found["newly_isolated"]) == BAND
    assert set(found["median_minutes"]) == {"reference", "scenario"}
    assert list(found["covered"]) == ["10", "15", "20", "30", "45", "60"]
    assert found["covered"]["10"] == {"reference": 1507, "scenario": 800}


def test_the_flood_of_the_paper_town_isolates_the_west_bank_and_b3() -> None:
    found = answer()
    assert (found["population"], found["demand_points"]) == (1507, 16)
    assert found["categories"]["hopital"]["newly_isolated"] == {
        "optimistic": 707,
        "median": 707,
        "pessimistic": 707,
    }
    assert found["scenario"]["roads_cut"] == ["A3-A4", "A3-B3", "B2-B3", "B3-B4", "C1-D1", "D1-D2"]
    assert found["scenario"]["edges_closed"] == 12


def test_people_are_integers_and_unreachable_is_null() -> None:
    rows = answer()["communes"]
    keys = "code_insee name population category minutes_reference minutes_scenario newly_isolated"
    assert {tuple(row) for row in rows} == {tuple(keys.split())}
    west = next(row for row in rows if (row["code_insee"], row["category"]) == ("99001", "hopital"))
    assert west["minutes_scenario"] is None
    assert west["newly_isolated"] == 607
    assert isinstance(west["newly_isolated"], int)


def test_pockets_say_the_frail_and_the_places_of_ehpad_in_three_readings() -> None:
    found = answer()
    places = [pocket["ehpad_places"] for pocket in found["pockets"]]
    assert places == [dict.fromkeys(("optimistic", "median", "pessimistic"), n) for n in (80, 60, 0, 0)]
    assert found["pockets_total"]["count"] == {"optimistic": 3, "median": 4, "pessimistic": 4}
    assert found["pockets_total"]["ehpad_places"] == places[0] | dict.fromkeys(BAND, 140)
    assert found["pockets_total"]["frail"] is None  # no age is known, which is not « nobody »


def test_pockets_and_problems_have_the_keys_of_the_contract() -> None:
    problem = Problem("a.csv", "structures", 3, "LITS", "not_a_number", "douze", Outcome.SET_ASIDE)
    study = exported.study()
    found = study_json.study_object(replace(study, territory=replace(study.territory, problems=(problem,))))
    assert found["pockets"]
    assert {tuple(pocket) for pocket in found["pockets"]} == {
        (
            *("population", "services", "missing"),
            *("people", "frail", "ehpad_places", "ehpad_without_places"),
        )
    }
    expected = {"file": "a.csv", "row": 3, "column": "LITS", "kind": "not_a_number", "value": "douze"}
    assert found["problems"] == [expected | {"outcome": "set_aside"}]


def test_the_reference_cuts_nothing_and_loses_nobody() -> None:
    found = study_json.study_object(exported.study(hazard=False))
    assert found["scenario"]["edges_closed"] == 0
    assert found["scenario"]["roads_cut"] == []
    assert {row["newly_isolated"] for row in found["communes"]} == {0}
    assert found["pockets"] == []
