"""Order of the nodes inside the small parts of a dissection: each time the one that joins the fewest pairs.

What contracting a node joins (minimum fill) is counted on sets of bits, one bit per node of the part or
around it. Cutting on down to single nodes instead gives a sixth more upward arcs.
"""

from typing import Any, Final

import numpy as np

from cpts_geo.routing.kernel import Array, kernel

WORDS: Final = 8  # of 64 bits in a set
ONE: Final = np.uint64(1)


@kernel
def order_leaves(first: Array, neighbour: Array, nodes: Array, leaves: Array) -> None:
    """Reorder ``nodes`` in place inside each leaf; one with too many nodes around it stays as it is.

    Parameters
    ----------
    first, neighbour
        Roads of each node in both directions.
    nodes
        Each node once; those next to a leaf are in it or come later.
    leaves
        Leaf × 2: where each one starts and stops in ``nodes``.
    """
    place = np.full(len(nodes), -1, np.int32)
    local, joined = np.empty(64 * WORDS, np.int32), np.empty((64 * WORDS, WORDS), np.uint64)
    for i in range(len(leaves)):
        start, stop = leaves[i, 0], leaves[i, 1]
        around = _gather(first, neighbour, nodes[start:stop], place, local)
        if around < len(local):
            _join(first, neighbour, (place, local), stop - start, joined[:around])
            _contract(nodes[start:stop], local, joined[:around])
        for j in range(around):
            place[local[j]] = -1


@kernel
def _gather(first: Array, neighbour: Array, leaf: Array, place: Array, local: Array) -> int:
    """Number the nodes of a leaf, then those around it; how many, at most those that fit."""
    count = len(leaf)
    for i in range(count):
        local[i], place[leaf[i]] = leaf[i], i
    for v in leaf:
        for e in range(first[v], first[v + 1]):
            w = neighbour[e]
            if place[w] < 0 and count < len(local):
                local[count], place[w] = w, count
                count += 1
    return count


@kernel
def _join(first: Array, neighbour: Array, numbers: tuple[Array, Array], size: int, joined: Array) -> None:
    """Sets of neighbours, from the roads of the leaf."""
    place, local = numbers
    joined[:] = 0
    for i in range(size):
        for e in range(first[local[i]], first[local[i] + 1]):
            j = place[neighbour[e]]
            joined[i, j >> 6] |= ONE << np.uint64(j & 63)
            joined[j, i >> 6] |= ONE << np.uint64(i & 63)


@kernel
def _contract(leaf: Array, local: Array, joined: Array) -> None:
    """Contract the nodes of a leaf and write them in that order; the first of equals."""
    size, others = len(leaf), np.empty(len(joined), np.int64)
    left = np.arange(size)
    for rank in range(size):
        best, fewest = 0, 2**62
        for k in range(size - rank):
            count = _members(joined[left[k]], others)
            pairs = _missing(joined, left[k], others[:count]) * len(joined) + count
            if pairs < fewest:
                best, fewest = k, pairs
        v = left[best]
        left[best : size - rank - 1] = left[best + 1 : size - rank].copy()
        leaf[rank] = local[v]
        for u in others[: _members(joined[v], others)]:
            joined[u] |= joined[v]
            joined[u, u >> 6] &= ~(ONE << np.uint64(u & 63))
            joined[u, v >> 6] &= ~(ONE << np.uint64(v & 63))


@kernel
def _members(bits: Array, found: Array) -> int:
    """Positions of the bits of a set; how many."""
    count = 0
    for word in range(len(bits)):
        rest = bits[word]
        while rest:
            lowest = rest & (~rest + ONE)
            found[count] = 64 * word + _ones(lowest - ONE)
            count += 1
            rest ^= lowest
    return count


@kernel
def _missing(joined: Array, v: int, others: Array) -> int:
    """Pairs among the neighbours of a node that are not joined, each counted twice."""
    pairs = -len(others)  # no node is its own neighbour
    for u in others:
        for word in range(joined.shape[1]):
            pairs += _ones(joined[v, word] & ~joined[u, word])
    return pairs


@kernel
def _ones(word: Any) -> Any:
    """Number of bits set."""
    word -= (word >> ONE) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
