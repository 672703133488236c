"""What the folder holds and how old it is: absent data is said absent, never read as « no risk »."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.model.layers import SCENARIO_KINDS, ZONES
from cpts_geo.model.problems import Problem
from cpts_geo.model.territory import Source, Territory
from cpts_geo.territory.doctor.case import Case
from cpts_geo.territory.doctor.facts import LONGEST, Findings, metres, per_row, percent, whole
from cpts_geo.territory.doctor.placing import FLOOD

STALE_DAYS: Final = 365  # OSM-17
COVERED: Final = 0.5  # assumption: below this share of its land, a commune was not what the layer studied
_DATE: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")


def check(case: Case) -> Findings:
    """All there is to say of the layers as such."""
    territory = case.territory
    water = flood_layers(territory.zones)
    return (
        *missing(territory, has_roads=case.network is not None),
        *unknown_flood(territory.communes, water),
        *far_hazards(territory.communes, territory.zones),
        *unknown_depths(water),
        *(() if territory.fictitious else stale(territory.sources, territory.problems, case.today)),
    )


def flood_layers(zones: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Layers that say where water goes: planning zones are rules and do not count."""
    wet = {name: frame[frame["kind"] == FLOOD] for name, frame in zones.items()}
    return {name: frame for name, frame in wet.items() if len(frame)}


def missing(territory: Territory, *, has_roads: bool) -> Findings:
    """Layers that the folder does not have."""
    present = {
        "communes": len(territory.communes) > 0,
        "structures": len(territory.structures) > 0,
        "sites": len(territory.sites) > 0,
        "demand": len(territory.demand) > 0,
        "network": has_roads,
        "hazard": bool(flood_layers(territory.zones)),
    }
    return tuple(whole(layer, f"no_{layer}") for layer, there in present.items() if not there)


def unknown_flood(communes: gpd.GeoDataFrame, water: Mapping[str, gpd.GeoDataFrame]) -> Findings:
    """Communes that no flood layer covers: « donnée absente », never out of the zone (FACTS 6).

    A layer covers at most the convex outline of its zones; inside, dry land was studied and found dry,
    beyond, nobody looked. Without any flood layer ``no_hazard`` says it for all.
    """
    if not water or communes.empty:
        return ()
    studied = shapely.union_all([shapely.MultiPoint(_corners(frame)).convex_hull for frame in water.values()])
    share = communes.geometry.intersection(studied).area / communes.geometry.area
    unseen = communes[share < COVERED]
    return per_row(unseen, ZONES.name, "flood_unknown_here", share[unseen.index].map(percent))


def _corners(frame: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Corners of the convex outline of each zone."""
    return shapely.get_coordinates(shapely.convex_hull(np.asarray(frame.geometry)))


def far_hazards(communes: gpd.GeoDataFrame, zones: Mapping[str, gpd.GeoDataFrame]) -> Findings:
    """Layers a scenario may use that touch no commune, with their distance."""
    if communes.empty:
        return ()
    box = shapely.box(*communes.total_bounds)
    found: Findings = ()
    for name, zone in zones.items():
        frame = zone[zone["kind"].isin(SCENARIO_KINDS)]
        if frame.empty:
            continue
        near = frame[frame.intersects(box)]
        if len(near) and len(near.sindex.query(communes.geometry.to_numpy(), predicate="intersects")[0]):
            continue
        said = metres(float(frame.distance(box).min()))
        found += (whole(ZONES.name, "hazard_far", said, feature_id=name, name=name),)
    return found


def unknown_depths(water: Mapping[str, gpd.GeoDataFrame]) -> Findings:
    """Share of the flooded area whose depth nobody gave: it closes roads in every reading."""
    found: Findings = ()
    for name, frame in water.items():
        unknown = frame["depth_min_m"].isna() & frame["depth_max_m"].isna()
        area = frame.geometry.area
        if unknown.any() and area.sum() > 0:
            share = percent(area[unknown].sum() / area.sum())
            found += (whole(ZONES.name, "depth_unknown_share", share, feature_id=name, name=name),)
    return found


def stale(sources: Iterable[Source], problems: Iterable[Problem], today: str) -> Findings:
    """Layers older than a year by their own date, else by that of their import (OSM-17)."""
    extract = {p.file: p.value for p in problems if p.kind == "extract_date"}
    found: Findings = ()
    for source in sources:
        own = source.vintage or next((d for f, d in extract.items() if f and f in source.title), "")
        dated = latest_day(own) or latest_day(source.imported)
        facts = {"feature_id": source.layer, "name": source.title.partition(" (")[0][:LONGEST]}
        if today and dated and (dt.date.fromisoformat(today) - dated).days > STALE_DAYS:
            found += (whole("sources", "stale_layer", own or source.imported, **facts),)
        elif not latest_day(own):
            found += (whole("sources", "vintage_unknown", own, **facts),)
    return found


def latest_day(text: str) -> dt.date | None:
    """Last day that a date, a month or a year written in a text can mean; ``None`` without any."""
    days = []
    for year, month, day in _DATE.findall(text):
        try:
            last = calendar.monthrange(int(year), int(month or 12))[1]
            days.append(dt.date(int(year), int(month or 12), int(day or last)))
        except ValueError:
            continue
    return max(days, default=None)
