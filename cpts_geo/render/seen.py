"""Facts of the map printed as it is on the screen: its layers, its extent, one sheet and what it shows."""

from collections.abc import Sequence
from dataclasses import replace
from math import cos, radians
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.edition import Edition
from cpts_geo.model.errors import ExportError
from cpts_geo.model.layers import NAME
from cpts_geo.render import style
from cpts_geo.render.editions import edition_of
from cpts_geo.render.escape import plain_text
from cpts_geo.render.legend import HEIGHT_MM, WIDTH_MM, swatch
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.render.sheets import Facts, common_facts, table, territory_grid
from cpts_geo.render.style import MAIN_ROADS, road_class
from cpts_geo.render.svg import svg_document
from cpts_geo.render.svg_base import boundaries, ground, roads
from cpts_geo.render.svg_frame import MARGIN_MM, Bounds, Grid, MapFrame, fit_frame, make_grid
from cpts_geo.render.svg_hazard import edge_state
from cpts_geo.render.svg_labels import FONT
from cpts_geo.render.svg_margin import furniture_boxes, grid_lines, grid_names, north_arrow, scale_bar
from cpts_geo.render.svg_seen import Shown, draw_names, draw_shown, shown_in, small_swatch
from cpts_geo.render.svg_symbols import draw_places, draw_road_numbers
from cpts_geo.study import Study
from cpts_geo.wording import legends, provenance
from cpts_geo.wording import sheet_seen as words
from cpts_geo.wording import sheets as sheet_words

Extent = tuple[float, float, float, float]
PaperName = Literal["a4", "a3"]
# Room for the map and its margin strip, millimetres: the legend stands beside it, or below it.
ROOMS: Final = {
    "a4": {True: (222.0, 166.0), False: (194.0, 200.0)},
    "a3": {True: (336.0, 253.0), False: (281.0, 318.0)},
}
BORDER_MM: Final = 0.5
SAME_PLACE_M: Final = 5.0  # layers of the screen are rounded to about a metre
_STEPS: Final = np.linspace(0.0, 1.0, 9)
MOST_SQUARES: Final = 6


def seen_frame(extent: Extent, crs: str, paper: PaperName) -> tuple[MapFrame, bool]:
    """Frame at the largest round scale that shows the whole extent, and whether the sheet lies flat.

    Parameters
    ----------
    extent
        West, south, east, north in degrees.

    Raises
    ------
    ExportError
        ``bad_extent`` when it is not an extent, ``beyond_scale`` when no round scale is small enough,
        ``unknown_paper``.
    """
    if paper not in ROOMS:
        raise ExportError("unknown_paper", value=str(paper), expected=", ".join(ROOMS))
    bounds = _bounds(extent, crs)
    frames = {
        flat: fit_frame(bounds, room[0] - 2 * MARGIN_MM, room[1] - 2 * MARGIN_MM, BORDER_MM)
        for flat, room in ROOMS[paper].items()
    }
    wide = extent[2] - extent[0] > (extent[3] - extent[1]) / cos(radians((extent[1] + extent[3]) / 2))
    flat = min(frames, key=lambda one: (frames[one].scale, one != wide))
    return frames[flat], flat


def _bounds(extent: Extent, crs: str) -> Bounds:
    """Box in ``crs`` around the whole extent, whose edges are curves there."""
    west, south, east, north = extent
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ExportError("bad_extent", value=",".join(f"{value:g}" for value in extent))
    edge = [(x, y) for x in west + _STEPS * (east - west) for y in (south, north)]
    edge += [(x, y) for y in south + _STEPS * (north - south) for x in (west, east)]
    spots = np.array(transform_points(edge, WGS84, crs))
    (xmin, ymin), (xmax, ymax) = spots.min(axis=0), spots.max(axis=0)
    return float(xmin), float(ymin), float(xmax), float(ymax)


def seen_facts(
    study: Study,
    layers: Sequence[MapLayer],
    extent: Extent,
    *,
    paper: PaperName = "a4",
    edition: Edition = Edition.PUBLIC,
    listed: bool = True,
) -> Facts:
    """Everything the sheet says.

    Parameters
    ----------
    layers
        Those of the screen, in drawing order.
    edition
        The public one does not show what it hides, even when the screen does: where material is stored.
    listed
        Whether a table of what is named follows the map.
    """
    territory = study.territory
    kept = edition_of(study, edition).territory.sites
    hidden = territory.sites[~territory.sites.index.isin(kept.index)]
    frame, flat = seen_frame(extent, territory.crs, paper)
    own = make_grid(frame.bounds)
    shared = territory_grid(study)
    grid = shared if shared.square(frame.x, frame.y) else own
    kinds = [_without(kind, hidden) for kind in shown_in(layers, frame, territory.crs)]
    kinds = [kind for kind in kinds if len(kind.frame)]
    svg, classes, unnamed = _map(study, frame, grid, kinds)
    width, height = frame.width_mm + 2 * MARGIN_MM, frame.height_mm + 2 * MARGIN_MM
    alt = words.map_alt(territory.name, study.spec.scenario.name, frame.scale, listed=listed)
    facts = common_facts(study, words.KIND)
    homes = any(kind.look.get("home") for kind in kinds)
    remarks = [
        words.BACKGROUND,
        words.HOMES if homes else "",
        words.HIDDEN_SITES if len(hidden) else "",
        words.unnamed(unnamed),
    ]
    return facts | {
        "paper": paper,
        "flat": flat,
        "format": sheet_words.paper_line(paper, frame.scale),
        "map": {"svg": svg, "width": width, "height": height, "alt": plain_text(alt, 500)},
        "legend": {"title": legends.LEGEND, "groups": _legend(kinds, classes, grid)},
        "remarks": [line for line in remarks if line],
        "listed": _listed(kinds, frame, grid) if listed else None,
        "producers": plain_text(provenance.under_map(territory.sources), 600),
    }


