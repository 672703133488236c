"""Where people live: towns on the river, villages, hamlets; communes drawn around them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from cpts_geo.demo.grid import Bools, Floats, Grid, Ints, cell_distance, cost_graph, noise, reach
from cpts_geo.demo.lines import arclength, normals
from cpts_geo.demo.relief import RIVER_HALF_WIDTH_M, Relief
from cpts_geo.demo.sizes import Size

TOO_NEAR_M: Final = 1900.0
HAMLET_SPACING_M: Final = 620.0
# Along a river of 29 km: position (share of its length), bank (+1 north), weight of the town.
RIVER_TOWNS: Final = ((0.45, 1.0, 15.8), (0.2, -1.0, 7.6), (0.76, -1.0, 5.4))
TOWN_WINDOW: Final = 70  # points of the river, 25 m apart
TOWN_PITCH_M: Final = 29_000.0
BOURG_WEIGHTS: Final = (3.6, 3.1, 2.7, 2.3)  # per 32 communes, the chef-lieu of a rural canton


@dataclass(frozen=True)
class Settlement:
    """Seats of communes and hamlets.

    Attributes
    ----------
    seats
        Points of the village churches, n x 2; communes of the territory first, then the neighbours.
    weight
        Relative population per seat.
    inside
        How many seats belong to the territory.
    commune
        Per cell, number of the seat whose commune holds it.
    hamlets, hamlet_commune
        Points of the hamlets of the territory and their commune.
    """

    seats: Floats
    weight: Floats
    inside: int
    commune: Ints
    hamlets: Floats
    hamlet_commune: Ints


def settle(relief: Relief, size: Size, rng: np.random.Generator) -> Settlement:
    """Settlement of a domain."""
    towns, weight = _river_towns(relief, size)
    villages = _villages(relief, towns, size.spacing_m, rng=rng)
    seats = np.vstack([towns, villages])
    weight = np.concatenate([weight, _village_weights(len(villages), rng)])
    chosen, others = _territory(relief.grid, seats, len(towns), count=size.communes, rng=rng)
    weight = _with_bourgs(seats, weight, chosen, towns=len(towns))
    order = np.concatenate([chosen, others])
    commune = commune_of_cells(relief, seats[order], towns, rng=rng)
    hamlets, owner = _hamlets(relief, seats[order], commune, inside=len(chosen), rng=rng)
    return Settlement(seats[order], weight[order], len(chosen), commune, hamlets, owner)


def _river_towns(relief: Relief, size: Size) -> tuple[Floats, Floats]:
    points, weights, dry = [], [], _dry_around(relief)
    for river in relief.rivers:
        along, left = arclength(river.line), normals(river.line)
        pitches = max(1, round((river.line[0, 0] - river.line[-1, 0]) / TOWN_PITCH_M))
        for k in range(pitches):
            for share, bank, weight in RIVER_TOWNS[: 1 if size.communes < 8 else None]:
                at = int(np.searchsorted(along, (k + 1 - share) / pitches * along[-1]))
                points.append(_driest_bank((relief.grid, dry), river.line, left, wanted=(at, bank)))
                weights.append(weight if k % 2 == 0 or share < 0.5 else 0.6 * weight)
    return np.array(points), np.array(weights)


def _dry_around(relief: Relief) -> Floats:
    """Share of the surroundings of each cell that is seldom under water."""
    dry = (relief.height - relief.bed > 6.2).astype(float)
    return np.asarray(ndimage.uniform_filter(dry, round(1500 / relief.grid.cell_m)).ravel())


def _driest_bank(
    ground: tuple[Grid, Floats], line: Floats, left: Floats, *, wanted: tuple[int, float]
) -> Floats:
    """Place on the bank, near the wanted one, whose surroundings are least often under water."""
    (grid, dry), (at, bank) = ground, wanted
    window = np.clip(np.arange(at - TOWN_WINDOW, at + TOWN_WINDOW + 1, 5), 10, len(line) - 11)
    sides = (bank * np.sign(left[window, 1]))[:, None] * left[window]
    off = RIVER_HALF_WIDTH_M + 210
    spots = np.vstack([line[window] + off * sides, line[window] - off * sides])
    share = dry[grid.cells(spots)]
    share[: len(window)] += 0.08  # all else equal, the bank that was asked for
    return np.asarray(spots[int(np.argmax(np.round(np.minimum(share, 0.72), 2)))])


def _villages(relief: Relief, towns: Floats, spacing_m: float, *, rng: np.random.Generator) -> Floats:
    """One village per block of a staggered lattice, at its most suitable cell, not too near another."""
    grid = relief.grid
    score = _suitability(relief, rng)
    blocks = [
        (x, y)
        for row, y in enumerate(np.arange(0.5, grid.rows * grid.cell_m / spacing_m))
        for x in np.arange(0.5 + 0.5 * (row % 2), grid.cols * grid.cell_m / spacing_m)
    ]
    shaken = np.array(blocks) + rng.normal(0, 0.1, (len(blocks), 2))
    best = [_best_cell(grid, score, (float(x), float(y)), spacing_m=spacing_m) for x, y in shaken]
    points = grid.centres(np.array(best))
    tree = cKDTree(points)
    drop = {b for a, b in sorted(tree.query_pairs(TOO_NEAR_M))}
    drop |= {int(k) for hits in cKDTree(towns).query_ball_tree(tree, 1.25 * TOO_NEAR_M) for k in hits}
    return points[[k for k in range(len(points)) if k not in drop]]


def _best_cell(grid: Grid, score: Floats, block: tuple[float, float], *, spacing_m: float) -> int:
    middle = [
        int(np.clip(v * spacing_m / grid.cell_m, 8, n - 9))
        for v, n in zip(block[::-1], grid.shape, strict=True)
    ]
    reach_cells = int(0.33 * spacing_m / grid.cell_m)
    low = [max(6, m - reach_cells) for m in middle]
    window = score[low[0] : middle[0] + reach_cells, low[1] : middle[1] + reach_cells]
    row, col = np.unravel_index(int(np.argmax(window)), window.shape)
    return int((low[0] + row) * grid.cols + low[1] + col)


def _suitability(relief: Relief, rng: np.random.Generator) -> Floats:
    """High near a stream, on gentle slopes, mostly out of the flood plain."""
    slope = ndimage.gaussian_filter(relief.slope, 2)
    stream = relief.basin_km2 > 2.0
    water_m = ndimage.distance_transform_edt(~stream, sampling=relief.grid.cell_m)
    wet = (relief.height - relief.bed < 5.0) & (relief.river_m < 2500)
    return np.asarray(
        -14 * slope - water_m / 2200 - 1.1 * wet - 3 * relief.channel + 0.5 * noise(relief.grid, 700, rng)
    )


def _village_weights(count: int, rng: np.random.Generator) -> Floats:
    return np.clip(np.exp(rng.normal(0.05, 0.5, count)), 0.36, 2.1)


def _territory(
    grid: Grid, seats: Floats, towns: int, *, count: int, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Seats of the territory (nearest to the middle of the domain, in a wavy outline) and the others."""
    middle = np.array([grid.x0 + grid.cols * grid.cell_m / 2, grid.y0 + grid.rows * grid.cell_m / 2])
    offset = (seats - middle) / np.array([grid.cols, grid.rows]) / grid.cell_m
    far = np.hypot(*offset.T) * np.exp(rng.normal(0, 0.06, len(seats)))
    far[:towns] *= 0.6
    order = np.argsort(far, kind="stable")
    return np.sort(order[:count]), np.sort(order[count:])


