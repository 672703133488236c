"""Elimination order of a road network by nested dissection: cut it in two along few roads, again and again.

Each cut is the smallest among a few directions of the plane (inertial flow): the ends of the part along a
direction are the source and the sink of a maximum flow with one unit per road. The nodes of the cut come
last. Inside parts too small to be cut, ``leaves`` orders.
"""

from typing import Final

import numpy as np

from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.leaves import order_leaves
from cpts_geo.routing.parts import Part, neighbours, working_part

LARGEST: Final = 256  # nodes of a part that is not cut any more
END_SHARE: Final = 0.3  # share of the nodes at each end; 0.25 to 0.4 give as many triangles within 3 %
DIRECTIONS: Final = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
NO_CUT: Final = np.int64(2**62)
SOURCE, SINK = 1, 2


def elimination_order(size: int, tail: Array, head: Array, xy: Array) -> Array:
    """Rank of each node, contracted from the first to the last.

    Parameters
    ----------
    size
        Number of nodes.
    tail, head
        Arcs, in any direction; parallel arcs and loops are ignored.
    xy
        Node × 2 coordinates in metres; they guide the cuts, any value gives a valid order.
    """
    first, neighbour = neighbours(size, tail, head)
    places = np.nan_to_num(np.ascontiguousarray(xy, dtype=np.float64))
    nodes = np.arange(size, dtype=np.int32)
    leaves = _dissect(first, neighbour, places @ DIRECTIONS.T, nodes, working_part(size, len(neighbour)))
    order_leaves(first, neighbour, nodes, leaves)
    rank = np.empty(size, dtype=np.int32)
    rank[nodes] = np.arange(size, dtype=np.int32)
    return rank


@kernel
def _dissect(first: Array, neighbour: Array, positions: Array, nodes: Array, part: Part) -> Array:
    """Reorder ``nodes`` in place: one side, the other side, the cut; and so on inside each side.

    Sides of ``LARGEST`` nodes or fewer are not cut: where each one starts and stops is returned.
    """
    waiting, leaves = np.empty((len(nodes) + 2, 2), np.int64), np.empty((len(nodes) + 2, 2), np.int64)
    waiting[0, 0], waiting[0, 1], pending, found = 0, len(nodes), 1, 0
    while pending:
        pending -= 1
        start, stop = waiting[pending, 0], waiting[pending, 1]
        count = stop - start
        if count <= LARGEST:
            leaves[found, 0], leaves[found, 1] = start, stop
            found += 1
            continue
        _take(first, neighbour, nodes, start, part, count)
        ones = _split_apart(part, count)
        if ones == 0:
            _bisect(positions, part, count)
            _thicken(part, count)
        zeros, ones = _rearrange(nodes, start, part, count)
        waiting[pending, 0], waiting[pending, 1] = start, start + zeros
        waiting[pending + 1, 0], waiting[pending + 1, 1] = start + zeros, start + zeros + ones
        pending += 2
    return leaves[:found].copy()


@kernel
def _take(first: Array, neighbour: Array, nodes: Array, start: int, part: Part, count: int) -> None:
    """Make a part of ``count`` nodes and the roads between them."""
    for i in range(count):
        part.node[i] = nodes[start + i]
        part.place[nodes[start + i]] = i
    road = 0
    for i in range(count):
        part.first[i] = part.cursor[i] = road
        for e in range(first[part.node[i]], first[part.node[i] + 1]):
            if part.place[neighbour[e]] >= 0:
                road += 1
    part.first[count] = road
    for i in range(count):
        for e in range(first[part.node[i]], first[part.node[i] + 1]):
            j = part.place[neighbour[e]]
            if j > i:
                out, back = part.cursor[i], part.cursor[j]
                part.cursor[i], part.cursor[j] = out + 1, back + 1
                part.head[out], part.head[back] = j, i
                part.back[out], part.back[back] = back, out
    for i in range(count):
        part.place[part.node[i]] = -1


@kernel
def _split_apart(part: Part, count: int) -> int:
    """Share disconnected pieces between sides 0 and 1; number of nodes on side 1, 0 when in one piece."""
    part.level[:count] = -1
    zeros = ones = 0
    for root in range(count):
        if part.level[root] >= 0:
            continue
        part.level[root], part.queue[0] = 0, root
        read, written = 0, 1
        while read < written:
            u = part.queue[read]
            read += 1
            for e in range(part.first[u], part.first[u + 1]):
                v = part.head[e]
                if part.level[v] < 0:
                    part.level[v], part.queue[written] = 0, v
                    written += 1
        side = 0 if zeros == 0 or zeros + written <= count // 2 else 1
        for i in range(written):
            part.side[part.queue[i]] = side
        zeros, ones = (zeros + written, ones) if side == 0 else (zeros, ones + written)
    return ones


