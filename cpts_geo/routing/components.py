"""Which junctions reach one another."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from cpts_geo.routing.graph import Graph

Ints = npt.NDArray[np.int32]


def linked(
    graph: Graph, arcs: npt.NDArray[Any] | slice, connection: Literal["weak", "strong"]
) -> npt.NDArray[np.int32]:
    """Group of each junction when only these arcs exist: ``strong`` both ways, ``weak`` in any direction.

    Forbidden turns do not part a group: with them, who reaches whom both ways makes no groups at all.

    Parameters
    ----------
    arcs
        Positions, booleans or a slice.
    """
    ends = (graph.junction[graph.tail[arcs]], graph.junction[graph.head[arcs]])
    return _labels(graph.junctions, ends, connection)


def mutual(graph: Graph, arcs: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    """Group of each node, copies of junctions included: those that reach one another by these arcs."""
    return _labels(graph.size, (graph.tail[arcs], graph.head[arcs]), "strong")


def _labels(size: int, ends: tuple[Ints, Ints], connection: Literal["weak", "strong"]) -> Ints:
    matrix = sp.csr_array((np.ones(len(ends[0])), ends), shape=(size, size))
    labels: Ints = connected_components(matrix, directed=True, connection=connection)[1].astype(np.int32)
    return labels
