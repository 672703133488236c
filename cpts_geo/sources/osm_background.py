"""What an OpenStreetMap extract offers to the background of the map."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import osmium
import pandas as pd
import shapely

from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.sources.osm_ways import EVERYWHERE, Box
from cpts_geo.sources.raw import RawTable

LANDUSE: Final = frozenset(
    {"forest", "wood", "residential", "farmland", "meadow", "grass", "industrial", "commercial", "retail"}
    | {"park", "scrub", "orchard", "cemetery", "vineyard", "wetland", "beach", "heath", "grassland"}
)
WATERLINES: Final = frozenset({"river", "stream", "canal", "drain", "ditch"})
PLACES: Final = frozenset({"city", "town", "village", "hamlet", "suburb"})
AEROWAYS: Final = frozenset({"helipad", "heliport"})
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
    helipads
        Identifier, value of ``aeroway``, name and shape of each landing place of helicopters.
    """

    near: Box = EVERYWHERE
    inside: Box = EVERYWHERE
    rows: dict[str, list[tuple[str, str, bytes]]] = field(default_factory=dict)
    helipads: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)


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
    wanted = osmium.filter.KeyFilter("waterway", "railway", "place", "aeroway")
    for thing in osmium.FileProcessor(str(path), entities).with_locations().with_filter(wanted):
        tags = dict(thing.tags)
        if tags.get("aeroway") in AEROWAYS and tags.get("disused", "no") == "no":
            _add_helipad(themes, thing, tags)
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


def _add_helipad(themes: Themes, thing: Any, tags: Mapping[str, str]) -> None:
    """A node, or the middle of a way; a way and a node of one place are two places until somebody says so."""
    nodes = [thing] if thing.is_node() else list(thing.nodes)
    xy = [(n.location.lon, n.location.lat) for n in nodes if n.location.valid()]
    if not xy:
        return
    point = shapely.MultiPoint(xy).envelope.centroid
    west, south, east, north = themes.near
    if west <= point.x <= east and south <= point.y <= north:
        name = tags.get("name") or tags.get("ref") or ""
        themes.helipads[f"osm-{thing.type_str()}{thing.id}"] = (tags["aeroway"], name, shapely.to_wkb(point))


def helipads_table(themes: Themes, file: str) -> RawTable:
    """Landing places of helicopters, as a vector file would hold them."""
    index = pd.RangeIndex(1, len(themes.helipads) + 1, name="row")
    facts = list(themes.helipads.values())
    columns = {"id": list(themes.helipads), "aeroway": [f[0] for f in facts], "name": [f[1] for f in facts]}
    shapes = gpd.GeoSeries(shapely.from_wkb([f[2] for f in facts]), index=index, crs=WGS84)
    return RawTable(file, pd.DataFrame(columns, index=index, dtype=object), shapes)


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
