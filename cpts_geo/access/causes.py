"""Why people are cut from a kind of care: what separates them, the least to reopen, the ways in normal times.

Two questions that are often mixed up. *What cuts* is a minimum cut: the fewest closed roads that isolate by
themselves, even if every other road opened again. *The least to reopen* is a shortest path: the closed roads
of least difficulty that, opened again, give a way.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, dijkstra

from cpts_geo.routing.cuts import ENDLESS, cut_arcs
from cpts_geo.routing.graph import INFINITE_MS, Graph

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Difficulty of reopening a closed road, in equivalent metres: its length times 1 + 2 × depth in metres. The
# whole rule is an assumption, shown as such. Unknown depth, or a road closed without water, counts as the
# deepest water that maps tell apart, 4 m: nothing is easier for being unknown.
PER_METRE_OF_WATER: Final = 2.0
DEEPEST_M: Final = 4.0
_WAY: Final = 2**16  # a way more or less outweighs any difference of depth among a thousand closed roads


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


def difficulty_of(length_m: Floats, depth_m: Floats) -> tuple[Ints, Floats]:
    """Equivalent metres of closed roads, whole and at least 1, and the depth they were counted with.

    Parameters
    ----------
    length_m
        Length.
    depth_m
        Deepest water; NaN or ``inf`` = unknown.
    """
    depth = np.minimum(np.where(np.isfinite(depth_m), depth_m, DEEPEST_M), DEEPEST_M)
    metres = np.maximum(np.rint(length_m * (1 + PER_METRE_OF_WATER * depth)), 1)
    return metres.astype(np.int64), depth


def what_cuts(closed: Closed, homes: Ints, places: Ints) -> Ints | None:
    """Closed arcs that isolate the homes by themselves: the fewest, and of these the deepest.

    ``None`` when a home still reaches a place.
    """
    deep = np.rint(closed.depth_m[closed.piece] * 10).astype(np.int64)
    return cut_arcs(closed.graph, np.where(closed.shut, _WAY - deep, ENDLESS), homes, places)


def least_to_reopen(closed: Closed, homes: Ints, places: Ints) -> Ints | None:
    """Pieces to reopen so that every home reaches a place, the rest unchanged.

    For one home, no set of pieces is less difficult; of equals, the one with the shortest trip. For several,
    the best of each put together, without any piece that the others make useless: none can be left out.
    ``None`` when a home had no way to a place in normal times.
    """
    way_ms, way = _easiest_ways(closed, places)
    if not np.isfinite(way_ms[homes]).all():
        return None
    chosen = sorted({piece for home in set(homes.tolist()) for piece in _along(closed, way, home)})
    hardest_first = sorted(chosen, key=lambda piece: (-closed.difficulty[piece], piece))
    kept = set(chosen)
    for piece in hardest_first if len(set(homes.tolist())) > 1 else ():
        if _all_reach(closed, kept - {piece}, homes, places):
            kept -= {piece}
    return np.array(sorted(kept), dtype=np.int64)


def _easiest_ways(closed: Closed, places: Ints, may_open: Bools | None = None) -> tuple[Floats, Ints]:
    """Cost of the easiest way from each node to a place, and its first arc, -1 at a place or without any.

    Difficulty weighs more than any time: every trip is below ``INFINITE_MS``. ``may_open`` says of each arc
    whether it may be taken when closed.
    """
    graph, shut = closed.graph, closed.shut
    normal = np.where(shut, graph.time_ms, closed.time_ms).astype(np.float64)
    cost = normal + np.where(shut, closed.difficulty[closed.piece] * float(INFINITE_MS), 0.0)
    known = np.flatnonzero(~shut | (may_open if may_open is not None else True))
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


def pieces_taken(closed: Closed, reopened: Ints, homes: Ints, places: Ints) -> Bools:
    """Which reopened pieces are on the easiest way of each home: home × reopened piece."""
    _, way = _easiest_ways(closed, places, np.isin(closed.piece, reopened))
    rows = {home: np.isin(reopened, _along(closed, way, home)) for home in set(homes.tolist())}
    return np.array([rows[home] for home in homes.tolist()], dtype=bool).reshape(len(homes), len(reopened))


def _along(closed: Closed, way: Ints, home: int) -> list[int]:
    """Closed pieces met on the easiest way from a home."""
    met, node = [], home
    while way[node] >= 0:
        arc = int(way[node])
        if closed.time_ms[arc] >= INFINITE_MS:
            met.append(int(closed.piece[arc]))
        node = int(closed.graph.head[arc])
    return met


def _all_reach(closed: Closed, reopened: set[int], homes: Ints, places: Ints) -> bool:
    return bool(reaching(closed, np.array(sorted(reopened), dtype=np.int64), places)[homes].all())


def reaching(closed: Closed, reopened: Ints, places: Ints) -> Bools:
    """Nodes from which a place is reached when these pieces are open again."""
    graph = closed.graph
    used = ~closed.shut | np.isin(closed.piece, reopened)
    ends = np.unique(graph.arrivals(places)[0])
    rows = np.r_[graph.head[used], np.full(len(ends), graph.size)]
    columns = np.r_[graph.tail[used], ends]
    size = graph.size + 1
    back = sp.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)).tocsr()
    seen = np.zeros(size, dtype=bool)
    seen[breadth_first_order(back, graph.size, return_predecessors=False)] = True
    return np.asarray(seen[:-1])


def independent_ways(graph: Graph, homes: Ints, places: Ints) -> Ints | None:
    """Arcs whose loss would isolate the homes in normal times, the fewest: as many as there are ways.

    Ways are independent when they share no road. ``None`` when a home stands at a place.
    """
    return cut_arcs(graph, np.ones(len(graph.tail), dtype=np.int64), homes, places)