@kernel
def _bisect(positions: Array, part: Part, count: int) -> None:
    """Keep in ``best`` the cut of fewest roads among the directions; the most balanced of equals."""
    fewest, smaller = int(NO_CUT), 0
    for direction in range(positions.shape[1]):
        for i in range(count):
            part.position[i] = positions[part.node[i], direction]
        _choose_ends(part, count)
        roads = _cut_roads(part, count, fewest)
        if roads > fewest:
            continue
        reached = _choose_side(part, count)
        balance = min(reached, count - reached)
        if roads < fewest or balance > smaller:
            fewest, smaller = roads, balance
            part.best[:count] = part.side[:count]


@kernel
def _choose_ends(part: Part, count: int) -> None:
    """Mark the source and sink ends along the positions; by order when all are at the same place."""
    low, high = int(count * END_SHARE), count - 1 - int(count * END_SHARE)
    values = part.position[:count].copy()
    below, above = np.partition(values, low)[low], np.partition(values, high)[high]
    if not below < above:
        for i in range(count):
            part.position[i] = i
        below, above = low, high
    for i in range(count):
        place = part.position[i]
        part.end[i] = SOURCE if place <= below else (SINK if place >= above else 0)


@kernel
def _cut_roads(part: Part, count: int, limit: int) -> int:
    """Maximum flow from source to sink; given up once above ``limit``."""
    part.flow[: part.first[count]] = 0
    total = 0
    while total <= limit and _set_levels(part, count):
        total += _push_flow(part, count)
    return total


@kernel
def _set_levels(part: Part, count: int) -> bool:
    """Breadth-first levels from the source on roads that are not full; whether the sink is reached."""
    written = 0
    for i in range(count):
        part.level[i] = -1
        if part.end[i] == SOURCE:
            part.level[i], part.queue[written] = 0, i
            written += 1
    read, last = 0, count
    while read < written:
        u = part.queue[read]
        read += 1
        if part.level[u] >= last:
            break
        for e in range(part.first[u], part.first[u + 1]):
            v = part.head[e]
            if part.level[v] < 0 and part.flow[e] < 1:
                part.level[v], part.queue[written] = part.level[u] + 1, v
                written += 1
                if part.end[v] == SINK:
                    last = part.level[v]
    return last < count


@kernel
def _push_flow(part: Part, count: int) -> int:
    """Push every unit that goes down the levels; number of units."""
    for i in range(count):
        part.cursor[i] = part.first[i]
    pushed = 0
    for root in range(count):
        while part.end[root] == SOURCE:
            steps = _find_path(part, root)
            if steps < 0:
                break
            for i in range(steps):
                e = part.trail[i]
                part.flow[e] += 1
                part.flow[part.back[e]] -= 1
            pushed += 1
    return pushed


@kernel
def _find_path(part: Part, root: int) -> int:
    """Depth-first path of free roads to the sink, left in ``trail``; its length, -1 when there is none."""
    u, steps = root, 0
    while part.end[u] != SINK:
        e = part.cursor[u]
        if e < part.first[u + 1]:
            v = part.head[e]
            if part.flow[e] < 1 and part.level[v] == part.level[u] + 1:
                part.trail[steps] = e
                steps += 1
                u = v
            else:
                part.cursor[u] = e + 1
        elif steps:
            steps -= 1
            u = part.head[part.back[part.trail[steps]]]
            part.cursor[u] += 1
        else:
            return -1
    return steps


@kernel
def _choose_side(part: Part, count: int) -> int:
    """Side 0 = what the source still reaches, or all that no longer reaches the sink: the more balanced."""
    part.cursor[:count] = 0
    near = far = 0
    for i in range(count):
        near += part.level[i] >= 0
        if part.end[i] == SINK:
            part.cursor[i], part.queue[far] = 1, i
            far += 1
    read = 0
    while read < far:
        u = part.queue[read]
        read += 1
        for e in range(part.first[u], part.first[u + 1]):
            v = part.head[e]
            if part.cursor[v] == 0 and part.flow[part.back[e]] < 1:
                part.cursor[v], part.queue[far] = 1, v
                far += 1
    by_source = abs(2 * near - count) <= abs(2 * far - count)
    for i in range(count):
        part.side[i] = part.level[i] < 0 if by_source else part.cursor[i]
    return near if by_source else count - far


@kernel
def _thicken(part: Part, count: int) -> None:
    """Turn the best cut of roads into a cut of nodes: the ends on the side where they are fewer."""
    ends = np.zeros(2, np.int64)
    for i in range(count):
        part.side[i] = part.best[i]
        for e in range(part.first[i], part.first[i + 1]):
            if part.best[part.head[e]] != part.best[i]:
                ends[part.best[i]] += 1
                part.side[i] = 2
                break
    kept = 0 if ends[0] <= ends[1] else 1
    for i in range(count):
        if part.side[i] == 2 and part.best[i] != kept:
            part.side[i] = part.best[i]


@kernel
def _rearrange(nodes: Array, start: int, part: Part, count: int) -> tuple[int, int]:
    """Write the nodes back by side; how many on sides 0 and 1."""
    at = np.zeros(4, np.int64)
    for i in range(count):
        at[part.side[i] + 1] += 1
    zeros, ones = at[1], at[2]
    at = np.cumsum(at)
    for i in range(count):
        side = part.side[i]
        nodes[start + at[side]] = part.node[i]
        at[side] += 1
    return zeros, ones
