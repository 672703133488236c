"""FINESS extraction (``etalab-cs1100507``, ``cs1100502``): no header, two kinds of lines in one file."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from cpts_geo.model.categories import AGGREGATE_CATEGORY, FINESS_CATEGORY
from cpts_geo.model.crs import WGS84, moved_columns
from cpts_geo.model.errors import LayerError, UnreadableFileError
from cpts_geo.model.layers import PHONE, STRUCTURES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.category_words import is_protected
from cpts_geo.sources.csv_text import decode, unscrambled
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, summary
from cpts_geo.sources.national import filtered
from cpts_geo.sources.points import locate, near
from cpts_geo.sources.raw import RawTable, clean_table, parse_numbers, problem, row_problems
from cpts_geo.sources.structures import build

STARTS: Final = ("finess;etalab", "structureet;", "geolocalisation;", "equipementsocial;")
FIELDS: Final = (
    *("record", "nofinesset", "nofinessej", "rs", "rslongue", "complrs", "compldistrib", "numvoie"),
    *("typvoie", "voie", "compvoie", "lieuditbp", "commune3", "dep", "libdepartement"),
    *("ligneacheminement", "telephone", "telecopie", "categetab", "libcategetab", "categagretab"),
)
POINT_FIELDS: Final = ("record", "nofinesset", "coordxet", "coordyet", "sourcecoordet")
EQUIPMENT: Final = "equipementsocial"
OVERSEAS: Final = {**dict.fromkeys(("9A", "9B", "9C", "9D", "9E", "9F"), "97"), "9J": "98"}
# Tail of ``sourcecoordet``, old style and new (FACTS 1.4.2). The Antilles of older files are RRAF91.
SYSTEMS: Final = {
    "LAMBERT_93": "EPSG:2154",
    "UTM_N20": "EPSG:4559",
    "UTM_N22": "EPSG:2972",
    "UTM_S40": "EPSG:2975",
    "UTM_S38": "EPSG:4471",
    "UTM_N21": "EPSG:4467",
    "ZONE 21N": "EPSG:32621",
    "ZONE 1S": "EPSG:32701",
}
_EPSG: Final = ("2154", "5490", "2972", "2975", "4471")
# Columns about which the extraction says nothing: what other files said of them stays.
NOT_SAID: Final = ("capacity", "capacity_unit", "capacity_per_day", "urgences", "opens", "closes")
_STOCK: Final = re.compile(r"(?:stock|journalier)[-_](\d{4})(\d\d)(\d\d)")


def is_finess(text: str) -> bool:
    """Whether a text begins as the extraction does."""
    return text.lstrip("\ufeff").startswith(STARTS)


def read_file(path: Path) -> RawTable:
    """Establishments of the file, one row per ``structureet`` line, coordinates joined by FINESS number.

    A file of coordinates or of equipment alone gives its own lines, ``layer`` = ``finess_points`` or
    ``finess_equipment``.

    Raises
    ------
    UnreadableFileError
        ``no_rows`` when the file holds none of these lines.
    """
    text, encoding = decode(path)
    lines = {n: _cells(line) for n, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1) if line}
    sort = next((name for name in ("structureet", EQUIPMENT, "geolocalisation") if _has(lines, name)), "")
    if not sort:
        raise UnreadableFileError("no_rows", path.name, expected="structureet")
    points = _table(lines, "geolocalisation", POINT_FIELDS)
    if sort == EQUIPMENT:
        ready = _table(lines, EQUIPMENT, tuple(f"field_{i}" for i in range(25)))
    else:
        ready = _with_points(_table(lines, sort, FIELDS) if sort == "structureet" else points, points)
    notes: tuple[Problem, ...] = ()
    if sort == "structureet":
        lost = ~points["nofinesset"].isin(ready["nofinesset"])
        bare = ~ready["nofinesset"].isin(points["nofinesset"])
        raw = RawTable(path.name, ready)
        notes += summary(raw, "structures", "coordinates_without_structure", int(lost.sum()))
        notes += summary(raw, "structures", "structures_without_coordinates", int(bare.sum()))
    if encoding not in {"utf-8", "utf-8-sig"}:
        notes += (problem(path.name, "structures", "encoding", Outcome.FIXED, value=encoding),)
    clean, mended = unscrambled(clean_table(ready))
    if mended:
        notes += (problem(path.name, "structures", "double_encoding", Outcome.FIXED, value=mended),)
    names = {"structureet": "finess", EQUIPMENT: "finess_equipment", "geolocalisation": "finess_points"}
    return RawTable(
        path.name, clean, problems=notes, layer=f"{names[sort]} {_vintage(text, path.name)}".strip()
    )


def _has(lines: dict[int, list[str]], record: str) -> bool:
    return any(cells[0] == record for cells in lines.values())


def _cells(line: str) -> list[str]:
    """Cells of one line; a quote that nothing closes is a character like another, it never joins lines."""
    try:
        return next(csv.reader([line], delimiter=";", strict=True))
    except csv.Error:
        return line.split(";")


def _table(lines: dict[int, list[str]], record: str, names: tuple[str, ...]) -> pd.DataFrame:
    """Lines of one kind under these names; what is beyond the last one is joined to it."""
    kept = {n: cells for n, cells in lines.items() if cells[0] == record}
    last = len(names) - 1
    whole = record == "geolocalisation"
    rows = [
        [*cells[:last], ";".join(cells[last:]) if whole else "".join(cells[last : last + 1])]
        for cells in ([*cells, *([""] * len(names))] for cells in kept.values())
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(names), index=pd.Index(list(kept), name="row"), dtype="str")
    return frame if rows else frame.astype("str")


def _with_points(frame: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Columns ``lon`` and ``lat`` in degrees, empty where the file gives no usable coordinates."""
    one = points[~points["nofinesset"].duplicated()].set_index("nofinesset")
    x, y = parse_numbers(one["coordxet"]), parse_numbers(one["coordyet"])
    systems = one["sourcecoordet"].map(system_of)
    lon, lat = pd.Series(index=one.index, dtype=float), pd.Series(index=one.index, dtype=float)
    for crs in sorted(set(systems) - {""}):
        here = systems.index[(systems == crs) & (x != 0) & (y != 0)]
        lon[here], lat[here] = moved_columns(x[here], y[here], crs, WGS84)
    own = frame["nofinesset"]
    texts = {name: own.map(column).map(_degrees) for name, column in (("lon", lon), ("lat", lat))}
    return frame.assign(**texts, located=own.isin(one.index).map({True: "1", False: ""}))


