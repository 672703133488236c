"""Symbols with their numbers, names of places and road numbers, none over another."""

from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.render import style
from cpts_geo.render.style import SITE_SYMBOL, structure_symbol, symbol_fragment
from cpts_geo.render.svg_base import shapes, theme
from cpts_geo.render.svg_frame import Floats, MapFrame, joined_lines
from cpts_geo.render.svg_labels import Text, place
from cpts_geo.study import Study
from cpts_geo.wording.legends import HIT_MARK

NUMBER_MM: Final = 2.45  # 7 pt
PLACE_MM: Final = {"town": 3.2, "city": 3.4, "village": 2.6, "hamlet": 2.25}
ROAD_MM: Final = 2.1
PLACE_MAX_SCALE: Final = {"city": 10**7, "town": 10**7, "village": 400_000, "hamlet": 60_000}
_RINGS_MM: Final = (3.0, 4.5, 6.0, 7.5, 9.0, 11.0, 13.0, 15.0, 18.0, 21.0)
_DIRECTIONS: Final = 16
_CROWD: Final = 400.0  # square millimetres of map per symbol below which symbols shrink
_SMALL: Final = 0.78
_PLACE_OFFSETS: Final = ((0, 1.1), (0, -1.8), (0, 3.6), (1, 0.9), (-1, 0.9), (0, -3.6), (0, 5.5))


@dataclass(frozen=True)
class Marker:
    """A numbered symbol: where it stands on the map (millimetres), its SVG and its number."""

    x: float
    y: float
    fragment: str
    number: str
    hit: bool
    rank: tuple[int, int]


@dataclass(frozen=True, eq=False)
class Drawn:
    """SVG parts, boxes they cover, shape (n, 4), and numbers that found no room."""

    svg: tuple[str, ...]
    boxes: Floats
    left_out: tuple[str, ...] = ()


def structure_markers(study: Study, structures: gpd.GeoDataFrame, frame: MapFrame) -> list[Marker]:
    """Markers of the numbered structures inside the map, hit in the study's reading or not."""
    hit = study.outcomes.readings[study.spec.scenario.reading].structures_hit
    inside = structures[frame.shows(structures)]
    points = frame.to_mm(shapely.get_coordinates(inside.geometry.to_numpy()))
    rows = zip(inside.index, inside["category"], inside["urgences"], inside["number"], points, strict=True)
    markers = []
    for key, category, urgences, number, (x, y) in rows:
        symbol = structure_symbol(category, urgences=bool(urgences))
        touched = bool(hit.get(key, default=False))
        fragment = symbol_fragment(symbol, hit=touched)
        markers.append(Marker(x, y, fragment, str(number), touched, (0 if touched else 1, symbol.order)))
    return markers


def site_markers(study: Study, sites: gpd.GeoDataFrame, frame: MapFrame) -> list[Marker]:
    """Markers of the candidate sites inside the map: open ones filled, the others hollow."""
    hit = study.outcomes.readings[study.spec.scenario.reading].sites_hit
    inside = sites[frame.shows(sites)]
    points = frame.to_mm(shapely.get_coordinates(inside.geometry.to_numpy()))
    markers = []
    for key, number, (x, y) in zip(inside.index, inside["number"], points, strict=True):
        is_open, touched = key in study.spec.open_sites, bool(hit.get(key, default=False))
        fragment = symbol_fragment(SITE_SYMBOL, hit=touched, filled=is_open)
        rank = (0 if is_open else 2, SITE_SYMBOL.order)
        markers.append(Marker(x, y, fragment, str(number), touched, rank))
    return markers


