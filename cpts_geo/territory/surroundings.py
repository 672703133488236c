"""What lies around a territory: the box to ask layers for, and the départements that it meets."""

import math
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from cpts_geo.model.crs import WGS84, reproject, transform_points
from cpts_geo.sources.download.geo_api import departement_of
from cpts_geo.sources.download.ign_wfs import Box

# Assumption: nobody is faster than 60 km/h as the crow flies, so 30 minutes are within 30 km. This is
# also what the import of roads keeps (``build.MARGIN_M``).
MARGIN_KMH: Final = 60.0
DIRECTIONS: Final = 16
SHARES: Final = (0.5, 1.0)  # of the margin, where départements are looked for


def margin_m(minutes: float) -> float:
    """Metres of a margin in minutes."""
    return minutes * MARGIN_KMH * 1000 / 60


@dataclass(frozen=True)
class Surroundings:
    """Where layers are asked for.

    Attributes
    ----------
    box
        West, south, east, north in degrees: the communes and their margin.
    departements
        Those of the communes.
    codes
        INSEE codes of the communes.
    lookouts
        Points around the communes, longitude and latitude, to ask which département each is in.
    """

    box: Box
    departements: tuple[str, ...]
    codes: tuple[str, ...]
    lookouts: tuple[tuple[float, float], ...]


def surroundings(communes: gpd.GeoDataFrame, margin: float) -> Surroundings:
    """Surroundings of communes in their legal CRS, ``margin`` in metres."""
    hull = shapely.union_all(communes.geometry.to_numpy()).convex_hull
    ring = gpd.GeoDataFrame(geometry=[hull.buffer(margin)], crs=communes.crs)
    west, south, east, north = (float(v) for v in reproject(ring, WGS84).total_bounds)
    codes = tuple(str(code) for code in communes.index)
    return Surroundings(
        box=(west, south, east, north),
        departements=tuple(sorted({departement_of(code) for code in codes})),
        codes=codes,
        lookouts=_lookouts(hull, margin, str(communes.crs)),
    )


def _lookouts(hull: BaseGeometry, margin: float, crs: str) -> tuple[tuple[float, float], ...]:
    lines = [hull.buffer(margin * share).boundary for share in SHARES] if margin else []
    steps = [i / DIRECTIONS for i in range(DIRECTIONS)]
    points = [line.interpolate(step, normalized=True) for line in lines for step in steps]
    found = transform_points([(p.x, p.y) for p in points], crs, WGS84) if points else []
    return tuple((x, y) for x, y in found if math.isfinite(x))
