"""Recourses and ambulances by commune and by square, against plain sorting of each person's minutes."""

import dataclasses
from math import inf

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import toy
from cpts_geo.access.losses import squares
from cpts_geo.answers.ambulance import find_ambulance_times
from cpts_geo.answers.fallbacks import Fallbacks, find_fallbacks
from cpts_geo.answers.recourse import find_recourse
from cpts_geo.hazards import Closure
from cpts_geo.model.layers import STRUCTURES, conform
from cpts_geo.model.scenario import Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study


def town() -> Inputs:
    """The town with a fire station at A1 and homes of very different sizes."""
    inputs = toy.inputs()
    station = gpd.GeoDataFrame(
        {"structure_id": ["F"], "name": "Caserne", "category": "pompiers"},
        geometry=[toy.at("A1")],
        crs=toy.CRS,
    )
    structures = pd.concat([inputs.territory.structures, conform(station, STRUCTURES)])
    structures.index.name = "structure_id"
    demand = inputs.territory.demand.assign(
        population=[7, 400, 90, 0, 35, 12, 250, 60, 3, 77, 41, 5, 18, 9, 300, 2]
    )
    territory = dataclasses.replace(inputs.territory, structures=structures, demand=demand)
    return Inputs(territory, inputs.network)


@pytest.fixture(scope="module")
def study() -> Study:
    scenario = Scenario("coupures", (Closure(roads=("D14", "A3-B3", "B1-B2")),))
    return run_study(StudySpec(scenario=scenario), inputs=town())


@pytest.fixture(scope="module")
def found(study: Study) -> Fallbacks:
    return find_fallbacks(study)


def middle(minutes: pd.Series, people: pd.Series) -> float:
    """Minutes of the person in the middle, each counted one by one."""
    everyone = sorted(np.repeat(minutes.to_numpy(float), people.to_numpy(int)).tolist())
    return float(everyone[(len(everyone) + 1) // 2 - 1])


@pytest.mark.parametrize("key", ["code_insee", "square"])
def test_each_minute_is_that_of_the_person_in_the_middle(study: Study, found: Fallbacks, key: str) -> None:
    demand, table = study.territory.demand, found.recourse[key]
    group = demand["code_insee"] if key == "code_insee" else squares(demand)
    ranked = find_recourse(study).ranked["pharmacie"]
    for name in {str(one) for one, _ in table.index}:
        here = (group == name).to_numpy()
        row = table.xs((name, "pharmacie"))
        for state, one in ranked.items():
            people = demand["population"][here]
            each = [middle(one.minutes[rank][here], people) for rank in (1, 2, 3)]
            assert [row[f"{n}_min_{state}"] for n in ("first", "second", "third")] == each
            alone = int(people[one.alone(30)[here]].sum())
            assert row[f"single_{state}"] == (2 * alone > people.sum())


def test_a_group_without_a_second_place_has_no_margin(found: Fallbacks) -> None:
    row = found.recourse["code_insee"].xs(("99002", "pharmacie"))  # P2 alone beyond the bridge

    assert (row["margin_min_reference"] < inf, row["margin_min_median"]) == (True, inf)
    assert (row["second_min_median"], row["single_reference"], row["single_median"]) == (inf, False, True)


def test_the_ambulance_is_that_of_the_person_in_the_middle(study: Study, found: Fallbacks) -> None:
    legs, demand = find_ambulance_times(study).legs, study.territory.demand
    for code in ("99001", "99002"):
        here = (demand["code_insee"] == code).to_numpy()
        for state in ("reference", "median"):
            for leg in ("arrival_min", "transport_min", "total_min"):
                said = found.ambulance["code_insee"][f"{leg}_{state}"][code]
                assert said == middle(legs[state][leg][here], demand["population"][here])


def test_without_any_base_nothing_is_said_of_ambulances() -> None:
    found = find_fallbacks(run_study(StudySpec(), inputs=toy.inputs()))

    assert [len(table) for table in found.ambulance.values()] == [0, 0]


def test_care_without_any_known_place_and_squares_without_anybody_are_left_out(found: Fallbacks) -> None:
    assert "dialyse" not in found.recourse["code_insee"].index.get_level_values("category")
    assert (found.people["square"] == 0).any()
    lived = {str(name) for name, _ in found.recourse["square"].index}
    assert lived == {str(name) for name, people in found.people["square"].items() if people}