def _degrees(value: float) -> str:
    return "" if value != value else f"{value:.7f}"  # noqa: PLR0124 NaN is no coordinate


def system_of(source: str) -> str:
    """CRS named at the end of ``sourcecoordet``, empty when it names none that we know."""
    upper = source.upper()
    code = next((code for code in _EPSG if f"EPSG:{code}" in upper), "")
    return f"EPSG:{code}" if code else next((crs for tail, crs in SYSTEMS.items() if tail in upper), "")


def _vintage(text: str, file: str) -> str:
    """Date of the extraction: fourth field of the first line, else the name of the file."""
    cells = text[:200].split("\n", 1)[0].strip().split(";")
    if len(cells) == 4 and cells[0].lstrip("\ufeff") == "finess":
        return cells[3].strip()
    found = _STOCK.search(file)
    return "-".join(found.groups()) if found else ""


def insee_codes(raw: RawTable) -> pd.Series:
    """INSEE code of each row, given (FINESS+) or rebuilt from its two fields."""
    if "cog" in raw.headers:
        return raw.text(("cog",)).str.upper()
    pairs = zip(raw.text(("dep",)), raw.text(("commune3",)), strict=True)
    return pd.Series([insee_code(dep, commune) for dep, commune in pairs], index=raw.columns.index)


def insee_code(departement: str, commune: str) -> str:
    """INSEE code from the two fields of the file, overseas included (``9F`` + ``610`` → ``97610``)."""
    place = commune.strip().zfill(3)
    if departement in OVERSEAS:
        return OVERSEAS[departement] + place
    return departement.strip().zfill(2) + place


def detect(raw: RawTable) -> bool:
    """A table made by ``read_file``, or by the reader of FINESS+."""
    return raw.layer.startswith("finess") and raw.geometry is None


def shifted_rows(raw: RawTable) -> pd.Series:
    """Lines with a separator too many or too few: no category or département where one is expected."""
    if "dep" not in raw.headers:
        return pd.Series(data=False, index=raw.columns.index)
    is_code = raw.text(("categetab",)).str.fullmatch(r"\d{3}|")
    return ~(is_code & (raw.text(("dep",)).str.len() <= 2)).astype(bool)


