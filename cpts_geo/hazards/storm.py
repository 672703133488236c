"""Storm: trees fallen across wooded stretches, long bridges closed to tall vehicles."""

from dataclasses import dataclass
from typing import ClassVar, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.hazards.overlay import touching
from cpts_geo.hazards.parameters import at_least
from cpts_geo.model.bridges import bridge_lengths_m
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import WOODS
from cpts_geo.model.scenario import Reading, Zones
from cpts_geo.model.vehicles import Vehicle

Floats = npt.NDArray[np.float64]
# How far the wood is taken to stand from where it is drawn, in heights of a tree: a tree beside the road
# falls on it (pessimistic), a road must have trees on both sides (optimistic). Nothing is drawn at random.
REACH: Final = {Reading.OPTIMISTIC: -1.0, Reading.MEDIAN: 0.0, Reading.PESSIMISTIC: 1.0}


@dataclass(frozen=True)
class Storm:
    """Wind: what it closes is a rule on woods and bridges, not a forecast. Every figure is an assumption.

    Attributes
    ----------
    woods
        Whether trees fall. Woods are those of the background of the territory.
    tree_m
        Height of a tree: how far it reaches from the edge of the wood (assumption: 25 m).
    stretch_m
        Length of road in the wood from which a piece of road is closed; a shorter piece is closed when it is
        wooded over all its length (assumption: 50 m).
    bridge_m
        Length of bridge from which tall vehicles are stopped (assumption: 300 m).
    """

    name: ClassVar[str] = "storm"
    woods: bool = True
    tree_m: float = 25.0
    stretch_m: float = 50.0
    bridge_m: float = 300.0

    def __post_init__(self) -> None:
        at_least(self, "tree_m", 0.0)
        at_least(self, "stretch_m", 1.0)
        at_least(self, "bridge_m", 0.0)

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """0 where trees may lie across, and on long bridges for tall vehicles; tunnels stay open.

        Raises
        ------
        ScenarioError
            ``no_woods`` when the territory does not say where the woods are.
        """
        closed = np.zeros(len(edges), dtype=bool)
        if self.woods:
            metres = self._wooded_m(edges, zones, reading)
            whole = shapely.length(edges.geometry.to_numpy())
            closed = (metres >= np.minimum(self.stretch_m, 0.99 * whole)) & ~edges["tunnel"].to_numpy(bool)
        if vehicle.tall:
            closed = closed | (bridge_lengths_m(edges) >= max(self.bridge_m, 0.01))
        return pd.Series(1.0 - closed, index=edges.index)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Never: what a storm does to a building is not known here."""
        del zones, reading
        return pd.Series(data=False, index=places.index)

    def _wooded_m(self, edges: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> Floats:
        if WOODS not in zones:
            raise ScenarioError("no_woods")
        woods = zones[WOODS].geometry
        near = touching(edges.geometry, gpd.GeoSeries(woods.buffer(self.tree_m), crs=woods.crs))
        kept, position = np.unique(near[0], return_inverse=True)
        reach = REACH[reading] * self.tree_m
        shapes = shapely.buffer(np.asarray(woods, dtype=object)[kept], reach, quad_segs=2)
        shapely.prepare(shapes)
        inside = shapely.intersection(edges.geometry.to_numpy()[near[1]], shapes[position])
        metres = np.zeros(len(edges))
        np.add.at(metres, near[1], shapely.length(inside))
        return metres
