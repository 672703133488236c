"""What a scenario does in each reading, every layer being overlaid once."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.hazards.by_hand import ClosedByHand
from cpts_geo.hazards.closure import Closure
from cpts_geo.hazards.flood import Flood, wet
from cpts_geo.hazards.overlaid import Overlaid
from cpts_geo.model.causes import bit
from cpts_geo.model.scenario import READINGS, Hazard, Reading, Scenario, Zones
from cpts_geo.model.vehicles import Vehicle

Ints = npt.NDArray[np.int16]


def edge_effects(
    scenario: Scenario,
    edges: gpd.GeoDataFrame,
    zones: Zones,
    vehicle: Vehicle,
    readings: Sequence[Reading] = READINGS,
    *,
    overlaid: Overlaid | None = None,
) -> dict[Reading, pd.DataFrame]:
    """Per reading, ``factor`` (as ``Scenario.speed_factor``), ``depth_m`` and ``cut_by`` per edge.

    ``depth_m`` is the deepest water met along the edge, seen open or not: NaN = dry, ``inf`` = unknown.
    ``overlaid`` remembers what the water covers from one scenario to the next.
    ``cut_by``: what closes the edge (``model.causes``), 0 where it is open.
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
    shut = {pair: np.zeros(len(edges), dtype=np.int16) for pair in each}
    for hazard in scenario.hazards:
        if isinstance(hazard, Flood):
            found, heads = overlaid.depths_m(hazard, edges, zones, readings)
            depths = {r: _deepest(depths[r], found[r]) for r in readings}
            own = {(v, r): hazard.factor_at(edges, heads[r], vehicle=v, reading=r) for v, r in each}
            water = {pair: water[pair] * own[pair] for pair in each}
        else:
            own = _factors(hazard, edges, zones, vehicles=vehicles, readings=readings)
            other = {pair: other[pair] * own[pair] for pair in each}
            shut = {pair: shut[pair] | _bits(hazard, own[pair] == 0) for pair in each}
    lifted = {(v, r): scenario.lifted(water[v, r], edges, v, r) for v, r in each}
    return {
        v: {
            r: pd.DataFrame(
                {
                    "factor": lifted[v, r] * other[v, r],
                    "depth_m": depths[r],
                    "cut_by": shut[v, r] | _wet_bits(lifted[v, r] == 0),
                }
            )
            for r in readings
        }
        for v in vehicles
    }


def _bits(hazard: Hazard, stopped: pd.Series) -> Ints:
    """Bit of a hazard where it stops; roads closed by name are closed by hand."""
    by_name = isinstance(hazard, Closure) and not hazard.layer
    return np.where(stopped, bit(ClosedByHand.name if by_name else hazard.name), 0).astype(np.int16)


def _wet_bits(stopped: pd.Series) -> Ints:
    return np.where(stopped, bit(Flood.name), 0).astype(np.int16)


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


def place_causes(
    scenario: Scenario,
    places: gpd.GeoDataFrame,
    zones: Zones,
    readings: Sequence[Reading] = READINGS,
    *,
    overlaid: Overlaid | None = None,
) -> dict[Reading, pd.Series]:
    """Per reading, what hits each place (``model.causes``), 0 = nothing; ``overlaid`` as above."""
    overlaid = overlaid or Overlaid()
    hits = {reading: pd.Series(0, index=places.index, dtype=np.int16) for reading in readings}
    for hazard in scenario.hazards:
        found = overlaid.depths_m(hazard, places, zones, readings)[0] if isinstance(hazard, Flood) else {}
        for reading in readings:
            hit = wet(found[reading]) if found else hazard.hits(places, zones, reading)
            hits[reading] = hits[reading] | _bits(hazard, hit)
    return hits
