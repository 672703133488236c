"""A corridor under a hydrograph: hours of cut and return, and the last departure, solved on paper.

The northern crossing A2–A3 (1 km, 1 minute) and the bank road B2–B3 are the only ways from the left bank to
the hospital. « bas » floods B2–B3, « haut » floods both. Levels each hour: 1.0, 1.5, 2.5, 4.0, 3.5, 1.0 m.
"""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.answers.departure import Leaving, last_departure
from cpts_geo.answers.evolution import run_evolution
from cpts_geo.answers.hydrograph import with_hydrograph
from cpts_geo.answers.steps import LevelLayer, hydrograph_choices
from cpts_geo.hazards import Flood
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.scenario import READINGS, Reading, Step
from cpts_geo.sources.hydrograph import Datum, Hydrograph
from cpts_geo.spec import StudySpec
from cpts_geo.wording import hydrograph as words

DEEP = {"low": 1.0, "high": 2.0}
TOWN = toy.inputs(
    bas=toy.zones("flood", toy.between("B2", "B3"), **DEEP),
    haut=toy.zones("flood", toy.between("B2", "B3"), toy.between("A2", "A3"), **DEEP),
    mince=toy.zones("flood", toy.between("A2", "A3"), low=0.0, high=0.5),
)
RULE = (LevelLayer(2.0, ""), LevelLayer(3.0, "bas"), LevelLayer(4.0, "haut"))
LEVELS = (1.0, 1.5, 2.5, 4.0, 3.5, 1.0)
READ = Hydrograph("crue.csv", "Pont", Datum.GAUGE, tuple((float(h), m) for h, m in enumerate(LEVELS)))


def place(name: str) -> tuple[float, float]:
    point = toy.at(name)
    return transform_points([(point.x, point.y)], toy.CRS, WGS84)[0]


def test_each_step_takes_the_higher_of_two_levels_and_says_why() -> None:
    chosen = hydrograph_choices(READ.points, RULE)

    assert [(c.at, c.line.layer, c.highest_m) for c in chosen] == [
        (0.0, "", 1.5),
        (1.0, "bas", 2.5),
        (2.0, "haut", 4.0),
        (5.0, "", 1.0),
    ]
    assert words.why(chosen[1]) == "entre 2,00\u00a0m et 3,00\u00a0m : la plus haute est prise, par prudence"
    assert words.why(chosen[2]) == "hauteur connue : 4,00\u00a0m"


def test_hours_of_cut_of_return_and_last_departure_of_the_corridor() -> None:
    """B2–B3 is cut from 1 h (2.5 m is coming) to 5 h, A2–A3 from 2 h; one must have left it by then."""
    spec, _ = with_hydrograph(StudySpec(), READ, RULE, TOWN.territory.zones)
    found = run_evolution(spec, inputs=TOWN)

    hours = found.roads[["cut_median", "back_median"]].astype(float)
    assert dict(zip(hours.index, hours.to_numpy().tolist(), strict=True)) == {
        "A2-A3": [2, 5],
        "B2-B3": [1, 5],
    }
    leaving = last_departure(spec, place("A2"), place("D3"), inputs=TOWN)
    what, when = leaving.leaving(Reading.PESSIMISTIC)
    assert what is Leaving.UNTIL
    assert when == pytest.approx(2 - 1 / 60)


def test_the_steps_of_a_hydrograph_replace_those_that_were_there() -> None:
    before = StudySpec(steps=(Step(0.0), Step(9.0, (Flood("mince"),))))
    spec, _ = with_hydrograph(before, READ, RULE, TOWN.territory.zones)

    assert [step.at for step in spec.steps] == [0, 1, 2, 5]
    assert "mince" not in {getattr(hazard, "layer", "") for hazard in spec.scenario.hazards}


layers = st.sampled_from(["", "bas", "haut", "mince"])


@settings(max_examples=40, deadline=None)
@given(course=st.lists(layers, min_size=1, max_size=4))
def test_the_last_departure_of_a_stricter_reading_is_never_later(course: list[str]) -> None:
    steps = tuple(Step(float(hour), (Flood(layer),) if layer else ()) for hour, layer in enumerate(course))
    found = last_departure(StudySpec(steps=steps), place("A2"), place("D3"), inputs=TOWN)

    said = [found.leaving(reading) for reading in READINGS]
    last = [when if what in (Leaving.UNTIL, Leaving.ALWAYS) else -np.inf for what, when in said]
    assert last == sorted(last, reverse=True)


levels = st.floats(0, 4, allow_nan=False)


@given(read=st.lists(levels, min_size=1, max_size=12), more=st.floats(0, 1))
def test_higher_water_never_takes_a_lower_layer(read: list[float], more: float) -> None:
    def taken(levels: list[float]) -> list[float]:
        points = [(float(hour), level) for hour, level in enumerate(levels)]
        steps = hydrograph_choices(points, RULE)
        ends = [step.at for step in steps[1:]] + [float(len(levels))]
        return [
            step.line.level_m
            for step, end in zip(steps, ends, strict=True)
            for _ in range(int(float(end) - float(step.at)))
        ]

    higher = [min(level + more, 4.0) for level in read]
    assert all(one <= other for one, other in zip(taken(read), taken(higher), strict=True))
    assert all(line >= level for line, level in zip(taken(read), read, strict=True))


def test_a_spec_that_was_never_in_time_has_no_leaving_hour() -> None:
    spec = StudySpec(steps=(Step(0.0),))
    found = last_departure(spec, place("A2"), place("D3"), inputs=TOWN)

    assert found.leaving(Reading.PESSIMISTIC) == (Leaving.ALWAYS, np.inf)
    never = dataclasses.replace(found, periods=dict.fromkeys(READINGS, ()))
    assert never.leaving(Reading.MEDIAN) == (Leaving.NEVER, -np.inf)
