"""Floods of three return periods: water level above the river minus ground, in the classes of COVADIS."""

from itertools import pairwise
from typing import Any, Final

import contourpy
import geopandas as gpd
import numpy as np
import shapely
from scipy import ndimage

from cpts_geo.demo.grid import Floats, Grid, Shape, resample
from cpts_geo.demo.relief import TRIBUTARY_KM2, Relief

OCCURRENCES: Final = ("01For", "02Moy", "04Fai")
CLASSES_M: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)  # lower bounds of HT_MIN; the last class is open
# Rise of the water above the bed of a main river (whose banks stand at 2.6 m), and above that of a tributary.
RISE_M: Final = {"01For": 2.7, "02Moy": 4.1, "04Fai": 5.9}
TRIBUTARY_RISE_M: Final = {"01For": 0.0, "02Moy": 0.55, "04Fai": 1.5}
REACH_M: Final = 2_200.0
TRIBUTARY_REACH_M: Final = 300.0
FINE_CELL_M: Final = 25.0
SIMPLIFY_M: Final = 4.0
SMALLEST_M2: Final = 900.0
PRECISION_M: Final = 0.01


def water_depth(relief: Relief, occurrence: str) -> Floats:
    """Depth of water per cell, metres; negative or zero where it stays dry."""
    depth = relief.bed + RISE_M[occurrence] - relief.height
    depth = np.where(relief.river_m < REACH_M, depth, -5.0)
    depth = np.maximum(depth, _tributary_depth(relief, TRIBUTARY_RISE_M[occurrence]))
    return _connected(depth, relief)


def _tributaries(relief: Relief) -> np.ndarray:
    return np.asarray((relief.basin_km2 > TRIBUTARY_KM2) & ~relief.channel)


def _tributary_depth(relief: Relief, rise_m: float) -> Floats:
    stream = _tributaries(relief)
    if rise_m <= 0 or not stream.any():
        return np.full(relief.grid.shape, -5.0)
    cell = relief.grid.cell_m
    away, (row, col) = ndimage.distance_transform_edt(~stream, sampling=cell, return_indices=True)
    level = ndimage.gaussian_filter(relief.height[row, col], 120 / cell) + rise_m
    return np.where(away < TRIBUTARY_REACH_M, level - relief.height, -5.0)


def _connected(depth: Floats, relief: Relief) -> Floats:
    """Depth with the hollows that no river reaches left dry."""
    parts, _ = ndimage.label(depth > 0)
    fed = np.unique(parts[relief.channel | _tributaries(relief)])
    return np.where(np.isin(parts, fed[fed > 0]), depth, np.minimum(depth, -0.05))


def flood_layers(relief: Relief, banks: Shape) -> dict[str, gpd.GeoDataFrame]:
    """Zones per occurrence: one row per polygon and depth class; each flood covers the smaller ones.

    ``banks`` are the embankments that stand above the water and are left out.
    """
    grid = relief.grid
    fine = grid.resized(FINE_CELL_M) if grid.cell_m < 60 else grid
    smaller: list[Shape] = [shapely.MultiPolygon()] * len(CLASSES_M)
    layers = {}
    for occurrence in OCCURRENCES:
        depth = resample(grid, ndimage.gaussian_filter(water_depth(relief, occurrence), 0.5), fine)
        extents = [area_above(fine, depth, low) for low in CLASSES_M]
        dry = [shapely.difference(shape, banks, grid_size=PRECISION_M) for shape in extents]
        at_least = _nested(dry, smaller)
        layers[occurrence] = _zones(at_least, occurrence)
        smaller = at_least
    return layers


def _nested(extents: list[Shape], smaller: list[Shape]) -> list[Shape]:
    """Extents at least as deep as each class: inside the class before, around the smaller flood."""
    out: list[Shape] = []
    for extent, inner in zip(extents, smaller, strict=True):
        shape = shapely.union(extent, inner, grid_size=PRECISION_M)
        if out:
            shape = shapely.intersection(shape, out[-1], grid_size=PRECISION_M)
        out.append(polygons_only(shape))
    return out


