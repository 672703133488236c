"""What must be said of a network before any scenario: its parts, its islets, who is too far from a road."""

import geopandas as gpd
import numpy as np

from cpts_geo.model.layers import CODE_INSEE, POPULATION
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.network_facts import NetworkFacts
from cpts_geo.model.results import Snapping
from cpts_geo.routing.graph import Graph
from cpts_geo.routing.snap import main_part_limit, parts


def network_facts(
    network: RoadNetwork, graph: Graph, nodes: Snapping, demand: gpd.GeoDataFrame
) -> NetworkFacts:
    """Parts of the reference network and the people snapped to each.

    Nodes that the vehicle cannot use at all are not a part.
    """
    used = np.zeros(graph.junctions, dtype=bool)
    own = graph.tail < graph.junctions  # every road once
    tail = graph.tail[own]
    used[tail] = used[graph.junction[graph.head[own]]] = True
    label = parts(graph, connection="weak")
    sizes = np.bincount(label[used], minlength=1)
    is_part = sizes >= main_part_limit(graph.junctions)
    length_m = network.edges["length_m"].to_numpy(float)[graph.edge[own]]
    length = np.bincount(label[tail], length_m, len(sizes))
    node = nodes.points["node"].to_numpy()
    people = np.bincount(label[node[node >= 0]], demand[POPULATION].to_numpy(float)[node >= 0], len(sizes))
    far = nodes.points["node"] < 0
    unsnapped = demand.loc[far.to_numpy(), [POPULATION, CODE_INSEE]].assign(
        distance_m=nodes.points.loc[far, "distance_m"]
    )
    return NetworkFacts(
        nodes=graph.junctions,
        edges=len(network.edges),
        components=int(is_part.sum()),
        component_population=tuple(int(count) for count in people[is_part]),
        islets=int((~is_part & (sizes > 0)).sum()),
        islet_length_m=float(length[: len(sizes)][~is_part].sum()),
        unsnapped=unsnapped,
    )
