"""Forbidden turns in a graph: a road with forbidden exits enters a copy of its junction, without them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from cpts_geo.routing.graph import Graph

Ints = npt.NDArray[np.int64]


def forbid(graph: "Graph", entering: Ints, leaving: Ints) -> "Graph":
    """The same graph without some turns; only the junctions concerned grow.

    Parameters
    ----------
    graph
        One arc per edge.
    entering, leaving
        Edges of each forbidden turn, positions in the edge table; a turn whose edges are not arcs of the
        graph, or do not touch, forbids nothing.
    """
    last = max(edges.max(initial=-1) for edges in (graph.edge, entering, leaving))
    arc = np.full(int(last) + 1, -1)
    arc[graph.edge] = np.arange(len(graph.edge))
    known = (arc[entering] >= 0) & (arc[leaving] >= 0)
    into, out = arc[entering[known]], arc[leaving[known]]
    met = graph.head[into] == graph.tail[out]
    split, copy = np.unique(into[met], return_inverse=True)
    via, count = graph.head[split], len(graph.tail)
    head = graph.head.copy()
    head[split] = graph.size + np.arange(len(split))
    owner, exits = members(graph.tail, via)
    kept = ~np.isin(owner * count + exits, copy.ravel() * count + out[met])
    owner, exits = owner[kept], exits[kept]
    return replace(
        graph,
        size=graph.size + len(split),
        tail=np.r_[graph.tail, graph.size + owner].astype(np.int32),
        head=np.r_[head, head[exits]].astype(np.int32),
        edge=np.r_[graph.edge, graph.edge[exits]].astype(np.int32),
        time_ms=np.r_[graph.time_ms, graph.time_ms[exits]].astype(np.int32),
        copy_of=via.astype(np.int32),
    )


def members(group: npt.NDArray[Any], asked: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    """Positions whose group is asked for: which asked one, in order, and the position."""
    order = np.argsort(group, kind="stable")
    first, end = (np.searchsorted(group[order], asked, side=side) for side in ("left", "right"))
    number = end - first
    owner = np.repeat(np.arange(len(asked)), number)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(number) - number, number)
    return owner, order[first[owner] + rank]
