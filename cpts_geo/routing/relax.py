"""The kernels of ``repair``: keys of nodes (milliseconds × 2³¹ + label) after some arcs changed.

A node that loses its way has no key (``UNREACHED``) until it is given that of a real way. Keys then only fall
to those of real ways, until no arc gives a lower one: in whatever order, the end is the same. Four seconds of
way share a bucket, so that the order is a good one for the price of a list. Nodes go by their ranks until the
answer is written. Arrays have names of their own before each loop: reading them from a tuple inside costs
more than the loop.
"""

import numpy as np

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel

LABEL_BITS = 31
LABEL = (1 << LABEL_BITS) - 1
UNREACHED = INFINITE_MS << LABEL_BITS
WIDTH_BITS = LABEL_BITS + 12  # of a bucket: 4.096 s
BUCKETS = 4096  # 4.7 hours; ways longer than that wait for the next turn
Arrays = tuple[Array, ...]


@kernel
def write_keys(answer: Arrays, rank: Array, key: Array) -> None:
    """Key of each node of an answer, at its rank."""
    times, labels = answer
    for v in range(len(times)):
        reached = labels[v] >= 0
        found = (np.int64(times[v] if reached else 0.0) << LABEL_BITS) + labels[v] if reached else UNREACHED
        key[rank[v]] = found


@kernel
def put_back(nodes: Array, answer: Arrays, origin: Arrays) -> None:
    """Make an answer what it was before these nodes were written in it."""
    times, labels = answer
    times_before, labels_before = origin
    for v in nodes:
        times[v], labels[v] = times_before[v], labels_before[v]


@kernel
def repair(
    roads: Arrays, changes: Arrays, ends: Arrays, key: Array, answer: Arrays, work: tuple[Arrays, Arrays, int]
) -> int:
    """Bring an answer up to date; how many nodes are touched, -1 (and nothing written) above ``most``.

    Parameters
    ----------
    roads
        Ranks per arc, ``first`` of ``place``, and ``ways`` with the times of now.
    changes
        Arcs whose time changed, and the time of every arc before and now.
    ends
        Nodes of facilities that closed and which ones; then of all that are open.
    key
        Of each rank before; it is left as it was.
    answer
        Milliseconds and labels before, per node; node of each rank.
    work
        Nodes touched, their keys before, a mark on each rank, all clear; heads, keys and links of a queue,
        empty; ``most``.
    """
    lost, queue, most = work
    count, faster = _lose_own(roads, changes, (ends[0], ends[1]), key, lost)
    count = _lose(roads, key, lost, (count, most))
    if count <= most:
        size = _restart(roads, key, lost, count, queue)
        count, size = _open((ends[2], ends[3]), key, lost, queue, (count, size))
        if faster:
            count, size = _gain(roads, changes, key, lost, queue, (count, size))
        count, most = _spread(roads, key, lost, queue, (count, size, most))
    _exchange(key, lost, (count, count <= most), answer)
    return count if count <= most else -1


@kernel
def _lose_own(roads: Arrays, changes: Arrays, gone: Arrays, key: Array, lost: Arrays) -> tuple[int, bool]:
    """Nodes whose own way takes an arc that changed, or ends at a facility there that closed.

    Returns how many, and whether some arc is faster.
    """
    tail, head, _, _ = roads
    arcs, before_ms, now_ms = changes
    nodes, owner = gone
    touched, old, noted = lost
    count, faster = 0, False
    for e in arcs:
        v = tail[e]
        here, ms = key[v], before_ms[e]
        faster |= now_ms[e] < ms
        taken = (here == key[head[e]] + (np.int64(ms) << LABEL_BITS)) & (here < UNREACHED)
        old[count] = here
        count = _note(touched, noted, count, v, taken)
    for i in range(len(nodes)):
        here = key[nodes[i]]
        old[count] = here
        count = _note(touched, noted, count, nodes[i], here == owner[i])
    for v in touched[:count]:
        key[v] = UNREACHED
    return count, faster


@kernel
def _lose(roads: Arrays, key: Array, lost: Arrays, counts: tuple[int, int]) -> int:
    """Add those whose own way takes one of the nodes lost; how many in all, given up above the limit.

    Having no key any more, they are not found again; ``_restart`` marks them.
    """
    _, _, first, ways = roads
    touched, old, _ = lost
    count, most = counts
    read = 0
    while read < count <= most:
        v, before = touched[read], old[read]
        read += 1
        for j in range(np.int64(first[2 * v]), np.int64(first[2 * v + 1])):
            u = ways[2 * j]
            here = key[u]
            taken = (here == before + (np.int64(ways[2 * j + 1]) << LABEL_BITS)) & (here < UNREACHED)
            touched[count], old[count] = u, here
            key[u] = UNREACHED if taken else here
            count += taken
    return count


