"""What the form of one structure or site shows, and what was changed in it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from cpts_geo.model.categories import STORED_CATEGORIES
from cpts_geo.model.changes import Cell, Change, LonLat
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.layers import CAPACITY, CATEGORY, NAME, SITES, STRUCTURES
from cpts_geo.model.territory import Territory
from cpts_geo.render.data_tables import cell, headed
from cpts_geo.sources import sites, structures
from cpts_geo.wording import data_page as words
from cpts_geo.wording import labels

KIND = {STRUCTURES.name: CATEGORY, SITES.name: "kind"}


@dataclass(frozen=True)
class Form:
    """One row as it is, or a new one when ``feature_id`` is empty."""

    layer: str
    feature_id: str
    version: int
    name: str
    kind: str
    status: str
    capacity: float | None
    lon: float | None
    lat: float | None

    @property
    def kinds(self) -> list[str]:
        """Words for its category or nature."""
        structure = self.layer == STRUCTURES.name
        return [str(c) for c in STORED_CATEGORIES] if structure else list(sites.KINDS)

    @property
    def kind_label(self) -> str:
        """What its kind is called."""
        return words.CATEGORY if self.layer == STRUCTURES.name else words.SITE_KIND

    @property
    def statuses(self) -> list[str]:
        """Words for its status."""
        return list(structures.STATUSES if self.layer == STRUCTURES.name else sites.STATUSES)

    @property
    def needs_reason(self) -> bool:
        """Whether a doubtful place asks for a reason."""
        return self.layer == SITES.name


def rows(territory: Territory, layer: str) -> dict[str, str]:
    """Identifier to « name (commune) » of each row."""
    frame = _frame(territory, layer)
    pairs = zip(frame.index, frame[NAME], frame["commune"], strict=True)
    said = {str(key): f"{name} ({commune})" if commune else str(name) for key, name, commune in pairs}
    return dict(sorted(said.items(), key=lambda pair: pair[1].casefold()))


def form(territory: Territory, layer: str, feature_id: str) -> Form:
    """What to show of a row; empty fields for a new one."""
    frame = _frame(territory, layer)
    if not feature_id or feature_id not in frame.index:
        return Form(layer, "", 0, "", "", "", None, None, None)
    row = frame.loc[[feature_id]]
    point = to_degrees(row).geometry.iloc[0].coords[0]
    mine = (c.version for c in territory.changes if (c.layer, c.feature_id) == (layer, feature_id))
    capacity = float(row[CAPACITY].iloc[0])
    return Form(
        layer,
        feature_id,
        next(mine, 0),
        name=str(row[NAME].iloc[0]),
        kind=str(row[KIND[layer]].iloc[0]),
        status=str(row["status"].iloc[0]),
        capacity=None if math.isnan(capacity) else capacity,
        lon=round(point[0], 6),
        lat=round(point[1], 6),
    )


def changed(
    seen: Form, *, name: str, kind: str | None, status: str | None, capacity: float | None
) -> Mapping[str, Cell]:
    """Columns whose value is not the one that was shown."""
    before: dict[str, Cell] = {
        NAME: seen.name,
        KIND[seen.layer]: seen.kind,
        "status": seen.status,
        CAPACITY: seen.capacity,
    }
    typed = (name.strip(), kind or "", status or "", capacity)
    return {
        column: value
        for (column, old), value in zip(before.items(), typed, strict=True)
        if value != old and not (value == "" and column != NAME)
    }


def both(values: Mapping[str, Cell], lonlat: LonLat | None, now: Change | None) -> pd.DataFrame:
    """What the person typed beside what was saved meanwhile."""
    written = dict(now.values) if now else {}
    lines = [
        {"column": words.column(name), "mine": cell(values.get(name)), "theirs": cell(written.get(name))}
        for name in dict.fromkeys((*values, *written))
    ]
    if lonlat or (now and now.lonlat):
        place = now.lonlat if now else None
        lines.append({"column": words.POSITION, "mine": cell(lonlat), "theirs": cell(place)})
    return headed(lines, ("column", "mine", "theirs")).rename(columns={words.THEIRS: words.WRITTEN})


def word(value: str) -> str:
    """French of a category or nature."""
    known = {str(key): said for key, said in labels.CATEGORY.items()} | labels.SITE_KIND
    return known[value]


def _frame(territory: Territory, layer: str) -> gpd.GeoDataFrame:
    return territory.structures if layer == STRUCTURES.name else territory.sites
