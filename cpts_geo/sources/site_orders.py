"""Which site of the territory an order is about, and which orders about one site contradict each other."""

from datetime import datetime
from typing import Final

import pandas as pd
from shapely.geometry.base import BaseGeometry

from cpts_geo.model.layers import NAME, SITE_ORDERS, VALID_FROM, VALID_UNTIL
from cpts_geo.model.moments import moment
from cpts_geo.sources.harvest import Place
from cpts_geo.sources.raw import RawTable, moved, normalise
from cpts_geo.sources.road_match import COMMUNES
from cpts_geo.sources.times import iso_time
from cpts_geo.sources.zone_facts import TIMES

SITE_IDS: Final = ("site_id", "id_site", "lieu_id", "id_lieu")
SITE_NAMES: Final = ("lieu", "site", "nom_lieu", "nom_site", "nom_du_lieu")
NEAR_SITE_M: Final = 100.0  # a point this near a known site is that site (assumption)


def sites_named(raw: RawTable, place: Place, kinds: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Site that each order names, by identifier, else by name, else by place; or why none is found."""
    asked = kinds.isin(SITE_ORDERS)
    points = _points(raw, place)
    named = zip(raw.text(SITE_IDS), raw.text(SITE_NAMES), raw.text(COMMUNES), points, asked, strict=True)
    found = [
        _site(place, identifier, (name, commune), point) if wanted else ("", "")
        for identifier, name, commune, point, wanted in named
    ]
    table = pd.DataFrame(found, columns=["site", "why"], index=kinds.index)
    return table["site"], table["why"]


def _site(
    place: Place, identifier: str, named: tuple[str, str], point: BaseGeometry | None
) -> tuple[str, str]:
    known = place.sites
    if known is None or known.empty:
        return "", "unknown_site_order"
    if identifier:
        return (identifier, "") if identifier in known.index else ("", "unknown_site_order")
    if named[0]:
        mine = known[known[NAME].map(normalise) == normalise(named[0])]
        here = mine[mine["commune"].map(normalise) == normalise(named[1])] if named[1] else mine
        mine = here if len(here) else mine
    elif point is None:
        mine = known.iloc[:0]
    else:
        near = known.distance(point)
        mine = known.loc[[near.idxmin()]] if near.min() <= NEAR_SITE_M else known.iloc[:0]
    if len(mine) > 1:
        return "", "several_sites_order"
    return (str(mine.index[0]), "") if len(mine) else ("", "unknown_site_order")


def _points(raw: RawTable, place: Place) -> list[BaseGeometry | None]:
    """A point per row, in the CRS of the territory."""
    if raw.geometry is None or raw.geometry.crs is None or raw.geometry.isna().all():
        return [None] * len(raw.columns)
    shapes = moved(raw.geometry, place.crs)
    return [None if s is None or s.is_empty else s.representative_point() for s in shapes]


def contradictions(raw: RawTable, kinds: pd.Series, sites: pd.Series) -> pd.Series:
    """Rows of the orders that contradict each row: the same site open and closed at the same time."""
    begin, end = (raw.text(TIMES[name]).map(iso_time) for name in (VALID_FROM, VALID_UNTIL))
    first = [moment(text) or datetime.min for text in begin]  # noqa: DTZ901 compared, never shown
    last = [moment(text, end=True) or datetime.max for text in end]  # noqa: DTZ901
    spans = dict(zip(kinds.index, zip(first, last, strict=True), strict=True))
    clashes = pd.Series("", index=kinds.index, dtype=object)
    for _, rows in sites[sites != ""].groupby(sites):
        for row in rows.index:
            against = [
                str(other)
                for other in rows.index
                if kinds[other] != kinds[row]
                and spans[row][0] <= spans[other][1]
                and spans[other][0] <= spans[row][1]
            ]
            clashes[row] = ", ".join(against)
    return clashes
