"""Altitude and slope of each road, from what knows heights: lines with a Z, or a relief."""

from collections.abc import Callable
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from cpts_geo.model.layers import ALTITUDE_M, SLOPE
from cpts_geo.territory.noding import end_points

Floats = npt.NDArray[np.float64]
Heights = Callable[[Floats], Floats]
SAME_M: Final = 0.02  # ends of roads are moved by up to a centimetre when they are joined
ON_LINE_M: Final = 1.0
OVERPASS_M: Final = 1.0  # two heights at one place: roads that cross without meeting
SHORTEST_SLOPE_M: Final = 50.0  # a climb is felt over some length: shorter pieces count as this (assumption)


def with_altitudes(edges: gpd.GeoDataFrame, heights: Heights, step_m: float = 0.0) -> gpd.GeoDataFrame:
    """Edges with their highest point and their slope; NaN where an end has no height, never a guess.

    Parameters
    ----------
    edges
        Roads of a network.
    heights
        Height of each point, NaN when unknown.
    step_m
        Farthest distance between two points that are asked for; 0: only where the road bends. On a relief,
        bridges and tunnels are asked for at their ends: in between, the ground is not the road.
    """
    shapes = edges.geometry.to_numpy()
    if step_m:
        off_ground = (edges["bridge"] | edges["tunnel"]).to_numpy(bool)
        ends = np.asarray(shapely.linestrings(end_points(shapes).reshape(-1, 2, 2)), dtype=object)
        long = shapely.length(shapes) > step_m  # GEOS refuses to cut a line whose points are all the same
        cut = np.array(shapes, dtype=object)
        cut[long] = shapely.segmentize(shapes[long], step_m)
        shapes = np.where(off_ground, ends, cut)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    z = heights(xy)
    is_end = np.r_[True, owner[1:] != owner[:-1]] | np.r_[owner[1:] != owner[:-1], True]
    unknown = np.unique(owner[is_end & ~np.isfinite(z)])
    owner, z = owner[np.isfinite(z)], z[np.isfinite(z)]
    low, high = np.full(len(edges), np.inf), np.full(len(edges), -np.inf)
    np.minimum.at(low, owner, z)
    np.maximum.at(high, owner, z)
    known = np.isfinite(high)
    known[unknown] = False
    length = np.maximum(edges["length_m"].to_numpy(float), SHORTEST_SLOPE_M)
    slope = np.where(known, (np.where(known, high, 0) - np.where(known, low, 0)) / length, np.nan)
    return edges.assign(**{ALTITUDE_M: np.where(known, high, np.nan), SLOPE: slope})


def _agreed(vertices: Floats) -> Floats:
    """Each place once, its height unknown where a road passes over another at a point of both."""
    cells = np.round(vertices[:, :2] / SAME_M).astype(np.int64)
    order = np.lexsort(cells.T)
    starts = np.flatnonzero(np.r_[True, (np.diff(cells[order], axis=0) != 0).any(axis=1)])
    z = vertices[order, 2]
    low, high = np.minimum.reduceat(z, starts), np.maximum.reduceat(z, starts)
    agreed = np.where(high - low > OVERPASS_M, np.nan, low)
    return np.column_stack([vertices[order[starts], :2], agreed])


def heights_of_lines(lines: npt.NDArray[np.object_]) -> Heights:
    """Heights along lines with a Z, in the CRS of the roads made from them."""
    vertices = _agreed(shapely.get_coordinates(lines, include_z=True))
    tree = cKDTree(vertices[:, :2])
    flat = shapely.STRtree(shapely.force_2d(lines))

    def heights(xy: Floats) -> Floats:
        distinct, inverse = np.unique(xy, axis=0, return_inverse=True)
        distance, nearest = tree.query(distinct, distance_upper_bound=SAME_M)
        at_vertex = np.isfinite(distance)
        z = np.full(len(distinct), np.nan)
        z[at_vertex] = vertices[:, 2][np.asarray(nearest)[at_vertex]]
        between = np.flatnonzero(~at_vertex)  # where a long road was cut
        points = np.asarray(shapely.points(distinct[between]), dtype=object)
        found, line = flat.query_nearest(points, max_distance=ON_LINE_M, all_matches=False)
        along = shapely.line_locate_point(lines[line], points[found])
        z[between[found]] = shapely.get_z(shapely.line_interpolate_point(lines[line], along))
        return np.asarray(z[inverse.reshape(-1)], dtype=float)

    return heights
