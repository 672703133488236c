"""Why a commune loses a care, against studies run again with other roads closed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.access.comparison import newly_isolated
from cpts_geo.answers.why import Why, explain_loss
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.network import road_labels
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_baseline, run_study

TOWN = toy.inputs()
NORMAL = run_baseline(StudySpec(), TOWN)
BLOCKS = sorted({str(road) for road in road_labels(TOWN.network.edges)})
LEFT, RIGHT = "99001", "99002"


def study_of(closed: list[str]) -> Study:
    spec = StudySpec(scenario=Scenario("coupures", (Closure(roads=tuple(closed)),) if closed else ()))
    return run_study(spec, inputs=TOWN, baseline=NORMAL)


def why(closed: list[str], care: Category, commune: str = LEFT) -> Why:
    return explain_loss(study_of(closed), care, commune=commune, baseline=NORMAL)


def isolated(closed: set[str], care: Category, commune: str) -> int:
    outcomes = study_of(sorted(closed)).outcomes
    lost = newly_isolated(outcomes.baseline.minutes, outcomes.readings[Reading.MEDIAN].access.minutes)
    here = (TOWN.territory.demand["code_insee"] == commune).to_numpy()
    return 100 * int(lost[here, outcomes.baseline.minutes.columns.get_loc(care.value)].sum())


def test_the_bridge_is_what_cuts_and_all_there_is_to_reopen() -> None:
    found = why(["D14"], Category.HOPITAL)

    assert found.lost == Band(800, 800, 800)
    assert (found.passages, [cut.road for cut in found.cuts]) == (1, ["D14"])
    assert [(s.stretch.road, s.people, s.back, s.difficulty) for s in found.steps] == [
        ("D14", 800, 800, 9000)
    ]
    assert found.detour is None


def test_one_road_leads_to_the_hospital_in_normal_times() -> None:
    found = why([], Category.HOPITAL)

    assert (found.ways, [road.road for road in found.way_roads]) == (1, ["D14"])
    assert (found.cut, found.cuts, found.steps) == (False, (), ())


def test_care_on_the_spot_needs_no_road() -> None:
    assert why([], Category.HOPITAL, RIGHT).ways is None


def test_roads_closed_further_away_are_not_what_cuts() -> None:
    found = why(["D14", "C3-D3", "C3-C4", "C2-C3", "A1-B1"], Category.HOPITAL)

    assert {cut.road for cut in found.cuts} == {"D14"}
    assert {step.stretch.road for step in found.steps} == {"D14", "C3-D3"}
    assert [step.back for step in found.steps] == [0, 800]


def test_a_flooded_hospital_is_no_matter_of_roads() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("D3", 50), low=1, high=2))
    study = run_study(StudySpec(scenario=Scenario("crue", (Flood("eau"),))), inputs=inputs)

    found = explain_loss(study, Category.HOPITAL, commune=LEFT)

    assert (found.places_left, found.places_hit) == (0, 1)
    assert found.beyond_roads == found.lost.median == 800
    assert found.steps == ()
    assert found.passages > 0  # the way to the place of before is cut too


def test_the_detour_is_the_trip_of_those_who_must_make_one() -> None:
    found = why(["A3-B3"], Category.PHARMACIE)

    assert found.detour is not None
    assert found.detour.people == 800
    assert found.detour.longer == 100  # B3 only: from B2 and B4 another way is as short
    assert (found.detour.route.minutes_reference, found.detour.route.minutes_scenario) == (1, 3)
    assert found.detour.place_before == found.detour.place_now == "Pharmacie de l'Île"


def test_a_point_is_explained_too_and_counts_nobody() -> None:
    lon, lat = to_degrees(TOWN.territory.demand.loc[["A1"]]).geometry.get_coordinates().to_numpy()[0]
    found = explain_loss(study_of(["D14"]), Category.HOPITAL, point=(lon, lat), baseline=NORMAL)

    assert (found.cut, found.population, found.passages) == (True, 0, 1)
    assert [step.stretch.road for step in found.steps] == ["D14"]


def test_a_pocket_is_explained_by_its_homes() -> None:
    study = study_of(["D14", "A1-B1", "A1-A2"])
    alone = min(study.outcomes.pockets, key=lambda pocket: pocket.population)

    found = explain_loss(study, Category.PHARMACIE, demand_ids=alone.demand_ids, baseline=NORMAL)

    assert found.population == alone.population == 100
    assert (found.passages, len(found.steps)) == (2, 1)


def test_a_point_far_from_any_road_is_refused_with_its_distance() -> None:
    with pytest.raises(ScenarioError, match=r"\d"):
        explain_loss(study_of([]), Category.HOPITAL, point=(2.0, 48.0), baseline=NORMAL)


@settings(max_examples=25, deadline=None)
@given(
    closed=st.sets(st.sampled_from(BLOCKS), max_size=9),
    care=st.sampled_from([Category.HOPITAL, Category.PHARMACIE]),
    commune=st.sampled_from([LEFT, RIGHT]),
)
def test_the_steps_give_back_exactly_what_they_say(closed: set[str], care: Category, commune: str) -> None:
    found = why(sorted(closed), care, commune)
    lost = isolated(closed, care, commune)

    assert found.lost == Band(lost, lost, lost)
    opened: set[str] = set()
    for step in found.steps:
        opened.add(step.stretch.road)
        assert step.back == lost - isolated(closed - opened, care, commune)
    assert isolated(closed - opened, care, commune) == found.beyond_roads == 0
    for one in opened:
        assert isolated(closed - (opened - {one}), care, commune) > 0


@settings(max_examples=25, deadline=None)
@given(closed=st.sets(st.sampled_from(BLOCKS), max_size=9), commune=st.sampled_from([LEFT, RIGHT]))
def test_what_cuts_is_enough_to_isolate(closed: set[str], commune: str) -> None:
    found = why(sorted(closed), Category.HOPITAL, commune)
    cuts = {cut.road for cut in found.cuts}

    assert cuts <= closed
    assert bool(cuts) == found.cut
    assert isolated(cuts, Category.HOPITAL, commune) >= found.lost.median
    assert not np.isnan(found.lost.median)
