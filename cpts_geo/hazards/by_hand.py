"""Stretches of road that a person closed on the map, from one junction to the next."""

from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.scenario import Reading, Zones
from cpts_geo.model.stretches import find_edges
from cpts_geo.model.vehicles import Vehicle


@dataclass(frozen=True)
class ClosedByHand:
    """A stretch closed by hand, for every vehicle and in every reading; its bridges close too.

    Attributes
    ----------
    edges
        Keys of ``model.stretches``; one that names no road of today closes nothing and is told.
    road
        What the road was called, for lists.
    by, at
        Who closed it and when (ISO), as the door said.
    """

    name: ClassVar[str] = "closed_by_hand"
    banded: ClassVar[bool] = False
    edges: tuple[str, ...]
    road: str = ""
    by: str = ""
    at: str = ""

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """0 on the stretch, 1 elsewhere."""
        del zones, vehicle, reading
        factor = np.ones(len(edges))
        factor[find_edges(edges, self.edges)[0]] = 0.0
        return pd.Series(factor, index=edges.index)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Never: a closed road does not close a place."""
        del zones, reading
        return pd.Series(data=False, index=places.index)
