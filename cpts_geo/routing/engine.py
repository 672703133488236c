"""The same answers as ``shortest``, from compiled kernels when they are ready, from SciPy otherwise.

Times are whole milliseconds; a trip of ``INFINITE_MS`` (298 hours) or more counts as none. Ends of
trips are junctions, positions in the node table; times per node have those of the copies of junctions last.
``prepare`` once per network and vehicle, ``customise`` once per state of the
roads, then ask. Every function may be called from several threads at once.
"""

import logging
import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cpts_geo.routing import shortest
from cpts_geo.routing.graph import INFINITE_MS, Graph, Weighted, weigh
from cpts_geo.routing.topology import Array, Topology

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_log = logging.getLogger(__name__)
_warm = threading.Event()


@dataclass(frozen=True, eq=False)
class UpDown:
    """Times of the upward arcs of a topology in one state of the roads.

    Attributes
    ----------
    topology
        Of the graph.
    upward, downward
        Milliseconds of each upward arc, going up and going down.
    """

    topology: Topology
    upward: Array
    downward: Array


@dataclass(frozen=True, eq=False)
class Customised:
    """A graph in one state of the roads, ready to be asked.

    Attributes
    ----------
    graph
        The graph.
    time_ms
        Milliseconds per arc, ``INFINITE_MS`` = closed.
    state
        For the kernels, or for SciPy when they are not ready.
    """

    graph: Graph
    time_ms: Array
    state: UpDown | Weighted

    @property
    def is_open(self) -> npt.NDArray[np.bool_]:
        """Which arcs can be travelled."""
        return self.time_ms < INFINITE_MS


def warm_up() -> bool:
    """Compile every kernel on a tiny graph, or load them from the cache; whether they can be used.

    They are used from then on, once they have given the answers of SciPy there. About half a minute the
    first time, one second later: call it at set-up and in the background at start.
    """
    try:
        from cpts_geo.routing import completion, customise, paths, sweeps  # noqa: F401 - are they usable?
    except ImportError as error:
        _log.info("routing by SciPy: %s", error)
        return False
    graph, xy = _small_town()
    topology = _prepare(graph, xy)
    tiny = Customised(graph, graph.time_ms, _customise(topology, graph.time_ms))
    plain = Customised(graph, graph.time_ms, weigh(graph, graph.time_ms))
    if not (_agree(tiny, plain) and _repairs(tiny, topology)):
        _log.warning("routing by SciPy: the compiled kernels are wrong on this machine")
        return False
    _warm.set()
    return True


