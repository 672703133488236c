"""What a person may write in a row: the right columns, types and words, and a place that makes sense."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.model.categories import STORED_CATEGORIES
from cpts_geo.model.changes import Cell, LonLat
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import DataError, LayerError
from cpts_geo.model.layers import (
    CAPACITY,
    CATEGORY,
    CODE_INSEE,
    COMMUNES,
    NAME,
    POPULATION,
    SITES,
    STRUCTURES,
    LayerContract,
)
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources import sites, structures
from cpts_geo.sources.cells import MAX_CAPACITY
from cpts_geo.sources.raw import clean_text

EDITABLE: Final = {contract.name: contract for contract in (STRUCTURES, SITES, COMMUNES)}
WORDS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {
        (STRUCTURES.name, CATEGORY): tuple(str(category) for category in STORED_CATEGORIES),
        (STRUCTURES.name, "status"): structures.STATUSES,
        (SITES.name, "status"): sites.STATUSES,
        (SITES.name, "kind"): sites.KINDS,
    }
)
_CODE: Final = re.compile(r"(\d{2}|2[AB])\d{3}")


def contract_of(layer: str) -> LayerContract:
    """Contract of a layer that people may change.

    Raises
    ------
    LayerError
        ``not_editable``.
    """
    if layer not in EDITABLE:
        raise LayerError("not_editable", value=layer, expected=", ".join(EDITABLE))
    return EDITABLE[layer]


def accepted(layer: str, values: Mapping[str, Cell]) -> dict[str, Cell]:
    """Values of a person in the types of the layer, texts without hidden characters.

    Raises
    ------
    LayerError
        ``unknown_column``, ``bad_number``, ``bad_value`` naming the column.
    """
    contract = contract_of(layer)
    defaults: dict[str, float | str | bool] = {
        c: "" if c != POPULATION else np.nan for c in contract.required
    }
    defaults |= dict(contract.optional)
    for column in values:
        if column not in defaults:
            raise LayerError("unknown_column", column=column, expected=", ".join(defaults))
    told = {column: _typed(column, value, defaults[column]) for column, value in values.items()}
    _check_words(layer, told)
    return told


def _typed(column: str, value: Cell, default: float | str | bool) -> Cell:  # noqa: FBT001 the value of a contract
    if value is None:
        return None
    if isinstance(default, bool) or isinstance(value, bool):
        if isinstance(default, bool) and isinstance(value, bool):
            return value
        raise LayerError("bad_value", column=column, value=str(value), expected="true, false")
    if isinstance(default, str):
        return clean_text(str(value)).strip() or None
    return _number(column, value)


def _number(column: str, value: str | float) -> float | None:
    try:
        number = float(value)
    except ValueError as error:
        raise LayerError("bad_number", column=column, value=str(value)) from error
    if math.isnan(number):
        return None
    most = MAX_CAPACITY if column == CAPACITY else math.inf
    if not 0 <= number <= most or math.isinf(number):
        raise LayerError("bad_number", column=column, value=str(value), expected=f"0-{most:.0f}")
    return number


def _check_words(layer: str, values: Mapping[str, Cell]) -> None:
    if NAME in values and not values[NAME]:
        raise LayerError("bad_value", column=NAME)
    for column, value in values.items():
        words = WORDS.get((layer, column))
        if words and value not in words:
            raise LayerError("bad_value", column=column, value=str(value or ""), expected=", ".join(words))
    code = values.get(CODE_INSEE)
    if code and not _CODE.fullmatch(str(code)):
        raise LayerError("bad_value", column=CODE_INSEE, value=str(code), expected="17299, 2A004")
    usages = str(values.get("usage") or "").split(";")
    if layer == SITES.name and not set(usages) - {""} <= set(sites.USAGES):
        raise LayerError("bad_value", column="usage", value=";".join(usages), expected=";".join(sites.USAGES))


def check_hours(values: Mapping[str, Cell]) -> None:
    """Refuse a site that closes before it opens, naming both fields.

    Raises
    ------
    LayerError
        ``bad_date``, ``closes_before_opens``.
    """
    opens, closes = _moment("opens", values), _moment("closes", values)
    if opens and closes and closes < opens:
        said = f"{values['opens']} > {values['closes']}"
        raise LayerError("closes_before_opens", column="opens, closes", value=said)


def _moment(column: str, values: Mapping[str, Cell]) -> dt.datetime | None:
    text = str(values.get(column) or "")
    if not text:
        return None
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)  # both are local times of the site
    except ValueError as error:
        raise LayerError("bad_date", column=column, value=text) from error


def checked_place(lonlat: LonLat) -> LonLat:
    """A position with the decimals that files keep.

    Raises
    ------
    DataError
        ``bad_coordinate``.
    """
    lon, lat = lonlat
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise DataError("bad_coordinate", value=f"{lon}, {lat}")
    return round(lon, 7), round(lat, 7)


def point_of(lonlat: LonLat, crs: str) -> shapely.Point:
    """A position in a CRS in metres."""
    return shapely.Point(transform_points([lonlat], WGS84, crs)[0])


def commune_at(lonlat: LonLat, communes: gpd.GeoDataFrame) -> dict[str, Cell]:
    """Code and name of the commune of a position; nothing outside of them."""
    inside = communes.index[communes.intersects(point_of(lonlat, str(communes.crs)))]
    return {CODE_INSEE: str(inside[0]), "commune": str(communes[NAME][inside[0]])} if len(inside) else {}


def place_facts(
    layer: str, lonlat: LonLat, communes: gpd.GeoDataFrame, zones: Mapping[str, gpd.GeoDataFrame]
) -> tuple[Problem, ...]:
    """What a person must know about a position: outside of the communes, in a flood layer.

    Parameters
    ----------
    layer
        Layer of the row.
    lonlat
        The position, WGS84 degrees.
    communes, zones
        Of the territory, in its CRS.
    """
    point, found = point_of(lonlat, str(communes.crs)), []
    metres = float(communes.distance(point).min()) if len(communes) else 0.0
    if metres > 0:
        far = f"{metres / 1000:.1f} km"
        found.append(Problem("", layer, 0, "", "outside_territory", far, Outcome.INFORMATION))
    wet = [n for n, z in sorted(zones.items()) if (z.intersects(point) & (z["kind"] == "flood")).any()]
    if wet:
        found.append(Problem("", layer, 0, "", "in_flood_zone", ", ".join(wet), Outcome.INFORMATION))
    return tuple(found)


def zones_of(folder: Path) -> list[str]:
    """Names of the hazard layers of a folder."""
    return sorted(path.stem for path in (folder / "hazards").glob("*.parquet"))
