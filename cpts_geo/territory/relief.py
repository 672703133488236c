"""The relief of a territory: grids kept in ``relief/``, laid on the roads whose source has no altitude."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.model.crs import moved_columns, reproject
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import ALTITUDE_FROM, ALTITUDE_M, FROM_RELIEF, SLOPE
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.harvest import Place
from cpts_geo.sources.polygonise import Grid
from cpts_geo.sources.rasters import read_grid, without_zero_fill
from cpts_geo.sources.raw import normalise, problem
from cpts_geo.sources.relief import KEPT_M, Floats, cell_m, checked, coarser, heights_at
from cpts_geo.territory.altitudes import Heights, with_altitudes
from cpts_geo.territory.build import MARGIN_M
from cpts_geo.territory.folder import replace_bytes, write_problems

LAYER: Final = "relief"


@dataclass(frozen=True)
class KeptRelief:
    """What became of the grids of one import: how many were read and kept, and what there is to say."""

    read: int
    kept: int
    problems: tuple[Problem, ...]


def keep_relief(folder: Path, paths: Sequence[Path], place: Place, crs: str | None) -> KeptRelief:
    """Keep what each grid says of the territory and of the margin of its roads, in cells of about 25 m.

    A grid of the same name replaces the one kept before.

    Raises
    ------
    UnreadableFileError, CrsError, LayerError
        As ``sources.rasters.read_grid`` and ``sources.relief.checked``; ``no_relief_here`` when no grid
        touches the territory.
    """
    told: tuple[Problem, ...] = ()
    kept = 0
    for path in paths:
        grid, declared = read_grid(path, crs)
        values, padding = (grid.cells, ()) if declared else without_zero_fill(path.name, grid.cells)
        near = _near(coarser(checked(path.name, replace(grid, cells=values))), place)
        if near is None:
            told += (problem(path.name, LAYER, "relief_outside", Outcome.INFORMATION),)
            continue
        _write(folder, path, near)
        kept += 1
        told += (*(replace(p, layer=LAYER) for p in padding), _cells(path.name, grid, near))
    if not kept:
        raise LayerError("no_relief_here", ", ".join(path.name for path in paths))
    return KeptRelief(len(paths), kept, told)


def _near(grid: Grid, place: Place) -> Grid | None:
    """The part of a grid where roads of the territory may be, ``None`` when there is none."""
    if place.communes.empty:
        return grid
    wide = place.communes[["geometry"]].assign(geometry=place.communes.envelope.buffer(MARGIN_M))
    west, south, east, north = (float(value) for value in reproject(wide, grid.crs).total_bounds)
    return grid.window((west, south, east, north))


def _cells(file: str, grid: Grid, kept: Grid) -> Problem:
    known = int(np.isfinite(kept.cells).sum())
    value = f"{known} ; {kept.cells.size - known} ; {cell_m(grid):.3g} ; {cell_m(kept):.3g}"
    return problem(file, LAYER, "relief_cells", Outcome.INFORMATION, value=value)


def _write(folder: Path, path: Path, grid: Grid) -> None:
    place = np.array([grid.west, grid.north, grid.dx, grid.dy])
    with io.BytesIO() as content:
        np.savez_compressed(content, cells=grid.cells, place=place, crs=np.array(grid.crs))
        replace_bytes(folder / LAYER / f"{normalise(path.stem)}.npz", content.getvalue())


def _read(path: Path) -> Grid:
    with np.load(path, allow_pickle=False) as kept:
        west, north, dx, dy = (float(value) for value in kept["place"])
        return Grid(kept["cells"], west, north, dx, dy, str(kept["crs"]))


def has_relief(folder: Path) -> bool:
    """Whether a relief was imported."""
    return any((folder / LAYER).glob("*.npz"))


def stored_heights(folder: Path, crs: str) -> Heights:
    """Heights of points in ``crs``: the first grid that knows a point tells it; one in memory at a time."""

    def heights(xy: Floats) -> Floats:
        out = np.full(len(xy), np.nan)
        moved = {crs: xy}
        for path in sorted((folder / LAYER).glob("*.npz")):
            grid = _read(path)
            if grid.crs not in moved:
                x, y = moved_columns(pd.Series(xy[:, 0]), pd.Series(xy[:, 1]), crs, grid.crs)
                moved[grid.crs] = np.column_stack([x, y])
            out = np.where(np.isnan(out), heights_at(grid, moved[grid.crs]), out)
        return out

    return heights


def with_relief(folder: Path, network: RoadNetwork) -> RoadNetwork:
    """The network whose roads without an altitude of their own take the one that the relief knows."""
    edges = network.edges
    unsaid = _without_own(edges)
    if not has_relief(folder) or not unsaid.any():
        return network
    found = with_altitudes(edges[unsaid], stored_heights(folder, str(edges.crs)), KEPT_M)
    nothing = pd.Series(np.nan, index=edges.index)
    columns = {name: edges.get(name, nothing).mask(unsaid, found[name]) for name in (ALTITUDE_M, SLOPE)}
    laid = (unsaid & columns[ALTITUDE_M].notna()).map({True: FROM_RELIEF, False: ""})
    return replace(network, edges=edges.assign(**columns, **{ALTITUDE_FROM: laid}))


def _without_own(edges: pd.DataFrame) -> "pd.Series[bool]":
    """Roads whose altitude is unknown or was laid by an earlier relief."""
    if ALTITUDE_M not in edges:
        return pd.Series(data=True, index=edges.index)
    laid = edges[ALTITUDE_FROM] == FROM_RELIEF if ALTITUDE_FROM in edges else False
    return edges[ALTITUDE_M].isna() | laid


def tell_altitudes(folder: Path, network: RoadNetwork) -> tuple[Problem, ...]:
    """Write, and return, how many roads take their altitude from the relief, and how many have none."""
    edges = network.edges
    laid = int((edges[ALTITUDE_FROM] == FROM_RELIEF).sum()) if ALTITUDE_FROM in edges else 0
    unknown = int(edges[ALTITUDE_M].isna().sum()) if ALTITUDE_M in edges else len(edges)
    told = tuple(
        problem("", LAYER, kind, Outcome.INFORMATION, value=f"{count} / {len(edges)}")
        for kind, count in (("relief_altitudes", laid), ("altitude_unknown", unknown))
        if count
    )
    write_problems(folder, told, LAYER, "")
    return told
