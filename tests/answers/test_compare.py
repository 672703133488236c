"""Scenarios side by side on the town drawn on paper."""

import pytest

import toy
from cpts_geo.answers.compare import SideBySide, compare_studies, overlap
from cpts_geo.answers.headline import ISOLATED, ROADS
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import Hazard, Reading, Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_baseline, run_study

TOWN = toy.inputs(eau=toy.zones("flood", toy.between("A1", "A2"), toy.between("B1", "B2"), low=0, high=1))
NORMAL = run_baseline(StudySpec(), TOWN)


def study(name: str, *hazards: Hazard, reading: Reading = Reading.MEDIAN) -> Study:
    return run_study(StudySpec(scenario=Scenario(name, hazards, reading)), inputs=TOWN, baseline=NORMAL)


@pytest.fixture(scope="module")
def found() -> SideBySide:
    bridge = Closure(roads=("D14",))
    return compare_studies([study("A", Flood("eau")), study("B", bridge), study("C", bridge, Flood("eau"))])


def test_figures_are_those_of_each_study(found: SideBySide) -> None:
    assert found.names == ("A", "B", "C")
    assert found.band(0, ISOLATED, "hopital") == Band(0, 200, 200)  # dry at the bottom
    assert found.band(1, ISOLATED, "hopital") == Band(800, 800, 800)
    assert found.band(1, ROADS) == Band(1, 1, 1)


def test_a_difference_is_taken_reading_by_reading(found: SideBySide) -> None:
    assert found.difference(1, ISOLATED, "hopital") == Band(800, 600, 600)
    assert found.difference(0, ISOLATED, "hopital") == Band(0, 0, 0)


def test_a_commune_that_loses_a_care_in_some_scenario_is_listed_for_all(found: SideBySide) -> None:
    row = found.communes.loc[[("99001", "hopital")]]

    assert [int(row[n]["median"].iloc[0]) for n in range(3)] == [200, 800, 800]
    assert not [key for key in found.communes.index if key[0] == "99002" and key[1] == "hopital"]


def test_the_reading_shown_first_by_a_study_changes_nothing() -> None:
    shown = [study("A", Flood("eau"), reading=reading) for reading in Reading]
    found = compare_studies(shown)

    for scenario in (1, 2):
        assert found.difference(scenario, ISOLATED, "hopital") == Band(0, 0, 0)
    assert found.communes[0].equals(found.communes[2])


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Band(0, 2, 5), Band(5, 6, 7), True),
        (Band(0, 2, 5), Band(6, 6, 7), False),
        (Band(3, 3, 3), Band(0, 2, 5), True),
        (Band(3, 3, 3), Band(4, 4, 4), False),
    ],
)
def test_bands_that_share_a_value_overlap(one: Band, other: Band, *, shared: bool) -> None:
    assert overlap(one, other) is overlap(other, one) is shared


def test_a_town_without_care_compares_without_dividing() -> None:
    town = toy.inputs()
    empty = run_study(
        StudySpec(scenario=Scenario("A", (Closure(roads=("D14",)),)), categories=()), inputs=town
    )

    found = compare_studies([empty, empty])

    assert found.communes.empty
    assert found.band(1, ROADS) == Band(1, 1, 1)
