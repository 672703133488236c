"""Why people are cut from a kind of care: what separates them, the least to reopen, the ways in normal times.

Two questions that are often mixed up. *What cuts* is a minimum cut: the fewest closed roads that isolate by
themselves, even if every other road opened again. *The least to reopen* is a shortest path: the closed roads
of least difficulty that, opened again, give a way.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order

from cpts_geo.access.easiest import Closed, easiest_pieces
from cpts_geo.routing.cuts import ENDLESS, cut_roads
from cpts_geo.routing.graph import Graph

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Difficulty of reopening a closed road, in equivalent metres: its length times 1 + 2 × depth in metres. The
# whole rule is an assumption, shown as such. Unknown depth, or a road closed without water, counts as the
# deepest water that maps tell apart, 4 m: nothing is easier for being unknown.
PER_METRE_OF_WATER: Final = 2.0
DEEPEST_M: Final = 4.0
_WAY: Final = 2**16  # a way more or less outweighs any difference of depth among a thousand closed roads


class Least(NamedTuple):
    """Pieces to reopen; ``proven`` as in ``easiest.Easiest``."""

    pieces: Ints
    proven: bool


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
    """Closed roads that isolate the homes by themselves: the fewest, and of these the deepest.

    An arc of each; ``None`` when a home still reaches a place.
    """
    deep = np.rint(closed.depth_m[closed.piece] * 10).astype(np.int64)
    capacity = np.where(closed.shut, _WAY - deep, ENDLESS)
    return cut_roads(closed.graph, capacity, closed.piece, homes, places)


def least_to_reopen(closed: Closed, homes: Ints, places: Ints) -> Least | None:
    """Pieces to reopen so that every home reaches a place, the rest unchanged.

    For one home, no set of pieces is less difficult; of equals, the one with the shortest trip, unless the
    way turns back. For several, the best of each put together, without any piece that the others make
    useless: none can be left out. ``None`` when a home had no way to a place in normal times.
    """
    asked = np.unique(homes)
    easiest = easiest_pieces(closed, asked, places)
    if any(pieces is None for pieces in easiest.pieces):
        return None
    chosen = {piece for pieces in easiest.pieces for piece in pieces or ()}
    hardest_first = sorted(chosen, key=lambda piece: (-closed.difficulty[piece], piece))
    kept = set(chosen)
    for piece in hardest_first if len(asked) > 1 else ():
        if _all_reach(closed, kept - {piece}, asked, places):
            kept -= {piece}
    return Least(np.array(sorted(kept), dtype=np.int64), easiest.proven)


def pieces_taken(closed: Closed, reopened: Ints, homes: Ints, places: Ints) -> Bools:
    """Which reopened pieces are on the easiest way of each home: home × reopened piece."""
    asked, position = np.unique(homes, return_inverse=True)
    easiest = easiest_pieces(closed, asked, places, np.isin(closed.piece, reopened))
    rows = [np.isin(reopened, pieces or ()) for pieces in easiest.pieces]
    return np.array(rows, dtype=bool).reshape(len(asked), len(reopened))[position]


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


def independent_ways(graph: Graph, piece: Ints, homes: Ints, places: Ints) -> Ints | None:
    """The fewest roads whose loss would isolate the homes in normal times, an arc of each.

    They are as many as there are ways that share no road, unless forbidden turns make ways take a road in
    opposite directions. ``None`` when a home stands at a place.

    Parameters
    ----------
    piece
        Per arc, the piece of road it belongs to.
    """
    return cut_roads(graph, np.ones(len(graph.tail), dtype=np.int64), piece, homes, places)
