"""The closed roads of least difficulty that, opened again, give one home a way to care.

A shortest path by difficulty, where a road counts once however often it is taken. That matters only where
turns are forbidden: whoever must pass a crossroads, turn and come back takes a road in both directions. A
second search, on groups of nodes that reach one another, then remembers which such roads are open already.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from cpts_geo.routing.components import mutual
from cpts_geo.routing.graph import INFINITE_MS, Graph

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Trail = tuple[Any, ...]  # a piece, then the trail before it
MOST_TRIED: Final = 300_000  # ways; beyond, the first answer stands and is not called the least


@dataclass(frozen=True, eq=False)
class Closed:
    """A degraded state seen by who wants to reopen it.

    Attributes
    ----------
    graph
        Arcs in normal times.
    time_ms
        Per arc, ``INFINITE_MS`` where the scenario closes it.
    piece
        Per arc, the piece of road it belongs to: both directions of a road are reopened together.
    difficulty
        Equivalent metres per piece, at least 1.
    depth_m
        Depth per piece, that of ``DEEPEST_M`` where it is unknown.
    """

    graph: Graph
    time_ms: npt.NDArray[np.int32]
    piece: Ints
    difficulty: Ints
    depth_m: Floats

    @property
    def shut(self) -> Bools:
        """Arcs that the scenario closes."""
        return np.asarray(self.time_ms >= INFINITE_MS)


class Easiest(NamedTuple):
    """Closed pieces of each home, ``None`` = no way even when all are open.

    ``proven``: no set of pieces is less difficult; false when there were too many ways that turn back.
    """

    pieces: list[tuple[int, ...] | None]
    proven: bool


def easiest_pieces(closed: Closed, homes: Ints, places: Ints, may_open: Bools | None = None) -> Easiest:
    """The easiest closed pieces that give each home a way to a place.

    Of equals, those of the shortest trip, unless the way turns back.

    Parameters
    ----------
    closed
        State of the roads.
    homes, places
        Junctions.
    may_open
        Per arc, whether it may be taken when closed; all by default.
    """
    openable = closed.shut & (may_open if may_open is not None else True)
    cost, way = _easiest_ways(closed, places, openable)
    first = [_along(closed, way, home) if np.isfinite(cost[home]) else None for home in homes.tolist()]
    twice = _taken_twice(closed, openable)
    if not twice or not any(first):
        return Easiest(first, proven=True)
    hard = [_difficulty(closed, pieces or ()) for pieces in first]
    again = _turning_back(closed, openable, places, twice, (homes, max(hard)))
    if again is None:
        return Easiest(first, proven=False)
    better = [
        other if own is not None and _difficulty(closed, other) < most else own
        for own, other, most in zip(first, again, hard, strict=True)
    ]
    return Easiest(better, proven=True)


def _difficulty(closed: Closed, pieces: Sequence[int]) -> int:
    return int(closed.difficulty[list(pieces)].sum())


def _easiest_ways(closed: Closed, places: Ints, openable: Bools) -> tuple[Floats, Ints]:
    """Cost of the easiest way from each node to a place, and its first arc, -1 at a place or without any.

    Difficulty weighs more than any time: every trip is below ``INFINITE_MS``.
    """
    graph, shut = closed.graph, closed.shut
    normal = np.where(shut, graph.time_ms, closed.time_ms).astype(np.float64)
    cost = normal + np.where(shut, closed.difficulty[closed.piece] * float(INFINITE_MS), 0.0)
    known = np.flatnonzero(~shut | openable)
    order = known[np.lexsort((cost[known], graph.head[known], graph.tail[known]))]
    pair = graph.tail[order].astype(np.int64) * graph.size + graph.head[order]
    best = order[np.r_[True, pair[1:] != pair[:-1]]] if len(order) else order
    ends, size = np.unique(graph.arrivals(places)[0]), graph.size + 1
    rows, columns = np.r_[graph.head[best], np.full(len(ends), graph.size)], np.r_[graph.tail[best], ends]
    weight = np.r_[cost[best], np.ones(len(ends))]
    back = sp.coo_array((weight, (rows, columns)), shape=(size, size)).tocsr()
    (found,), (before,) = dijkstra(back, indices=np.array([graph.size]), return_predecessors=True)
    used = before[graph.tail[best]] == graph.head[best]
    first = np.full(graph.size, -1, dtype=np.int64)
    first[graph.tail[best[used]]] = best[used]
    return np.asarray(found[: graph.size]), first


def _along(closed: Closed, way: Ints, home: int) -> tuple[int, ...]:
    """Closed pieces met on the easiest way from a home."""
    met, node = set[int](), home
    while way[node] >= 0:
        arc = int(way[node])
        if closed.time_ms[arc] >= INFINITE_MS:
            met.add(int(closed.piece[arc]))
        node = int(closed.graph.head[arc])
    return tuple(sorted(met))


def _taken_twice(closed: Closed, openable: Bools) -> frozenset[int]:
    """Pieces that an easiest way may take twice: those of several edges that leave a copy of a junction.

    Whoever takes a piece twice from a junction where every exit is open may as well leave as the second time.
    """
    graph, (arcs,) = closed.graph, np.nonzero(openable)
    edges = np.unique(np.c_[closed.piece[arcs], graph.edge[arcs]], axis=0)[:, 0]
    several, count = np.unique(edges, return_counts=True)
    split = closed.piece[arcs[graph.tail[arcs] >= graph.junctions]]
    return frozenset(np.intersect1d(several[count > 1], split).tolist())


def _turning_back(
    closed: Closed, openable: Bools, places: Ints, twice: frozenset[int], asked: tuple[Ints, int]
) -> list[tuple[int, ...]] | None:
    """Easiest pieces of each home, those of ``twice`` counted once; ``None`` = too many ways to try.

    ``asked`` are the homes and the difficulty beyond which nothing is looked for. From the places backwards:
    what is found first at a group is the easiest. What is found later is of use only to who takes again the
    pieces that it has open.
    """
    graph, (homes, most) = closed.graph, asked
    group, hard = mutual(graph, ~closed.shut), closed.difficulty.tolist()
    into, wanted = _arcs_into(closed, group, openable), set(group[homes].tolist())
    known: dict[int, list[tuple[int, frozenset[int]]]] = {}
    trails: dict[int, Trail] = {}
    start = np.unique(group[graph.arrivals(places)[0]]).tolist()
    queue: list[tuple[int, int, int, frozenset[int], Trail]]
    queue = [(0, n, here, frozenset(), ()) for n, here in enumerate(start)]
    tried = len(queue)
    while queue and not wanted <= trails.keys():
        cost, _, here, opened, trail = heapq.heappop(queue)
        found = known.setdefault(here, [])
        if any(less + sum(hard[piece] for piece in opened - own) <= cost for less, own in found):
            continue
        found.append((cost, opened))
        trails.setdefault(here, trail)
        for tail, piece in into.get(here, ()):
            free = piece < 0 or piece in opened
            reach = cost if free else cost + hard[piece]
            if reach <= most:
                held = opened | {piece} if piece in twice else opened
                more = trail if free else (piece, trail)
                heapq.heappush(queue, (reach, tried, tail, held, more))
                tried += 1
        if tried > MOST_TRIED:
            return None
    return [_pieces_of(trails.get(here, ())) for here in group[homes].tolist()]


def _arcs_into(closed: Closed, group: npt.NDArray[np.int32], openable: Bools) -> dict[int, list[list[int]]]:
    """For each group, the groups that have a way into it, and the piece to open, -1 = none."""
    graph, used = closed.graph, ~closed.shut | openable
    piece = np.where(closed.shut, closed.piece, -1)[used]
    rows = np.c_[group[graph.head[used]], group[graph.tail[used]], piece]
    into: dict[int, list[list[int]]] = {}
    for head, *arc in np.unique(rows[rows[:, 0] != rows[:, 1]], axis=0).tolist():
        into.setdefault(head, []).append(arc)
    return into


def _pieces_of(trail: Trail) -> tuple[int, ...]:
    met = []
    while trail:
        piece, trail = trail
        met.append(piece)
    return tuple(sorted(met))
