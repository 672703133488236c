"""What is drawn on the ground of the fictitious sites: no chance, only the site and its streets."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import ceil, sqrt
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from cpts_geo.demo.grid import Floats, Shape
from cpts_geo.demo.names import words

SETBACKS_M: Final = (10.0, 14.0, 20.0, 28.0)
SHIFTS_M: Final = (0.0, *(side * step for step in (12.0, 24.0, 40.0, 56.0) for side in (1, -1)))
FREE_M: Final = 6.0  # nothing is drawn nearer to the middle of a road
KERB_M: Final = 4.0  # ways begin at the kerb, not in the road
ROW_M: Final = 7.0  # between two rows of a winding lane
NEAREST: Final = 4  # streets tried, nearest first
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
    streets = np.flatnonzero(~ways["highway"].isin(NO_STREET) & ~ways["bridge"] & ~ways["tunnel"])
    rows: list[dict[str, Any]] = []
    for site in sites.itertuples():
        away = shapely.distance(lines[streets], np.asarray(site.geometry))
        closest = lines[streets[np.argsort(away, kind="stable")[:NEAREST]]]
        drawn = next(filter(None, (_drawn(site, street, tree) for street in closest)), [])
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


def _drawn(site: Any, street: Shape, tree: shapely.STRtree) -> Drawn:
    drive = site.kind == "car_park"
    wanted = (0.0,) if drive else (min(60.0, max(18.0, site.parking * SPACE_M2 / 32.0)), 18.0)
    for beside in wanted:
        for lot in _lots(site, street, beside):
            ground = lot.box(lot.low, lot.high + beside, lot.front, lot.back)
            if not len(tree.query(ground, predicate="dwithin", distance=FREE_M)):
                return _drive(lot, site) if drive else _hall(lot, beside)
    return []


def _lots(site: Any, street: Shape, beside: float) -> Iterator[_Lot]:
    """Rectangles of the surface of the site on its side of the street, the most natural first."""
    spot = shapely.get_coordinates(site.geometry)[0]
    foot = shapely.get_coordinates(street.interpolate(street.project(site.geometry)))[0]
    away = (spot - foot) / max(float(np.hypot(*(spot - foot))), 0.1)
    along = np.array([away[1], -away[0]])
    long = sqrt(1.5 * site.surface_m2)
    wide = site.surface_m2 / long
    for front, shift, (w, d) in product(SETBACKS_M, SHIFTS_M, ((long, wide), (wide, long))):
        low = shift - (w + beside) / 2
        yield _Lot(foot, along, away, low, low + w, front, front + d)


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
