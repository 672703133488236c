"""Rows of structures and sites for the printed tables, as plain text."""

from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from cpts_geo.hazards import SiteOrders
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import choices, style
from cpts_geo.render.escape import plain_text
from cpts_geo.render.kept import kept_site_spans
from cpts_geo.render.legend import swatch
from cpts_geo.render.numbering import row_at, rows_of, sort_key
from cpts_geo.render.svg_frame import Grid, MapFrame
from cpts_geo.study import Study
from cpts_geo.wording import cautions, labels, legends
from cpts_geo.wording import sheet_tables as table_words

Row = dict[str, Any]
FEW_SITES: Final = 3  # beyond, a town says the care per day of its sites in its register only
SYMBOL_KEYS: Final = {symbol: f"category_{kind}" for kind, symbol in style.CATEGORY_SYMBOLS.items()}


def by_water(study: Study) -> bool:
    """Whether places are hit by water alone, so that « inondé » can be said."""
    ordered = any(isinstance(hazard, SiteOrders) for hazard in study.spec.scenario.hazards)
    return choices.flooded(study.spec) and not choices.shut(study.spec) and not ordered


def hits(table: pd.DataFrame, key: object) -> dict[Reading, bool]:
    """Whether a place is hit, by reading."""
    row = row_at(table, key)
    return {reading: bool(row[f"hit_{reading.value}"]) for reading in READINGS}


def causes(table: pd.DataFrame, key: object) -> dict[Reading, int]:
    """What hits a place (``model.causes``), by reading."""
    row = row_at(table, key)
    return {reading: int(row[f"by_{reading.value}"]) for reading in READINGS}


def symbol_key(category: str, *, urgences: bool) -> str:
    """Legend key of the symbol of a structure."""
    return SYMBOL_KEYS[style.structure_symbol(category, urgences=urgences)]


def listed(structures: gpd.GeoDataFrame, frame: MapFrame) -> gpd.GeoDataFrame:
    """Structures of the territory, and those of its margin that the map shows."""
    inside = frame.contains(shapely.get_coordinates(structures.geometry.to_numpy()))
    return structures[(structures["home"] != "") | inside]


def structure_rows(study: Study, structures: gpd.GeoDataFrame, grid: Grid) -> list[Row]:
    """One row per structure, a heading row before each kind."""
    rows: list[Row] = []
    previous = ""
    for structure in rows_of(structures):
        key = symbol_key(str(structure.category), urgences=bool(structure.urgences))
        heading = f"{key}{structure.home == ''}"
        if heading != previous:
            rows.append({"group": table_words.structure_group(key, margin=structure.home == ""), "key": key})
            previous = heading
        rows.append(_structure_row(study, structure, grid, structure.commune) | {"key": key})
    return rows


def commune_structure_rows(study: Study, structures: gpd.GeoDataFrame, grid: Grid) -> list[Row]:
    """One row per structure of a commune, which is not named again; no heading rows."""
    return [
        _structure_row(study, structure, grid, "")
        | {"key": symbol_key(str(structure.category), urgences=bool(structure.urgences))}
        for structure in rows_of(structures)
    ]


def structure_state(study: Study, structure: Any) -> str:
    """State of a numbered structure: what hits it, else its declared status."""
    touched = causes(study.outcomes.comparison.structures, structure.Index)
    said = table_words.state(touched, study.spec.scenario.reading, str(structure.status))
    return _beyond(study, structure, touched, said)


def site_state(study: Study, site: Any) -> str:
    """State of a numbered candidate site: what hits it, whether it is open, its declared status."""
    touched = causes(study.outcomes.comparison.sites, site.Index)
    opened = site.Index in study.spec.open_sites
    own, status = study.spec.scenario.reading, str(site.status)
    return _beyond(study, site, touched, table_words.site_state(touched, own, status, opened=opened))


def _beyond(study: Study, place: Any, touched: Mapping[Reading, int], said: str) -> str:
    """Outside the communes a flood that does not touch a place says nothing of it: never « open » alone."""
    unknown = choices.flooded(study.spec) and not place.home and not any(touched.values())
    return table_words.water_unknown(said) if unknown else said


def _structure_row(study: Study, structure: Any, grid: Grid, commune: object) -> Row:
    touched = causes(study.outcomes.comparison.structures, structure.Index)
    own = study.spec.scenario.reading
    cells = [
        str(structure.number),
        _named(structure.name, commune),
        table_words.capacities(structure.capacity, str(structure.capacity_unit), structure.capacity_per_day),
        grid.square(structure.geometry.x, structure.geometry.y) or table_words.NONE,
        structure_state(study, structure),
    ]
    return {"cells": [plain_text(cell) for cell in cells], "hit": touched[own] > 0}


