"""Pockets cut from care on the map: their ground hatched, their number with how many people live there."""

from typing import Final

import numpy as np
import pandas as pd
import shapely

from cpts_geo.answers.pockets import HOME_M
from cpts_geo.model.results import Pocket
from cpts_geo.render import style
from cpts_geo.render.numbering import numbered_pockets, published_people
from cpts_geo.render.svg_base import stroked
from cpts_geo.render.svg_frame import Floats, MapFrame, line_path, visible
from cpts_geo.render.svg_hazard import Layer, hatching
from cpts_geo.render.svg_labels import Text, place
from cpts_geo.render.svg_symbols import Drawn
from cpts_geo.study import Study
from cpts_geo.wording import legends

NAMED: Final = 16  # labels asked for on one map, most people first
POCKET_MM: Final = 2.2
HATCH_MM: Final = 1.1
LINE_MM: Final = 0.35
DASH: Final = ' stroke-dasharray=".25 .55"'
_SHIFTS: Final = (0.0, 3.0, -3.0, 6.0, -6.0, 9.5, -9.5, 13.0, -13.0)


def pocket_ground(study: Study, frame: MapFrame) -> Layer:
    """Ground of the pockets, hatched downwards to the right (water is level or upwards), dotted around."""
    homes = [home_points(study, pocket) for _, pocket in numbered_pockets(study)]
    grounds = shapely.buffer(shapely.points(np.vstack([np.empty((0, 2)), *homes])), HOME_M, quad_segs=3)
    areas = visible(np.asarray([shapely.union_all(grounds)], dtype=object), frame)
    if not len(areas):
        return Layer((), ())
    around = line_path(shapely.boundary(areas), frame)
    lines = line_path(hatching(areas, frame, HATCH_MM, slope=-1), frame)
    return Layer(
        (
            stroked(lines, style.ISOLATED, 0.13, cap="butt"),
            stroked(around, style.PAPER, LINE_MM + 0.25, extra=' stroke-opacity=".7"'),
            stroked(around, style.ISOLATED, LINE_MM, extra=DASH),
        ),
        ("pocket",),
    )


def home_points(study: Study, pocket: Pocket) -> Floats:
    """Ground coordinates, shape (n, 2), of the homes of a pocket."""
    demand = study.territory.demand
    rows = demand.index.get_indexer(pd.Index(pocket.demand_ids))
    return shapely.get_coordinates(demand.geometry.to_numpy()[rows])


def draw_pockets(study: Study, frame: MapFrame, taken: Floats) -> Drawn:
    """Number of each of the first pockets and its people, a leader line to its ground when moved aside."""
    found = [
        (number, pocket, frame.to_mm(spot)[0])
        for number, pocket in numbered_pockets(study)[:NAMED]
        if frame.contains(spot := _spot(study, pocket))[0]
    ]
    people = published_people(study)
    texts = [
        Text(legends.pocket(number, people[number]), POCKET_MM, "bold", style.ISOLATED)
        for number, _, _ in found
    ]
    anchors = [_around(at, text) for text, (_, _, at) in zip(texts, found, strict=True)]
    options = [
        np.array([[text.box(*xy)] for xy in around]) for text, around in zip(texts, anchors, strict=True)
    ]
    chosen = place(options, taken, np.array([0.5, 0.5, frame.width_mm - 0.5, frame.height_mm - 0.5]))
    leaders, plates, boxes = [], [], []
    for (_, _, at), text, around, option, pick in zip(found, texts, anchors, options, chosen, strict=True):
        if pick >= 0:
            x, y = around[pick]
            leaders.append(_leader(at, (x, y)))
            plates.append(_plate(option[pick][0]) + text.draw(x, y, halo=False))
            boxes.append(option[pick])
    left_out = tuple(number for (number, _, _), pick in zip(found, chosen, strict=True) if pick < 0)
    return Drawn((*leaders, *plates), np.vstack(boxes) if boxes else np.empty((0, 4)), left_out)


def _plate(box: Floats) -> str:
    x0, y0, x1, y1 = box
    place = f'x="{x0:.2f}" y="{y0:.2f}" width="{x1 - x0:.2f}" height="{y1 - y0:.2f}" rx=".3"'
    return f'<rect {place} fill="{style.PAPER}" fill-opacity=".85"/>'


def _spot(study: Study, pocket: Pocket) -> Floats:
    """Ground coordinates, shape (1, 2), of the home nearest to the middle of the pocket."""
    homes = home_points(study, pocket)
    return homes[[int(np.argmin(((homes - homes.mean(axis=0)) ** 2).sum(axis=1)))]]


def _around(at: Floats, text: Text) -> Floats:
    half = text.width / 2
    offsets = [(dx * half / 4, dy) for dx in _SHIFTS for dy in _SHIFTS]
    offsets.sort(key=lambda d: d[0] ** 2 + d[1] ** 2)
    return np.array([(at[0] + dx, at[1] + dy + text.size_mm / 3) for dx, dy in offsets])


def _leader(at: Floats, to: tuple[float, float]) -> str:
    if abs(at[1] - to[1]) < POCKET_MM and abs(at[0] - to[0]) < POCKET_MM:
        return ""
    line = f"M{at[0]:.2f} {at[1]:.2f}L{to[0]:.2f} {to[1] - POCKET_MM / 3:.2f}"
    return stroked(line, style.PAPER, 0.5) + stroked(line, style.ISOLATED, 0.18)
