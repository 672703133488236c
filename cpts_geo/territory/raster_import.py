"""A grid given as a hazard: cut to the territory, turned into zones of depth."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.crs import reproject
from cpts_geo.model.errors import LayerError
from cpts_geo.model.problems import Outcome
from cpts_geo.sources.harvest import Place
from cpts_geo.sources.rasters import LEVEL, depth_zones, level_zones, read_grid
from cpts_geo.sources.raw import RawTable, moved, parse_number, problem

WATER_THEMES: Final = ("water", "waterline")
MARGIN_M: Final = 5_000.0  # roads around the communes, and room for the water to come from


def raster_zones(
    folder: Path, path: Path, place: Place, crs: str | None, mapping: Mapping[str, str]
) -> RawTable:
    """Zones of depth of a grid, as a file of zones would give them.

    Raises
    ------
    UnreadableFileError, CrsError, LayerError
        As ``sources.rasters``; ``bad_level``, ``no_zone_in_territory``.
    """
    level = parse_number(mapping[LEVEL]) if LEVEL in mapping else None
    if level is not None and level != level:  # noqa: PLR0124 not a number
        raise LayerError("bad_level", path.name, column=LEVEL, value=mapping[LEVEL])
    whole, declared = read_grid(path, crs)
    grid, outside = whole, 0
    if len(place.communes):
        box = place.communes.geometry.buffer(MARGIN_M).total_bounds
        frame = gpd.GeoSeries.from_wkt(
            [f"POINT({box[0]} {box[1]})", f"POINT({box[2]} {box[3]})"], crs=place.crs
        )
        there = moved(frame, whole.crs).total_bounds
        cut = whole.window((there[0], there[1], there[2], there[3]))
        if cut is None:
            raise LayerError("no_zone_in_territory", path.name)
        grid, outside = cut, whole.cells.size - cut.cells.size
    if level is None:
        zones = depth_zones(path.name, grid)
    else:
        zones = level_zones(path.name, grid, level, _water(folder, grid.crs), declared=declared)
    if not outside:
        return zones
    told = problem(path.name, "hazard", "raster_outside", Outcome.INFORMATION, value=str(outside))
    return replace(zones, problems=(*zones.problems, told))


def _water(folder: Path, crs: str) -> gpd.GeoSeries:
    """Rivers and surfaces of water of the background, in the CRS of the grid."""
    paths = [folder / "basemap" / f"{theme}.parquet" for theme in WATER_THEMES]
    frames = [reproject(gpd.read_parquet(path)[["geometry"]], crs) for path in paths if path.is_file()]
    if not frames:
        return gpd.GeoSeries([], crs=crs)
    return gpd.GeoSeries(pd.concat([frame.geometry for frame in frames], ignore_index=True), crs=crs)