def draw_markers(markers: list[Marker], frame: MapFrame, taken: Floats) -> Drawn:
    """Symbols and numbers, moved aside with a leader line where places crowd together."""
    size = _SMALL if len(markers) * _CROWD > frame.width_mm * frame.height_mm else 1.0
    ordered = sorted(markers, key=lambda marker: marker.rank)
    texts = [Text(m.number + (HIT_MARK if m.hit else ""), NUMBER_MM, "bold", _colour(m)) for m in ordered]
    spots = [_spots(m, text, size) for m, text in zip(ordered, texts, strict=True)]
    area = np.array([0.3, 0.3, frame.width_mm - 0.3, frame.height_mm - 0.3])
    chosen = place([boxes for boxes, _ in spots], taken, area)
    parts: list[str] = []
    leaders: list[str] = []
    for marker, text, (_, anchors), pick in zip(ordered, texts, spots, chosen, strict=True):
        if pick >= 0:
            x, y, tx, ty = anchors[pick]
            leaders.append(_leader(marker, x, y))
            parts.append(f'<g transform="translate({x:.2f} {y:.2f}) scale({size})">{marker.fragment}</g>')
            parts.append(text.draw(tx, ty))
    covered = [boxes[pick] for (boxes, _), pick in zip(spots, chosen, strict=True) if pick >= 0]
    left_out = tuple(m.number for m, pick in zip(ordered, chosen, strict=True) if pick < 0)
    boxes = np.vstack(covered) if covered else np.empty((0, 4))
    return Drawn((*leaders, *parts), boxes, left_out)


def _colour(marker: Marker) -> str:
    return style.DANGER if marker.hit else style.INK


def _leader(marker: Marker, x: float, y: float) -> str:
    if abs(x - marker.x) + abs(y - marker.y) < 0.01:
        return ""
    line = f"M{marker.x:.2f} {marker.y:.2f}L{x:.2f} {y:.2f}"
    return (
        f'<path d="{line}" stroke="#fff" stroke-width=".5"/><path d="{line}" stroke="{_colour(marker)}" '
        f'stroke-width=".18"/><circle cx="{marker.x:.2f}" cy="{marker.y:.2f}" r=".42" '
        f'fill="{_colour(marker)}" stroke="#fff" stroke-width=".12"/>'
    )


def _spots(marker: Marker, text: Text, size: float) -> tuple[Floats, Floats]:
    """Candidates: symbol at its place first, then around it; number on the right, left, below, above."""
    turns = [2 * pi * k / _DIRECTIONS for k in range(_DIRECTIONS)]
    shifts = [(0.0, 0.0), *((r * cos(a), r * sin(a)) for r in _RINGS_MM for a in turns)]
    reach = style.SYMBOL_REACH * size
    gap = reach + text.width / 2 + 0.3
    around = [(gap, 0.9), (-gap, 0.9), (gap, -0.6), (-gap, -0.6), (0, reach + 2.1), (0, -reach - 0.6)]
    symbol = [-reach, -reach, reach, reach]
    groups = np.array([[symbol, text.box(tx, ty)] for tx, ty in around])
    spots = np.array(shifts) + np.array([marker.x, marker.y])
    boxes = groups[None] + np.tile(spots, 2)[:, None, None, :]
    numbers = spots[:, None, :] + np.array(around)[None]
    centres = np.broadcast_to(spots[:, None, :], numbers.shape)
    anchors = np.concatenate([centres, numbers], axis=2)
    return boxes.reshape(-1, 2, 4), anchors.reshape(-1, 4)


def draw_places(study: Study, frame: MapFrame, taken: Floats) -> Drawn:
    """Names of towns and villages; names of communes where the basemap names no place."""
    names = _place_names(study, frame)
    texts = [text for text, _, _ in names]
    spots = [_around(x, y, text) for text, x, y in names]
    area = np.array([0.5, 0.5, frame.width_mm - 0.5, frame.height_mm - 0.5])
    chosen = place([boxes for boxes, _ in spots], taken, area)
    kept = [(t, b[pick], a[pick]) for t, (b, a), pick in zip(texts, spots, chosen, strict=True) if pick >= 0]
    boxes = np.vstack([b for _, b, _ in kept]) if kept else np.empty((0, 4))
    return Drawn(tuple(text.draw(x, y) for text, _, (x, y) in kept), boxes)


