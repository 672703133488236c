"""Spans of minutes, against studies and trips run again under each assumption."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toy
from cpts_geo.answers.spans import site_spans, trip_spans
from cpts_geo.answers.trips import find_route
from cpts_geo.hazards import Flood
from cpts_geo.model import vehicles
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.results import Span
from cpts_geo.model.scenario import READINGS, Scenario
from cpts_geo.model.vehicles import VEHICLES, VehicleName, wading
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, run_study
from frames import values

FLOOD = StudySpec(scenario=Scenario("crue", (Flood("eau"),)))
WEST, EAST = transform_points([(toy.at(n).x, toy.at(n).y) for n in ("A1", "D3")], toy.CRS, WGS84)


def wet(low: float, high: float) -> Inputs:
    """Water on the western approach of the bridge, and in the middle of a street of the left bank."""
    shapes = (toy.between("A3", "B3"), toy.around("B3"), toy.between("A1", "B1"))
    return toy.inputs(eau=toy.zones("flood", *shapes, low=low, high=high))


@pytest.mark.parametrize("name", VehicleName)
def test_a_trip_spans_what_each_assumption_gives(name: VehicleName, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, usual = wet(0.1, 0.7), VEHICLES[name]
    found = trip_spans(FLOOD, (WEST, EAST), inputs=inputs)[name]

    minutes = []
    for ratio in (2 / 3, 1.0, 5 / 3):
        depth = round(usual.wading_depth_m * ratio, 3)
        monkeypatch.setitem(vehicles.VEHICLES, name, wading(usual, depth))
        for reading in READINGS:
            spec = replace(FLOOD, vehicle=name, scenario=replace(FLOOD.scenario, reading=reading))
            minutes.append(find_route(spec, WEST, EAST, inputs=inputs).minutes_scenario)
    assert found == Span(min(minutes), max(minutes))


def test_a_car_passes_or_not_on_the_same_water() -> None:
    found = trip_spans(FLOOD, (WEST, EAST), inputs=wet(0.35, 0.35))

    assert (
        found[VehicleName.CAR].low < found[VehicleName.CAR].high == np.inf
    )  # 0.2 and 0.3 m stop it, 0.5 not
    assert np.isfinite(found[VehicleName.HIGH_CLEARANCE].low)


def test_without_water_there_is_no_span() -> None:
    found = trip_spans(StudySpec(), (WEST, EAST), inputs=toy.inputs())

    assert found[VehicleName.CAR] == Span(5.0, 5.0)


def test_sites_span_what_each_assumption_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = wet(0.1, 0.45)
    found = site_spans(run_study(FLOOD, inputs=inputs))

    minutes, share = [], []
    for depth in (0.2, 0.3, 0.5):
        monkeypatch.setitem(vehicles.VEHICLES, VehicleName.CAR, wading(VEHICLES[VehicleName.CAR], depth))
        for reading in READINGS:
            spec = replace(FLOOD, scenario=replace(FLOOD.scenario, reading=reading))
            sites = run_study(spec, inputs=inputs).outcomes.comparison.sites
            minutes.append(sites["minutes_scenario"])
            share.append(sites["reachable_share"])
    for site in inputs.territory.sites.index:
        each, part = [float(one[site]) for one in minutes], [float(one[site]) for one in share]
        assert values(found, site) == [min(each), max(each), min(part), max(part)]


@settings(max_examples=10, deadline=None)
@given(st.floats(0.05, 0.6), st.floats(0, 0.6), st.sampled_from(READINGS))
def test_the_figure_of_the_study_is_inside_its_span(low: float, more: float, reading: object) -> None:
    scenario = replace(FLOOD.scenario, reading=reading)  # type: ignore[arg-type] # one of the readings
    study = run_study(replace(FLOOD, scenario=scenario), inputs=wet(low, low + more))
    sites, found = study.outcomes.comparison.sites, site_spans(study)

    assert (found["minutes_low"] <= sites["minutes_scenario"]).all()
    assert (sites["minutes_scenario"] <= found["minutes_high"]).all()
    assert (found["share_low"] <= sites["reachable_share"]).all()
    assert (sites["reachable_share"] <= found["share_high"]).all()
