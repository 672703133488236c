"""Around and over the map: grid, frame, scale bar, north, stamp."""

from itertools import pairwise
from math import ceil, floor
from typing import Final

import numpy as np

from cpts_geo.render.style import INK, PAPER
from cpts_geo.render.svg_frame import MARGIN_MM, Floats, Grid, MapFrame, letters
from cpts_geo.render.svg_labels import Text
from cpts_geo.wording import legends, numbers

_GRID_LINE: Final = f'stroke="{INK}" stroke-width=".13" stroke-opacity=".45"'
_BAR_LENGTHS_M: Final = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_BAR_MAX_MM: Final = 45.0
_BOX_HEIGHT_MM: Final = 10.5


def grid_lines(grid: Grid, frame: MapFrame) -> str:
    """Lines of the radio grid across the map."""
    xmin, ymin, xmax, ymax = frame.bounds
    columns = _crossed(grid.x0, grid.size_m, (xmin, xmax))
    rows = _crossed(grid.y1, grid.size_m, (ymin, ymax))
    xs = [(x - xmin) * frame.mm_per_m for x in columns]
    ys = [(ymax - y) * frame.mm_per_m for y in rows]
    lines = [f"M{x:.2f} 0V{frame.height_mm:.2f}" for x in xs] + [
        f"M0 {y:.2f}H{frame.width_mm:.2f}" for y in ys
    ]
    return f'<path d="{"".join(lines)}" fill="none" {_GRID_LINE}/>' if lines else ""


def _crossed(origin: float, size: float, span: tuple[float, float]) -> list[float]:
    first, last = ceil((span[0] - origin) / size), floor((span[1] - origin) / size)
    return [origin + k * size for k in range(first, last + 1)]


def grid_names(grid: Grid, frame: MapFrame) -> list[str]:
    """Letters above and below, figures on both sides, in the middle of what is seen of each square."""
    xmin, ymin, xmax, ymax = frame.bounds
    columns = _middles([grid.x0 + k * grid.size_m for k in range(grid.columns + 1)], (xmin, xmax))
    rows = _middles([grid.y1 - k * grid.size_m for k in range(grid.rows + 1)], (ymin, ymax))
    above, below = -1.2, frame.height_mm + MARGIN_MM - 1.3
    left, right = -MARGIN_MM / 2, frame.width_mm + MARGIN_MM / 2
    parts = []
    for k, middle in columns:
        text, x = Text(letters(k), 2.6, "bold"), (middle - xmin) * frame.mm_per_m
        parts += [text.draw(x, above, halo=False), text.draw(x, below, halo=False)]
    for k, middle in rows:
        text, y = Text(str(k + 1), 2.6, "bold"), (ymax - middle) * frame.mm_per_m + 0.95
        parts += [text.draw(left, y, halo=False), text.draw(right, y, halo=False)]
    return parts


def _middles(edges: list[float], span: tuple[float, float]) -> list[tuple[int, float]]:
    """Rank and middle of the part of each square inside the span; slivers are not named."""
    out = []
    for k, (one, other) in enumerate(pairwise(edges)):
        low, high = max(min(one, other), span[0]), min(max(one, other), span[1])
        if high - low > 0.12 * abs(other - one):
            out.append((k, (low + high) / 2))
    return out


def bar_length_m(frame: MapFrame) -> int:
    """Longest round length that fits in the scale bar."""
    return max((m for m in _BAR_LENGTHS_M if m * frame.mm_per_m <= _BAR_MAX_MM), default=_BAR_LENGTHS_M[0])


def furniture_boxes(frame: MapFrame) -> Floats:
    """Boxes of the scale bar and of the north arrow, which nothing may cover."""
    width = bar_length_m(frame) * frame.mm_per_m + 14
    bar = [0.0, frame.height_mm - _BOX_HEIGHT_MM - 1, width + 1, frame.height_mm]
    return np.array([bar, [frame.width_mm - 17, 0.0, frame.width_mm, 19.0]])


def scale_bar(frame: MapFrame) -> str:
    """Bar in four parts with its figures and the numeric scale, at the bottom left."""
    length = bar_length_m(frame)
    mm, top = length * frame.mm_per_m, frame.height_mm - _BOX_HEIGHT_MM
    unit, factor = ("km", 1000) if length >= 1000 else ("m", 1)
    cells = [
        f'<rect x="{4 + k * mm / 4:.2f}" y="{top + 3.6:.2f}" width="{mm / 4:.2f}" height="1" '
        f'fill="{INK if k % 2 == 0 else PAPER}" stroke="{INK}" stroke-width=".14"/>'
        for k in range(4)
    ]
    marks = [
        Text(f"{length * share / factor:g}".replace(".", ",") + (f" {unit}" if share == 1 else ""), 2.2)
        for share in (0, 0.5, 1)
    ]
    figures = [t.draw(4 + k * mm / 2, top + 2.9, halo=False) for k, t in enumerate(marks)]
    numeric = Text(legends.scale_line(numbers.scale(frame.scale)), 2.3, "bold")
    return (
        f'<rect x="1" y="{top:.2f}" width="{max(mm + 12, numeric.width + 5):.2f}" height="9.5" '
        f'fill="{PAPER}" fill-opacity=".92" stroke="{INK}" stroke-width=".12"/>'
        + "".join([*cells, *figures])
        + numeric.draw(3.5 + numeric.width / 2, top + 8.1, halo=False)
    )


def inset_outline(frame: MapFrame) -> str:
    """Frame of the ground that another map of the sheet shows larger, nothing without one."""
    if frame.inset is None:
        return ""
    xmin, ymin, xmax, ymax = frame.inset
    (x0, y0), (x1, y1) = frame.to_mm(np.array([[xmin, ymax], [xmax, ymin]]))
    place = f'x="{x0:.2f}" y="{y0:.2f}" width="{x1 - x0:.2f}" height="{y1 - y0:.2f}" fill="none"'
    return (
        f'<rect {place} stroke="{PAPER}" stroke-width="1" stroke-opacity=".8"/>'
        f'<rect {place} stroke="{INK}" stroke-width=".4" stroke-dasharray="3 1"/>'
    )


def north_arrow(frame: MapFrame) -> str:
    """Arrow to the north of the projection, at the top right."""
    first, second = legends.NORTH
    small = [Text(first, 1.9), Text(second, 1.9)]
    box = f'<rect x="-7.5" y="-11.5" width="15" height="17" fill="{PAPER}" fill-opacity=".88" rx=".6"/>'
    return (
        f'<g transform="translate({frame.width_mm - 8.8:.2f} 13)">{box}'
        f'<path d="M0-7.5L-2.1 .9L0-.6z" fill="{INK}"/>'
        f'<path d="M0-7.5L2.1 .9L0-.6z" fill="{PAPER}" stroke="{INK}" stroke-width=".16"/>'
        + Text("N", 3, "bold").draw(0, -8.2, halo=False)
        + small[0].draw(0, 2.9, halo=False)
        + small[1].draw(0, 5.0, halo=False)
        + "</g>"
    )


def stamp(words_across: str, frame: MapFrame) -> str:
    """Large transparent words across the map, nothing when there are none."""
    if not words_across:
        return ""
    size = 0.72 * frame.width_mm / Text(words_across, 1.0, "bold").width
    text = Text(words_across, min(size, 0.2 * frame.height_mm), "bold")
    turn = f"translate({frame.width_mm / 2:.1f} {frame.height_mm / 2:.1f}) rotate(-24)"
    return f'<g transform="{turn}" opacity=".17">{text.draw(0, text.size_mm / 3, halo=False)}</g>'
