"""A scenario: hazards read in one way, applied to a network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import isfinite
from typing import Final, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.moments import moment
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.stretches import find_edges
from cpts_geo.model.vehicles import Vehicle

Zones = Mapping[str, gpd.GeoDataFrame]
EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 only differences of local times are used


class Reading(StrEnum):
    """How a class of depth, a drawn limit or an unknown current is read."""

    OPTIMISTIC = "optimistic"
    MEDIAN = "median"
    PESSIMISTIC = "pessimistic"


READINGS: tuple[Reading, ...] = tuple(Reading)


class Hazard(Protocol):
    """What may degrade roads and places. Parameters are hashable; geometry stays in ``zones``."""

    @property
    def name(self) -> str:
        """Key of the hazard in ``hazards.HAZARDS``."""
        ...

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """Factor in [0, 1] per edge, same index as ``edges``: 0 = closed, 1 = untouched."""
        ...

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Whether each place is hit (under water, inside a closed perimeter), same index."""
        ...


@dataclass(frozen=True)
class Reopened:
    """A stretch that the water should close and that someone on the spot saw open.

    It lifts what water does, and nothing else: a closure (order, perimeter, by hand) stands. Not in the
    pessimistic reading, which answers « and if they were wrong, or if the water came since? ». It is
    never driven as if dry: at most ``REOPENED_KMH``.

    Attributes
    ----------
    edges
        Keys of ``model.stretches``; one that names no road of today opens nothing and is told.
    road
        What the road was called.
    by, at
        Who saw it open and when (ISO). Never empty: an opening nobody signs is refused.
    """

    edges: tuple[str, ...]
    road: str
    by: str
    at: str


LIFTED: Final = "flood"  # the hazard that ``Reopened`` lifts
REOPENED_KMH: Final = 20.0  # assumption: seen passable, not seen dry
REOPENED_ON_FOOT: Final = 0.5  # assumption: half the pace


@dataclass(frozen=True)
class Scenario:
    """Named hazards and the reading that is shown first.

    Factors multiply, so order does not matter; no hazard changes nothing: there is no special case
    for the reference. ``reopened`` cannot be a factor: no product opens what is closed.
    """

    name: str
    hazards: tuple[Hazard, ...] = ()
    reading: Reading = Reading.MEDIAN
    exercise: bool = False
    reopened: tuple[Reopened, ...] = ()

    def read_as(self, reading: Reading) -> "Scenario":
        """Same scenario in another reading."""
        return replace(self, reading=reading)

    def speed_factor(self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle) -> pd.Series:
        """Product of the hazards' factors per edge, in [0, 1], water lifted where it was seen open."""
        water, other = (pd.Series(1.0, index=edges.index) for _ in range(2))
        for hazard in self.hazards:
            factor = hazard.speed_factor(edges, zones, vehicle, self.reading)
            if hazard.name == LIFTED:
                water = water * factor
            else:
                other = other * factor
        return self.lifted(water, edges, vehicle, self.reading) * other

    def lifted(
        self, water: pd.Series, edges: gpd.GeoDataFrame, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """Factors of the water, raised on the stretches seen open; see ``Reopened``."""
        if not self.reopened or reading is Reading.PESSIMISTIC:
            return water
        seen = find_edges(edges, (key for mark in self.reopened for key in mark.edges))[0]
        least = np.zeros(len(edges))
        kmh = edges["speed_kmh"].to_numpy(float)[seen]
        least[seen] = REOPENED_ON_FOOT if vehicle.on_foot else np.minimum(REOPENED_KMH / kmh, 1.0)
        return water.clip(lower=pd.Series(least, index=edges.index))

    def hits(self, places: gpd.GeoDataFrame, zones: Zones) -> pd.Series:
        """Whether any hazard hits each place."""
        hit = pd.Series(data=False, index=places.index)
        for hazard in self.hazards:
            hit = hit | hazard.hits(places, zones, self.reading)
        return hit

    def apply(self, network: RoadNetwork, zones: Zones, vehicle: Vehicle) -> RoadNetwork:
        """Network with ``time_s`` divided by the factor; closed edges get ``inf``, none is removed."""
        factor = self.speed_factor(network.edges, zones, vehicle)
        edges = network.edges.assign(time_s=network.edges["time_s"] / factor.where(factor > 0, float("nan")))
        return RoadNetwork(network.nodes, edges.fillna({"time_s": float("inf")}))


@dataclass(frozen=True)
class Step:
    """What is in force from a moment until the next step; the last one holds until further notice.

    Attributes
    ----------
    at
        Hours since the scenario began, or a local ISO time; a scenario uses one or the other.
    hazards
        What hits at that moment, on top of what holds throughout.
    """

    at: float | str
    hazards: tuple[Hazard, ...] = ()


def step_hours(steps: Sequence[Step]) -> tuple[float, ...]:
    """Hour of each step: as it was given, or since the first one when they are dated.

    Raises
    ------
    ScenarioError
        ``bad_step`` for what is neither a number of hours nor an ISO time, ``mixed_steps`` for both in one
        scenario, ``unordered_steps`` when one does not come after the one before.
    """
    hours = [_hour(step.at) for step in steps]
    if len({type(step.at) is str for step in steps}) > 1:
        raise ScenarioError("mixed_steps", column="steps", value=", ".join(str(step.at) for step in steps))
    for before, after, step in zip(hours, hours[1:], steps[1:], strict=False):
        if after <= before:
            raise ScenarioError("unordered_steps", column="steps", value=str(step.at))
    dated = any(isinstance(step.at, str) for step in steps)
    return tuple(hour - hours[0] for hour in hours) if dated else tuple(hours)


def _hour(at: float | str) -> float:
    if isinstance(at, str):
        found = moment(at)
        return _bad(at) if found is None else (found - EPOCH).total_seconds() / 3600
    return float(at) if isfinite(at) else _bad(at)


def _bad(at: float | str) -> float:
    raise ScenarioError("bad_step", column="steps", value=str(at))


REFERENCE = Scenario("reference")
