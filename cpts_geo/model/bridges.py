"""Bridges as one crosses them: their pieces together."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def bridge_numbers(edges: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Number of the bridge each edge is part of, -1 elsewhere: pieces that share a node are one bridge."""
    is_bridge = edges["bridge"].to_numpy(bool)
    number = np.full(len(edges), -1, dtype=np.int64)
    if is_bridge.any():
        u, v = (edges[end].to_numpy()[is_bridge] for end in ("u", "v"))
        nodes, ends = np.unique(np.concatenate([u, v]), return_inverse=True)
        u, v = ends[: len(u)], ends[len(u) :]
        graph = coo_array((np.ones(len(u)), (u, v)), shape=(len(nodes), len(nodes)))
        number[is_bridge] = connected_components(graph, directed=False)[1][u]
    return number


def bridge_lengths_m(edges: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Length of the whole bridge each edge is part of, 0 elsewhere; both directions counted once."""
    number = bridge_numbers(edges)
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    pieces = pd.DataFrame(
        {"a": np.minimum(u, v), "b": np.maximum(u, v), "metres": edges["length_m"].round(1).to_numpy()}
    )
    once = ~pieces.duplicated().to_numpy() & (number >= 0)
    total = np.bincount(number[once], edges["length_m"].to_numpy(float)[once])
    return np.where(number >= 0, np.append(total, 0.0)[number], 0.0)
