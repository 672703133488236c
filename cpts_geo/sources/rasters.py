"""Depths of water from grids: a depth per cell, or an elevation under a level of water that can get there."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.errors import CrsError, LayerError, UnreadableFileError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.geometry_gate import fitting_crs
from cpts_geo.sources.harvest import summary
from cpts_geo.sources.polygonise import Bools, Grid, covered, joined_to, parts
from cpts_geo.sources.raw import RawTable, parse_number, problem
from cpts_geo.sources.safe_read import known_crs, run_worker

LEVEL: Final = "level_m"
# Bounds of the classes, metres: those of COVADIS ISO_HT (FACTS 1.10.1) for a level over a relief, which is
# not known to 10 cm; finer below the wading limit of 0.30 m for depths that a model gives (assumption).
COARSE_M: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
FINE_M: Final = (0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
DEEPEST_M: Final = 50.0  # a value beyond is an elevation (assumption)
NODATA_BELOW: Final = -1000.0  # -9999, -32768, -3.4e38: never a depth nor an elevation of France
ZERO_FILL: Final = 0.001  # share of the cells
INSTEAD: Final = "gpkg, shp, geojson"
SIDECARS: Final = (".prj", ".tfw", ".tifw", ".wld")


def read_grid(path: Path, crs: str | None) -> tuple[Grid, bool]:
    """Cells of a file, decoded in the child process, and whether it announces a value for « no data ».

    Raises
    ------
    UnreadableFileError
        ``raster_unreadable``, ``raster_too_large``, ``raster_compression``, ``truncated_grid``,
        ``raster_units`` when the file counts its values in anything but metres.
    CrsError
        ``missing_crs`` with the one that fits, ``unknown_crs``.
    """
    with tempfile.TemporaryDirectory(prefix="cpts-") as scratch:
        out = Path(scratch) / "grid.npy"
        answer = run_worker(path, "raster", out)
        if "error" in answer:
            kind = "raster_unreadable" if answer["error"] == "unreadable" else str(answer["error"])
            value, expected = str(answer.get("value", "")), str(answer.get("expected", INSTEAD))
            raise UnreadableFileError(kind, path.name, value=value, expected=expected)
        values = np.load(out, allow_pickle=False)
    place = [answer[name] for name in ("west", "north", "dx", "dy")]
    if place[0] is None:
        place = _world_file(path)
    values = np.where(values < NODATA_BELOW, np.nan, values).astype(np.float32)
    grid = Grid(values, place[0], place[1], place[2], place[3], "")
    system = known_crs(path.name, crs or answer["crs"] or _beside(path))
    if system is None:
        raise CrsError("missing_crs", path.name, expected=fitting_crs(grid.bounds))
    return replace(grid, crs=system), bool(answer["declared"])


def _beside(path: Path) -> str | None:
    """Text of the ``.prj`` beside; a form older than WKT says nothing that we can read."""
    prj = path.with_suffix(".prj")
    text = prj.read_text("utf-8", "ignore")[:4000] if prj.is_file() else ""
    return text if "[" in text else None


def _world_file(path: Path) -> list[float]:
    for end in SIDECARS[1:]:
        world = path.with_suffix(end)
        numbers = (
            [parse_number(n) for n in world.read_text("ascii", "ignore").split()[:6]]
            if world.is_file()
            else []
        )
        if len(numbers) == 6 and np.isfinite(numbers).all():
            dx, turned, bent, dy, x, y = numbers
            if turned or bent or dy >= 0:
                raise UnreadableFileError("raster_rotated", path.name)
            return [x - dx / 2, y - dy / 2, dx, -dy]
    raise UnreadableFileError("raster_unreadable", path.name, expected=INSTEAD)


def depth_zones(file: str, grid: Grid) -> RawTable:
    """Zones by class of a grid of depths.

    Raises
    ------
    LayerError
        ``raster_is_elevation`` when a value cannot be a depth, ``raster_dry``.
    """
    known = grid.cells[np.isfinite(grid.cells)]
    if known.size and (known.min() < 0 or known.max() > DEEPEST_M):
        value = f"{known.min():.2f} ; {known.max():.2f}"
        raise LayerError("raster_is_elevation", file, value=value)
    zones = _zones(file, grid, FINE_M)
    return replace(zones, problems=(_cells(file, grid.cells > 0, grid), *_said(file, "raster_depths", zones)))


def level_zones(file: str, grid: Grid, level: float, water: gpd.GeoSeries, *, declared: bool) -> RawTable:
    """Zones by class under a level of water, where it is joined to ``water`` (in the CRS of the grid).

    Raises
    ------
    LayerError
        ``no_open_water``, ``raster_dry``.
    """
    values, told = (grid.cells, ()) if declared else without_zero_fill(file, grid.cells)
    relief = replace(grid, cells=values)
    below = np.nan_to_num(values, nan=np.inf) < level
    seeds = covered(relief, np.asarray(water, dtype=object))
    if not (seeds & np.isfinite(values)).any():
        raise LayerError("no_open_water", file)
    wet = joined_to(below, seeds)
    depths = np.where(wet, level - values, np.where(np.isfinite(values), 0, np.nan)).astype(np.float32)
    zones = _zones(file, replace(relief, cells=depths), COARSE_M)
    lost = int((below & ~wet).sum())
    shown = f"{level:g}".replace(".", ",")
    said = (
        *told,
        problem(file, "hazard", "bathtub", Outcome.INFORMATION, column=LEVEL, value=shown),
        _cells(file, wet, relief),
        *summary(zones, "hazard", "not_connected", lost),
    )
    return replace(zones, problems=said)


def without_zero_fill(
    file: str, values: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], tuple[Problem, ...]]:
    """Altitudes whose padding is unknown: without a value for « no data », zeros joined to the border."""
    border = np.zeros(values.shape, dtype=bool)
    border[[0, -1], :] = border[:, [0, -1]] = True
    padding = joined_to(values == 0, border)
    if padding.sum() < ZERO_FILL * values.size:
        return values, ()
    count = str(int(padding.sum()))
    told = (problem(file, "hazard", "zero_filled", Outcome.INFORMATION, value=count),)
    return np.where(padding, np.nan, values).astype(np.float32), told


def _zones(file: str, grid: Grid, bounds: tuple[float, ...]) -> RawTable:
    rows: list[tuple[str, str, shapely.Polygon]] = []
    for low, high in zip(bounds, (*bounds[1:], np.inf), strict=True):
        mask: Bools = (grid.cells > low) & (grid.cells <= high)
        rows += [(f"{low:g}", "" if np.isinf(high) else f"{high:g}", shape) for shape in parts(grid, mask)]
    if not rows:
        raise LayerError("raster_dry", file)
    index = pd.RangeIndex(1, len(rows) + 1, name="row")
    cells = {"depth_min_m": [r[0] for r in rows], "depth_max_m": [r[1] for r in rows], "nature": "modelled"}
    shapes = gpd.GeoSeries([r[2] for r in rows], index=index, crs=grid.crs)
    return RawTable(file, pd.DataFrame(cells, index=index, dtype=object), shapes)


def _cells(file: str, wet: Bools, grid: Grid) -> Problem:
    known = np.isfinite(grid.cells)
    counts = f"{int(wet.sum())} / {int((known & ~wet).sum())} / {int((~known).sum())}"
    return problem(file, "hazard", "raster_cells", Outcome.INFORMATION, value=counts)


def _said(file: str, kind: str, zones: RawTable) -> tuple[Problem, ...]:
    return (problem(file, "hazard", kind, Outcome.INFORMATION, value=str(len(zones.columns))),)
