"""Coordinate systems: metres inside, degrees on disk in GeoJSON. The only module that reprojects."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from cpts_geo.model.errors import CrsError

WGS84: Final = "EPSG:4326"

# Legal projected systems, decret 2019-165 (FACTS 2.3), by département prefix of an INSEE code.
LEGAL_CRS: Final[dict[str, str]] = {
    "971": "EPSG:5490",
    "972": "EPSG:5490",
    "977": "EPSG:5490",
    "978": "EPSG:5490",
    "973": "EPSG:2972",
    "974": "EPSG:2975",
    "975": "EPSG:4467",
    "976": "EPSG:4471",
    "986": "EPSG:32701",
}
# Other systems that a folder of the same zone may be in: newer or older realisations (FACTS 2.3).
ACCEPTED: Final[dict[str, frozenset[str]]] = {
    "EPSG:2154": frozenset({"EPSG:9793", "EPSG:9794"}),
    "EPSG:4471": frozenset({"EPSG:10674"}),
    "EPSG:5490": frozenset({"EPSG:4559", "EPSG:32620"}),
    "EPSG:4467": frozenset({"EPSG:32621"}),
}
METROPOLE: Final = "EPSG:2154"


def legal_crs(code_insee: str) -> str:
    """Legal projected CRS of the commune with this INSEE code."""
    return LEGAL_CRS.get(code_insee[:3], METROPOLE)


def is_accepted(crs: str, legal: str) -> bool:
    """Whether distances in ``crs`` are true where ``legal`` is the legal system."""
    return crs == legal or crs in ACCEPTED.get(legal, frozenset())


def known_epsg(code: int) -> bool:
    """Whether this is the number of a projected system in metres."""
    try:
        return is_metric(code)
    except pyproj.exceptions.CRSError:
        return False


def is_metric(crs: object) -> bool:
    """Whether the CRS is projected and counted in metres."""
    known = pyproj.CRS.from_user_input(crs)
    return known.is_projected and known.axis_info[0].unit_name == "metre"


def reproject(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Same frame in another CRS, x then y whatever the authority says.

    Raises
    ------
    CrsError
        ``missing_crs`` when the frame has none, ``outside_crs`` when a coordinate has no image.
    """
    if frame.crs is None:
        raise CrsError("missing_crs")
    moved = frame.to_crs(crs)
    bounds = moved.total_bounds
    if len(moved) and not all(abs(v) < float("inf") for v in bounds if v == v):  # noqa: PLR0124 NaN of empty frames
        raise CrsError("outside_crs", value=str(frame.crs), expected=crs)
    return moved


def to_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Same frame in WGS84 longitude, latitude."""
    return reproject(frame, WGS84)


def points_in(x: pd.Series, y: pd.Series, source: str, target: str) -> gpd.GeoSeries:
    """Points of two columns of coordinates, moved from one CRS to another, same index.

    Raises
    ------
    CrsError
        ``outside_crs`` when a point has no image in the target.
    """
    a, b = moved_columns(x, y, source, target)
    if a.isna().any() or b.isna().any():
        raise CrsError("outside_crs", value=source, expected=target)
    return gpd.GeoSeries(shapely.points(a, b), index=x.index, crs=target)


def moved_columns(x: pd.Series, y: pd.Series, source: str, target: str) -> tuple[pd.Series, pd.Series]:
    """Two columns of coordinates moved from one CRS to another; NaN for a pair that has no image."""
    mover = _mover(source, target)
    there = np.array(mover.transform(x.to_numpy(float), y.to_numpy(float)))
    lost = ~np.isfinite(there).all(axis=0)
    there[:, lost] = np.nan
    return pd.Series(there[0], index=x.index), pd.Series(there[1], index=x.index)


# PROJ makes its tables again in each thread, 15 ms, and each answer of the app has a thread of its own.
_mover_thread: Final = ThreadPoolExecutor(1, thread_name_prefix="crs")


@lru_cache(maxsize=16)
def _mover(source: str, target: str) -> pyproj.Transformer:
    """Transformer between two CRS, always x then y; pyproj makes it safe to share between threads."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def transform_points(xy: list[tuple[float, float]], source: str, target: str) -> list[tuple[float, float]]:
    """Pairs (x, y) moved from one CRS to another, always x then y.

    Raises
    ------
    CrsError
        ``outside_crs`` when a point has no image in the target.
    """
    if not xy:
        return []
    x, y = zip(*xy, strict=True)
    try:
        moved = _mover_thread.submit(_mover(source, target).transform, x, y, errcheck=True).result()
        return list(zip(*moved, strict=True))
    except pyproj.exceptions.ProjError as error:
        raise CrsError("outside_crs", value=str(xy[:1]), expected=target) from error
