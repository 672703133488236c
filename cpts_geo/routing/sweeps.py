"""Answers for every node at once: up the elimination tree from the sources, then one sweep down all ranks.

Sums of two times fit in int32. ``matrices`` asks the same for many sources and some targets.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from cpts_geo.routing.graph import INFINITE_MS
from cpts_geo.routing.kernel import Array, kernel
from cpts_geo.routing.spare import reused
from cpts_geo.routing.topology import Topology, Tree

LABEL_BITS: Final = 31  # a key is time << 31 | facility; twice INFINITE_MS << 31 fits in int64
LABEL: Final = (1 << LABEL_BITS) - 1
UNREACHED: Final = INFINITE_MS << LABEL_BITS


def nearest_source(
    topology: Topology, upward: Array, downward: Array, sources: Array
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Time from the nearest source to every node and the position of that source, the lowest of equals.

    Parameters
    ----------
    upward, downward
        Milliseconds of each upward arc going up and down; exchanged, times are to the sources.
    sources
        Ranks.
    """
    size = len(topology.rank)
    key = reused(topology, 2 * size).view(np.int64)
    key.fill(UNREACHED)
    _climb_keys(topology.tree, upward, sources, key)
    _descend_keys(*_ends(topology), downward, key)
    answer = reused(topology, 4 * size).view(np.int64)
    times, labels = answer[:size].view(np.float64), answer[size:]
    _read_keys(topology.rank.view(np.uint32), key, times, labels)
    return times, labels


