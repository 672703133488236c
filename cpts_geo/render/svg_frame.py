"""A sheet of paper laid on the ground: exact scale, clipping, squares of the radio grid."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from cpts_geo.model.errors import ExportError

Floats = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]
Bounds = tuple[float, float, float, float]

MARGIN_MM: Final = 4.5  # strip around the map that carries the letters and figures of the grid
_HUNDREDS: Final = (100_000, 125_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 750_000)
ROUND_SCALES: Final = (
    *(2_500, 5_000, 7_500, 10_000, 12_500, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000, 45_000),
    *(50_000, 60_000, 70_000, 75_000, 80_000, 90_000),
    *_HUNDREDS,
    *(1_000_000, 1_500_000, 2_000_000),
)
GRID_SIZES_M: Final = (250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
GRID_MAX_SQUARES: Final = 20
TOLERANCE_MM: Final = 0.05  # a third of a hairline: simplification nobody can see
_LINES: Final = (1, 2)  # shapely type ids of LineString and LinearRing
_POLYGON: Final = 3


@dataclass(frozen=True)
class MapFrame:
    """What a map shows.

    Attributes
    ----------
    x, y
        Ground point at the middle, in the territory's legal CRS (metres).
    scale
        Denominator: 1 mm on paper is ``scale`` mm on the ground along the projection.
    width_mm, height_mm
        Size of the map itself, without the margin strip.
    inset
        Ground that another map of the same sheet shows larger, outlined on this one.
    only
        Identifiers of the only structures and sites drawn; all of them by default.
    """

    x: float
    y: float
    scale: int
    width_mm: float
    height_mm: float
    inset: Bounds | None = None
    only: frozenset[str] | None = None

    @property
    def mm_per_m(self) -> float:
        """Millimetres on paper for one metre of ground."""
        return 1000 / self.scale

    @property
    def bounds(self) -> Bounds:
        """Ground covered: xmin, ymin, xmax, ymax in metres."""
        half_w, half_h = self.width_mm / 2 / self.mm_per_m, self.height_mm / 2 / self.mm_per_m
        return self.x - half_w, self.y - half_h, self.x + half_w, self.y + half_h

    def to_mm(self, xy: Floats) -> Floats:
        """Ground coordinates, shape (n, 2), to millimetres from the top left corner of the map."""
        xmin, _, _, ymax = self.bounds
        return np.column_stack([(xy[:, 0] - xmin) * self.mm_per_m, (ymax - xy[:, 1]) * self.mm_per_m])

    def shows(self, places: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
        """Which places are drawn: inside the map, and among those chosen."""
        inside = self.contains(shapely.get_coordinates(places.geometry.to_numpy()))
        return inside if self.only is None else inside & places.index.isin(list(self.only))

    def contains(self, xy: Floats) -> npt.NDArray[np.bool_]:
        """Which ground points are inside the map."""
        xmin, ymin, xmax, ymax = self.bounds
        return (xy[:, 0] >= xmin) & (xy[:, 0] <= xmax) & (xy[:, 1] >= ymin) & (xy[:, 1] <= ymax)


def fit_frame(bounds: Bounds, width_mm: float, height_mm: float, border_mm: float = 4.0) -> MapFrame:
    """Frame centred on ``bounds`` at the largest round scale that shows them whole.

    Raises
    ------
    ExportError
        ``beyond_scale`` when no known scale is small enough, ``no_extent`` when bounds are not finite.
    """
    if not np.isfinite(bounds).all():
        raise ExportError("no_extent")
    xmin, ymin, xmax, ymax = bounds
    needed = 1000 * max(
        (xmax - xmin) / (width_mm - 2 * border_mm), (ymax - ymin) / (height_mm - 2 * border_mm)
    )
    fitting = [scale for scale in ROUND_SCALES if scale >= needed]
    if not fitting:
        raise ExportError("beyond_scale", value=f"1:{needed:.0f}", expected=f"1:{ROUND_SCALES[-1]}")
    return MapFrame((xmin + xmax) / 2, (ymin + ymax) / 2, fitting[0], width_mm, height_mm)


def visible(geometries: Geometries, frame: MapFrame, tolerance_mm: float = TOLERANCE_MM) -> Geometries:
    """Parts of the geometries inside the map, simplified to what paper can show; empty ones left out."""
    xmin, ymin, xmax, ymax = frame.bounds
    box = shapely.bounds(geometries)
    near = (box[:, 0] <= xmax) & (box[:, 2] >= xmin) & (box[:, 1] <= ymax) & (box[:, 3] >= ymin)
    shown = shapely.clip_by_rect(shapely.force_2d(geometries[near]), *frame.bounds)
    shown = shapely.simplify(shown, tolerance_mm / frame.mm_per_m)
    return np.asarray(shown[~shapely.is_empty(shown)], dtype=object)


def area_path(geometries: Geometries, frame: MapFrame) -> str:
    """SVG path data of the polygons, clipped; to be filled with the even-odd rule."""
    parts = shapely.get_parts(shapely.get_parts(visible(geometries, frame)))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == _POLYGON])
    return "".join(f"{_moves(ring, frame)}z" for ring in rings)


def line_path(geometries: Geometries, frame: MapFrame) -> str:
    """SVG path data of the lines, clipped, with continuing lines joined."""
    return "".join(_moves(line, frame) for line in joined_lines(geometries, frame))


def joined_lines(geometries: Geometries, frame: MapFrame) -> Geometries:
    """Visible lines, clipped, joined end to end where only two meet."""
    parts = shapely.get_parts(shapely.get_parts(visible(geometries, frame)))
    lines = parts[np.isin(shapely.get_type_id(parts), _LINES)]
    if not len(lines):
        return np.empty(0, dtype=object)
    return np.asarray(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))), dtype=object)


def _moves(line: shapely.Geometry, frame: MapFrame) -> str:
    points = frame.to_mm(shapely.get_coordinates(line))
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


@dataclass(frozen=True)
class Grid:
    """Radio grid, the same for all the sheets of a territory.

    Attributes
    ----------
    x0, y1
        Ground coordinates of the top left corner of square A1.
    size_m
        Side of a square, metres.
    columns, rows
        Number of squares that have a name.
    """

    x0: float
    y1: float
    size_m: int
    columns: int
    rows: int

    def square(self, x: float, y: float) -> str:
        """Name of the square of a ground point (``C4``), ``""`` outside the grid."""
        column, row = floor((x - self.x0) / self.size_m), floor((self.y1 - y) / self.size_m)
        inside = 0 <= column < self.columns and 0 <= row < self.rows
        return f"{letters(column)}{row + 1}" if inside else ""


def letters(column: int) -> str:
    """``0`` → A, ``25`` → Z, ``26`` → AA."""
    head, tail = divmod(column, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + tail)


def make_grid(bounds: Bounds) -> Grid:
    """Grid over ``bounds``, lines on round coordinates, at most ``GRID_MAX_SQUARES`` on a side."""
    xmin, ymin, xmax, ymax = bounds
    wanted = max(xmax - xmin, ymax - ymin) / GRID_MAX_SQUARES
    size = next((s for s in GRID_SIZES_M if s >= wanted), GRID_SIZES_M[-1])
    x0, y1 = floor(xmin / size) * size, ceil(ymax / size) * size
    return Grid(x0, y1, size, ceil((xmax - x0) / size), ceil((y1 - ymin) / size))
