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
    ends = _ends(edges[usable & (number < 0)], state["factor"].to_numpy()[usable & (number < 0)])
    on = pd.DataFrame({"bridge": np.tile(number, 2), "node": np.concatenate([edges["u"], edges["v"]])})
    on = on[on["bridge"].isin(wet)].drop_duplicates().join(ends, on="node", how="inner")
    counts = on.groupby("bridge")["reached"].agg(["sum", "size"]).reindex(wet, fill_value=0)
    access = np.select(
        [counts["sum"] == 0, (counts["sum"] == 1) & (counts["size"] > 1)], [NO_ACCESS, ONE_SIDE], OPEN
    )
    roads = road_labels(edges).groupby(number).max().reindex(wet)
    table = pd.DataFrame({"road": roads.to_numpy(), "access": access})
    return table.sort_values(["road", "access"], kind="stable").reset_index(drop=True)


def _ends(approaches: pd.DataFrame, factor: "np.typing.NDArray[np.float64]") -> pd.Series:
    """Whether a road that is no bridge still reaches each node it touches."""
    nodes = np.concatenate([approaches["u"], approaches["v"]])
    reached = pd.Series(np.tile(factor > 0, 2), index=nodes)
    return reached.groupby(level=0).max().rename("reached")
