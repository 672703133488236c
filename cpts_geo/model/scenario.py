"""A scenario: hazards read in one way, applied to a network."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import geopandas as gpd
import pandas as pd

from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.vehicles import Vehicle

Zones = Mapping[str, gpd.GeoDataFrame]


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
class Scenario:
    """Named hazards and the reading that is shown first.

    Factors multiply, so order does not matter; no hazard changes nothing: there is no special case
    for the reference.
    """

    name: str
    hazards: tuple[Hazard, ...] = ()
    reading: Reading = Reading.MEDIAN
    exercise: bool = False

    def read_as(self, reading: Reading) -> "Scenario":
        """Same scenario in another reading."""
        return replace(self, reading=reading)

    def speed_factor(self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle) -> pd.Series:
        """Product of the hazards' factors per edge, in [0, 1]."""
        factor = pd.Series(1.0, index=edges.index)
        for hazard in self.hazards:
            factor = factor * hazard.speed_factor(edges, zones, vehicle, self.reading)
        return factor

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


REFERENCE = Scenario("reference")
