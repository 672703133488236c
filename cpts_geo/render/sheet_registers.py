"""Facts of the register of sites and of the table of structures, sorted by commune, with totals."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.model.layers import CAPACITY
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render.escape import plain_text
from cpts_geo.render.numbering import numbered_sites, numbered_structures, rows_of, sort_key
from cpts_geo.render.sheet_places import (
    Row,
    hits,
    site_minutes,
    site_state,
    structure_state,
    symbol_key,
    symbols,
)
from cpts_geo.render.sheets import Facts, common_facts, table, territory_grid
from cpts_geo.render.svg_frame import Grid
from cpts_geo.study import Study
from cpts_geo.wording import labels
from cpts_geo.wording import sheet_registers as words
from cpts_geo.wording import sheet_tables as table_words

Bools = npt.NDArray[np.bool_]
PER_DAY: Final = "capacity_per_day"
KIND: Final = "register_kind"


def structures_facts(study: Study) -> Facts:
    """The table of structures: capacity of reception and of care, state, radio square."""
    places = numbered_structures(study)
    keys = [
        symbol_key(c, urgences=bool(u)) for c, u in zip(places["category"], places["urgences"], strict=True)
    ]
    kinds = [table_words.structure_group(key, margin=False) for key in keys]
    places = _by_commune(places.assign(**{KIND: kinds, "key": keys}))
    rows = _rows(study, places, _structure)
    facts = table(words.STRUCTURES, words.STRUCTURES_HEAD, rows, words.NO_STRUCTURE)
    results = study.outcomes.comparison.structures
    return _facts(study, words.STRUCTURES, facts, places, results) | {
        "widths": ["auto", "1.3", "2", "1.2", "auto", "auto", "auto", "1.3"],
        "aligns": ["left", "left", "left", "left", "right", "right", "center", "left"],
    }


def sites_facts(study: Study) -> Facts:
    """The register of sites: what each takes, how far it is, what the scenario does to it."""
    places = numbered_sites(study)
    kinds = [labels.SITE_KIND.get(str(kind), str(kind)) for kind in places["kind"]]
    keys = ["site_open" if site in study.spec.open_sites else "site_closed" for site in places.index]
    places = _by_commune(places.assign(**{KIND: kinds, "key": keys}))
    rows = _rows(study, places, _site)
    facts = table(words.SITES, words.SITES_HEAD, rows, words.NO_SITE)
    return _facts(study, words.SITES, facts, places, study.outcomes.comparison.sites) | {
        "widths": ["auto", "1.2", "1.7", "1.9", "auto", "auto", "auto", "auto", "auto", "1.3"],
        "aligns": [*["left"] * 4, *["right"] * 3, "center", "left", "left"],
    }


def _facts(study: Study, kind: str, rows: Facts, places: gpd.GeoDataFrame, results: pd.DataFrame) -> Facts:
    totals = table(words.TOTALS, words.TOTALS_HEAD, _totals(study, places, results), "")
    return common_facts(study, kind) | {
        "register": rows | {"icons": True, "symbols": symbols(rows["rows"])},
        "read": words.READ,
        "totals": totals if len(places) else None,
    }


def _by_commune(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Commune, then the order of the numbers (kind, name); the margin last."""
    keys = pd.DataFrame(
        {
            "margin": (places["home"] == "").to_numpy(),
            "commune": [sort_key(name) for name in places["commune"]],
            "rank": range(len(places)),
        },
        index=places.index,
    )
    return places.loc[keys.sort_values(list(keys.columns), kind="stable").index]


def _rows(
    study: Study, places: gpd.GeoDataFrame, cells: Callable[[Study, Any, Grid], list[str]]
) -> list[Row]:
    grid, own = territory_grid(study), study.spec.scenario.reading
    tables = (study.outcomes.comparison.structures, study.outcomes.comparison.sites)
    return [
        {
            "cells": [plain_text(cell, 160) for cell in cells(study, place, grid)],
            "hit": any(hits(results, place.Index)[own] for results in tables if place.Index in results.index),
            "key": place.key,
        }
        for place in rows_of(places)
    ]


def _structure(study: Study, place: Any, grid: Grid) -> list[str]:
    return [
        str(place.number),
        _commune(place),
        str(place.name),
        str(getattr(place, KIND)),
        table_words.capacity(float(place.capacity), str(place.capacity_unit)),
        table_words.amount(float(place.capacity_per_day)),
        grid.square(place.geometry.x, place.geometry.y) or table_words.NONE,
        structure_state(study, place),
    ]


def _site(study: Study, place: Any, grid: Grid) -> list[str]:
    return [
        str(place.number),
        _commune(place),
        str(place.name),
        words.place_kind(str(place.kind), str(place.usage)),
        table_words.amount(float(place.capacity)),
        table_words.amount(float(place.capacity_per_day)),
        words.car_park(float(place.parking), float(place.parking_pmr)),
        grid.square(place.geometry.x, place.geometry.y) or table_words.NONE,
        site_minutes(study, place.Index),
        site_state(study, place),
    ]


def _commune(place: Any) -> str:
    return str(place.commune) if place.home else words.neighbour(str(place.commune))


def _totals(study: Study, places: gpd.GeoDataFrame, results: pd.DataFrame) -> list[Row]:
    """One row per kind in the order of the legend, then all of them; sums of what is known."""
    touched = results.loc[places.index, [f"hit_{reading}" for reading in READINGS]]
    ordered = places.sort_values("number", key=lambda n: n.astype(str).str.lstrip("S").astype(int))
    kinds = dict.fromkeys(ordered[KIND])
    groups = {str(kind): (places[KIND] == kind).to_numpy(bool) for kind in kinds}
    if len(groups) > 1:
        groups[words.ALL] = np.ones(len(places), dtype=bool)
    totals = [_total(study, name, places[rows], touched[rows]) for name, rows in groups.items()]
    return [{"cells": cells, "hit": False} for cells in totals]


def _total(study: Study, name: str, places: gpd.GeoDataFrame, touched: pd.DataFrame) -> list[str]:
    own = study.spec.scenario.reading
    counts = Band(*(float(touched[f"hit_{reading}"].sum()) for reading in READINGS))
    middle = float(getattr(counts, own.value))
    hit = {reading: touched[f"hit_{reading}"].to_numpy(bool) for reading in READINGS}
    same_unit = name != words.ALL or "capacity_unit" not in places  # beds, places and posts never add up
    return [
        name,
        table_words.amount(len(places)),
        table_words.count_band(counts.optimistic, middle, counts.pessimistic),
        *(_sums(places[CAPACITY], hit, own) if same_unit else (table_words.NONE, table_words.NONE)),
        *_sums(places[PER_DAY], hit, own),
    ]


def _sums(values: pd.Series, hit: Mapping[Reading, Bools], own: Reading) -> tuple[str, str]:
    """What the places offer, and what those that are hit do, with its band where every reading knows it."""
    known = values.astype(float)
    whole = words.total(known.sum(min_count=1), int(known.isna().sum()) if known.notna().any() else 0)
    lost = {r: float(known[rows].sum(min_count=1)) if rows.any() else 0.0 for r, rows in hit.items()}
    if not np.isfinite(list(lost.values())).all():
        return whole, table_words.amount(lost[own])
    return whole, table_words.count_band(lost[Reading.OPTIMISTIC], lost[own], lost[Reading.PESSIMISTIC])
