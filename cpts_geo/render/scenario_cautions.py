"""Sentences beside the results of a scenario, the same on screen, on paper and in files."""

from cpts_geo.answers.bridges import NO_ACCESS, ONE_SIDE, bridges_over_water
from cpts_geo.hazards import Winter
from cpts_geo.hazards.orders import contradicted, ordered_open
from cpts_geo.model.layers import NAME
from cpts_geo.scene import not_open
from cpts_geo.study import Study
from cpts_geo.wording import decisions
from cpts_geo.wording import scenario_cautions as words


def scenario_cautions(study: Study) -> list[str]:
    """Sites ordered open under water, bridges left open over water, structures that their own dates close."""
    said: list[str] = []
    drowned = ordered_under_water(study)
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


def ordered_under_water(study: Study) -> list[str]:
    """Names of the sites that an order opens and that the scenario hits in at least one reading."""
    sites = study.territory.sites
    ordered = [s for s in ordered_open(study.spec.scenario, study.zones) if s in sites.index]
    hits = [
        result.sites_hit.reindex(sites.index, fill_value=False) for result in study.outcomes.readings.values()
    ]
    return [str(sites[NAME][site]) for site in ordered if any(bool(hit[site]) for hit in hits)]