def _named(name: object, commune: object) -> str:
    place = plain_text(commune)
    said = plain_text(name)
    return said if not place or sort_key(place) in sort_key(said) else f"{said}, {place}"


def kind_rows(study: Study, structures: gpd.GeoDataFrame) -> list[Row]:
    """Kinds of structures: how many, their known capacity, the numbers of all their places."""
    own, table = study.spec.scenario.reading, study.outcomes.comparison.structures
    groups: dict[str, list[Any]] = {}
    for structure in rows_of(structures):
        key = symbol_key(str(structure.category), urgences=bool(structure.urgences))
        groups.setdefault(key, []).append(structure)
    rows = []
    for key, found in groups.items():
        touched = [hits(table, structure.Index) for structure in found]
        numbers = [f"{s.number}{_mark(hit, own)}" for s, hit in zip(found, touched, strict=True)]
        places = table_words.places_hit(len(found), sum(hit[own] for hit in touched))
        capacity = table_words.capacity_of_kind([(s.capacity, str(s.capacity_unit)) for s in found])
        kind = table_words.structure_group(key, margin=False)
        cells = [f"{kind}, {places}", table_words.capacity_and_numbers(capacity, numbers)]
        rows.append({"cells": [plain_text(cell, 400) for cell in cells], "key": key})
    return rows


def _mark(hit: Mapping[Reading, bool], own: Reading) -> str:
    return legends.HIT_MARK if hit[own] else legends.MAYBE_MARK if any(hit.values()) else ""


def site_rows(study: Study, sites: gpd.GeoDataFrame, grid: Grid, *, named: bool = True) -> list[Row]:
    """One row per candidate site; its commune is said unless ``named`` is false."""
    table = study.outcomes.comparison.sites
    own = study.spec.scenario.reading
    rows = []
    for site in rows_of(sites):
        touched = causes(table, site.Index)
        cells = [
            str(site.number),
            _named(site.name, site.commune if named else ""),
            table_words.amount(site.capacity),
            table_words.amount(site.capacity_per_day),
            grid.square(site.geometry.x, site.geometry.y) or table_words.NONE,
            site_minutes(study, site.Index),
            site_state(study, site),
        ]
        rows.append({"cells": [plain_text(cell) for cell in cells], "hit": touched[own] > 0})
    return rows


def site_minutes(study: Study, site: Any) -> str:
    """Median trip to a site before, and during the scenario with its span."""
    facts, span = row_at(study.outcomes.comparison.sites, site), row_at(kept_site_spans(study), site)
    if not facts["reached"]:
        return cautions.OFF_ROADS
    during = (span["minutes_low"], facts["minutes_scenario"], span["minutes_high"])
    return table_words.minutes_change(facts["minutes_reference"], during)


def compact_site_rows(study: Study, sites: gpd.GeoDataFrame, grid: Grid) -> list[Row]:
    """The sites of a town in few words, open ones first."""
    rows = []
    for site, row in zip(rows_of(sites), site_rows(study, sites, grid, named=False), strict=True):
        number, name, capacity, daily, square, _, state = row["cells"]
        few = len(sites) <= FEW_SITES
        opened = site.Index in study.spec.open_sites
        said = table_words.short_site(square, capacity, daily if few else table_words.NONE, state)
        key = "site_open" if opened else "site_closed"
        rows.append({"cells": [f"{number} {name}", said], "key": key, "hit": row["hit"]})
    return sorted(rows, key=lambda row: row["key"] != "site_open")


def legend_groups(keys: tuple[str, ...], square_m: int) -> list[Row]:
    """Legend of a map, by group: only what is on it."""
    hazards = (
        "way_",
        "depth_",
        "cut",
        "shut",
        "maybe_cut",
        "slowed",
        "bridge",
        "perimeter",
        "slow_zone",
        "no_entry",
        "pocket",
    )
    places = [key for key in keys if key.startswith(("category_", "site_"))]
    scenario = [key for key in keys if key.startswith(hazards)]
    roads = [key for key in keys if key.startswith("road_") or key == "helpers_only"]
    members: Mapping[str, list[str]] = {
        "places": [*places, "hit"],
        "hazard": scenario,
        "roads": [*roads, "commune", "grid"],
    }
    return [
        {
            "title": legends.LEGEND_GROUPS[name],
            "entries": [{"svg": swatch(key), "label": legends.legend_entry(key, square_m)} for key in found],
        }
        for name, found in members.items()
        if found
    ]


def symbols(rows: list[Row]) -> dict[str, str]:
    """SVG of the symbols that the rows name, once each."""
    return {key: swatch(key) for key in dict.fromkeys(row["key"] for row in rows)}


def category_label(name: str) -> str:
    """Plural name of a category of the study."""
    return labels.CATEGORY_PLURAL[Category(name)]
