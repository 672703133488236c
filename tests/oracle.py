"""NetworkX as an independent witness of travel times, on the same integer milliseconds."""

from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from cpts_geo.routing.graph import INFINITE_MS, Graph, Ints


def as_networkx(graph: Graph, time_ms: Ints) -> Any:
    """Directed graph of the open arcs, the fastest of parallel ones."""
    oracle = nx.DiGraph()
    oracle.add_nodes_from(range(graph.size))
    for u, v, ms in zip(graph.tail.tolist(), graph.head.tolist(), time_ms.tolist(), strict=True):
        if ms < oracle.get_edge_data(u, v, {"ms": INFINITE_MS})["ms"]:
            oracle.add_edge(u, v, ms=ms)
    return oracle


def times(graph: Graph, time_ms: Ints, sources: list[int]) -> npt.NDArray[np.float64]:
    """Source × node, ``inf`` = unreachable."""
    oracle = as_networkx(graph, time_ms)
    rows = [nx.single_source_dijkstra_path_length(oracle, source, weight="ms") for source in sources]
    return np.array([[row.get(node, np.inf) for node in range(graph.size)] for row in rows])
