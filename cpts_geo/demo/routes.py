"""Routes over the relief: which cells roads go through, from main roads down to lanes."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from cpts_geo.demo.grid import Floats, Grid, Ints, Reach, cost_graph, noise, reach
from cpts_geo.demo.lines import arclength, normals
from cpts_geo.demo.relief import RIVER_HALF_WIDTH_M, Relief
from cpts_geo.demo.settlement import Settlement

PRIMARY: Final = 0
SECONDARY: Final = 1
TERTIARY: Final = 2
LANE: Final = 3
FOLLOW: Final = 0.3  # cost of a cell that already carries a road
BRIDGE_PITCH_M: Final = 7_300.0
NEXT_BRIDGE_M: Final = 900.0


@dataclass(frozen=True)
class Routes:
    """Links between cells that carry a road.

    Attributes
    ----------
    start, end
        Cells of each link, each pair once.
    rank
        Best class of road on the link (0 = primary to 3 = lane).
    number
        Number of the route that set this rank: links of one road share it.
    bridge
        Whether the link is a bridge over a main river.
    """

    start: Ints
    end: Ints
    rank: Ints
    number: Ints
    bridge: np.ndarray


@dataclass(frozen=True)
class _Level:
    """One class of roads to trace: where they lead and how many loops beyond a tree are wanted."""

    rank: int
    terminals: Ints
    loops: float


def bridge_links(relief: Relief, settlement: Settlement) -> tuple[Ints, Ints]:
    """Cells on the two banks of each bridge: at towns first, then spread along the river."""
    west, east = [], []
    towns = settlement.seats[settlement.weight > 5]
    for river in relief.rivers:
        along, left = arclength(river.line), normals(river.line)
        for at in _bridge_places(river.line, along, towns):
            spot = river.line[at]
            reach_m = RIVER_HALF_WIDTH_M + 1.3 * relief.grid.cell_m
            pair = relief.grid.cells([spot + reach_m * left[at], spot - reach_m * left[at]])
            west.append(int(pair[0]))
            east.append(int(pair[1]))
    return np.array(west), np.array(east)


def _bridge_places(line: Floats, along: Floats, towns: Floats) -> list[int]:
    """Towns first (two bridges in the largest), then the middle of the longest stretches without a bridge."""
    near = [int(np.argmin(np.hypot(*(line - town).T))) for town in towns]
    near = [at for at in near if np.hypot(*(line[at] - towns).T).min() < 600]
    places = [float(along[at]) for at in near]
    places += [places[0] + NEXT_BRIDGE_M] if places else []
    while len(places) < max(1, round(along[-1] / BRIDGE_PITCH_M)):
        marks = np.sort([-0.4 * BRIDGE_PITCH_M, *places, along[-1] + 0.4 * BRIDGE_PITCH_M])
        widest = int(np.argmax(np.diff(marks)))
        places.append(float(np.clip(marks[widest : widest + 2].mean(), 500, along[-1] - 500)))
    return [_straight_reach(line, int(np.searchsorted(along, place))) for place in sorted(places)]


def _straight_reach(line: Floats, at: int) -> int:
    """Place within 150 m where the river bends least."""
    window = np.arange(max(8, at - 6), min(len(line) - 8, at + 7))
    bend = [float(np.hypot(*(line[k - 6] - 2 * line[k] + line[k + 6]))) for k in window]
    return int(window[int(np.argmin(bend))])


def trace_routes(relief: Relief, settlement: Settlement, rng: np.random.Generator) -> Routes:
    """All routes of a domain, main roads first; lower roads follow the higher ones where they can."""
    grid = relief.grid
    cost = _ground_cost(relief, rng)
    bridges = bridge_links(relief, settlement)
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    for level in _levels(relief, settlement, bridges):
        graph = _graph(grid, cost, bridges, found=found)
        found.append(_trace(graph, level, 1000 * level.rank))
    return _merged(grid, found, bridges)


def _ground_cost(relief: Relief, rng: np.random.Generator) -> Floats:
    """Steep and wet ground is dear; the main river is a wall; small noise bends straight lines."""
    wet = np.clip(2.4 - (relief.height - relief.bed - 2.6), 0, 2.4) * (relief.river_m < 1800)
    stream = 1.6 * (relief.basin_km2 > 1.6)
    rough = 0.55 * np.abs(noise(relief.grid, 420, rng)) + 0.3 * np.abs(noise(relief.grid, 150, rng))
    cost = 1 + (relief.slope / 0.055) ** 1.7 + 0.5 * wet + stream + rough
    return np.where(relief.channel, np.inf, cost)


def _levels(relief: Relief, settlement: Settlement, bridges: tuple[Ints, Ints]) -> list[_Level]:
    grid = relief.grid
    seats = grid.cells(settlement.seats)
    towns = seats[settlement.weight > 2.2]
    edge = _exits(relief, settlement)
    banks = np.concatenate(bridges)
    return [
        _Level(PRIMARY, np.unique(np.concatenate([towns, edge])), 0.3),
        _Level(SECONDARY, np.unique(np.concatenate([seats, banks])), 0.16),
        _Level(TERTIARY, np.unique(np.concatenate([seats, banks])), 1.0),
        _Level(LANE, np.unique(np.concatenate([seats, grid.cells(settlement.hamlets)])), 0.42),
    ]


def _exits(relief: Relief, settlement: Settlement) -> Ints:
    """Cells near the edge of the domain where main roads leave it."""
    grid = relief.grid
    span = np.array([grid.cols, grid.rows]) * grid.cell_m
    count = max(6, round(2 * span.sum() / 16_000))
    turn = (np.arange(count) + 0.35) / count * 2 * np.pi
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    ring /= np.abs(ring).max(axis=1)[:, None]
    points = np.array([grid.x0, grid.y0]) + span * (0.5 + 0.485 * ring)
    cells = grid.cells(points)
    dry = relief.river_m.ravel()[cells] > 800
    far = np.hypot(*(settlement.seats[:, None] - points[None]).transpose(2, 0, 1)).min(axis=0) > 1500
    return np.asarray(cells[dry & far])


def _graph(
    grid: Grid, cost: Floats, bridges: tuple[Ints, Ints], *, found: list[tuple[Ints, Ints, Ints, Ints]]
) -> Any:
    eased = cost.ravel().copy()
    for start, end, _, _ in found:
        on_road = np.unique(np.concatenate([start, end]))
        eased[on_road] = np.minimum(eased[on_road], FOLLOW * np.minimum(cost.ravel()[on_road], 3.0))
    length = np.hypot(*(grid.centres(bridges[0]) - grid.centres(bridges[1])).T)
    return cost_graph(grid, eased, (*bridges, 3.0 * length))


def _trace(graph: Any, level: _Level, first_number: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Links of the roads of one level: a tree of easiest ways between terminals, plus the best loops."""
    found = reach(graph, level.terminals)
    pairs = _meeting_links(graph, found)
    chosen = _tree_and_loops(pairs, level, len(level.terminals))
    start, end, number = [], [], []
    for k, (a, b) in enumerate(chosen):
        cells = [*found.path(a)[::-1], *found.path(b)]
        start += cells[:-1]
        end += cells[1:]
        number += [first_number + k] * (len(cells) - 1)
    low, high = np.minimum(start, end), np.maximum(start, end)
    return low, high, np.full(len(low), level.rank), np.array(number)


