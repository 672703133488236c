"""One shortest path: up the elimination tree from both ends, then unpacked into arcs of the graph."""

import numpy as np

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.topology import Details, Topology, Tree

UP, DOWN = 0, 1


def shortest_path(
    topology: Topology, upward: Array, downward: Array, time_ms: Array, *, ends: tuple[int, int]
) -> tuple[int, Array]:
    """Milliseconds and arcs of one shortest path; ``INFINITE_MS`` and no arc when there is none.

    Parameters
    ----------
    upward, downward
        Milliseconds of each upward arc going up and down.
    time_ms
        Milliseconds of each arc of the graph.
    ends
        Source and target, ranks.
    """
    asked, both = (*ends, topology.height), (upward, downward)
    total, arcs = _route(topology.tree, topology.details, both, time_ms, asked)
    return int(total), arcs


@kernel
def _route(
    tree: Tree, details: Details, both: tuple[Array, Array], time_ms: Array, ask: tuple[int, int, int]
) -> tuple[int, Array]:
    """Total and arcs between two ranks, in a tree of this height."""
    source, target, height = ask
    total, slots = _query(tree, details.tail, both[0], both[1], (source, target))
    return total, _unpack(tree, details, both, time_ms, (slots, np.empty(height + 2, np.int32)))


@kernel
def _query(
    tree: Tree, tail: Array, upward: Array, downward: Array, ends: tuple[int, int]
) -> tuple[int, Array]:
    """Total and slots from the source to the target."""
    source, target = ends
    forward, forward_arc = _climb(tree, upward, source)
    backward, backward_arc = _climb(tree, downward, target)
    a, b = source, target
    while a != b and a >= 0 and b >= 0:  # a rank is below its ancestors'
        if a < b:
            a = tree.parent[a]
        else:
            b = tree.parent[b]
    best, top = INFINITE_MS, -1
    v = a if a == b else -1
    while v >= 0:
        total = forward[tree.depth[v]] + backward[tree.depth[v]]
        if total < best:
            best, top = total, v
        v = tree.parent[v]
    if top < 0:
        return best, np.empty(0, np.int32)
    rising = _chain(tree.depth, tail, forward_arc, top, source)
    falling = _chain(tree.depth, tail, backward_arc, top, target)
    return best, np.concatenate((2 * rising[::-1] + UP, 2 * falling + DOWN)).astype(np.int32)


@kernel
def _climb(tree: Tree, times: Array, source: int) -> tuple[Array, Array]:
    """Time to each ancestor and the last upward arc taken, by depth."""
    depth = tree.depth[source]
    best, arc = np.full(depth + 1, INFINITE_MS, np.int32), np.full(depth + 1, -1, np.int32)
    best[depth] = 0
    v = source
    while v >= 0:
        here = best[tree.depth[v]]
        if here < INFINITE_MS:
            for e in range(tree.first[v], tree.first[v + 1]):
                above = tree.head_depth[e]
                if here + times[e] < best[above]:
                    best[above], arc[above] = here + times[e], e
        v = tree.parent[v]
    return best, arc


@kernel
def _chain(depth: Array, tail: Array, arc: Array, top: int, end: int) -> Array:
    """Upward arcs from the top back to the end."""
    chain, written, v = np.empty(depth[end] - depth[top], np.int32), 0, top
    while v != end:
        chain[written] = arc[depth[v]]
        v = tail[chain[written]]
        written += 1
    return chain[:written]


@kernel
def _unpack(
    tree: Tree, details: Details, both: tuple[Array, Array], time_ms: Array, work: tuple[Array, Array]
) -> Array:
    """Arcs of the graph in the order of travel.

    The tails on the stack are below one another in the tree, so it is never higher than the tree.
    """
    slots, stack = work
    slot_first, slot_arc, (up, down) = details.slot_first, details.slot_arc, both
    arcs, written = np.empty(4 * len(slots) + 256, np.int32), 0
    for slot in slots:
        stack[0], height = slot, 1
        while height:
            height -= 1
            top = stack[height]
            time = down[top >> 1] if top & 1 else up[top >> 1]
            arc = -1
            for i in range(slot_first[top], slot_first[top + 1]):  # the first as fast as the slot
                if time_ms[slot_arc[i]] == time:
                    arc = slot_arc[i]
                    break
            if arc < 0:
                before, after = _detour(tree, details, both, top)
                if before < 0:  # times that are not of this topology
                    return arcs[:0].copy()
                stack[height], stack[height + 1] = after, before
                height += 2
                continue
            if written == len(arcs):
                arcs = np.concatenate((arcs, np.empty(written, np.int32)))
            arcs[written] = arc
            written += 1
    return arcs[:written].copy()


@kernel
def _detour(tree: Tree, details: Details, both: tuple[Array, Array], slot: int) -> tuple[int, int]:
    """The two slots, below, that a slot stands for."""
    first, head, tail = tree.first, tree.head, details.tail
    lower_first, lower_arc = details.lower_first, details.lower_arc
    e, way = slot >> 1, slot & 1
    near_times, far_times = (both[0], both[1]) if way else (both[1], both[0])
    v, w, time = tail[e], head[e], far_times[e]
    for i in range(lower_first[v], lower_first[v + 1]):
        near = lower_arc[i]  # from u to v
        left = time - near_times[near]
        if left < 0:
            continue
        stop = first[tail[near] + 1]
        far = near + 1  # heads increase: w is after v
        while far < stop and head[far] < w:
            far += 1
        if far < stop and head[far] == w and far_times[far] == left:
            if way == UP:
                return 2 * near + DOWN, 2 * far + UP
            return 2 * far + DOWN, 2 * near + UP
    return -1, -1
