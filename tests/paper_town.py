"""A territory small enough to be checked by eye on a sheet: 12 x 8 km, four communes, a river in the middle.

Roads every kilometre; the river runs north along x = 6.5 km and floods 6-7 km; the D14 (y = 4 km) has
a bridge over it; every other road across is under water.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.hazards.flood import Flood
from cpts_geo.model.layers import COMMUNES, DEMAND, SITES, STRUCTURES, ZONES, conform
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.model.territory import Source, Territory
from cpts_geo.render.numbering import rows_of
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs

CRS = "EPSG:2154"
X0, Y0 = 400_000.0, 6_500_000.0
HOSTILE = 'Saint-Éloi #import "x" $x^2$ *gras* <script>alert(1)</script> & ]] \\ `c`'


def frame(rows: Sequence[Mapping[str, object]], shapes: Sequence[shapely.Geometry]) -> gpd.GeoDataFrame:
    moved = shapely.transform(shapes, lambda xy: xy + np.array([X0, Y0]))
    return gpd.GeoDataFrame(rows, geometry=list(moved), crs=CRS)


def roads() -> gpd.GeoDataFrame:
    rows, lines = [], []
    for k in range(13):
        rows.append({"ref": f"D{k}" if k % 4 == 0 else "", "highway": "tertiary", "bridge": False})
        lines.append(shapely.LineString([(k * 1000, j * 500) for j in range(17)]))
    for k in range(9):
        main = k == 4
        spans = [(0, 6000, False), (6000, 7000, main), (7000, 12000, False)]
        for start, end, bridge in spans:
            kind = "secondary" if main else "residential"
            rows.append({"ref": "D14" if main else "", "highway": kind, "bridge": bridge})
            lines.append(shapely.LineString([(start, k * 1000), (end, k * 1000)]))
    return frame(rows, lines)


def network() -> RoadNetwork:
    lines = roads()
    points: dict[tuple[float, float], int] = {}
    rows, shapes = [], []
    for road in rows_of(lines):
        for start, end in pairwise(shapely.segmentize(road.geometry, 500).coords):
            u, v = (points.setdefault(c, len(points)) for c in (start, end))
            length = shapely.LineString([start, end]).length
            for a, b, ends in ((u, v, [start, end]), (v, u, [end, start])):
                speed = 80.0 if road.ref else 50.0
                rows.append(
                    {
                        "u": a, "v": b,
                        "length_m": length, "speed_kmh": speed, "time_s": length / speed * 3.6,
                        "highway": road.highway, "name": "", "ref": road.ref, "bridge": road.bridge,
                        "tunnel": False, "ford": False, "car": True, "foot": True,
                    }
                )  # fmt: skip
                shapes.append(shapely.LineString(ends))
    edges = gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS).rename_axis("edge_id")
    nodes = gpd.GeoDataFrame(geometry=[shapely.Point(p) for p in points], crs=CRS).rename_axis("node_id")
    return RoadNetwork(nodes, edges)


NAMES = ("Saint-Éloi-sur-Ambre", "Les Hauts-Prés", "Noirmont", "Belle-Rive")
KINDS = ("hopital", "ehpad", "msp", "pharmacie", "medecin", "infirmier", "laboratoire", "pompiers")


def communes() -> gpd.GeoDataFrame:
    boxes = [shapely.box(x, y, x + 6000, y + 4000) for y in (0, 4000) for x in (0, 6000)]
    rows = [
        {"code_insee": f"9900{k}", "name": n, "population": 1000.0 * (k + 1)} for k, n in enumerate(NAMES)
    ]
    return conform(frame(rows, boxes), COMMUNES)


def structures(hostile: str = "") -> gpd.GeoDataFrame:
    rows, points = [], []
    for k, kind in enumerate(KINDS):
        for west, x in ((True, 2000 + 90 * k), (False, 6400 + 700 * k)):
            if kind == "hopital" and not west:
                continue
            rows.append(
                {
                    "structure_id": f"{kind}-{'w' if west else 'e'}",
                    "name": hostile or f"{kind.capitalize()} de l’Ambre n° {k}",
                    "category": kind,
                    "commune": NAMES[0] if west else NAMES[1],
                    "capacity": 80.0 if kind in ("hopital", "ehpad") else float("nan"),
                    "capacity_unit": "beds" if kind == "hopital" else "places",
                    "urgences": kind == "hopital",
                }
            )
            points.append(shapely.Point(x, 2000 + 60 * (k % 3)))
    return conform(frame(rows, points), STRUCTURES)


def sites() -> gpd.GeoDataFrame:
    rows = [
        {"site_id": f"s{k}", "name": f"Salle des fêtes {k}", "kind": "hall", "usage": "vaccination",
         "commune": NAMES[k], "capacity": 200.0, "capacity_per_day": 400.0}
        for k in range(4)
    ]  # fmt: skip
    points = [shapely.Point(x, y) for x, y in ((3100, 3000), (6500, 3000), (1500, 6500), (9500, 6500))]
    return conform(frame(rows, points), SITES)


def demand() -> gpd.GeoDataFrame:
    rows, points = [], []
    for k, (x, y) in enumerate((i * 1000, j * 1000) for i in range(1, 12) for j in range(1, 8)):
        commune = (x >= 6000) + 2 * (y >= 4000)
        rows.append({"demand_id": k, "population": 40 * (commune + 1), "code_insee": f"9900{commune}"})
        points.append(shapely.Point(x + 5, y + 5))
    return conform(frame(rows, points), DEMAND)


def zones() -> gpd.GeoDataFrame:
    rows = [
        {"zone_id": "a", "kind": "flood", "depth_min_m": 0.0, "depth_max_m": 0.5},
        {"zone_id": "b", "kind": "flood", "depth_min_m": 1.0, "depth_max_m": 2.0},
    ]
    return conform(
        frame(rows, [shapely.box(6000.5, -500, 6200, 8500), shapely.box(6200, -500, 6999, 8500)]), ZONES
    )


def basemap() -> dict[str, gpd.GeoDataFrame]:
    woods = frame([{"k": "forest"}], [shapely.Point(2500, 6000).buffer(1300)])
    river = frame([{"k": "river"}], [shapely.box(6400, -900, 6600, 9000)])
    names = [{"k": "town" if k == 0 else "village", "name": name} for k, name in enumerate(NAMES)]
    spots = [shapely.Point(x, y) for x, y in ((2000, 2000), (9000, 1500), (2600, 6200), (9000, 6000))]
    return {"landuse": woods, "water": river, "places": frame(names, spots)}


def town(*, hostile: str = "", fictitious: bool = True) -> Inputs:
    territory = Territory(
        name=hostile or "CPTS du Val d’Ambre",
        identifier="town",
        crs=CRS,
        fictitious=fictitious,
        communes=communes(),
        structures=structures(hostile),
        sites=sites(),
        demand=demand(),
        zones=MappingProxyType({"crue": zones()}),
        basemap=MappingProxyType(basemap()),
        sources=(Source("communes", "Territoire dessiné à la main", "2026", "Licence Ouverte 2.0"),),
        fingerprint="0" * 64,
    )
    return Inputs(territory, network())


def spec(reading: Reading = Reading.MEDIAN, **changes: object) -> StudySpec:
    scenario = Scenario("Crue de l’Ambre", (Flood("crue"),), reading, exercise=True)
    facts: dict[str, object] = {"scenario": scenario, "open_sites": ("s0",), "date": "2026-11-23T14:05"}
    return StudySpec(**{**facts, "author": "CPTS du Val d’Ambre", **changes})  # type: ignore[arg-type]
