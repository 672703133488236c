"""Why a commune loses a care, against studies run again with other roads closed."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.access.comparison import newly_isolated
from cpts_geo.answers.why import Why, explain_loss
from cpts_geo.answers.why_structure import explain_structure
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
    assert found.detour.people == Band(800, 800, 800)
    assert found.detour.minutes == Band(3, 3, 3)
    assert found.detour.longer == Band(100, 100, 100)  # B3 only: from B2 and B4 another way is as short
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


def test_a_structure_is_cut_from_those_whom_it_serves() -> None:
    """P1 stands at A3, the nearest of the left bank, of C3 and of C4; A3 is closed on every side."""
    found = explain_structure(study_of(["A3-B3", "A2-A3", "A3-A4"]), "P1", baseline=NORMAL)

    assert (found.category, found.population, found.lost.median) == (Category.PHARMACIE, 1000, 900)
    assert {cut.road for cut in found.cuts} == {"A3-B3", "A2-A3", "A3-A4"}
    (step,) = found.steps  # all three are as difficult: one is enough
    assert step.back == 900
    assert found.detour is not None
    assert found.detour.longer.median == 0  # who lives at A3 goes on foot to its door


def test_another_pharmacy_does_not_make_a_structure_reachable() -> None:
    study = study_of(["D14", "A3-B3", "A2-A3", "A3-A4"])

    assert explain_structure(study, "P2", baseline=NORMAL).lost == Band(0, 0, 0)
    assert explain_structure(study, "P1", baseline=NORMAL).lost == Band(900, 900, 900)


def test_a_flooded_structure_is_no_matter_of_roads() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A3", 50), low=1, high=2))
    study = run_study(StudySpec(scenario=Scenario("crue", (Flood("eau"),))), inputs=inputs)

    found = explain_structure(study, "P1")

    assert (found.places_left, found.places_hit, found.steps) == (0, 1, ())
    assert found.beyond_roads == found.lost.median == 1000


def test_a_structure_that_is_the_nearest_of_nobody_has_nothing_to_explain() -> None:
    nearest = NORMAL.normal.access.place["ehpad"]
    served = {str(name): int((nearest == name).sum()) for name in ("E1", "E2")}
    found = {name: explain_structure(study_of([]), name, baseline=NORMAL) for name in served}

    assert {name: why.population for name, why in found.items()} == {n: 100 * k for n, k in served.items()}
    assert not any(one.cut for one in found.values())


def test_from_a_structure_the_answer_is_that_of_its_place() -> None:
    """The EHPAD of A1 cannot send anybody to the hospital any more."""
    study = study_of(["D14"])
    lon, lat = to_degrees(TOWN.territory.structures.loc[["E1"]]).geometry.get_coordinates().to_numpy()[0]
    here = explain_structure(study, "E1", care=Category.HOPITAL, baseline=NORMAL)
    there = explain_loss(study, Category.HOPITAL, point=(lon, lat), baseline=NORMAL)

    assert (here.reached, here.cut, here.population) == (True, True, 0)
    assert len(here.cut_in) == 3
    assert [s.stretch.edges for s in here.steps] == [s.stretch.edges for s in there.steps]
    assert [cut.edges for cut in here.cuts] == [cut.edges for cut in there.cuts]


@settings(max_examples=25, deadline=None)
@given(closed=st.sets(st.sampled_from(BLOCKS), max_size=9), structure=st.sampled_from(["P1", "P2"]))
def test_reopening_the_steps_of_a_structure_brings_everybody_back(closed: set[str], structure: str) -> None:
    """Against minutes to the structure alone, from the engine of trips."""
    found = explain_structure(study_of(sorted(closed)), structure, baseline=NORMAL)
    opened = {step.stretch.road for step in found.steps}

    assert _cut_from(structure, closed) == found.lost.median
    assert _cut_from(structure, closed - opened) == 0
    for one in opened:
        assert _cut_from(structure, closed - (opened - {one})) > 0


def _cut_from(structure: str, closed: set[str]) -> int:
    """People served in normal times who cannot reach the structure, by NetworkX."""
    edges = TOWN.network.edges
    graph = nx.DiGraph()
    graph.add_nodes_from(range(16))
    kept = ~road_labels(edges).isin(closed).to_numpy()
    graph.add_edges_from(zip(edges["u"][kept].tolist(), edges["v"][kept].tolist(), strict=True))
    place = int(NORMAL.located.structures.points["node"][structure])
    able = nx.ancestors(graph, place) | {place}
    nearest = NORMAL.normal.access.place["pharmacie"]
    node = NORMAL.located.demand.points["node"]
    return 100 * sum(int(node[home]) not in able for home in nearest.index[nearest == structure])
