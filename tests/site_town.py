"""The paper town with one hall whose sheet is full, one drive, one bare site and one place of storage."""

from dataclasses import replace
from functools import cache

import geopandas as gpd
import pandas as pd
import shapely

import paper_town
from cpts_geo.model.layers import PLANS, SITES, conform
from cpts_geo.render.numbering import rows_of
from cpts_geo.study import Inputs, Study, run_study

HALL, DRIVE, BARE, STOCK = "s0", "s2", "s3", "depot"
FULL = {
    "posts": 12, "minutes_per_act": 6.0, "opening_h": 8.0, "occupancy": 0.8, "surface_m2": 1410.0,
    "observation_seats": 20, "erp_type": "X", "erp_category": "2", "notice_h": 48, "gradation": 1,
    "crisis_types": "1;2;3;4;5", "convention": "true", "step_free": "oui", "parking": 67, "parking_pmr": 1,
    "other_use": "PCS", "substitute": "s2", "backing_hospital": "hopital-w", "address": "1 rue de l’Église",
}  # fmt: skip
LANES = {"posts": 2, "minutes_per_act": 12.0, "opening_h": 8.0, "occupancy": 0.8, "surface_m2": 1800.0}
FOOTPRINT = shapely.box(3110, 3010, 3150, 3035)  # 40 m by 25 m, beside the hall


def sites() -> gpd.GeoDataFrame:
    known = {HALL: FULL, DRIVE: LANES | {"usage": "drive", "kind": "car_park", "queue_cars": 12}}
    rows = paper_town.sites().drop(columns=["surface_m2", "parking", "parking_pmr", "address"])
    facts = [{"site_id": s.Index, **s._asdict(), **known.get(s.Index, {})} for s in rows_of(rows)]
    store = {"site_id": STOCK, "name": "Réserve secrète", "kind": "stock", "commune": paper_town.NAMES[0]}
    shapes = [*rows.geometry, *paper_town.frame([{}], [shapely.Point(900, 900)]).geometry]
    table = pd.DataFrame([*facts, store]).drop(columns=["Index", "geometry"])
    return conform(gpd.GeoDataFrame(table, geometry=shapes, crs=paper_town.CRS), SITES)


def plans() -> gpd.GeoDataFrame:
    drawn = {
        "footprint": FOOTPRINT,
        "entrance": shapely.Point(3110, 3020),
        "exit": shapely.Point(3150, 3020),
        "pmr_path": shapely.LineString([(3095, 3020), (3110, 3020)]),
    }
    rows = [{"plan_id": f"p-{role}", "site_id": HALL, "role": role} for role in drawn]
    lane = shapely.LineString([(1500, 6510), (1570, 6510)])  # 70 m
    more = [{"plan_id": f"q-{role}", "site_id": DRIVE, "role": role} for role in ("drive_lane", "queue")]
    return conform(paper_town.frame([*rows, *more], [*drawn.values(), lane, lane]), PLANS)


@cache
def study() -> Study:
    """The study of the town; to be read, never changed."""
    town = paper_town.town()
    territory = replace(town.territory, sites=sites(), plans=plans())
    return run_study(paper_town.spec(), inputs=Inputs(territory, town.network))
