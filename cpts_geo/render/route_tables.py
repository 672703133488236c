"""Tables of a trip, for the screen and for paper: steps, points to check, roads avoided, vehicles."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cpts_geo.model.results import Route, Span
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.wording import columns, labels, numbers, routes

Rows = list[list[str]]


def steps_table(route: Route) -> pd.DataFrame:
    """Stretches of the degraded route; numbers stay numbers so that they sort."""
    minutes = np.cumsum([step.minutes for step in route.steps])
    rows = [
        (
            rank,
            step.road or labels.UNNAMED_ROAD,
            round(step.length_m / 1000, 2),
            round(step.minutes, 1),
            round(float(elapsed), 1),
            notes(step.notes),
        )
        for rank, (step, elapsed) in enumerate(zip(route.steps, minutes, strict=True), start=1)
    ]
    own = columns.HEADER
    head = [
        routes.STEP_HEAD[0],
        own["road"],
        own["length_km"],
        own["minutes"],
        routes.STEP_HEAD[4],
        own["note"],
    ]
    return pd.DataFrame(rows, columns=head)


def notes(codes: tuple[str, ...]) -> str:
    """Notes of a step."""
    return ", ".join(routes.NOTE.get(code, code) for code in codes)


def step_rows(route: Route) -> Rows:
    """Steps for paper."""
    minutes = np.cumsum([step.minutes for step in route.steps])
    return [
        [
            str(rank),
            step.road or labels.UNNAMED_ROAD,
            numbers.metres(step.length_m),
            routes.step_minutes(step.minutes),
            routes.step_minutes(float(elapsed)),
            notes(step.notes),
        ]
        for rank, (step, elapsed) in enumerate(zip(route.steps, minutes, strict=True), start=1)
    ]


def doubt_rows(route: Route) -> Rows:
    """Points to check, in the order of the trip."""
    return [
        [routes.where(d), d.road or labels.UNNAMED_ROAD, routes.DOUBT[d.kind], routes.water(d)]
        for d in route.doubts
    ]


def avoided_rows(route: Route) -> Rows:
    """Roads of the normal route that the scenario closes or slows."""
    return [
        [
            road.road or labels.UNNAMED_ROAD,
            routes.reason(road),
            numbers.depth(road.depth_m) if road.depth_m is not None else "",
        ]
        for road in route.avoided
    ]


def vehicle_rows(ways: Mapping[VehicleName, Route], spans: Mapping[VehicleName, Span]) -> Rows:
    """Minutes of each vehicle, normal and under the scenario with their span, and its points to check."""
    return [
        [
            labels.VEHICLE[vehicle],
            numbers.minutes(way.minutes_reference),
            numbers.minutes_band(spans[vehicle].low, way.minutes_scenario, spans[vehicle].high),
            routes.difference_span(way.minutes_reference, way.minutes_scenario, spans[vehicle]),
            routes.doubt_count(len(way.doubts), way.minutes_scenario),
        ]
        for vehicle, way in ways.items()
    ]


def doubts_table(route: Route) -> pd.DataFrame:
    """Points to check."""
    return pd.DataFrame(doubt_rows(route), columns=list(routes.DOUBT_HEAD))


def avoided_table(route: Route) -> pd.DataFrame:
    """Roads avoided."""
    return pd.DataFrame(avoided_rows(route), columns=list(routes.AVOIDED_HEAD))


def vehicles_table(ways: Mapping[VehicleName, Route], spans: Mapping[VehicleName, Span]) -> pd.DataFrame:
    """One row per vehicle."""
    return pd.DataFrame(vehicle_rows(ways, spans), columns=list(routes.VEHICLE_HEAD))
