"""Bridges left open over water, and whether one can still get to them."""

from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.model.bridges import bridge_numbers
from cpts_geo.model.network import open_edges, road_labels
from cpts_geo.model.scenario import Reading
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.study import Study

OPEN: Final = "open"
ONE_SIDE: Final = "one_side"
NO_ACCESS: Final = "no_access"


def bridges_over_water(study: Study, reading: Reading | None = None) -> pd.DataFrame:
    """One row per bridge over the water of a study that stays open.

    Returns
    -------
    pandas.DataFrame
        Sorted by road: ``road`` (number or name, may be empty), ``access``: ``open``, ``one_side`` (all
        approaches but those of one end are cut: nobody crosses), ``no_access`` (all are cut: the bridge is
        worthless).
    """
    edges = study.network.edges
    state = study.outcomes.readings[reading or study.spec.scenario.reading].edges
    usable = open_edges(edges, VEHICLES[study.spec.vehicle]).to_numpy()
    number = np.where(usable, bridge_numbers(edges), -1)
    left_open = (number >= 0) & (state["factor"].to_numpy() > 0)
    wet = np.unique(number[left_open & state["depth_m"].notna().to_numpy()])
    if not len(wet):
        return pd.DataFrame({"road": pd.Series(dtype=str), "access": pd.Series(dtype=str)})
    ends = edges[["u", "v"]].to_numpy()
    mine = np.isin(number, wet)
    on = np.unique(np.column_stack([np.repeat(number[mine], 2), ends[mine].ravel()]), axis=0)  # bridge, node
    approach = usable & (number < 0)
    reaching = approach & (state["factor"].to_numpy() > 0)
    on = on[np.isin(on[:, 1], ends[approach])]
    position = np.searchsorted(wet, on[:, 0])
    size = np.bincount(position, minlength=len(wet))
    reached = np.bincount(position, np.isin(on[:, 1], ends[reaching]), len(wet))
    access = np.select([reached == 0, (reached == 1) & (size > 1)], [NO_ACCESS, ONE_SIDE], OPEN)
    roads = road_labels(edges[mine]).groupby(number[mine]).max().reindex(wet)
    table = pd.DataFrame({"road": roads.to_numpy(), "access": access})
    return table.sort_values(["road", "access"], kind="stable").reset_index(drop=True)
