"""The same answers as ``shortest``, from compiled kernels when they are ready, from SciPy otherwise.

Times are whole milliseconds; a trip of ``INFINITE_MS`` (298 hours) or more counts as none. Ends of
trips are junctions, positions in the node table; times per node have those of the copies of junctions last.
``prepare`` once per network and vehicle, ``customise`` once per state of the
roads, then ask. Every function may be called from several threads at once.
"""

import threading
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cpts_geo.routing import repair, shortest
from cpts_geo.routing.graph import INFINITE_MS, Graph, Weighted
from cpts_geo.routing.links import NONE
from cpts_geo.routing.repair import Facilities, Found
from cpts_geo.routing.state import Customised
from cpts_geo.routing.topology import Array, Topology

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
EVERY: Final = slice(None)  # node
KEPT: Final = 32  # answers about the nearest facilities per state: one per category, and more

_warm = threading.Event()


def use_kernels() -> None:
    """Let the kernels answer from now on."""
    _warm.set()


def warm() -> bool:
    """Whether the kernels are compiled: until ``trial`` has, SciPy answers."""
    return _warm.is_set()


def prepare(graph: Graph, xy: Array) -> Topology | None:
    """Topology of a graph, once per network and vehicle; ``None`` until the kernels are ready.

    Parameters
    ----------
    graph
        Arcs in normal times; their times are not used.
    xy
        Junction × 2 coordinates in metres. They change how fast answers are, never the answers.
    """
    if not warm() or not graph.size:
        return None
    from cpts_geo.routing.completion import build_topology

    return build_topology(graph, xy[graph.junction])


def customise(
    topology: Topology | None, graph: Graph, time_ms: Array, *, near: Customised | None = None
) -> Customised:
    """One state of the roads.

    Parameters
    ----------
    topology
        Of this graph; ``None`` to answer with SciPy.
    graph
        Arcs in normal times.
    time_ms
        Milliseconds per arc in this state, ``INFINITE_MS`` = closed.
    near
        Another state of the same graph: where few roads differ from it, its answers are repaired, exactly.

    Raises
    ------
    ValueError
        When there is not one time, zero or more, per arc, or the topology or the other state is of another
        graph.
    """
    if topology is not None and (len(topology.rank) != graph.size or len(topology.slot) != len(graph.tail)):
        raise ValueError("the topology is of another graph")
    if near is not None and (near.graph is not graph or near.topology is not topology):
        raise ValueError("the other state is of another graph")
    if len(time_ms) != len(graph.tail):
        raise ValueError("one time is needed per arc")
    changed = None
    if near is not None and topology is not None and time_ms.dtype == np.int32:
        from cpts_geo.routing.arc_lists import changed_arcs

        time_ms = np.require(time_ms, requirements=["C", "W"])
        changed, possible = changed_arcs(near.time_ms, time_ms)
    else:
        possible = not len(time_ms) or 0 <= time_ms.min() <= time_ms.max() <= INFINITE_MS
        time_ms = np.require(time_ms, np.int32, ["C", "W"]) if possible else time_ms
    if not possible:
        raise ValueError("times per arc go from 0 to INFINITE_MS")
    return Customised(graph, time_ms, topology, near, changed)


def nearest(
    customised: Customised, facilities: Ints, standing: npt.NDArray[np.bool_] | None = None
) -> tuple[Floats, Ints]:
    """Time from every node to its nearest facility, and which one; neither can be written to.

    Parameters
    ----------
    customised
        State of the roads, in the direction of travel.
    facilities
        Junction of each facility; several may share one.
    standing
        Which of them are open; all by default. The same facilities in another state of the roads, some of
        them closed, are the question that is answered fastest.

    Returns
    -------
    times
        Milliseconds per node, ``inf`` = unreachable.
    labels
        Position in ``facilities``, -1 = unreachable; ties go to the lowest.
    """
    found = _found(customised, np.asarray(facilities, dtype=np.int64), standing)
    return _read_only(found.times), _read_only(found.labels)


def _found(customised: Customised, junctions: Ints, standing: npt.NDArray[np.bool_] | None) -> Found:
    """Answer kept, repaired or made."""
    question, near = junctions.tobytes(), customised.near
    known = customised.found.pop(question, None)
    before = known or (near and near.found.get(question))
    if before and before.facilities.stand(standing):
        asked = before.facilities
    else:
        check_nodes(customised.graph, junctions)
        asked = Facilities(customised.graph, junctions, standing)
    if known is None or asked is not known.facilities:
        repaired = _repaired(customised, asked, before, same_roads=known is not None) if before else None
        known = repaired or Found(asked, *_nearest(customised, asked))
    customised.found[question] = known
    for oldest in list(customised.found)[:-KEPT]:
        customised.found.pop(oldest, None)
    return known


def _repaired(customised: Customised, asked: Facilities, before: Found, *, same_roads: bool) -> Found | None:
    now_ms, arcs = customised.time_ms, customised.changed
    if same_roads:
        near_ms, arcs = now_ms, NONE
    elif customised.near is not None:
        near_ms = customised.near.time_ms
    if customised.topology is None or arcs is None:
        return None
    ready = "state" in vars(customised)  # solving again is then several times faster
    most = repair.MOST / 3 if ready else repair.MOST
    if len(arcs) > repair.MOST / 4 * len(now_ms):  # many nodes would be lost before that is known
        return None
    return before.repaired(customised.links, (near_ms, now_ms), (arcs, customised.moved), asked, most=most)


