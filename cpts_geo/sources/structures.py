"""Health structures of any list: usual headers in French or English, or the columns the user names."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import CAPACITY, CATEGORY, CODE_INSEE, NAME, STRUCTURE_ID, STRUCTURES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.category_words import category_word
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, file_stem, summary
from cpts_geo.sources.points import commune_of, has_coordinates, kept_rows, locate, near, outside
from cpts_geo.sources.raw import RawTable, normalise, parse_numbers, picked, problem, row_problems, strip_unit

IDS: Final = (
    STRUCTURE_ID,
    "id",
    "identifiant",
    "finess",
    "nofinesset",
    "num_finess",
    "numero_finess",
    "gid",
    "_id",
)
NAMES: Final = (
    NAME,
    "nom",
    "rs",
    "raison_sociale",
    "libelle",
    "title",
    "denomination",
    "etablissement",
    "designation",
    "equip_nom",
)
CATEGORIES: Final = (
    CATEGORY,
    "categorie",
    "type",
    "nature",
    "categetab",
    "type_structure",
    "amenity",
    "healthcare",
    "profession",
)
CAPACITIES: Final = (
    CAPACITY,
    "capacite",
    "places",
    "nb_places",
    "lits",
    "nb_lits",
    "beds",
    "capacite_totale",
)
FINESS: Final = ("finess", "nofinesset", "num_finess", "numero_finess", "finess_et")
ADDRESSES: Final = ("address", "adresse", "adr", "voie", "rue")
STATUSES: Final = ("open", "reduced", "closed")
MAX_CAPACITY: Final = 5000
MAX_OUTSIDE: Final = 200


def detect(raw: RawTable) -> bool:
    """Rows with a place, a name and a category that we know in most rows."""
    if not has_coordinates(raw) or raw.header(NAMES) is None or raw.header(CATEGORIES) is None:
        return False
    return bool((categories(raw) != "").mean() > 0.3)


def categories(raw: RawTable) -> pd.Series:
    """Our category word of each row, ``""`` when the word or code is not known."""
    return raw.text(CATEGORIES).map(category_word)


def read(raw: RawTable, place: Place) -> Harvest:
    """Structures of a list; rows without a known category or without coordinates are set aside.

    Raises
    ------
    LayerError
        ``missing_column`` when no header says the name or the category, ``no_coordinates``,
        ``no_valid_row``.
    """
    _check_headers(raw)
    found = categories(raw)
    located = locate(raw, "structures", place)
    accepted = ", ".join(c.value for c in Category)
    unknown = raw.text(CATEGORIES)[found == ""]
    notes = row_problems(
        raw,
        "structures",
        "unknown_category",
        Outcome.SET_ASIDE,
        values=unknown,
        column=raw.header(CATEGORIES) or "",
    )
    listed = (
        (problem(raw, "structures", "accepted_categories", Outcome.INFORMATION, value=accepted),)
        if len(unknown)
        else ()
    )
    fate = located.fate.mask(found == "", SET_ASIDE)
    frame, fate, told = build(raw, place, located.points, fate, category=found)
    return Harvest(
        raw, (Layer(STRUCTURES, frame),), fate, (*raw.problems, *located.problems, *notes, *listed, *told)
    )


def _check_headers(raw: RawTable) -> None:
    headers = ", ".join(raw.columns.columns[:20])
    for column, names in ((NAME, NAMES), (CATEGORY, CATEGORIES)):
        if raw.header(names) is None:
            raise LayerError(
                "missing_column", raw.file, column=column, value=headers, expected=f"--map {column}="
            )
    if not has_coordinates(raw):
        raise LayerError("no_coordinates", raw.file, value=headers, expected="--map lon= --map lat=")


def build(
    raw: RawTable, place: Place, points: gpd.GeoSeries, fate: pd.Series, *, category: pd.Series
) -> tuple[gpd.GeoDataFrame, pd.Series, tuple[Problem, ...]]:
    """Frame of the stored rows, the fate settled, and what must be told.

    Raises
    ------
    LayerError
        ``no_valid_row`` when nothing is left.
    """
    ids, fate, doubles = identifiers(raw, fate, IDS, "structures")
    rows = kept_rows(fate)
    here = picked(points, rows)
    away = ~near(here, place)
    if away.sum() > MAX_OUTSIDE:
        fate.loc[rows[away]] = EXCLUDED
        rows = rows[~away]
    if not len(rows):
        raise LayerError("no_valid_row", raw.file)
    here = picked(points, rows)
    capacity, odd = capacities(raw.keep(fate == STORED), CAPACITIES, "structures")
    frame = gpd.GeoDataFrame(_columns(raw, rows, category, capacity), geometry=here, crs=here.crs)
    frame[STRUCTURE_ID] = ids.loc[rows]
    where = commune_of(here, place)
    frame[CODE_INSEE] = where["code_insee"].where(where["code_insee"] != "", frame[CODE_INSEE])
    city = raw.text(("commune", "city", "ville", "com_nom")).loc[rows]
    frame["commune"] = where["commune"].where(where["commune"] != "", city)
    told = (*doubles, *odd, *outside(raw, "structures", here, place))
    count = int((fate == EXCLUDED).sum())
    return frame, fate, (*told, *summary(raw, "structures", "out_of_territory", count))


def _columns(raw: RawTable, rows: pd.Index, category: pd.Series, capacity: pd.Series) -> dict[str, pd.Series]:
    words = category.loc[rows]
    status = raw.text(("status",)).loc[rows]
    emergency = raw.text(("urgences",)).loc[rows].str.lower().isin(["1", "true", "oui", "t", "vrai"])
    unit = raw.text(("capacity_unit",)).loc[rows]
    return {
        NAME: raw.text(NAMES).loc[rows],
        CATEGORY: words.replace({"urgences": "hopital"}),
        CODE_INSEE: raw.text((CODE_INSEE, "insee", "com_insee", "code_commune")).loc[rows],
        CAPACITY: capacity,
        "capacity_unit": unit.mask((unit == "") & (words == "ehpad") & capacity.notna(), "places"),
        "capacity_per_day": raw.number(("capacity_per_day", "capacite_jour")).loc[rows],
        "urgences": (words == "urgences") | emergency,
        "finess": raw.text(FINESS).loc[rows],
        "address": raw.text(ADDRESSES).loc[rows],
        "status": status.where(status.isin(STATUSES), "open"),
        "geo_quality": raw.text(("geo_quality",)).loc[rows],
        "source": pd.Series(raw.file, index=rows),
    }


def identifiers(
    raw: RawTable, fate: pd.Series, names: tuple[str, ...], layer: str
) -> tuple[pd.Series, pd.Series, tuple[Problem, ...]]:
    """Identifier of each row; the same one twice sets the later row aside."""
    ids = raw.text(names)
    made = pd.Series(
        [f"{normalise(file_stem(raw.file))}-{row}" for row in raw.columns.index], index=raw.columns.index
    )
    ids = ids.mask(ids == "", made)
    again = (fate == STORED) & ids.where(fate == STORED).duplicated()
    notes = row_problems(
        raw, layer, "duplicate_id", Outcome.SET_ASIDE, values=ids[again], column=raw.header(names) or ""
    )
    return ids, fate.mask(again, SET_ASIDE), notes


def capacities(raw: RawTable, names: tuple[str, ...], layer: str) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Capacities between 0 and 5 000; a known unit is dropped, anything else is unknown, both listed."""
    header = raw.header(names) or ""
    texts = raw.text(names)
    bare = texts.map(strip_unit)
    values = parse_numbers(bare)
    good = values.between(0, MAX_CAPACITY)
    unit = row_problems(
        raw, layer, "unit_dropped", Outcome.FIXED, values=texts[good & (bare != texts)], column=header
    )
    odd = row_problems(
        raw, layer, "bad_capacity", Outcome.INFORMATION, values=texts[(texts != "") & ~good], column=header
    )
    return values.where(good, np.nan), (*unit, *odd)
