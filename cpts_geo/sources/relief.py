"""Altitudes of the ground from grids (RGE ALTI, BD ALTI, GeoTIFF or ESRI ASCII): checked, made coarser."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj

from cpts_geo.model.errors import LayerError
from cpts_geo.sources.polygonise import Grid

Floats = npt.NDArray[np.float64]
# A limit of snow is forecast to about 100 m: the cells of BD ALTI are fine enough (assumption).
KEPT_M: Final = 25.0
COARSEST_M: Final = 100.0  # beyond, a road of the valley takes the height of the slope above (assumption)
HIGHEST_M: Final = 4_900.0  # Mont Blanc, about 4 806 m
LOWEST_M: Final = -100.0  # polders are at -5 m, open quarries lower (assumption)
DEGREE_M: Final = 111_320.0  # along a meridian


def checked(file: str, grid: Grid) -> Grid:
    """The grid, when its values can be altitudes of France in metres and its cells tell a road from a slope.

    Raises
    ------
    LayerError
        ``relief_empty``, ``relief_absurd`` with the extremes, ``relief_coarse`` with the side of a cell.
    """
    known = grid.cells[np.isfinite(grid.cells)]
    if not known.size:
        raise LayerError("relief_empty", file)
    if known.min() < LOWEST_M or known.max() > HIGHEST_M:
        value, expected = f"{known.min():g} ; {known.max():g}", f"{LOWEST_M:g} ; {HIGHEST_M:g}"
        raise LayerError("relief_absurd", file, value=value, expected=expected)
    if cell_m(grid) > COARSEST_M:
        raise LayerError("relief_coarse", file, value=f"{cell_m(grid):.0f} m", expected=f"{COARSEST_M:g} m")
    return grid


def cell_m(grid: Grid) -> float:
    """Longest side of a cell, metres; degrees are counted along a meridian."""
    unit = DEGREE_M if pyproj.CRS.from_user_input(grid.crs).is_geographic else 1.0
    return max(grid.dx, grid.dy) * unit


def coarser(grid: Grid) -> Grid:
    """Cells of at most ``KEPT_M``: means of the known cells they are made of, unknown where most are."""
    by = int(KEPT_M // cell_m(grid))
    if by < 2:
        return grid
    rows, columns = (-(-size // by) for size in grid.cells.shape)
    total, count = np.zeros((rows, columns)), np.zeros((rows, columns))
    for row in range(rows):  # one row of new cells at a time: no second copy of the grid
        band = grid.cells[row * by : (row + 1) * by]
        known = np.isfinite(band)
        starts = np.arange(0, band.shape[1], by)
        total[row] = np.add.reduceat(np.where(known, band, 0).sum(axis=0, dtype=float), starts)
        count[row] = np.add.reduceat(known.sum(axis=0), starts)
    known = count * 2 >= by * by
    cells = np.where(known, total / np.maximum(count, 1), np.nan).astype(np.float32)
    return replace(grid, cells=cells, dx=grid.dx * by, dy=grid.dy * by)


def heights_at(grid: Grid, xy: Floats) -> Floats:
    """Height at points in the CRS of the grid, between the centres of the cells around each.

    NaN outside of the grid and in an unknown cell; an unknown neighbour does not count.
    """
    rows, columns = grid.cells.shape
    column, row = (xy[:, 0] - grid.west) / grid.dx, (grid.north - xy[:, 1]) / grid.dy
    out = np.full(len(xy), np.nan)
    at = np.flatnonzero((column >= 0) & (column < columns) & (row >= 0) & (row < rows))
    at = at[np.isfinite(grid.cells[row[at].astype(int), column[at].astype(int)])]
    column, row = column[at] - 0.5, row[at] - 0.5
    left, top = np.floor(column).astype(int), np.floor(row).astype(int)
    total, weights = np.zeros(len(at)), np.zeros(len(at))
    for down, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
        z = grid.cells[np.clip(top + down, 0, rows - 1), np.clip(left + right, 0, columns - 1)]
        weight = (1 - abs(row - top - down)) * (1 - abs(column - left - right)) * np.isfinite(z)
        total += weight * np.nan_to_num(z)
        weights += weight
    out[at] = total / weights
    return out