def _meeting_links(graph: Any, found: Reach) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    """Per pair of adjacent basins of attraction: the two cells where they meet at least cost."""
    links = graph.tocoo()
    a, b = links.row, links.col
    known = (found.source[a] >= 0) & (found.source[b] >= 0) & (found.source[a] != found.source[b])
    a, b, weight = a[known], b[known], links.data[known]
    total = found.cost[a] + weight + found.cost[b]
    low = np.minimum(found.source[a], found.source[b])
    high = np.maximum(found.source[a], found.source[b])
    order = np.lexsort((total, high, low))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    pick = order[first]
    return a[pick], b[pick], low[pick], high[pick], total[pick]


def _tree_and_loops(
    pairs: tuple[Ints, Ints, Ints, Ints, Floats], level: _Level, count: int
) -> list[tuple[int, int]]:
    a, b, low, high, total = pairs
    u, v = np.searchsorted(level.terminals, low), np.searchsorted(level.terminals, high)
    tree = csgraph.minimum_spanning_tree(sparse.coo_array((total, (u, v)), (count, count)).tocsr()).tocoo()
    in_tree = np.isin(u.astype(np.int64) * count + v, tree.row.astype(np.int64) * count + tree.col)
    rest = np.flatnonzero(~in_tree)
    extra = rest[np.argsort(total[rest], kind="stable")[: int(level.loops * count)]]
    chosen = np.sort(np.concatenate([np.flatnonzero(in_tree), extra]))
    return list(zip(a[chosen].tolist(), b[chosen].tolist(), strict=True))


def _merged(grid: Grid, found: list[tuple[Ints, Ints, Ints, Ints]], bridges: tuple[Ints, Ints]) -> Routes:
    start, end, rank, number = (np.concatenate(parts) for parts in zip(*found, strict=True))
    key = start * grid.count + end
    order = np.lexsort((number, rank, key))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(key[order]) != 0
    pick = order[first]
    spans = np.minimum(*bridges) * grid.count + np.maximum(*bridges)
    return Routes(start[pick], end[pick], rank[pick], number[pick], np.isin(key[pick], spans))
