"""What is drawn on the ground of the fictitious sites: no chance, only the site and its streets."""

from dataclasses import dataclass
from itertools import product
from math import ceil
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from cpts_geo.demo.grid import Floats, Shape
from cpts_geo.demo.names import words

SETBACKS_M: Final = (8.0, 12.0, 16.0, 21.0, 27.0)
SHIFTS_M: Final = tuple(8.0 * step for step in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5))
SHAPES: Final = (1.5, 1 / 1.5, 1.0, 2.2)  # along the street over away from it
FARTHEST_M: Final = 25.0  # a drawing farther from its site than this is not made
FREE_M: Final = 6.0  # nothing is drawn nearer to the middle of a road
KERB_M: Final = 4.0  # ways begin at the kerb, not in the road
ROW_M: Final = 7.0  # between two rows of a winding lane
NEAREST: Final = 4  # streets tried, nearest first
REACHES_M: Final = (100.0, 500.0, 1e6)  # how far they are looked for, until there are enough
SPACE_M2: Final = 25.0  # a parking space with its passage
CAR_M: Final = 7.0
NO_STREET: Final = ("motorway", "motorway_link", "track", "path", "footway", "steps")
Drawn = list[tuple[str, Shape]]


@dataclass(frozen=True, eq=False)
class _Lot:
    """A rectangle beside a street: ``u`` along the street from ``low`` to ``high``, ``v`` away from it."""

    origin: Floats
    along: Floats
    away: Floats
    low: float
    high: float
    front: float
    back: float

    def at(self, *uv: tuple[float, float]) -> Floats:
        """Ground coordinates of points given along the street and away from it."""
        points = np.array(uv, dtype=float)
        return np.round(self.origin + points[:, :1] * self.along + points[:, 1:] * self.away, 1)

    def line(self, *uv: tuple[float, float]) -> Shape:
        """Line through such points."""
        return shapely.linestrings(self.at(*uv))

    def box(self, low: float, high: float, front: float, back: float) -> Shape:
        """Rectangle between such coordinates."""
        return shapely.polygons(self.at((low, front), (high, front), (high, back), (low, back)))


def site_plans(sites: gpd.GeoDataFrame, ways: pd.DataFrame) -> gpd.GeoDataFrame:
    """Drawings of the sites that find room between the streets; the others are left to the reader."""
    lines = ways["line"].to_numpy()
    tree = shapely.STRtree(lines)
    streets = shapely.STRtree(lines[~ways["highway"].isin(NO_STREET) & ~ways["bridge"] & ~ways["tunnel"]])
    rows: list[dict[str, Any]] = []
    for site in sites.itertuples():
        drawn = _drawn(site, _closest(streets, site.geometry), tree)
        rows += [
            {"plan_id": f"{site.Index}-{k}", "site_id": site.Index, "role": role, "geometry": shape}
            for k, (role, shape) in enumerate(drawn, 1)
        ]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=sites.crs)
    return frame.assign(source=words()["source"]).set_index("plan_id")


