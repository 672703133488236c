"""Which edges and places touch which zones, and the depth each zone stands for in a reading."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import ALERT, PLANNING, SCENARIO_KINDS
from cpts_geo.model.scenario import Reading, Zones

Floats = npt.NDArray[np.float64]


def layer_of(zones: Zones, layer: str, kind: str) -> gpd.GeoDataFrame:
    """Zones of one kind of a layer.

    Raises
    ------
    ScenarioError
        As ``check_usable``.
    """
    check_usable(layer, zones)
    frame = zones[layer]
    return frame[frame["kind"] == kind]


def check_usable(layer: str, zones: Zones) -> None:
    """Refuse a layer that cannot be part of a scenario.

    Raises
    ------
    ScenarioError
        ``unknown_layer`` when the territory and the drawings have no such layer, ``planning_layer``
        for the zones of a PPR, ``alert_layer`` for a vigilance.
    """
    if layer not in zones:
        raise ScenarioError("unknown_layer", value=layer, expected=", ".join(sorted(zones)))
    kinds = set(zones[layer]["kind"])
    if kinds & {PLANNING, ALERT} and not kinds & set(SCENARIO_KINDS):
        raise ScenarioError("planning_layer" if PLANNING in kinds else "alert_layer", value=layer)


Pairs = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


def touching(features: gpd.GeoSeries, areas: gpd.GeoSeries) -> Pairs:
    """Positions (area, feature) of every pair that touches (``intersects``: the boundary counts)."""
    area, feature = features.sindex.query(np.asarray(areas, dtype=object), predicate="intersects")
    return area, feature


def worst_value(pairs: Pairs, values: Floats, index: pd.Index) -> pd.Series:
    """Largest value among the areas each feature touches, NaN where it touches none."""
    area, feature = pairs
    worst = np.full(len(index), -np.inf)
    np.maximum.at(worst, feature, values[area])
    return pd.Series(np.where(np.isneginf(worst), np.nan, worst), index=index)


def class_depth_m(zones: gpd.GeoDataFrame, reading: Reading) -> Floats:
    """Depth in metres of each zone: bottom, middle or top of its class.

    ``inf`` when the depth is unknown or the class is open at the top (except its bottom): such a
    zone closes the road. Unknown is never zero.
    """
    return class_bound(zones["depth_min_m"].to_numpy(float), zones["depth_max_m"].to_numpy(float), reading)


def class_bound(low: Floats, high: Floats, reading: Reading) -> Floats:
    """Bottom, middle or top of classes: ``inf`` when unknown, or open at the top (except its bottom)."""
    low, high = np.where(np.isnan(low), high, low), np.where(np.isnan(high), np.inf, high)
    if reading is Reading.OPTIMISTIC:
        return np.where(np.isnan(low), np.inf, low)
    if reading is Reading.PESSIMISTIC:
        return high
    return np.where(np.isnan(low), np.inf, (low + high) / 2)


def is_unknown(zones: gpd.GeoDataFrame) -> pd.Series:
    """Zones whose source gives no depth at all."""
    return zones["depth_min_m"].isna() & zones["depth_max_m"].isna()


def drawn_extent(zones: gpd.GeoDataFrame, reading: Reading, margin_m: float) -> gpd.GeoSeries:
    """Extent of zones of unknown depth in a reading.

    They say only where water was drawn: their outline moves by ``margin_m`` inwards (optimistic) or
    outwards (pessimistic), after union so that neighbours stay joined. Zones with a depth class keep
    their outline: their class already carries the uncertainty.
    """
    if reading is Reading.MEDIAN or not margin_m or zones.empty:
        return zones.geometry
    signed = -margin_m if reading is Reading.OPTIMISTIC else margin_m
    whole = shapely.union_all(np.asarray(zones.geometry, dtype=object))
    return gpd.GeoSeries([shapely.buffer(whole, signed, quad_segs=4)], crs=zones.crs)
