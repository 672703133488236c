"""The engines, ours and its peers, behind the same five questions, asked of the same whole milliseconds.

Travel goes from everywhere to the facilities. Libraries that search from one node hold the roads reversed,
and where they take one source only, one more node linked to every facility for nothing stands for « the
nearest of »: they then give no label. Each is used as its own documentation says, on one thread.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from cpts_geo.routing import engine
from cpts_geo.routing.graph import INFINITE_MS, Graph

Array = npt.NDArray[Any]
FAR: Final = 2.0**40  # time of a closed road where a library refuses the infinite


@dataclass(frozen=True)
class Setting:
    """What an engine is built with."""

    graph: Graph
    xy: Array
    facilities: Array


class Engine(Protocol):
    """Five questions; any may raise ``NotImplementedError``."""

    name: ClassVar[str]
    package: ClassVar[str]
    largest: ClassVar[int]

    def __init__(self, setting: Setting) -> None: ...
    def to_one(self, facility: int) -> Array: ...
    def nearest(self) -> tuple[Array, Array | None]: ...
    def matrix(self, places: Array, facilities: Array) -> Array: ...
    def change(self, time_ms: Array) -> None: ...
    def path(self, source: int, target: int) -> list[int]: ...


class Ours:
    name, package, largest = "cpts_geo", "cpts_geo", 10**9

    def __init__(self, setting: Setting) -> None:
        self.graph, self.facilities = setting.graph, setting.facilities
        self.topology = engine.prepare(setting.graph, setting.xy)
        self.state = self.normal = engine.customise(self.topology, self.graph, self.graph.time_ms)
        links = self.normal.links  # arcs by node, once per network
        links.give_back(links.take_room(self.normal.time_ms, self.normal.moved))

    def to_one(self, facility: int) -> Array:
        return engine.to_each(self.state, np.array([facility]))[0]

    def nearest(self) -> tuple[Array, Array]:
        self.state.found.clear()  # not the answer kept from last time
        return engine.nearest(self.state, self.facilities)

    def matrix(self, places: Array, facilities: Array) -> Array:
        return engine.many_to_many(self.state, places, facilities)

    def change(self, time_ms: Array) -> None:
        if time_ms is self.graph.time_ms:
            self.state = self.normal
        else:
            self.state = engine.customise(self.topology, self.graph, time_ms, near=self.normal)

    def finish(self) -> None:
        """Make what is put off until a question needs it."""
        assert self.state.state

    def path(self, source: int, target: int) -> list[int]:
        arcs = engine.path_arcs(self.state, source, target)[1]
        return [source, *self.graph.head[arcs].tolist()]


class SciPy:
    name, package, largest = "SciPy", "scipy", 10**9

    def __init__(self, setting: Setting) -> None:
        graph, self.facilities = setting.graph, setting.facilities
        self.order = np.lexsort((graph.tail, graph.head))
        pointers = np.searchsorted(graph.head[self.order], np.arange(graph.size + 1)).astype(np.int32)
        times = graph.time_ms[self.order].astype(np.float64)
        self.roads = csr_array((times, graph.tail[self.order], pointers), shape=(graph.size, graph.size))
        self.label = np.full(graph.size + 1, -1)
        self.label[self.facilities[::-1]] = np.arange(len(self.facilities))[::-1]

    def to_one(self, facility: int) -> Array:
        return np.asarray(dijkstra(self.roads, indices=facility))

    def nearest(self) -> tuple[Array, Array]:
        found: Any = dijkstra(self.roads, indices=self.facilities, min_only=True, return_predecessors=True)
        return found[0], self.label[np.where(found[2] >= 0, found[2], -1)]

    def matrix(self, places: Array, facilities: Array) -> Array:
        parts = [facilities[start : start + 10] for start in range(0, len(facilities), 10)]
        return np.vstack([np.asarray(dijkstra(self.roads, indices=part))[:, places] for part in parts]).T

    def change(self, time_ms: Array) -> None:
        self.roads.data[:] = np.where(time_ms < INFINITE_MS, time_ms, np.inf)[self.order]

    def path(self, source: int, target: int) -> list[int]:
        before = dijkstra(self.roads, indices=target, return_predecessors=True)[1]
        nodes = [source]
        while nodes[-1] != target:
            nodes.append(int(before[nodes[-1]]))
        return nodes


class IGraph:
    name, package, largest = "igraph", "igraph", 300_000

    def __init__(self, setting: Setting) -> None:
        import igraph

        graph, self.size = setting.graph, setting.graph.size
        self.extra = [0.0] * len(setting.facilities)
        arcs = np.c_[graph.head, graph.tail]
        links = np.c_[np.full(len(setting.facilities), self.size), setting.facilities]
        self.roads = igraph.Graph(self.size + 1, np.r_[arcs, links].tolist(), directed=True)
        self.change(graph.time_ms)

    def to_one(self, facility: int) -> Array:
        return np.array(self.roads.distances(facility, weights="ms")[0][: self.size])

    def nearest(self) -> tuple[Array, None]:
        return self.to_one(self.size), None

    def matrix(self, places: Array, facilities: Array) -> Array:
        unique, back = np.unique(places, return_inverse=True)
        found = self.roads.distances(facilities.tolist(), unique.tolist(), weights="ms")
        return np.array(found)[:, back].T

    def change(self, time_ms: Array) -> None:
        self.roads.es["ms"] = np.where(time_ms < INFINITE_MS, time_ms, np.inf).tolist() + self.extra

    def path(self, source: int, target: int) -> list[int]:
        return list(self.roads.get_shortest_path(target, source, weights="ms"))[::-1]


class NetworKit:
    name, package, largest = "networkit", "networkit", 300_000

    def __init__(self, setting: Setting) -> None:
        import networkit

        networkit.setNumberOfThreads(1)
        graph, self.size, self.kit = setting.graph, setting.graph.size, networkit
        self.ends = list(zip(graph.head.tolist(), graph.tail.tolist(), strict=True))
        links = np.full(len(setting.facilities), self.size)
        ends = (
            np.r_[graph.head, links].astype(np.uint64),
            np.r_[graph.tail, setting.facilities].astype(np.uint64),
        )
        times = np.r_[graph.time_ms, 0 * links].astype(np.float64)
        self.roads = networkit.GraphFromCoo((times, ends), n=self.size + 1, weighted=True, directed=True)
        self.time_ms = graph.time_ms

    def to_one(self, facility: int) -> Array:
        search = self.kit.distance.Dijkstra(self.roads, facility, storePaths=False)
        search.run()
        return np.array(search.getDistances())[: self.size]

    def nearest(self) -> tuple[Array, None]:
        return self.to_one(self.size), None

    def matrix(self, places: Array, facilities: Array) -> Array:
        return np.array([self.to_one(int(facility))[places] for facility in facilities]).T

    def change(self, time_ms: Array) -> None:
        for arc in np.flatnonzero(time_ms != self.time_ms).tolist():
            time = float(time_ms[arc])
            self.roads.setWeight(*self.ends[arc], time if time < INFINITE_MS else FAR)
        self.time_ms = time_ms

    def path(self, source: int, target: int) -> list[int]:
        search = self.kit.distance.BidirectionalDijkstra(self.roads, target, source)
        search.run()
        inner = [node for node in search.getPath() if node not in {source, target}]
        return [source, *inner[::-1], target]


class RustworkX:
    name, package, largest = "rustworkx", "rustworkx", 300_000

    def __init__(self, setting: Setting) -> None:
        import rustworkx

        graph, self.size, self.peer = setting.graph, setting.graph.size, rustworkx
        self.roads = rustworkx.PyDiGraph()
        self.roads.add_nodes_from(range(self.size + 1))
        arcs = zip(
            graph.head.tolist(), graph.tail.tolist(), graph.time_ms.astype(float).tolist(), strict=True
        )
        self.index = list(self.roads.add_edges_from(list(arcs)))
        self.roads.add_edges_from([(self.size, facility, 0.0) for facility in setting.facilities.tolist()])
        self.time_ms = graph.time_ms

    def to_one(self, facility: int) -> Array:
        found = self.peer.dijkstra_shortest_path_lengths(self.roads, facility, float)
        times = filled(self.size + 1, found)
        times[facility] = 0
        return times[: self.size]

    def nearest(self) -> tuple[Array, None]:
        return self.to_one(self.size), None

    def matrix(self, places: Array, facilities: Array) -> Array:
        return np.array([self.to_one(int(facility))[places] for facility in facilities]).T

    def change(self, time_ms: Array) -> None:
        for arc in np.flatnonzero(time_ms != self.time_ms).tolist():
            time = float(time_ms[arc])
            self.roads.update_edge_by_index(self.index[arc], time if time < INFINITE_MS else np.inf)
        self.time_ms = time_ms

    def path(self, source: int, target: int) -> list[int]:
        found = self.peer.dijkstra_shortest_paths(self.roads, target, source, float)
        return list(found[source])[::-1]


class NetworkX:
    name, package, largest = "NetworkX", "networkx", 300_000

    def __init__(self, setting: Setting) -> None:
        import networkx as nx

        graph, self.size, self.peer = setting.graph, setting.graph.size, nx
        self.facilities = set(setting.facilities.tolist())
        self.ends = list(zip(graph.head.tolist(), graph.tail.tolist(), strict=True))
        self.roads = nx.DiGraph()
        self.roads.add_nodes_from(range(self.size))
        times = zip(self.ends, graph.time_ms.tolist(), strict=True)
        self.roads.add_weighted_edges_from(((u, v, ms) for (u, v), ms in times), weight="ms")
        self.time_ms = graph.time_ms

    def to_one(self, facility: int) -> Array:
        return filled(
            self.size, self.peer.single_source_dijkstra_path_length(self.roads, facility, weight="ms")
        )

    def nearest(self) -> tuple[Array, None]:
        found = self.peer.multi_source_dijkstra_path_length(self.roads, self.facilities, weight="ms")
        return filled(self.size, found), None

    def matrix(self, places: Array, facilities: Array) -> Array:
        return np.array([self.to_one(int(facility))[places] for facility in facilities]).T

    def change(self, time_ms: Array) -> None:
        for arc in np.flatnonzero(time_ms != self.time_ms).tolist():
            u, v = self.ends[arc]
            time = int(time_ms[arc])
            self.roads[u][v]["ms"] = time if time < INFINITE_MS else float("inf")
        self.time_ms = time_ms

    def path(self, source: int, target: int) -> list[int]:
        return list(self.peer.bidirectional_dijkstra(self.roads, target, source, weight="ms")[1])[::-1]


def filled(size: int, found: Any) -> Array:
    """Array of a mapping node → time, the infinite elsewhere."""
    times = np.full(size, np.inf)
    times[np.fromiter(found.keys(), np.int64, len(found))] = np.fromiter(found.values(), float, len(found))
    return times
