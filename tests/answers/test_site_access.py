"""Access of a site in the town of ``toy``: one block a minute, one bridge (D14) to the hospital."""

from math import inf, isnan

import pytest

import toy
from cpts_geo.answers.site_access import find_site_access
from cpts_geo.answers.states import STATES
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.scenario import Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_study

BRIDGE_SHUT = Scenario("Pont fermé", (Closure(roads=("D14",)),))


@pytest.fixture(scope="module")
def shut() -> Study:
    return run_study(StudySpec(scenario=BRIDGE_SHUT), inputs=toy.inputs())


def test_the_gym_is_four_minutes_from_the_emergencies_and_cut_from_them_without_the_bridge(
    shut: Study,
) -> None:
    gym = find_site_access(shut, {"S1": ()})["S1"]
    emergencies = gym.nearest["urgences"]
    assert emergencies["minutes"].tolist() == [4, inf, inf, inf]
    assert emergencies["place"].tolist() == ["H", "", "", ""]
    assert gym.nearest["pharmacie"].iloc[2].tolist() == [1, "P1"]


def test_the_other_bank_loses_the_gym(shut: Study) -> None:
    gym = find_site_access(shut, {"S1": ()})["S1"]
    assert [gym.people[state] for state in STATES] == [1600, 800, 800, 800]
    assert gym.communes.iloc[1].tolist()[1:] == [inf] * 3
    assert gym.communes["median"].tolist()[0] == gym.communes["reference"].tolist()[0]


def test_a_backing_structure_under_water_backs_nothing() -> None:
    wet = toy.zones("flood", toy.around("A3", 50), low=1.0, high=2.0)
    study = run_study(StudySpec(scenario=Scenario("Crue", (Flood("crue"),))), inputs=toy.inputs(crue=wet))
    gym = find_site_access(study, {"S1": ("P1", "nobody")})["S1"]
    assert list(gym.backing) == ["P1"]
    assert gym.backing["P1"]["minutes"].tolist() == [1, inf, inf, inf]
    assert isnan(gym.depth_m["median"])


def test_water_at_the_site_is_read_in_the_three_readings() -> None:
    wet = toy.zones("flood", toy.around("A2", 50), low=0.5, high=1.0)
    study = run_study(StudySpec(scenario=Scenario("Crue", (Flood("crue"),))), inputs=toy.inputs(crue=wet))
    assert dict(find_site_access(study, {"S1": ()})["S1"].depth_m) == {
        "optimistic": 0.5,
        "median": 0.75,
        "pessimistic": 1.0,
    }
