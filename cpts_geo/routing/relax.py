"""The kernel of ``repair``: keys of nodes (milliseconds × 2³¹ + label) after some arcs changed."""

import numpy as np

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel

LABEL_BITS = 31
UNREACHED = INFINITE_MS << LABEL_BITS
Links = tuple[Array, ...]  # as ``repair.Links``
Keys = tuple[Array, Array]


@kernel
def repair(links: Links, time_ms: Array, changed: Array, keys: Keys, most: int) -> bool:
    """Bring the keys up to date; ``False``, and keys of no use, when more than ``most`` nodes lose theirs.

    ``keys`` holds the key of each node, and the one it has by itself as a facility.
    """
    key, _ = keys
    lost = np.zeros(len(key), np.uint8)
    members, count = _lose(links, time_ms, changed, keys, (lost, most))
    if count > most:
        return False
    room = len(time_ms) + len(key) + len(changed) + 1
    heap = (np.empty(room, np.int64), np.empty(room, np.int32))
    size = _restart(links, time_ms, members[:count], keys, (lost, heap))
    for i in range(len(changed)):
        tail, head = links[0][changed[i]], links[1][changed[i]]
        found = _through(key, head, time_ms[changed[i]])
        if found < key[tail]:
            key[tail] = found
            size = _push(heap, size, found, tail)
    _spread(links, time_ms, key, heap, size)
    return True


@kernel
def _lose(
    links: Links, time_ms: Array, changed: Array, keys: Keys, work: tuple[Array, int]
) -> tuple[Array, int]:
    """Nodes that no arc leads on with their key any more; how many, given up above the limit."""
    key, _ = keys
    lost, most = work
    members, count, read = np.empty(len(key), np.int32), 0, 0
    for i in range(len(changed)):
        v = links[0][changed[i]]
        if not lost[v] and key[v] < UNREACHED and not _supported(links, time_ms, keys, lost, v):
            lost[v] = 1
            members[count] = v
            count += 1
    while read < count <= most:
        v = members[read]
        read += 1
        for j in range(links[4][v], links[4][v + 1]):
            u = links[0][links[5][j]]
            leans = not lost[u] and key[v] < key[u] < UNREACHED
            if leans and not _supported(links, time_ms, keys, lost, u):
                lost[u] = 1
                members[count] = u
                count += 1
    return members, count


@kernel
def _restart(links: Links, time_ms: Array, members: Array, keys: Keys, work: tuple[Array, Keys]) -> int:
    """Keys of the nodes that lost theirs, from the others; size of the heap of those reached."""
    key, base = keys
    lost, heap = work
    size = 0
    for i in range(len(members)):
        v = members[i]
        key[v] = base[v]
        for j in range(links[2][v], links[2][v + 1]):
            e = links[3][j]
            if not lost[links[1][e]]:
                key[v] = min(key[v], _through(key, links[1][e], time_ms[e]))
        if key[v] < UNREACHED:
            size = _push(heap, size, key[v], v)
    return size


@kernel
def _spread(links: Links, time_ms: Array, key: Array, heap: Keys, size: int) -> None:
    """Pass lower keys on, from the lowest up."""
    while size:
        found, v = heap[0][0], heap[1][0]
        size = _pop(heap, size)
        if found > key[v]:
            continue
        for j in range(links[4][v], links[4][v + 1]):
            e = links[5][j]
            u, through = links[0][e], _through(key, v, time_ms[e])
            if through < key[u]:
                key[u] = through
                size = _push(heap, size, through, u)


@kernel
def _supported(
    links: tuple[Array, ...], time_ms: Array, keys: tuple[Array, Array], lost: Array, v: int
) -> bool:
    key, base = keys
    if key[v] == base[v]:
        return True
    for j in range(links[2][v], links[2][v + 1]):
        e = links[3][j]
        if not lost[links[1][e]] and _through(key, links[1][e], time_ms[e]) == key[v]:
            return True
    return False


@kernel
def _through(key: Array, node: int, time_ms: int) -> int:
    """Key by an arc to a node, ``UNREACHED`` from 298 hours on."""
    if key[node] >= UNREACHED or time_ms >= INFINITE_MS:
        return UNREACHED
    return int(min(UNREACHED, key[node] + (np.int64(time_ms) << LABEL_BITS)))


@kernel
def _push(heap: Keys, size: int, key: int, node: int) -> int:
    heap_key, heap_node = heap
    i = size
    while i > 0 and heap_key[(i - 1) // 2] > key:
        heap_key[i], heap_node[i] = heap_key[(i - 1) // 2], heap_node[(i - 1) // 2]
        i = (i - 1) // 2
    heap_key[i], heap_node[i] = key, node
    return size + 1


@kernel
def _pop(heap: Keys, size: int) -> int:
    """Remove the lowest; new size."""
    heap_key, heap_node = heap
    size -= 1
    key, node = heap_key[size], heap_node[size]
    i = 0
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and heap_key[child + 1] < heap_key[child]:
            child += 1
        if heap_key[child] >= key:
            break
        heap_key[i], heap_node[i] = heap_key[child], heap_node[child]
        i = child
    heap_key[i], heap_node[i] = key, node
    return size
