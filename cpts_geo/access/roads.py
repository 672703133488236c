"""Cut and slowed roads, named as people name them."""

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, Reading


def cut_roads(edges: gpd.GeoDataFrame, factors: dict[Reading, pd.Series], depth_m: pd.Series) -> pd.DataFrame:
    """Roads closed somewhere in at least one reading.

    Parameters
    ----------
    edges
        Reference edges.
    factors
        Speed factor per edge, by reading.
    depth_m
        Deepest water along each edge in the study's reading.

    Returns
    -------
    pandas.DataFrame
        Index ``road`` (number, else name, ``""`` for unnamed ones), sorted; for each reading
        ``closed_m_<reading>`` metres closed (both directions counted once) and
        ``edges_<reading>``; ``depth_m`` the deepest known water on it (NaN = none known),
        ``highway`` its most important class.
    """
    closed = {reading: (factors[reading] == 0).to_numpy() for reading in READINGS}
    shut = np.any(list(closed.values()), axis=0)
    part = edges[shut]
    low, high = np.sort(part[["u", "v"]].to_numpy(), axis=1).T
    pieces = pd.DataFrame({"a": low, "b": high, "m": part["length_m"].round(1).to_numpy()})
    cut = pd.DataFrame({"road": road_labels(part), "highway": part["highway"]})
    for reading in READINGS:
        own = closed[reading][shut]
        once = own.copy()
        once[own] = ~pieces[own].duplicated().to_numpy()  # one direction alone may be closed
        cut[f"closed_m_{reading.value}"] = part["length_m"].where(once, 0.0)
        cut[f"edges_{reading.value}"] = own.astype(int)
    depth = depth_m[shut]
    cut["depth_m"] = depth.where(depth < float("inf"))
    sums = {column: "sum" for column in cut.columns if column.startswith(("closed_m_", "edges_"))}
    return cut.groupby("road").agg({**sums, "depth_m": "max", "highway": _most_important}).sort_index()


_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential")


def _most_important(highways: pd.Series) -> str:
    ranks = {name: rank for rank, name in enumerate(_CLASSES)}
    return str(min(highways, key=lambda name: (ranks.get(str(name), len(ranks)), str(name))))
