"""What the layers of a study say, on the town of ``toy`` with its bridge closed."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

import toy
from cpts_geo.answers.trips import find_route
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.crs import transform_points
from cpts_geo.model.scenario import Scenario
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.render.map_results import (
    choropleth_layer,
    ends_layer,
    isolated_layer,
    lost_minutes,
    minutes_classes,
    minutes_layer,
    minutes_looks,
    roads_layer,
    route_layer,
    zone_layer,
)
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study, run_study
from cpts_geo.wording import maps


@pytest.fixture(scope="module")
def study() -> Study:
    water = toy.zones("flood", toy.around("A1"), low=1.0, high=2.0)
    scenario = Scenario("essai", (Closure(roads=("D14",)), Flood("eau")))
    return run_study(StudySpec(scenario=scenario), inputs=toy.inputs(eau=water))


def features(layer: MapLayer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(layer.data)["features"]
    return found


def test_the_closed_bridge_is_drawn_once_and_named(study: Study) -> None:
    titles = [
        f["properties"]["t"]
        for f in features(roads_layer(study))
        if f["properties"]["d"][0] == maps.ROAD_SHUT
    ]
    assert titles.count("D14") == 1


def test_a_road_under_water_a_closed_one_and_both_are_three_kinds() -> None:
    water = toy.zones("flood", toy.between("B2", "B3"), toy.between("A2", "A3"), low=1.0, high=2.0)
    scenario = Scenario("essai", (Closure(roads=("D14", "B2-B3")), Flood("eau")))
    layer = roads_layer(run_study(StudySpec(scenario=scenario), inputs=toy.inputs(eau=water)))

    said = {f["properties"]["t"]: f["properties"]["d"][:2] for f in features(layer)}
    assert said["A2-A3"] == [maps.ROAD_WET, "sous l’eau"]
    assert said["D14"] == [maps.ROAD_SHUT, "fermée à la main"]
    assert said["B2-B3"] == [maps.ROAD_BOTH, "sous l’eau et fermée à la main"]
    assert len({look["dash"] for label, look in layer.legend if label.startswith("Route")}) == 3


def test_coordinates_are_degrees(study: Study) -> None:
    for feature in features(roads_layer(study)):
        west, south, east, north = shapely.from_geojson(json.dumps(feature["geometry"])).bounds
        assert -5.5 < west <= east < 9.8
        assert 41 < south <= north < 52


def test_isolated_homes_are_those_of_the_left_bank(study: Study) -> None:
    assert len(features(isolated_layer(study, "hopital"))) == 8


def test_water_is_drawn_with_its_depth(study: Study) -> None:
    layer = zone_layer(study.zones["eau"])
    assert [label for label, _ in layer.legend] == [maps.DEPTH["up_to_2"]]


def test_communes_show_the_median_of_their_people(study: Study) -> None:
    said = {
        f["properties"]["t"]: f["properties"]["d"][0]
        for f in features(choropleth_layer(study, "hopital", lost=False))
    }
    assert said["Rive-Gauche"].startswith("Non accessible")
    assert said["Rive-Droite"].endswith("min")


def test_every_home_has_its_colour(study: Study) -> None:
    assert len(features(minutes_layer(study, "pharmacie", lost=True, by="homes"))) == 16


def test_a_threshold_is_inclusive_and_unreachable_is_its_own_class() -> None:
    minutes = pd.Series([0.0, 10.0, 10.1, 60.0, 60.1, np.inf])
    classes = minutes_classes(minutes, (10, 15, 20, 30, 45, 60), lost=False)
    names = [label for label, _ in minutes_looks((10, 15, 20, 30, 45, 60))]
    assert [names[k][:8] for k in classes] == [
        "Jusqu’à ",
        "Jusqu’à ",
        "10 à 15\u202f",
        "45 à 60\u202f",
        "Plus de ",
        "Non acce",
    ]


def test_what_was_out_of_reach_before_is_not_lost() -> None:
    before, after = pd.Series([5.0, 5.0, np.inf]), pd.Series([8.0, np.inf, np.inf])
    lost = lost_minutes(before, after)
    assert lost.tolist() == pytest.approx([3.0, np.inf, np.nan], nan_ok=True)
    names = [label for label, _ in minutes_looks((10,))]
    assert [names[k] for k in minutes_classes(lost, (10,), lost=True)] == [
        names[0],
        maps.NOT_REACHABLE,
        maps.NEVER,
    ]
    looks = [(look["fill"], look.get("hatch")) for _, look in minutes_looks((10,))]
    assert len(set(looks)) == len(looks)  # no two classes are drawn alike, nor are discs, which have no hatch
    assert len({fill for fill, _ in looks}) == len(looks)
    assert (maps.home_minutes(np.nan), maps.minutes_band(np.nan, np.nan)) == (maps.NEVER, [])
    assert maps.commune_minutes(np.nan, lost=True).startswith(maps.NEVER)


def test_both_ways_of_a_route_are_drawn(study: Study) -> None:
    territory = study.territory
    degrees = territory.demand.to_crs(4326).loc[["C1", "D4"]].get_coordinates().to_numpy()
    ends = [(float(x), float(y)) for x, y in degrees]
    route = find_route(study.spec, *ends, inputs=toy.inputs(eau=study.zones["eau"]))
    titles = {f["properties"]["t"] for f in features(route_layer(route))}
    assert titles == {maps.ROUTE_REFERENCE, maps.ROUTE_SCENARIO}
    assert len(features(ends_layer(list(enumerate(ends)), territory.crs))) == 2


def test_a_class_in_many_pieces_is_one_shape_and_overlaps_stay_wet() -> None:
    overlapping = toy.zones("flood", toy.around("A1", 800), toy.around("A2", 800), low=1.0, high=2.0)
    (feature,) = features(zone_layer(overlapping))
    shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    middle = toy.at("A1").x, (toy.at("A1").y + toy.at("A2").y) / 2
    (lonlat,) = transform_points([middle], toy.CRS, "EPSG:4326")
    assert shape.is_valid
    assert shape.contains(shapely.Point(lonlat))