def _small_town() -> tuple[Graph, Array]:
    """Six by six crossings, two-way streets, times that differ."""
    here = np.arange(36, dtype=np.int32)
    east, north = here[here % 6 < 5], here[here < 30]
    tail, head = np.concatenate([east, north]), np.concatenate([east + 1, north + 6])
    ends = (np.concatenate([tail, head]), np.concatenate([head, tail]))
    arcs = np.arange(len(ends[0]), dtype=np.int32)
    xy = np.column_stack([here % 6, here // 6]).astype(np.float64)
    return Graph(36, ends[0].astype(np.int32), ends[1].astype(np.int32), arcs, arcs * 7 % 13 + 1), xy


def _agree(one: Customised, other: Customised) -> bool:
    nodes = np.arange(one.graph.size)
    pairs = zip(nearest(one, nodes[::7]), nearest(other, nodes[::7]), strict=True)
    same = all(np.array_equal(a, b) for a, b in pairs)
    for some in (nodes, nodes[:3]):  # all, some and one are answered by different kernels
        same &= np.array_equal(many_to_many(one, nodes, some), many_to_many(other, nodes, some))
    same &= np.array_equal(many_to_many(one, some, nodes[::7]), many_to_many(other, some, nodes[::7]))
    same &= np.array_equal(to_each(one, nodes[:1]), to_each(other, nodes[:1]))
    total, arcs = path_arcs(one, 0, 35)
    return same and total == path_arcs(other, 0, 35)[0] == one.time_ms[arcs].sum()


def _repairs(tiny: Customised, topology: Topology) -> bool:
    from cpts_geo.routing.repair import repaired, solved

    places, changed = np.arange(36)[::7], tiny.time_ms.copy()
    changed[:2] = INFINITE_MS, 1
    found = repaired(solved(tiny, topology, places), changed)
    times, labels = nearest(customise(None, tiny.graph, changed), places)
    return np.array_equal(found.times, times) and np.array_equal(found.labels, labels)


def warm() -> bool:
    """Whether the kernels are compiled: until ``warm_up`` has finished, SciPy answers."""
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
    return _prepare(graph, xy) if warm() and graph.size else None


def _prepare(graph: Graph, xy: Array) -> Topology:
    from cpts_geo.routing.completion import build_topology

    return build_topology(graph, xy[graph.junction])


def customise(topology: Topology | None, graph: Graph, time_ms: Array) -> Customised:
    """One state of the roads.

    Parameters
    ----------
    topology
        Of this graph; ``None`` to answer with SciPy.
    graph
        Arcs in normal times.
    time_ms
        Milliseconds per arc in this state, ``INFINITE_MS`` = closed.

    Raises
    ------
    ValueError
        When there is not one time, zero or more, per arc, or the topology is of another graph.
    """
    if len(time_ms) != len(graph.tail) or (
        len(time_ms) and not 0 <= time_ms.min() <= time_ms.max() <= INFINITE_MS
    ):
        raise ValueError("one time from 0 to INFINITE_MS is needed per arc")
    if topology is None:
        return Customised(graph, time_ms, weigh(graph, time_ms))
    if len(topology.rank) != graph.size or len(topology.slot) != len(graph.tail):
        raise ValueError("the topology is of another graph")
    return Customised(graph, time_ms, _customise(topology, time_ms))


def _customise(topology: Topology, time_ms: Array) -> UpDown:
    from cpts_geo.routing.customise import customised_times

    return UpDown(topology, *customised_times(topology, time_ms))


def nearest(customised: Customised, facilities: Ints) -> tuple[Floats, Ints]:
    """Time from every node to its nearest facility, and which one.

    Parameters
    ----------
    customised
        State of the roads, in the direction of travel.
    facilities
        Junction of each facility; several may share one.

    Returns
    -------
    times
        Milliseconds per node, ``inf`` = unreachable.
    labels
        Position in ``facilities``, -1 = unreachable; ties go to the lowest.
    """
    _check(customised.graph, facilities)
    ends, owner = customised.graph.arrivals(facilities)
    times, labels = _nearest(customised, ends)
    return times, labels if len(ends) == len(facilities) else np.r_[owner, -1][labels]


def _nearest(customised: Customised, ends: Ints) -> tuple[Floats, Ints]:
    state = customised.state
    if isinstance(state, Weighted):
        times, labels = shortest.nearest(state, ends)
        far = times >= INFINITE_MS
        return np.where(far, np.inf, times), np.where(far, -1, labels)
    from cpts_geo.routing.sweeps import nearest_source

    rank = state.topology.rank
    return nearest_source(state.topology, state.downward, state.upward, rank[ends])


def many_to_many(customised: Customised, sources: Ints, targets: Ints) -> Floats:
    """Milliseconds, source × target, ``inf`` = unreachable."""
    ends, owner = customised.graph.arrivals(targets)
    times = _times(customised, sources, ends)
    if len(ends) == len(targets):
        return times
    return np.asarray(np.minimum.reduceat(times, np.searchsorted(owner, np.arange(len(targets))), axis=1))


def to_each(customised: Customised, targets: Ints) -> Floats:
    """Milliseconds from every node to each target: target × node, ``inf`` = unreachable."""
    return many_to_many(customised, np.arange(customised.graph.size), targets).T


def from_each(customised: Customised, sources: Ints) -> Floats:
    """Milliseconds from each source to every node, copies of junctions apart: source × node."""
    return _times(customised, sources, np.arange(customised.graph.size))


def _times(customised: Customised, sources: Ints, ends: Ints) -> Floats:
    """Milliseconds between nodes, source × end."""
    _check(customised.graph, sources)
    _check(customised.graph, ends)
    state = customised.state
    if isinstance(state, Weighted):
        if len(ends) < len(sources):
            return _capped(shortest.to_each(state, ends)[:, sources].T)
        return _capped(shortest.many_to_many(state, sources, ends))
    if not len(sources) or not len(ends):
        return np.full((len(sources), len(ends)), np.inf)
    from cpts_geo.routing.sweeps import times_between

    topology, rank = state.topology, state.topology.rank
    up, down = state.upward, state.downward
    if len(ends) < len(sources):  # 32 of the fewer share a sweep
        return times_between(topology, down, up, rank[ends], rank[sources]).T
    return times_between(topology, up, down, rank[sources], rank[ends])


def path_arcs(customised: Customised, source: int, target: int) -> tuple[float, Ints]:
    """Milliseconds and arcs of one shortest path; ``inf`` and no arc when there is none.

    Of parallel arcs equally fast, the first in the edge table. Of different ways equally fast, any.
    """
    _check(customised.graph, np.array([source, target]))
    ends, _ = customised.graph.arrivals(np.array([target]))
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


def _check(graph: Graph, nodes: Ints) -> None:
    if len(nodes) and not 0 <= nodes.min() <= nodes.max() < graph.size:
        raise IndexError("a node is outside the graph")


def _capped(times: Floats) -> Floats:
    return np.where(times >= INFINITE_MS, np.inf, times)
