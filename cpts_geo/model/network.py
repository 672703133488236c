"""The road network: junctions and one row per direction of travel."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Directed road network of a territory and its margin.

    Attributes
    ----------
    nodes
        Index ``node_id``; points in the territory's CRS.
    edges
        Index ``edge_id``; see ``layers.EDGES``. One row per direction; parallel edges allowed;
        the line runs from ``u`` to ``v``; ``time_s > 0``. No edge is longer than the splitting
        length of the import, so a depth is known almost where it stands.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame


def road_labels(edges: gpd.GeoDataFrame) -> pd.Series:
    """What people call each edge's road: its number, else its name, else ``""``."""
    ref = edges["ref"].fillna("").astype(str)
    return ref.where(ref != "", edges["name"].fillna("").astype(str))
