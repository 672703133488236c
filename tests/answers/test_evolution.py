"""A flood that rises and falls on the town drawn on paper."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import toy
from cpts_geo.answers.departure import Period, last_departure
from cpts_geo.answers.evolution import Evolution, run_evolution
from cpts_geo.answers.headline import NAMES, headline
from cpts_geo.answers.steps import LevelLayer, hydrograph_steps, step_specs
from cpts_geo.hazards import Closure, Flood
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import Reading, Scenario, Step
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_study

DEEP = {"low": 1.0, "high": 2.0}
TOWN = toy.inputs(
    bas=toy.zones("flood", toy.between("B2", "B3"), **DEEP),
    haut=toy.zones("flood", toy.between("B2", "B3"), toy.between("A2", "A3"), **DEEP),
    mince=toy.zones("flood", toy.between("B2", "B3"), toy.between("A2", "A3"), low=0.0, high=0.5),
)
BAS, HAUT = Step(2.0, (Flood("bas"),)), Step(4.0, (Flood("haut"),))
TIDE = StudySpec(scenario=Scenario("marée"), steps=(Step(0.0), BAS, HAUT, Step(10.0)))


@pytest.fixture(scope="module")
def tide() -> Evolution:
    return run_evolution(TIDE, inputs=TOWN)


def hours(table: pd.DataFrame, key: object, *columns: str) -> list[float]:
    row = table.loc[[key]]
    return [float(row[column].iloc[0]) for column in columns]


def place(name: str) -> tuple[float, float]:
    point = toy.at(name)
    return transform_points([(point.x, point.y)], toy.CRS, WGS84)[0]


def test_people_lose_the_hospital_when_the_last_road_is_cut_and_have_it_back_after(tide: Evolution) -> None:
    curves = tide.curves
    hospital = curves[(curves["indicator"] == "newly_isolated") & (curves["category"] == "hopital")]

    assert hospital["hour"].tolist() == [0, 2, 4, 10]
    assert hospital["median"].tolist() == [0, 0, 400, 0]  # the four northern junctions of the left bank


def test_each_road_has_its_hour_of_cut_and_of_return(tide: Evolution) -> None:
    assert hours(tide.roads, "B2-B3", "cut_median", "back_median") == [2, 10]
    assert hours(tide.roads, "A2-A3", "cut_median", "back_median") == [4, 10]
    assert set(tide.roads.index) == {"B2-B3", "A2-A3"}
    assert len(tide.edges) == 4  # both directions


def test_a_commune_loses_a_care_from_its_first_inhabitant_on(tide: Evolution) -> None:
    key = ("99001", "hopital")

    assert hours(tide.communes, key, "cut_median", "back_median", "people_median") == [4, 10, 400]
    assert "99002" not in tide.communes.index.get_level_values(0)


def test_a_place_left_apart_is_cut_without_being_wet(tide: Evolution) -> None:
    assert list(tide.structures.index) == ["E1"]
    assert hours(tide.structures, "E1", "cut_median", "back_median") == [4, 10]
    assert np.isnan(hours(tide.structures, "E1", "hit_median"))


def test_what_is_still_cut_at_the_last_step_has_no_return() -> None:
    found = run_evolution(StudySpec(scenario=Scenario("crue"), steps=(Step(0.0), BAS)), inputs=TOWN)

    assert hours(found.roads, "B2-B3", "back_median") == [np.inf]


def test_a_road_cut_twice_is_back_after_the_second_time() -> None:
    twice = (BAS, Step(3.0), Step(5.0, (Flood("bas"),)), Step(6.0))
    found = run_evolution(StudySpec(steps=twice), inputs=TOWN)

    assert hours(found.roads, "B2-B3", "cut_median", "back_median", "spells_median") == [2, 6, 2]


def test_shallow_water_cuts_earlier_in_the_stricter_reading_only() -> None:
    rising = (Step(0.0), Step(1.0, (Flood("mince"),)), Step(2.0, (Flood("haut"),)))
    found = run_evolution(StudySpec(steps=rising), inputs=TOWN)

    assert hours(found.roads, "B2-B3", "cut_pessimistic", "cut_median", "cut_optimistic") == [1, 2, 2]


def test_every_step_is_the_study_of_its_hazards(tide: Evolution) -> None:
    for hour, still in zip(tide.hours, step_specs(TIDE), strict=True):
        own = tide.curves[tide.curves["hour"] == hour].drop(columns="hour").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, headline(run_study(still, inputs=TOWN)))


def test_a_care_without_any_known_place_has_no_curve(tide: Evolution) -> None:
    assert "dialyse" not in set(tide.curves["category"])


def test_curves_are_ordered_by_reading(tide: Evolution) -> None:
    figures = tide.curves[NAMES].to_numpy()

    assert (np.diff(figures, axis=1) >= 0).all()


def test_the_study_without_a_time_shows_all_that_is_ever_cut() -> None:
    still = run_study(TIDE, inputs=TOWN).outcomes

    assert set(still.roads_cut.index) == {"B2-B3", "A2-A3"}


def test_a_road_closed_by_hand_holds_at_every_step() -> None:
    closed = Scenario("crue", (Closure(roads=("D14",)),))
    found = run_evolution(StudySpec(scenario=closed, steps=(Step(0.0), BAS)), inputs=TOWN)

    assert hours(found.roads, "D14", "cut_median", "back_median") == [0, np.inf]


def test_a_scenario_without_steps_has_no_evolution() -> None:
    with pytest.raises(ScenarioError) as caught:
        run_evolution(StudySpec(), inputs=TOWN)

    assert caught.value.kind == "no_steps"


def test_one_must_be_past_the_last_road_before_it_is_cut() -> None:
    """A2 to D3 by A3: a minute on A2-A3, which closes at 4 h; B2-B3 is cut since 2 h."""
    found = last_departure(TIDE, place("A2"), place("D3"), inputs=TOWN)

    assert found.periods[Reading.MEDIAN] == (Period(0, 4 - 1 / 60), Period(10, np.inf))


def test_the_stricter_reading_leaves_less_time() -> None:
    rising = (Step(0.0), Step(1.0, (Flood("mince"),)), Step(2.0, (Flood("haut"),)))
    found = last_departure(StudySpec(steps=rising), place("A2"), place("D3"), inputs=TOWN)

    ends = [found.periods[reading][0].ends for reading in Reading]
    assert ends == [
        pytest.approx(2 - 1 / 60),
        pytest.approx(2 - 1 / 4.9698, abs=1e-5),  # a kilometre in 0.25 m of water, Pregnolato
        pytest.approx(1 - 1 / 60),
    ]


RULE = (LevelLayer(2.0, ""), LevelLayer(3.0, "bas"), LevelLayer(4.0, "haut"))


def layers(points: list[tuple[float | str, float]]) -> list[tuple[float | str, str]]:
    steps = hydrograph_steps(points, RULE, TOWN.territory.zones)
    return [(step.at, getattr(step.hazards[0], "layer", "") if step.hazards else "") for step in steps]


def test_between_two_known_levels_the_higher_layer_is_taken() -> None:
    assert layers([(0.0, 2.1)]) == [(0.0, "bas")]
    assert layers([(0.0, 3.0)]) == [(0.0, "bas")]
    assert layers([(0.0, 3.01)]) == [(0.0, "haut")]
    assert layers([(0.0, 1.0)]) == [(0.0, "")]


def test_a_rise_counts_from_its_beginning_and_a_fall_to_its_end() -> None:
    hydrograph: list[tuple[float | str, float]] = [(0.0, 1.0), (1.0, 1.5), (2.0, 2.5), (3.0, 4.0), (4.0, 1.0)]

    assert layers(hydrograph) == [(0.0, ""), (1.0, "bas"), (2.0, "haut"), (4.0, "")]


def test_a_level_above_all_that_is_known_is_refused_with_both_levels() -> None:
    with pytest.raises(ScenarioError) as caught:
        layers([(0.0, 1.0), (1.0, 4.2)])

    assert (caught.value.kind, caught.value.value, caught.value.expected) == (
        "level_above_known",
        "4.2 m",
        "4",
    )


def test_a_hydrograph_without_rule_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        hydrograph_steps([(0.0, 1.0)], (), TOWN.territory.zones)

    assert caught.value.kind == "no_level_rule"


def test_an_order_between_two_steps_counts_from_its_beginning_to_its_end() -> None:
    """Bridges closed from 20 h to 22 h, steps at 19 h and 23 h: a trip over them ends by 20 h."""
    order = toy.zones("closure", toy.between("B2", "B3"), toy.between("A2", "A3"), toy.between("C2", "C3"))
    town = toy.inputs(
        ordre=order.assign(valid_from="2026-11-26T20:00", valid_until="2026-11-26T22:00"),
        bas=toy.zones("flood", toy.between("B2", "B3"), **DEEP),
    )
    closed = (Closure("ordre"),)
    spec = StudySpec(
        scenario=Scenario("arrêté"),
        steps=(Step("2026-11-26T19:00", closed), Step("2026-11-26T23:00", (*closed, Flood("bas")))),
    )
    found = run_evolution(spec, inputs=town)

    assert found.moments == (
        "2026-11-26T19:00",
        "2026-11-26T20:00",
        "2026-11-26T22:01",
        "2026-11-26T23:00",
    )
    assert hours(found.roads, "A2-A3", "cut_median", "back_median") == [1.0, pytest.approx(3 + 1 / 60)]
    assert hours(found.roads, "B2-B3", "cut_median", "back_median") == [1.0, np.inf]  # then the flood
    leaving = last_departure(spec, place("A1"), place("A4"), inputs=town)
    assert leaving.leaving(Reading.MEDIAN)[1] < 1.0
    assert "A2-A3" in run_study(spec, inputs=town).outcomes.roads_cut.index  # the worst of the episode


def test_orders_of_layers_that_nobody_reads_add_no_step() -> None:
    order = toy.zones("closure", toy.between("B2", "B3")).assign(valid_from="2026-11-26T20:00")
    steps = (Step("2026-11-26T19:00"), Step("2026-11-26T23:00"))
    found = run_evolution(StudySpec(steps=steps), inputs=toy.inputs(ordre=order))

    assert found.moments == ("2026-11-26T19:00", "2026-11-26T23:00")


def test_a_place_that_closes_between_two_steps_counts_from_the_next_minute() -> None:
    """The one hospital closes for good at 20 h: until then, water keeps some people from it."""
    shut = toy.zones(
        "flood", toy.between("B2", "B3"), toy.between("A2", "A3"), toy.between("C2", "C3"), **DEEP
    )
    town = toy.inputs(eau=shut)
    places = town.territory.structures
    closing = places.assign(closes=np.where(places["category"] == "hopital", "2026-11-26T20:00", ""))
    town = replace(town, territory=replace(town.territory, structures=closing))
    steps = tuple(Step(f"2026-11-26T{hour}:00", (Flood("eau"),)) for hour in (19, 23))
    found = run_evolution(StudySpec(scenario=Scenario("eau", (Flood("eau"),)), steps=steps), inputs=town)
    lost = found.curves[
        (found.curves["indicator"] == "newly_isolated") & (found.curves["category"] == "hopital")
    ]

    assert found.moments == ("2026-11-26T19:00", "2026-11-26T20:01", "2026-11-26T23:00")
    assert [count > 0 for count in lost["median"]] == [True, False, False]


def test_dates_of_places_after_the_last_step_add_no_step() -> None:
    town = toy.inputs()
    later = town.territory.structures.assign(closes="2027-03-01", opens="--01-01")
    town = replace(town, territory=replace(town.territory, structures=later))
    steps = (Step("2026-11-26T19:00"), Step("2026-11-26T23:00"))

    assert run_evolution(StudySpec(steps=steps), inputs=town).moments == (
        "2026-11-26T19:00",
        "2026-11-26T23:00",
    )
