"""Centres that a person chooses: a category, structures, sites or points, and what each state leaves."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from cpts_geo.access.travel import in_category
from cpts_geo.answers.states import REFERENCE, STATES, hits_by_state
from cpts_geo.model.categories import Category
from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.layers import NAME
from cpts_geo.model.scenario import READINGS
from cpts_geo.routing.snap import snap, snap_candidates
from cpts_geo.study import Baseline, Study

Centres = Category | Sequence[str] | Sequence[tuple[float, float]]


def place_centres(study: Study, baseline: Baseline, centres: Centres) -> gpd.GeoDataFrame:
    """Points with ``name``, ``node`` and one boolean per state."""
    if isinstance(centres, Category):
        members = in_category(study.territory.structures, centres)
        chosen = _places(study, baseline, list(members.index[members]))
    elif centres and not isinstance(centres[0], str):
        chosen = _points(study, baseline, [(float(at[0]), float(at[1])) for at in centres])
    else:
        chosen = _places(study, baseline, [str(name) for name in centres])
    if chosen.empty:
        raise ScenarioError("no_centre", value=str(centres))
    return chosen


def _places(study: Study, baseline: Baseline, names: Sequence[str]) -> gpd.GeoDataFrame:
    """Structures and sites; one closed by its status is no centre, a hit one is none in that state."""
    structures, sites = study.territory.structures, study.territory.sites
    for name in names:
        if name not in structures.index and name not in sites.index:
            raise ScenarioError("unknown_place", value=name)
    hits = hits_by_state(study)
    site_hits = {r.value: study.outcomes.readings[r].sites_hit for r in READINGS}
    dry = pd.Series(data=False, index=sites.index)
    parts = []
    for layer, nodes, hit, shut in (
        (structures, baseline.located.structures, hits, structures["status"] == "closed"),
        (sites, baseline.located.sites, {REFERENCE: dry, **site_hits}, dry),
    ):
        kept = [name for name in names if name in layer.index]
        frame = gpd.GeoDataFrame(layer.loc[kept, [NAME, "geometry"]], crs=study.territory.crs)
        usable = {state: ~(shut | hit[state]).loc[kept] for state in STATES}
        parts.append(frame.assign(node=nodes.points["node"].loc[kept], **usable))
    return gpd.GeoDataFrame(pd.concat(parts), crs=study.territory.crs)


def _points(study: Study, baseline: Baseline, places: Sequence[tuple[float, float]]) -> gpd.GeoDataFrame:
    x, y = zip(*places, strict=True)
    frame = gpd.GeoDataFrame(
        {NAME: ""}, index=range(len(places)), geometry=gpd.points_from_xy(x, y), crs=WGS84
    )
    points = reproject(frame, study.territory.crs)
    doors = snap_candidates(study.network, baseline.graph)
    found = snap(points, study.network, doors, study.spec.snap_limit_m).points
    if (found["node"] < 0).any():
        raise ScenarioError(
            "too_far_from_road",
            value=f"{found['distance_m'].max():.0f} m",
            expected=f"{study.spec.snap_limit_m:.0f} m",
        )
    return points.assign(node=found["node"], **dict.fromkeys(STATES, True))
