"""Arrays behind the network: joining ends, chaining pieces through plain nodes, cutting long pieces."""

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Ints = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]


def end_points(lines: Lines) -> Floats:
    """Both ends of each line: row ``2 i`` its start, row ``2 i + 1`` its end."""
    ends = [shapely.get_point(lines, 0), shapely.get_point(lines, -1)]
    return np.stack([shapely.get_coordinates(points) for points in ends], axis=1).reshape(-1, 2)


def join_points(xy: Floats, tolerance_m: float) -> tuple[Ints, Floats]:
    """Number of the node of each point, and the nodes sorted by x then y.

    Points closer than the tolerance are one node, placed on the first of them in that order;
    chains of near points are one node too.
    """
    distinct, inverse = np.unique(xy, axis=0, return_inverse=True)
    near = cKDTree(distinct).query_pairs(tolerance_m, output_type="ndarray")
    label = components(near[:, 0], near[:, 1], len(distinct))
    # Labels are numbered by their first member, and members are sorted: so are the nodes.
    first = np.unique(label, return_index=True)[1]
    return label[inverse.reshape(-1)], distinct[first]


def as_lines(xy: Floats, owner: Ints) -> Lines:
    """One line per owner, owners numbered 0..n-1 in increasing order; repeated points removed."""
    return np.asarray(shapely.remove_repeated_points(shapely.linestrings(xy, indices=owner)), dtype=object)


def components(u: Ints, v: Ints, n: int) -> Ints:
    """Number of the connected part of each of the ``n`` nodes, numbered by first member."""
    graph = coo_array((np.ones(len(u), dtype=np.int8), (u, v)), shape=(n, n))
    raw = connected_components(graph, directed=False)[1]
    first = np.unique(raw, return_index=True)[1]
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[raw] if n else np.empty(0, dtype=np.int64)


def plain_mates(node_of_end: Ints, code: Ints, oneway: npt.NDArray[np.bool_]) -> Ints:
    """For each end of a piece, the end it continues into, -1 where the road really stops.

    Two ends continue each other when they are alone at their node, belong to two pieces with the
    same ``code`` and, on one-way pieces, one enters the node and the other leaves it.
    """
    mate = np.full(len(node_of_end), -1, dtype=np.int64)
    order = np.argsort(node_of_end, kind="stable")
    counts = np.bincount(node_of_end)
    first = (np.cumsum(counts) - counts)[counts == 2]
    a, b = order[first], order[first + 1]
    goes_on = ~oneway[a // 2] | (a % 2 != b % 2)
    keep = (a // 2 != b // 2) & (code[a // 2] == code[b // 2]) & goes_on
    mate[a[keep]], mate[b[keep]] = b[keep], a[keep]
    return mate


def chains(mate: Ints, start_order: Ints) -> tuple[Ints, Ints]:
    """Pieces in the order one drives through them.

    Parameters
    ----------
    mate
        Result of :func:`plain_mates`.
    start_order
        Ends in the order in which they are tried as the start of a chain; rings, which have no
        natural start, begin at their first end in that order.

    Returns
    -------
    entries, chain
        Ends by which each piece is entered (even: in its own direction), and the number of the
        chain each belongs to.
    """
    done = np.zeros(len(mate) // 2, dtype=bool).tolist()
    partner = mate.tolist()
    entries: list[int] = []
    lengths: list[int] = []
    open_first = np.concatenate([start_order[mate[start_order] < 0], start_order[mate[start_order] >= 0]])
    for start in open_first.tolist():
        before, end = len(entries), start
        while end >= 0 and not done[end >> 1]:
            done[end >> 1] = True
            entries.append(end)
            end = partner[end ^ 1]
        if len(entries) > before:
            lengths.append(len(entries) - before)
    return np.array(entries, dtype=np.int64), np.repeat(np.arange(len(lengths)), lengths)


def glue(lines: Lines, entries: Ints, chain: Ints) -> Lines:
    """One line per chain, drawn from its first entry to its last exit."""
    turned = lines[entries // 2].copy()
    backward = entries % 2 == 1
    turned[backward] = shapely.reverse(turned[backward])
    xy, piece = shapely.get_coordinates(turned, return_index=True)
    repeated = np.r_[False, (piece[1:] != piece[:-1]) & (chain[piece[1:]] == chain[piece[:-1]])]
    return as_lines(xy[~repeated], chain[piece[~repeated]])


def cut_evenly(lines: Lines, parts: Ints) -> tuple[Lines, Ints]:
    """Each line cut in that many parts of equal length along it; and the line each part comes from."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    step = np.r_[0.0, np.hypot(*(xy[1:] - xy[:-1]).T)]
    starts = np.r_[True, owner[1:] != owner[:-1]]
    step[starts] = 0.0
    along = np.cumsum(step)
    base, last = along[starts], along[np.r_[starts[1:], True]]
    line = np.repeat(np.arange(len(lines)), parts - 1)
    rank = np.arange(len(line)) - np.repeat(np.cumsum(parts - 1) - (parts - 1), parts - 1) + 1
    at = base[line] + (last - base)[line] * rank / parts[line]
    # Strictly inside its own line whatever the rounding of the running total.
    first = np.flatnonzero(starts)[line]
    final = np.flatnonzero(np.r_[starts[1:], True])[line]
    place = np.clip(np.searchsorted(along, at, side="right"), first + 1, final)
    share = ((at - along[place - 1]) / step[place])[:, None]
    points = xy[place - 1] + share * (xy[place] - xy[place - 1])
    twice = np.repeat(place, 2)
    all_xy = np.insert(xy, twice, np.repeat(points, 2, axis=0), axis=0)
    begins = np.insert(starts, twice, np.tile([False, True], len(place)))
    part = np.cumsum(begins) - 1
    return as_lines(all_xy, part), np.repeat(np.arange(len(lines)), parts)
