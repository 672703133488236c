"""The compiled kernels are used once they have given the answers of SciPy in a tiny town."""

import logging
from dataclasses import replace
from typing import Final

import numpy as np

from cpts_geo.routing import engine
from cpts_geo.routing.engine import customise, many_to_many, nearest, path_arcs, to_each
from cpts_geo.routing.graph import INFINITE_MS, Graph
from cpts_geo.routing.medians import median_times
from cpts_geo.routing.several import nearest_few
from cpts_geo.routing.state import Customised
from cpts_geo.routing.topology import Array

SIDE: Final = 18  # crossings
_log = logging.getLogger(__name__)


def warm_up() -> bool:
    """Compile every kernel on a tiny graph, or load them from the cache; whether they can be used.

    They are used from then on, once they have given the answers of SciPy there. About half a minute the
    first time, one second later: call it at set-up and in the background at start.
    """
    try:
        from cpts_geo.routing.completion import build_topology
    except ImportError as error:
        _log.info("routing by SciPy: %s", error)
        return False
    graph, xy = small_town()
    tiny = customise(build_topology(graph, xy), graph, graph.time_ms)
    if not (agree(tiny, customise(None, graph, graph.time_ms)) and _repairs(tiny)):
        _log.warning("routing by SciPy: the compiled kernels are wrong on this machine")
        return False
    engine.use_kernels()
    return True


def small_town() -> tuple[Graph, Array]:
    """A square of crossings, two-way streets, roads between any of the first twenty, times that differ.

    Large enough to be cut in two, and joined enough for ranks whose triangles are read by runs.
    """
    here = np.arange(SIDE**2, dtype=np.int32)
    east, north = here[here % SIDE < SIDE - 1], here[here < SIDE * (SIDE - 1)]
    some, others = np.triu_indices(20, 1)
    tail, head = np.concatenate([east, north, some]), np.concatenate([east + 1, north + SIDE, others])
    ends = (np.concatenate([tail, head]), np.concatenate([head, tail]))
    arcs = np.arange(len(ends[0]), dtype=np.int32)
    xy = np.column_stack([here % SIDE, here // SIDE]).astype(np.float64)
    return Graph(SIDE**2, ends[0].astype(np.int32), ends[1].astype(np.int32), arcs, arcs * 7 % 13 + 1), xy


def agree(one: Customised, other: Customised) -> bool:
    """Whether two states of the same roads answer every kind of question alike."""
    nodes, same = np.arange(one.graph.size), True
    for facilities in (nodes[::5], nodes[::6], nodes[::7]):  # the third is answered from other memory
        pairs = zip(nearest(one, facilities), nearest(other, facilities), strict=True)
        same &= all(np.array_equal(a, b) for a, b in pairs)
    for some in (nodes, nodes[:3]):  # all, some and one are answered by different kernels
        same &= np.array_equal(many_to_many(one, nodes, some), many_to_many(other, nodes, some))
    same &= np.array_equal(many_to_many(one, some, nodes[::7]), many_to_many(other, some, nodes[::7]))
    same &= np.array_equal(to_each(one, nodes[:1]), to_each(other, nodes[:1]))
    few = zip(nearest_few(one, nodes[::7], 3), nearest_few(other, nodes[::7], 3), strict=True)
    same &= all(np.array_equal(a, b) for a, b in few)
    halves = zip(
        *(median_times(each, nodes, (nodes % 3).astype(np.float64), nodes[::5]) for each in (one, other)),
        strict=True,
    )
    same &= all(np.array_equal(a, b) for a, b in halves)
    total, arcs = path_arcs(one, 0, 35)
    return same and total == path_arcs(other, 0, 35)[0] == one.time_ms[arcs].sum()


def _repairs(tiny: Customised) -> bool:
    """Whether an answer is repaired well when a road is closed, another faster, and a facility closed.

    And back: places to work in are used again.
    """
    before = list(tiny.found.values())[-1]
    changed, standing = tiny.time_ms.copy(), np.arange(len(before.facilities.junctions)) != 1
    changed[:2] = INFINITE_MS, 1
    near = customise(tiny.topology, tiny.graph, changed, near=tiny)
    if near.changed is None:
        return False
    asked, times = replace(before.facilities, standing=standing), (tiny.time_ms, changed)
    after = before.repaired(tiny.links, times, (near.changed, near.moved), asked, most=1.0)
    expected = nearest(customise(None, tiny.graph, changed), asked.junctions, standing)
    if after is None or not all(map(np.array_equal, (after.times, after.labels), expected)):
        return False
    back = after.repaired(tiny.links, times[::-1], (near.changed, tiny.moved), before.facilities, most=1.0)
    return back is not None and all(
        map(np.array_equal, (back.times, back.labels), (before.times, before.labels))
    )
