"""Cut and slowed roads, named as people name them."""

import geopandas as gpd
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
    ends = pd.DataFrame({"a": edges[["u", "v"]].min(axis=1), "b": edges[["u", "v"]].max(axis=1)})
    once = ~pd.concat([ends, edges["length_m"].round(1)], axis=1).duplicated()
    table = pd.DataFrame({"road": road_labels(edges), "highway": edges["highway"]})
    for reading in READINGS:
        closed = factors[reading] == 0
        table[f"closed_m_{reading.value}"] = edges["length_m"].where(closed & once, 0.0)
        table[f"edges_{reading.value}"] = closed.astype(int)
    table["depth_m"] = depth_m.where(depth_m < float("inf"))
    cut = table[(table[[f"edges_{r.value}" for r in READINGS]] > 0).any(axis=1)]
    sums = {column: "sum" for column in cut.columns if column.startswith(("closed_m_", "edges_"))}
    return cut.groupby("road").agg({**sums, "depth_m": "max", "highway": _most_important}).sort_index()


_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential")


def _most_important(highways: pd.Series) -> str:
    ranks = {name: rank for rank, name in enumerate(_CLASSES)}
    return str(min(highways, key=lambda name: (ranks.get(str(name), len(ranks)), str(name))))
