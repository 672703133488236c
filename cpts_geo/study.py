"""A study: a spec computed on a territory. The only orchestration in the house."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd

from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.results import Outcomes, Route
from cpts_geo.model.territory import Territory
from cpts_geo.spec import StudySpec


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a folder holds: the territory and its network, read once."""

    territory: Territory
    network: RoadNetwork


@dataclass(frozen=True, eq=False)
class Study:
    """Everything a renderer may need, nothing it must recompute.

    Attributes
    ----------
    spec, territory, network
        What was asked and on what.
    zones
        Hazard layers of the territory and the spec's drawings, by name.
    outcomes
        Results.
    fingerprint
        SHA-256 of the spec and of the territory's layers: printed at the foot of every page.
    """

    spec: StudySpec
    territory: Territory
    network: RoadNetwork
    zones: Mapping[str, gpd.GeoDataFrame]
    outcomes: Outcomes
    fingerprint: str
