"""Lengths on paper, read back from the vector content of a PDF page: what a ruler would say of the print."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pypdf import PageObject

from cpts_geo.render.style import COMMUNE_LINE, INK

MM = 25.4 / 72
PAINTED = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"n"}
STROKED = {b"S", b"s", b"B", b"B*", b"b", b"b*"}
FILLED = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}


@dataclass(frozen=True, eq=False)
class Shape:
    """A painted path: points of its parts in millimetres from the top left corner of the page."""

    parts: tuple[npt.NDArray[np.float64], ...]
    stroke: str
    fill: str
    width_mm: float

    @property
    def box(self) -> npt.NDArray[np.float64]:
        """x0, y0, x1, y1."""
        points = np.vstack(self.parts)
        return np.concatenate([points.min(axis=0), points.max(axis=0)])

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        x0, y0, x1, y1 = self.box
        return float(x1 - x0), float(y1 - y0)


@dataclass
class _Pen:
    matrix: npt.NDArray[np.float64]
    stroke: str = "#000000"
    fill: str = "#000000"
    width: float = 1.0

    def copy(self) -> "_Pen":
        return _Pen(self.matrix, self.stroke, self.fill, self.width)


def shapes(page: PageObject) -> list[Shape]:
    """Everything that a page strokes or fills; letters are not paths."""
    return list(_walk(page))


def _walk(page: PageObject) -> Iterator[Shape]:
    pen, kept = _Pen(np.array([[MM, 0, 0], [0, -MM, 0], [0, MM * float(page.mediabox.height), 1]])), []
    parts: list[list[tuple[float, float]]] = []
    contents = page.get_contents()
    assert contents is not None
    for given, operator in contents.operations:
        if operator == b"q":
            kept.append(pen.copy())
        elif operator == b"Q":
            pen = kept.pop()
        elif operator in (b"m", b"l", b"c"):
            parts += [[]] if operator == b"m" else []
            parts[-1].append((float(given[-2]), float(given[-1])))
        elif operator in PAINTED:
            if parts and operator != b"n":
                yield _shape(parts, pen, operator)
            parts = []
        else:
            assert operator not in (b"re", b"v", b"y", b"Do"), "this reader knows what our compiler writes"
            _set(pen, operator, given)


def _set(pen: _Pen, operator: bytes, given: Any) -> None:
    if operator == b"cm":
        a, b, c, d, e, f = (float(value) for value in given)
        pen.matrix = np.array([[a, b, 0], [c, d, 0], [e, f, 1]]) @ pen.matrix
    elif operator == b"w":
        pen.width = float(given[0])
    elif operator == b"scn":
        pen.fill = _colour(given)
    elif operator == b"SCN":
        pen.stroke = _colour(given)


def _shape(parts: list[list[tuple[float, float]]], pen: _Pen, operator: bytes) -> Shape:
    moved = tuple((np.column_stack([np.array(p), np.ones(len(p))]) @ pen.matrix)[:, :2] for p in parts)
    unit = float(np.sqrt(abs(np.linalg.det(pen.matrix[:2, :2]))))
    return Shape(
        moved,
        pen.stroke if operator in STROKED else "",
        pen.fill if operator in FILLED else "",
        pen.width * unit if operator in STROKED else 0.0,
    )


def _colour(given: Any) -> str:
    values = [float(value) for value in given if not isinstance(value, str)]
    channels = values * 3 if len(values) == 1 else values
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def scale_bar_mm(found: list[Shape]) -> float:
    """Length of the bar: four boxes of one millimetre by the same width, end to end."""
    cells = [s.box for s in found if s.stroke == INK and s.fill and abs(s.size[1] - 1) < 0.03]
    assert len(cells) == 4, "four parts of one scale bar"
    assert np.ptp([box[1] for box in cells]) < 0.02
    return float(max(box[2] for box in cells) - min(box[0] for box in cells))


def grid_mm(found: list[Shape]) -> tuple[float, int]:
    """Distance between the first and last upright lines of the radio grid, and number of squares between."""
    lines = [s for s in found if s.stroke == INK and abs(s.width_mm - 0.13) < 0.005 and len(s.parts) > 2]
    assert len(lines) == 1, "one path of grid lines"
    upright = [part for part in lines[0].parts if abs(part[0, 0] - part[-1, 0]) < 0.01]
    across = sorted(float(part[0, 0]) for part in upright)
    return across[-1] - across[0], len(across) - 1


def outline_mm(found: list[Shape]) -> tuple[float, float]:
    """Width and height of the territory as drawn: the thick line around its communes."""
    outlines = [s for s in found if s.stroke == COMMUNE_LINE and abs(s.width_mm - 0.5) < 0.01]
    assert len(outlines) == 1, "one outline of the territory"
    return outlines[0].size
