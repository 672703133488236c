"""Pockets relative to services: never « outside the largest part », never what was missing before."""

import dataclasses

import geopandas as gpd
import pytest
import shapely

import toy
from cpts_geo.answers.pocket_homes import Home, home_places
from cpts_geo.answers.pockets import PocketFacts, PocketReport, describe_pockets
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.layers import SITES, conform
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, run_study


def report(*closed: str, inputs: Inputs | None = None, water: str = "") -> PocketReport:
    hazards = (*((Closure(roads=closed),) if closed else ()), *((Flood(water),) if water else ()))
    spec = StudySpec(scenario=Scenario("essai", hazards))
    return describe_pockets(run_study(spec, inputs=inputs or toy.inputs()))


def only(found: PocketReport) -> PocketFacts:
    (pocket,) = found.pockets
    return pocket


def with_helipad(place: str, **facts: str) -> Inputs:
    inputs = toy.inputs()
    pad = gpd.GeoDataFrame(
        {"site_id": ["Z"], "name": ["Stade"], "kind": ["helipad"], **{k: [v] for k, v in facts.items()}},
        geometry=[toy.at(place)],
        crs=toy.CRS,
    )
    return Inputs(dataclasses.replace(inputs.territory, sites=conform(pad, SITES)), inputs.network)


def test_the_left_bank_keeps_its_pharmacy_and_misses_the_hospital() -> None:
    pocket = only(report("D14"))

    assert pocket.people == Band(800, 800, 800)
    assert pocket.missing == {"hopital": 800, "urgences": 800}
    assert pocket.services == {"ehpad": 1, "pharmacie": 1}
    assert pocket.homes == (Home("EHPAD des Saules", 60.0, 0),)
    assert pocket.home_places == Band(60, 60, 60)
    assert pocket.frail is None
    assert pocket.communes == ("Rive-Gauche",)
    assert not pocket.scattered


def test_a_pocket_with_its_own_hospital_is_not_isolated_from_it() -> None:
    """The right bank is as cut off as the left one, and has everything it had."""
    found = report("D14")

    assert found.count == Band(1, 1, 1)
    assert shapely.disjoint(only(found).shape, toy.at("D3"))


def test_the_larger_part_is_the_pocket_when_the_hospital_is_in_the_smaller() -> None:
    pocket = report("D2-D3", "C3-D3", "D3-D4").pockets[0]

    assert pocket.people.median == 1500
    assert pocket.missing["hopital"] == 1500


def test_what_was_out_of_reach_before_is_not_counted() -> None:
    inputs = toy.inputs()
    edges = inputs.network.edges
    island = edges[~edges["bridge"]]
    cut_before = Inputs(inputs.territory, dataclasses.replace(inputs.network, edges=island))

    assert report("D14", inputs=cut_before).pockets == ()
    assert report("A3-B3", "A3-A4", "A2-A3", inputs=cut_before).pockets[0].missing == {"pharmacie": 700}


def test_ages_of_a_pocket_are_those_of_its_homes() -> None:
    inputs = toy.inputs()
    inputs.territory.demand["pop_75p"] = 10.0
    inputs.territory.demand.loc["A4", "pop_75p"] = float("nan")

    assert only(report("D14", inputs=inputs)).ages == {"under_75": 630, "75p": 70, "unknown": 100}


def test_the_frail_and_the_places_of_ehpad_have_their_band() -> None:
    """Shallow water around A1 cuts off the home and a hundred people, but not at the bottom of its class."""
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A1"), low=0, high=1))
    inputs.territory.demand["pop_75p"] = 10.0
    found = report(inputs=inputs, water="eau")

    assert found.frail == {"75p": Band(0, 10, 10)}
    assert home_places(found.homes) == Band(0, 60, 60)
    (pocket,) = (p for p in found.pockets if p.homes)
    assert (pocket.frail, pocket.home_places) == (Band(0, 10, 10), Band(0, 60, 60))
    assert pocket.homes[0].readings == (Reading.MEDIAN, Reading.PESSIMISTIC)


def test_a_home_cut_off_in_the_worst_reading_only_counts_in_the_total() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A1"), low=0, high=0.45))
    found = report(inputs=inputs, water="eau")

    assert home_places(found.homes) == Band(0, 0, 60)
    assert not any(pocket.homes for pocket in found.pockets)


def test_places_that_nobody_said_are_counted_in_no_band() -> None:
    inputs = toy.inputs()
    inputs.territory.structures.loc["E1", "capacity"] = float("nan")

    pocket = only(report("D14", inputs=inputs))
    assert pocket.home_places == Band(0, 0, 0)
    assert len(pocket.homes) == 1


def test_a_flooded_home_for_elders_is_in_its_pocket_and_is_no_service() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A1"), low=1, high=2))
    pocket = next(p for p in report(inputs=inputs, water="eau").pockets if p.homes)

    assert pocket.homes == (Home("EHPAD des Saules", 60.0, bit(WATER)),)
    assert "ehpad" not in pocket.services
    assert pocket.scattered


def test_a_service_that_nobody_of_the_pocket_reaches_is_not_offered() -> None:
    closed = ("A1-A2", "A1-B1", "A2-B2", "A2-A3", "A3-B3", "A3-A4", "A4-B4", "D14")
    for pocket in report(*closed).pockets:
        gone = {name for name, people in pocket.missing.items() if people == pocket.people.median}
        assert not gone & set(pocket.services)


@pytest.mark.parametrize(("place", "expected"), [("A2", ("Stade",)), ("D2", ())])
def test_a_declared_helipad_is_told_in_its_pocket_only(place: str, expected: tuple[str, ...]) -> None:
    found = report("D14", inputs=with_helipad(place))

    assert found.helipads_known == 1
    assert only(found).helipads == expected


def test_a_helipad_out_of_order_is_not_offered() -> None:
    assert only(report("D14", inputs=with_helipad("A2", status="indisponible"))).helipads == ()


def test_no_helipad_in_the_data_is_not_known() -> None:
    assert report("D14").helipads_known == 0


def test_shallow_water_gives_a_band() -> None:
    inputs = toy.inputs(eau=toy.zones("flood", toy.around("A1"), low=0, high=1))
    found = report(inputs=inputs, water="eau")

    assert found.people.optimistic == 0
    assert found.pockets[0].people.optimistic == 0
    assert found.people.median == found.people.pessimistic == 100
    assert found.frail == {}


def test_nothing_closed_makes_no_pocket() -> None:
    found = report()

    assert (found.pockets, found.count, found.people) == ((), Band(0, 0, 0), Band(0, 0, 0))
