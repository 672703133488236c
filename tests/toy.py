"""A town drawn on paper: a river runs north-south between columns B and C, one bridge on row 3.

    A1 -- B1    C1 -- D1
    |     |      |     |
    A2 -- B2    C2 -- D2
    |     |      |     |
    A3 -- B3 == C3 -- D3        == the bridge (D14)
    |     |      |     |
    A4 -- B4    C4 -- D4

Junctions are 1,000 m apart; every road is driven at 60 km/h, so one block is one minute.
The hospital (with emergency department) is at D3, an EHPAD at A1 and another at D4, pharmacies at
A3 and D1. 100 people live at each junction. The commune « Rive-Gauche » holds columns A and B,
« Rive-Droite » C and D.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.layers import COMMUNES, DEMAND, EDGES, NODES, SITES, STRUCTURES, ZONES, conform
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.territory import Territory
from cpts_geo.study import Inputs

CRS = "EPSG:2154"
BLOCK_M = 1000.0
ORIGIN = (400_000.0, 6_500_000.0)
NAMES = [f"{column}{row}" for row in range(1, 5) for column in "ABCD"]


def at(name: str) -> shapely.Point:
    column, row = "ABCD".index(name[0]), int(name[1])
    return shapely.Point(ORIGIN[0] + column * BLOCK_M, ORIGIN[1] - row * BLOCK_M)


def number(name: str) -> int:
    return NAMES.index(name)


def _pairs() -> list[tuple[str, str]]:
    across = [(f"{a}{row}", f"{b}{row}") for row in range(1, 5) for a, b in ("AB", "CD")]
    along = [(f"{column}{row}", f"{column}{row + 1}") for column in "ABCD" for row in range(1, 4)]
    return [*across, *along, ("B3", "C3")]


def network() -> RoadNetwork:
    rows = [(a, b) for pair in _pairs() for a, b in (pair, pair[::-1])]
    edges = gpd.GeoDataFrame(
        {
            "edge_id": range(len(rows)),
            "u": [number(a) for a, _ in rows],
            "v": [number(b) for _, b in rows],
            "length_m": BLOCK_M,
            "speed_kmh": 60.0,
            "time_s": 60.0,
            "highway": "secondary",
            "name": ["Grand-Pont" if {a, b} == {"B3", "C3"} else "" for a, b in rows],
            "ref": ["D14" if {a, b} == {"B3", "C3"} else "-".join(sorted((a, b))) for a, b in rows],
            "bridge": [{a, b} == {"B3", "C3"} for a, b in rows],
            "tunnel": False,
            "ford": False,
        },
        geometry=[shapely.LineString([at(a), at(b)]) for a, b in rows],
        crs=CRS,
    )
    nodes = gpd.GeoDataFrame({"node_id": range(16)}, geometry=[at(n) for n in NAMES], crs=CRS)
    return RoadNetwork(conform(nodes, NODES), conform(edges, EDGES))


def _structures() -> gpd.GeoDataFrame:
    rows = [
        ("H", "Hôpital du Pont", "hopital", "D3", 120.0, True),
        ("E1", "EHPAD des Saules", "ehpad", "A1", 60.0, False),
        ("E2", "EHPAD du Coteau", "ehpad", "D4", 80.0, False),
        ("P1", "Pharmacie de l'Île", "pharmacie", "A3", np.nan, False),
        ("P2", "Pharmacie Neuve", "pharmacie", "D1", np.nan, False),
    ]
    columns = ["structure_id", "name", "category", "_at", "capacity", "urgences"]
    table = pd.DataFrame(rows, columns=columns)
    places = [at(name) for name in table.pop("_at")]
    communes = ["99001" if p.x < ORIGIN[0] + 1.5 * BLOCK_M else "99002" for p in places]
    frame = gpd.GeoDataFrame(table.assign(code_insee=communes), geometry=places, crs=CRS)
    return conform(frame, STRUCTURES)


def _communes() -> gpd.GeoDataFrame:
    left, middle, right = ORIGIN[0] - 500, ORIGIN[0] + 1.5 * BLOCK_M, ORIGIN[0] + 3.5 * BLOCK_M
    bottom, top = ORIGIN[1] - 4.5 * BLOCK_M, ORIGIN[1] - 500
    frame = gpd.GeoDataFrame(
        {"code_insee": ["99001", "99002"], "name": ["Rive-Gauche", "Rive-Droite"], "population": 800.0},
        geometry=[shapely.box(left, bottom, middle, top), shapely.box(middle, bottom, right, top)],
        crs=CRS,
    )
    return conform(frame, COMMUNES)


def _demand() -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {
            "demand_id": NAMES,
            "population": 100,
            "code_insee": ["99001" if n[0] in "AB" else "99002" for n in NAMES],
        },
        geometry=[at(n) for n in NAMES],
        crs=CRS,
    )
    return conform(frame, DEMAND)


def _sites() -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"site_id": ["S1", "S2"], "name": ["Gymnase Ouest", "Salle Est"], "kind": ["gym", "hall"]},
        geometry=[at("A2"), at("D2")],
        crs=CRS,
    )
    return conform(frame, SITES)


def zones(
    kind: str, *shapes: shapely.Geometry, low: float = np.nan, high: float = np.nan
) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {"zone_id": range(len(shapes)), "kind": kind, "depth_min_m": low, "depth_max_m": high},
        geometry=list(shapes),
        crs=CRS,
    )
    return conform(frame, ZONES)


def river(half_width_m: float = 400.0) -> shapely.Polygon:
    """Water between columns B and C; the bridge crosses it, its banks at B3 and C3 are dry."""
    x = ORIGIN[0] + 1.5 * BLOCK_M
    return shapely.box(x - half_width_m, ORIGIN[1] - 5 * BLOCK_M, x + half_width_m, ORIGIN[1])


def around(name: str, radius_m: float = 100.0) -> shapely.Polygon:
    return at(name).buffer(radius_m)


def between(a: str, b: str, radius_m: float = 50.0) -> shapely.Polygon:
    """Water on the middle of a block only: neither junction is wet."""
    middle = shapely.LineString([at(a), at(b)]).interpolate(0.5, normalized=True)
    return middle.buffer(radius_m)


def inputs(**layers: gpd.GeoDataFrame) -> Inputs:
    territory = Territory(
        name="Ville de papier",
        identifier="toy",
        crs=CRS,
        fictitious=True,
        communes=_communes(),
        structures=_structures(),
        sites=_sites(),
        demand=_demand(),
        zones=layers,
        fingerprint="0" * 64,
    )
    return Inputs(territory, network())
