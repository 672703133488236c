"""What the doctor examines: a territory, its roads, and what is known outside of the folder's layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.territory import Territory
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.routing.graph import build_graph
from cpts_geo.routing.snap import snap, snap_candidates


@dataclass(frozen=True, eq=False)
class Case:
    """One territory to examine.

    Attributes
    ----------
    territory
        With the local changes of its store.
    network
        ``None`` when no roads were imported.
    today
        ISO date, to tell old layers; empty when nobody said it: then none is old.
    movements
        Code of a commune that disappeared to the code that stands for it today; empty when unknown.
    """

    territory: Territory
    network: RoadNetwork | None = None
    today: str = ""
    movements: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def clipped(self) -> frozenset[str]:
        """Communes that the edge of their file cuts, as the import told."""
        told = self.territory.problems
        return frozenset(problem.value[:5] for problem in told if problem.kind == "clipped_commune")

    @cached_property
    def doors(self) -> npt.NDArray[np.bool_]:
        """Nodes where a trip by car may start, as a study takes them."""
        if self.network is None:
            return np.zeros(0, dtype=bool)
        return snap_candidates(self.network, build_graph(self.network, VEHICLES[VehicleName.CAR]))

    def road_m(self, points: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
        """Distance of each point to the nearest door, metres; NaN without roads."""
        if self.network is None or not self.doors.any():
            return np.full(len(points), np.nan)
        return snap(points, self.network, self.doors, np.inf).points["distance_m"].to_numpy(float)