def without_buildings_under(buildings: gpd.GeoDataFrame, plans: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Buildings that stand neither on a site nor on its parking."""
    ground = np.asarray(plans.geometry[plans["role"].isin(["footprint", "parking"])])
    hit = shapely.STRtree(buildings.geometry.to_numpy()).query(ground, predicate="intersects")[1]
    return gpd.GeoDataFrame(buildings.drop(buildings.index[np.unique(hit)]).reset_index(drop=True))


def _closest(streets: shapely.STRtree, spot: Shape) -> np.ndarray:
    """The streets tried for a site, nearest first, the first of equals."""
    near = np.empty(0, dtype=int)
    for reach_m in REACHES_M:
        near = np.sort(streets.query(spot, predicate="dwithin", distance=reach_m))
        if len(near) >= NEAREST:
            break
    lines = streets.geometries[near]
    return np.asarray(lines[np.argsort(shapely.distance(lines, np.asarray(spot)), kind="stable")[:NEAREST]])


def _drawn(site: Any, streets: np.ndarray, tree: shapely.STRtree) -> Drawn:
    """Drawing in the free rectangle that is nearest to the site, none when none is near."""
    drive = site.kind == "car_park"
    wanted = (0.0,) if drive else (min(60.0, max(18.0, site.parking * SPACE_M2 / 32.0)), 18.0)
    for beside in wanted:
        found = [lot for street in streets for lot in _free_lots(site, street, beside, tree)]
        if found:
            _, lot = min(found, key=lambda pair: pair[0])
            return _drive(lot, site) if drive else _hall(lot, beside)
    return []


def _free_lots(site: Any, street: Shape, beside: float, tree: shapely.STRtree) -> list[tuple[float, _Lot]]:
    """The free rectangle of a street that is nearest to the site, with its distance."""
    spot = shapely.get_coordinates(site.geometry)[0]
    foot = shapely.get_coordinates(street.interpolate(street.project(site.geometry)))[0]
    away = (spot - foot) / max(float(np.hypot(*(spot - foot))), 0.1)
    along = np.array([away[1], -away[0]])
    sizes = np.array(list(product(SHAPES, SETBACKS_M, SHIFTS_M)))
    wide = np.sqrt(sizes[:, 0] * site.surface_m2)
    low, front = sizes[:, 2] - (wide + beside) / 2, sizes[:, 1]
    high, back = low + wide, front + site.surface_m2 / wide
    frame = (foot, along, away)
    built = _boxes(frame, np.stack([low, high, front, back], axis=1))
    grounds = _boxes(frame, np.stack([low, high + beside, front, back], axis=1)) if beside else built
    far = shapely.distance(built, np.asarray(site.geometry))
    far[tree.query(grounds, predicate="dwithin", distance=FREE_M)[0]] = np.inf
    best = int(np.argmin(far))
    lot = _Lot(*frame, *(float(side[best]) for side in (low, high, front, back)))
    return [(float(far[best]), lot)] if far[best] <= FARTHEST_M else []


def _boxes(frame: tuple[Floats, Floats, Floats], sides: Floats) -> np.ndarray:
    """Rectangles between sides low, high, front and back, one per row."""
    origin, along, away = frame
    u, v = sides[:, [0, 1, 1, 0]], sides[:, [2, 2, 3, 3]]
    return np.asarray(shapely.polygons(np.round(origin + u[..., None] * along + v[..., None] * away, 1)))


def _hall(lot: _Lot, beside: float) -> Drawn:
    """Door on the left, exit on the right, staff behind, parking beside."""
    into, out = lot.low + 4, lot.high - 4
    middle = (lot.front + lot.back) / 2
    edge = lot.high + 2
    deep = min(lot.front + 32, lot.back)
    return [
        ("footprint", lot.box(lot.low, lot.high, lot.front, lot.back)),
        ("parking", lot.box(edge, edge + beside - 2, lot.front, deep)),
        ("one_way", lot.line((into, KERB_M), (into, middle), (out, middle), (out, KERB_M))),
        ("pmr_path", lot.line((edge + 3, lot.front + 2), (edge + 3, lot.front - 3), (into, lot.front - 3))),
        *_points(lot, {"entrance": (into, lot.front), "exit": (out, lot.front)}),
        *_points(lot, {"staff": ((into + out) / 2, lot.back), "ambulance": (out - 6, KERB_M + 2)}),
    ]


def _points(lot: _Lot, places: dict[str, tuple[float, float]]) -> Drawn:
    return [(role, shapely.points(lot.at(uv)[0])) for role, uv in places.items()]


def _drive(lot: _Lot, site: Any) -> Drawn:
    """A lane that goes to the back, then comes forward winding; cars wait in all of it but its end."""
    left, right = lot.low + 3, lot.high - 3
    most = max(1, int((lot.back - lot.front - 6) // ROW_M))
    rows = min(most, ceil((site.queue_cars * CAR_M + 30) / (right - left)))
    rows = max(1, rows if rows % 2 else rows - 1)  # an odd number ends on the side of the exit
    tops = [lot.front + 3 + ROW_M * (rows - 1 - k) for k in range(rows)]
    path = [(left, lot.front), (left, tops[0])]
    for k, top in enumerate(tops):
        ends = (left + 5, right) if k % 2 == 0 else (right, left + 5)
        path += [(ends[0], top), (ends[1], top)]
    lane = lot.line(*path, (right, lot.front))
    queue = substring(lane, 0, max(CAR_M, lane.length - 4 * CAR_M))
    return [
        ("parking", lot.box(lot.low, lot.high, lot.front, lot.back)),
        ("drive_lane", lane),
        ("queue", queue),
        *_points(lot, {"entrance": (left, lot.front), "exit": (right, lot.front)}),
    ]