def _with_bourgs(seats: Floats, weight: Floats, chosen: Ints, *, towns: int) -> Floats:
    """Weights in which the villages farthest from towns and from each other become small towns."""
    out = weight.copy()
    rural = chosen[chosen >= towns]
    taken = list(chosen[chosen < towns])
    for k in range(min(len(rural) // 7, max(1, len(chosen) * len(BOURG_WEIGHTS) // 32))):
        away = cKDTree(seats[taken]).query(seats[rural])[0]
        pick = int(rural[int(np.argmax(np.minimum(away, 9_000) + 400 * out[rural]))])
        out[pick] = BOURG_WEIGHTS[k % len(BOURG_WEIGHTS)]
        taken.append(pick)
    return out


def commune_of_cells(relief: Relief, seats: Floats, towns: Floats, *, rng: np.random.Generator) -> Ints:
    """Seat that each cell belongs to: the easiest to walk from, so that limits follow rivers and crests."""
    bridged = 1 - np.clip((cell_distance(relief.grid, towns) - 700) / 900, 0, 1)
    river = np.where(relief.channel, 14.0 * (1 - bridged), 0.0)
    cost = (
        1
        + 9 * relief.slope
        + 0.55 * np.abs(noise(relief.grid, 800, rng))
        + 0.3 * np.abs(noise(relief.grid, 300, rng))
        + river
    )
    found = reach(cost_graph(relief.grid, cost), relief.grid.cells(seats))
    number = np.full(relief.grid.count, -1)
    number[relief.grid.cells(seats)] = np.arange(len(seats))
    return np.where(_fringe(relief.grid, rng).ravel(), len(seats), number[found.source])


def _fringe(grid: Grid, rng: np.random.Generator) -> Bools:
    """A wavy band along the edge of the domain that no commune of the territory reaches."""
    row, col = np.indices(grid.shape)
    edge = np.minimum(np.minimum(row, grid.rows - 1 - row), np.minimum(col, grid.cols - 1 - col))
    return np.asarray(edge * grid.cell_m < 700 + 260 * noise(grid, 1500, rng))


def _hamlets(
    relief: Relief, seats: Floats, commune: Ints, *, inside: int, rng: np.random.Generator
) -> tuple[Floats, Ints]:
    grid = relief.grid
    good = hamlet_ground(relief) & (commune < inside).reshape(grid.shape)
    cells = np.flatnonzero(good)
    want = 9 * inside
    picks = grid.centres(rng.choice(cells, min(len(cells), 4 * want), replace=False))
    picks += rng.uniform(-0.4, 0.4, picks.shape) * grid.cell_m
    tree = cKDTree(picks)
    near = {b for _, b in sorted(tree.query_pairs(HAMLET_SPACING_M))}
    near |= {int(k) for hits in cKDTree(seats).query_ball_tree(tree, 750) for k in hits}
    kept = picks[[k for k in range(len(picks)) if k not in near]][:want]
    return kept, commune[grid.cells(kept)]


def hamlet_ground(relief: Relief) -> Bools:
    """Cells where a farm may stand: gentle slope, off the river's edge."""
    return np.asarray((relief.slope < 0.10) & (relief.river_m > 130))
