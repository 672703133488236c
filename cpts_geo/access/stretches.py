"""Closed stretches of road: what a crew reopens in one go."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from cpts_geo.model.network import road_labels

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stretch:
    """Closed edges of one road that touch one another: what a crew reopens in one go.

    Attributes
    ----------
    road
        Number, else name, ``""`` for an unnamed road.
    edges
        Positions in the edge table.
    length_m
        Closed length, both directions counted once.
    depth_m
        Deepest known water on it; NaN when none is known.
    """

    road: str
    edges: tuple[int, ...]
    length_m: float
    depth_m: float


def closed_stretches(edges: gpd.GeoDataFrame, closed: Bools, depth_m: pd.Series) -> tuple[Stretch, ...]:
    """Closed edges grouped by road and contact, in the order of their first edge.

    Parameters
    ----------
    edges
        Edge table.
    closed
        Per edge, whether the scenario closes it.
    depth_m
        Deepest water along each edge, NaN when unknown.
    """
    rows = np.flatnonzero(closed)
    if not len(rows):
        return ()
    own = edges[["u", "v", "length_m"]].iloc[rows]
    ends = np.sort(own[["u", "v"]].to_numpy(), axis=1)
    pieces = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "m": own["length_m"].round(1).to_numpy()})
    once = np.where(pieces.duplicated(), 0.0, own["length_m"].to_numpy(float))
    depth = depth_m.where(np.isfinite(depth_m)).to_numpy(float)[rows]
    roads = road_labels(edges.iloc[rows]).to_numpy()
    group = _contact(edges, rows)
    order = np.argsort(group, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    made = [
        Stretch(str(roads[m[0]]), tuple(rows[m].tolist()), float(once[m].sum()), _deepest(depth[m]))
        for m in members
    ]
    return tuple(sorted(made, key=lambda stretch: stretch.edges[0]))


def _deepest(depths: npt.NDArray[np.float64]) -> float:
    known = depths[~np.isnan(depths)]
    return float(known.max()) if len(known) else float("nan")


def _contact(edges: gpd.GeoDataFrame, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.int32]:
    """Group of each closed edge: same label, and sharing a junction from one to the next."""
    label = pd.factorize(road_labels(edges.iloc[rows]))[0]
    ends = np.r_[edges["u"].to_numpy()[rows], edges["v"].to_numpy()[rows]]
    junction = pd.factorize(pd.MultiIndex.from_arrays([np.tile(label, 2), ends]))[0]
    edge = np.tile(np.arange(len(rows)), 2)
    size = len(rows) + int(junction.max()) + 1
    links = sp.coo_array((np.ones(len(edge)), (edge, junction + len(rows))), shape=(size, size))
    return connected_components(links, directed=False)[1][: len(rows)].astype(np.int32)