def vintage_of(raw: RawTable) -> str:
    """Date of the file, as ``read_file`` found it."""
    return raw.layer.partition(" ")[2]


def category_of(raw: RawTable) -> pd.Series:
    """Our category of each row: from ``categetab``, else from the aggregate of a code we do not know."""
    codes, groups = raw.text(("categetab",)), raw.text(("categagretab",))
    own = codes.map(lambda code: FINESS_CATEGORY[code].value if code in FINESS_CATEGORY else "")
    wide = groups.map(lambda code: AGGREGATE_CATEGORY[code].value if code in AGGREGATE_CATEGORY else "")
    return own.where((own != "") | codes.str.fullmatch(r"\d{3}"), wide)


def _left_out(raw: RawTable, unkept: pd.Series, closed: pd.Series, far: int) -> tuple[Problem, ...]:
    """How many rows were not kept, by cause; ``unkept`` are those of no category of ours."""
    hidden = raw.text(("categetab",)).map(is_protected).astype(bool)
    lost = (raw.text(("located",)) != "") & (raw.text(("lon",)) == "")
    counts = {
        "closed_structures": closed,
        "category_not_kept": unkept & ~closed & ~hidden,
        "protected_places": hidden & ~closed,
        "coordinates_unusable": lost,
    }
    said = (
        note for kind, rows in counts.items() for note in summary(raw, "structures", kind, int(rows.sum()))
    )
    return (*said, *summary(raw, "structures", "out_of_territory", far))


def read(raw: RawTable, place: Place) -> Harvest:
    """Structures of the categories we keep, in the territory and its margin.

    A structure of the territory without coordinates is set aside, to be located; so is a line whose
    fields are shifted. Closed ones and other categories are excluded and counted.

    Raises
    ------
    LayerError
        ``none_here`` when no row concerns the territory.
    """
    codes = insee_codes(raw)
    local = codes.isin(place.communes.index)
    category = category_of(raw)
    shifted = shifted_rows(raw)
    closed = raw.text(("closed_object",)) != ""
    again = raw.text(("nofinesset",)).duplicated(keep=False) & ~closed
    ready = RawTable(raw.file, _columns(raw, codes))
    located = locate(ready, "structures", place, spare_far=True)
    fate = located.fate.mask(again | shifted, SET_ASIDE).mask((category == "") & ~shifted | closed, EXCLUDED)
    close = near(located.points, place).reindex(fate.index, fill_value=False)
    nowhere = raw.text(("lon",)) == ""
    fate, far = filtered(
        located.points, fate, place, local=(local & ~shifted) | (shifted & (close | nowhere))
    )
    if not fate.isin([STORED, SET_ASIDE]).any():
        raise LayerError("none_here", raw.file, value=str(len(fate)))
    frame, fate, told = build(ready, place, located.points, fate, category=category)
    kept = set(fate.index[fate != EXCLUDED])
    notes = (
        *_twice(raw, again & fate.index.isin(kept)),
        *row_problems(
            raw,
            "structures",
            "shifted_fields",
            Outcome.SET_ASIDE,
            values=raw.text(("rs",))[shifted & fate.isin([SET_ASIDE])],
        ),
        *_named(raw, (p for p in located.problems if p.row in kept and not shifted.get(p.row, False))),
    )
    counts = _left_out(raw, (category == "") & ~shifted, closed, far)
    told = tuple(p for p in told if p.kind not in {"out_of_territory", "outside_territory"})
    plain = frame.drop(columns=[name for name in NOT_SAID if name in frame])
    layers = (Layer(STRUCTURES, plain),) if len(plain) else ()
    return Harvest(raw, layers, fate, (*raw.problems, *notes, *told, *counts), vintage=vintage_of(raw))


def _named(raw: RawTable, told: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of place that show the name of the establishment instead of our own columns."""
    names = raw.text(("rs",))
    for said in told:
        missing = said.kind == "missing_coordinates"
        yield replace(said, column="", value=str(names[said.row]) if missing else said.value)


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
            PHONE: raw.text(("telephone",)),
            "geo_quality": raw.text(("geo_quality",)),
            "lon": raw.text(("lon",)),
            "lat": raw.text(("lat",)),
        },
        index=raw.columns.index,
        dtype=object,
    )
