"""Who travels: how deep each vehicle wades and which roads it may use."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class VehicleName(StrEnum):
    """Vehicles a study can be run for."""

    PEDESTRIAN = "pedestrian"
    CAR = "car"
    AMBULANCE = "ambulance"
    HIGH_CLEARANCE = "high_clearance"


@dataclass(frozen=True)
class Vehicle:
    """A way of travelling.

    Attributes
    ----------
    name
        Which one.
    wading_depth_m
        Depth of still water at which the road is closed (``depth >= wading_depth_m``).
    wading_depth_pessimistic_m
        Same in the pessimistic reading, which allows for a current nobody measured.
    on_foot
        Walks: uses edges open to pedestrians in both directions, 4 km/h.
    emergency
        May also use roads closed to the public: private, reserved, forbidden to traffic.
    tall
        Catches the wind on a long bridge.
    """

    name: VehicleName
    wading_depth_m: float
    wading_depth_pessimistic_m: float
    on_foot: bool = False
    emergency: bool = False
    tall: bool = False


# FACTS 9.2. Car and high-clearance: Kramer et al., total head 0.30 m and 0.60 m. Pessimistic 0.20 m for a
# car: engineering choice (unknown current); the same ratio for the high vehicle. Ambulance: no own value was
# found, it takes the car's (assumption, 0.30 m). Pedestrian: no value protects a frail elder, it takes the
# car's (assumption); the hard limit of 1.2 m of Cox et al. is for a trained adult in still water.
# Tall: high-clearance, and ambulances, which are vans with a raised body (assumption).
VEHICLES: Final[dict[VehicleName, Vehicle]] = {
    VehicleName.PEDESTRIAN: Vehicle(VehicleName.PEDESTRIAN, 0.30, 0.20, on_foot=True),
    VehicleName.CAR: Vehicle(VehicleName.CAR, 0.30, 0.20),
    VehicleName.AMBULANCE: Vehicle(VehicleName.AMBULANCE, 0.30, 0.20, emergency=True, tall=True),
    VehicleName.HIGH_CLEARANCE: Vehicle(VehicleName.HIGH_CLEARANCE, 0.60, 0.40, emergency=True, tall=True),
}
# Depths tried for a car: 0.2, 0.3 and 0.5 m; the same ratios to the own depth of other vehicles (FACTS 9.2).
WADING_RATIOS: Final = (2 / 3, 1.0, 5 / 3)
WALKING_S_PER_M: Final = 0.9  # 4 km/h, IGN route-graph-generator (FACTS 1.8)


def wading(vehicle: Vehicle, depth_m: float) -> Vehicle:
    """Same vehicle, stopped from ``depth_m`` of water on; the ratio of its two limits is kept."""
    usual, strict = vehicle.wading_depth_m, vehicle.wading_depth_pessimistic_m
    own = strict if depth_m == usual else depth_m * strict / usual
    return replace(vehicle, wading_depth_m=depth_m, wading_depth_pessimistic_m=own)


def wadings(vehicle: Vehicle) -> tuple[Vehicle, ...]:
    """Same vehicle stopped by a little less water, by its own depth, and by a little more."""
    return tuple(wading(vehicle, round(vehicle.wading_depth_m * ratio, 3)) for ratio in WADING_RATIOS)
