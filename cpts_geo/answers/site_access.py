"""How a site is reached and what care it can lean on, in normal times and in the three readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.access.state import Located, minutes_table, usable_structures
from cpts_geo.access.travel import in_category
from cpts_geo.answers.states import REFERENCE, STATES, hits_by_state, roads_by_state
from cpts_geo.hazards import Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CODE_INSEE, MINUTES, POPULATION
from cpts_geo.model.results import Snapping
from cpts_geo.model.scenario import READINGS
from cpts_geo.model.weights import medians_by_group
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

PLACE: Final = "place"
# What a site leans on (FACTS 4.4): emergency department, pharmacy, laboratory, EHPAD nearby.
LINKS: Final = (Category.URGENCES, Category.PHARMACIE, Category.LABORATOIRE, Category.EHPAD)


@dataclass(frozen=True, eq=False)
class SiteAccess:
    """One site seen from the roads; states are ``reference`` and the three readings.

    Attributes
    ----------
    depth_m
        Water at the site by reading: NaN = dry, ``inf`` = unknown or open class.
    people
        People who have a way to the site, by state.
    communes
        Index ``code_insee``, one column per state: median minutes of its people, ``inf`` = most cannot.
    nearest
        By category of ``LINKS``: index state, ``minutes`` from the site to the nearest usable place and its
        ``place``, ``inf`` and ``""`` = none can be reached.
    snap_m
        Crow-fly distance to the road node that stands for the site, not travelled.
    reached
        Whether a road of the network is near enough to stand for it; nothing else is known otherwise.
    backing
        The same for each structure named as backing the site: ``inf`` as well when it is itself hit.
    """

    depth_m: Mapping[str, float]
    people: Mapping[str, int]
    communes: pd.DataFrame
    nearest: Mapping[str, pd.DataFrame]
    backing: Mapping[str, pd.DataFrame]
    snap_m: float
    reached: bool


def find_site_access(
    study: Study,
    sites: Mapping[str, Sequence[str]],
    *,
    baseline: Baseline | None = None,
) -> dict[str, SiteAccess]:
    """Access of each site of ``sites``, with the structures that back it.

    Parameters
    ----------
    study
        Its vehicle drives to the site, and from the site to care.
    sites
        Identifiers of sites, each with those of the structures that back it; unknown ones are left out.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    chosen = list(sites)
    roads, hits = roads_by_state(study, baseline), hits_by_state(study)
    here = Snapping(baseline.located.sites.points.loc[chosen], baseline.located.sites.limit_m)
    there = _linked(baseline.located, sites)
    towards = {s: minutes_table(roads[s], baseline.located.demand, here) for s in STATES}
    onwards = {s: minutes_table(roads[s], here, there) for s in STATES}
    usable = {s: usable_structures(baseline.located, hits[s]).usable for s in STATES}
    depths, communes = _depths(study, chosen), _by_commune(study, towards)
    people = study.territory.demand[POPULATION].to_numpy(float)
    return {
        site: SiteAccess(
            MappingProxyType({r.value: float(depths[r.value][site]) for r in READINGS}),
            MappingProxyType({s: int(people @ np.isfinite(towards[s][site])) for s in STATES}),
            pd.DataFrame({s: communes[s][site] for s in STATES}),
            MappingProxyType(_nearest(study, onwards, usable, site)),
            MappingProxyType({b: _one(onwards, usable, site, b) for b in backed if b in there.points.index}),
            float(here.points["distance_m"][site]),
            bool(here.points["node"][site] >= 0),
        )
        for site, backed in sites.items()
    }


def _linked(located: Located, sites: Mapping[str, Sequence[str]]) -> Snapping:
    """Nodes of the structures a site may lean on."""
    frame = located.structures_frame
    named = frame.index.isin([structure for backed in sites.values() for structure in backed])
    kept = pd.concat([in_category(frame, c) for c in LINKS], axis=1).any(axis=1).to_numpy(bool) | named
    return Snapping(located.structures.points[kept], located.structures.limit_m)


def _nearest(
    study: Study, onwards: Mapping[str, pd.DataFrame], usable: Mapping[str, pd.Series], site: str
) -> dict[str, pd.DataFrame]:
    found = {}
    for category in LINKS:
        kind = in_category(study.territory.structures, category)
        rows = {s: _best(onwards[s].T[site], kind & usable[s]) for s in STATES}
        found[category.value] = pd.DataFrame.from_dict(rows, orient="index", columns=[MINUTES, PLACE])
    return found


def _best(minutes: pd.Series, allowed: pd.Series) -> tuple[float, str]:
    able = minutes[allowed.reindex(minutes.index).to_numpy(bool)]
    if not len(able) or not np.isfinite(able.min()):
        return np.inf, ""
    return float(able.min()), str(able.idxmin())


def _one(
    onwards: Mapping[str, pd.DataFrame], usable: Mapping[str, pd.Series], site: str, structure: str
) -> pd.DataFrame:
    minutes = [
        float(onwards[s].loc[site, structure]) if usable[s].loc[structure] else np.inf  # type: ignore[arg-type]
        for s in STATES
    ]
    return pd.DataFrame({MINUTES: minutes, PLACE: structure}, index=list(STATES))


def _depths(study: Study, chosen: list[str]) -> dict[str, pd.Series]:
    """Deepest water at each site, all the floods of the scenario together."""
    points = study.territory.sites.loc[chosen]
    deepest = {r.value: pd.Series(np.nan, index=points.index) for r in READINGS}
    for hazard in study.spec.scenario.hazards:
        if isinstance(hazard, Flood):
            for reading, depth in hazard.depths_m(points, study.zones).items():
                deepest[reading.value] = deepest[reading.value].combine(depth, np.fmax)
    return deepest


def _by_commune(study: Study, towards: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Median minutes of the people of each commune to each site: commune × site."""
    demand = study.territory.demand
    groups = demand.groupby(CODE_INSEE, sort=True).indices
    people = demand[POPULATION].to_numpy(float)
    columns = towards[REFERENCE].columns
    out = {}
    for state, table in towards.items():
        rows = medians_by_group(table.to_numpy(float), people, groups.values())
        out[state] = pd.DataFrame(rows, index=list(groups), columns=columns)
    return out
