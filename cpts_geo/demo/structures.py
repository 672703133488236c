"""Structures of care of every category, with capacities; some really stand where the river floods."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from cpts_geo.demo.names import false_finess, fill, words
from cpts_geo.demo.settlement import Settlement
from cpts_geo.demo.spots import Spots, shared_out
from cpts_geo.model.categories import Category


@dataclass(frozen=True)
class Kind:
    """How many structures of a category, where, and how large.

    Attributes
    ----------
    category, count
        ``count`` is per 32 communes; 0 = one per commune.
    damping
        0 spreads over settlements, 1 follows population.
    shares
        Where in town, in shares of its radius.
    capacity, unit, per_day
        Bounds of the capacity, its unit, and acts per day for one unit (0 = not said).
    flooded
        How many stand in the extreme flood when their town has such places.
    finess
        Whether it has a (false) FINESS number.
    """

    category: Category
    count: int
    damping: float
    shares: tuple[float, float]
    capacity: tuple[int, int]
    unit: str
    per_day: float = 0.0
    flooded: int = 0
    finess: bool = True


KINDS: Final = (
    Kind(Category.EHPAD, 9, 0.72, (0.3, 0.95), (54, 112), "places", flooded=2),
    Kind(Category.MSP, 4, 0.3, (0.1, 0.6), (7, 16), "posts", per_day=20, flooded=1),
    Kind(Category.CENTRE_SANTE, 2, 0.9, (0.15, 0.7), (5, 9), "posts", per_day=18),
    Kind(Category.PHARMACIE, 20, 0.8, (0.0, 0.55), (2, 6), "posts", per_day=45, flooded=4),
    Kind(Category.LABORATOIRE, 5, 0.85, (0.1, 0.5), (3, 7), "posts", per_day=40, flooded=1),
    Kind(Category.MEDECIN, 25, 0.78, (0.05, 0.7), (1, 5), "posts", per_day=24, flooded=3, finess=False),
    Kind(Category.INFIRMIER, 25, 0.66, (0.05, 0.8), (2, 6), "posts", per_day=22, flooded=3, finess=False),
    Kind(Category.SSIAD, 2, 0.5, (0.1, 0.7), (38, 62), "places"),
    Kind(Category.HAD, 1, 1.0, (0.3, 0.9), (30, 45), "places"),
    Kind(Category.DIALYSE, 1, 1.0, (0.4, 0.9), (12, 18), "posts", per_day=2, flooded=1),
    Kind(Category.POMPIERS, 7, 0.42, (0.4, 1.0), (4, 14), "posts", finess=False),
    Kind(Category.MAIRIE, 0, 0.0, (0.0, 0.3), (0, 0), "", finess=False),
)
HOSPITALS: Final = (("hopital_urgences", 0, 318, True), ("hopital", 1, 64, False))


@dataclass(frozen=True)
class Ground:
    """What placing needs: the settlement, names and codes of its communes, people, spots."""

    settlement: Settlement
    names: list[str]
    codes: list[str]
    people: np.ndarray
    spots: Spots


def structure_layer(ground: Ground, scale: float, rng: np.random.Generator, *, crs: str) -> gpd.GeoDataFrame:
    """Structures of the territory, in ``crs``; ``scale`` is the number of CPTS it is worth."""
    rows = _hospitals(ground, scale, rng)
    for kind in KINDS:
        rows += _of_kind(ground, kind, scale, rng=rng)
    taken: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        row["structure_id"] = f"S{number:04d}"
        row["finess"] = false_finess(700_000 + number) if row["finess"] else ""
        taken[str(row["name"])] = taken.get(str(row["name"]), 0) + 1
        if taken[str(row["name"])] > 1:
            row["name"] = f"{row['name']} {taken[str(row['name'])]}"
    points = shapely.points([row.pop("xy") for row in rows])
    return gpd.GeoDataFrame(rows, geometry=points, crs=crs).set_index("structure_id")


def _hospitals(ground: Ground, scale: float, rng: np.random.Generator) -> list[dict[str, Any]]:
    order = np.argsort(-ground.people, kind="stable")
    rows = []
    for k in range(max(1, round(scale))):
        for pattern, rank, beds, emergency in HOSPITALS:
            place = int(order[min(2 * k + rank, len(order) - 1)])
            candidates = ground.spots.near(place, (0.45, 0.85), flooded=False)
            driest = int(candidates[int(np.argmin(ground.spots.depth[candidates]))])
            row = _row(ground, Category.HOPITAL, driest, place=place)
            row |= {"name": fill(words()["structures"][pattern], ground.names[place]), "urgences": emergency}
            row |= {"capacity": float(beds), "capacity_unit": "beds", "finess": True}
            row["capacity_per_day"] = (
                float(rng.integers(85, 115)) if emergency else float(rng.integers(18, 30))
            )
            rows.append(row)
    return rows


def _of_kind(ground: Ground, kind: Kind, scale: float, *, rng: np.random.Generator) -> list[dict[str, Any]]:
    count = max(1, round(kind.count * scale))
    places = (
        list(range(len(ground.people))) if kind.count == 0 else shared_out(ground.people, count, kind.damping)
    )
    patterns = words()["structures"][str(kind.category)]
    wet = _flooded_ranks(ground, places, max(1, round(kind.flooded * scale)) if kind.flooded else 0)
    rows = []
    for rank, place in enumerate(places):
        spot = int(rng.choice(ground.spots.near(place, kind.shares, flooded=rank in wet)))
        row = _row(ground, kind.category, spot, place=place)
        row["name"] = fill(patterns[rank % len(patterns)], ground.names[place])
        row |= _capacity(kind, rng)
        rows.append(row)
    return rows


def _flooded_ranks(ground: Ground, places: list[int], count: int) -> set[int]:
    """Which of the structures stand in the flood: the last ones of towns that have flooded streets."""
    wet_places = set(ground.spots.place[ground.spots.depth > 0.15].tolist())
    able = [rank for rank, place in enumerate(places) if place in wet_places]
    return set(able[1 : count + 1] if len(able) > count else able[:count])


def _row(ground: Ground, category: Category, spot: int, *, place: int) -> dict[str, Any]:
    street = str(ground.spots.street[spot])
    return {
        "category": str(category),
        "code_insee": ground.codes[place],
        "commune": ground.names[place],
        "urgences": False,
        "address": f"{2 + spot % 88} {street[:1].lower()}{street[1:]}" if street else "",
        "status": "open",
        "geo_quality": "exact",
        "source": words()["source"],
        "xy": np.round(ground.spots.points[spot], 1),
    }


def _capacity(kind: Kind, rng: np.random.Generator) -> dict[str, Any]:
    low, high = kind.capacity
    if not high:
        return {"capacity": np.nan, "capacity_unit": "", "capacity_per_day": np.nan, "finess": kind.finess}
    size = float(rng.integers(low, high + 1))
    per_day = round(size * kind.per_day * 0.85) if kind.per_day else np.nan
    return {
        "capacity": size,
        "capacity_unit": kind.unit,
        "capacity_per_day": float(per_day),
        "finess": kind.finess,
    }
