"""Where lanes, waiting cars, tents and way out go on a car park: a sketch in metres, cars going forward."""

from dataclasses import dataclass
from math import floor, sqrt

from cpts_geo.access.site_capacity import CAR_M
from cpts_geo.model.site_plan import Line, SitePlan, Zone


@dataclass(frozen=True)
class DriveRatios:
    """Sizes of the sketch, metres; all of them are assumptions to adjust, but the length of a car.

    Attributes
    ----------
    car_m
        One car of a queue, the prudent end of 6 to 7 m (FACTS 4.4 and 9.5); a tent covers one car.
    lane_m, island_m
        Width of a lane, and of the space of the staff on both sides of it.
    staff_m
        Depth of the place of the staff, along the lanes.
    shape
        Length over width of a car park whose sides nobody gave.
    """

    car_m: float = CAR_M[1]
    lane_m: float = 3.5
    island_m: float = 1.5
    staff_m: float = 3.0
    shape: float = 1.5


@dataclass(frozen=True)
class DriveAsk:
    """What a drive must hold: lanes with one tent each, and the most cars that wait."""

    surface_m2: float
    lanes: int
    cars: int


def ground_m(surface_m2: float, ratios: DriveRatios = DriveRatios()) -> tuple[float, float]:
    """Length and width of the ground."""
    return sqrt(surface_m2 * ratios.shape), sqrt(surface_m2 / ratios.shape)


def boxes_per_lane(ask: DriveAsk, ratios: DriveRatios = DriveRatios()) -> int:
    """Waiting cars that one lane holds on the ground, before the tent and the way out."""
    length, _ = ground_m(ask.surface_m2, ratios)
    return max(0, floor(length / ratios.car_m) - 2)


def lanes_that_fit(ask: DriveAsk, ratios: DriveRatios = DriveRatios()) -> int:
    """Lanes, up to those asked, that stand side by side on the ground."""
    _, width = ground_m(ask.surface_m2, ratios)
    room = (width - ratios.staff_m - ratios.island_m) / (ratios.lane_m + ratios.island_m)
    return max(0, min(ask.lanes, floor(room)))


def drive_plan(ask: DriveAsk, ratios: DriveRatios = DriveRatios()) -> SitePlan | None:
    """Sketch of the lanes that fit, ``None`` when none does.

    Cars are shared out between the lanes; those that the ground does not hold are left out, see ``overflow``.
    """
    lanes = lanes_that_fit(ask, ratios)
    boxes = min(boxes_per_lane(ask, ratios), max(1, -(-ask.cars // lanes))) if lanes else 0
    if not boxes:
        return None
    length, step = (boxes + 2) * ratios.car_m, ratios.lane_m + ratios.island_m
    depth = ratios.staff_m + lanes * step + ratios.island_m
    tops = [ratios.staff_m + ratios.island_m + k * step for k in range(lanes)]
    held = min(ask.cars, boxes * lanes)
    zones = [Zone("staff", 0, 0, length, ratios.staff_m)]
    for rank, top in enumerate(tops):
        zones += _lane(ratios, top, boxes, rank + 1, waiting=held // lanes + (rank < held % lanes))
    incoming, outgoing = zip(*(_way(ratios, top, boxes) for top in tops), strict=True)
    door = length - 1.5 * ratios.car_m
    staff: tuple[Line, ...] = (((door, -1.5), (door, ratios.staff_m / 2)),)
    return SitePlan(length, depth, tuple(zones), incoming, outgoing, staff=staff, corridor_m=ratios.island_m)


def overflow(ask: DriveAsk, ratios: DriveRatios = DriveRatios()) -> int:
    """Cars that the sketch cannot hold: they would wait on the public road."""
    return max(0, ask.cars - boxes_per_lane(ask, ratios) * lanes_that_fit(ask, ratios))


def _lane(ratios: DriveRatios, top: float, boxes: int, number: int, *, waiting: int) -> list[Zone]:
    """Waiting boxes, last one against the tent, then the tent and the box of departure."""
    car, wide = ratios.car_m, ratios.lane_m
    queue = [Zone("car", (boxes - k) * car, top, car, wide) for k in range(waiting, 0, -1)]
    return [
        *queue,
        Zone("tent", boxes * car, top, car, wide, number),
        Zone("departure", (boxes + 1) * car, top, car, wide),
    ]


def _way(ratios: DriveRatios, top: float, boxes: int) -> tuple[Line, Line]:
    y, tent = top + ratios.lane_m / 2, (boxes + 0.5) * ratios.car_m
    return ((-3.0, y), (tent, y)), ((tent, y), ((boxes + 2) * ratios.car_m + 3.0, y))
