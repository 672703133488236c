"""What only a large-scale map shows: streets at their width with names and ways, the drawings of a site."""

from collections.abc import Iterable
from math import atan2, cos, degrees, pi, sin
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.layers import MAX_HEIGHT_M, MAX_WEIGHT_T
from cpts_geo.model.network import road_labels
from cpts_geo.render import style
from cpts_geo.render.style import ROAD_STYLES, RoadClass, road_class
from cpts_geo.render.svg_base import filled, shapes, stroked
from cpts_geo.render.svg_frame import Floats, MapFrame, area_path, joined_lines, line_path
from cpts_geo.render.svg_labels import Text, place
from cpts_geo.wording import site_fields as words

# Width of roads on the ground, metres (assumption: road layers rarely carry a width).
ROAD_M: Final[dict[RoadClass, float]] = {
    RoadClass.CHEMIN: 2.0,
    RoadClass.DESSERTE: 5.0,
    RoadClass.LOCALE: 6.0,
    RoadClass.SECONDAIRE: 7.0,
    RoadClass.PRINCIPALE: 8.0,
    RoadClass.AUTOROUTE: 11.0,
}
NAME_MM: Final = 2.1
ARROW_EVERY_M: Final = 70.0
POINT_MM: Final = 1.55
_ARROW: Final = "M-1.2 -.5L1 0L-1.2 .5L-.75 0z"
_SHARES: Final = (0.5, 0.35, 0.65, 0.2, 0.8)


def in_frame(edges: gpd.GeoDataFrame, frame: MapFrame) -> gpd.GeoDataFrame:
    """Edges that the map shows."""
    found = shapely.STRtree(np.asarray(edges.geometry)).query(shapely.box(*frame.bounds))
    return edges.iloc[np.sort(found)]


def wide_roads(edges: gpd.GeoDataFrame, frame: MapFrame) -> list[str]:
    """Roads at the width they have on the ground, casings first."""
    classes = edges["highway"].map(road_class)
    paths = {kind: line_path(shapes(edges[classes == kind]), frame) for kind in RoadClass}
    wide = {kind: max(ROAD_M[kind] * frame.mm_per_m, ROAD_STYLES[kind].width_mm) for kind in RoadClass}
    casing = [
        stroked(path, ROAD_STYLES[kind].casing or style.RAIL, wide[kind] + style.CASING_MM)
        for kind, path in paths.items()
        if kind is not RoadClass.CHEMIN
    ]
    fills = [stroked(path, ROAD_STYLES[kind].colour, wide[kind]) for kind, path in paths.items()]
    return [*casing, *fills]


def one_way_arrows(edges: gpd.GeoDataFrame, frame: MapFrame) -> list[str]:
    """Arrows along the streets that cars drive in one direction only."""
    here = edges[edges["car"].astype(bool)] if "car" in edges else edges
    here = in_frame(here, frame)
    ends = set(zip(edges["u"], edges["v"], strict=True))
    alone = [(v, u) not in ends for u, v in zip(here["u"], here["v"], strict=True)]
    lines = np.asarray(here.geometry)[alone]
    return [arrow for line in lines if line.length > 15 for arrow in arrows_along(line, frame, style.INK)]


