"""Isochrones, local index and uncertainty on the estuary of the Charente under Xynthia."""

import pytest
import shapely

from cpts_geo.answers.competition import local_index
from cpts_geo.answers.isochrones import isochrones
from cpts_geo.answers.states import STATES
from cpts_geo.answers.uncertainty import study_uncertainty
from cpts_geo.hazards import Flood
from cpts_geo.hazards.ground import closed_ground
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import READINGS, Scenario
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study
from paths import needs_real_data

pytestmark = needs_real_data


@pytest.fixture(scope="module")
def study(rochefort: Inputs) -> Study:
    return run_study(StudySpec(scenario=Scenario("xynthia", (Flood("xynthia"),))), inputs=rochefort)


def test_bands_are_disjoint_dry_and_agree_with_the_minutes_of_the_people(study: Study) -> None:
    found = isochrones(study, Category.EHPAD, (5, 10, 15, 20))

    assert (found.agreement["same"] / found.agreement["population"]).min() > 0.95
    for reading in READINGS:
        own = found.bands[found.bands["state"] == reading.value].geometry.to_numpy()
        water = closed_ground(study.spec.scenario, study.zones, VEHICLES[study.spec.vehicle], reading)
        assert shapely.area(shapely.intersection(own, water)).sum() < 1
        assert sum(shapely.area(own)) == pytest.approx(shapely.area(shapely.union_all(own)))


def test_water_takes_people_out_of_every_reach(study: Study) -> None:
    people = isochrones(study, Category.EHPAD, (20,)).people
    within = people[people["band"] == 0].groupby("state")["population"].sum()

    assert within["reference"] > within["optimistic"] >= within["median"] >= within["pessimistic"] > 0


def test_the_places_of_care_homes_are_conserved(study: Study) -> None:
    found = local_index(study, Category.EHPAD)
    people = study.territory.demand["population"]

    for state in STATES:
        assert people @ found.homes[state] == pytest.approx(found.totals[state]["used"])
    assert found.unit == "places"


def test_an_extent_without_depth_depends_on_its_outline_and_on_snapping_not_on_wading(study: Study) -> None:
    band = study_uncertainty(study).bands.T["isolated"]["ehpad"]

    assert band["wading_m_low"] == band["wading_m_high"] == band["own"]
    assert band["reading_low"] < band["reading_high"]
    assert band["low"] <= band["own"] <= band["high"]
