"""Streets of towns and villages: a bent lattice around the church, tied to the roads that come in."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from cpts_geo.demo.grid import Bools, Floats, Ints, noise
from cpts_geo.demo.relief import Relief
from cpts_geo.demo.ways import way_table

TIE_M: Final = 42.0  # a street corner nearer than this to a road is moved onto it
OVERSHOOT_M: Final = 2.0  # past the road, so that the crossing is found whatever the rounding


def town_radius(people: Floats) -> Floats:
    """Radius of the built-up area of a settlement, metres."""
    return np.asarray(88.0 * np.sqrt(people / 100) + 55)


def block_side(people: Floats) -> Floats:
    """Side of a block, metres: smaller in towns."""
    return np.asarray(np.clip(128 - 8 * np.log(people / 300), 92, 130))


def street_ways(
    relief: Relief, seats: Floats, people: Floats, *, roads: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Streets of every settlement; ``number`` tells the streets of one place apart."""
    lines = roads.loc[~roads["bridge"] & (roads["highway"] != "motorway"), "line"].to_numpy()
    tree = shapely.STRtree(lines)
    warp = [noise(relief.grid, scale, rng) for scale in (900, 330, 900, 330)]
    tables = []
    for place, (seat, count) in enumerate(zip(seats, people, strict=True)):
        near = lines[tree.query(shapely.Point(seat), predicate="dwithin", distance=2.2 * town_radius(count))]
        town = _Town(relief, place, seat, float(count), near)
        tables.append(town.streets(warp, rng))
    return pd.concat(tables, ignore_index=True)


@dataclass(frozen=True, eq=False)
class _Town:
    """One settlement while its streets are laid: its number, church, people and the roads near it."""

    relief: Relief
    place: int
    seat: Floats
    people: float
    roads: np.ndarray

    @property
    def radius(self) -> float:
        """Radius of the built-up area."""
        return float(town_radius(np.array(self.people)))

    @property
    def side(self) -> float:
        """Side of a block."""
        return float(block_side(np.array(self.people)))

    def streets(self, warp: list[Floats], rng: np.random.Generator) -> pd.DataFrame:
        """Ways of this settlement."""
        reach = int(1.35 * self.radius / self.side) + 1
        corners = np.stack(np.meshgrid(*[np.arange(-reach, reach + 1)] * 2, indexing="ij"), axis=-1).reshape(
            -1, 2
        )
        points = self._placed(corners, warp, rng)
        good = self._buildable(points, rng)
        points, tied = self._tied(points)
        links, street = _lattice_links(corners, 2 * reach + 1)
        keep = good[links].all(axis=1) & ~tied[links].all(axis=1) & ~self._crosses_water(points, links)
        links, street = links[keep], street[keep]
        kept = _thinned(links, len(points), rng)
        return self._ways(points, tied, links[kept], street=street[kept])

    def _placed(self, corners: Ints, warp: list[Floats], rng: np.random.Generator) -> Floats:
        turn = self._main_direction()
        spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        points = self.seat + (corners + 0.5) * self.side @ spin.T
        cells = self.relief.grid.cells(points)
        bend = np.column_stack(
            [38 * warp[k].ravel()[cells] + 13 * warp[k + 1].ravel()[cells] for k in (0, 2)]
        )
        return np.asarray(points + bend + rng.normal(0, 4.0, points.shape))

    def _main_direction(self) -> float:
        if not len(self.roads):
            return 0.0
        nearest = self.roads[int(np.argmin(shapely.distance(self.roads, shapely.Point(self.seat))))]
        at = shapely.line_locate_point(nearest, shapely.Point(self.seat))
        ends = shapely.get_coordinates(
            shapely.line_interpolate_point(nearest, [max(0.0, at - 120), at + 120])
        )
        return float(np.arctan2(*(ends[1] - ends[0])[::-1]))

    def _buildable(self, points: Floats, rng: np.random.Generator) -> Bools:
        cells = self.relief.grid.cells(points)
        slope, river_m = self.relief.slope.ravel()[cells], self.relief.river_m.ravel()[cells]
        above = self.relief.height.ravel()[cells] - self.relief.bed.ravel()[cells]
        wet = (river_m < 2000) & (above < 3.1) & (river_m > 300)
        turn = np.arctan2(*(points - self.seat).T)
        lobes = 1 + 0.16 * np.sin(3 * turn + rng.uniform(0, 6)) + 0.13 * np.sin(5 * turn + rng.uniform(0, 6))
        near = np.hypot(*(points - self.seat).T) < self.radius * lobes
        return np.asarray(near & (slope < 0.17) & (river_m > 75) & ~wet)

    def _tied(self, points: Floats) -> tuple[Floats, Bools]:
        """Corners close to a road moved onto it."""
        out = points.copy()
        tied = np.zeros(len(points), dtype=bool)
        if not len(self.roads):
            return out, tied
        spots: Any = shapely.points(points)
        corner, road = shapely.STRtree(self.roads).query_nearest(spots, max_distance=TIE_M, all_matches=False)
        at = shapely.line_locate_point(self.roads[road], spots[corner])
        out[corner] = shapely.get_coordinates(shapely.line_interpolate_point(self.roads[road], at))
        tied[corner] = True
        return out, tied

    def _crosses_water(self, points: Floats, links: Ints) -> Bools:
        wet = np.zeros(len(links), dtype=bool)
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            cells = self.relief.grid.cells((1 - share) * points[links[:, 0]] + share * points[links[:, 1]])
            wet |= self.relief.river_m.ravel()[cells] < 62
        return wet

    def _ways(self, points: Floats, tied: Bools, links: Ints, *, street: Ints) -> pd.DataFrame:
        start, end = points[links[:, 0]].copy(), points[links[:, 1]].copy()
        along = (end - start) / np.maximum(np.hypot(*(end - start).T), 1.0)[:, None]
        start -= OVERSHOOT_M * along * tied[links[:, 0]][:, None]
        end += OVERSHOOT_M * along * tied[links[:, 1]][:, None]
        lines: Any = shapely.linestrings(np.stack([start, end], axis=1))
        return way_table(list(lines), number=street, place=self.place)


def _lattice_links(corners: Ints, width: int) -> tuple[Ints, Ints]:
    """Links between neighbouring corners and the number of the street each belongs to."""
    index = np.arange(len(corners)).reshape(width, width)
    across = np.column_stack([index[:-1].ravel(), index[1:].ravel()])
    along = np.column_stack([index[:, :-1].ravel(), index[:, 1:].ravel()])
    row = np.tile(np.arange(width), width - 1)
    col = width + np.repeat(np.arange(width), width - 1)
    return np.vstack([across, along]), np.concatenate([row, col])


def _thinned(links: Ints, count: int, rng: np.random.Generator) -> Bools:
    """Some links left out, never those that hold the streets together."""
    if not len(links):
        return np.zeros(0, dtype=bool)
    weight = rng.uniform(1, 2, len(links))
    tree = csgraph.minimum_spanning_tree(sparse.coo_array((weight, links.T), (count, count)).tocsr()).tocoo()
    low, high = links.min(axis=1), links.max(axis=1)
    in_tree = np.isin(
        low * count + high,
        np.minimum(tree.row, tree.col).astype(np.int64) * count + np.maximum(tree.row, tree.col),
    )
    return np.asarray(in_tree | (rng.uniform(size=len(links)) < 0.66))
