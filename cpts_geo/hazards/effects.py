"""What a scenario does in each reading, every layer being overlaid once."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.hazards.flood import Flood, wet
from cpts_geo.hazards.overlaid import Overlaid
from cpts_geo.model.scenario import READINGS, Hazard, Reading, Scenario, Zones
from cpts_geo.model.vehicles import Vehicle


def edge_effects(
    scenario: Scenario,
    edges: gpd.GeoDataFrame,
    zones: Zones,
    vehicle: Vehicle,
    readings: Sequence[Reading] = READINGS,
    *,
    overlaid: Overlaid | None = None,
) -> dict[Reading, pd.DataFrame]:
    """Per reading, ``factor`` (as ``Scenario.speed_factor``) and ``depth_m`` per edge.

    ``depth_m`` is the deepest water met along the edge, seen open or not: NaN = dry, ``inf`` = unknown.
    ``overlaid`` remembers what the water covers from one scenario to the next.
    """
    return edge_effects_of(scenario, edges, zones, (vehicle,), readings, overlaid=overlaid)[vehicle]


def edge_effects_of(
    scenario: Scenario,
    edges: gpd.GeoDataFrame,
    zones: Zones,
    vehicles: Sequence[Vehicle],
    readings: Sequence[Reading] = READINGS,
    *,
    overlaid: Overlaid | None = None,
) -> dict[Vehicle, dict[Reading, pd.DataFrame]]:
    """``edge_effects`` for several vehicles, or one that wades more or less, on one overlay of the water."""
    overlaid = overlaid or Overlaid()
    each = [(vehicle, reading) for vehicle in vehicles for reading in readings]
    water = {pair: pd.Series(1.0, index=edges.index) for pair in each}
    other = {pair: pd.Series(1.0, index=edges.index) for pair in each}
    depths = {reading: pd.Series(np.nan, index=edges.index) for reading in readings}
    for hazard in scenario.hazards:
        if isinstance(hazard, Flood):
            found, heads = overlaid.depths_m(hazard, edges, zones, readings)
            depths = {r: _deepest(depths[r], found[r]) for r in readings}
            own = {(v, r): hazard.factor_at(edges, heads[r], vehicle=v, reading=r) for v, r in each}
            water = {pair: water[pair] * own[pair] for pair in each}
        else:
            own = _factors(hazard, edges, zones, vehicles=vehicles, readings=readings)
            other = {pair: other[pair] * own[pair] for pair in each}
    factors = {(v, r): scenario.lifted(water[v, r], edges, v, r) * other[v, r] for v, r in each}
    return {
        v: {r: pd.DataFrame({"factor": factors[v, r], "depth_m": depths[r]}) for r in readings}
        for v in vehicles
    }


def _deepest(one: pd.Series, other: pd.Series) -> pd.Series:
    return pd.Series(np.fmax(one.to_numpy(), other.to_numpy()), index=one.index)


def _factors(
    hazard: Hazard,
    edges: gpd.GeoDataFrame,
    zones: Zones,
    *,
    vehicles: Sequence[Vehicle],
    readings: Sequence[Reading],
) -> dict[tuple[Vehicle, Reading], pd.Series]:
    """Factor per vehicle and reading, looked up once where readings change nothing (``banded`` is false)."""
    if getattr(hazard, "banded", True):
        return {(v, r): hazard.speed_factor(edges, zones, v, r) for v in vehicles for r in readings}
    once = {v: hazard.speed_factor(edges, zones, v, readings[0]) for v in vehicles}
    return {(v, r): once[v] for v in vehicles for r in readings}


def place_hits(
    scenario: Scenario,
    places: gpd.GeoDataFrame,
    zones: Zones,
    readings: Sequence[Reading] = READINGS,
    *,
    overlaid: Overlaid | None = None,
) -> dict[Reading, pd.Series]:
    """Per reading, whether any hazard hits each place; ``overlaid`` as for ``edge_effects``."""
    overlaid = overlaid or Overlaid()
    hits = {reading: pd.Series(data=False, index=places.index) for reading in readings}
    for hazard in scenario.hazards:
        found = overlaid.depths_m(hazard, places, zones, readings)[0] if isinstance(hazard, Flood) else {}
        for reading in readings:
            hit = wet(found[reading]) if found else hazard.hits(places, zones, reading)
            hits[reading] = hits[reading] | hit
    return hits
