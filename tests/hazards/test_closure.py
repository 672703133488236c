import shapely

import toy
from cpts_geo.hazards.closure import Closure
from cpts_geo.hazards.snow import Snow
from cpts_geo.model.scenario import Reading
from cpts_geo.model.vehicles import VEHICLES, VehicleName

CAR = VEHICLES[VehicleName.CAR]


def closed(hazard: Closure, *shapes: shapely.Geometry) -> set[str]:
    edges = toy.network().edges
    layers = {"arrete": toy.zones("closure", *shapes)}
    factor = hazard.speed_factor(edges, layers, CAR, Reading.MEDIAN)
    return set(edges["ref"][factor == 0])


def test_a_road_closes_by_its_number_whatever_the_case() -> None:
    assert closed(Closure(roads=("d14",))) == {"D14"}


def test_a_road_closes_by_its_name() -> None:
    assert closed(Closure(roads=("Grand-Pont",))) == {"D14"}


def test_a_drawn_zone_closes_bridges_too() -> None:
    assert closed(Closure("arrete"), toy.between("B3", "C3")) == {"D14"}


def test_a_line_closes_the_road_it_follows_not_those_it_crosses() -> None:
    along = shapely.LineString([toy.at("A1"), toy.at("B1")])

    assert closed(Closure("arrete"), along) == {"A1-B1"}


def test_a_line_that_follows_no_road_is_a_barrier_across_those_it_meets() -> None:
    x, y = toy.at("B3").x + 500, toy.at("B3").y
    across = shapely.LineString([(x, y - 50), (x, y + 50)])

    assert closed(Closure("arrete"), across) == {"D14"}


def test_a_closure_closes_no_place() -> None:
    structures = toy.inputs().territory.structures

    assert not Closure(roads=("D14",)).hits(structures, {}, Reading.PESSIMISTIC).any()


def test_snow_takes_the_lowest_factor_met_along_the_road() -> None:
    edges = toy.network().edges
    slow = toy.zones("slowdown", toy.between("A1", "B1", 100), toy.between("A1", "B1", 10))
    slow["speed_factor"] = [0.5, 0.2]

    factor = Snow("neige").speed_factor(edges, {"neige": slow}, CAR, Reading.MEDIAN)

    assert factor[edges["ref"] == "A1-B1"].tolist() == [0.2, 0.2]
    assert (factor[edges["ref"] != "A1-B1"] == 1).all()
