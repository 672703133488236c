"""What a click on a symbol of the map points at, and what it would close or open: a structure or a site."""

from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.hazards import Supply
from cpts_geo.hazards.orders import ordered_sites
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.layers import NAME
from cpts_geo.model.scenario import Scenario
from cpts_geo.spec import StudySpec
from cpts_geo.study import Study

SYMBOL_M = 2.0  # a click on a symbol gives its own place, rounded to a metre


class PlaceTurn(StrEnum):
    """What a click on a place does."""

    CLOSE = "close_place"
    UNDO_CLOSED = "undo_closed_place"
    HELD = "held_place"  # under water, in a perimeter, closed in the data: no click opens it
    OPEN_SITE = "open_site"
    CLOSE_SITE = "close_site"
    ORDERED_SITE = "ordered_site"  # an authority decided: no click undoes it, its decision is withdrawn


@dataclass(frozen=True)
class PointedPlace:
    """A structure or a site, what one click does, and what hits it (``model.causes``)."""

    identifier: str
    name: str
    turn: PlaceTurn
    causes: int = 0


def place_at(study: Study, lonlat: tuple[float, float], shown: gpd.GeoDataFrame) -> PointedPlace | None:
    """Structure among those shown, else site, whose symbol is at a point in WGS84."""
    (spot,) = transform_points([lonlat], WGS84, study.territory.crs)
    structure, site = (_here(frame, shapely.Point(spot)) for frame in (shown, study.territory.sites))
    if structure is not None:
        name = str(shown.at[structure, NAME])
        causes = int(study.outcomes.readings[study.spec.scenario.reading].structures_by[structure])
        return PointedPlace(structure, name, _structure_turn(study, structure), causes)
    if site is None:
        return None
    name = str(study.territory.sites.at[site, NAME])
    return PointedPlace(site, name, _site_turn(study, site))


def _site_turn(study: Study, site: str) -> PlaceTurn:
    if site in ordered_sites(study.spec.scenario, study.zones):
        return PlaceTurn.ORDERED_SITE
    return PlaceTurn.CLOSE_SITE if site in study.spec.open_sites else PlaceTurn.OPEN_SITE


def _here(frame: gpd.GeoDataFrame, point: shapely.Point) -> str | None:
    distance = frame.geometry.distance(point).to_numpy()
    near = np.flatnonzero(distance <= SYMBOL_M)
    return str(frame.index[near[0]]) if len(near) else None


def _structure_turn(study: Study, identifier: str) -> PlaceTurn:
    scenario = study.spec.scenario
    if identifier in closed_structures(scenario):
        return PlaceTurn.UNDO_CLOSED
    hit = bool(study.outcomes.readings[scenario.reading].structures_hit[identifier])
    shut = study.territory.structures.at[identifier, "status"] == "closed"
    return PlaceTurn.HELD if hit or shut else PlaceTurn.CLOSE


def closed_structures(scenario: Scenario) -> tuple[str, ...]:
    """Identifiers of the structures closed one by one, in order, once."""
    found = [name for hazard in scenario.hazards if isinstance(hazard, Supply) for name in hazard.closed]
    return tuple(dict.fromkeys(found))


def place_toggled(spec: StudySpec, pointed: PointedPlace) -> StudySpec:
    """The spec after a click on a place; unchanged where the click does nothing."""
    own, scenario = pointed.identifier, spec.scenario
    if pointed.turn is PlaceTurn.OPEN_SITE:
        return replace(spec, open_sites=(*spec.open_sites, own))
    if pointed.turn is PlaceTurn.CLOSE_SITE:
        return replace(spec, open_sites=tuple(site for site in spec.open_sites if site != own))
    if pointed.turn is PlaceTurn.CLOSE:
        return replace(spec, scenario=_structure_closed(scenario, own))
    if pointed.turn is PlaceTurn.UNDO_CLOSED:
        return replace(spec, scenario=structure_opened(scenario, own))
    return spec


def _structure_closed(scenario: Scenario, identifier: str) -> Scenario:
    """Closed with the others that are: one hazard says them all."""
    first = next((h for h in scenario.hazards if isinstance(h, Supply)), None)
    if first is None:
        return replace(scenario, hazards=(*scenario.hazards, Supply(closed=(identifier,))))
    more = replace(first, closed=(*first.closed, identifier))
    return replace(scenario, hazards=tuple(more if h is first else h for h in scenario.hazards))


def structure_opened(scenario: Scenario, identifier: str) -> Scenario:
    """The scenario in which a structure is not closed by itself any more."""
    changed = [
        replace(h, closed=tuple(name for name in h.closed if name != identifier))
        if isinstance(h, Supply)
        else h
        for h in scenario.hazards
    ]
    empty = [h for h in changed if isinstance(h, Supply) and not (h.closed or h.reduced or h.categories)]
    return replace(scenario, hazards=tuple(h for h in changed if h not in empty))
