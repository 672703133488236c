"""Coordinates as tables spell them: decimal degrees, minutes and seconds, a pair or a shape in one cell."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from cpts_geo.sources.raw import RawTable, parse_number, parse_numbers

LONGITUDES: Final = (
    "lon", "longitude", "long", "lng", "x", "long_coor1", "coordinates_longitude", "coord_x",
    "equip_long", "x_long",
    "c_long_coor1", "longitude_wgs84", "lambert_x", "coordx", "coordxet", "x_wgs84",
)  # fmt: skip
LATITUDES: Final = (
    "lat", "latitude", "y", "lat_coor1", "coordinates_latitude", "coord_y", "equip_lat", "y_lat",
    "c_lat_coor1", "latitude_wgs84", "lambert_y", "coordy", "coordyet", "y_wgs84",
)  # fmt: skip
PAIRS: Final = ("geo_point_2d", "geo_point", "coordonnees", "coordinates", "geopoint")
SHAPES: Final = (
    "geom",
    "wkt",
    "geometry",
    "the_geom",
    "geometrie",
    "geo_shape",
    "geom_wkt",
    "point",
    "shape",
)
_SIGN: Final = {"N": 1, "E": 1, "S": -1, "W": -1, "O": -1}  # O: ouest
_DEGREES: Final = re.compile(
    r"([+-]?)\s*(\d{1,3}(?:[.,]\d+)?)\s*(?:\u00b0|\u00ba|d)?\s*"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*['\u2019\u2032m]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''|\u2019\u2019|\u2033|\u201d|s)?)?)?"
    r"\s*([NSEWO]?)",
    re.IGNORECASE,
)
_POINT: Final = re.compile(
    r"(?:SRID=\d+;)?\s*POINT\s*(?:Z|M|ZM)?\s*\(\s*(\S+)\s+([^\s)]+)[^)]*\)", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class Spelled:
    """Two columns of numbers, NaN where there is none, and the cells that were not decimal numbers.

    Attributes
    ----------
    x, y
        Longitude or easting, latitude or northing.
    first, second
        The same, as the file writes them.
    converted
        Whether a row was in degrees, minutes and seconds.
    header
        Column that is read, that of the longitude when there are two.
    """

    x: pd.Series
    y: pd.Series
    first: pd.Series
    second: pd.Series
    converted: pd.Series
    header: str


def has_columns(raw: RawTable) -> bool:
    """Whether some columns of the table say where its rows are."""
    two = None not in (raw.header(LONGITUDES), raw.header(LATITUDES))
    return two or raw.header(PAIRS) is not None or _shapes(raw) is not None


def spelled(raw: RawTable) -> Spelled:
    """Coordinates of the rows, from two columns, else a pair in one cell, else a shape in one cell."""
    if None not in (raw.header(LONGITUDES), raw.header(LATITUDES)) or not has_columns(raw):
        return _numbers(raw.text(LONGITUDES), raw.text(LATITUDES), raw.header(LONGITUDES) or "")
    if raw.header(PAIRS) is not None and _shapes(raw) is None:
        halves = raw.text(PAIRS).astype(object).map(_halves)
        return _numbers(halves.map(lambda p: p[1]), halves.map(lambda p: p[0]), raw.header(PAIRS) or "")
    header = _shapes(raw) or ""
    pairs = raw.columns[header].str.strip().map(_point)
    return _numbers(pairs.map(lambda p: p[0]), pairs.map(lambda p: p[1]), header)


def _shapes(raw: RawTable) -> str | None:
    """Column whose filled cells are points in WKT or GeoJSON, most of them."""
    for name in (*SHAPES, *PAIRS):
        header = raw.header((name,))
        if header is None:
            continue
        filled = raw.columns[header].str.strip()
        filled = filled[filled != ""].head(50)
        if len(filled) and (filled.map(_point) != ("", "")).mean() > 0.5:
            return header
    return None


def _point(text: str) -> tuple[str, str]:
    """X and y of a point in WKT or GeoJSON, empty for anything else."""
    found = _POINT.fullmatch(text)
    if found:
        return found[1], found[2]
    if not text.startswith("{") or len(text) > 500:
        return "", ""
    try:
        shape: Any = json.loads(text)
    except (ValueError, RecursionError):
        return "", ""
    known = isinstance(shape, dict) and shape.get("type") == "Point"
    values = shape.get("coordinates") if known else None
    return (str(values[0]), str(values[1])) if isinstance(values, list) and len(values) > 1 else ("", "")


def _halves(text: str) -> tuple[str, str]:
    """Both halves of \u00ab 46,2 ; 5,2 \u00bb, \u00ab 46.2, 5.2 \u00bb or \u00ab 46.2 5.2 \u00bb."""
    bare = text.strip("()[] ")
    separator = (
        ";" if ";" in bare else ", " if bare.count(", ") == 1 else "," if bare.count(",") == 1 else " "
    )
    first, _, second = bare.partition(separator)
    return first.strip(), second.strip()


def _numbers(first: pd.Series, second: pd.Series, header: str) -> Spelled:
    x, a = _column(first)
    y, b = _column(second)
    return Spelled(x, y, first, second, a | b, header)


def _column(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Numbers of a column, and the rows that were in degrees, minutes and seconds."""
    values = parse_numbers(texts)
    odd = values.isna() & (texts != "")
    if odd.any():
        values = values.copy()
        values[odd] = texts[odd].map(degrees)
    return values, odd & values.notna()


def degrees(text: str) -> float:
    """Decimal degrees of ``45\u00b035'12"N``, NaN when it is no angle; west and south are negative."""
    found = _DEGREES.fullmatch(text.strip())
    if not found or not (found[3] or found[5] or "\u00b0" in text):
        return np.nan
    whole, minutes, seconds = (parse_number(part) if part else 0.0 for part in found.group(2, 3, 4))
    if minutes >= 60 or seconds >= 60:
        return np.nan
    side = -1 if found[1] == "-" else _SIGN.get(found[5].upper(), 1)
    return side * (whole + minutes / 60 + seconds / 3600)
