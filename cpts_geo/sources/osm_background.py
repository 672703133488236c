"""What an OpenStreetMap extract offers to the background of the map."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import geopandas as gpd
import osmium
import shapely

from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.sources.osm_ways import EVERYWHERE, Box

LANDUSE: Final = frozenset(
    {"forest", "wood", "residential", "farmland", "meadow", "grass", "industrial", "commercial", "retail"}
    | {"park", "scrub", "orchard", "cemetery", "vineyard", "wetland", "beach", "heath", "grassland"}
)
WATERLINES: Final = frozenset({"river", "stream", "canal", "drain", "ditch"})
PLACES: Final = frozenset({"city", "town", "village", "hamlet", "suburb"})
AREA_KEYS: Final = ("landuse", "natural", "leisure", "waterway", "building", "water")


@dataclass
class Themes:
    """Rows of the background by theme: class, name and shape as WKB, which is small.

    Attributes
    ----------
    near, inside
        Boxes outside which nothing is kept; ``inside`` is for buildings.
    rows
        Theme to its rows.
    """

    near: Box = EVERYWHERE
    inside: Box = EVERYWHERE
    rows: dict[str, list[tuple[str, str, bytes]]] = field(default_factory=dict)


def collect_background(path: Path, themes: Themes) -> None:
    """Add what a sorted file offers to ``layers.BASEMAP_THEMES``.

    Areas whose outline the extract cuts are left out: they only decorate.
    """
    _take_lines_and_points(path, themes)
    _take_areas(path, themes)


def to_frames(themes: Themes, crs: str) -> dict[str, gpd.GeoDataFrame]:
    """One frame per theme, columns ``k``, ``name``, in ``crs``."""
    return {theme: _frame(rows, crs) for theme, rows in sorted(themes.rows.items())}


def _frame(rows: list[tuple[str, str, bytes]], crs: str) -> gpd.GeoDataFrame:
    k, name, wkb = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame({"k": k, "name": name}, geometry=shapely.from_wkb(list(wkb)), crs=WGS84)
    return reproject(frame, crs)


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


def _take_lines_and_points(path: Path, themes: Themes) -> None:
    entities = osmium.osm.NODE | osmium.osm.WAY
    wanted = osmium.filter.KeyFilter("waterway", "railway", "place")
    for thing in osmium.FileProcessor(str(path), entities).with_locations().with_filter(wanted):
        tags = dict(thing.tags)
        if thing.is_node():
            if tags.get("place") in PLACES and "name" in tags:
                point = shapely.Point(thing.location.lon, thing.location.lat)
                _add(themes, ("places", tags["place"]), tags, point)
            continue
        theme = theme_of_line(tags)
        if theme is None:
            continue
        xy = [(n.location.lon, n.location.lat) for n in thing.nodes if n.location.valid()]
        if len(xy) > 1:
            _add(themes, theme, tags, shapely.LineString(xy))


def _take_areas(path: Path, themes: Themes) -> None:
    wanted = osmium.filter.KeyFilter(*AREA_KEYS)
    to_wkb = osmium.geom.WKBFactory()
    for thing in osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted):
        if not thing.is_area():
            continue
        tags = dict(thing.tags)
        theme = theme_of_area(tags)
        if theme is None:
            continue
        try:
            shape = shapely.from_wkb(bytes.fromhex(to_wkb.create_multipolygon(thing)))
        except RuntimeError:  # libosmium: an area without a closed outline
            continue
        _add(themes, theme, tags, shape)


def _add(themes: Themes, theme: tuple[str, str], tags: Mapping[str, str], shape: shapely.Geometry) -> None:
    west, south, east, north = shapely.bounds(shape)
    box = themes.inside if theme[0] == "buildings" else themes.near
    if west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1]:
        row = (theme[1], tags.get("name", ""), shapely.to_wkb(shape))
        themes.rows.setdefault(theme[0], []).append(row)
