"""Relief and rivers: noise eroded by its own water, then a flood plain laid along each main river."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy import ndimage

from cpts_geo.demo.grid import Bools, Drainage, Floats, Grid, Ints, drain, grid_over, noise, resample
from cpts_geo.demo.lines import arclength, smoothed, wandering
from cpts_geo.demo.sizes import Size

INFLOW_KM2: Final = 2500.0  # basin of a main river upstream of the domain
STREAM_KM2: Final = 1.6  # basin from which a stream is drawn
TRIBUTARY_KM2: Final = 17.0  # basin from which a tributary has its own small flood plain
BANK_M: Final = 2.6  # bank above the bed of a main river
RIVER_HALF_WIDTH_M: Final = 32.0
EROSION_STEPS: Final = 28


@dataclass(frozen=True)
class River:
    """A main river: its line from east to west and the height of its bed along it."""

    line: Floats
    bed: Floats


@dataclass(frozen=True)
class Relief:
    """Ground and water.

    Attributes
    ----------
    grid, height
        Ground, metres above an arbitrary sea level; channels included.
    rivers
        Main rivers.
    drainage, basin_km2
        Where water goes, and how much land each cell drains.
    river_m, bed
        Per cell, distance to the nearest main river line and height of the bed there.
    """

    grid: Grid
    height: Floats
    rivers: tuple[River, ...]
    drainage: Drainage
    basin_km2: Floats
    river_m: Floats
    bed: Floats

    @cached_property
    def slope(self) -> Floats:
        """Slope per cell, metres per metre."""
        dy, dx = np.gradient(self.height, self.grid.cell_m)
        return np.asarray(np.hypot(dx, dy))

    def heights(self, xy: Floats) -> Floats:
        """Height of the ground at points, between the centres of the cells around each."""
        grid = self.grid
        place = (xy - [grid.x0, grid.y0]) / grid.cell_m - 0.5
        return np.asarray(ndimage.map_coordinates(self.height, place.T[::-1], order=1, mode="nearest"))

    @cached_property
    def channel(self) -> Bools:
        """Cells of the main rivers, too wide to ford."""
        return self.river_m < RIVER_HALF_WIDTH_M + 0.5 * self.grid.cell_m


def build_relief(size: Size, rng: np.random.Generator) -> Relief:
    """Relief of a domain, with one main river per valley."""
    grid = grid_over(size.centre, size.width_m, size.height_m, cell_m=size.cell_m)
    coarse = grid.resized(2 * grid.cell_m)
    axes = _valley_axes(coarse, size.rivers, rng)
    ground = _eroded(coarse, _raw_ground(coarse, axes, rng), axes)
    rivers = tuple(_river(coarse, course, rng) for course in _courses(coarse, ground, axes))
    height = resample(coarse, ground, grid) + 0.8 * noise(grid, 240, rng)
    height, river_m, bed = _with_flood_plains(grid, height, rivers, rng=rng)
    height = _with_tributary_plains(grid, height, rivers, river_m=river_m)
    return _routed(grid, height, rivers, water=(river_m, bed))


def _valley_axes(grid: Grid, count: int, rng: np.random.Generator) -> Floats:
    """Row of each valley axis per column, count x cols."""
    steps = np.arange(grid.cols) * grid.cell_m
    rows = []
    for k in range(count):
        waves = sum(
            amplitude * np.sin(2 * np.pi * steps / length + rng.uniform(0, 2 * np.pi))
            for amplitude, length in ((1300, 21_000), (600, 9_500))
        )
        room = min(1.0, grid.rows * grid.cell_m / count / 16_000)
        rows.append((k + 0.5) * grid.rows / count + room * waves / grid.cell_m)
    return np.asarray(np.clip(np.array(rows), 3, grid.rows - 4))


def _raw_ground(grid: Grid, axes: Floats, rng: np.random.Generator) -> Floats:
    away = np.abs(np.arange(grid.rows)[:, None, None] - axes.T[None]).min(axis=2) * grid.cell_m
    valley = 150 * (1 - np.exp(-((away / 6500) ** 1.4)))
    hills = 42 * noise(grid, 5200, rng) + 22 * noise(grid, 2100, rng) + 9 * noise(grid, 900, rng)
    tilt = 0.0011 * np.arange(grid.cols) * grid.cell_m
    bumps = hills * (0.25 + 0.75 * (1 - np.exp(-away / 2500)))
    return np.asarray(45 + tilt + valley + bumps + 6 * noise(grid, 400, rng))


def _ends(grid: Grid, axes: Floats) -> tuple[Ints, Ints]:
    """Outlet cells on the western edge and inflow cells on the eastern edge."""
    west = np.round(axes[:, 0]).astype(np.int64) * grid.cols
    return west, np.round(axes[:, -1]).astype(np.int64) * grid.cols + grid.cols - 1


def _eroded(grid: Grid, ground: Floats, axes: Floats) -> Floats:
    """Ground after some steps of stream-power erosion (implicit, from outlets up) and soil creep."""
    outlets, inflows = _ends(grid, axes)
    rain = np.full(grid.count, (grid.cell_m / 1000) ** 2)
    rain[inflows] = INFLOW_KM2
    height = ground.ravel().copy()
    for _ in range(EROSION_STEPS):
        drainage = drain(grid, height, outlets)
        height = _carved(grid, height, drainage, basin=drainage.accumulate(rain))
        height = ndimage.gaussian_filter(height.reshape(grid.shape), 0.45).ravel()
    return height.reshape(grid.shape)


def _carved(grid: Grid, height: Floats, drainage: Drainage, *, basin: Floats) -> Floats:
    out = height + 1.1  # uplift of one step
    out[drainage.levels[0]] = height[drainage.levels[0]]
    for cells in drainage.levels[1:]:
        power = 24.0 / grid.cell_m * np.sqrt(basin[cells])
        out[cells] = (out[cells] + power * out[drainage.down[cells]]) / (1 + power)
    return out


def _courses(grid: Grid, ground: Floats, axes: Floats) -> list[tuple[Floats, Floats]]:
    """Course of each main river down the eroded ground: points and heights, from east to west."""
    outlets, inflows = _ends(grid, axes)
    drainage = drain(grid, ground, outlets)
    courses = []
    for start in inflows:
        cells = [int(start)]
        while (after := int(drainage.down[cells[-1]])) >= 0:
            cells.append(after)
        courses.append((grid.centres(cells), ground.ravel()[cells]))
    return courses


def _river(grid: Grid, course: tuple[Floats, Floats], rng: np.random.Generator) -> River:
    points, heights = course
    centre = smoothed(points, 700 / grid.cell_m)
    line = wandering(centre, rng, amplitude_m=330, wave_m=1600)
    fall = np.minimum.accumulate(ndimage.gaussian_filter1d(heights, 12, mode="nearest"))
    along = arclength(line) / arclength(line)[-1]
    bed = np.interp(along, np.linspace(0, 1, len(fall)), fall) - 1e-4 * arclength(line)
    return River(line, bed - 1.0)


def _with_flood_plains(
    grid: Grid, height: Floats, rivers: tuple[River, ...], *, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Ground with a flat valley floor along main rivers, distance to the river, bed there."""
    away, bed = nearest_river(grid, rivers)
    half_width = 520 * np.clip(1 + 0.38 * noise(grid, 2600, rng), 0.35, 1.9)
    micro = 0.75 * noise(grid, 420, rng) + 0.35 * noise(grid, 170, rng)
    floor = bed + BANK_M + 0.0032 * away + np.where(away > 60, micro, 0.0)
    outside = np.clip((away - 0.55 * half_width) / half_width, 0, 1)
    ramp = outside**2 * (3 - 2 * outside)
    ground = (1 - ramp) * floor + ramp * np.maximum(height, bed + BANK_M + 4.0)
    bank = np.clip((away - RIVER_HALF_WIDTH_M) / 20, 0, 1)
    return (1 - bank) * bed + bank * np.maximum(ground, bed + 1.2), away, bed


