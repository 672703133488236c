"""Where a building may stand: beside a road of its settlement, dry or flooded as asked."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from cpts_geo.demo.grid import Bools, Floats, Grid, Ints, noise
from cpts_geo.demo.streets import town_radius

SETBACK_M: Final = 16.0
STREETS: Final = ("residential", "tertiary", "secondary", "primary", "unclassified")


@dataclass(frozen=True)
class Spots:
    """Places beside roads.

    Attributes
    ----------
    points, place, share
        Points, nearest settlement, and distance to its church as a share of its radius.
    depth
        Depth of the extreme flood there (negative = dry).
    street
        Name of the street.
    """

    points: Floats
    place: Ints
    share: Floats
    depth: Floats
    street: np.ndarray

    def near(self, place: int, shares: tuple[float, float], *, flooded: bool | None) -> Ints:
        """Spots of a settlement between two shares of its radius; all its spots when there is none."""
        order, known = self._by_place
        here = order[np.searchsorted(known, place) : np.searchsorted(known, place, side="right")]
        ring = (self.share[here] >= shares[0]) & (self.share[here] <= shares[1])
        wet = self.depth[here] > 0.15
        water: Bools = np.ones(len(here), dtype=bool) if flooded is None else wet == flooded
        for good in (ring & water, water, ring, np.ones(len(here), dtype=bool)):
            if good.any():
                return np.asarray(here[good])
        return np.asarray(here)

    @cached_property
    def _by_place(self) -> tuple[Ints, Ints]:
        """Spots, those of a settlement together and in order, and the settlement of each."""
        order = np.argsort(self.place, kind="stable")
        return order, self.place[order]


def building_spots(grid: Grid, ways: pd.DataFrame, depth: Floats, *, seats: Floats, people: Floats) -> Spots:
    """A spot beside each road of the settlements, on a side that no road crosses, or beside the church."""
    lines = ways["line"].to_numpy()
    good = ways["highway"].isin(STREETS) & ~ways["bridge"] & ~ways["tunnel"] & ~ways["ford"]
    good &= (ways["junction"] == "").to_numpy() & (shapely.length(lines) > 24)
    chosen = ways[good]
    middle = shapely.line_interpolate_point(chosen["line"].to_numpy(), 0.5, normalized=True)
    after = shapely.line_interpolate_point(chosen["line"].to_numpy(), 0.55, normalized=True)
    start = shapely.get_coordinates(middle)
    step = shapely.get_coordinates(after) - start
    side = np.column_stack([-step[:, 1], step[:, 0]]) / np.maximum(np.hypot(*step.T), 0.1)[:, None]
    points = start + SETBACK_M * side * np.where(np.arange(len(start)) % 2, 1, -1)[:, None]
    away, place = (np.asarray(found) for found in cKDTree(seats).query(points))
    share = away / town_radius(people)[place]
    keep = (share < 1.25) | (away < 260)
    bare = np.setdiff1d(np.arange(len(people)), place[keep])
    points = np.vstack([points[keep], seats[bare] + SETBACK_M])
    street = np.concatenate([chosen["name"].to_numpy()[keep], np.full(len(bare), "", dtype=object)])
    nearest, inside = np.r_[place[keep], bare], np.r_[share[keep], np.zeros(len(bare))]
    return Spots(points, nearest, inside, depth.ravel()[grid.cells(points)], street)


def shared_out(people: Floats, count: int, damping: float) -> list[int]:
    """Settlement of each of ``count`` services: highest averages on population to the power ``damping``."""
    weight = np.asarray(people, dtype=float) ** damping
    given = np.zeros(len(weight))
    out = []
    for _ in range(count):
        best = int(np.argmax(weight / (given + 0.8)))
        given[best] += 1
        out.append(best)
    return out


def small_noise(grid: Grid, rng: np.random.Generator) -> Floats:
    """Noise of the size of a field, for the edges of woods and meadows."""
    return 0.8 * noise(grid, 1700, rng) + 0.6 * noise(grid, 600, rng) + 0.4 * noise(grid, 230, rng)
