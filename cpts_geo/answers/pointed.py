"""What a click on the map points at, and what one more click would change: a road, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.hazards import ClosedByHand
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.layers import EMERGENCY
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import LIFTED, Reopened, Scenario
from cpts_geo.model.stretches import Ints, edge_keys, stretch_between_junctions
from cpts_geo.model.vehicles import VEHICLES
from cpts_geo.study import Study

Mark = ClosedByHand | Reopened


class Turn(StrEnum):
    """What a click on a stretch does."""

    CLOSE = "close"  # open, slowed: closed by hand
    UNDO_CLOSED = "undo_closed"
    REOPEN = "reopen"  # under water: seen open by someone
    UNDO_REOPENED = "undo_reopened"
    HELD = "held"  # closed by an order, a perimeter or its whole name: no click opens it


@dataclass(frozen=True)
class Pointed:
    """A stretch of road from one junction to the next.

    Attributes
    ----------
    road
        Number, else name, ``""`` for an unnamed road.
    edges
        Keys of ``model.stretches``.
    length_m
        Both directions counted once.
    restricted
        Private or reserved: cars do not use it, emergency vehicles do.
    turn
        What one click does.
    """

    road: str
    edges: tuple[str, ...]
    length_m: float
    restricted: bool
    turn: Turn


def point_at(study: Study, lonlat: tuple[float, float], *, reach_m: float) -> Pointed | None:
    """Nearest stretch of road within ``reach_m`` of a point in WGS84, and what a click on it does.

    Roads that no vehicle of the study uses are not offered, unless it walks.
    """
    edges = study.network.edges
    found = _nearest(edges, lonlat, reach_m, on_foot=VEHICLES[study.spec.vehicle].on_foot)
    if found is None:
        return None
    labels = road_labels(edges).to_numpy()
    ends = edges[["u", "v"]].to_numpy()
    stretch = stretch_between_junctions(ends, edges["length_m"].to_numpy(float), labels, found)
    part = edges.iloc[stretch]
    keys = edge_keys(part)
    return Pointed(
        road=str(labels[found]),
        edges=keys,
        length_m=sum(float(key.rpartition("/")[2]) for key in keys),
        restricted=bool((~part["car"].astype(bool) & part.get(EMERGENCY, part["car"])).any()),
        turn=_turn(study, keys, found),
    )


def _nearest(
    edges: gpd.GeoDataFrame, lonlat: tuple[float, float], reach_m: float, *, on_foot: bool
) -> int | None:
    (spot,) = transform_points([lonlat], WGS84, str(edges.crs))
    point = shapely.Point(spot)
    near: Ints = edges.sindex.query(point, predicate="dwithin", distance=reach_m)
    columns = {"car", EMERGENCY, *(["foot"] if on_foot else [])} & {*edges.columns}
    used = edges[sorted(columns)].iloc[near].astype(bool).any(axis=1)
    near = near[used.to_numpy()]
    if not len(near):
        return None
    return int(near[np.lexsort((near, shapely.distance(edges.geometry.to_numpy()[near], point)))[0]])


def _turn(study: Study, keys: Sequence[str], position: int) -> Turn:
    scenario = study.spec.scenario
    for mark in marks(scenario):
        if set(mark.edges) & set(keys):
            return Turn.UNDO_CLOSED if isinstance(mark, ClosedByHand) else Turn.UNDO_REOPENED
    if study.outcomes.readings[scenario.reading].edges["factor"].iloc[position] > 0:
        return Turn.CLOSE
    return Turn.HELD if _held(study, position) else Turn.REOPEN


def _held(study: Study, position: int) -> bool:
    """Whether something else than water closes an edge that is closed."""
    spec, edges = study.spec, study.network.edges
    others = [hazard for hazard in spec.scenario.hazards if hazard.name != LIFTED]
    found = (
        h.speed_factor(edges, study.zones, VEHICLES[spec.vehicle], spec.scenario.reading) for h in others
    )
    return any(factor.iloc[position] == 0 for factor in found)


def marks(scenario: Scenario) -> tuple[Mark, ...]:
    """What was marked by hand: stretches closed, then stretches seen open, each in its order."""
    closed = tuple(hazard for hazard in scenario.hazards if isinstance(hazard, ClosedByHand))
    return (*closed, *scenario.reopened)


def toggled(scenario: Scenario, pointed: Pointed, *, by: str, at: str) -> Scenario:
    """The scenario after a click; unchanged where the click does nothing."""
    if pointed.turn is Turn.CLOSE:
        closed = ClosedByHand(pointed.edges, pointed.road, by, at)
        return replace(scenario, hazards=(*scenario.hazards, closed))
    if pointed.turn is Turn.REOPEN:
        return replace(scenario, reopened=(*scenario.reopened, Reopened(pointed.edges, pointed.road, by, at)))
    if pointed.turn is Turn.HELD:
        return scenario
    touched = [mark for mark in marks(scenario) if set(mark.edges) & set(pointed.edges)]
    return without(scenario, *touched)


def without(scenario: Scenario, *removed: Mark) -> Scenario:
    """The scenario without some marks."""
    return replace(
        scenario,
        hazards=tuple(hazard for hazard in scenario.hazards if hazard not in removed),
        reopened=tuple(mark for mark in scenario.reopened if mark not in removed),
    )
