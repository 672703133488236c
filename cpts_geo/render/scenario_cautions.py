"""Sentences beside the results of a scenario, the same on screen, on paper and in files."""

from collections.abc import Sequence

from cpts_geo.answers.bridges import NO_ACCESS, ONE_SIDE, bridges_over_water
from cpts_geo.hazards import Winter
from cpts_geo.hazards.orders import contradicted, ordered_open
from cpts_geo.model.layers import NAME
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.scene import not_open
from cpts_geo.study import Study
from cpts_geo.wording import decisions, evolution
from cpts_geo.wording import scenario_cautions as words
from cpts_geo.wording.causes import by_reading


def scenario_cautions(study: Study) -> list[str]:
    """Steps told together, sites ordered open under water, bridges left open, structures that dates close."""
    said = [evolution.still(len(study.spec.steps))] if study.spec.steps else []
    drowned = stopped_sites(study, ordered_open(study.spec.scenario, study.zones))
    if drowned:
        said.append(decisions.ordered_under_water(drowned))
    clashing = [
        str(study.territory.sites[NAME].get(site, site))
        for site in contradicted(study.spec.scenario, study.zones)
    ]
    if clashing:
        said.append(decisions.contradicted(clashing))
    over = bridges_over_water(study)
    if len(over):
        roads = {kind: over.loc[over["access"] == kind, "road"].tolist() for kind in (ONE_SIDE, NO_ACCESS)}
        said.append(words.bridges(len(over), roads[ONE_SIDE], roads[NO_ACCESS]))
    unknown = _unknown_altitude(study)
    if unknown:
        said.append(words.altitude_unknown(unknown))
    places = study.territory.structures
    shut = places[not_open(places, study.spec.date)]
    if len(shut):
        said.append(words.not_open(len(shut), shut[NAME].astype(str).tolist()))
    return said


def _unknown_altitude(study: Study) -> float:
    """Share of the length of roads that the snow of the scenario hits because nobody knows their altitude."""
    edges = study.network.edges
    length = edges["length_m"].to_numpy(float)
    snows = [hazard for hazard in study.spec.scenario.hazards if isinstance(hazard, Winter)]
    return max(
        (float(length[snow.unknown_altitude(edges)].sum() / length.sum()) for snow in snows), default=0.0
    )


def stopped_sites(study: Study, sites: Sequence[str]) -> list[tuple[str, str]]:
    """Those that the scenario hits in at least one reading: name, and why."""
    names = study.territory.sites[NAME]
    known = {site: site_causes(study, site) for site in sites if site in names.index}
    return [
        (str(names[site]), by_reading(causes, feminine=False))
        for site, causes in known.items()
        if any(causes.values())
    ]


def site_causes(study: Study, site: str) -> dict[Reading, int]:
    """What hits a site, by reading."""
    readings = study.outcomes.readings
    return {reading: int(readings[reading].sites_by.get(site, default=0)) for reading in READINGS}
