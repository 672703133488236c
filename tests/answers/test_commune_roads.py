"""Roads of each commune: what every commune gets back or keeps adds up to what the territory does."""

import pytest

import paper_town
from cpts_geo.answers.commune_roads import CommuneRoads, rank_commune_roads
from cpts_geo.answers.reopen import plan_reopenings
from cpts_geo.answers.vital import rank_vital_roads
from cpts_geo.hazards.closure import Closure
from cpts_geo.model.scenario import REFERENCE, Scenario
from cpts_geo.study import Study, run_study

CODES = ("99000", "99001", "99002", "99003")
ALL = 1000


@pytest.fixture(scope="module")
def cut() -> Study:
    """The river in flood and its only bridge closed: the east has no hospital any more."""
    flood = paper_town.spec().scenario.hazards
    scenario = Scenario("Pont fermé", (*flood, Closure(roads=("D14",))))
    return run_study(paper_town.spec(scenario=scenario), inputs=paper_town.town())


@pytest.fixture(scope="module")
def roads(cut: Study) -> dict[str, CommuneRoads]:
    return dict(rank_commune_roads(cut, CODES, count=ALL))


def test_people_given_back_add_up_over_communes_to_the_plan_of_the_territory(
    cut: Study, roads: dict[str, CommuneRoads]
) -> None:
    plan = {p.stretches[0].edges: p.people for p in plan_reopenings(cut).singles}
    assert plan
    for edges, people in plan.items():
        mine = [f.people for r in roads.values() for f in r.reopen if f.stretch.edges == edges]
        assert sum(band.median for band in mine) == people.median
        assert sum(band.optimistic for band in mine) == people.optimistic


def test_people_who_depend_on_a_road_add_up_to_its_harm(cut: Study, roads: dict[str, CommuneRoads]) -> None:
    vital = {v.edges: v.isolated for v in rank_vital_roads(cut, count=ALL).roads}
    held = {f.stretch.edges for r in roads.values() for f in r.protect}
    assert held
    for edges in held & vital.keys():
        mine = [f.people for r in roads.values() for f in r.protect if f.stretch.edges == edges]
        assert sum(band.median for band in mine) == vital[edges].median
        assert sum(band.pessimistic for band in mine) == vital[edges].pessimistic


def test_the_west_has_lost_nothing_and_has_nothing_to_reopen(roads: dict[str, CommuneRoads]) -> None:
    assert roads["99000"].reopen == ()
    assert roads["99000"].together_for == ""
    assert roads["99001"].reopen


def test_one_commune_alone_has_the_same_roads(cut: Study, roads: dict[str, CommuneRoads]) -> None:
    (alone,) = rank_commune_roads(cut, ["99003"], count=ALL).values()
    assert repr(alone) == repr(roads["99003"])


def test_few_are_kept_and_the_others_counted(cut: Study, roads: dict[str, CommuneRoads]) -> None:
    few = rank_commune_roads(cut, CODES, count=1)
    for code, whole in roads.items():
        assert few[code].reopen == whole.reopen[:1]
        assert few[code].more_protect == max(0, len(whole.protect) - 1)


def test_in_normal_times_nothing_is_to_be_reopened() -> None:
    normal = run_study(paper_town.spec(scenario=REFERENCE), inputs=paper_town.town())
    found = rank_commune_roads(normal, CODES)
    assert all(not r.reopen and not r.together for r in found.values())
