"""Forbidden turns of a source, placed on the edges of the network."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from cpts_geo.model.layers import TURN_COLUMNS
from cpts_geo.model.network import RoadNetwork, no_turns
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.sources.road_form import Ban

NEAR_M: Final = 0.05  # a via is a node, at the rounding of coordinates
DRIVEN: Final = (VehicleName.CAR, VehicleName.AMBULANCE, VehicleName.HIGH_CLEARANCE)
Ends = Mapping[tuple[int, str], list[int]]  # node and key of a road → edges


def place_turns(
    network: RoadNetwork, ends: pd.DataFrame, bans: Iterable[Ban]
) -> tuple[pd.DataFrame, int, int]:
    """Table of forbidden turns (``layers.TURN_COLUMNS``), bans not handled, bans outside.

    Parameters
    ----------
    network
        Nodes and edges.
    ends
        Per edge, ``key_u`` and ``key_v``: source key of the road at each end, empty between junctions.
    bans
        A ban whose roads leave more than one choice of edges is not handled; one whose place or roads
        are not in the network, or that direction already forbids, is outside.
    """
    known = list(bans)
    if not known:
        return no_turns(), 0, 0
    keys = {key for ban in known for key in (ban.from_key, ban.to_key)}
    edges = network.edges[["u", "v"]].join(ends)[network.edges["emergency"].to_numpy(bool)]
    entering = _ends(edges, "v", "key_v", keys)
    leaving = _ends(edges, "u", "key_u", keys)
    exits = edges.groupby("u").indices
    rows: list[tuple[int, int, int, str, str]] = []
    counts = {"": 0, "not_handled": 0, "outside": 0}
    for ban, node in zip(known, _nodes(network, known, entering, leaving), strict=True):
        found, reason = _turns(ban, node, entering, leaving)
        counts[reason] += 1
        vehicles = " ; ".join(name.value for name in DRIVEN if name not in ban.exempt)
        if found and vehicles:
            others = edges.index[exits[node]].tolist() if ban.kind == "only" else []
            rows += [(found[0], node, to, ban.kind, vehicles) for to in _forbidden(ban, found[1], others)]
    table = pd.DataFrame(rows, columns=list(TURN_COLUMNS)).astype(TURN_COLUMNS).drop_duplicates()
    ordered = table.sort_values(["from_edge", "to_edge"], kind="stable", ignore_index=True)
    return ordered, counts["not_handled"], counts["outside"]


def _forbidden(ban: Ban, to_edge: int, exits: list[int]) -> list[int]:
    return [to_edge] if ban.kind == "no" else [edge for edge in exits if edge != to_edge]


def _ends(edges: pd.DataFrame, node: str, key: str, wanted: set[str]) -> Ends:
    kept = edges[edges[key].isin(wanted)]
    found: dict[tuple[int, str], list[int]] = {}
    for edge, at, name in zip(kept.index.tolist(), kept[node].tolist(), kept[key].tolist(), strict=True):
        found.setdefault((at, name), []).append(edge)
    return found


def _turns(ban: Ban, node: int, entering: Ends, leaving: Ends) -> tuple[tuple[int, int] | None, str]:
    """Edge entered by and edge left by, or why there are none."""
    into, out = entering.get((node, ban.from_key), []), leaving.get((node, ban.to_key), [])
    if len(into) == 1 and len(out) == 1:
        return (into[0], out[0]), ""
    return None, "outside" if not into or not out else "not_handled"


def _nodes(network: RoadNetwork, bans: list[Ban], entering: Ends, leaving: Ends) -> list[int]:
    """Node of each ban, -1 when it has none."""
    xy = np.c_[network.nodes.geometry.x, network.nodes.geometry.y]
    placed = np.array([ban.via or (np.inf, np.inf) for ban in bans], dtype=float)
    distance, nearest = cKDTree(xy).query(np.where(np.isfinite(placed), placed, 1e12))
    at = np.where(distance <= NEAR_M, nearest, -1)
    begins, stops = _by_key(leaving), _by_key(entering)
    return [
        int(node) if ban.via else _common(begins.get(ban.to_key, set()) & stops.get(ban.from_key, set()))
        for ban, node in zip(bans, at, strict=True)
    ]


def _by_key(ends: Ends) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for node, key in ends:
        found.setdefault(key, set()).add(node)
    return found


def _common(nodes: set[int]) -> int:
    return nodes.pop() if len(nodes) == 1 else -1
