"""What the water of a layer covers, looked up once for the same features and zones."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from cpts_geo.hazards.flood import Flood
from cpts_geo.model.scenario import Reading, Zones

MOST: Final = 8  # lookups kept: two layers of water on roads, structures, sites and homes
Depths = dict[Reading, pd.Series]


class Overlaid:
    """Latest lookups of water; features and zones are told apart as objects, never changed in place."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], tuple[Depths, Depths, tuple[Any, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def depths_m(
        self, flood: Flood, features: gpd.GeoDataFrame, zones: Zones, readings: Sequence[Reading]
    ) -> tuple[Depths, Depths]:
        """``flood.depths_m`` and ``flood.heads_m`` of these features."""
        held = (features, *(zones.get(name) for name in (flood.layer, flood.current)))
        key = (flood, tuple(readings), *map(id, held))
        with self._lock:
            known = self._kept.pop(key, None)
        if known is None:
            depths = flood.depths_m(features, zones, readings)
            known = depths, flood.heads_m(features, depths, zones), held  # held: an id is of one object only
        with self._lock:
            self._kept[key] = known
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return known[:2]