def _nearest(customised: Customised, asked: Facilities) -> tuple[Floats, Ints]:
    state, (ends, owner) = customised.state, asked.ends
    if isinstance(state, Weighted):
        times, labels = shortest.nearest(state, ends)
        far = times >= INFINITE_MS
        times, labels = np.where(far, np.inf, times), np.where(far, -1, labels)
    else:
        from cpts_geo.routing.sweeps import nearest_source

        rank = state.topology.rank
        times, labels = nearest_source(state.topology, state.downward, state.swept(), rank[ends])
    plain = asked.standing is None and len(ends) == len(asked.junctions)
    return times, labels if plain else np.r_[owner, -1][labels]


def _read_only(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    shown = values.view()
    shown.flags.writeable = False
    return shown


def many_to_many(customised: Customised, sources: Ints, targets: Ints) -> Floats:
    """Milliseconds, source × target, ``inf`` = unreachable."""
    return _arrivals(customised, sources, targets)


def to_each(customised: Customised, targets: Ints) -> Floats:
    """Milliseconds from every node to each target: target × node, ``inf`` = unreachable."""
    return _arrivals(customised, EVERY, targets).T


def from_each(customised: Customised, sources: Ints) -> Floats:
    """Milliseconds from each source to every node, copies of junctions apart: source × node."""
    return _times(customised, sources, EVERY)


def _arrivals(customised: Customised, sources: Ints | slice, targets: Ints) -> Floats:
    """Milliseconds to junctions, by whichever copy comes first: source × target."""
    ends, owner = customised.graph.arrivals(targets)
    times = _times(customised, sources, ends)
    if len(ends) == len(targets):
        return times
    return np.asarray(np.minimum.reduceat(times, np.searchsorted(owner, np.arange(len(targets))), axis=1))


def _times(customised: Customised, sources: Ints | slice, ends: Ints | slice) -> Floats:
    """Milliseconds between nodes, source × end."""
    state = customised.state
    from_count, to_count = (_count(customised.graph, nodes) for nodes in (sources, ends))
    if isinstance(state, Weighted):
        every = np.arange(customised.graph.size)
        if to_count < from_count:
            return _capped(shortest.to_each(state, every[ends])[:, sources].T)
        return _capped(shortest.many_to_many(state, every[sources], every[ends]))
    if not from_count or not to_count:
        return np.full((from_count, to_count), np.inf)
    from cpts_geo.routing.matrices import times_between

    topology, rank = state.topology, state.topology.rank
    up, down = state.upward, state.downward
    if to_count < from_count:  # 32 of the fewer share a sweep
        return times_between(topology, down, up, rank[ends], rank[sources]).T
    return times_between(topology, up, down, rank[sources], rank[ends])


def _count(graph: Graph, nodes: Ints | slice) -> int:
    """How many nodes, once they are known to be in the graph."""
    if isinstance(nodes, slice):
        return graph.size
    check_nodes(graph, nodes)
    return len(nodes)


def path_arcs(customised: Customised, source: int, target: int) -> tuple[float, Ints]:
    """Milliseconds and arcs of one shortest path; ``inf`` and no arc when there is none.

    Of parallel arcs equally fast, the first in the edge table. Of different ways equally fast, any.
    """
    graph = customised.graph
    if not 0 <= min(source, target) <= max(source, target) < graph.size:
        raise IndexError("a node is outside the graph")
    ends, _ = graph.arrivals(np.array([target]))
    return min((_path(customised, source, int(end)) for end in ends), key=lambda found: found[0])


def _path(customised: Customised, source: int, end: int) -> tuple[float, Ints]:
    state, nothing = customised.state, np.empty(0, dtype=np.int64)
    if isinstance(state, Weighted):
        total, arcs = shortest.path_arcs(state, source, end)
        return (total, arcs) if total < INFINITE_MS else (np.inf, nothing)
    from cpts_geo.routing.paths import shortest_path

    ends = (int(state.topology.rank[source]), int(state.topology.rank[end]))
    times = (state.upward, state.downward, customised.time_ms)
    milliseconds, found = shortest_path(state.topology, *times, ends=ends)
    return (float(milliseconds), found.astype(np.int64)) if milliseconds < INFINITE_MS else (np.inf, nothing)


def fastest_arcs(customised: Customised, source: int, target: int) -> tuple[float, Ints]:
    """As ``path_arcs``, and always the same of different ways equally fast: the first arc at each step.

    Every arc must take time. This costs the times from every node to the target.
    """
    left = to_each(customised, np.array([target]))[0]
    total, way = float(left[source]), list[int]()
    if not np.isfinite(total):
        return total, np.empty(0, dtype=np.int64)
    graph, arcs = customised.graph, np.flatnonzero(customised.is_open)
    tail, head = graph.tail[arcs], graph.head[arcs]
    useful = np.isfinite(left[head]) & (left[tail] == customised.time_ms[arcs] + left[head])
    arcs = arcs[useful][np.argsort(tail[useful], kind="stable")]
    first = np.searchsorted(graph.tail[arcs], np.arange(graph.size))
    node, junction = source, graph.junction
    while junction[node] != target:
        way.append(int(arcs[first[node]]))
        node = int(graph.head[way[-1]])
    return total, np.array(way, dtype=np.int64)


def check_nodes(graph: Graph, nodes: Ints) -> None:
    """Raise ``IndexError`` for a node that is not in the graph."""
    if len(nodes) and not 0 <= nodes.min() <= nodes.max() < graph.size:
        raise IndexError("a node is outside the graph")


def _capped(times: Floats) -> Floats:
    return np.where(times >= INFINITE_MS, np.inf, times)
