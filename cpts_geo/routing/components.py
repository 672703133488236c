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
    """Group of each node when only these arcs exist: ``strong`` both ways, ``weak`` whatever the direction.

    Parameters
    ----------
    arcs
        Positions, booleans or a slice.
    """
    ends = (graph.tail[arcs], graph.head[arcs])
    matrix = sp.csr_array((np.ones(len(ends[0])), ends), shape=(graph.size, graph.size))
    labels: Ints = connected_components(matrix, directed=True, connection=connection)[1].astype(np.int32)
    return labels
