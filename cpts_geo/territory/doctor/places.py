"""Checks that structures and sites share: what they say of themselves, and whether they are there twice."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.model.changes import Action
from cpts_geo.model.findings import Repair
from cpts_geo.model.layers import CAPACITY, CATEGORY, NAME
from cpts_geo.sources.cells import MAX_CAPACITY
from cpts_geo.sources.raw import normalise
from cpts_geo.territory.doctor.facts import Findings, Repairs, per_row

SAME_PLACE_M: Final = 50.0  # assumption: two geocoders put one door this far apart
CLOSED: Final = frozenset({"closed", "ferme", "indisponible"})


def capacity_bounds(places: gpd.GeoDataFrame, layer: str) -> Findings:
    """Capacities that no place has (STR-16)."""
    capacity = places[CAPACITY].astype(float)
    odd = places[capacity.notna() & ~capacity.between(0, MAX_CAPACITY)]
    repairs = {
        str(key): (Repair("forget_capacity", layer, str(key), values={CAPACITY: None}),) for key in odd.index
    }
    return per_row(odd, layer, "capacity_out_of_bounds", odd[CAPACITY].map("{:g}".format), repairs)


def closed(places: gpd.GeoDataFrame, layer: str) -> Findings:
    """Places that say they are closed: they serve nobody in a study."""
    shut = places[places["status"].isin(CLOSED)]
    return per_row(shut, layer, f"{layer.removesuffix('s')}_closed")


def same_finess(places: gpd.GeoDataFrame, layer: str) -> Findings:
    """One FINESS number on several rows; the row that says most is the one to keep.

    Rows of different categories are told, never merged: no repair is proposed for them.
    """
    numbered = places[places["finess"] != ""]
    shared = _fullest_first(numbered[numbered["finess"].duplicated(keep=False)])
    kept = shared.drop_duplicates("finess").set_index("finess")
    extra = shared[shared["finess"].duplicated()].sort_index()
    first = kept.loc[extra["finess"]]
    same_kind = extra[CATEGORY].to_numpy() == first[CATEGORY].to_numpy()
    return per_row(
        extra, layer, "same_finess", extra["finess"], _removals(extra.index[same_kind], layer, "keep_first")
    )


def same_place(places: gpd.GeoDataFrame, layer: str) -> Findings:
    """Same name and category within ``SAME_PLACE_M``: one place written twice."""
    if len(places) < 2:
        return ()
    ordered = _fullest_first(places)
    near, other = _pairs(ordered.geometry)
    kind = ordered[CATEGORY].to_numpy() if CATEGORY in ordered else np.zeros(len(ordered))
    names = ordered[NAME].astype(str).map(normalise).to_numpy()
    numbers = ordered["finess"].to_numpy() if "finess" in ordered else np.full(len(ordered), "")
    same = (kind[near] == kind[other]) & (names[near] == names[other]) & (names[near] != "")
    same &= (numbers[near] != numbers[other]) | (numbers[near] == "")  # else told by ``same_finess``
    again = np.unique(other[same])
    extra = ordered.iloc[again].sort_index()
    return per_row(extra, layer, "same_place", extra[NAME], _removals(extra.index, layer, "keep_first"))


def _pairs(points: gpd.GeoSeries) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    shapes = points.to_numpy()
    a, b = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=SAME_PLACE_M)
    return a[a < b], b[a < b]


def _fullest_first(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Well placed before roughly placed, with a capacity before without, then by identifier."""
    rough = places["geo_quality"] == "commune" if "geo_quality" in places else False
    ranked = pd.DataFrame({"rough": rough, "empty": places[CAPACITY].isna()}, index=places.index)
    ranked["key"] = places.index.astype(str)
    return places.loc[ranked.sort_values(["rough", "empty", "key"]).index]


def _removals(rows: pd.Index, layer: str, kind: str) -> Repairs:
    return {str(key): (Repair(kind, layer, str(key), Action.DELETE),) for key in rows}
