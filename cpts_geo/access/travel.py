"""Travel to care: from every demand point to its nearest open place of each category."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import MINUTES, SITE_ID
from cpts_geo.model.results import Access, Snapping
from cpts_geo.routing.engine import nearest
from cpts_geo.routing.state import Customised

MS_PER_MINUTE = 60_000.0


@dataclass(frozen=True, eq=False)
class Places:
    """Structures or sites in one state of the territory.

    Attributes
    ----------
    frame
        The layer.
    nodes
        Which road node stands for each.
    usable
        Boolean per place: open and not hit.
    """

    frame: gpd.GeoDataFrame
    nodes: Snapping
    usable: pd.Series


def in_category(structures: gpd.GeoDataFrame, category: Category) -> pd.Series:
    """Which structures belong to a category; ``URGENCES`` are the hospitals with an emergency department."""
    return pd.Series(in_categories(structures, (category,))[0], index=structures.index)


def in_categories(
    structures: gpd.GeoDataFrame, categories: Sequence[Category]
) -> list[npt.NDArray[np.bool_]]:
    """``in_category`` of each of some categories, one array each."""
    kind = structures["category"].to_numpy(dtype=object)
    urgent = structures["urgences"].to_numpy(bool) & (kind == Category.HOPITAL.value)
    return [urgent if c is Category.URGENCES else kind == c.value for c in categories]


def nearest_access(
    roads: Customised, demand: Snapping, places: Places, categories: Sequence[Category]
) -> Access:
    """Minutes to, and identifier of, the nearest usable place of each category.

    Parameters
    ----------
    roads
        State of the roads.
    demand
        Nodes of the demand points.
    places
        Structures, their nodes and whether they can be used.
    categories
        Columns of the result, in order.
    """
    chosen = in_categories(places.frame, categories)
    ids = places.nodes.points.index.to_numpy(dtype=object)
    columns = {
        c.value: _nearest(roads, demand, places, ids, own) for c, own in zip(categories, chosen, strict=True)
    }
    minutes = {name: found[0] for name, found in columns.items()}
    place = {name: found[1] for name, found in columns.items()}
    index = demand.points.index
    return Access(pd.DataFrame(minutes, index=index), pd.DataFrame(place, index=index, dtype=object))


def nearest_site(roads: Customised, demand: Snapping, sites: Places) -> pd.DataFrame:
    """Minutes to the nearest usable site: index ``demand_id``, ``minutes`` and ``site_id``."""
    ids, every = sites.nodes.points.index.to_numpy(dtype=object), np.ones(len(sites.frame), dtype=bool)
    minutes, place = _nearest(roads, demand, sites, ids, every)
    return pd.DataFrame({MINUTES: minutes, SITE_ID: place}, index=demand.points.index)


def _nearest(
    roads: Customised,
    demand: Snapping,
    places: Places,
    ids: npt.NDArray[np.object_],
    chosen: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """Minutes and identifier; places hit are asked about too: it is the question of normal times."""
    node = places.nodes.points["node"].to_numpy()
    asked = np.flatnonzero(chosen & (node >= 0))
    times, labels = nearest(roads, node[asked], places.usable.to_numpy(bool)[asked])
    origin = demand.points["node"].to_numpy()
    known = origin >= 0
    times, labels = np.where(known, times[origin], np.inf), np.where(known, labels[origin], -1)
    return times / MS_PER_MINUTE, np.r_[ids[asked], [""]][labels]
