"""Graph arrays of a network for one vehicle: arcs in integer milliseconds, parallel arcs kept apart."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from cpts_geo.model.network import RoadNetwork, open_edges
from cpts_geo.model.vehicles import WALKING_S_PER_M, Vehicle

Ints = npt.NDArray[np.int32]
INFINITE_MS: Final = 2**30 - 1  # INFINITE_MS + INFINITE_MS fits in int32; 298 hours


@dataclass(frozen=True, eq=False)
class Graph:
    """Arcs a vehicle may use, before any scenario.

    Attributes
    ----------
    size
        Number of nodes; a node is its position in the node table.
    tail, head
        Node positions per arc.
    edge
        Position in the edge table per arc. On foot, one edge makes two arcs.
    time_ms
        Reference time per arc, at least 1.
    """

    size: int
    tail: Ints
    head: Ints
    edge: Ints
    time_ms: Ints


def build_graph(network: RoadNetwork, vehicle: Vehicle) -> Graph:
    """Arcs of a network open to a vehicle in normal times.

    Cars take edges with ``car``, emergency vehicles those with ``emergency`` too; pedestrians take edges
    with ``foot`` in both directions at 4 km/h. Forbidden turns (``network.turns``) are not applied.
    """
    edges, nodes = network.edges, network.nodes.index
    tail = nodes.get_indexer(pd.Index(edges["u"])).astype(np.int32)
    head = nodes.get_indexer(pd.Index(edges["v"])).astype(np.int32)
    position = np.arange(len(edges), dtype=np.int32)
    if vehicle.on_foot:
        walk = open_edges(edges, vehicle).to_numpy()
        ms = _milliseconds(edges["length_m"].to_numpy(float)[walk] * WALKING_S_PER_M)
        both = (np.r_[tail[walk], head[walk]], np.r_[head[walk], tail[walk]])
        return Graph(len(nodes), *both, np.tile(position[walk], 2), np.tile(ms, 2))
    drive = open_edges(edges, vehicle).to_numpy()
    ms = _milliseconds(edges["time_s"].to_numpy(float)[drive])
    return Graph(len(nodes), tail[drive], head[drive], position[drive], ms)


def _milliseconds(seconds: npt.NDArray[np.float64]) -> Ints:
    return np.clip(np.rint(seconds * 1000), 1, INFINITE_MS - 1).astype(np.int32)


def degraded_ms(graph: Graph, factor: npt.NDArray[np.float64]) -> Ints:
    """Time per arc when each edge's speed is multiplied by ``factor``; closed arcs get INFINITE_MS.

    Rounded once, here: oracles that read the same integers agree exactly.
    """
    share = factor[graph.edge]
    with np.errstate(divide="ignore", over="ignore"):
        slowed = np.rint(graph.time_ms / share)
    return np.where(share > 0, np.minimum(slowed, INFINITE_MS - 1), INFINITE_MS).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Weighted:
    """A graph with the times of one state of the roads.

    Attributes
    ----------
    matrix
        CSR tail × head of milliseconds; of parallel arcs the fastest, closed arcs absent.
    arc
        For each stored entry, the arc it stands for.
    """

    matrix: sp.csr_array
    arc: Ints


def weigh(graph: Graph, time_ms: Ints) -> Weighted:
    """Weighted graph; ties between parallel arcs go to the first in the edge table."""
    arcs = np.flatnonzero(time_ms < INFINITE_MS)
    order = arcs[np.lexsort((arcs, time_ms[arcs], graph.head[arcs], graph.tail[arcs]))]
    pair = graph.tail[order].astype(np.int64) * graph.size + graph.head[order]
    first = order[np.r_[True, pair[1:] != pair[:-1]]] if len(order) else order
    pointers = np.searchsorted(graph.tail[first], np.arange(graph.size + 1)).astype(np.int32)
    shape = (graph.size, graph.size)
    data = time_ms[first].astype(np.float64)
    return Weighted(sp.csr_array((data, graph.head[first], pointers), shape=shape), first.astype(np.int32))
