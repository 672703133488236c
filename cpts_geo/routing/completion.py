"""Chordal completion of a ranked graph: elimination tree, triangles, where each arc of the graph goes."""

import numpy as np

from cpts_geo.routing.graph import Graph
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.order import elimination_order
from cpts_geo.routing.topology import FAR, RUN, WIDE, Details, Topology, Tree, Triangles, graph_fingerprint


def build_topology(graph: Graph, xy: Array) -> Topology:
    """Topology of a graph from the coordinates of its nodes (node × 2, metres)."""
    rank = elimination_order(graph.size, graph.tail, graph.head, xy)
    parent = _complete(*_upward_pairs(graph, rank))[2]
    rank = _post_order(parent)[rank]
    first, head, parent = _complete(*_upward_pairs(graph, rank))
    slot = _slots(first, head, rank[graph.tail], rank[graph.head])
    depth = _depths(parent)
    tail = np.repeat(np.arange(graph.size, dtype=np.int32), np.diff(first))
    return Topology(
        fingerprint=graph_fingerprint(graph),
        rank=rank,
        slot=slot,
        triangles=Triangles(*_triangles(first, head)),
        tree=Tree(first, head, parent, depth, depth[head]),
        details=Details(tail, *_grouped(head, graph.size), *_grouped(slot, 2 * len(head))),
    )


def _upward_pairs(graph: Graph, rank: Array) -> tuple[Array, Array]:
    """Higher neighbours of each rank, from the arcs in both directions."""
    a, b = rank[graph.tail].astype(np.int64), rank[graph.head].astype(np.int64)
    pair = np.unique((np.minimum(a, b) * graph.size + np.maximum(a, b))[a != b])
    first = np.searchsorted(pair, np.arange(graph.size + 1) * graph.size).astype(np.int32)
    return first, (pair % max(graph.size, 1)).astype(np.int32)


def _grouped(group: Array, count: int) -> tuple[Array, Array]:
    """Positions of the members of each group, in order: where each group starts, and the members."""
    members = np.argsort(group, kind="stable").astype(np.int32)
    first = np.searchsorted(group[members], np.arange(count + 1)).astype(np.int32)
    return first, members


@kernel
def _complete(first: Array, head: Array) -> tuple[Array, Array, Array]:
    """Join the higher neighbours of each rank; upward arcs (first, head) and parent of each rank."""
    size = len(first) - 1
    up_first, parent = np.zeros(size + 1, np.int32), np.full(size, -1, np.int32)
    child, sibling = np.full(size, -1, np.int32), np.full(size, -1, np.int32)
    seen, up_head, written = np.full(size, -1, np.int32), np.empty(4 * len(head) + 16, np.int32), 0
    for v in range(size):
        seen[v], start, room = v, written, first[v + 1] - first[v]
        c = child[v]
        while c >= 0:
            room += up_first[c + 1] - up_first[c]
            c = sibling[c]
        if start + room > len(up_head):
            larger = np.empty(2 * (start + room), np.int32)
            larger[:start] = up_head[:start]
            up_head = larger
        written = _append(up_head, written, head[first[v] : first[v + 1]], seen, v)
        c = child[v]
        while c >= 0:
            written = _append(up_head, written, up_head[up_first[c] : up_first[c + 1]], seen, v)
            c = sibling[c]
        up_head[start:written].sort()
        up_first[v + 1] = written
        if written > start:
            parent[v] = up_head[start]
            child[parent[v]], sibling[v] = v, child[parent[v]]
    return up_first, up_head[:written].copy(), parent


@kernel
def _append(out: Array, written: int, values: Array, seen: Array, mark: int) -> int:
    """Append the values not yet seen under this mark; new length."""
    for value in values:
        if seen[value] != mark:
            seen[value] = mark
            out[written] = value
            written += 1
    return written