def nearest_sources(
    topology: Topology, upward: Array, downward: Array, sources: Array, labels: Array, *, count: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """As ``nearest_source``, for the nearest few: node × count, nearest first, one entry per label.

    Parameters
    ----------
    labels
        Of the sources, from 0; several sources may share one.
    """
    size = len(topology.rank)
    key = reused(topology, 2 * size * count).view(np.int64).reshape(size, count)
    key.fill(UNREACHED)
    _climb_few(topology.tree, upward, (sources, labels), key)
    _descend_few(*_ends(topology), downward, key)
    times, found = np.empty((size, count)), np.empty((size, count), dtype=np.int64)
    _read_few(topology.rank.view(np.uint32), key, times, found)
    return times, found


def times_from(
    topology: Topology, upward: Array, downward: Array, source: int, targets: Array
) -> npt.NDArray[np.float64]:
    """Milliseconds from one rank to others, ``inf`` = unreachable."""
    found = reused(topology, len(topology.rank))
    found.fill(INFINITE_MS)
    _climb(topology.tree, upward, source, found)
    _descend(*_ends(topology), downward, found)
    times = np.empty(len(targets))
    _read(found, targets.view(np.uint32), times)
    return times


def _ends(topology: Topology) -> tuple[Array, Array]:
    """Both ends of each upward arc, without a sign: kernels need not ask whether they count from the end."""
    return topology.details.tail.view(np.uint32), topology.tree.head.view(np.uint32)


@kernel
def _line(parent: Array, sources: Array) -> Array:
    """Sources and all their ancestors, each before those above it.

    What a source adds to the ancestors of those before it ends below one of them: the last added come first.
    """
    above, start = np.zeros(len(parent), np.uint8), np.zeros(len(sources) + 1, np.int64)
    found, count = np.empty(len(parent), np.int32), 0
    for i in range(len(sources)):
        v = sources[i]
        while v >= 0 and not above[v]:
            above[v], found[count] = 1, v
            count += 1
            v = parent[v]
        start[i + 1] = count
    line, end = np.empty(count, np.int32), 0
    for i in range(len(sources) - 1, -1, -1):
        added = start[i + 1] - start[i]
        line[end : end + added] = found[start[i] : start[i + 1]]
        end += added
    return line


@kernel
def _climb_keys(tree: Tree, upward: Array, sources: Array, key: Array) -> None:
    """Keys of the ancestors of the sources, from sources up."""
    for i in range(len(sources)):
        key[sources[i]] = min(key[sources[i]], i)
    for v in _line(tree.parent, sources):
        here = key[v]
        if here < UNREACHED:
            for e in range(tree.first[v], tree.first[v + 1]):
                w = tree.head[e]
                key[w] = min(key[w], here + (np.int64(upward[e]) << LABEL_BITS))


@kernel
def _descend_keys(tail: Array, head: Array, downward: Array, key: Array) -> None:
    """One run over the arcs: a loop per rank would be mistaken about its end at every rank."""
    for e in range(len(tail) - 1, -1, -1):
        v = tail[e]
        key[v] = min(key[v], key[head[e]] + (np.int64(downward[e]) << LABEL_BITS))


@kernel
def _climb_few(tree: Tree, upward: Array, starts: tuple[Array, Array], key: Array) -> None:
    """Keys of the ancestors of the sources, as ``_climb_keys``."""
    sources, labels = starts
    for i in range(len(sources)):
        _insert(key, sources[i], labels[i])
    for v in _line(tree.parent, sources):
        for e in range(tree.first[v], tree.first[v + 1]):
            _pass_few(key, v, tree.head[e], upward[e])


@kernel
def _descend_few(tail: Array, head: Array, downward: Array, key: Array) -> None:
    for e in range(len(tail) - 1, -1, -1):
        _pass_few(key, head[e], tail[e], downward[e])


@kernel
def _pass_few(key: Array, start: int, to: int, milliseconds: int) -> None:
    """Bring the keys of a rank to another, some time later."""
    later, last = np.int64(milliseconds) << LABEL_BITS, key.shape[1] - 1
    for j in range(key.shape[1]):
        found = key[start, j] + later
        if found >= key[to, last]:  # those after are no lower
            break
        _insert(key, to, found)


@kernel
def _insert(key: Array, v: int, found: int) -> None:
    """Put a key among the lowest of a rank, in order, in the place of that of the same label if it is lower.

    What is not reached bears label 0, and comes last: it is the place of that label.
    """
    j = 0
    while j < key.shape[1] - 1 and (key[v, j] ^ found) & LABEL:
        j += 1
    if found >= key[v, j]:
        return
    while j > 0 and key[v, j - 1] > found:
        key[v, j] = key[v, j - 1]
        j -= 1
    key[v, j] = found


@kernel
def _read_keys(rank: Array, key: Array, times: Array, labels: Array) -> None:
    """Times and labels per node."""
    for node in range(len(rank)):
        found = key[rank[node]]
        reached = found < UNREACHED
        times[node] = found >> LABEL_BITS if reached else np.inf
        labels[node] = found & LABEL if reached else -1


@kernel
def _read_few(rank: Array, key: Array, times: Array, labels: Array) -> None:
    for node in range(len(rank)):
        for j in range(key.shape[1]):
            found = key[rank[node], j]
            reached = found < UNREACHED
            times[node, j] = found >> LABEL_BITS if reached else np.inf
            labels[node, j] = found & LABEL if reached else -1


@kernel
def _climb(tree: Tree, upward: Array, source: int, found: Array) -> None:
    """Times of the ancestors of a source."""
    found[source] = 0
    v = source
    while v >= 0:
        here = found[v]
        if here < INFINITE_MS:
            for e in range(tree.first[v], tree.first[v + 1]):
                found[tree.head[e]] = min(found[tree.head[e]], here + upward[e])
        v = tree.parent[v]


@kernel
def _descend(tail: Array, head: Array, downward: Array, found: Array) -> None:
    for e in range(len(tail) - 1, -1, -1):
        v = tail[e]
        found[v] = min(found[v], found[head[e]] + downward[e])


@kernel
def _read(found: Array, targets: Array, times: Array) -> None:
    for j in range(len(targets)):
        milliseconds = found[targets[j]]
        times[j] = milliseconds if milliseconds < INFINITE_MS else np.inf
