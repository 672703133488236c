"""Under water and closed are two things: what stops each road and each place, alone and together."""

from itertools import combinations

import pytest
import shapely

import toy
from cpts_geo.hazards import HAZARDS, ClosedByHand, Closure, Flood, Perimeter, Supply
from cpts_geo.hazards.effects import edge_effects, place_causes
from cpts_geo.model.causes import CAUSES, WATER, bit, named
from cpts_geo.model.scenario import READINGS, Reading, Reopened, Scenario
from cpts_geo.model.stretches import edge_keys
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study
from cpts_geo.wording.causes import CAUSE, SHORT, by_reading, said

CAR = VEHICLES[VehicleName.CAR]
NETWORK = toy.network()
TOWN = toy.inputs(
    eau=toy.zones("flood", toy.between("B2", "B3"), toy.around("C2"), low=1.0, high=2.0),
    mince=toy.zones("flood", toy.between("A2", "A3"), low=0.0, high=0.5),
    cercle=toy.zones("perimeter", toy.around("C2")),
)
ZONES = TOWN.territory.zones


def cut_by(*hazards: object, reading: Reading = Reading.MEDIAN, **more: object) -> dict[str, tuple[str, ...]]:
    """Causes of each road that is cut."""
    scenario = Scenario("essai", hazards, **more)  # type: ignore[arg-type]
    found = edge_effects(scenario, NETWORK.edges, ZONES, CAR)[reading]
    assert ((found["factor"] == 0) == (found["cut_by"] > 0)).all()
    shut = found[found["factor"] == 0]
    roads = NETWORK.edges.loc[shut.index, "ref"]
    return {str(road): named(int(by)) for road, by in zip(roads, shut["cut_by"], strict=True)}


def test_water_alone_an_order_alone_and_both() -> None:
    found = cut_by(Flood("eau"), Closure(roads=("B2-B3", "D14")))

    assert found["D14"] == ("closed_by_hand",)
    assert found["B2-B3"] == (WATER, "closed_by_hand")


def test_a_closed_road_with_passable_water_is_not_said_under_water() -> None:
    found = cut_by(Flood("mince"), Closure(roads=("A2-A3",)))

    assert found == {"A2-A3": ("closed_by_hand",)}


def test_a_road_seen_open_is_under_water_in_the_pessimistic_reading_only() -> None:
    edge = NETWORK.edges.index[NETWORK.edges["ref"] == "B2-B3"]
    mark = Reopened(tuple(edge_keys(NETWORK.edges.loc[edge])), "B2-B3", "maire", "2026-11-26T20:00")

    assert "B2-B3" not in cut_by(Flood("eau"), reopened=(mark,))
    worst = cut_by(Flood("eau"), reopened=(mark,), reading=Reading.PESSIMISTIC)
    assert worst["B2-B3"] == (WATER,)


def test_a_place_may_be_wet_closed_or_both() -> None:
    places = TOWN.territory.structures
    here = places.index[shapely.covers(toy.around("C2"), places.geometry.to_numpy())]
    other = next(name for name in places.index if name not in here)
    hazards = (Flood("eau"), Perimeter("cercle"), Supply(closed=(other,)))
    causes = place_causes(Scenario("essai", hazards), places, ZONES)[Reading.MEDIAN]

    assert named(int(causes[other])) == ("supply",)
    assert all(named(int(causes[name])) == (WATER, "perimeter") for name in here)


def test_a_study_keeps_hits_and_causes_in_agreement() -> None:
    scenario = Scenario("essai", (Flood("eau"), Closure(roads=("D14",)), ClosedByHand(())))
    outcomes = run_study(StudySpec(scenario=scenario), inputs=TOWN).outcomes

    for reading in READINGS:
        table = outcomes.comparison.structures
        assert ((table[f"by_{reading}"] > 0) == table[f"hit_{reading}"]).all()
    assert named(int(outcomes.roads_cut["by_median"]["D14"])) == ("closed_by_hand",)
    assert named(int(outcomes.roads_cut["by_median"]["B2-B3"])) == (WATER,)


def test_bits_tell_every_set_of_causes_apart() -> None:
    every = [pair for size in (0, 1, 2) for pair in combinations(CAUSES, size)]

    assert [named(sum(map(bit, some))) for some in every] == every
    assert set(HAZARDS) <= set(CAUSES)
    assert set(CAUSE) == set(SHORT) == set(CAUSES) - {WATER}
    assert named(bit("aléa inconnu")) == ("other",)


@pytest.mark.parametrize(
    ("causes", "words"),
    [
        ((), ""),
        ((WATER,), "sous l’eau"),
        (("perimeter",), "fermée (périmètre interdit)"),
        ((WATER, "perimeter", "storm"), "sous l’eau et fermée (périmètre interdit, tempête)"),
        (("closed_by_hand",), "fermée à la main"),
    ],
)  # fmt: skip
def test_both_are_said_when_both_hold(causes: tuple[str, ...], words: str) -> None:
    assert said(sum(map(bit, causes))) == words


def test_a_cause_that_does_not_hold_in_every_reading_says_where() -> None:
    wet, shut = bit(WATER), bit("perimeter")
    causes = {Reading.OPTIMISTIC: shut, Reading.MEDIAN: shut, Reading.PESSIMISTIC: shut | wet}

    assert by_reading(causes) == "sous l’eau (lecture pessimiste) et fermée (périmètre interdit)"
