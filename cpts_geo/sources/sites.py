"""Candidate sites of any list: halls, gyms, schools, car parks."""

import re
from functools import partial
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import CAPACITY, CODE_INSEE, NAME, SITE_ID, SITES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.cells import CLOSINGS, OPENINGS, capacities, days, refuse_backward
from cpts_geo.sources.coordinates import LATITUDES, LONGITUDES, PAIRS, SHAPES
from cpts_geo.sources.drive_words import is_drive
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, all_stored, summary
from cpts_geo.sources.identity import identifiers
from cpts_geo.sources.list_rows import same_places, told_totals, total_lines
from cpts_geo.sources.personal_cells import personal_columns
from cpts_geo.sources.points import (
    commune_of,
    has_coordinates,
    kept_rows,
    locate,
    outside,
)
from cpts_geo.sources.raw import RawTable, by_value, normalise, parse_numbers, picked, row_problems
from cpts_geo.sources.structures import ADDRESSES, CAPACITIES, NAMES, address

IDS: Final = (SITE_ID, "id", "identifiant", "gid", "equip_uid")
KINDS: Final = ("gym", "hall", "car_park", "school", "helipad", "stock", "other")
USAGES: Final = ("vaccination", "drive", "consultation", "accueil", "stockage", "pc")  # FACTS 4.4
STATUSES: Final = ("pressenti", "conventionne", "teste", "active", "ferme", "indisponible")
KIND_WORDS: Final = (
    ("stock", ("stock", "stockage", "lieu_de_stockage", "local_de_stockage", "entrepot")),
    ("helipad", ("helistation", "heliport", "helisurface", "helipad", "helizone", "helicoptere")),
    ("gym", ("gymnase", "complexe_sportif", "gym", "dojo", "cosec")),
    ("car_park", ("parking", "drive", "car_park", "parc_relais")),
    ("school", ("ecole", "college", "lycee", "groupe_scolaire", "school", "universite")),
    (
        "hall",
        (
            "salle",
            "foyer",
            "hall",
            "espace",
            "maison_des_associations",
            "centre_culturel",
            "parc_des_expositions",
        ),
    ),
)
KML_HEADERS: Final = frozenset(
    {
        *("name", "description", "id", "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude"),
        *("visibility", "draworder", "icon", "snippet", "network_links"),
    }
)
STATUS_HEADERS: Final = ("status", "statut")
EXTRA: Final = ("owner", "surface_m2", "parking", "parking_pmr", "capacity_per_day")


def detect(raw: RawTable) -> bool:
    """Rows with a place and a name, and a column of ours or of the SCDL list of equipments."""
    named = raw.header((SITE_ID, "equip_uid")) is not None or {"name", "usage"} <= raw.headers
    return has_coordinates(raw) and (named or is_gps(raw))


def is_gps(raw: RawTable) -> bool:
    """Points of a GPX or KML file, by the columns that their reader gives them."""
    points = raw.geometry is not None and bool((raw.geometry.geom_type == "Point").any())
    gpx = raw.layer == "waypoints" and raw.headers >= {"name", "sym"}
    kml = {"name", "description"} <= raw.headers and raw.headers <= KML_HEADERS
    return points and (gpx or kml)


def kind_of(name: str) -> str:
    """Kind of site that a name or a type speaks of; ``other`` when it says nothing."""
    words = f"_{normalise(name)}_"
    return next((kind for kind, said in KIND_WORDS if any(f"_{word}_" in words for word in said)), "other")


def read(raw: RawTable, place: Place) -> Harvest:
    """Sites of a list; rows without coordinates are set aside.

    Raises
    ------
    LayerError
        ``missing_column``, ``no_coordinates``, ``end_before_start``.
    """
    headers = ", ".join(raw.columns.columns[:20])
    if raw.header(NAMES) is None:
        raise LayerError("missing_column", raw.file, column=NAME, value=headers, expected="--map name=")
    if not has_coordinates(raw):
        raise LayerError("no_coordinates", raw.file, value=headers, expected="--map lon= --map lat=")
    refuse_lines_alone(raw)
    located = locate(raw, "sites", place)
    totals = total_lines(raw, located.fate == SET_ASIDE)
    fate, tracks = without_lines(raw, located.fate.mask(totals, EXCLUDED))
    ids, fate, doubles = identifiers(raw, fate, IDS, "sites")
    rows = kept_rows(fate)
    here = picked(located.points, rows)
    kept = raw.keep(fate == STORED)
    capacity, odd = capacities(kept, CAPACITIES, "sites")
    opened, backward, dated = days(kept, "sites")
    refuse_backward(kept, backward)
    frame = _frame(kept, place, here, ids.loc[rows]).assign(**{CAPACITY: capacity}, **opened)
    told = (
        *raw.problems,
        *(p for p in located.problems if fate.get(p.row) != EXCLUDED),
        *summary(raw, "sites", "tracks_refused", tracks),
        *told_totals(raw, "sites", totals),
        *odd_words(kept),
        *summary(raw, "sites", "without_name", int((frame[NAME] == "").sum())),
        *same_places(raw, "sites", frame, SITE_ID),
        *doubles,
        *odd,
        *dated,
        *outside(raw, "sites", here, place),
    )
    return Harvest(raw, (Layer(SITES, frame),) if len(rows) else (), fate, told)


