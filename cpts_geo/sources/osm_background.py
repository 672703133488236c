"""What an OpenStreetMap extract offers to the background of the map."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import osmium
import shapely

from cpts_geo.model.crs import WGS84, reproject

Row = dict[str, Any]
LANDUSE: Final = frozenset(
    {"forest", "wood", "residential", "farmland", "meadow", "grass", "industrial", "commercial", "retail"}
    | {"park", "scrub", "orchard", "cemetery", "vineyard", "wetland", "beach", "heath", "grassland"}
)
WATERLINES: Final = frozenset({"river", "stream", "canal", "drain", "ditch"})
PLACES: Final = frozenset({"city", "town", "village", "hamlet", "suburb"})
AREA_KEYS: Final = ("landuse", "natural", "leisure", "waterway", "building", "water")


def read_background(path: Path, crs: str) -> Mapping[str, gpd.GeoDataFrame]:
    """Themes of ``layers.BASEMAP_THEMES`` present in the file, columns ``k``, ``name``, in ``crs``.

    Areas whose outline the extract cuts are left out: they only decorate.
    """
    rows: dict[str, list[Row]] = {}
    _take_lines_and_points(path, rows)
    _take_areas(path, rows)
    themes = {
        theme: reproject(gpd.GeoDataFrame(found, geometry="geometry", crs=WGS84), crs)
        for theme, found in sorted(rows.items())
    }
    return MappingProxyType(themes)


def theme_of_area(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Theme and class of an area, none when the map does not show it."""
    if "building" in tags:
        return None if tags["building"] == "no" else ("buildings", "building")
    if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
        return "water", "water"
    if tags.get("landuse") in {"reservoir", "basin"}:
        return "water", "water"
    kind = tags.get("landuse") or tags.get("natural") or tags.get("leisure") or ""
    return ("landuse", kind) if kind in LANDUSE else None


def theme_of_line(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Theme and class of a way drawn as a line."""
    if tags.get("waterway") in WATERLINES and tags.get("tunnel", "no") == "no":
        return "waterline", tags["waterway"]
    in_use = tags.get("railway") == "rail" and tags.get("service") is None
    return ("rail", "rail") if in_use else None


def _take_lines_and_points(path: Path, rows: dict[str, list[Row]]) -> None:
    entities = osmium.osm.NODE | osmium.osm.WAY
    wanted = osmium.filter.KeyFilter("waterway", "railway", "place")
    for thing in osmium.FileProcessor(str(path), entities).with_locations().with_filter(wanted):
        tags = dict(thing.tags)
        if thing.is_node():
            if tags.get("place") in PLACES and "name" in tags:
                point = shapely.Point(thing.location.lon, thing.location.lat)
                _add(rows, ("places", tags["place"]), tags, point)
            continue
        xy = [(n.location.lon, n.location.lat) for n in thing.nodes if n.location.valid()]
        theme = theme_of_line(tags)
        if theme and len(xy) > 1:
            _add(rows, theme, tags, shapely.LineString(xy))


def _take_areas(path: Path, rows: dict[str, list[Row]]) -> None:
    wanted = osmium.filter.KeyFilter(*AREA_KEYS)
    to_wkb = osmium.geom.WKBFactory()
    for thing in osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted):
        tags = dict(thing.tags)
        theme = theme_of_area(tags) if thing.is_area() else None
        if theme is None:
            continue
        try:
            shape = shapely.from_wkb(bytes.fromhex(to_wkb.create_multipolygon(thing)))
        except RuntimeError:  # libosmium: an area without a closed outline
            continue
        _add(rows, theme, tags, shape)


def _add(
    rows: dict[str, list[Row]], theme: tuple[str, str], tags: Mapping[str, str], shape: shapely.Geometry
) -> None:
    row = {"k": theme[1], "name": tags.get("name", ""), "geometry": shape}
    rows.setdefault(theme[0], []).append(row)
