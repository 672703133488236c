"""A start that is cut at its own door names its roads, what closes them, how deep, and in which readings."""

import pytest

import toy
from cpts_geo.answers.isochrones import isochrones
from cpts_geo.answers.standing import Standing
from cpts_geo.answers.why import explain_loss
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.render.isochrone_view import centres_said
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_study
from cpts_geo.wording import standing, why

M, P = Reading.MEDIAN, Reading.PESSIMISTIC


def study_of(hazard: Flood | Closure) -> Study:
    """The town with water up to a metre around A1: half a metre in the median reading."""
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A1"), low=0, high=1))
    return run_study(StudySpec(scenario=Scenario("essai", (hazard,))), inputs=inputs)


def lonlat(name: str, east_m: float = 0) -> tuple[float, float]:
    (at,) = transform_points([(toy.at(name).x + east_m, toy.at(name).y)], toy.CRS, WGS84)
    return at


WET = study_of(Flood("eau"))
CLOSED = study_of(Closure(roads=("A1-A2", "A1-B1")))


def at(study: Study, name: str, east_m: float = 0) -> Standing:
    return explain_loss(study, Category.HOPITAL, point=lonlat(name, east_m)).standing


def test_a_flooded_door_tells_its_roads_depths_and_readings() -> None:
    found = at(WET, "A1")

    assert found.readings == (M, P)
    assert {shut.road for shut in found.roads} == {"A1-A2", "A1-B1"}
    assert {shut.depth_m[M] for shut in found.roads} == {0.5}
    assert {shut.causes[P] for shut in found.roads} == {bit(WATER)}
    assert {shut.causes[Reading.OPTIMISTIC] for shut in found.roads} == {0}
    assert found.open_m == pytest.approx(1000)


@pytest.mark.parametrize(("name", "study"), [("A2", WET), ("D1", WET), ("B1", CLOSED)])
def test_a_door_that_keeps_a_road_is_not_shut(name: str, study: Study) -> None:
    found = at(study, name)

    assert (found.readings, found.roads, found.open_m) == ((), (), 0)
    assert standing.of_place(found, standing.THIS_POINT, M) == []


def test_the_people_of_a_commune_who_cannot_leave_their_door_are_counted() -> None:
    found = explain_loss(WET, Category.HOPITAL, commune="99001").standing

    assert found.people == Band(0, 100, 100)
    (said,) = standing.of_people(found, M)
    assert said.startswith("Coupés devant chez eux : 100\u00a0habitants (entre 0 et 100 selon la lecture)")
    assert "A1-A2, sous l’eau (lecture médiane, pessimiste), de 0,5\u202fm à 1,0\u202fm d’eau" in said


def test_the_page_names_what_closes_the_start_and_the_nearest_open_road() -> None:
    cut, nearest = standing.of_place(at(WET, "A1"), standing.THIS_POINT, M)

    assert cut.startswith("Toute route est coupée devant ce point, en lecture médiane, pessimiste : ")
    assert nearest.startswith("Route ouverte la plus proche dans cette lecture : ")
    assert "à 1,0\u202fkm à vol d’oiseau" in nearest
    (closed, _) = standing.of_place(at(CLOSED, "A1"), standing.THIS_POINT, M)
    assert "dans les trois lectures" in closed
    assert "A1-A2, fermée à la main" in closed


def test_a_start_far_from_its_road_is_said_with_its_distance() -> None:
    (said,) = standing.of_place(at(WET, "A3", -640), standing.THIS_POINT, M)

    assert "640\u202fm à vol d’oiseau" in said


def test_a_centre_of_isochrones_says_what_stops_it() -> None:
    homes = isochrones(WET, Category.EHPAD, (5,))
    (said,) = centres_said(WET, homes)  # the other home is dry
    point = isochrones(WET, [lonlat("D4"), lonlat("A1")], (5,))

    assert said.startswith("« EHPAD des Saules » : sous l’eau (lecture médiane, pessimiste).")
    assert "Toute route est coupée devant « EHPAD des Saules »" in said
    assert "coupée devant le point n°\u00a02, en lecture" in centres_said(WET, point)[0]


def test_a_structure_out_of_use_says_by_what_and_in_which_readings() -> None:
    causes = {Reading.OPTIMISTIC: 0, M: 0, P: bit(WATER)}

    assert why.usable("A", causes, P).endswith("scénario : sous l’eau (lecture pessimiste).")
    assert "mais elle est sous l’eau (lecture pessimiste)" in why.usable("A", causes, M)
    assert "même en temps normal" in why.usable("A", causes, M, shut=True)
