"""From roads in the common form to the directed network."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from cpts_geo.model.errors import DataError
from cpts_geo.model.layers import CLOSED_PERIOD, EDGE_ID, EMERGENCY, MAX_HEIGHT_M, MAX_WEIGHT_T, NODE_ID
from cpts_geo.model.network import RoadNetwork
from cpts_geo.sources.road_form import BACKWARD, BOTH, FORWARD, complete_roads
from cpts_geo.territory.noding import (
    Floats,
    Ints,
    Lines,
    as_lines,
    chains,
    cut_evenly,
    end_points,
    glue,
    join_points,
    plain_mates,
)

SPLIT_M: Final = 300.0
SNAP_M: Final = 0.01
SHORTEST_M: Final = 0.001  # a line below one millimetre has no length
# A road goes through a plain node only where all of these stay the same.
CHAIN_COLUMNS: Final = (
    "highway",
    "name",
    "ref",
    "oneway",
    "speed_kmh",
    "car",
    EMERGENCY,
    "foot",
    "bridge",
    "tunnel",
    "ford",
    MAX_WEIGHT_T,
    MAX_HEIGHT_M,
    CLOSED_PERIOD,
)
LIMITS: Final = (MAX_WEIGHT_T, MAX_HEIGHT_M, CLOSED_PERIOD)
CARRIED: Final = ("highway", "name", "ref", "bridge", "tunnel", "ford")


def build_network(roads: gpd.GeoDataFrame, *, split_m: float = SPLIT_M) -> RoadNetwork:
    """Directed network of roads in the common form, see :func:`build_with_ends`."""
    return build_with_ends(roads, split_m=split_m)[0]


def build_with_ends(roads: gpd.GeoDataFrame, *, split_m: float = SPLIT_M) -> tuple[RoadNetwork, pd.DataFrame]:
    """Directed network of roads in the common form (``sources.road_form``).

    Roads meet where their ends are within one centimetre, nowhere else. Nodes where one road just
    goes on are removed, never across a change of class, name, number, speed, direction, access,
    bridge, tunnel or ford; then pieces longer than ``split_m`` along the road are cut evenly.
    Loops are cut in two so that none joins a node to itself. Roads without length are left out.

    Parameters
    ----------
    roads
        One row per piece, in metres; absent columns take the defaults of the common form.
    split_m
        Longest piece, metres.

    Returns
    -------
    RoadNetwork
        Nodes sorted by x then y. Edges: one row per direction open to vehicles, both for roads closed
        to them all; ``road_id`` is shared by both directions of a piece. The order of ``roads`` does not
        change the result.
    pandas.DataFrame
        Per edge, ``key_u`` and ``key_v``: ``source_key`` of the road that touches each end, empty where a
        road was merely cut.

    Raises
    ------
    DataError
        ``no_roads`` when nothing is left.
    """
    pieces = _usable(complete_roads(roads, str(roads.crs)))
    if pieces.empty:
        raise DataError("no_roads")
    pieces, lines, node_of_end = _joined(pieces)
    merged, merged_lines = _chained(pieces, lines, node_of_end)
    table, parts = _cut(merged, merged_lines, split_m)
    node_of_end, node_xy = join_points(end_points(parts), 0.0)
    edges = _edges(table, parts, node_of_end, roads.crs)
    network = RoadNetwork(_nodes(node_xy, roads.crs), edges.drop(columns=["key_u", "key_v"]))
    return network, pd.DataFrame(edges[["key_u", "key_v"]])


def without_length(roads: gpd.GeoDataFrame) -> pd.Series:
    """Rows that ``build_network`` leaves out: no line, or a line without length."""
    return roads.geometry.isna() | roads.geometry.is_empty | (roads.geometry.length < SHORTEST_M)


def _usable(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    travelled = roads[EMERGENCY] | roads["foot"]
    return roads[travelled & ~without_length(roads)].reset_index(drop=True)


def _joined(roads: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Lines, Ints]:
    """Pieces in an order that does not depend on the file, lines ending exactly on their nodes."""
    lines = roads.geometry.to_numpy().copy()
    against = (roads["oneway"] == BACKWARD).to_numpy()
    lines[against] = shapely.reverse(lines[against])
    node_of_end, node_xy = join_points(end_points(lines), SNAP_M)
    lines = _moved_ends(lines, node_xy[node_of_end])
    pairs = node_of_end.reshape(-1, 2)
    flipped = (roads["oneway"] == BOTH).to_numpy() & (pairs[:, 0] > pairs[:, 1])
    lines[flipped] = shapely.reverse(lines[flipped])
    pairs[flipped] = pairs[flipped][:, ::-1]
    facts = roads.drop(columns="geometry").assign(oneway=roads["oneway"].replace(BACKWARD, FORWARD))
    order = _order(pairs, lines, facts)
    kept = order[shapely.length(lines[order]) >= SHORTEST_M]
    return facts.iloc[kept].reset_index(drop=True), lines[kept], pairs[kept].reshape(-1)


def _order(pairs: Ints, lines: Lines, facts: pd.DataFrame) -> Ints:
    keys = facts[list(CHAIN_COLUMNS)].assign(u=pairs[:, 0], v=pairs[:, 1], length=shapely.length(lines))
    ordered = keys.sort_values(["u", "v", "length", *CHAIN_COLUMNS], kind="stable")
    return ordered.index.to_numpy(dtype=np.int64)


def _moved_ends(lines: Lines, ends: Floats) -> Lines:
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    change = np.flatnonzero(np.diff(owner))
    xy[np.r_[0, change + 1]], xy[np.r_[change, len(xy) - 1]] = ends[0::2], ends[1::2]
    return as_lines(xy, owner)


def _chained(pieces: pd.DataFrame, lines: Lines, node_of_end: Ints) -> tuple[pd.DataFrame, Lines]:
    code = np.asarray(pieces.groupby(list(CHAIN_COLUMNS), sort=False, dropna=False).ngroup(), dtype=np.int64)
    oneway = (pieces["oneway"] != BOTH).to_numpy()
    mate = plain_mates(node_of_end, code, oneway)
    ends = np.arange(len(mate))
    wrong_way = oneway[ends // 2] & (ends % 2 == 1)
    starts = np.lexsort((ends, node_of_end, wrong_way))
    entries, chain = chains(mate, starts)
    driven = entries // 2
    last = np.flatnonzero(np.r_[np.diff(chain) > 0, True])
    first = np.r_[0, last[:-1] + 1]
    keys = pieces["source_key"].to_numpy()[driven]
    facts = pieces.iloc[driven[first]].reset_index(drop=True)
    penalty = np.bincount(chain, pieces["penalty_s"].to_numpy()[driven])
    facts = facts.assign(penalty_s=penalty, key_u=keys[first], key_v=keys[last])
    return facts, glue(lines, entries, chain)


def _cut(facts: pd.DataFrame, lines: Lines, split_m: float) -> tuple[pd.DataFrame, Lines]:
    length = shapely.length(lines)
    xy = end_points(lines)
    is_loop = (xy[0::2] == xy[1::2]).all(axis=1)
    parts = np.maximum(np.ceil(length / split_m).astype(np.int64), np.where(is_loop, 2, 1))
    pieces, owner = cut_evenly(lines, parts)
    table = facts.iloc[owner].reset_index(drop=True)
    metres = shapely.length(pieces)
    seconds = metres / table["speed_kmh"] * 3.6 + table["penalty_s"] * metres / length[owner]
    change = np.flatnonzero(np.diff(owner))
    first, last = np.zeros((2, len(owner)), dtype=bool)
    first[np.r_[0, change + 1]], last[np.r_[change, len(owner) - 1]] = True, True
    key_u, key_v = table["key_u"].where(first, ""), table["key_v"].where(last, "")
    return table.assign(length_m=metres, time_s=seconds, key_u=key_u, key_v=key_v), pieces


def _nodes(xy: Floats, crs: pyproj.CRS | None) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=crs)
    frame.index = pd.RangeIndex(len(xy), name=NODE_ID)
    return frame


def _edges(table: pd.DataFrame, lines: Lines, node_of_end: Ints, crs: pyproj.CRS | None) -> gpd.GeoDataFrame:
    pairs = node_of_end.reshape(-1, 2)
    there = table.assign(u=pairs[:, 0], v=pairs[:, 1], geometry=lines, road_id=np.arange(len(table)))
    turned = {"u": "v", "v": "u", "key_u": "key_v", "key_v": "key_u"}
    back = there.rename(columns=turned).assign(geometry=shapely.reverse(lines))
    two_way = (back["oneway"] == BOTH) | ~back[EMERGENCY]  # a path has no direction
    both = pd.concat([there, back[two_way]]).sort_values(["u", "v", "length_m", "road_id"], kind="stable")
    columns = [
        "u",
        "v",
        "length_m",
        "speed_kmh",
        "time_s",
        *CARRIED,
        "car",
        EMERGENCY,
        "foot",
        *LIMITS,
        "road_id",
        "key_u",
        "key_v",
    ]
    frame = gpd.GeoDataFrame(both[columns], geometry=both["geometry"].to_numpy(), crs=crs)
    frame.index = pd.RangeIndex(len(frame), name=EDGE_ID)
    return frame
