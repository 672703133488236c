"""Layers of the screen drawn on paper: same shapes, at exact scale, with names where pointing told them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.render import style
from cpts_geo.render.escape import plain_text
from cpts_geo.render.map_layers import MapLayer, Style
from cpts_geo.render.svg_base import filled, stroked
from cpts_geo.render.svg_frame import Floats, Geometries, MapFrame, area_path, line_path
from cpts_geo.render.svg_hazard import HATCH_MM
from cpts_geo.render.svg_labels import Text, inert, place
from cpts_geo.render.svg_symbols import Drawn

PIXEL_MM: Final = 0.2  # a pixel of the screen, thinner than 96 to the inch: paper is sharper
NAME_MM: Final = 2.1
LONGEST_NAME: Final = 44
HOME_M: Final = 60.0  # every home alike: on the screen its size tells how few people live there
LEAST_DISC_MM: Final = 0.6
_HATCH_STEP_MM: Final = 1.3
_DEPTHS: Final = {depth.colour: depth.key for depth in style.DEPTH_STYLES}
_SURFACE, _LINE, _POINT = 2, 1, 0


@dataclass(frozen=True, eq=False)
class Shown:
    """What is inside the frame of one kind of feature of one layer.

    Attributes
    ----------
    label
        Words of the legend, ``""`` for what it does not name.
    look
        Style of the screen.
    frame
        Features in the CRS of the territory, with their ``title``.
    """

    label: str
    look: Style
    frame: gpd.GeoDataFrame


def shown_in(layers: Sequence[MapLayer], frame: MapFrame, crs: str) -> list[Shown]:
    """Kinds of features that the frame shows, in drawing order."""
    return [kind for layer in layers for kind in _kinds(layer, frame, crs)]


def _kinds(layer: MapLayer, frame: MapFrame, crs: str) -> list[Shown]:
    features = json.loads(layer.data)["features"]
    if not features:
        return []
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    told = [feature["properties"] for feature in features]
    rows = {"s": [facts["s"] for facts in told], "title": [facts.get("t", "") for facts in told]}
    table = reproject(gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84), crs)
    here = table[table.intersects(shapely.box(*frame.bounds))]
    homes: Style = {"home": True} if any("m" in facts for facts in told) else {}
    names = layer.names if layer.legend else ("",) * len(layer.styles)
    order = dict.fromkeys(here["s"])
    return [Shown(names[s], layer.styles[s] | homes, here[here["s"] == s]) for s in order]


def draw_shown(kinds: Sequence[Shown], frame: MapFrame) -> list[str]:
    """Surfaces, lines, discs and symbols, each kind over the one before."""
    hatches = [_pattern(kind.look) for kind in kinds if kind.look.get("hatch") or _depth(kind.look)]
    return [*dict.fromkeys(hatches), *(part for kind in kinds for part in _drawn(kind, frame))]


def _drawn(kind: Shown, frame: MapFrame) -> list[str]:
    shapes = np.asarray(kind.frame.geometry, dtype=object)
    dimension = shapely.get_dimensions(shapes)
    surfaces, lines = shapes[dimension == _SURFACE], shapes[dimension == _LINE]
    points = frame.to_mm(shapely.get_coordinates(shapes[dimension == _POINT]))
    return [
        *_surfaces(surfaces, kind.look, frame),
        *([_stroke(line_path(lines, frame), kind.look)] if len(lines) else []),
        *(_point(kind.look, x, y, frame) for x, y in points),
    ]


def _surfaces(surfaces: Geometries, look: Style, frame: MapFrame) -> list[str]:
    if not len(surfaces):
        return []
    data = area_path(surfaces, frame)
    hatched = look.get("hatch") or _depth(look)
    return [
        filled(data, look["fill"], f' fill-opacity="{look["fillOpacity"]:g}"')
        if look.get("fillOpacity")
        else "",
        filled(data, f"url(#{_pattern_id(look)})") if hatched else "",
        _stroke(line_path(shapely.boundary(surfaces), frame), look) if look["width"] else "",
    ]


def _stroke(data: str, look: Style) -> str:
    dash = " ".join(f"{float(part) * PIXEL_MM:.2f}" for part in str(look.get("dash") or "").split())
    extra = f' stroke-dasharray="{dash}"' if dash else ""
    opacity = look.get("opacity", 1)
    extra += f' stroke-opacity="{opacity:g}"' if opacity != 1 else ""
    width = max(float(look["width"]), 0.8) * PIXEL_MM
    return stroked(data, str(look["color"]), width, extra=extra, cap="butt" if dash else "round")


def _point(look: Style, x: float, y: float, frame: MapFrame) -> str:
    if look.get("path"):
        return f'<g transform="translate({x:.2f} {y:.2f})">{_symbol(look)}</g>'
    radius = max(HOME_M * frame.mm_per_m, LEAST_DISC_MM) if look.get("home") else look["radius"] * PIXEL_MM
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" {_disc(look)}/>'


def _disc(look: Style) -> str:
    width = float(look["width"]) * PIXEL_MM
    line = f' stroke="{look["color"]}" stroke-width="{width:.2f}"' if width else ""
    return f'fill="{look["fill"]}" fill-opacity="{look["fillOpacity"]:g}"{line}'


def _symbol(look: Style) -> str:
    size = 1.5 if len(look["letter"]) > 1 else 2.05
    letter = (
        f'<text y="{look["letterY"]:g}" font-size="{size}" font-weight="bold" text-anchor="middle" '
        f'fill="{look["ink"]}">{inert(look["letter"])}</text>'
        if look["letter"]
        else ""
    )
    wide = f'stroke="{look["halo"]}" stroke-width="{look["width"] + 0.5:g}"'
    halo = f'<path d="{look["path"]}" fill="none" {wide}/>'
    line = f'stroke="{look["color"]}" stroke-width="{look["width"]:g}" stroke-linejoin="round"'
    return f'{halo}<path d="{look["path"]}" fill="{look["fill"]}" {line}/>{letter}'


def _depth(look: Style) -> str:
    """Class of a known depth: told by level lines too, closer as water is deeper, for who prints in black."""
    known = look.get("color") == style.FLOOD_LINE and look.get("fillOpacity") == style.DEPTH_OPACITY
    return _DEPTHS.get(str(look.get("fill")), "") if known else ""


def _pattern_id(look: Style) -> str:
    return f"h{str(look['hatch']).lstrip('#')}" if look.get("hatch") else f"d{_depth(look)}"


def _pattern(look: Style) -> str:
    oblique = bool(look.get("hatch"))
    step = _HATCH_STEP_MM if oblique else HATCH_MM[_depth(look)]
    turn = ' patternTransform="rotate(-45)"' if oblique else ""
    colour, opacity = look.get("hatch") or style.FLOOD_LINE, 0.75 if oblique else 0.55
    return (
        f'<defs><pattern id="{_pattern_id(look)}" width="{step}" height="{step}" '
        f'patternUnits="userSpaceOnUse"{turn}><rect width="{step}" height=".14" fill="{colour}" '
        f'fill-opacity="{opacity}"/></pattern></defs>'
    )


def draw_names(kinds: Sequence[Shown], frame: MapFrame, taken: Floats) -> Drawn:
    """Names beside the symbols where there is room, those hit first; the boxes cover the symbols too.

    ``left_out`` holds the names that found none.
    """
    named = [
        (kind.look["color"] == style.DANGER, title, x, y)
        for kind in reversed(kinds)
        if kind.look.get("path")
        for title, (x, y) in zip(kind.frame["title"], _points(kind, frame), strict=True)
    ]
    named.sort(key=lambda row: not row[0])
    reach = style.SYMBOL_REACH
    symbols = np.array([[x - reach, y - reach, x + reach, y + reach] for _, _, x, y in named]).reshape(-1, 4)
    texts = [_name(title, hit=hit) for hit, title, _, _ in named]
    spots = [_around(text, x, y) for text, (_, _, x, y) in zip(texts, named, strict=True)]
    area = np.array([0.3, 0.3, frame.width_mm - 0.3, frame.height_mm - 0.3])
    chosen = place([boxes for boxes, _ in spots], np.vstack([taken, symbols]), area)
    put = [(t, *spot, pick) for t, spot, pick in zip(texts, spots, chosen, strict=True) if pick >= 0]
    boxes = [symbols, *(boxes[pick] for _, boxes, _, pick in put)]
    left_out = [text.content for text, pick in zip(texts, chosen, strict=True) if pick < 0]
    return Drawn(
        tuple(text.draw(*anchors[pick]) for text, _, anchors, pick in put), np.vstack(boxes), tuple(left_out)
    )


def _points(kind: Shown, frame: MapFrame) -> Floats:
    return frame.to_mm(shapely.get_coordinates(kind.frame.geometry.to_numpy()))


def _name(title: str, *, hit: bool) -> Text:
    whole = plain_text(title)
    short = whole if len(whole) <= LONGEST_NAME else f"{whole[: LONGEST_NAME - 1].rstrip()}…"
    return Text(short, NAME_MM, "bold" if hit else "", style.DANGER if hit else style.INK)


def _around(text: Text, x: float, y: float) -> tuple[Floats, Floats]:
    aside, reach = style.SYMBOL_REACH + text.width / 2 + 0.4, style.SYMBOL_REACH
    shifts = [(aside, 0.75), (-aside, 0.75), (0, reach + 2.0), (0, -reach - 0.6)]
    shifts += [(side * aside, dy) for dy in (-1.4, 2.9) for side in (1, -1)]
    anchors = np.array([(x + dx, y + dy) for dx, dy in shifts])
    return np.array([[text.box(*anchor)] for anchor in anchors]), anchors


def small_swatch(look: Style, width_mm: float = 8.0, height_mm: float = 4.6) -> str:
    """Inside of the SVG of a legend entry."""
    middle = f"translate({width_mm / 2:g} {height_mm / 2:g})"
    if look.get("path"):
        return f'<g transform="{middle}">{_symbol(look)}</g>'
    if look.get("radius"):
        return f'<g transform="{middle}"><circle r="1.3" {_disc(look)}/></g>'
    line = _stroke(f"M.4 {height_mm / 2:g}H{width_mm - 0.4:g}", look)
    if not look.get("fillOpacity"):
        return line
    box = f"M.4 .6H{width_mm - 0.4:g}V{height_mm - 0.6:g}H.4z"
    hatched = look.get("hatch") or _depth(look)
    return (
        (_pattern(look) if hatched else "")
        + filled(box, look["fill"], f' fill-opacity="{look["fillOpacity"]:g}"')
        + (filled(box, f"url(#{_pattern_id(look)})") if hatched else "")
        + (_stroke(box, look) if look["width"] else "")
    )