def _without(kind: Shown, hidden: gpd.GeoDataFrame) -> Shown:
    """A kind of feature without the places to hide: those of the same name at the same place."""
    if hidden.empty or not kind.look.get("path"):
        return kind
    near = [
        bool((hidden.geometry[hidden[NAME] == title].distance(spot) < SAME_PLACE_M).any())
        for title, spot in zip(kind.frame["title"], kind.frame.geometry, strict=True)
    ]
    return replace(kind, frame=kind.frame[[not found for found in near]])


def _map(
    study: Study, frame: MapFrame, grid: Grid, kinds: Sequence[Shown]
) -> tuple[str, tuple[style.RoadClass, ...], int]:
    base, classes = roads(study.network, frame)
    edges, furniture = edge_state(study), furniture_boxes(frame)
    named = draw_names(kinds, frame, furniture)
    main = edges["highway"].map(road_class).isin(MAIN_ROADS) | (edges["factor"] == 0)
    road_numbers = draw_road_numbers(edges[main], frame, np.vstack([furniture, named.boxes]))
    places = draw_places(study, frame, np.vstack([furniture, named.boxes, road_numbers.boxes]))
    inside = [
        *ground(study.territory, frame),
        *base,
        *boundaries(study.territory, frame),
        *draw_shown(kinds, frame),
        grid_lines(grid, frame),
        *(part for drawn in (road_numbers, places, named) for part in drawn.svg),
        scale_bar(frame),
        north_arrow(frame),
    ]
    return svg_document(inside, grid_names(grid, frame), frame), classes, len(named.left_out)


def _legend(
    kinds: Sequence[Shown], classes: Sequence[style.RoadClass], grid: Grid
) -> list[dict[str, object]]:
    """What the frame shows and nothing else; the layers of the screen first."""
    looks = {kind.label: kind.look for kind in kinds if kind.label}
    seen = [{"svg": _swatch(look), "label": plain_text(label, 60)} for label, look in looks.items()]
    keys = [*(f"road_{kind}" for kind in reversed(classes)), "grid"]
    under = [{"svg": swatch(key), "label": legends.legend_entry(key, grid.size_m)} for key in keys]
    groups = {words.SHOWN: seen, legends.LEGEND_GROUPS["roads"]: under}
    return [{"title": title, "entries": entries} for title, entries in groups.items() if entries]


def _swatch(look: dict[str, object]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM}mm" height="{HEIGHT_MM}mm" '
        f'viewBox="0 0 {WIDTH_MM} {HEIGHT_MM}" font-family="{FONT}">{small_swatch(look, WIDTH_MM, HEIGHT_MM)}'
        "</svg>"
    )


def _listed(kinds: Sequence[Shown], frame: MapFrame, grid: Grid) -> Facts:
    """What has a name of its own, by kind: symbols, then lines; homes and zones have none that may leave."""
    ordered = sorted(kinds, key=lambda kind: not kind.look.get("path"))
    named = [(kind, _rows(kind, frame, grid)) for kind in ordered if kind.label]
    rows = [
        row
        for kind, own in named
        for row in ([{"group": plain_text(kind.label, 80), "key": kind.label}, *own] if own else [])
    ]
    symbols = {kind.label: _swatch(kind.look) for kind, own in named if own}
    return table(words.LISTED, words.LISTED_HEAD, rows, words.NOTHING_LISTED) | {"symbols": symbols}


def _rows(kind: Shown, frame: MapFrame, grid: Grid) -> list[Facts]:
    box = shapely.box(*frame.bounds)
    own = kind.frame[(kind.frame["title"] != "") & (kind.frame["title"] != kind.label)]
    if not kind.look.get("path"):
        own = own[shapely.get_dimensions(own.geometry.to_numpy()) == 1]
    found: dict[str, set[str]] = {}
    for name, shape in zip(own["title"], own.geometry, strict=True):
        parts = shapely.get_parts([shapely.intersection(shape, box)])
        middle = shapely.get_coordinates(shapely.point_on_surface(parts))
        squares = {grid.square(x, y) for x, y in middle} - {""}
        found.setdefault(plain_text(name, 80), set()).update(squares)
    return [{"cells": [name, _squares(found[name])]} for name in sorted(found)]


def _squares(squares: set[str]) -> str:
    """Squares of the radio grid in reading order, the first ones when there are many."""
    ordered = sorted(squares, key=lambda name: (len(name), name))
    return ", ".join(ordered[:MOST_SQUARES]) + ("…" if len(ordered) > MOST_SQUARES else "")
