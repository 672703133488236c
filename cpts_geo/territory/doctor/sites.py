"""Candidate sites: a plan must not send people into water, out of reach or to a closed door."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.findings import Repair
from cpts_geo.model.layers import CAPACITY, HELIPAD, SITES
from cpts_geo.territory.doctor import places, placing
from cpts_geo.territory.doctor.case import Case
from cpts_geo.territory.doctor.facts import Findings, cut, per_row

LAYER: Final = SITES.name


def check(case: Case) -> Findings:
    """All there is to say of the sites."""
    frame, territory = case.territory.sites, case.territory
    if not len(frame):
        return ()
    received = frame[frame["kind"] != HELIPAD]  # nobody waits nor parks on a helipad
    sound = frame[~placing.swapped(frame, territory.communes)]
    return (
        *placing.swapped_axes(frame, LAYER, territory.communes),
        *placing.elsewhere(sound, LAYER, case),
        *placing.in_water(sound, LAYER, territory.basemap.get("water")),
        *placing.in_zones(sound, LAYER, territory.zones),
        *placing.off_road(sound, LAYER, territory.communes, case.road_m(sound)),
        *placing.outside(sound, LAYER, territory.communes),
        *places.same_place(frame, LAYER),
        *places.capacity_bounds(frame, LAYER),
        *places.closed(frame, LAYER),
        *dates_reversed(frame),
        *per_row(received[received[CAPACITY].isna()], LAYER, "site_without_capacity"),
        *per_row(received[received["parking"].isna()], LAYER, "site_without_parking"),
    )


def dates_reversed(sites: gpd.GeoDataFrame) -> Findings:
    """Sites that close before they open (SIT-10)."""
    start, end = (_dates(sites[column]) for column in ("opens", "closes"))
    wrong = sites[(end < start).to_numpy()]
    pairs = list(zip(wrong.index.astype(str), wrong["opens"], wrong["closes"], strict=True))
    repairs = {
        key: (Repair("swap_dates", LAYER, key, values={"opens": closes, "closes": opens}),)
        for key, opens, closes in pairs
    }
    return per_row(wrong, LAYER, "dates_reversed", [cut(a, b) for _, a, b in pairs], repairs)


def _dates(column: pd.Series) -> pd.Series:
    """Local moments of a column in ISO 8601; NaT when it says none."""
    texts = column.astype(str).str.strip().str[:16]  # both are local times of the site: no offset
    return pd.to_datetime(texts, format="ISO8601", errors="coerce")
