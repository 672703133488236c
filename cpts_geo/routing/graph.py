"""Graph arrays of a network for one vehicle: arcs in integer milliseconds, parallel arcs kept apart."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from cpts_geo.model.network import RoadNetwork, forbidden_turns, open_edges
from cpts_geo.model.vehicles import WALKING_S_PER_M, Vehicle
from cpts_geo.routing.turns import forbid, members

Ints = npt.NDArray[np.int32]
INFINITE_MS: Final = 2**30 - 1  # INFINITE_MS + INFINITE_MS fits in int32; 298 hours


@dataclass(frozen=True, eq=False)
class Graph:
    """Arcs a vehicle may use, before any scenario.

    A trip starts at a junction, where every exit is open, and ends there or at any copy of it.

    Attributes
    ----------
    size
        Number of nodes: junctions, then copies of those where some turn is forbidden. A junction is its
        position in the node table.
    tail, head
        Nodes per arc.
    edge
        Position in the edge table per arc. On foot, one edge makes two arcs; an arc that leaves a copy
        repeats one that leaves the junction.
    time_ms
        Reference time per arc, at least 1.
    copy_of
        Junction of each copy.
    """

    size: int
    tail: Ints
    head: Ints
    edge: Ints
    time_ms: Ints
    copy_of: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int32))

    @property
    def junctions(self) -> int:
        """Number of junctions."""
        return self.size - len(self.copy_of)

    @property
    def junction(self) -> Ints:
        """Junction of each node."""
        return np.concatenate([np.arange(self.junctions, dtype=np.int32), self.copy_of])

    def arrivals(self, junctions: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Nodes where trips to these junctions may end, and which of these each one is, in order."""
        if not len(self.copy_of):
            return np.asarray(junctions, dtype=np.int64), np.arange(len(junctions))
        copied, copy = members(self.copy_of, junctions)
        owner = np.r_[np.arange(len(junctions)), copied]
        order = np.argsort(owner, kind="stable")
        return np.r_[junctions, self.junctions + copy].astype(np.int64)[order], owner[order]

    def at_junctions(self, times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Earliest arrival at each junction from times of arrival at each node."""
        earliest = times[: self.junctions].copy()
        np.minimum.at(earliest, self.copy_of, times[self.junctions :])
        return earliest


def build_graph(network: RoadNetwork, vehicle: Vehicle) -> Graph:
    """Arcs of a network open to a vehicle in normal times.

    Cars take edges with ``car``, emergency vehicles those with ``emergency`` too; pedestrians take edges
    with ``foot`` in both directions at 4 km/h, and may turn where they like.
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
    graph = Graph(len(nodes), tail[drive], head[drive], position[drive], ms)
    turns = forbidden_turns(network, vehicle)
    edges_of = (edges.index.get_indexer(pd.Index(turns[end])) for end in ("from_edge", "to_edge"))
    return forbid(graph, *edges_of) if len(turns) else graph


def _milliseconds(seconds: npt.NDArray[np.float64]) -> Ints:
    return np.clip(np.rint(seconds * 1000), 1, INFINITE_MS - 1).astype(np.int32)


def degraded_ms(graph: Graph, factor: npt.NDArray[np.float64]) -> Ints:
    """Time per arc when each edge's speed is multiplied by ``factor``; closed arcs get INFINITE_MS.

    Rounded once, here: oracles that read the same integers agree exactly.
    """
    time_ms = graph.time_ms.copy()
    touched = np.flatnonzero((factor != 1)[graph.edge])  # few: the others keep their time
    share = factor[graph.edge[touched]]
    with np.errstate(divide="ignore", over="ignore"):
        slowed = np.rint(time_ms[touched] / share)
    time_ms[touched] = np.where(share > 0, np.minimum(slowed, INFINITE_MS - 1), INFINITE_MS)
    return time_ms


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
