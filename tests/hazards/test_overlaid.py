"""Water is looked up once for the same roads, places and zones, and again for any other."""

from dataclasses import replace

import pandas as pd
import pytest

import toy
from cpts_geo.hazards import Closure, Flood
from cpts_geo.hazards.overlaid import MOST, Overlaid
from cpts_geo.model.scenario import READINGS, Scenario, Zones
from cpts_geo.spec import StudySpec
from cpts_geo.study import run_baseline, run_study

SHALLOW, DEEP = (toy.zones("flood", toy.around("B2", 300), low=low, high=low + 0.1) for low in (0.1, 1))
FLOOD = Flood("eau")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Features whose water was looked up."""
    features: list[object] = []
    whole = Flood.depths_m

    def counting(flood: Flood, some: object, *others: object) -> object:
        features.append(some)
        return whole(flood, some, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(Flood, "depths_m", counting)
    return features


def test_one_more_closed_road_looks_no_water_up(asked: list[object]) -> None:
    inputs = toy.inputs(eau=DEEP)
    spec = StudySpec(scenario=Scenario("crue", (FLOOD,)))
    baseline = run_baseline(spec, inputs)
    run_study(spec, inputs=inputs, baseline=baseline)
    assert len(asked) == 4  # roads, structures, sites, homes

    more = replace(spec, scenario=Scenario("crue", (FLOOD, Closure(roads=("D14",)))))
    study = run_study(more, inputs=inputs, baseline=baseline)

    assert len(asked) == 4
    alone = run_study(more, inputs=inputs)
    for reading in READINGS:
        pd.testing.assert_frame_equal(
            study.outcomes.readings[reading].edges, alone.outcomes.readings[reading].edges
        )


def test_other_zones_features_readings_or_laws_are_looked_up_again(asked: list[object]) -> None:
    overlaid, edges, homes = Overlaid(), toy.network().edges, toy.inputs().territory.demand
    current = SHALLOW.assign(velocity_min_ms=1.0, velocity_max_ms=2.0)
    zones: Zones = {"eau": SHALLOW, "courant": current}
    cases = [
        (FLOOD, edges, zones),
        (FLOOD, edges, {"eau": DEEP}),
        (FLOOD, homes, zones),
        (Flood("eau", current="courant"), edges, zones),
        (Flood("eau", law="factor"), edges, zones),
        (FLOOD, edges, zones),  # the first again
    ]

    for flood, features, some in cases:
        depths, heads = overlaid.depths_m(flood, features, some, READINGS)
        expected = flood.depths_m(features, some, READINGS)
        for reading in READINGS:
            pd.testing.assert_series_equal(depths[reading], expected[reading])
            pd.testing.assert_series_equal(heads[reading], flood.heads_m(features, expected, some)[reading])

    assert len(asked) == len(cases) - 1 + len(cases)  # the first was known, and each witness asked


def test_few_lookups_are_kept(asked: list[object]) -> None:
    overlaid, edges = Overlaid(), toy.network().edges
    margins = [Flood("eau", extent_margin_m=float(metres)) for metres in range(MOST + 1)]
    for flood in (*margins, margins[-1], margins[0]):
        overlaid.depths_m(flood, edges, {"eau": DEEP}, READINGS)

    assert len(asked) == len(margins) + 1  # the first was let go
