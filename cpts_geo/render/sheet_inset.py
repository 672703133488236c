"""The part of a territory where places crowd together, as a larger map beside the first one."""

from typing import Final

import numpy as np

from cpts_geo.render.svg_frame import ROUND_SCALES, Floats, MapFrame

LARGER: Final = 5  # how many times larger the inset is, at most
CROWDED_MM2: Final = 60.0  # map per place below which numbers need leader lines (a symbol and its number: 40)
LEAST: Final = 8  # fewer places than this make no centre


def crowded_part(frame: MapFrame, xy: Floats, width_mm: float, height_mm: float) -> MapFrame | None:
    """Frame over the part of ``frame`` with most places, at a larger round scale, when they crowd there."""
    scales = [scale for scale in ROUND_SCALES if frame.scale / LARGER <= scale < frame.scale]
    xy = xy[frame.contains(xy)]
    if not scales or len(xy) < LEAST:
        return None
    half = np.array([width_mm, height_mm]) * scales[0] / 2000
    inside = np.asarray((np.abs(xy[:, None, :] - xy[None, :, :]) <= half).all(axis=2))
    best = int(np.argmax(inside.sum(axis=1)))
    here = xy[inside[best]]
    covered_mm2 = float(np.prod(2 * half) * frame.mm_per_m**2)
    if len(here) < LEAST or covered_mm2 / len(here) > CROWDED_MM2:
        return None
    xmin, ymin, xmax, ymax = frame.bounds
    low, high = np.array([xmin, ymin]) + half, np.array([xmax, ymax]) - half
    x, y = np.clip(here.mean(axis=0), np.minimum(low, high), np.maximum(low, high))
    return MapFrame(float(x), float(y), scales[0], width_mm, height_mm)
