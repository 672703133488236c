"""Isochrones of a study: centres, people, water, agreement of areas with minutes."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import toy
from cpts_geo.answers.isochrones import Isochrones, isochrones
from cpts_geo.answers.states import STATES
from cpts_geo.hazards import Closure, Flood
from cpts_geo.hazards.ground import closed_ground
from cpts_geo.model.categories import Category
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import READINGS, Reading, Scenario
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, read_inputs, run_study
from paths import DEMO

TOWN = toy.inputs()
CUT = Scenario("pont", (Closure(roads=("D14",)),))
WET = toy.inputs(eau=toy.zones("flood", toy.around("D2", 300), low=0.2, high=1.0))
FLOOD = Scenario("crue", (Flood("eau"),))


def study_of(scenario: Scenario = CUT, inputs: Inputs = TOWN) -> Study:
    return run_study(StudySpec(scenario=scenario), inputs=inputs)


def people(found: Isochrones, state: str) -> dict[int, int]:
    own = found.people[found.people["state"] == state]
    return dict(own.groupby("band")["population"].sum().astype(int).items())  # type: ignore[arg-type] # ranks


def disjoint(found: Isochrones) -> None:
    for _, bands in found.bands.groupby("state"):
        shapes = bands.geometry.to_numpy()
        for k, shape in enumerate(shapes):
            assert shape.is_valid
            assert shapely.area(shapely.intersection(shape, shapely.union_all(shapes[k + 1 :]))) == 0


def test_people_of_each_minute_around_the_hospital_by_hand() -> None:
    found = isochrones(study_of(), Category.HOPITAL, (1, 2))

    # D3; C3, D2, D4 | B3, C2, C4, D1 | the others of both banks; then the left bank is cut.
    assert people(found, "reference") == {0: 400, 1: 400, 2: 800}
    assert people(found, "median") == {0: 400, 1: 300, 2: 100, 3: 800}
    disjoint(found)


def test_several_centres_share_the_ground_between_them() -> None:
    found = isochrones(study_of(), Category.PHARMACIE, (1,))

    assert people(found, "reference") == {0: 700, 1: 900}  # A3 with A2, A4, B3; D1 with C1, D2
    assert found.bands["geometry"].iloc[0].geom_type == "MultiPolygon"


def test_chosen_places_and_clicked_points_are_centres_too() -> None:
    degrees = to_degrees(gpd.GeoDataFrame(geometry=[toy.at("D3")], crs=toy.CRS)).geometry
    by_name, by_point, by_site = (
        isochrones(study_of(), centres, (1, 2)) for centres in (["H"], [(degrees.x[0], degrees.y[0])], ["S2"])
    )

    assert people(by_name, "median") == people(by_point, "median")
    assert people(by_site, "reference")[0] == 400  # D2 with D1, C2, D3


def test_a_flooded_centre_is_none_in_that_state() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("D3", 50), low=1, high=2))
    found = isochrones(study_of(FLOOD, inputs), Category.HOPITAL, (5,))

    assert people(found, "median") == {2: 1600}
    assert found.centres[["reference", "median"]].iloc[0].tolist() == [True, False]
    assert found.bands.set_index("state").area[["reference", "median"]].gt(0).tolist() == [True, False]


def test_the_way_back_may_be_longer_than_the_way_there() -> None:
    edges = toy.network().edges
    one_way = edges.drop(edges.index[(edges["u"] == toy.number("D3")) & (edges["v"] == toy.number("C3"))])
    inputs = Inputs(TOWN.territory, replace(TOWN.network, edges=one_way))
    there, back = (
        isochrones(study_of(CUT, inputs), Category.HOPITAL, (1,), outward=o) for o in (False, True)
    )

    assert people(there, "reference")[0] == 400
    assert people(back, "reference")[0] == 300  # C3 is three blocks away from D3


@pytest.mark.parametrize("reading", READINGS)
def test_areas_never_cover_ground_that_stops_the_vehicle(reading: Reading) -> None:
    study = study_of(FLOOD, WET)
    found = isochrones(study, Category.HOPITAL, (1, 2, 6))
    water = closed_ground(FLOOD, WET.territory.zones, VEHICLES[study.spec.vehicle], reading)
    own = found.bands[found.bands["state"] == reading.value]

    assert shapely.is_empty(water) == (reading is Reading.OPTIMISTIC)  # 0.2 m stops nobody
    assert own.intersection(water).area.sum() < 1e-6
    assert own.area.sum() > 1e6


def test_areas_stop_at_the_communes() -> None:
    found = isochrones(study_of(), Category.HOPITAL, (60,))

    assert found.bands.difference(TOWN.territory.communes.union_all()).area.sum() < 1e-6


def test_every_inhabitant_is_in_one_band() -> None:
    found = isochrones(study_of(), Category.PHARMACIE, (0.5, 1.5, 2.5))

    assert found.people.groupby("state")["population"].sum().tolist() == [1600] * 4
    assert set(found.people["state"]) == set(STATES)


def test_ages_are_counted_where_every_inhabited_place_gives_them() -> None:
    demand = TOWN.territory.demand.assign(pop_75p=10.0, pop_80p=np.nan)
    known = replace(TOWN, territory=replace(TOWN.territory, demand=demand))
    some = demand.assign(pop_75p=demand["pop_75p"].mask(demand.index == "D3"))
    partly = replace(TOWN, territory=replace(TOWN.territory, demand=some))
    whole, part = (isochrones(study_of(CUT, i), Category.HOPITAL, (1,)).people for i in (known, partly))

    assert "pop_80p" not in whole
    assert whole[whole["state"] == "reference"]["pop_75p"].tolist() == [80, 40, 40]
    assert part[part["state"] == "reference"]["pop_75p"].tolist()[0] == 80
    assert pd.isna(part[(part["state"] == "reference") & (part["code_insee"] == "99002")]["pop_75p"].iloc[0])


@pytest.mark.parametrize(
    ("centres", "limits", "kind"),
    [
        (Category.DIALYSE, (10,), "no_centre"),
        ([], (10,), "no_centre"),
        (["nowhere"], (10,), "unknown_place"),
        ([(2.0, 48.0)], (10,), "too_far_from_road"),
        (["H"], (), "bad_limits"),
        (["H"], (10, -5), "bad_limits"),
        (["H"], (float("inf"),), "bad_limits"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(
    centres: object, limits: tuple[float, ...], kind: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        isochrones(study_of(), centres, limits)  # type: ignore[arg-type] # on purpose

    assert caught.value.kind == kind


def test_areas_of_the_demonstration_agree_with_the_minutes_of_its_people() -> None:
    study = study_of(Scenario("crue", (Flood("crue_04fai"),)), read_inputs(DEMO))
    found = isochrones(study, Category.PHARMACIE, (5, 10, 20))

    assert (found.agreement["same"] / found.agreement["population"]).min() > 0.95
    disjoint(found)
