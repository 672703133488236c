"""Background of maps: land use, water, buildings, names of places."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import ndimage
from scipy.spatial import cKDTree

from cpts_geo.demo.floods import area_above, polygons_only
from cpts_geo.demo.grid import Floats, Shape, cell_distance, cost_graph, reach
from cpts_geo.demo.lines import smoothed
from cpts_geo.demo.relief import Relief
from cpts_geo.demo.settlement import Settlement
from cpts_geo.demo.spots import small_noise
from cpts_geo.demo.streets import town_radius
from cpts_geo.demo.water import ponds, river_surface

BUILDINGS: Final = 5_500  # per CPTS
BUILDINGS_MOST: Final = 60_000
PITCH_M: Final = 23.0
PRECISION_M: Final = 0.1


@dataclass(frozen=True)
class Scene:
    """What the background is drawn from."""

    relief: Relief
    settlement: Settlement
    people: Floats
    ways: pd.DataFrame
    scale: float


def background(
    scene: Scene, streams: gpd.GeoDataFrame, rng: np.random.Generator
) -> dict[str, gpd.GeoDataFrame]:
    """Frames by theme; column ``k`` is the class."""
    count = max(2, round(9 * scene.scale))
    pools = ponds(scene.relief, rng, count)
    hit = shapely.STRtree(scene.ways["line"].to_numpy()).query(pools.geometry.to_numpy(), "dwithin", 25)[0]
    dry = pools.iloc[np.setdiff1d(np.arange(len(pools)), hit)]
    shapes = [*river_surface(scene.relief).geometry, *dry.geometry]
    water = gpd.GeoDataFrame({"k": ["water"] * len(shapes)}, geometry=shapes)
    return {
        "landuse": _land_use(scene, rng),
        "water": water,
        "waterline": streams[["k", "name", "geometry"]].reset_index(drop=True),
        "buildings": _buildings(scene, water, rng),
        "rail": _railway(scene),
    }


def _railway(scene: Scene) -> gpd.GeoDataFrame:
    """A railway down the valley, on gentle slopes, past the main town."""
    grid, relief = scene.relief.grid, scene.relief
    slope = ndimage.gaussian_filter(relief.slope, 2)
    wall = np.where(
        relief.channel, np.inf, 1 + (slope / 0.018) ** 2 + 3.0 * (relief.height - relief.bed < 5.0)
    )
    town = scene.settlement.seats[int(np.argmax(scene.people[: scene.settlement.inside]))]
    station = int(grid.cells(town + np.array([0.0, np.sign(_north_of_river(relief, town)) * 350.0]))[0])
    found = reach(cost_graph(grid, wall), [station])
    ends = [_cheapest_in(found.cost, np.arange(grid.rows) * grid.cols + col) for col in (3, grid.cols - 4)]
    cells = [*found.path(ends[0]), *found.path(ends[1])[-2::-1]]
    line: Shape = shapely.simplify(shapely.linestrings(smoothed(grid.centres(cells), 260 / grid.cell_m)), 2.0)
    return gpd.GeoDataFrame({"k": ["rail"]}, geometry=[line])


def _north_of_river(relief: Relief, point: Floats) -> float:
    """Positive when the nearest main river is south of a point."""
    line = np.vstack([river.line for river in relief.rivers])
    return float(point[1] - line[int(np.argmin(np.hypot(*(line - point).T)))][1])


def _cheapest_in(cost: Floats, cells: np.ndarray) -> int:
    return int(cells[int(np.argmin(cost[cells]))])


def _land_use(scene: Scene, rng: np.random.Generator) -> gpd.GeoDataFrame:
    relief = scene.relief
    texture = small_noise(relief.grid, rng)
    town = _built_up(scene)
    shapes = {
        "forest": area_above(relief.grid, _wooded(scene, texture), 0.0, smallest_m2=25_000),
        "meadow": area_above(relief.grid, _meadow(relief, texture), 0.0, smallest_m2=20_000),
        "residential": town,
        "industrial": _estates(scene, rng),
        "park": _parks(scene, rng),
    }
    above = [shapes[k] for k in ("residential", "industrial")]
    for lower in ("forest", "meadow"):
        shapes[lower] = shapely.difference(shapes[lower], shapely.union_all(above), grid_size=PRECISION_M)
        above.append(shapes[lower])
    parts, kind = shapely.get_parts(np.array(list(shapes.values()), dtype=object), return_index=True)
    names = np.array(list(shapes))[kind]
    keep = (shapely.area(parts) > 2_000) & (shapely.get_type_id(parts) == 3)
    return gpd.GeoDataFrame({"k": names[keep]}, geometry=parts[keep])


def _wooded(scene: Scene, texture: Floats) -> Floats:
    """Above zero on steep slopes and hill tops, away from settlements."""
    relief = scene.relief
    slope = ndimage.gaussian_filter(relief.slope, 1.5)
    top = (relief.height - np.quantile(relief.height, 0.72)) / 160
    away = cell_distance(relief.grid, scene.settlement.seats) / np.clip(
        town_radius(scene.people).mean(), 300, 600
    )
    near = np.clip(1.6 - away, 0, 1.6)
    valley = 1.5 * (relief.river_m < 650)
    return ndimage.gaussian_filter(9 * slope + top + 0.6 * texture - 1.15 - near - valley, 0.8)


def _meadow(relief: Relief, texture: Floats) -> Floats:
    damp = np.where(relief.river_m < 1_600, 5.0 - (relief.height - relief.bed), -3.0)
    return ndimage.gaussian_filter(np.clip(damp, -3, 3) + 0.5 * texture, 1.0)


def _built_up(scene: Scene) -> Shape:
    """Ground around streets and hamlets: drawn place by place, which is much faster, then joined."""
    ways = scene.ways
    urban = ways["urban"] & ways["highway"].isin(["primary", "secondary", "tertiary"])
    built = ways[urban | (ways["highway"] == "residential")]
    lines = built["line"].to_numpy()
    middles = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    place = np.asarray(cKDTree(scene.settlement.seats).query(middles)[1])
    grown = pd.Series(shapely.buffer(lines, np.where(built["highway"] == "residential", 52, 40), quad_segs=2))
    towns = [_soft_outline(shapely.union_all(group.to_numpy())) for _, group in grown.groupby(place)]
    hamlets: Any = shapely.buffer(shapely.points(scene.settlement.hamlets), 62, quad_segs=4)
    return polygons_only(shapely.set_precision(shapely.union_all([*towns, *hamlets]), PRECISION_M))


def _soft_outline(shape: Shape) -> Shape:
    """Shape with its narrow gaps filled."""
    closed = shapely.buffer(shapely.buffer(shape, 26, quad_segs=2), -30, quad_segs=2)
    return shapely.simplify(closed, 4)


def _estates(scene: Scene, rng: np.random.Generator) -> Shape:
    """Business estates on the edge of towns, beside a main road."""
    ways = scene.ways
    main = ways[ways["highway"].isin(["primary", "secondary"]) & ~ways["urban"] & ~ways["bridge"]]
    middles = shapely.get_coordinates(
        shapely.line_interpolate_point(main["line"].to_numpy(), 0.5, normalized=True)
    )
    shapes = []
    for seat, crowd in zip(scene.settlement.seats, scene.people, strict=True):
        away = np.hypot(*(middles - seat).T) / town_radius(crowd)
        near = np.flatnonzero((away > 1.1) & (away < 1.75))
        count = (1 if crowd > 2_000 else 0) + (1 if crowd > 4_000 else 0)
        shapes += [_block(main["line"].iloc[int(k)], rng) for k in near[:count]]
    return polygons_only(shapely.set_precision(shapely.union_all(shapes), PRECISION_M))


def _block(road: Shape, rng: np.random.Generator) -> Shape:
    side = float(rng.choice([-1, 1]))
    strip = shapely.buffer(
        road, side * rng.uniform(140, 230), single_sided=True, cap_style="flat", join_style="mitre"
    )
    return shapely.buffer(strip, -12)


def _parks(scene: Scene, rng: np.random.Generator) -> Shape:
    shapes = []
    for seat, crowd in zip(scene.settlement.seats, scene.people, strict=True):
        if crowd > 2_500:
            centre = seat + rng.normal(0, 0.4, 2) * town_radius(crowd)
            shapes.append(shapely.buffer(shapely.Point(centre), rng.uniform(55, 110), quad_segs=5))
    return polygons_only(shapely.union_all(shapes))


def _buildings(scene: Scene, water: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Rectangles along streets, on both sides, none on a road or in water."""
    ways = scene.ways
    along = ways[
        (ways["highway"] == "residential")
        | (ways["urban"] & ways["highway"].isin(["primary", "secondary", "tertiary"]))
    ]
    lines = along["line"].to_numpy()
    count = np.maximum(0, ((shapely.length(lines) - 16) // PITCH_M)).astype(np.int64)
    owner = np.repeat(np.arange(len(lines)), 2 * count)
    rank = np.arange(len(owner)) - np.repeat(2 * (np.cumsum(count) - count), 2 * count)
    at = 14 + (rank // 2 + rng.uniform(0.1, 0.9, len(owner))) * PITCH_M
    shapes = _rectangles(lines[owner], at, np.where(rank % 2, 1.0, -1.0), rng=rng)
    most = min(BUILDINGS_MOST, round(BUILDINGS * max(scene.scale, 0.05)))
    shapes = shapes[np.sort(rng.choice(len(shapes), min(most, len(shapes)), replace=False))]
    hit = shapely.STRtree(shapes).query(
        np.concatenate([ways["line"].to_numpy(), water.geometry.to_numpy()]), predicate="intersects"
    )[1]
    free = np.ones(len(shapes), dtype=bool)
    free[hit] = False
    return gpd.GeoDataFrame({"k": np.full(int(free.sum()), "b")}, geometry=shapes[free])


def _rectangles(lines: np.ndarray, at: Floats, side: Floats, *, rng: np.random.Generator) -> np.ndarray:
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, at + 4.0))
    course = ahead - here
    course /= np.maximum(np.hypot(*course.T), 0.01)[:, None]
    across = np.column_stack([-course[:, 1], course[:, 0]]) * side[:, None]
    depth, half = rng.uniform(8, 13, (len(at), 1)), rng.uniform(4.5, 8.5, (len(at), 1))
    near = here + across * rng.uniform(6.5, 11, (len(at), 1))
    corners = [
        near - half * course,
        near + half * course,
        near + half * course + depth * across,
        near - half * course + depth * across,
    ]
    return np.asarray(shapely.polygons(np.round(np.stack(corners, axis=1), 1)))
