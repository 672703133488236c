"""The people of a commune, of a pocket, of a structure or of a point, standing on the road network."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import CODE_INSEE, NAME, POPULATION
from cpts_geo.routing.snap import snap, snap_candidates
from cpts_geo.study import Baseline, Study


@dataclass(frozen=True, eq=False)
class Area:
    """Where people of an area stand.

    Attributes
    ----------
    nodes, people, snap_m
        Per home on the network: its node, how many live there, crow-fly distance to the node.
    population
        Everybody, those too far from any road too.
    """

    nodes: npt.NDArray[np.int64]
    people: npt.NDArray[np.int64]
    snap_m: npt.NDArray[np.float64]
    population: int

    @property
    def farthest_m(self) -> float:
        """Crow-fly distance of the home farthest from its node."""
        return float(self.snap_m.max(initial=0))


def homes_of(study: Study, baseline: Baseline, commune: str, demand_ids: Sequence[object]) -> Area:
    """Demand points of a commune, or those of a pocket."""
    demand = study.territory.demand
    chosen = demand[CODE_INSEE].astype(str) == commune if commune else demand.index.isin(list(demand_ids))
    people = demand.loc[chosen, POPULATION].to_numpy().astype(np.int64)
    stand = baseline.located.demand.points[np.asarray(chosen)]
    on = (stand["node"] >= 0).to_numpy()
    node, away = stand["node"].to_numpy(np.int64)[on], stand["distance_m"].to_numpy(float)[on]
    return Area(node, people[on], away, int(people.sum()))


def point_of(study: Study, baseline: Baseline, point: tuple[float, float]) -> Area:
    """A place given as longitude and latitude, where nobody is counted.

    Raises
    ------
    ScenarioError
        ``too_far_from_road`` beyond the snapping limit; ``value`` is the position.
    """
    spot = gpd.GeoDataFrame(geometry=[shapely.Point(point)], crs=WGS84)
    limit = study.spec.snap_limit_m
    candidates = snap_candidates(study.network, baseline.graph)
    (node,), (away,) = (
        snap(reproject(spot, study.territory.crs), study.network, candidates, limit).points[column]
        for column in ("node", "distance_m")
    )
    return _one(int(node), float(away), f"{point[0]:.5f},{point[1]:.5f}", limit)


def structure_of(study: Study, baseline: Baseline, structure: str) -> Area:
    """Where a structure stands; nobody is counted.

    Raises
    ------
    ScenarioError
        ``too_far_from_road`` beyond the snapping limit; ``value`` is its name.
    """
    here = pd.DataFrame(baseline.located.structures.points.loc[[structure]])
    name = str(study.territory.structures.loc[[structure], NAME].iloc[0])
    node, away = here["node"].to_numpy(), here["distance_m"].to_numpy()
    return _one(int(node[0]), float(away[0]), name, baseline.located.structures.limit_m)


def _one(node: int, away_m: float, said: str, limit_m: float) -> Area:
    if node < 0:
        raise ScenarioError("too_far_from_road", value=said, expected=f"{away_m:.0f} m > {limit_m:.0f} m")
    return Area(np.array([node]), np.zeros(1, dtype=np.int64), np.array([away_m]), 0)