def nearest_river(grid: Grid, rivers: tuple[River, ...]) -> tuple[Floats, Floats]:
    """Per cell, distance to the nearest main river and height of its bed there (smoothed across)."""
    beds = np.full(grid.count, np.nan)
    for river in rivers:
        beds[grid.cells(river.line)] = river.bed
    marked = np.isnan(beds).reshape(grid.shape)
    away, (row, col) = ndimage.distance_transform_edt(marked, sampling=grid.cell_m, return_indices=True)
    bed = beds.reshape(grid.shape)[row, col]
    return np.asarray(away), ndimage.gaussian_filter(bed, 300 / grid.cell_m)


def _with_tributary_plains(
    grid: Grid, height: Floats, rivers: tuple[River, ...], *, river_m: Floats
) -> Floats:
    """Ground with a narrow flat floor along the largest tributaries."""
    outlets = np.array([int(grid.cells(river.line[-1])[0]) for river in rivers])
    drainage = drain(grid, height, outlets)
    basin = drainage.accumulate(np.full(grid.count, (grid.cell_m / 1000) ** 2))
    stream = (basin > TRIBUTARY_KM2).reshape(grid.shape) & (river_m > 120)
    if not stream.any():
        return height
    away, (row, col) = ndimage.distance_transform_edt(~stream, sampling=grid.cell_m, return_indices=True)
    bed = ndimage.gaussian_filter(height[row, col], 150 / grid.cell_m)
    ramp = np.clip((away - 70) / 220, 0, 1)
    floor = np.minimum(height, bed + 0.3 + 0.008 * away)
    near_river = np.clip((river_m - 120) / 300, 0, 1)
    weight = (1 - ramp) * near_river
    return np.asarray(weight * floor + (1 - weight) * height)


def _routed(grid: Grid, height: Floats, rivers: tuple[River, ...], *, water: tuple[Floats, Floats]) -> Relief:
    outlets = np.array([int(grid.cells(river.line[-1])[0]) for river in rivers])
    drainage = drain(grid, height, outlets)
    rain = np.full(grid.count, (grid.cell_m / 1000) ** 2)
    basin = drainage.accumulate(rain).reshape(grid.shape)
    return Relief(grid, height, rivers, drainage, basin, *water)
