"""Cut and slowed roads, named as people name them."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS, Reading


def cut_roads(
    edges: gpd.GeoDataFrame, states: Mapping[Reading, pd.DataFrame], reading: Reading
) -> pd.DataFrame:
    """Roads closed somewhere in at least one reading.

    Parameters
    ----------
    edges
        Reference edges.
    states
        ``factor``, ``depth_m`` and ``cut_by`` per edge, by reading.
    reading
        The study's own, whose depths are told.

    Returns
    -------
    pandas.DataFrame
        Index ``road`` (number, else name, ``""`` for unnamed ones), sorted; for each reading
        ``closed_m_<reading>`` metres closed (both directions counted once),
        ``edges_<reading>`` and ``by_<reading>`` (all that closes it somewhere, ``model.causes``);
        ``depth_m`` the deepest known water on it (NaN = none known), ``highway`` its most important class.
    """
    closed = {each: (states[each]["factor"] == 0).to_numpy() for each in READINGS}
    shut = np.any(list(closed.values()), axis=0)
    part = edges[shut]
    low, high = np.sort(part[["u", "v"]].to_numpy(), axis=1).T
    pieces = pd.DataFrame({"a": low, "b": high, "m": part["length_m"].round(1).to_numpy()})
    cut = pd.DataFrame({"road": road_labels(part), "highway": part["highway"]})
    for each in READINGS:
        own = closed[each][shut]
        once = own.copy()
        once[own] = ~pieces[own].duplicated().to_numpy()  # one direction alone may be closed
        cut[f"closed_m_{each.value}"] = part["length_m"].where(once, 0.0)
        cut[f"edges_{each.value}"] = own.astype(int)
        cut[f"by_{each.value}"] = states[each]["cut_by"].to_numpy()[shut]
    depth = states[reading]["depth_m"][shut]
    cut["depth_m"] = depth.where(depth < float("inf"))
    sums = {column: "sum" for column in cut.columns if column.startswith(("closed_m_", "edges_"))}
    causes = {f"by_{each.value}": _together for each in READINGS}
    whole: dict[str, Any] = {**sums, **causes, "depth_m": "max", "highway": _most_important}
    return cut.groupby("road").agg(whole).sort_index()


def _together(causes: pd.Series) -> int:
    return int(np.bitwise_or.reduce(causes.to_numpy()))


_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential")


def _most_important(highways: pd.Series) -> str:
    ranks = {name: rank for rank, name in enumerate(_CLASSES)}
    return str(min(highways, key=lambda name: (ranks.get(str(name), len(ranks)), str(name))))