def arrows_along(line: shapely.LineString, frame: MapFrame, colour: str) -> list[str]:
    """Arrow heads along a line, in its direction, one in its middle at least."""
    count = max(1, int(line.length // ARROW_EVERY_M))
    spots = (np.arange(count) + 0.5) * line.length / count
    here, ahead = (
        frame.to_mm(shapely.get_coordinates(shapely.line_interpolate_point(line, at)))
        for at in (spots, np.minimum(spots + 2, line.length))
    )
    return [
        f'<path d="{_ARROW}" fill="{colour}" stroke="#fff" stroke-width=".12" '
        f'transform="translate({x:.2f} {y:.2f}) rotate({degrees(atan2(v - y, u - x)):.0f})"/>'
        for (x, y), (u, v) in zip(here, ahead, strict=True)
    ]


def street_names(edges: gpd.GeoDataFrame, frame: MapFrame, taken: Floats) -> tuple[list[str], Floats]:
    """Names along the streets, the longest first, none over another; red when the street is cut."""
    labels = pd.Series(road_labels(edges), index=edges.index)
    named = [
        (Text(str(name), NAME_MM, "", _ink(rows)), joined_lines(shapes(rows), frame))
        for name, rows in edges.groupby(labels)
        if name
    ]
    fitting = [(t, _longest(lines)) for t, lines in named if len(lines)]
    fitting = [(t, line) for t, line in fitting if line.length * frame.mm_per_m > t.width + 2]
    fitting.sort(key=lambda pair: (-pair[1].length, pair[0].content))
    spots = [_along(text, line, frame) for text, line in fitting]
    options = [np.array([[box] for *_, box in found]) for found in spots]
    area = np.array([0.5, 0.5, frame.width_mm - 0.5, frame.height_mm - 0.5])
    chosen = place(options, taken, area)
    svg, boxes = [], [np.empty((0, 4))]
    for (text, _), found, pick in zip(fitting, spots, chosen, strict=True):
        if pick >= 0:
            x, y, turn, box = found[pick]
            svg.append(
                f'<g transform="translate({x:.2f} {y:.2f}) rotate({turn:.1f})">{text.draw(0, 0.75)}</g>'
            )
            boxes.append(np.array([box]))
    return svg, np.vstack(boxes)


def _ink(rows: pd.DataFrame) -> str:
    return style.DANGER if bool((rows["factor"] == 0).any()) else style.INK


def _longest(lines: Iterable[shapely.LineString]) -> shapely.LineString:
    return max(lines, key=lambda line: line.length)


def _along(
    text: Text, line: shapely.LineString, frame: MapFrame
) -> list[tuple[float, float, float, list[float]]]:
    """Places of a name along its street: middle, turn in degrees, box."""
    half = text.width / 2 / frame.mm_per_m
    found = []
    for share in _SHARES:
        middle = min(max(share * line.length, half), line.length - half)
        ends = shapely.line_interpolate_point(line, [middle - half, middle, middle + half])
        (x0, y0), (x, y), (x1, y1) = frame.to_mm(shapely.get_coordinates(ends))
        turn = atan2(y1 - y0, x1 - x0)
        turn -= pi if turn > pi / 2 else -pi if turn <= -pi / 2 else 0
        wide = (abs(cos(turn)) * text.width + abs(sin(turn)) * NAME_MM) / 2
        high = (abs(sin(turn)) * text.width + abs(cos(turn)) * NAME_MM) / 2
        found.append((x, y, degrees(turn), [x - wide, y - high, x + wide, y + high]))
    return found


def limit_signs(edges: gpd.GeoDataFrame, frame: MapFrame) -> list[str]:
    """Round signs in the middle of roads whose height or weight is limited, where the data say it."""
    signs = []
    for column, unit in ((MAX_HEIGHT_M, "m"), (MAX_WEIGHT_T, "t")):
        if column in edges:
            limited = edges[pd.to_numeric(edges[column], errors="coerce") > 0]
            middles = shapely.line_interpolate_point(np.asarray(limited.geometry), 0.5, normalized=True)
            xy = shapely.get_coordinates(middles)
            inside = frame.contains(xy)
            values = pd.to_numeric(limited[column]).to_numpy(float)
            pairs = zip(frame.to_mm(xy[inside]), values[inside], strict=True)
            signs += [_sign(x, y, words.with_unit(value, unit, 1)) for (x, y), value in pairs]
    return signs


def _sign(x: float, y: float, said: str) -> str:
    text = Text(said, 1.5, "bold")
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="2.1" fill="#fff" stroke="{style.DANGER}" stroke-width=".5"/>'
        + text.draw(x, y + 0.55, halo=False)
    )


LETTER: Final[dict[str, str]] = {"entrance": "E", "exit": "S", "staff": "L", "ambulance": "A"}
LINES: Final[dict[str, tuple[str, float, str]]] = {
    "drive_lane": ("#dca45c", 1.2, ""),
    "queue": (style.INK, 0.6, ' stroke-dasharray="1.2 .2"'),
    "one_way": (style.ROUTE_SCENARIO, 0.6, ""),
    "pmr_path": (style.REOPENED, 0.7, ' stroke-dasharray=".1 1.05"'),
}
DOORS: Final = ("entrance", "exit", "staff", "ambulance")
CROWDED_SCALE: Final = 5_000  # from here on only the doors of the public are drawn
ARROW: Final = {"drive_lane": "#8a4b00"}
LANE_M: Final = {"drive_lane": 3.2, "queue": 1.9}  # widths on the ground: a lane, a car
CAR_M, GAP_M = 6.0, 1.0  # one car and the gap after it: 7 m (FACTS 4.4)
CARS: Final = ' stroke-dasharray="{:.2f} {:.2f}"'
AREAS: Final[dict[str, tuple[str, str]]] = {
    "parking": ("#e9e9e9", ' stroke-dasharray="1 .5"'),
    "footprint": ("#d9c3ae", ""),
}


def drawings(plans: gpd.GeoDataFrame, frame: MapFrame) -> tuple[list[str], list[str], Floats]:
    """Surfaces and ways of a site, then its doors, and the boxes that names must leave free."""
    parts: list[str] = []
    for role, (colour, dash) in AREAS.items():
        areas = shapes(plans[plans["role"] == role])
        path = area_path(areas, frame) if len(areas) else ""
        parts += [filled(path, colour), stroked(path, style.INK, 0.3, extra=dash)]
        parts += [_letter(area, frame) for area in areas if role == "parking"]
    for role, (colour, _, _) in LINES.items():
        lines = shapes(plans[plans["role"] == role])
        path = line_path(lines, frame) if len(lines) else ""
        parts.append(_way(role, path, frame))
        if role in ("drive_lane", "one_way"):
            parts += [
                a
                for line in shapely.get_parts(lines)
                for a in arrows_along(line, frame, ARROW.get(role, colour))
            ]
    seen = DOORS if frame.scale < CROWDED_SCALE else DOORS[:2]
    doors = plans[plans["role"].isin(seen)]
    spots = frame.to_mm(shapely.get_coordinates(np.asarray(doors.geometry)))
    points = [door(role, x, y) for role, (x, y) in zip(doors["role"], spots, strict=True)]
    boxes = [[x - POINT_MM, y - POINT_MM, x + POINT_MM, y + POINT_MM] for x, y in spots]
    return list(filter(None, parts)), points, np.array(boxes).reshape(-1, 4)


def _way(role: str, path: str, frame: MapFrame) -> str:
    """A way at its width on the ground; one dash per car of a queue."""
    colour, least, dash = LINES[role]
    width = max(least, LANE_M.get(role, 0.0) * frame.mm_per_m)
    if role == "queue":
        dash = CARS.format(CAR_M * frame.mm_per_m, GAP_M * frame.mm_per_m)
    return stroked(path, colour, width, extra=dash, cap="butt" if role == "queue" else "round")


def _letter(area: shapely.Geometry, frame: MapFrame) -> str:
    x, y = frame.to_mm(shapely.get_coordinates(shapely.point_on_surface(area)))[0]
    return Text("P", 3.0, "bold", style.BAND).draw(x, y + 1.05)


def door(role: str, x: float, y: float) -> str:
    """A door or a stop: entrance and exit are triangles and squares, letters tell all of them."""
    colours = {"entrance": style.REOPENED, "exit": style.ROUTE_SCENARIO, "staff": "#5b5b5b"}
    colour, r = colours.get(role, style.DANGER), POINT_MM
    shape = (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{r}"'
        if role == "entrance"
        else f'<rect x="{x - r:.2f}" y="{y - r:.2f}" width="{2 * r}" height="{2 * r}"'
    )
    text = Text(LETTER[role], 2.2, "bold", style.PAPER)
    return f'{shape} fill="{colour}" stroke="#fff" stroke-width=".3"/>' + text.draw(x, y + 0.8, halo=False)
