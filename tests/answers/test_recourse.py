"""Second and third nearest places, against brute force, and against studies where one place is closed."""

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import toy
from cpts_geo.access.losses import ANY_TIME
from cpts_geo.answers.recourse import Recourse, find_recourse
from cpts_geo.hazards import Closure
from cpts_geo.model.categories import Category
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.routing.graph import degraded_ms
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_baseline, run_study
from frames import values

BLOCKS = sorted({str(road) for road in road_labels(toy.network().edges)})


def town(**moved: str) -> Inputs:
    """The town with the structures of ``moved`` standing somewhere else, all pharmacies."""
    inputs = toy.inputs()
    structures = inputs.territory.structures.assign(category="pharmacie", urgences=False)
    points = {name: moved.get(str(name)) for name in structures.index}
    spots = [toy.at(place) if place else structures.geometry[name] for name, place in points.items()]
    structures = structures.set_geometry(gpd.GeoSeries(spots, index=structures.index, crs=toy.CRS))
    return Inputs(dataclasses.replace(inputs.territory, structures=structures), inputs.network)


TOWN = town()
SPEC = StudySpec(categories=(Category.PHARMACIE,))
NORMAL = run_baseline(SPEC, TOWN)


def study_of(closed: list[str], inputs: Inputs = TOWN) -> Study:
    spec = dataclasses.replace(SPEC, scenario=Scenario("coupures", (Closure(roads=tuple(closed)),)))
    return run_study(spec, inputs=inputs)


def recourse_of(*closed: str) -> Recourse:
    inputs = toy.inputs()
    spec = StudySpec(scenario=Scenario("coupures", (Closure(roads=closed),) if closed else ()))
    return find_recourse(run_study(spec, inputs=inputs))


def test_the_second_pharmacy_is_across_the_bridge() -> None:
    ranked = recourse_of("D14").ranked["pharmacie"]

    assert values(ranked["reference"].place, "A3") == ["P1", "P2", ""]
    assert ranked["reference"].margin_min()["A3"] == 5.0
    assert values(ranked["median"].place, "A3") == ["P1", "", ""]
    assert ranked["median"].margin_min()["A3"] == np.inf


def test_two_banks_with_one_pharmacy_each_have_a_single_recourse() -> None:
    facts = recourse_of("D14").by_category()

    names = ("alone_reference", "alone_median", "none_median", "margin_median")
    assert values(facts, "pharmacie", *names) == [0, 1600, 0, np.inf]


def test_a_time_makes_recourses_rarer() -> None:
    few, none = values(recourse_of().by_category(2), "pharmacie", "alone_reference", "none_reference")

    assert (few, none) == (1300, 300)  # B1, C4 and D4 are three blocks from both


def test_the_minute_of_the_threshold_is_inside() -> None:
    ranked = recourse_of().ranked["pharmacie"]["reference"]  # A3 to P2 is five blocks

    assert ranked.alone(4.9)[toy.number("A3")]
    assert not ranked.alone(5)[toy.number("A3")]


def test_two_places_at_one_door_are_two_recourses() -> None:
    inputs = town(P2="A3")
    ranked = find_recourse(study_of(["D14"], inputs)).ranked["pharmacie"]["median"]

    assert values(ranked.place, "A3", 1, 2) == ["P1", "P2"]
    assert ranked.margin_min()["A3"] == 0


def test_a_commune_counts_its_own_people() -> None:
    table = recourse_of("D14").by_commune("pharmacie")

    assert table["people"].tolist() == [800, 800]
    assert table["alone_median"].tolist() == [800, 800]


def test_a_hospital_that_nobody_can_replace() -> None:
    table = recourse_of("D14").by_structure("hopital")

    assert values(table, "H", "depend_reference", "depend_median") == [1600, 800]
    assert np.isnan(values(table, "H", "extra_median"))


@settings(max_examples=8, deadline=None)
@given(closed=st.lists(st.sampled_from(BLOCKS), unique=True, max_size=7))
def test_the_three_nearest_equal_brute_force(closed: list[str]) -> None:
    study = study_of(closed)
    ranked = find_recourse(study, baseline=NORMAL).ranked["pharmacie"]["median"]
    factor = study.outcomes.readings[Reading.MEDIAN].edges["factor"].to_numpy()
    times = oracle.times(NORMAL.graph, degraded_ms(NORMAL.graph, factor), list(range(16)))
    node = NORMAL.located.structures.points["node"].to_numpy()
    names = TOWN.territory.structures.index

    for position, home in enumerate(toy.NAMES):
        each = sorted((times[position, n] / 60_000, rank) for rank, n in enumerate(node))[:3]
        assert values(ranked.minutes, home) == [minutes for minutes, _ in each]
        known = [names[rank] if np.isfinite(minutes) else "" for minutes, rank in each]
        assert values(ranked.place, home) == known


@pytest.mark.parametrize("closed", [[], ["D14"], ["D14", "A3-A4", "B3-B4"], ["A1-A2", "A1-B1"]])
@pytest.mark.parametrize("shut", ["H", "E1", "E2", "P1", "P2"])
def test_those_who_depend_on_a_place_are_those_who_lose_when_it_closes(closed: list[str], shut: str) -> None:
    found = find_recourse(study_of(closed), baseline=NORMAL).by_structure("pharmacie", ANY_TIME)
    structures = TOWN.territory.structures.copy()
    structures.loc[shut, "status"] = "closed"
    without = Inputs(dataclasses.replace(TOWN.territory, structures=structures), TOWN.network)

    before, after = (
        study_of(closed, inputs).outcomes.readings[Reading.MEDIAN].access.minutes["pharmacie"]
        for inputs in (TOWN, without)
    )
    lost = int(100 * (np.isfinite(before) & np.isinf(after)).sum())

    assert (int(found["depend_median"].get(shut, 0))) == lost
