"""The kernels of ``repair``: which arcs changed, then keys of nodes (milliseconds × 2³¹ + label) after that.

Keys only fall to those of real ways, until no arc gives a lower one: in whatever order, the end is the same.
The heap, of milliseconds × 2³¹ + node, makes the order a good one. Arrays have names of their own before each
loop: reading them from a tuple inside costs more than the loop.
"""

import numpy as np

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.repair import Links

LABEL_BITS = 31
LABEL = (1 << LABEL_BITS) - 1
UNREACHED = INFINITE_MS << LABEL_BITS
BLOCK = 64  # arcs compared at once
Arrays = tuple[Array, ...]


@kernel
def changed_arcs(before_ms: Array, now_ms: Array) -> Array:
    """Positions where times differ."""
    found, count, whole = np.empty(len(now_ms), np.int32), 0, len(now_ms) // BLOCK * BLOCK
    for start in range(0, whole, BLOCK):
        differs = np.int32(0)
        for e in range(start, start + BLOCK):
            differs |= np.int32(before_ms[e] ^ now_ms[e])
        if differs:
            count = _note_changed(before_ms, now_ms, (start, start + BLOCK), found, count)
    count = _note_changed(before_ms, now_ms, (whole, len(now_ms)), found, count)
    return found[:count].copy()


@kernel
def _note_changed(before_ms: Array, now_ms: Array, part: tuple[int, int], found: Array, count: int) -> int:
    for e in range(part[0], part[1]):
        if before_ms[e] != now_ms[e]:
            found[count] = e
            count += 1
    return count


@kernel
def lose(links: Links, times: Arrays, changes: Arrays, key: Array, most: int) -> tuple[Array, Array, int]:
    """Nodes whose own way is not what it was: a mark on each, themselves, how many; given up above ``most``.

    Parameters
    ----------
    links
        Arcs by their nodes.
    times
        Milliseconds per arc, before and now.
    changes
        Arcs whose time changed, nodes whose facility did, and the key that each node now has as a facility.
    key
        Of each node before.
    """
    noted, touched = np.zeros(len(key), np.uint8), np.empty(len(key) + 1, np.int32)
    count = _worse(links, times, changes, key, (noted, touched))
    return noted, touched, _lose(links, times[0], key, (noted, touched, most), count)


@kernel
def repair(
    links: Links, times: Arrays, changes: Arrays, keys: tuple[Array, int], work: tuple[Arrays, Arrays, int]
) -> bool:
    """Bring an answer up to date; ``False``, and the answer of no use, when more than ``most`` nodes change.

    Parameters
    ----------
    links, times, changes
        As for ``lose``.
    keys
        Of each node before, left as they were; and ``most``.
    work
        Milliseconds and labels, the answer; then what ``lose`` gave.
    """
    key, most = keys
    answer, (noted, touched), count = work
    front = np.empty(count + len(changes[0]) + len(changes[1]), np.int32)
    size = _restart(links, times[1], (key, changes[2]), (noted, touched[:count]), front)
    size, count = _gain(links, times, changes, key, (noted, touched, front, size, count))
    count = _spread(links, times[1], key, (noted, touched, front[:size]), (count, most))
    _exchange(key, touched[:count], answer)
    return count <= most


@kernel
def _worse(links: Links, times: Arrays, changes: Arrays, key: Array, work: tuple[Array, Array]) -> int:
    """Nodes whose own way takes an arc that became slower, or that lost their own facility; how many."""
    tail, head = links.tail, links.head
    before_ms, now_ms = times
    arcs, nodes, base = changes
    noted, touched = work
    count = 0
    for e in arcs:
        v = tail[e]
        taken = key[v] == _through(key[head[e]], before_ms[e])
        count = _note(noted, touched, count, v, taken & (key[v] < UNREACHED) & (now_ms[e] > before_ms[e]))
    for v in nodes:
        count = _note(noted, touched, count, v, (key[v] < base[v]) & (key[v] <= LABEL))
    return count


@kernel
def _lose(links: Links, before_ms: Array, key: Array, work: tuple[Array, Array, int], count: int) -> int:
    """Add those whose own way takes one of the nodes noted; how many in all, given up above the limit."""
    first_in, in_tail, into = links.first_in, links.in_tail, links.into
    noted, touched, most = work
    read = 0
    while read < count <= most:
        v = touched[read]
        read += 1
        for j in range(first_in[v], first_in[v + 1]):
            u = in_tail[j]
            taken = key[u] == _through(key[v], before_ms[into[j]])
            count = _note(noted, touched, count, u, taken & (key[u] < UNREACHED))
    return count


