"""Rows set aside, on the disk: a table for people, and beside it what is needed to read them again."""

import csv
import io
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.sources.harvest import SET_ASIDE, Harvest, file_stem
from cpts_geo.sources.raw import RawTable, normalise, parse_number
from cpts_geo.territory.folder import replace_bytes

FOLDER: Final = "set_aside"
SPREADSHEET_STARTS: Final = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Origin:
    """How a file was read.

    Attributes
    ----------
    source
        What it was recognised as, see ``sources.detect``.
    name
        Layer name the user gave; empty for the default.
    """

    source: str
    name: str = ""


@dataclass(frozen=True)
class KeptRow:
    """One row as the file spelled it; ``shape`` is its WKB in hexadecimal, empty for a table."""

    row: int
    cause: str
    cells: tuple[str, ...]
    shape: str = ""


@dataclass(frozen=True)
class Aside:
    """The rows of one file; ``crs`` is that of their shapes."""

    file: str
    origin: Origin
    columns: tuple[str, ...]
    rows: tuple[KeptRow, ...]
    crs: str = ""
    layer: str = ""


def rows_aside(got: Harvest, origin: Origin) -> Aside:
    """The rows that a reader set aside."""
    raw, causes = got.raw, {p.row: p.kind for p in got.problems if p.row}
    rows = raw.columns[got.fate == SET_ASIDE]
    kept = tuple(
        KeptRow(int(str(row)), causes.get(int(str(row)), ""), tuple(map(str, cells)), _shape(raw, row))
        for row, cells in zip(rows.index, rows.itertuples(index=False, name=None), strict=True)
    )
    crs = "" if raw.geometry is None or raw.geometry.crs is None else raw.geometry.crs.to_string()
    return Aside(raw.file, origin, tuple(map(str, rows.columns)), kept, crs, raw.layer)


def _shape(raw: RawTable, row: object) -> str:
    shape = None if raw.geometry is None else raw.geometry.get(row)
    return "" if shape is None else shapely.to_wkb(shape, hex=True)


def raw_of(aside: Aside, rows: tuple[KeptRow, ...]) -> RawTable:
    """Those rows as a reader wants them."""
    index = pd.Index([row.row for row in rows], name="row")
    table = pd.DataFrame([row.cells for row in rows], index=index, columns=list(aside.columns), dtype=object)
    if not aside.crs and not any(row.shape for row in rows):
        return RawTable(aside.file, table, layer=aside.layer)
    shapes = pd.Series([row.shape or None for row in rows], index=index, dtype=object)
    geometry = gpd.GeoSeries.from_wkb(shapes, crs=aside.crs or None)
    return RawTable(aside.file, table, geometry, layer=aside.layer)


def shape_at(lon: str, lat: str, crs: str) -> str:
    """Shape of a row at a position typed in degrees; empty when it is not one."""
    x, y = parse_number(lon), parse_number(lat)
    if x != x or y != y:  # noqa: PLR0124 NaN
        return ""
    place = transform_points([(x, y)], WGS84, crs)[0] if crs else (x, y)
    return shapely.to_wkb(shapely.Point(place), hex=True)


def write_set_aside(folder: Path, aside: Aside) -> None:
    """Write ``set_aside/FILE.csv`` and ``FILE.json``; none of them when no row is left."""
    path = aside_path(folder, aside.file)
    if not aside.rows:
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["row", "cause", *map(inert, aside.columns)])
    for kept in aside.rows:
        writer.writerow([kept.row, kept.cause, *map(inert, kept.cells)])
    replace_bytes(path, text.getvalue().encode("utf-8-sig"))
    said = json.dumps(asdict(aside), ensure_ascii=False, indent=1)
    replace_bytes(path.with_suffix(".json"), said.encode("utf-8", "replace"))


def aside_path(folder: Path, file: str) -> Path:
    """Table of a file; its extension is in the name when another file of that name is there already."""
    short = folder / FOLDER / f"{normalise(file_stem(file))}.csv"
    there = read_aside(short) if short.exists() else None
    return short if there is None or there.file == file else short.with_name(f"{normalise(file)}.csv")


def read_aside(path: Path) -> Aside | None:
    """Rows of a table of ``set_aside/``; ``None`` for one written before its ``.json`` existed."""
    beside = path.with_suffix(".json")
    if not beside.exists():
        return None
    facts: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
    rows = tuple(KeptRow(**{**row, "cells": tuple(row["cells"])}) for row in facts["rows"])
    found = Aside(facts["file"], Origin(**facts["origin"]), tuple(facts["columns"]), rows)
    return replace(found, crs=facts["crs"], layer=facts["layer"])


def inert(text: str) -> str:
    """Cell that a spreadsheet shows and never runs; numbers stay numbers."""
    risky = text.lstrip().startswith(SPREADSHEET_STARTS) and parse_number(text) != parse_number(text)
    return f"'{text}" if risky else text
