"""Snapping: which road node stands for a point, within a stated limit."""

import math
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import KDTree

from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.results import Snapping
from cpts_geo.routing.components import linked
from cpts_geo.routing.graph import Graph

SNAP_LIMIT_M: Final = 1000.0  # engineering choice, stated with every result
NO_DOOR: Final = ("motorway", "motorway_link")  # nobody lives on a motorway


def islet_limit(size: int) -> int:
    """Number of nodes below which a part of the network is an islet: 1 % of nodes, within 2 and 20.

    Engineering choice: car parks and clipped ends must not catch the people who live beside them.
    """
    return max(2, min(20, size // 100))


def main_part_limit(size: int) -> int:
    """Number of nodes from which a part is one of the main parts people are told of: 5 % of nodes.

    Engineering choice; the smaller ones are counted together, with their length.
    """
    return max(islet_limit(size), math.ceil(size / 20))


def parts(graph: Graph, *, connection: Literal["weak", "strong"]) -> npt.NDArray[np.int32]:
    """Part of each node, ``connection`` being ``weak`` or ``strong``; parts are numbered by size."""
    label = linked(graph, slice(None), connection)
    order = np.argsort(-np.bincount(label, minlength=1), kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[label]


def snap_candidates(network: RoadNetwork, graph: Graph) -> npt.NDArray[np.bool_]:
    """Nodes that may stand for a place.

    Part of a strongly connected part that is not an islet, and touched by at least one edge that is
    no motorway, bridge or tunnel.
    """
    label = parts(graph, connection="strong")
    big = np.bincount(label)[label] >= islet_limit(graph.junctions)
    edges = network.edges
    doors = ~(edges["highway"].isin(NO_DOOR) | edges["bridge"] | edges["tunnel"]).to_numpy(bool)
    on_door = np.zeros(graph.junctions, dtype=bool)
    usable = doors[graph.edge]
    on_door[graph.junction[graph.tail[usable]]] = True
    on_door[graph.junction[graph.head[usable]]] = True
    return big & on_door


def snap(
    points: gpd.GeoDataFrame,
    network: RoadNetwork,
    candidates: npt.NDArray[np.bool_],
    limit_m: float,
    *,
    second: bool = False,
) -> Snapping:
    """Nearest candidate node of each point, as the crow flies, within ``limit_m`` (inclusive).

    The distance is reported, not travelled: times start at the node. ``second``: the second nearest node
    where it is within the limit, to see what depends on the choice.
    """
    allowed = np.flatnonzero(candidates)
    if not len(allowed) or not len(points):
        facts = {"node": np.full(len(points), -1), "distance_m": np.full(len(points), np.inf)}
        return Snapping(pd.DataFrame(facts, index=points.index), limit_m)
    nodes = network.nodes.geometry
    tree = KDTree(np.c_[nodes.x.to_numpy()[allowed], nodes.y.to_numpy()[allowed]])
    xy = np.c_[points.geometry.x, points.geometry.y]
    distance, found = tree.query(xy)
    if second:
        farther, next_one = (np.ravel(values) for values in tree.query(xy, k=[2]))
        near = farther <= limit_m
        distance, found = np.where(near, farther, distance), np.where(near, next_one, found)
    node = np.where(distance <= limit_m, allowed[found], -1)
    return Snapping(pd.DataFrame({"node": node, "distance_m": distance}, index=points.index), limit_m)