@kernel
def _post_order(parent: Array) -> Array:
    """New rank of each rank: children before parents, each subtree in one run."""
    size = len(parent)
    child, sibling = np.full(size + 1, -1, np.int32), np.full(size, -1, np.int32)
    for v in range(size - 1, -1, -1):
        above = parent[v] if parent[v] >= 0 else size  # roots hang under one more node
        sibling[v], child[above] = child[above], v
    rank, stack = np.empty(size + 1, np.int32), np.empty(size + 1, np.int32)
    stack[0], height, ranked = size, 1, 0
    while height:
        v = stack[height - 1]
        if child[v] >= 0:
            stack[height] = child[v]
            child[v] = sibling[child[v]]
            height += 1
        else:
            rank[v] = ranked
            ranked += 1
            height -= 1
    return rank[:size].copy()


@kernel
def _depths(parent: Array) -> Array:
    depth = np.zeros(len(parent), np.int32)
    for v in range(len(parent) - 1, -1, -1):
        if parent[v] >= 0:
            depth[v] = depth[parent[v]] + 1
    return depth


@kernel
def _slots(first: Array, head: Array, tail_rank: Array, head_rank: Array) -> Array:
    """Twice the upward arc of each arc, plus one when it goes down; -1 for a loop."""
    slot = np.full(len(tail_rank), -1, np.int32)
    for i in range(len(tail_rank)):
        low, high = min(tail_rank[i], head_rank[i]), max(tail_rank[i], head_rank[i])
        if low < high:
            start, stop = first[low], first[low + 1]
            e = start + np.searchsorted(head[start:stop], high)
            slot[i] = 2 * e + (tail_rank[i] > head_rank[i])
    return slot


@kernel
def _triangles(first: Array, head: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Arrays of ``Triangles``."""
    narrow, wides, most, most_arcs = _room(first)
    room = narrow + len(head) // FAR + 1
    third, step, written, last = np.empty(room, np.int32), np.zeros(room + 1, np.uint16), 0, 0
    wide, before, seen = np.empty(wides, np.int32), np.empty(wides + 1, np.int32), 0
    runs, found, end = np.empty(most, np.int32), np.empty(most_arcs, np.int32), 0
    for u in range(len(first) - 1):
        stop = first[u + 1]
        is_wide = stop - first[u] >= WIDE
        if is_wide:
            wide[seen], before[seen] = u, written
            seen += 1
        for i in range(first[u], stop - 1):
            _join(first, head, i, found[: stop - i - 1])
            if is_wide:
                end = _write_runs(found[: stop - i - 1], runs, end)
                continue
            while i - last > FAR:
                third[written], step[written] = len(head), FAR
                last, written = last + FAR, written + 1
            for k in range(stop - i - 1):
                third[written], step[written] = found[k], (i - last) | (k + 1) << 8
                last, written = i, written + 1
    before[wides] = written
    steps = step[: written + written % 2].copy().view(np.int32)
    return third[:written].copy(), steps, wide, before, runs[:end].copy()


@kernel
def _room(first: Array) -> tuple[int, int, int, int]:
    """Triangles of ranks that are not wide, how many are, room for the runs of those, most arcs of a rank."""
    narrow, wides, most, most_arcs = np.int64(0), 0, np.int64(0), np.int64(0)
    for u in range(len(first) - 1):
        arcs = np.int64(first[u + 1] - first[u])
        most_arcs = max(most_arcs, arcs)
        if arcs < WIDE:
            narrow += arcs * (arcs - 1) // 2
        else:
            wides, most = wides + 1, most + arcs * arcs
    return narrow, wides, most, most_arcs  # type: ignore[return-value] # machine integers in a kernel


@kernel
def _join(first: Array, head: Array, i: int, found: Array) -> None:
    """Arcs from the head of an arc to those of the arcs after it."""
    e = first[head[i]]
    for k in range(len(found)):
        while head[e] != head[i + 1 + k]:
            e += 1
        found[k] = e


@kernel
def _write_runs(found: Array, runs: Array, written: int) -> int:
    """Write arcs one by one when they are few, else by ``RUN``, the last over those before; new length."""
    count = len(found)
    step = RUN if count >= RUN else 1
    for start in range(0, count, step):
        low = min(start, count - step)
        joined = found[low + step - 1] - found[low] == step - 1
        runs[written] = found[low] if joined else ~found[low]
        written += 1
        if not joined:
            runs[written : written + step - 1] = found[low + 1 : low + step]
            written += step - 1
    return written
