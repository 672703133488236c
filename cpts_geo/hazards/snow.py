"""Snow and ice: zones where traffic is slowed or stopped by a factor the scenario states."""

from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.hazards.overlay import layer_of, touching, worst_value
from cpts_geo.model.scenario import Reading, Zones
from cpts_geo.model.vehicles import Vehicle


@dataclass(frozen=True)
class Snow:
    """Slowed traffic over a layer; its ``speed_factor`` is a parameter of the scenario, not a fact.

    Attributes
    ----------
    layer
        Hazard layer with ``slowdown`` zones and their ``speed_factor`` in [0, 1].
    """

    name: ClassVar[str] = "snow"
    banded: ClassVar[bool] = False  # the same in every reading
    layer: str

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """Lowest factor of the zones touched along the edge; tunnels are dry inside."""
        del vehicle, reading
        slowed = layer_of(zones, self.layer, "slowdown")
        given = slowed["speed_factor"].to_numpy(float)
        factor = -worst_value(touching(edges.geometry, slowed.geometry), -given, edges.index)
        return factor.fillna(1.0).where(~edges["tunnel"].astype(bool), 1.0).clip(0, 1)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Never: snow slows roads, it does not close a place."""
        del zones, reading
        return pd.Series(np.zeros(len(places), dtype=bool), index=places.index)
