"""The trip that people of an area now make to a kind of care, beside the one of normal times."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.route import compare_ways, find_way
from cpts_geo.access.travel import MS_PER_MINUTE
from cpts_geo.answers.areas import Area
from cpts_geo.model.results import Band, Route
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.model.weights import weighted_medians
from cpts_geo.routing.engine import nearest
from cpts_geo.routing.state import Customised
from cpts_geo.study import Study


@dataclass(frozen=True, eq=False)
class Detour:
    """The trip from the home in the middle of those whose trip is longer, else of all that reach the care.

    Attributes
    ----------
    people, longer
        Who still reach it, and those among them by a longer trip, in each reading.
    minutes
        Of that home to its nearest place in each reading, ``inf`` = no way.
    place_before, place_now
        Names of the nearest place in normal times and under the scenario.
    route
        Both ways, from the home with the median time of these.
    """

    people: Band
    longer: Band
    minutes: Band
    place_before: str
    place_now: str
    route: Route


def find_detour(
    study: Study,
    area: Area,
    *,
    places: pd.DataFrame,
    hit: Mapping[Reading, npt.NDArray[np.bool_]],
    normal: Customised,
    degraded: Mapping[Reading, Customised],
) -> Detour | None:
    """The detour of an area, ``None`` when nobody there still reaches the care.

    Parameters
    ----------
    study
        The scenario.
    area
        Who travels.
    places
        Places of the care in normal times: ``node``, ``distance_m`` and ``name``.
    hit
        Which of them the scenario takes in each reading.
    normal, degraded
        State of the roads before, and under the scenario in each reading.
    """
    nodes, own = places["node"].to_numpy(np.int64), study.spec.scenario.reading
    then_ms, then_place = nearest(normal, nodes)
    found = {reading: nearest(roads, nodes, ~hit[reading]) for reading, roads in degraded.items()}
    now_ms, now_place = found[own]
    times = {reading: each_ms[area.nodes] for reading, (each_ms, _) in found.items()}
    reach = {reading: np.isfinite(each) for reading, each in times.items()}
    longer = {reading: reach[reading] & (each > then_ms[area.nodes]) for reading, each in times.items()}
    if not reach[own].any():
        return None
    home = _middle(area, np.flatnonzero(longer[own] if longer[own].any() else reach[own]), now_ms)
    node = int(area.nodes[home])
    before, now = int(then_place[node]), int(now_place[node])
    names = places["name"].astype(str)
    return Detour(
        Band(*(int(area.people[reach[reading]].sum()) for reading in READINGS)),
        Band(*(int(area.people[longer[reading]].sum()) for reading in READINGS)),
        Band(*(float(times[reading][home]) / MS_PER_MINUTE for reading in READINGS)),
        str(names.iloc[before]),
        str(names.iloc[now]),
        compare_ways(
            study.network.edges,
            study.outcomes.readings[own].edges,
            find_way(normal, node, int(nodes[before])),
            find_way(degraded[own], node, int(nodes[now])),
            (float(area.snap_m[home]), float(places["distance_m"].iloc[now])),
        ),
    )


def _middle(area: Area, homes: npt.NDArray[np.intp], time_ms: npt.NDArray[np.float64]) -> int:
    """Home with the median time of the people of these homes; at a point nobody counts for one."""
    times, people = time_ms[area.nodes[homes]], np.maximum(area.people[homes], 1e-9)
    (middle,) = weighted_medians(times[:, None], people.astype(float))
    return int(homes[np.flatnonzero(times == middle)[0]])