def _around(x: float, y: float, text: Text) -> tuple[Floats, Floats]:
    half = text.width / 2 + 1.2
    anchors = np.array([(x + side * half, y + dy) for side, dy in _PLACE_OFFSETS])
    return np.array([[text.box(*anchor)] for anchor in anchors]), anchors


def _place_names(study: Study, frame: MapFrame) -> list[tuple[Text, float, float]]:
    places = theme(study.territory, "places")
    found = [
        (str(kind), str(name), point)
        for kind, name, point in zip(
            places["k"], places.get("name", places["k"]), places.geometry, strict=True
        )
        if name and frame.scale <= PLACE_MAX_SCALE.get(str(kind), 0)
    ]
    named = {name for _, name, _ in found}
    communes = study.territory.communes
    middles: list[Any] = list(shapely.point_on_surface(shapes(communes)))
    found += [("village", n, p) for n, p in zip(communes["name"], middles, strict=True) if n not in named]
    order = list(PLACE_MM)
    found.sort(key=lambda row: (-PLACE_MM[row[0]], order.index(row[0]), row[1]))
    xy = shapely.get_coordinates([point for _, _, point in found])
    inside, points = frame.contains(xy), frame.to_mm(xy)
    return [
        (Text(name, PLACE_MM[kind], "italic"), float(x), float(y))
        for (kind, name, _), (x, y), shown in zip(found, points, inside, strict=True)
        if shown
    ]


def draw_road_numbers(edges: gpd.GeoDataFrame, frame: MapFrame, taken: Floats) -> Drawn:
    """Numbers of main and cut roads in a frame along them, red when cut somewhere on the map."""
    labels = [label for ref, rows in edges.groupby("ref") if ref for label in _along(str(ref), rows, frame)]
    labels.sort(key=lambda label: (label[0].colour != style.DANGER, -label[2]))
    texts = [text for text, _, _ in labels]
    options = [np.array([[_plate(text, x, y)] for x, y in points]) for text, points, _ in labels]
    area = np.array([0.5, 0.5, frame.width_mm - 0.5, frame.height_mm - 0.5])
    chosen = place(options, taken, area)
    kept = [(t, o[pick]) for t, o, pick in zip(texts, options, chosen, strict=True) if pick >= 0]
    boxes = np.vstack([box for _, box in kept]) if kept else np.empty((0, 4))
    return Drawn(tuple(_draw_plate(text, box[0]) for text, box in kept), boxes)


def _along(ref: str, rows: pd.DataFrame, frame: MapFrame) -> list[tuple[Text, Floats, float]]:
    """Labels of one road: one per 110 mm of road, at most three, each with candidate points."""
    cut = bool((rows["factor"] == 0).any())
    text = Text(ref, ROAD_MM, "bold", style.DANGER if cut else style.INK)
    lines = joined_lines(shapes(rows), frame)
    lengths = shapely.length(lines) * frame.mm_per_m
    if not len(lines) or lengths.max() < text.width + 3:
        return []
    longest = lines[int(np.argmax(lengths))]
    count = int(min(3, 1 + lengths.max() // 110))
    shares = np.linspace(0, 1, count + 1)
    points = []
    for low, high in pairwise(shares):
        steps = low + (high - low) * np.array([0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9])
        spots = shapely.line_interpolate_point(longest, steps, normalized=True)
        points.append(frame.to_mm(shapely.get_coordinates(spots)))
    return [(text, spot, float(lengths.max())) for spot in points]


def _plate(text: Text, x: float, y: float) -> list[float]:
    half = text.width / 2 + 0.5
    return [x - half, y - ROAD_MM * 0.62, x + half, y + ROAD_MM * 0.62]


def _draw_plate(text: Text, box: Floats) -> str:
    x0, y0, x1, y1 = box
    return (
        f'<rect x="{x0:.2f}" y="{y0:.2f}" width="{x1 - x0:.2f}" height="{y1 - y0:.2f}" rx=".4" fill="#fff" '
        f'stroke="{text.colour}" stroke-width=".18"/>'
        + text.draw((x0 + x1) / 2, (y0 + y1) / 2 + ROAD_MM * 0.36, halo=False)
    )
