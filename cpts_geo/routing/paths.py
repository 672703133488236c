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
    total, slots = _query(topology.tree, topology.details.tail, upward, downward, ends)
    stack = np.empty(topology.height + 2, dtype=np.int32)
    arcs = _unpack(topology.tree, topology.details, (upward, downward), time_ms, (slots, stack))
    return int(total), arcs


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
    arcs, written = np.empty(4 * len(slots) + 16, np.int32), 0
    for slot in slots:
        stack[0], height = slot, 1
        while height:
            height -= 1
            arc = _own_arc(details, both, time_ms, stack[height])
            if arc < 0:
                before, after = _detour(tree, details, both, stack[height])
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
def _own_arc(details: Details, both: tuple[Array, Array], time_ms: Array, slot: int) -> int:
    """First arc of the graph that is as fast as its slot, -1 when the slot is a detour."""
    time = both[slot & 1][slot >> 1]
    for i in range(details.slot_first[slot], details.slot_first[slot + 1]):
        if time_ms[details.slot_arc[i]] == time:
            return int(details.slot_arc[i])
    return -1


@kernel
def _detour(tree: Tree, details: Details, both: tuple[Array, Array], slot: int) -> tuple[int, int]:
    """The two slots, below, that a slot stands for."""
    up, down = both
    e, way = slot >> 1, slot & 1
    v, w, time = details.tail[e], tree.head[e], both[way][e]
    for i in range(details.lower_first[v], details.lower_first[v + 1]):
        near = details.lower_arc[i]  # from u to v
        u = details.tail[near]
        start, stop = tree.first[u], tree.first[u + 1]
        far = start + np.searchsorted(tree.head[start:stop], w)  # from u to w
        if far < stop and tree.head[far] == w:
            if way == UP and down[near] + up[far] == time:
                return 2 * near + DOWN, 2 * far + UP
            if way == DOWN and down[far] + up[near] == time:
                return 2 * far + DOWN, 2 * near + UP
    return -1, -1
