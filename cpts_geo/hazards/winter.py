"""Snow and ice by altitude, slope and winter service, where no zone says where they are."""

from dataclasses import dataclass
from typing import ClassVar, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.hazards.parameters import at_least
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import ALTITUDE_M, SLOPE
from cpts_geo.model.scenario import Reading, Zones
from cpts_geo.model.vehicles import Vehicle

Bools = npt.NDArray[np.bool_]
# No public code of winter service was found (FACTS): the class of the road stands for it (assumption).
FIRST: Final = ("motorway", "trunk", "primary")
SECOND: Final = ("secondary", "tertiary")
# The limit of snow is forecast to about 100 m (assumption): lower in the pessimistic reading.
SHIFT: Final = {Reading.OPTIMISTIC: 1.0, Reading.MEDIAN: 0.0, Reading.PESSIMISTIC: -1.0}


@dataclass(frozen=True)
class Winter:
    """Roads slowed by snow or ice above an altitude. Every figure is an assumption of the scenario.

    Attributes
    ----------
    from_altitude_m
        Altitude from which there is snow; 0 = everywhere, altitudes are then not needed.
    altitude_margin_m
        How wrong that altitude may be: added in the optimistic reading, taken off in the pessimistic one.
    first, second, last
        Share of speed left on main roads, cleared first; on secondary roads; on the others.
    steep
        Slope from which a road is slowed once more (0.08 = 8 %); where the slope is unknown, only in
        the pessimistic reading.
    steep_factor
        Share of speed left again on steep roads; 0 closes them.
    """

    name: ClassVar[str] = "winter"
    from_altitude_m: float = 0.0
    altitude_margin_m: float = 100.0
    first: float = 0.8
    second: float = 0.6
    last: float = 0.4
    steep: float = 0.08
    steep_factor: float = 0.5

    def __post_init__(self) -> None:
        for share in ("first", "second", "last", "steep_factor"):
            at_least(self, share, 0.0, 1.0)
        for length in ("from_altitude_m", "altitude_margin_m", "steep"):
            at_least(self, length, 0.0)

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """Share of speed left on snowy edges, 1 elsewhere and in tunnels.

        Raises
        ------
        ScenarioError
            ``no_altitude`` when an altitude is asked for and no road has one.
        """
        del zones, vehicle
        factor = self._served(edges) * np.where(self._is_steep(edges, reading), self.steep_factor, 1.0)
        snowy = self._is_snowy(edges, reading) & ~edges["tunnel"].to_numpy(bool)
        return pd.Series(np.where(snowy, factor, 1.0), index=edges.index)

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Never: snow slows roads, it does not close a place."""
        del zones, reading
        return pd.Series(data=False, index=places.index)

    def _served(self, edges: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
        road = edges["highway"].str.removesuffix("_link")
        return np.select([road.isin(FIRST), road.isin(SECOND)], [self.first, self.second], self.last)

    def _is_snowy(self, edges: gpd.GeoDataFrame, reading: Reading) -> Bools:
        """Above the limit; a road of unknown altitude is in every reading: nothing says that it is low."""
        if self.from_altitude_m == 0:
            return np.ones(len(edges), dtype=bool)
        if ALTITUDE_M not in edges or edges[ALTITUDE_M].isna().all():
            raise ScenarioError("no_altitude")
        limit = self.from_altitude_m + SHIFT[reading] * self.altitude_margin_m
        return edges[ALTITUDE_M].fillna(np.inf).to_numpy(float) >= limit

    def unknown_altitude(self, edges: gpd.GeoDataFrame) -> Bools:
        """Edges counted as snowy because nobody knows how high they are."""
        if self.from_altitude_m == 0 or ALTITUDE_M not in edges:
            return np.zeros(len(edges), dtype=bool)
        return edges[ALTITUDE_M].isna().to_numpy(bool)

    def _is_steep(self, edges: gpd.GeoDataFrame, reading: Reading) -> Bools:
        unknown = np.inf if reading is Reading.PESSIMISTIC else 0.0
        slope = edges[SLOPE] if SLOPE in edges else pd.Series(np.nan, index=edges.index)
        return slope.fillna(unknown).to_numpy(float) >= max(self.steep, 1e-9)
