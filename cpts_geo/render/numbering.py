"""Numbers that name places on every sheet of a territory: the same on map, tables and commune pages."""

import unicodedata
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.results import Pocket
from cpts_geo.render.editions import is_stock
from cpts_geo.render.public_figures import public_figures
from cpts_geo.render.style import structure_symbol
from cpts_geo.study import Study

NUMBER: Final = "number"
HOME: Final = "home"  # code_insee of the commune that contains the place, "" in the margin


def home_communes(places: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> pd.Series:
    """Code of the commune each point stands in, ``""`` outside the territory; first code on a boundary."""
    home = pd.Series("", index=places.index, dtype=object)
    if not len(places) or not len(communes):
        return home
    ordered = communes.sort_index(ascending=False)
    tree = shapely.STRtree(ordered.geometry.to_numpy())
    point, area = tree.query(places.geometry.to_numpy(), predicate="intersects")
    rank = np.argsort(area, kind="stable")
    home.iloc[point[rank]] = ordered.index.to_numpy()[area[rank]]
    return home


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """Rows of a frame as named tuples, ``Index`` first."""
    return list(frame.itertuples())


def row_at(frame: pd.DataFrame, key: object) -> Any:
    """One row of a frame."""
    return frame.loc[key]  # type: ignore[call-overload]  # identifiers come from files: any hashable


def sort_key(text: object) -> str:
    """Key of an alphabetical order where accents and case do not count."""
    parts = unicodedata.normalize("NFKD", str(text))
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def numbered_structures(study: Study) -> gpd.GeoDataFrame:
    """Structures of the studied categories with ``number`` (from 1) and ``home``, in that order.

    Sorted by kind as in legends, then commune, then name; those of the margin come last.
    """
    layer = study.territory.structures
    kept = layer[layer["category"].isin(stored_categories(study))]
    rows = kept.assign(home=home_communes(kept, study.territory.communes))
    keys = pd.DataFrame(
        {
            "margin": rows[HOME] == "",
            "order": [
                structure_symbol(c, urgences=bool(u)).order
                for c, u in zip(rows["category"], rows["urgences"], strict=True)
            ],
            "commune": rows["commune"].map(sort_key),
            "name": rows["name"].map(sort_key),
            "id": rows.index.astype(str),
        },
        index=rows.index,
    )
    ordered = rows.loc[keys.sort_values(list(keys.columns), kind="stable").index]
    return ordered.assign(number=range(1, len(ordered) + 1))


def stored_categories(study: Study) -> frozenset[str]:
    """Categories of rows to show: those of the spec, hospitals standing for emergencies."""
    asked = set(study.spec.categories)
    stored = asked - {Category.URGENCES} | ({Category.HOPITAL} if Category.URGENCES in asked else set())
    return frozenset(category.value for category in stored)


def numbered_sites(study: Study) -> gpd.GeoDataFrame:
    """Candidate sites with ``number`` (S1, S2…) and ``home``, by commune then name."""
    layer = study.territory.sites
    rows = layer.assign(home=home_communes(layer, study.territory.communes))
    keys = pd.DataFrame(
        {
            "stock": is_stock(rows),  # last: the public edition, without them, keeps the numbers
            "margin": rows[HOME] == "",
            "commune": rows["commune"].map(sort_key),
            "name": rows["name"].map(sort_key),
            "id": rows.index.astype(str),
        },
        index=rows.index,
    )
    ordered = rows.loc[keys.sort_values(list(keys.columns), kind="stable").index]
    return ordered.assign(number=[f"S{rank}" for rank in range(1, len(ordered) + 1)])


def numbered_pockets(study: Study) -> list[tuple[str, Pocket]]:
    """Pockets of the study's reading (P1, P2…), most people first.

    Care that no place gives any more is a lost supply, not an isolation: missing it alone makes no pocket.
    """
    table = study.outcomes.comparison.categories
    given = set(table.index[table["places_hit"] < table["places"]])
    cut = [pocket for pocket in study.outcomes.pockets if given & set(pocket.missing) and pocket.population]
    return [(f"P{rank}", pocket) for rank, pocket in enumerate(cut, start=1)]


def published_people(study: Study) -> dict[str, float | None]:
    """People of each pocket by its number; nothing when few, or when other figures would give few away."""
    shown = public_figures(study).pockets[POPULATION]
    people = {id(pocket): count for pocket, count in zip(study.outcomes.pockets, shown, strict=True)}
    found = {number: people[id(pocket)] for number, pocket in numbered_pockets(study)}
    return {number: None if pd.isna(count) else float(count) for number, count in found.items()}