@kernel
def _restart(roads: Arrays, key: Array, lost: Arrays, count: int, queue: Arrays) -> int:
    """Keys of the nodes lost from those of their neighbours; how many are in the queue."""
    _, _, first, ways = roads
    touched, _, noted = lost
    size = 0
    for i in range(count):
        v, found = touched[i], UNREACHED
        noted[v] = 1
        for j in range(np.int64(first[2 * v + 1]), np.int64(first[2 * v + 2])):
            found = min(found, key[ways[2 * j]] + (np.int64(ways[2 * j + 1]) << LABEL_BITS))
        if found < UNREACHED:
            key[v] = found
            size = _push(queue, size, found, v)
    return size


@kernel
def _open(ends: Arrays, key: Array, lost: Arrays, queue: Arrays, counts: tuple[int, int]) -> tuple[int, int]:
    """Start from facilities; how many nodes are touched and in the queue."""
    nodes, owner = ends
    count, size = counts
    for i in range(len(nodes)):
        v, found = nodes[i], owner[i]
        if found < key[v]:
            count = _lower(key, lost, count, v, found)
            size = _push(queue, size, found, v)
    return count, size


@kernel
def _gain(
    roads: Arrays, changes: Arrays, key: Array, lost: Arrays, queue: Arrays, counts: tuple[int, int]
) -> tuple[int, int]:
    """Start from the arcs that became faster; how many nodes are touched and in the queue."""
    tail, head, _, _ = roads
    arcs, before_ms, now_ms = changes
    count, size = counts
    for e in arcs:
        if now_ms[e] < before_ms[e]:
            v, found = tail[e], key[head[e]] + (np.int64(now_ms[e]) << LABEL_BITS)
            if found < key[v]:
                count = _lower(key, lost, count, v, found)
                size = _push(queue, size, found, v)
    return count, size


@kernel
def _spread(
    roads: Arrays, key: Array, lost: Arrays, queue: Arrays, counts: tuple[int, int, int]
) -> tuple[int, int]:
    """Pass lower keys on, bucket by bucket; how many nodes are touched, given up above the limit returned."""
    _, _, first, ways = roads
    heads, near, after = queue
    count, size, most = counts
    room, bucket, done, later = len(near), 0, 0, np.int64(-1)
    while done < size and count <= most:
        place = bucket & (BUCKETS - 1)
        entry = np.int64(heads[place])
        if entry < 0:
            heads[place], later = later, np.int64(-1)
            bucket += 1
            continue
        heads[place] = -1
        while entry >= 0:
            following = np.int64(after[entry])
            if near[entry] >> WIDTH_BITS > bucket:  # of another turn
                after[entry], later = later, entry
            else:
                done += 1
                v = near[entry] & LABEL
                here = key[v]
                start, stop = np.int64(first[2 * v]), np.int64(first[2 * v + 1])
                if near[entry] >> LABEL_BITS > here >> LABEL_BITS:  # lowered since
                    stop = start
                if size + stop - start > room:
                    most, stop = -1, start
                for j in range(start, stop):
                    u, found = ways[2 * j], here + (np.int64(ways[2 * j + 1]) << LABEL_BITS)
                    if found < key[u]:
                        count = _lower(key, lost, count, u, found)
                        size = _push(queue, size, found, u)
            entry = following
    heads[:] = -1
    return count, most


@kernel
def _exchange(key: Array, lost: Arrays, kept: tuple[int, bool], answer: Arrays) -> None:
    """Write what is known of the nodes touched, if the answer is kept; keys become what they were.

    Those touched are nodes of the answer from then on.
    """
    touched, old, noted = lost
    times, labels, node = answer
    count, done = kept
    for i in range(count):
        v = touched[i]
        new, u = key[v], node[v]
        key[v], noted[v], touched[i] = old[i], 0, u
        if done:
            times[u] = new >> LABEL_BITS if new < UNREACHED else np.inf
            labels[u] = new & LABEL if new < UNREACHED else -1


@kernel
def _note(touched: Array, noted: Array, count: int, v: int, wanted: int) -> int:
    """Add a node to those touched, if wanted and not there yet, without a branch; how many there are."""
    new = wanted & (not noted[v])
    touched[count] = v
    noted[v] |= new
    return count + new


@kernel
def _lower(key: Array, lost: Arrays, count: int, v: int, found: int) -> int:
    """Give a node a lower key; how many are touched."""
    touched, old, noted = lost
    touched[count], old[count] = v, key[v]
    count += not noted[v]
    key[v], noted[v] = found, 1
    return count


@kernel
def _push(queue: Arrays, size: int, found: int, v: int) -> int:
    """Put a node in the bucket of its time."""
    heads, near, after = queue
    place = (found >> WIDTH_BITS) & (BUCKETS - 1)
    near[size] = (found & ~LABEL) | np.int64(v)
    after[size] = heads[place]
    heads[place] = size
    return size + 1
