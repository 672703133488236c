"""Cells of a grid as polygons: the exact outline of each class, nothing smoothed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

Cells = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Grid:
    """Values by cell, NaN = no data; ``west, north`` the outer corner of the first cell."""

    cells: Cells
    west: float
    north: float
    dx: float
    dy: float
    crs: str

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        rows, columns = self.cells.shape
        return self.west, self.north - rows * self.dy, self.west + columns * self.dx, self.north

    def window(self, bounds: tuple[float, float, float, float]) -> "Grid | None":
        """Cells that touch a box, ``None`` when none does."""
        west, south, east, north = bounds
        rows, columns = self.cells.shape
        left, right = (int(np.floor((x - self.west) / self.dx)) for x in (west, east))
        top, bottom = (int(np.floor((self.north - y) / self.dy)) for y in (north, south))
        left, right, top, bottom = max(left, 0), min(right + 1, columns), max(top, 0), min(bottom + 1, rows)
        if left >= right or top >= bottom:
            return None
        corner = self.west + left * self.dx, self.north - top * self.dy
        return Grid(self.cells[top:bottom, left:right], *corner, self.dx, self.dy, self.crs)


def parts(grid: Grid, mask: Bools) -> list[shapely.Polygon]:
    """One polygon per group of cells joined by a side."""
    whole = shapely.union_all(_boxes(mask))
    shapes = shapely.get_parts(whole)
    placed = shapely.transform(shapes, lambda xy: xy * [grid.dx, -grid.dy] + [grid.west, grid.north])
    return [shape for shape in placed if isinstance(shape, shapely.Polygon)]


def _boxes(mask: Bools) -> npt.NDArray[np.object_]:
    """Rectangles in units of cells that tile the mask: runs of a row, stacked where rows repeat them."""
    edge = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, start = np.nonzero(edge == 1)
    if not len(row):
        return np.empty(0, dtype=object)
    end = np.nonzero(edge == -1)[1]
    order = np.lexsort((row, end, start))
    row, start, end = row[order], start[order], end[order]
    fresh = np.ones(len(row), dtype=bool)
    fresh[1:] = (np.diff(start) != 0) | (np.diff(end) != 0) | (np.diff(row) != 1)
    first = np.nonzero(fresh)[0]
    last = np.append(first[1:], len(row)) - 1
    return np.asarray(shapely.box(start[first], row[first], end[first], row[last] + 1), dtype=object)


def covered(grid: Grid, shapes: npt.NDArray[np.object_]) -> Bools:
    """Cells whose centre is in a surface, or that a line goes through."""
    out = np.zeros(grid.cells.shape, dtype=bool)
    for shape in shapely.get_parts(shapes):
        if shapely.get_dimensions(shape) == 2:
            _fill(grid, shape, out)
        else:
            dense = shapely.get_coordinates(shapely.segmentize(shape, grid.dx / 2))
            _mark(grid, dense, out)
    return out


def _fill(grid: Grid, shape: shapely.Geometry, out: Bools) -> None:
    rows, columns = out.shape
    west, south, east, north = shapely.bounds(shape)
    left, right = (int(np.clip((x - grid.west) // grid.dx, 0, columns)) for x in (west, east + grid.dx))
    top, bottom = (int(np.clip((grid.north - y) // grid.dy, 0, rows)) for y in (north, south - grid.dy))
    if left >= right or top >= bottom:
        return
    x, y = np.meshgrid(
        grid.west + (np.arange(left, right) + 0.5) * grid.dx,
        grid.north - (np.arange(top, bottom) + 0.5) * grid.dy,
    )
    shapely.prepare(shape)
    out[top:bottom, left:right] |= shapely.contains_xy(shape, x, y)


def _mark(grid: Grid, points: npt.NDArray[np.float64], out: Bools) -> None:
    column = ((points[:, 0] - grid.west) // grid.dx).astype(int)
    row = ((grid.north - points[:, 1]) // grid.dy).astype(int)
    inside = (column >= 0) & (column < out.shape[1]) & (row >= 0) & (row < out.shape[0])
    out[row[inside], column[inside]] = True


def joined_to(mask: Bools, seeds: Bools) -> Bools:
    """Cells of the mask linked by their sides to a seed: a dike of one cell holds, even in diagonal."""
    labels, _ = ndimage.label(mask)
    reached = np.unique(labels[seeds & mask])
    return np.isin(labels, reached[reached > 0])
