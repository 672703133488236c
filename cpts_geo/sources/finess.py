"""FINESS extraction (``etalab-cs1100507``, ``cs1100502``): no header, two kinds of lines in one file."""

import csv
import io
from pathlib import Path
from typing import Final

import pandas as pd
import pyproj

from cpts_geo.model.categories import FINESS_CATEGORY
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.model.errors import LayerError, UnreadableFileError
from cpts_geo.model.layers import STRUCTURES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.csv_text import decode
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, summary
from cpts_geo.sources.national import filtered
from cpts_geo.sources.points import locate
from cpts_geo.sources.raw import RawTable, clean_table, problem, row_problems
from cpts_geo.sources.structures import build

STARTS: Final = ("finess;etalab", "structureet;", "geolocalisation;")
FIELDS: Final = (
    *(
        "record",
        "nofinesset",
        "nofinessej",
        "rs",
        "rslongue",
        "complrs",
        "compldistrib",
        "numvoie",
        "typvoie",
    ),
    *("voie", "compvoie", "lieuditbp", "commune3", "dep", "libdepartement", "ligneacheminement"),
    *("telephone", "telecopie", "categetab"),
)
OVERSEAS: Final = {**dict.fromkeys(("9A", "9B", "9C", "9D", "9E", "9F"), "97"), "9J": "98"}
# Tail of ``sourcecoordet``, old style and new (FACTS 1.4.2).
SYSTEMS: Final = {
    "LAMBERT_93": "EPSG:2154",
    "UTM_N20": "EPSG:5490",
    "UTM_N22": "EPSG:2972",
    "UTM_S40": "EPSG:2975",
    "UTM_S38": "EPSG:4471",
    "UTM_N21": "EPSG:4467",
    "ZONE 21N": "EPSG:32621",
    "ZONE 1S": "EPSG:32701",
}
_EPSG: Final = ("2154", "5490", "2972", "2975", "4471")


def is_finess(text: str) -> bool:
    """Whether a text begins as the extraction does."""
    return text.lstrip("\ufeff").startswith(STARTS)


def read_file(path: Path) -> RawTable:
    """Establishments of the file, one row per ``structureet`` line, coordinates joined by FINESS number.

    Raises
    ------
    UnreadableFileError
        ``no_rows`` when the file holds coordinates only.
    """
    text, encoding = decode(path)
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";"))
    rows = {
        number: cells for number, cells in enumerate(lines, start=1) if cells and cells[0] == "structureet"
    }
    if not rows:
        raise UnreadableFileError("no_rows", path.name, expected="structureet")
    frame = pd.DataFrame(
        [[*cells, *([""] * len(FIELDS))][: len(FIELDS)] for cells in rows.values()], dtype=object
    )
    frame = frame.set_axis(list(FIELDS), axis=1).set_axis(pd.Index(list(rows), name="row"), axis=0)
    places = {cells[1]: cells for cells in lines if len(cells) > 4 and cells[0] == "geolocalisation"}
    located = [_lon_lat(places.get(number)) for number in frame["nofinesset"]]
    ready = frame.assign(lon=[lon for lon, _ in located], lat=[lat for _, lat in located])
    lost = len(set(places) - set(frame["nofinesset"]))
    notes = summary(RawTable(path.name, ready), "structures", "coordinates_without_structure", lost)
    if encoding not in {"utf-8", "utf-8-sig"}:
        notes += (problem(path.name, "structures", "encoding", Outcome.FIXED, value=encoding),)
    return RawTable(path.name, clean_table(ready), problems=notes, layer="finess")


def _lon_lat(cells: list[str] | None) -> tuple[str, str]:
    crs = _system(";".join(cells[4:])) if cells else ""
    if not cells or not crs:
        return "", ""
    try:
        lon, lat = transform_points([(float(cells[2]), float(cells[3]))], crs, WGS84)[0]
    except (ValueError, pyproj.exceptions.ProjError):
        return "", ""
    return f"{lon:.7f}", f"{lat:.7f}"


def _system(source: str) -> str:
    upper = source.upper()
    code = next((code for code in _EPSG if f"EPSG:{code}" in upper), "")
    return f"EPSG:{code}" if code else next((crs for tail, crs in SYSTEMS.items() if tail in upper), "")


def insee_code(departement: str, commune: str) -> str:
    """INSEE code from the two fields of the file, overseas included (``9F`` + ``610`` → ``97610``)."""
    place = commune.strip().zfill(3)
    if departement in OVERSEAS:
        return OVERSEAS[departement] + place
    return departement.strip().zfill(2) + place


def detect(raw: RawTable) -> bool:
    """A table made by ``read_file``."""
    return raw.layer == "finess" and raw.geometry is None


def read(raw: RawTable, place: Place) -> Harvest:
    """Structures of the categories we keep, in the territory and its margin.

    A structure of the territory without coordinates is set aside, to be located.

    Raises
    ------
    LayerError
        ``no_valid_row`` when nothing is left.
    """
    codes = pd.Series(
        [insee_code(d, c) for d, c in zip(raw.columns["dep"], raw.columns["commune3"], strict=True)]
    )
    codes = codes.set_axis(raw.columns.index)
    category = raw.text(("categetab",)).map(
        lambda c: FINESS_CATEGORY[c].value if c in FINESS_CATEGORY else ""
    )
    again = raw.text(("nofinesset",)).duplicated(keep=False)
    ready = RawTable(raw.file, _columns(raw, codes))
    located = locate(ready, "structures", place)
    fate = located.fate.mask(again, SET_ASIDE).mask(category == "", EXCLUDED)
    fate, far = filtered(located.points, fate, place, local=codes.isin(place.communes.index))
    if not (fate == STORED).any():
        raise LayerError("no_valid_row", raw.file)
    frame, fate, told = build(ready, place, located.points, fate, category=category)
    kept = set(fate.index[fate != EXCLUDED])
    notes = (*_twice(raw, again & fate.index.isin(kept)), *(p for p in located.problems if p.row in kept))
    counts = (
        *summary(raw, "structures", "category_not_kept", int((category == "").sum())),
        *summary(raw, "structures", "out_of_territory", far),
    )
    told = tuple(p for p in told if p.kind not in {"out_of_territory", "outside_territory"})
    return Harvest(raw, (Layer(STRUCTURES, frame),), fate, (*raw.problems, *notes, *told, *counts))


def _twice(raw: RawTable, rows: pd.Series) -> tuple[Problem, ...]:
    values = raw.text(("nofinesset",))[rows]
    return row_problems(
        raw, "structures", "duplicate_id", Outcome.SET_ASIDE, values=values, column="nofinesset"
    )


def _columns(raw: RawTable, codes: pd.Series) -> pd.DataFrame:
    parts = [raw.text((name,)) for name in ("numvoie", "typvoie", "voie", "ligneacheminement")]
    long_name = raw.text(("rslongue",))
    return pd.DataFrame(
        {
            "structure_id": raw.text(("nofinesset",)),
            "finess": raw.text(("nofinesset",)),
            "name": long_name.where(long_name != "", raw.text(("rs",))),
            "code_insee": codes,
            "address": pd.concat(parts, axis=1).agg(" ".join, axis=1).str.split().str.join(" "),
            "city": raw.text(("ligneacheminement",)).str.replace(r"^\d{5} ", "", regex=True),
            "lon": raw.text(("lon",)),
            "lat": raw.text(("lat",)),
        },
        index=raw.columns.index,
        dtype=object,
    )
