"""What becomes of the ground of some zones under a study: isolated, or why it is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from cpts_geo.model.layers import POPULATION
from cpts_geo.model.network import road_labels
from cpts_geo.routing.losses import nearest_ways
from cpts_geo.routing.snap import snap, snap_candidates
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

Ints = npt.NDArray[np.int64]
CELL_M: Final = 25.0  # side of the squares that stand for the ground (engineering choice)


class Fate(StrEnum):
    """What becomes of a piece of ground; the first that holds.

    ``FAR``: no road within the snapping limit. ``NEVER``: its road reached no target in normal times.
    ``ISOLATED``: its road did and does not any more. ``WET_BUT_SERVED``: water on it, its road still
    passes. ``DRY``: no water on it, and its road still passes.
    """

    ISOLATED = "isolated"
    WET_BUT_SERVED = "wet_but_served"
    DRY = "dry"
    NEVER = "never"
    FAR = "far"


@dataclass(frozen=True, eq=False)
class Ground:
    """Fate of each piece of ground and of each home on it.

    Attributes
    ----------
    ground
        One row per square: ``zone`` (index of its zone), ``area_m2``, ``fate``, ``road`` (the road by which
        it is still served, ``""`` otherwise or when unnamed), ``distance_m`` (to its road, not travelled),
        ``door_on_zone`` (whether its road node stands in one of the zones), ``in_commune`` (whether it lies
        in a commune of the territory).
    people
        One row per home on the ground: ``people``, ``fate`` and the same columns.
    """

    ground: pd.DataFrame
    people: pd.DataFrame

    def shares(self) -> Mapping[str, tuple[float, int]]:
        """Area in square metres and people of each fate."""
        area = self.ground.groupby("fate")["area_m2"].sum()
        people = self.people.groupby("fate")["people"].sum()
        return {fate.value: (float(area.get(fate, 0.0)), int(people.get(fate, 0))) for fate in Fate}


def judge_ground(
    study: Study, zones: gpd.GeoDataFrame, targets: Ints, *, baseline: Baseline | None = None
) -> Ground:
    """Which ground of these zones the study isolates from targets, in its reading, and why the rest is not.

    Parameters
    ----------
    study
        Its water and roads.
    zones
        Surfaces in the territory's CRS, for instance those of a PPR with one code.
    targets
        Nodes to be reached: places of a care, or where rescue comes from.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    squares = _squares(zones)
    demand = study.territory.demand[[POPULATION, "geometry"]]
    homes = demand[demand.intersects(zones.union_all())].rename(columns={POPULATION: "people"})
    candidates = snap_candidates(study.network, baseline.graph)
    judged = []
    for points in (squares, homes):
        doors = snap(points, study.network, candidates, study.spec.snap_limit_m).points
        judged.append(_judged(study, baseline, zones, targets, (points, doors)))
    return Ground(*judged)


def _squares(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Centres of the squares in each zone, that share out its area; a point of it when it holds no centre."""
    rows = []
    for zone, shape in zip(zones.index, zones.geometry.to_numpy(), strict=True):
        west, south, east, north = (float(np.floor(value / CELL_M) * CELL_M) for value in shape.bounds)
        x, y = np.meshgrid(np.arange(west, east + CELL_M, CELL_M), np.arange(south, north + CELL_M, CELL_M))
        centres = np.atleast_1d(shapely.points(np.c_[x.ravel(), y.ravel()] + CELL_M / 2))
        inside = centres[shapely.contains(shape, centres)]
        points = inside if len(inside) else np.array([shapely.point_on_surface(shape)])
        rows += [{"zone": zone, "area_m2": shape.area / len(points), "geometry": point} for point in points]
    return gpd.GeoDataFrame(rows, columns=["zone", "area_m2", "geometry"], geometry="geometry", crs=zones.crs)


def _judged(
    study: Study,
    baseline: Baseline,
    zones: gpd.GeoDataFrame,
    targets: Ints,
    placed: tuple[gpd.GeoDataFrame, pd.DataFrame],
) -> pd.DataFrame:
    points, doors = placed
    now = nearest_ways(baseline.roads(study.outcomes.readings[study.spec.scenario.reading].edges), targets)
    then = nearest_ways(baseline.roads(baseline.normal.edges), targets)
    node = doors["node"].to_numpy(np.int64)
    on = node >= 0
    served, before = (on & np.isfinite(ways.time_ms[node]) for ways in (now, then))
    wet = points.intersects(_water(study)).to_numpy(bool)
    fate = np.select(
        [~on, ~before, ~served, wet],
        [Fate.FAR, Fate.NEVER, Fate.ISOLATED, Fate.WET_BUT_SERVED],
        default=Fate.DRY,
    )
    labels = road_labels(study.network.edges).to_numpy()
    arc = now.arc[node]
    leaves = served & (arc >= 0)
    road = np.where(leaves, labels[baseline.graph.edge[np.where(leaves, arc, 0)]], "")
    standing = gpd.GeoSeries(study.network.nodes.geometry.to_numpy()[np.where(on, node, 0)])
    return pd.DataFrame(points.drop(columns="geometry")).assign(
        fate=fate,
        road=road,
        distance_m=doors["distance_m"].to_numpy(float),
        door_on_zone=on & standing.intersects(zones.union_all()).to_numpy(bool),
        in_commune=points.intersects(study.territory.communes.union_all()).to_numpy(bool),
    )


def _water(study: Study) -> BaseGeometry:
    """Zones of the hazards of the scenario, in their mapped outline."""
    used = [getattr(hazard, "layer", "") for hazard in study.spec.scenario.hazards]
    shapes = [study.zones[name].geometry.union_all() for name in dict.fromkeys(used) if name in study.zones]
    return shapely.union_all(shapes)
