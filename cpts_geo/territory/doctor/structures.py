"""Structures of care: position, duplicates, and what a crisis plan needs to know of them."""

from typing import Final

import geopandas as gpd

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CAPACITY, CATEGORY, STRUCTURES
from cpts_geo.territory.doctor import places, placing
from cpts_geo.territory.doctor.case import Case
from cpts_geo.territory.doctor.facts import Findings, per_row, whole

LAYER: Final = STRUCTURES.name
# Care whose absence from the files is more likely a gap in the files than in the territory (assumption).
ESSENTIAL: Final = (Category.HOPITAL, Category.EHPAD, Category.MEDECIN, Category.PHARMACIE)


def check(case: Case) -> Findings:
    """All there is to say of the structures."""
    frame, territory = case.territory.structures, case.territory
    if not len(frame):
        return ()
    placed = frame[~placing.swapped(frame, territory.communes)]
    sound = placed[placed["geo_quality"] != "commune"]  # the others stand where nobody is
    strayed = placing.elsewhere(placed, LAYER, case)
    told = placed.index.isin([finding.feature_id for finding in strayed])
    return (
        *placing.swapped_axes(frame, LAYER, territory.communes),
        *strayed,
        *placing.in_water(sound, LAYER, territory.basemap.get("water")),
        *placing.in_zones(sound, LAYER, territory.zones),
        *placing.off_road(sound, LAYER, territory.communes, case.road_m(sound)),
        *placing.outside(placed[~told], LAYER, territory.communes),
        *places.same_finess(frame, LAYER),
        *places.same_place(frame, LAYER),
        *places.capacity_bounds(frame, LAYER),
        *places.closed(frame, LAYER),
        *rough_location(frame),
        *unknown_categories(frame),
        *absent_categories(frame),
        *without_capacity(frame),
        *emergency_information(frame),
    )


def rough_location(structures: gpd.GeoDataFrame) -> Findings:
    """Structures at a point of their commune: wet or dry there says nothing of where they are."""
    rough = structures[structures["geo_quality"] == "commune"]
    return per_row(rough, LAYER, "rough_location", rough["commune"])


def unknown_categories(structures: gpd.GeoDataFrame) -> Findings:
    """Categories that no study counts, with the number of structures."""
    strange = structures.loc[~structures[CATEGORY].isin(list(Category)), CATEGORY]
    counts = strange.astype(str).value_counts().sort_index()
    return tuple(whole(LAYER, "category_not_counted", f"{name} ({n})") for name, n in counts.items())


def absent_categories(structures: gpd.GeoDataFrame) -> Findings:
    """Essential care that no file mentions: unknown, never zero."""
    present = set(structures[CATEGORY])
    return tuple(
        whole(LAYER, "category_absent", category.value) for category in ESSENTIAL if category not in present
    )


def without_capacity(structures: gpd.GeoDataFrame) -> Findings:
    """EHPAD whose number of places is unknown: nobody can say how many people to move."""
    homes = structures[(structures[CATEGORY] == Category.EHPAD) & structures[CAPACITY].isna()]
    return per_row(homes, LAYER, "ehpad_without_capacity")


def emergency_information(structures: gpd.GeoDataFrame) -> Findings:
    """Hospitals are known and none has an emergency department: FINESS cannot say it (FACTS 1.4.5)."""
    hospitals = structures[structures[CATEGORY] == Category.HOPITAL]
    if not len(hospitals) or hospitals["urgences"].astype(bool).any():
        return ()
    return (whole(LAYER, "no_emergency_information", str(len(hospitals))),)
