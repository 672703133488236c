"""The road network: junctions and one row per direction of travel."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.model.layers import EMERGENCY, TURN_COLUMNS
from cpts_geo.model.vehicles import Vehicle


def no_turns() -> pd.DataFrame:
    """Table of forbidden turns without any."""
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in TURN_COLUMNS.items()})


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
    turns
        Forbidden turns, columns ``layers.TURN_COLUMNS``; empty when the source says none.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    turns: pd.DataFrame = field(default_factory=no_turns)

    @property
    def xy(self) -> npt.NDArray[np.float64]:
        """Node × 2 coordinates."""
        return np.column_stack([self.nodes.geometry.x, self.nodes.geometry.y]).astype(np.float64)


def open_edges(edges: gpd.GeoDataFrame, vehicle: Vehicle) -> pd.Series:
    """Edges that a vehicle may use in normal times."""
    if vehicle.on_foot:
        return edges["foot"].astype(bool)
    own = vehicle.emergency and EMERGENCY in edges.columns
    return edges[EMERGENCY if own else "car"].astype(bool)


def forbidden_turns(network: RoadNetwork, vehicle: Vehicle) -> pd.DataFrame:
    """Rows of ``turns`` that concern a vehicle; pedestrians turn where they like."""
    turns = network.turns
    if vehicle.on_foot or turns.empty:
        return turns.iloc[:0]
    return turns[turns["vehicles"].str.split(" ; ").map(lambda names: vehicle.name.value in names)]


def road_labels(edges: gpd.GeoDataFrame) -> pd.Series:
    """What people call each edge's road: its number, else its name, else ``""``."""
    ref = edges["ref"].fillna("").astype(str)
    return ref.where(ref != "", edges["name"].fillna("").astype(str))


def road_pieces(edges: gpd.GeoDataFrame) -> pd.Series:
    """Number of the piece of road that each edge is a direction of: same ends, same road, same length."""
    first, last = np.sort(edges[["u", "v"]].to_numpy(), axis=1).T
    road, _ = pd.factorize(road_labels(edges))
    key = pd.DataFrame({"a": first, "b": last, "road": road, "m": edges["length_m"].to_numpy().round(1)})
    return pd.Series(key.groupby(list(key), sort=False).ngroup().to_numpy(), index=edges.index)