@kernel
def _restart(
    links: Links, now_ms: Array, keys: tuple[Array, Array], work: tuple[Array, Array], front: Array
) -> int:
    """Keys of the nodes that lost theirs, from the others; how many are reached from there."""
    first_out, out_head, out = links.first_out, links.out_head, links.out
    key, base = keys
    noted, lost = work
    size = 0
    for v in lost:
        found = base[v]
        for j in range(first_out[v], first_out[v + 1]):
            w = out_head[j]
            found = min(found, UNREACHED if noted[w] else _through(key[w], now_ms[out[j]]))
        key[v], front[size] = found, v
        size += found < UNREACHED
    return size


@kernel
def _gain(
    links: Links, times: Arrays, changes: Arrays, key: Array, work: tuple[Array, Array, Array, int, int]
) -> tuple[int, int]:
    """Start from the arcs that became faster and the facilities that opened; how many start, and in all."""
    tail, head = links.tail, links.head
    before_ms, now_ms = times
    arcs, nodes, base = changes
    noted, touched, front, size, count = work
    for e in arcs:
        if now_ms[e] < before_ms[e]:
            v, found = tail[e], _through(key[head[e]], now_ms[e])
            if found < key[v]:
                key[v], front[size] = found, v
                size += 1
                count = _note(noted, touched, count, v, 1)
    for v in nodes:
        if base[v] < key[v]:
            key[v], front[size] = base[v], v
            size += 1
            count = _note(noted, touched, count, v, 1)
    return size, count


@kernel
def _spread(
    links: Links, now_ms: Array, key: Array, work: tuple[Array, Array, Array], counts: tuple[int, int]
) -> int:
    """Pass lower keys on, from the nearest on; how many nodes are touched, given up above the limit."""
    first_in, in_tail, into = links.first_in, links.in_tail, links.into
    noted, touched, front = work
    count, most = counts
    room, size = len(front) + 2 * most + 64, 0
    heap = np.empty(room, np.int64)
    for v in front:
        _push(heap, size, (key[v] & ~LABEL) | int(v))
        size += 1
    while size and count <= most:
        near = heap[0]
        size -= 1
        _pop(heap, size)
        v = near & LABEL
        here = key[v]
        if near >> LABEL_BITS > here >> LABEL_BITS:  # lowered since
            continue
        start, stop = first_in[v], first_in[v + 1]
        if size + stop - start > room:
            return most + 1
        for j in range(start, stop):
            u, found = in_tail[j], _through(here, now_ms[into[j]])
            if found < key[u]:
                key[u] = found
                _push(heap, size, (found & ~LABEL) | int(u))
                size += 1
                count = _note(noted, touched, count, u, 1)
    return count


@kernel
def _exchange(key: Array, touched: Array, answer: Arrays) -> None:
    """Exchange what is known of the nodes touched: new in the answer, old in the keys."""
    milliseconds, labels = answer
    for v in touched:
        new = key[v]
        key[v] = (np.int64(milliseconds[v]) << LABEL_BITS) + labels[v] if labels[v] >= 0 else UNREACHED
        milliseconds[v] = new >> LABEL_BITS if new < UNREACHED else np.inf
        labels[v] = new & LABEL if new < UNREACHED else -1


@kernel
def _through(key: int, time_ms: int) -> int:
    """Key by an arc to a node of this key, ``UNREACHED`` from 298 hours on."""
    return min(UNREACHED, int(key + (np.int64(time_ms) << LABEL_BITS)))


@kernel
def _note(noted: Array, touched: Array, count: int, v: int, wanted: int) -> int:
    """Add a node to those touched, if wanted and not there yet, without a branch; how many there are."""
    new = wanted & (not noted[v])
    touched[count] = v
    noted[v] |= new
    return count + new


@kernel
def _push(heap: Array, size: int, near: int) -> None:
    i = size
    while i > 0 and heap[(i - 1) >> 1] > near:
        heap[i] = heap[(i - 1) >> 1]
        i = (i - 1) >> 1
    heap[i] = near


@kernel
def _pop(heap: Array, size: int) -> None:
    """Remove the lowest: its place sinks to the bottom, and the last, at ``size``, rises from there."""
    last, i = heap[size], 0
    while 2 * i + 2 < size:
        child = 2 * i + 1
        child += heap[child + 1] < heap[child]
        heap[i] = heap[child]
        i = child
    if 2 * i + 1 < size:
        heap[i] = heap[2 * i + 1]
        i = 2 * i + 1
    while i > 0 and heap[(i - 1) >> 1] > last:
        heap[i] = heap[(i - 1) >> 1]
        i = (i - 1) >> 1
    heap[i] = last
