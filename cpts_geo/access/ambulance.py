"""An ambulance goes from its base to the patient, then to a hospital: two ways, each in its direction."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.travel import MS_PER_MINUTE, Places
from cpts_geo.model.results import Snapping
from cpts_geo.routing.engine import many_to_many, nearest
from cpts_geo.routing.state import Customised

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def two_legs(
    roads: Customised, patients: Snapping, places: Places, *, bases: pd.Series, hospitals: pd.Series
) -> pd.DataFrame:
    """Fastest base to each patient, then patient to the nearest hospital.

    Parameters
    ----------
    roads
        State of the roads, for the ambulance.
    patients
        Nodes of the demand points.
    places
        Structures in this state.
    bases, hospitals
        Boolean per structure: where ambulances start, where patients are taken.

    Returns
    -------
    pandas.DataFrame
        Index ``demand_id``: ``arrival_min`` and ``base``, ``transport_min`` and ``hospital``;
        ``inf`` and ``""`` = no way. Ties go to the first of the layer.
    """
    node = places.nodes.points["node"].to_numpy()
    here = patients.points["node"].to_numpy()
    standing = places.usable.to_numpy(bool)
    start = np.flatnonzero(standing & bases.to_numpy(bool) & (node >= 0))
    end = np.flatnonzero(hospitals.to_numpy(bool) & (node >= 0))
    arrival, base = _first(many_to_many(roads, node[start], here[here >= 0]))
    times, labels = nearest(roads, node[end], standing[end])
    legs = pd.DataFrame(
        {"arrival_min": np.inf, "base": "", "transport_min": np.inf, "hospital": ""},
        index=patients.points.index,
    ).astype({"base": object, "hospital": object})
    names, known = places.nodes.points.index.to_numpy(dtype=object), here >= 0
    legs.loc[known, "arrival_min"] = arrival / MS_PER_MINUTE
    legs.loc[known, "base"] = np.r_[names[start], [""]][base]
    legs.loc[known, "transport_min"] = times[here[known]] / MS_PER_MINUTE
    legs.loc[known, "hospital"] = np.r_[names[end], [""]][labels[here[known]]]
    return legs


def _first(times: Floats) -> tuple[Floats, Ints]:
    """Least time of each column and its row, -1 when there is no way."""
    if not len(times):
        return np.full(times.shape[1], np.inf), np.full(times.shape[1], -1)
    least = times.min(axis=0)
    return least, np.where(np.isfinite(least), times.argmin(axis=0), -1)
