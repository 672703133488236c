"""Arrays on which ``order`` cuts a network in two."""

from typing import NamedTuple

import numpy as np

from cpts_geo.routing.kernel import Array


class Part(NamedTuple):
    """Working arrays of one part of the network; its nodes are numbered from 0.

    Attributes
    ----------
    node, place
        Network node of each node of the part, and back (-1 = elsewhere).
    first, head, back
        Roads of the part in both directions; ``back`` is the same road the other way.
    flow
        Units on each road, -1 to 1.
    level, cursor, queue, trail
        Breadth-first levels, next road to try, queue and current path.
    end
        Source, sink or neither.
    side, best
        Side of the cut: 0, 1, 2 for the cut itself; ``best`` is the best cut so far.
    position
        Along the direction tried.
    """

    node: Array
    place: Array
    first: Array
    head: Array
    back: Array
    flow: Array
    level: Array
    cursor: Array
    queue: Array
    trail: Array
    end: Array
    side: Array
    best: Array
    position: Array


def neighbours(size: int, tail: Array, head: Array) -> tuple[Array, Array]:
    """Roads of each node in both directions, once each, without loops: where they start, and their ends."""
    low, high = np.minimum(tail, head).astype(np.int64), np.maximum(tail, head).astype(np.int64)
    pair = np.unique((low * size + high)[low != high])
    low, high = pair // size, pair % size
    both, others = np.concatenate([low, high]), np.concatenate([high, low])
    first = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(both, minlength=size), out=first[1:])
    return first, others[np.argsort(both, kind="stable")].astype(np.int32)


def working_part(size: int, roads: int) -> Part:
    """Arrays large enough for every part of a network."""

    def ints(count: int) -> Array:
        return np.full(count, -1, dtype=np.int32)

    def bytes_(count: int) -> Array:
        return np.zeros(count, dtype=np.int8)

    return Part(
        *(ints(size), ints(size), np.zeros(size + 1, dtype=np.int32), ints(roads), ints(roads)),
        *(bytes_(roads), ints(size), ints(size), ints(size), ints(size)),
        *(bytes_(size), bytes_(size), bytes_(size), np.zeros(size)),
    )
