"""Slower traffic: jams of an evacuation, roads by class or in a zone driven at a share of their speed."""

from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.hazards.overlay import layer_of, touching
from cpts_geo.hazards.parameters import at_least
from cpts_geo.model.scenario import Reading, Zones
from cpts_geo.model.vehicles import Vehicle


@dataclass(frozen=True)
class Traffic:
    """Vehicles at a share of their speed; the share is a parameter of the scenario, not a fact.

    Attributes
    ----------
    factor
        Share of the speed that is left, in [0, 1] (assumption).
    classes
        Classes of road (``highway``) concerned, slip roads with theirs; none: all of them.
    layer
        Hazard layer whose ``slowdown`` zones are concerned; empty: everywhere.
    """

    name: ClassVar[str] = "traffic"
    banded: ClassVar[bool] = False
    factor: float = 0.5
    classes: tuple[str, ...] = ()
    layer: str = ""

    def __post_init__(self) -> None:
        at_least(self, "factor", 0.0, 1.0)

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """``factor`` on what is concerned, 1 elsewhere and on foot."""
        del reading
        slow = np.full(len(edges), not vehicle.on_foot)
        if self.classes:
            slow &= edges["highway"].str.removesuffix("_link").isin(list(self.classes)).to_numpy()
        if self.layer:
            inside = np.zeros(len(edges), dtype=bool)
            areas = layer_of(zones, self.layer, "slowdown").geometry
            inside[touching(edges.geometry, areas)[1]] = True
            slow &= inside
        return pd.Series(np.where(slow, self.factor, 1.0), index=edges.index)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Never: a jam does not close a place."""
        del zones, reading
        return pd.Series(data=False, index=places.index)