def area_above(grid: Grid, field: Floats, level: float, *, smallest_m2: float = SMALLEST_M2) -> Shape:
    """Where a field is above a level, as a smooth multipolygon without crumbs."""
    x, y = grid.axes()
    shifted = np.where(field == level, level - 1e-9, field)
    found: Any = contourpy.contour_generator(x, y, shifted, fill_type="OuterOffset").filled(level, np.inf)
    parts = [_polygon(ring, offset, smallest_m2) for ring, offset in zip(*found, strict=True)]
    kept = [part for part in parts if part is not None]
    whole = (
        shapely.union_all(shapely.make_valid(np.array(kept, dtype=object)))
        if kept
        else shapely.MultiPolygon()
    )
    return polygons_only(shapely.set_precision(whole, PRECISION_M))


def _polygon(points: Floats, offset: np.ndarray, smallest_m2: float) -> Shape | None:
    rings = [points[a:b] for a, b in pairwise(offset.tolist())]
    soft: list[Shape] = [shapely.simplify(shapely.polygons(ring), SIMPLIFY_M) for ring in rings]
    if soft[0].is_empty or soft[0].area < smallest_m2:
        return None
    holes = [shapely.get_coordinates(hole) for hole in soft[1:] if hole.area >= smallest_m2]
    return shapely.Polygon(shapely.get_coordinates(soft[0]), holes)


def polygons_only(shape: Shape) -> Shape:
    """The surfaces of a shape, as a multipolygon."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _zones(at_least: list[Shape], occurrence: str) -> gpd.GeoDataFrame:
    tops = [*CLASSES_M[1:], np.inf]
    shapes, lows, highs = [], [], []
    for k, (low, high) in enumerate(zip(CLASSES_M, tops, strict=True)):
        deeper = at_least[k + 1] if k + 1 < len(at_least) else shapely.MultiPolygon()
        band = polygons_only(shapely.difference(at_least[k], deeper, grid_size=PRECISION_M))
        parts = shapely.get_parts(band)
        shapes += list(parts)
        lows += [low] * len(parts)
        highs += [high] * len(parts)
    count = range(1, len(shapes) + 1)
    return gpd.GeoDataFrame(
        {
            "zone_id": [f"ZCH_{k}" for k in count],
            "kind": "flood",
            "depth_min_m": lows,
            "depth_max_m": highs,
            "occurrence": occurrence,
            "id_zone": [f"ZCH_{k}" for k in count],
            "id_s_inond": "SIN_1",
            "id_tri": "FRZ_TRI_AMBR",
            "typ_inond": "01",
            "scenario": occurrence,
            "est_ref": "1",
        },
        geometry=shapes,
    )


def snow_zones(relief: Relief, thresholds_m: tuple[float, float]) -> gpd.GeoDataFrame:
    """Two bands of altitude: slowed above the first height, closed above the second."""
    smooth = ndimage.gaussian_filter(relief.height, 2.5)
    low, high = (area_above(relief.grid, smooth, level, smallest_m2=40_000) for level in thresholds_m)
    bands = [polygons_only(shapely.difference(low, high, grid_size=PRECISION_M)), polygons_only(high)]
    parts, band = shapely.get_parts(np.array(bands, dtype=object), return_index=True)
    return gpd.GeoDataFrame(
        {
            "zone_id": [f"NEIGE_{k}" for k in range(1, len(parts) + 1)],
            "kind": "slowdown",
            "speed_factor": np.where(band == 0, 0.5, 0.0),
        },
        geometry=parts,
    )


def snow_heights(relief: Relief) -> tuple[float, float]:
    """Heights exceeded by 24 % and 5 % of the ground, rounded to 10 m."""
    low, high = np.quantile(relief.height, [0.76, 0.95])
    return float(round(low, -1)), float(round(high, -1))
