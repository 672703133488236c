"""More engines behind the same questions: those that make a hierarchy first, and OSMnx's own call."""

from typing import Any

import numpy as np
from routing_peers import Array, Engine, IGraph, NetworKit, NetworkX, Ours, RustworkX, SciPy, Setting

from cpts_geo.routing.graph import INFINITE_MS

RANGE_S = 1e6  # how far pandana looks, in its own unit


class OSMnx:
    """The route between two nodes of a multigraph; OSMnx sends the rest to NetworkX."""

    name, package, largest = "OSMnx", "osmnx", 300_000

    def __init__(self, setting: Setting) -> None:
        import networkx as nx
        import osmnx

        graph, self.peer = setting.graph, osmnx
        self.roads = nx.MultiDiGraph()
        arcs = zip(graph.tail.tolist(), graph.head.tolist(), graph.time_ms.tolist(), strict=True)
        self.roads.add_weighted_edges_from(arcs, weight="ms")

    def to_one(self, facility: int) -> Array:
        raise NotImplementedError

    def nearest(self) -> tuple[Array, None]:
        raise NotImplementedError

    def matrix(self, places: Array, facilities: Array) -> Array:
        raise NotImplementedError

    def change(self, time_ms: Array) -> None:
        raise NotImplementedError

    def path(self, source: int, target: int) -> list[int]:
        return list(self.peer.routing.shortest_path(self.roads, source, target, weight="ms", cpus=1))


class Pandana:
    """Contraction hierarchies, made again when a time changes; it cuts seconds down to the ms."""

    name, package, largest = "pandana", "pandana", 300_000

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.change(setting.graph.time_ms)

    def change(self, time_ms: Array) -> None:
        import pandana
        import pandas as pd

        graph, (x, y) = self.setting.graph, self.setting.xy.T
        kept = time_ms < INFINITE_MS
        ends = pd.Series(graph.tail[kept]), pd.Series(graph.head[kept])
        seconds = pd.DataFrame({"s": (time_ms[kept] + 0.1) / 1000})
        self.network = pandana.Network(pd.Series(x), pd.Series(y), *ends, seconds, twoway=False)
        at = self.setting.facilities
        self.network.set_pois("care", RANGE_S, 1, pd.Series(x[at]), pd.Series(y[at]))

    def to_one(self, facility: int) -> Array:
        return self.matrix(np.arange(self.setting.graph.size), np.array([facility]))[:, 0]

    def nearest(self) -> tuple[Array, Array]:
        found = self.network.nearest_pois(RANGE_S, "care", num_pois=1, include_poi_ids=True)
        times = found[1].to_numpy()
        return np.where(times < RANGE_S, milliseconds(times), np.inf), found["poi1"].fillna(-1).to_numpy(int)

    def matrix(self, places: Array, facilities: Array) -> Array:
        ends = np.repeat(places, len(facilities)), np.tile(facilities, len(places))
        times = np.array(self.network.shortest_path_lengths(*ends, imp_name="s"))
        return np.where(times < RANGE_S, milliseconds(times), np.inf).reshape(len(places), -1)

    def path(self, source: int, target: int) -> list[int]:
        return [int(node) for node in self.network.shortest_path(source, target, imp_name="s")]


def milliseconds(seconds: Array) -> Array:
    return np.rint(seconds * 1000)


class RoutingKit:
    """Customisable contraction hierarchies of RoutingKit, through arrays, on the roads reversed."""

    name, package, largest = "RoutingKit (pyroutingkit)", "pyroutingkit", 10**9

    def __init__(self, setting: Setting) -> None:
        import pyroutingkit

        graph, self.facilities = setting.graph, setting.facilities
        self.everyone, self.far = np.arange(graph.size, dtype=np.uint32), pyroutingkit.INF_WEIGHT
        x, y = setting.xy.T.astype(np.float32) / 100_000  # degrees, more or less
        self.hierarchy = pyroutingkit.CCH()
        ends = graph.head.astype(np.uint32), graph.tail.astype(np.uint32)
        self.hierarchy.build_topology(*ends, y, x, graph.size)
        self.change(graph.time_ms)

    def to_one(self, facility: int) -> Array:
        return self.matrix(self.everyone, np.array([facility]))[:, 0]

    def nearest(self) -> tuple[Array, Array]:
        times = self.matrix(self.everyone, self.facilities)
        labels = times.argmin(axis=1)
        return times[self.everyone, labels], labels

    def matrix(self, places: Array, facilities: Array) -> Array:
        found: Any = self.hierarchy.distances_many_to_many(
            facilities.astype(np.uint32), places.astype(np.uint32)
        )
        return found.T

    def change(self, time_ms: Array) -> None:
        closed = time_ms >= INFINITE_MS
        self.hierarchy.customize_weights(np.where(closed, self.far, time_ms).astype(np.uint32))

    def path(self, source: int, target: int) -> list[int]:
        return [int(node) for node in self.hierarchy.query(target, source)[1]][::-1]


class RoutingKitLists:
    """The other binding of RoutingKit, through lists."""

    name, package, largest = "RoutingKit (routingkit-cch)", "routingkit_cch", 10**9

    def __init__(self, setting: Setting) -> None:
        import routingkit_cch

        graph, self.peer = setting.graph, routingkit_cch
        self.links = [(facility, 0) for facility in setting.facilities.tolist()]
        x, y = (setting.xy.T / 100_000).tolist()
        ends = graph.tail.tolist(), graph.head.tolist()
        order = routingkit_cch.compute_order_inertial(graph.size, *ends, y, x)
        self.hierarchy = routingkit_cch.CCH(order, *ends, filter_always_inf_arcs=False)
        self.metric = routingkit_cch.CCHMetric(self.hierarchy, graph.time_ms.tolist())
        self.everyone = list(range(graph.size))

    def to_one(self, facility: int) -> Array:
        return np.array(self.peer.CCHManyToOne(self.metric, self.everyone).distances_to(facility), float)

    def nearest(self) -> tuple[Array, None]:
        found = self.peer.CCHManyToOne(self.metric, self.everyone).distances_to_multi(self.links)
        return np.array(found, float), None

    def matrix(self, places: Array, facilities: Array) -> Array:
        query = self.peer.CCHManyToOne(self.metric, places.tolist())
        return np.array([query.distances_to(facility) for facility in facilities.tolist()], float).T

    def change(self, time_ms: Array) -> None:
        self.metric.reset(np.where(time_ms < INFINITE_MS, time_ms, 2**31 - 1).tolist())

    def path(self, source: int, target: int) -> list[int]:
        return list(self.peer.CCHQuery(self.metric).run(source, target).node_path)


ENGINES: tuple[type[Engine], ...] = (
    *(Ours, SciPy, IGraph, NetworKit, RustworkX, NetworkX),
    *(OSMnx, Pandana, RoutingKit, RoutingKitLists),
)
