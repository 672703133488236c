"""Chordal completion of a ranked graph: elimination tree, triangles, where each arc of the graph goes."""

import numpy as np

from cpts_geo.routing.graph import Graph
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.order import elimination_order
from cpts_geo.routing.topology import Details, Topology, Tree, graph_fingerprint


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
        triangles=_triangles(first, head),
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
def _triangles(first: Array, head: Array) -> Array:
    """For each pair (i < k) of upward arcs of each rank, in order, the upward arc from head i to head k."""
    total = 0
    for u in range(len(first) - 1):
        arcs = np.int64(first[u + 1] - first[u])
        total += arcs * (arcs - 1) // 2  # type: ignore[assignment] # machine integers inside a kernel
    third, written = np.empty(total, np.int32), 0
    for u in range(len(first) - 1):
        for i in range(first[u], first[u + 1]):
            e = first[head[i]]
            for k in range(i + 1, first[u + 1]):
                while head[e] != head[k]:
                    e += 1
                third[written] = e
                written += 1
    return third
