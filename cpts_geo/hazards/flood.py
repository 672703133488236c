"""Flood: depth of water met along an edge, turned into a speed by the vehicle's law."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.hazards.overlay import (
    class_bound,
    class_depth_m,
    drawn_extent,
    is_unknown,
    layer_of,
    touching,
    worst_value,
)
from cpts_geo.hazards.parameters import at_least, one_of
from cpts_geo.model.scenario import READINGS, Reading, Zones
from cpts_geo.model.vehicles import Vehicle

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# Pregnolato, Ford, Wilkinson, Dawson 2017, doi 10.1016/j.trd.2017.06.020: highest speed (km/h) at which
# control is kept in w mm of water, valid 0-300 mm (the parabola rises again past 307 mm: never use it there).
PREGNOLATO: Final = (0.0009, -0.5529, 86.9448)
DRY_CAP_KMH: Final = 86.9448
PREGNOLATO_LIMIT_M: Final = 0.30
GRAVITY_MS2: Final = 9.81
VELOCITY: Final = ("velocity_min_ms", "velocity_max_ms")


def wading_speed_kmh(depth_m: Floats, limit_m: float) -> Floats:
    """Highest speed at which a vehicle keeps control, 0 at and beyond ``limit_m``.

    Up to a limit of 0.30 m: Pregnolato et al. 2017, cut at the limit. Higher vehicles: the form
    ``86.94 (1 - w / w_max)²`` of its published variants (FACTS 9.1), never slower than a car.
    """
    if limit_m <= PREGNOLATO_LIMIT_M:
        millimetres = np.minimum(depth_m, PREGNOLATO_LIMIT_M) * 1000
        speed = np.polyval(PREGNOLATO, millimetres)
    else:
        speed = DRY_CAP_KMH * (1 - np.minimum(depth_m, limit_m) / limit_m) ** 2
        speed = np.maximum(speed, wading_speed_kmh(depth_m, PREGNOLATO_LIMIT_M))
    return np.where(depth_m >= limit_m, 0.0, speed)


def wet(depth_m: pd.Series) -> pd.Series:
    """Whether there is water: a depth above zero, unknown included."""
    return depth_m.fillna(0) > 0


def has_current(zones: gpd.GeoDataFrame) -> pd.Series:
    """Zones whose source says a speed of the current."""
    if not set(VELOCITY) <= set(zones.columns):
        return pd.Series(data=False, index=zones.index)
    return zones[list(VELOCITY)].notna().any(axis=1)


@dataclass(frozen=True)
class Flood:
    """Water over a layer of zones.

    Attributes
    ----------
    layer
        Name of the hazard layer.
    law
        ``cap``: the speed is at most the wading speed. ``factor``: the free speed is multiplied by
        wading speed / 86.94. The pessimistic reading takes the lower of both.
    extent_margin_m
        How far the outline of a zone of unknown depth may be wrong (assumption: 1 mm on a map at
        1:25 000).
    current
        Name of a layer whose zones say the speed of the current (a table of the TRI apart from the depths);
        empty: only what the zones of ``layer`` say of it.
    """

    name: ClassVar[str] = "flood"
    layer: str
    law: Literal["cap", "factor"] = "cap"
    extent_margin_m: float = 25.0
    current: str = ""

    def __post_init__(self) -> None:
        one_of(self, "law", ("cap", "factor"))
        at_least(self, "extent_margin_m", 0.0)

    def depths_m(
        self, features: gpd.GeoDataFrame, zones: Zones, readings: Sequence[Reading] = READINGS
    ) -> dict[Reading, pd.Series]:
        """Deepest water met along each feature, by reading: NaN = dry, ``inf`` = unknown or open class.

        What touches a zone with a depth class does not depend on the reading and is looked up once.
        """
        flooded = layer_of(zones, self.layer, "flood")
        classed, drawn = flooded[~is_unknown(flooded)], flooded[is_unknown(flooded)]
        pairs = touching(features.geometry, classed.geometry)
        depths = {r: worst_value(pairs, class_depth_m(classed, r), features.index) for r in readings}
        return {r: depth.mask(self._drawn(features, drawn, r), np.inf) for r, depth in depths.items()}

    def _drawn(self, features: gpd.GeoDataFrame, drawn: gpd.GeoDataFrame, reading: Reading) -> Bools:
        inside = np.zeros(len(features), dtype=bool)
        inside[touching(features.geometry, drawn_extent(drawn, reading, self.extent_margin_m))[1]] = True
        return inside

    def speed_factor(
        self, edges: gpd.GeoDataFrame, zones: Zones, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """Factor per edge. Bridges stay open over water; tunnels and fords close at any water."""
        depth = self.depths_m(edges, zones, (reading,))
        return self.factor_at(
            edges, self.heads_m(edges, depth, zones)[reading], vehicle=vehicle, reading=reading
        )

    def heads_m(
        self, features: gpd.GeoDataFrame, depths_m: Mapping[Reading, pd.Series], zones: Zones
    ) -> dict[Reading, pd.Series]:
        """Total head ``h + v²/2g`` per reading (Kramer et al., FACTS 9.2), the depth without known current.

        The deepest water and the fastest current along a feature are added even where they stand apart.
        """
        told = [zones[name] for name in dict.fromkeys((self.layer, self.current)) if name]
        frames = [frame[has_current(frame)] for frame in told]
        moving = pd.concat([frame[[*VELOCITY, "geometry"]] for frame in frames if len(frame)] or frames[:1])
        if moving.empty:
            return dict(depths_m)
        pairs = touching(features.geometry, moving.geometry)
        low, high = (moving[name].to_numpy(float) for name in VELOCITY)
        speeds = {r: worst_value(pairs, class_bound(low, high, r), features.index) for r in depths_m}
        return {r: depth + speeds[r].fillna(0) ** 2 / (2 * GRAVITY_MS2) for r, depth in depths_m.items()}

    def factor_at(
        self, edges: gpd.GeoDataFrame, head_m: pd.Series, *, vehicle: Vehicle, reading: Reading
    ) -> pd.Series:
        """Factor per edge for heads (or still depths) already looked up."""
        factor = self._law(head_m.fillna(0).to_numpy(), edges["speed_kmh"].to_numpy(float), vehicle, reading)
        factor = np.where(head_m.notna() & (edges["tunnel"] | edges["ford"]), 0.0, factor)
        return pd.Series(np.where(edges["bridge"], 1.0, factor), index=edges.index)

    def _law(self, depth_m: Floats, free_kmh: Floats, vehicle: Vehicle, reading: Reading) -> Floats:
        pessimistic = reading is Reading.PESSIMISTIC
        limit = vehicle.wading_depth_pessimistic_m if pessimistic else vehicle.wading_depth_m
        wading = wading_speed_kmh(depth_m, limit)
        as_factor = np.clip(wading / DRY_CAP_KMH, 0, 1)
        as_factor = np.where(depth_m <= 0, 1.0, as_factor)
        if vehicle.on_foot or self.law == "factor":
            return as_factor
        as_cap = np.where(depth_m <= 0, 1.0, np.clip(wading / free_kmh, 0, 1))
        return np.minimum(as_cap, as_factor) if pessimistic else as_cap

    def hits(self, places: gpd.GeoDataFrame, zones: Zones, reading: Reading) -> pd.Series:
        """Whether there is water (depth > 0) at each place in this reading."""
        return wet(self.depths_m(places, zones, (reading,))[reading])
