"""Candidate sites, each with the whole sheet of a crisis site: place, building, capacity, access."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.demo.names import fill, words
from cpts_geo.demo.spots import shared_out
from cpts_geo.demo.structures import Ground

# Kind, how many per 32 communes, damping, where in town, type of building open to the public, surface (m2).
PLANS: Final = (
    ("gym", 11, 0.6, (0.4, 1.0), "X", (700, 1900)),
    ("hall", 18, 0.25, (0.15, 0.9), "L", (160, 820)),
    ("car_park", 6, 0.6, (0.5, 1.2), "PA", (1800, 7500)),
    ("school", 5, 0.4, (0.2, 0.8), "R", (300, 950)),
)
USAGES: Final = {
    "gym": "vaccination;consultation",
    "hall": "vaccination;consultation",
    "car_park": "drive",
    "school": "consultation",
}
STATUSES: Final = ("pressenti", "pressenti", "conventionne", "conventionne", "teste")
MINUTES_PER_ACT: Final = {"car_park": 12.0}  # paperwork at the window of the car
USUAL_MINUTES: Final = 6.0
OPENING_H: Final = 8.0
OCCUPANCY: Final = 0.8  # performance falls above 80 % (FACTS 9.5)
CAR_M: Final = 6.5
PEOPLE_PER_M2: Final = 0.25
ERP_LIMITS: Final = ((1500, 1), (700, 2), (300, 3), (50, 4))


def site_layer(ground: Ground, scale: float, rng: np.random.Generator, *, crs: str) -> gpd.GeoDataFrame:
    """Sites of the territory, in ``crs``, contract columns first."""
    rows: list[dict[str, Any]] = []
    for plan in PLANS:
        places = shared_out(ground.people, max(1, round(plan[1] * scale)), plan[2])
        seen: dict[int, int] = {}
        for place in places:
            seen[place] = seen.get(place, 0) + 1
            spot = int(rng.choice(ground.spots.near(place, plan[3], flooded=None)))
            rows.append(_sheet(ground, plan, (place, seen[place], spot), rng=rng))
    for number, row in enumerate(rows, 1):
        row["site_id"] = f"L{number:03d}"
    _set_substitutes(rows)
    points = shapely.points([row.pop("xy") for row in rows])
    return gpd.GeoDataFrame(rows, geometry=points, crs=crs).set_index("site_id")


def _sheet(
    ground: Ground,
    plan: tuple[str, int, float, tuple[float, float], str, tuple[int, int]],
    where: tuple[int, int, int],
    *,
    rng: np.random.Generator,
) -> dict[str, Any]:
    kind, place, spot = plan[0], where[0], where[2]
    surface = float(round(rng.uniform(*plan[5]), -1))
    posts = int(np.clip(surface // (900 if kind == "car_park" else 95), 2, 12))
    depth = float(ground.spots.depth[spot])
    return {
        **_identity(ground, kind, where),
        **_capacity(kind, surface, posts),
        **_parking(kind, surface, rng),
        **_place(ground, spot, place, rng=rng),
        **_building(plan[4], surface, rng),
        **_utilities(kind, surface, rng),
        **_access(kind, rng),
        "flooded_04fai": depth > 0,
        "flood_depth_04fai_m": round(max(depth, 0.0), 1),
        "xy": np.round(ground.spots.points[spot], 1),
    }


def _identity(ground: Ground, kind: str, where: tuple[int, int, int]) -> dict[str, Any]:
    patterns = words()["sites"][kind]
    place, rank, _ = where
    name = fill(patterns[(rank - 1) % len(patterns)], ground.names[place])
    number = "" if rank <= len(patterns) else f" {rank}"
    return {
        "name": name + number,
        "kind": kind,
        "usage": USAGES[kind],
        "code_insee": ground.codes[place],
        "commune": ground.names[place],
    }


def _capacity(kind: str, surface: float, posts: int) -> dict[str, Any]:
    minutes = MINUTES_PER_ACT.get(kind, USUAL_MINUTES)
    per_hour = 60 / minutes
    per_day = round(posts * per_hour * OPENING_H * OCCUPANCY)
    at_once = posts * 4 if kind == "car_park" else round(surface * PEOPLE_PER_M2)
    return {
        "capacity": float(at_once),
        "capacity_per_day": float(per_day),
        "surface_m2": surface,
        "posts": posts,
        "minutes_per_act": minutes,
        "opening_h": OPENING_H,
        "occupancy": OCCUPANCY,
        "observation_seats": 0 if kind == "car_park" else int(np.ceil(posts * per_hour * 0.25)),
        "queue_cars": int(surface / 150) if kind == "car_park" else 0,
        "queue_m": float(int(surface / 150) * CAR_M) if kind == "car_park" else 0.0,
    }


def _parking(kind: str, surface: float, rng: np.random.Generator) -> dict[str, Any]:
    spaces = int(surface / 26) if kind == "car_park" else int(rng.integers(18, 120))
    return {
        "parking": float(spaces),
        "parking_pmr": float(max(1, int(np.ceil(0.025 * spaces)))),
        "coach": bool(rng.random() < 0.5),
    }


def _place(ground: Ground, spot: int, place: int, *, rng: np.random.Generator) -> dict[str, Any]:
    street = str(ground.spots.street[spot])
    return {
        "status": str(rng.choice(STATUSES)),
        "address": f"{1 + spot % 70} {street[:1].lower()}{street[1:]}" if street else "",
        "owner": fill(words()["sites"]["owner"], ground.names[place]),
        "source": words()["source"],
        "gradation": int(rng.integers(1, 3)),
        "crisis_types": "1;2;3;4;5",
        "version": 1,
        "validated_on": "2026-01-01",
        "convention": bool(rng.random() < 0.4),
        "notice_h": int(rng.choice([4, 8, 12, 24, 48])),
        "other_use": str(rng.choice(["PCS", "ecole", "bureau de vote", "associations"])),
    }


def _building(erp: str, surface: float, rng: np.random.Generator) -> dict[str, Any]:
    admitted = int(surface * 0.9) if erp != "PA" else int(surface / 5)
    category = next((rank for limit, rank in ERP_LIMITS if admitted > limit), 5)
    return {
        "erp_type": erp,
        "erp_category": category,
        "admitted": admitted,
        "rooms": 0 if erp == "PA" else int(rng.integers(1, 7)),
        "door_width_m": 0.0 if erp == "PA" else float(rng.choice([0.9, 1.4, 1.8])),
        "ceiling_m": 0.0 if erp == "PA" else float(rng.choice([2.7, 3.5, 5.0, 7.0])),
        "step_free": bool(rng.random() < 0.85),
    }


def _utilities(kind: str, surface: float, rng: np.random.Generator) -> dict[str, Any]:
    indoors = kind != "car_park"
    return {
        "drinking_water": indoors or bool(rng.random() < 0.4),
        "toilets": int(surface // 130) + 1 if indoors else 0,
        "toilets_pmr": 1 if indoors else 0,
        "power_kva": int(rng.choice([12, 18, 36, 60])) if indoors else 6,
        "generator_plug": bool(rng.random() < 0.35),
        "heating": indoors,
        "internet": str(rng.choice(["fibre", "fibre", "adsl"])) if indoors else "",
        "mobile_4g": bool(rng.random() < 0.9),
        "medical_fridge": False,
        "dasri_storage": bool(indoors and rng.random() < 0.5),
    }


def _access(kind: str, rng: np.random.Generator) -> dict[str, Any]:
    return {
        "one_way_flow": bool(kind == "car_park" or rng.random() < 0.6),
        "separate_staff_access": bool(kind != "car_park" and rng.random() < 0.6),
        "ambulance_stop": bool(rng.random() < 0.75),
        "shelter": bool(kind != "car_park"),
        "isolation_room": bool(kind in {"hall", "school"} and rng.random() < 0.5),
        "bus_stop_m": int(rng.choice([80, 150, 250, 400, 900])),
        "max_height_m": 0.0 if rng.random() < 0.8 else 2.2,
        "winter_service": int(rng.integers(1, 4)),
        "helicopter": bool(rng.random() < 0.2),
    }


def _set_substitutes(rows: list[dict[str, Any]]) -> None:
    """Each site's replacement: the nearest other one of the same usage."""
    xy, usages = np.array([row["xy"] for row in rows]), np.array([row["usage"] for row in rows])
    for usage in np.unique(usages):
        same = np.flatnonzero(usages == usage)
        for k in same:
            others = same[same != k]
            away = np.hypot(*(xy[others] - xy[k]).T)
            rows[k]["substitute"] = rows[others[np.argmin(away)]]["site_id"] if len(others) else ""
