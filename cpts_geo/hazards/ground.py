"""Ground that a scenario closes to a vehicle: nothing drawn as reached may cover it."""

import numpy as np
import shapely

from cpts_geo.hazards.closure import Closure
from cpts_geo.hazards.flood import Flood
from cpts_geo.hazards.overlay import class_depth_m, drawn_extent, is_unknown, layer_of
from cpts_geo.model.scenario import Reading, Scenario, Zones
from cpts_geo.model.vehicles import Vehicle


def closed_ground(scenario: Scenario, zones: Zones, vehicle: Vehicle, reading: Reading) -> shapely.Geometry:
    """Water as deep as the vehicle's limit or of unknown depth, and closed areas; in the CRS of the zones."""
    shapes: list[shapely.Geometry] = []
    for hazard in scenario.hazards:
        if isinstance(hazard, Flood):
            shapes += _deep(hazard, zones, vehicle, reading)
        elif isinstance(hazard, Closure) and hazard.layer:
            shapes += list(layer_of(zones, hazard.layer, "closure").geometry)
    found = np.array(shapes, dtype=object)
    return shapely.union_all(found[shapely.get_dimensions(found) == 2])


def _deep(hazard: Flood, zones: Zones, vehicle: Vehicle, reading: Reading) -> list[shapely.Geometry]:
    pessimistic = reading is Reading.PESSIMISTIC
    limit = vehicle.wading_depth_pessimistic_m if pessimistic else vehicle.wading_depth_m
    water = layer_of(zones, hazard.layer, "flood")
    unknown = is_unknown(water)
    drawn = drawn_extent(water[unknown], reading, hazard.extent_margin_m)
    known = water[~unknown]
    return [*drawn, *known.geometry[class_depth_m(known, reading) >= limit]]