def refuse_lines_alone(raw: RawTable) -> None:
    """Raise when a file has nothing but lines.

    Raises
    ------
    LayerError
        ``only_tracks`` with their number.
    """
    if raw.geometry is None:
        return
    said = next((p.value for p in raw.problems if p.kind == "tracks_refused"), "0")
    lines = without_lines(raw, all_stored(raw))[1] if len(raw.geometry) else int(said)
    if lines and lines >= len(raw.geometry):
        raise LayerError("only_tracks", raw.file, value=str(lines))


def without_lines(raw: RawTable, fate: pd.Series) -> tuple[pd.Series, int]:
    """Fate where lines (tracks of a GPS) are excluded, and how many there are: a track is not a place."""
    if raw.geometry is None:
        return fate, 0
    lines = raw.geometry.geom_type.isin(["LineString", "MultiLineString", "LinearRing"])
    return fate.mask(lines, EXCLUDED), int(lines.sum())


def _frame(raw: RawTable, place: Place, points: gpd.GeoSeries, ids: pd.Series) -> gpd.GeoDataFrame:
    where = commune_of(points, place)
    said = raw.text(("kind", "type", "equip_type", "nature", "aeroway"))
    names = raw.text(NAMES)
    kinds = said.where(said.isin(KINDS), said.map(kind_of).where(said != "", names.map(kind_of)))
    status = by_value(raw.text(STATUS_HEADERS), normalise)
    columns: dict[str, pd.Series | str] = {
        SITE_ID: ids,
        NAME: names,
        "kind": kinds,
        "usage": usages(raw),
        CODE_INSEE: where["code_insee"],
        "commune": where["commune"],
        "status": status.where(status.isin(STATUSES), "pressenti"),
        "address": address(raw),
        "source": raw.file,
    }
    columns |= extra_columns(raw)
    columns |= {
        name: raw.text((name,)) if name == "owner" else raw.number((name,))
        for name in EXTRA
        if name in raw.headers
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs=points.crs)


def odd_words(raw: RawTable) -> tuple[Problem, ...]:
    """Statuses and usages that we do not know: a planned site is then only thought of, a usage is kept."""
    notes: tuple[Problem, ...] = ()
    for kind, names, known in (
        ("unknown_site_status", STATUS_HEADERS, STATUSES),
        ("unknown_usage", ("usage", "usages"), USAGES),
    ):
        texts = raw.text(names)
        strange = ~by_value(texts, partial(_all_known, known=known)).astype(bool)
        notes += row_problems(
            raw, "sites", kind, Outcome.INFORMATION, values=texts[strange], column=raw.header(names) or ""
        )
    return notes


def _all_known(text: str, known: tuple[str, ...]) -> bool:
    return {normalise(word) for word in re.split(r"[,;|]", text) if word.strip()} <= set(known)


def usages(raw: RawTable) -> pd.Series:
    """Usages said by the file; a name, a type or a comment that speaks of a drive adds ``drive``."""
    said = raw.text(("usage", "usages")).astype(object)
    said = said.str.replace(r"\s*[,;|]\s*", ";", regex=True).str.lower()
    texts = [raw.text(NAMES), raw.text(("description", "commentaire", "equip_type", "type"))]
    drive = pd.concat([by_value(text, is_drive).astype(bool) for text in texts], axis=1).any(axis=1)
    missing = drive & ~said.str.contains("drive")
    return said.mask(missing, (said + ";drive").str.strip(";"))


def extra_columns(raw: RawTable) -> dict[str, pd.Series]:
    """Columns of the sheet of a site that the contract does not name, under their normalised headers."""
    own = {SITE_ID, CAPACITY, *SITES.required, *(name for name, _ in SITES.optional)}
    places = {*LONGITUDES, *LATITUDES, *PAIRS, *SHAPES, *IDS, *NAMES, *CAPACITIES, *ADDRESSES}
    places |= {*OPENINGS, *CLOSINGS}
    private = personal_columns(raw)
    others = {
        normalise(header): raw.columns[header] for header in raw.columns.columns if header not in private
    }
    return {name: typed(column) for name, column in others.items() if name and name not in own | places}


def typed(column: pd.Series) -> pd.Series:
    """Column as booleans or numbers when every filled cell is one; codes with a leading zero stay text."""
    texts = column.str.strip()
    filled = texts[texts != ""]
    if len(filled) and filled.str.lower().isin(["true", "false"]).all() and len(filled) == len(texts):
        return texts.str.lower() == "true"
    numbers = parse_numbers(filled)
    if len(filled) and numbers.notna().all() and not filled.str.match(r"0\d").any():
        return numbers.reindex(texts.index)
    return texts
