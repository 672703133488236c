"""Making findings: places in degrees, values cut, one finding per row of a frame."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.changes import LonLat
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.findings import Finding, Repair
from cpts_geo.model.layers import NAME
from cpts_geo.territory.doctor.severity import SEVERITY

LONGEST: Final = 60  # characters of a value, RELIABILITY 5
DECIMALS: Final = 7  # about 1 cm
SEPARATOR: Final = " ; "
Findings = tuple[Finding, ...]
Repairs = Mapping[str, tuple[Repair, ...]]
NO_REPAIR: Final[Repairs] = MappingProxyType({})


def cut(*parts: object) -> str:
    """Parts of a value in ``LONGEST`` characters at most, the longest ones shortened."""
    texts = [str(part) for part in parts]
    room = LONGEST - len(SEPARATOR) * (len(texts) - 1)
    limit = room
    while sum(min(len(text), limit) for text in texts) > room:
        limit -= 1
    return SEPARATOR.join(t if len(t) <= limit else t[: limit - 1] + "…" for t in texts)


def metres(distance: float) -> str:
    """``850 m``, ``12.3 km``; the words make it French."""
    return f"{distance:.0f} m" if distance < 1000 else f"{distance / 1000:.1f} km"


def percent(share: float) -> str:
    """``23 %``; the words make it French."""
    return f"{100 * share:.0f} %"


def lonlats(shapes: gpd.GeoSeries) -> list[LonLat]:
    """A point of each shape in WGS84 degrees: itself, or a point inside."""
    if not len(shapes):
        return []
    points = shapes.where(shapes.geom_type == "Point", shapes.representative_point())
    degrees = to_degrees(gpd.GeoDataFrame(geometry=points)).geometry
    return [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in zip(degrees.x, degrees.y, strict=True)]


def at(x: float, y: float, crs: Any) -> LonLat:
    """One place given in metres."""
    return lonlats(gpd.GeoSeries([shapely.Point(x, y)], crs=crs))[0]


def whole(layer: str, kind: str, value: str = "", **facts: Any) -> Finding:
    """A finding about a whole layer, or whatever ``facts`` say."""
    return Finding(kind, SEVERITY[kind], layer, value=value[:LONGEST], **facts)


def per_row(
    frame: gpd.GeoDataFrame,
    layer: str,
    kind: str,
    values: Iterable[object] = (),
    repairs: Repairs = NO_REPAIR,
) -> Findings:
    """One finding per row, at its place, under its name.

    Parameters
    ----------
    frame
        Rows concerned.
    layer, kind
        Of every finding.
    values
        Value read, in the order of the rows; none when there is nothing to quote.
    repairs
        By identifier of the row.
    """
    if not len(frame):
        return ()
    said = [str(value)[:LONGEST] for value in values] or [""] * len(frame)
    names = frame[NAME].astype(str) if NAME in frame else frame.index.astype(str)
    rows = zip(frame.index.astype(str), names, said, lonlats(frame.geometry), strict=True)
    return tuple(
        Finding(kind, SEVERITY[kind], layer, key, name, value, where, repairs.get(key, ()))
        for key, name, value, where in rows
    )


def nearest_m(points: gpd.GeoSeries, shapes: gpd.GeoSeries) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Distance of each point to the nearest shape, metres; ``inf`` when there is none."""
    far = np.full(len(points), np.inf)
    if len(points) and len(shapes):
        found, distance = shapes.sindex.nearest(points.to_numpy(), return_all=False, return_distance=True)
        far[found[0]] = distance
    return far


def standing_in(points: gpd.GeoSeries, areas: gpd.GeoDataFrame | gpd.GeoSeries) -> pd.Series:
    """Position of the first area that holds each point, -1 where none does."""
    home = pd.Series(-1, index=range(len(points)))
    if len(points) and len(areas):
        point, area = areas.sindex.query(points.to_numpy(), predicate="intersects")
        first = pd.Series(area, index=point).groupby(level=0).min()
        home.loc[first.index] = first
    return home
