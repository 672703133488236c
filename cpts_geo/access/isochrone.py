"""Isochrones: minutes along the roads, carried to the ground beside them, drawn as bands that never overlap.

One classification of the ground makes every band, so bands are disjoint by construction. Each cell of
ground takes the minutes of the road nearest to it, closed roads included: ground beside a cut road is
not reached because another road passes farther on.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import KDTree

from cpts_geo.access.travel import MS_PER_MINUTE
from cpts_geo.model.network import RoadNetwork
from cpts_geo.routing.graph import INFINITE_MS, Graph
from cpts_geo.routing.snap import NO_DOOR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]
CELL_M: Final = 50.0  # engineering choice: finer than a hamlet, and what a map at 1:50 000 shows as 1 mm
MAX_CELLS: Final = 600_000  # beyond it cells grow: drawing must take seconds, never minutes
SIMPLIFY_CELLS: Final = 1.5  # staircases of one cell disappear, outlines move by about a cell


@dataclass(frozen=True, eq=False)
class RoadSamples:
    """Points along the roads that people live beside, at most one cell apart.

    Attributes
    ----------
    xy
        One row per point, both directions of a road sharing it.
    point, arc, share
        One row per point and arc that passes there: the point, the arc, and which share of the arc has
        been travelled there.
    """

    xy: Floats
    point: Ints
    arc: Ints
    share: Floats


@dataclass(frozen=True, eq=False)
class Ground:
    """Square cells over a territory; ``sample`` (row × column) is the nearest point of a road, -1 = too far.

    The first row is the southernmost.
    """

    west: float
    south: float
    cell_m: float
    sample: Ints


def sample_roads(
    network: RoadNetwork, graph: Graph, doors: npt.NDArray[np.bool_], step_m: float
) -> RoadSamples:
    """Points along the arcs between two ``doors`` (nodes that may stand for a place).

    Motorways, bridges and tunnels serve no ground.
    """
    edges = network.edges
    served = ~(edges["highway"].isin(NO_DOOR) | edges["bridge"] | edges["tunnel"]).to_numpy(bool)
    tail, head = graph.junction[graph.tail], graph.junction[graph.head]
    arcs = np.flatnonzero(served[graph.edge] & doors[tail] & doors[head])
    own = graph.edge[arcs]
    lines, turned = _one_way_round(edges.geometry.to_numpy()[own])
    starts = network.nodes.index.get_indexer(pd.Index(edges["u"].iloc[own]))
    along = (tail[arcs] == starts) != turned  # the arc goes the way its line is written
    count = np.maximum(np.ceil(shapely.length(lines) / step_m), 1).astype(np.int64)
    row = np.repeat(np.arange(len(arcs)), count)
    rank = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    share = (rank + 0.5) / count[row]
    spots = shapely.get_coordinates(shapely.line_interpolate_point(lines[row], share, normalized=True))
    xy, point = np.unique(spots, axis=0, return_inverse=True)
    return RoadSamples(xy, point.ravel(), arcs[row], np.where(along[row], share, 1 - share))


def _one_way_round(lines: Shapes) -> tuple[Shapes, npt.NDArray[np.bool_]]:
    """Lines from their western (else southern) end, and which were turned: both directions are then equal."""
    first, last = (shapely.get_coordinates(shapely.get_point(lines, end)) for end in (0, -1))
    turned = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    return np.where(turned, shapely.reverse(lines), lines), turned


def sample_minutes(
    samples: RoadSamples, graph: Graph, time_ms: npt.NDArray[np.int32], node_minutes: Floats, *, outward: bool
) -> Floats:
    """Minutes at each point of the roads, part of an edge being travelled in proportion; ``inf`` = none.

    Parameters
    ----------
    time_ms
        Milliseconds per arc in this state; closed arcs lead nowhere.
    node_minutes
        Minutes from each node to its nearest centre, or from it when ``outward``.
    outward
        From the centre to the point; else from the point to the centre.
    """
    milliseconds = time_ms[samples.arc]
    whole = np.where(milliseconds < INFINITE_MS, milliseconds / MS_PER_MINUTE, np.inf)
    end, part = (graph.tail, samples.share) if outward else (graph.head, 1 - samples.share)
    minutes = np.full(len(samples.xy), np.inf)
    np.minimum.at(minutes, samples.point, node_minutes[end[samples.arc]] + part * whole)
    return minutes


def lay_ground(
    bounds: tuple[float, float, float, float], samples: RoadSamples, cell_m: float, limit_m: float
) -> Ground:
    """Cells over ``bounds``, each with the nearest point of a road, within ``limit_m`` as people are."""
    west, south, east, north = bounds
    columns, rows = max(math.ceil((east - west) / cell_m), 1), max(math.ceil((north - south) / cell_m), 1)
    x = west + (np.arange(columns) + 0.5) * cell_m
    y = south + (np.arange(rows) + 0.5) * cell_m
    if not len(samples.xy):
        return Ground(west, south, cell_m, np.full((rows, columns), -1))
    grid = np.column_stack([np.tile(x, rows), np.repeat(y, columns)])
    _, found = KDTree(samples.xy).query(grid, distance_upper_bound=np.nextafter(limit_m, np.inf))
    found = np.where(found < len(samples.xy), found, -1)
    return Ground(west, south, cell_m, found.reshape(rows, columns))


def cell_size(bounds: tuple[float, float, float, float]) -> float:
    """Side of the cells: ``CELL_M``, more where the territory is so wide that there would be too many."""
    west, south, east, north = bounds
    return max(CELL_M, math.ceil(math.sqrt((east - west) * (north - south) / MAX_CELLS)))


def band_of(minutes: Floats, limits_min: Sequence[float]) -> Ints:
    """Band of each value: 0 up to the first limit included, 1 up to the second…, beyond, then ``inf``."""
    band = np.searchsorted(np.asarray(limits_min, dtype=float), minutes, side="left")
    return np.where(np.isinf(minutes), len(limits_min) + 1, band)


def ground_bands(ground: Ground, minutes: Floats, limits_min: Sequence[float]) -> Ints:
    """Band of each cell, as ``band_of``; ground too far from any road is in the last class."""
    known = np.append(minutes, np.inf)  # sample -1
    return band_of(known[ground.sample], limits_min)


def outlines(ground: Ground, band: Ints, count: int) -> list[shapely.MultiPolygon]:
    """Area of each of the first ``count`` bands, shared outlines simplified together, holes kept."""
    label = np.pad(np.where(band < count, band, -1), 1, constant_values=-1)
    faces = shapely.get_parts(shapely.polygonize(_borders(label)))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces)).astype(int)
    own = label[inside[:, 1], inside[:, 0]]
    simple = shapely.coverage_simplify(faces[own >= 0], SIMPLIFY_CELLS)
    corner = np.array([ground.west, ground.south])
    places = shapely.transform(simple, lambda xy: (xy - 1) * ground.cell_m + corner)
    return [shapely.multipolygons(places[own[own >= 0] == k]) for k in range(count)]


def _borders(label: Ints) -> Shapes:
    """Unit segments between cells of different classes; x is the column, y the row."""
    row, column = np.nonzero(label[:, 1:] != label[:, :-1])
    upright = np.stack([np.column_stack([column + 1, row]), np.column_stack([column + 1, row + 1])], axis=1)
    row, column = np.nonzero(label[1:] != label[:-1])
    level = np.stack([np.column_stack([column, row + 1]), np.column_stack([column + 1, row + 1])], axis=1)
    return np.asarray(shapely.linestrings(np.concatenate([upright, level]).astype(float)), dtype=object)
