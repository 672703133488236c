"""Closures given by a point, two points or the name of a road, put on the roads of the territory."""

import re
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from cpts_geo.model.layers import NAME
from cpts_geo.sources.raw import normalise

ROADS: Final = ("route", "road", "numero_route", "num_route", "axe", "voie", "nom_voie", "rue", "ref")
COMMUNES: Final = ("commune", "nom_commune", "ville", "code_insee", "insee", "code_commune")
NEAR_M: Final = 50.0  # a point without a road is on a road this near, or nowhere (assumption)
NEAR_NAMED_M: Final = 250.0  # a point on a road of known number may be given at the pin of a map (assumption)
CORRIDOR_M: Final = 150.0  # half-width, at least, around the straight line between two ends (assumption)
CORRIDOR_SHARE: Final = 0.2  # of the distance between the ends: a road bends
INSIDE: Final = 0.5  # of an edge's length
_NUMBER: Final = re.compile(
    r"(?:route_)?(?:r?(a|n|d|c|e|m)|(autoroute|nationale|departementale|vc))_?0*(\d+[a-z]?\d*(?:_[a-z0-9]+)*)"
)
_WORDS: Final = {"autoroute": "a", "nationale": "n", "departementale": "d", "vc": "vc"}


@dataclass(frozen=True, eq=False)
class Matched:
    """Lines found for rows, and the kind of failure of the others.

    Attributes
    ----------
    shapes
        Row to the closed stretch, in the CRS of the edges.
    missed
        Row to ``no_road_number``, ``road_not_here``, ``no_road_near``.
    """

    shapes: gpd.GeoSeries
    missed: pd.Series


def road_key(text: str) -> str:
    """``"RD 14"``, ``"D0014"``, ``"route départementale 14"`` → ``"d14"``; a name as a plain slug."""
    plain = normalise(text)
    found = _NUMBER.fullmatch(plain)
    return f"{found[1] or _WORDS[found[2]]}{found[3]}" if found else plain


def match(
    rows: pd.DataFrame, points: gpd.GeoSeries, edges: gpd.GeoDataFrame, communes: gpd.GeoDataFrame
) -> Matched:
    """Stretch of road of each row.

    Parameters
    ----------
    rows
        Columns ``road`` and ``commune``, text.
    points
        Point or two ends of each row, in the CRS of the edges; none where only a name is given.
    edges, communes
        Of the territory, in one CRS.
    """
    own = edges.drop_duplicates(subset="geometry")
    keys = pd.Series(
        [_keys(ref, name) for ref, name in zip(own["ref"], own["name"], strict=True)], index=own.index
    )
    shapes: dict[object, BaseGeometry] = {}
    missed: dict[object, str] = {}
    for row, road, commune in zip(rows.index, rows["road"], rows["commune"], strict=True):
        key, spot = road_key(road), points.get(row)
        mine = own[keys.map(lambda found, key=key: key in found)] if key else own.iloc[:0]
        if spot is None or spot.is_empty:
            found, why = _by_name(mine, commune, communes) if key else (None, "no_road_number")
        elif spot.geom_type == "Point":
            found, why = _nearest(mine, spot, NEAR_NAMED_M) if len(mine) else _nearest(own, spot, NEAR_M)
        else:
            found, why = _between(mine, spot) if key else (None, "no_road_number")
        if found is None:
            missed[row] = why
        else:
            shapes[row] = found
    return Matched(
        gpd.GeoSeries(pd.Series(shapes, dtype=object), crs=edges.crs), pd.Series(missed, dtype=object)
    )


def _keys(ref: str, name: str) -> frozenset[str]:
    return frozenset({road_key(part) for part in str(ref).split(";")} | {road_key(str(name))}) - {""}


def _by_name(
    mine: gpd.GeoDataFrame, commune: str, communes: gpd.GeoDataFrame
) -> tuple[BaseGeometry | None, str]:
    """All of a road, within the commune when one is named."""
    if commune:
        wanted = normalise(commune)
        named = communes[NAME].map(normalise).eq(wanted) | (communes.index.astype(str) == commune)
        mine = mine[mine.intersects(communes[named].union_all())] if named.any() else mine.iloc[:0]
    return (_joined(mine), "") if len(mine) else (None, "road_not_here")


def _nearest(mine: gpd.GeoDataFrame, spot: BaseGeometry, limit: float) -> tuple[BaseGeometry | None, str]:
    distance = mine.distance(spot)
    if mine.empty or distance.min() > limit:
        return None, "no_road_near"
    return mine.geometry.iloc[int(distance.to_numpy().argmin())], ""


def _between(mine: gpd.GeoDataFrame, ends: BaseGeometry) -> tuple[BaseGeometry | None, str]:
    """Edges of a road that lie for half their length in a corridor between two points."""
    line = shapely.LineString(shapely.get_coordinates(ends))
    corridor = line.buffer(max(CORRIDOR_M, CORRIDOR_SHARE * line.length))
    inside = mine.intersection(corridor).length >= INSIDE * mine.length
    return (_joined(mine[inside]), "") if inside.any() else (None, "road_not_here")


def _joined(edges: gpd.GeoDataFrame) -> BaseGeometry:
    return shapely.MultiLineString([line for line in edges.geometry if isinstance(line, shapely.LineString)])
