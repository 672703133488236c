"""Cut and slowed roads, named as people name them."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
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
    group, roads = pd.factorize(road_labels(part), sort=True)
    zeros = np.zeros(len(roads))
    cut: dict[str, npt.NDArray[Any]] = {}
    for each in READINGS:
        own = closed[each][shut]
        once = own.copy()
        once[own] = ~pieces[own].duplicated().to_numpy()  # one direction alone may be closed
        cut[f"closed_m_{each.value}"] = _gathered(np.add, part["length_m"].to_numpy() * once, group, zeros)
        cut[f"edges_{each.value}"] = _gathered(np.add, own, group, zeros.astype(int))
    for each in READINGS:
        causes = states[each]["cut_by"].to_numpy()[shut]
        cut[f"by_{each.value}"] = _gathered(np.bitwise_or, causes, group, zeros.astype(causes.dtype))
    depth = states[reading]["depth_m"].to_numpy()[shut]
    known = np.where(np.isfinite(depth), depth, np.nan)
    cut["depth_m"] = _gathered(np.fmax, known, group, np.full(len(roads), np.nan))
    highways = part["highway"].astype(str)
    names = pd.Index(sorted(highways.unique(), key=_importance), dtype="str")
    first = _gathered(
        np.minimum, names.get_indexer(pd.Index(highways)), group, np.full(len(roads), len(names))
    )
    return pd.DataFrame(cut, index=pd.Index(roads, name="road")).assign(highway=names[first])


def _gathered(
    into: np.ufunc, values: npt.NDArray[Any], group: npt.NDArray[np.intp], start: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """Values of each group put together by a function of two, from a start."""
    found = start.copy()
    into.at(found, group, values)
    return found


_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential")


def _importance(highway: str) -> tuple[int, str]:
    return (_CLASSES.index(highway) if highway in _CLASSES else len(_CLASSES)), highway
