"""Rows set aside: counted, shown with their causes, corrected by people and read again."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cpts_geo.model.changes import Action, Change, Signed
from cpts_geo.model.errors import DataError, LayerError
from cpts_geo.model.layers import COMMUNES, SITES, STRUCTURES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources import structures
from cpts_geo.sources.coordinates import LATITUDES, LONGITUDES, PAIRS, SHAPES
from cpts_geo.sources.detect import KINDS
from cpts_geo.sources.harvest import STORED, Harvest, Place
from cpts_geo.sources.points import locate
from cpts_geo.sources.raw import RawTable, normalise
from cpts_geo.sources.readers import Request, harvest
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.asiding import (
    FOLDER,
    Aside,
    KeptRow,
    Origin,
    aside_path,
    raw_of,
    read_aside,
    shape_at,
    write_set_aside,
)
from cpts_geo.territory.folder import local_changes, read_layer, read_problems, read_settings, write_problems
from cpts_geo.territory.merging import cells, lonlat_of
from cpts_geo.territory.pending import finish
from cpts_geo.territory.staging import staged

RETRIED: Final = (
    STRUCTURES.name,
    SITES.name,
)  # layers whose rows can be local; the others are imported again
LON, LAT = "lon", "lat"
Doubles = dict[int, tuple[Problem, ...]]


@dataclass(frozen=True)
class AsideRow:
    """One row set aside.

    Attributes
    ----------
    row
        Line of the table, header = 1, or number of the feature.
    causes
        Why, most often one.
    cells
        Column to text, as the file spelled them or as a person corrected them since.
    """

    row: int
    causes: tuple[Problem, ...]
    cells: Mapping[str, str]


@dataclass(frozen=True)
class AsideTable:
    """The rows of one file.

    Attributes
    ----------
    file
        Name of the imported file.
    layer
        Where its rows go: ``structures``, ``sites``, ``hazard``…
    source
        What it was recognised as; empty for a folder made before this was kept.
    path
        The table to hand out, CSV inert in a spreadsheet.
    editable
        Whether corrected rows can be read again here; otherwise the file is corrected and imported again.
    rows
        The rows.
    """

    file: str
    layer: str
    source: str
    path: Path
    editable: bool
    rows: tuple[AsideRow, ...]


@dataclass(frozen=True)
class Retried:
    """What became of corrected rows: saved as local rows, or still aside with what is wrong now."""

    saved: tuple[Change, ...]
    left: tuple[AsideRow, ...]


def aside_tables(folder: str | Path) -> tuple[AsideTable, ...]:
    """Every row set aside by the imports of a folder, by file."""
    root = Path(folder)
    finish(root)
    problems = read_problems(root)
    paths = sorted((root / FOLDER).glob("*.csv"))
    return tuple(_table(path, read_aside(path) or _from_csv(path, problems), problems) for path in paths)


def retry(folder: str | Path, file: str, rows: Mapping[int, Mapping[str, str]], by: Signed) -> Retried:
    """Read corrected rows again, each alone, as the import would.

    Parameters
    ----------
    folder
        Territory folder.
    file
        ``AsideTable.file``.
    rows
        Line to its corrected cells, only those that changed; ``lon`` and ``lat``, in degrees, place a row
        whose file has no such columns.
    by
        Who corrects.

    Returns
    -------
    Retried
        Good rows are in the workspace, out of the table, and no later import loses them. The others stay,
        with the corrections typed and their new cause.

    Raises
    ------
    LayerError
        ``aside_not_editable``, ``unknown_row``, ``unknown_column``.
    StoreError
        Nothing was changed.
    """
    root = Path(folder)
    finish(root)
    path = aside_path(root, file)
    aside = read_aside(path)
    if aside is None or KINDS.get(aside.origin.source) not in RETRIED or aside.origin.source == "sae":
        raise LayerError("aside_not_editable", file=file)
    problems = read_problems(root)
    place = _place(root)
    asked = {line: _corrected(aside, line, told) for line, told in rows.items()}
    read = {line: _read(aside, row, place) for line, row in asked.items()}
    good = {line: got for line, got in read.items() if isinstance(got, Change)}
    changes, twice = _new_rows(root, file, good)
    with open_workspace(root, write=True) as workspace:
        saved = workspace.save_all([c for c in changes.values() if not c.version], by)
    causes = {line: got for line, got in read.items() if not isinstance(got, Change)} | twice
    kept = tuple(asked.get(r.row, r) for r in aside.rows if r.row not in changes)
    told = tuple(
        p for p in problems if p.file != file or p.row not in rows or p.outcome is not Outcome.SET_ASIDE
    )
    return Retried(saved, _rewritten(root, replace(aside, rows=kept), told, causes))


def _place(root: Path) -> Place:
    crs = str(read_settings(root)["crs"])
    return Place(crs, read_layer(root, COMMUNES, crs))


def _table(path: Path, aside: Aside, problems: tuple[Problem, ...]) -> AsideTable:
    source = aside.origin.source
    layer = KINDS.get(source, "")
    mine = [p for p in problems if p.file == aside.file and p.outcome is Outcome.SET_ASIDE]
    rows = tuple(_row(aside, row, tuple(p for p in mine if p.row == row.row)) for row in aside.rows)
    return AsideTable(aside.file, layer, source, path, layer in RETRIED and source != "sae", rows)


def _row(aside: Aside, row: KeptRow, causes: tuple[Problem, ...]) -> AsideRow:
    cells = MappingProxyType(dict(zip(aside.columns, row.cells, strict=True)))
    return AsideRow(row.row, causes or (_cause(aside, row),), cells)


def _cause(aside: Aside, row: KeptRow) -> Problem:
    layer = KINDS.get(aside.origin.source, "")
    return Problem(aside.file, layer, row.row, "", row.cause, "", Outcome.SET_ASIDE)


def _from_csv(path: Path, problems: tuple[Problem, ...]) -> Aside:
    """Rows of a table without its ``.json``: to be read, not to be retried."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *lines = csv.reader(stream, delimiter=";")
    file = next((p.file for p in problems if aside_path(path.parent.parent, p.file) == path), path.name)
    rows = tuple(KeptRow(int(line[0]), line[1], tuple(line[2:])) for line in lines)
    return Aside(file, Origin(""), tuple(header[2:]), rows)


def _corrected(aside: Aside, line: int, told: Mapping[str, str]) -> KeptRow:
    """The row with the cells a person corrected; a position goes where the file keeps its own."""
    row = next((row for row in aside.rows if row.row == line), None)
    if row is None:
        raise LayerError("unknown_row", file=aside.file, row=line)
    new = dict(told)
    lon, lat = new.get(LON, ""), new.get(LAT, "")
    if lon and lat:
        for header in aside.columns:
            name = normalise(header)
            value = {**dict.fromkeys(LONGITUDES, lon), **dict.fromkeys(LATITUDES, lat)}.get(name)
            value = f"{lat}, {lon}" if name in PAIRS else value
            value = f"POINT ({lon} {lat})" if name in SHAPES else value
            new |= {header: value} if value is not None else {}
    unknown = sorted(new.keys() - {*aside.columns, LON, LAT})
    if unknown:
        raise LayerError("unknown_column", aside.file, column=unknown[0], expected=", ".join(aside.columns))
    cells = tuple(new.get(name, cell) for name, cell in zip(aside.columns, row.cells, strict=True))
    shape = shape_at(lon, lat, aside.crs) if lon and lat and (aside.crs or row.shape) else row.shape
    return replace(row, cells=cells, shape=shape)


def _read(aside: Aside, row: KeptRow, place: Place) -> Change | tuple[Problem, ...]:
    """The row as a local row, or why it still is not one."""
    raw, origin = raw_of(aside, (row,)), aside.origin
    try:
        got = harvest(origin.source, raw, place, Request(origin.name))
    except DataError:
        return _reasons(raw, place, origin.source) or (_cause(aside, row),)
    if got.fate.iloc[0] != STORED:
        said = tuple(p for p in got.problems if p.row == row.row and p.outcome is Outcome.SET_ASIDE)
        return said or (_cause(aside, row),)
    return _as_change(got)


def _as_change(got: Harvest) -> Change:
    contract = got.layers[0].contract
    frame = got.layers[0].frame.set_index(contract.index)
    key = str(frame.index[0])
    values = {column: value for column, value in cells(frame, key).items() if value is not None}
    return Change(contract.name, key, Action.ADD, MappingProxyType(values), lonlat=lonlat_of(frame, key))


def _reasons(raw: RawTable, place: Place, source: str) -> tuple[Problem, ...]:
    """Why a row alone in its file left nothing, when the reader only says that nothing is left."""
    layer = KINDS[source]
    try:
        said = [p for p in locate(raw, layer, place).problems if p.outcome is Outcome.SET_ASIDE]
    except DataError:
        said = []
    row = int(str(raw.columns.index[0]))
    if source == "structures" and structures.categories(raw).iloc[0] == "":
        header = raw.header(structures.CATEGORIES) or ""
        word = raw.text(structures.CATEGORIES).iloc[0]
        said.append(Problem(raw.file, layer, row, header, "unknown_category", word, Outcome.SET_ASIDE))
    return tuple(said)


def _new_rows(root: Path, file: str, good: Mapping[int, Change]) -> tuple[dict[int, Change], Doubles]:
    """Rows whose identifier is free, and the others with that cause.

    A row saved just before a crash, and still in the table, is found again and not saved twice.
    """
    crs = str(read_settings(root)["crs"])
    taken = {(c.name, str(key)) for c in (STRUCTURES, SITES) for key in read_layer(root, c, crs).index}
    mine = {(c.layer, c.feature_id): c for c in local_changes(root)}
    new: dict[int, Change] = {}
    doubles: Doubles = {}
    for line, change in good.items():
        key, before = (change.layer, change.feature_id), mine.get((change.layer, change.feature_id))
        again = before is not None and (before.values, before.lonlat) == (change.values, change.lonlat)
        if again and before is not None:
            new[line] = before
        elif key in taken or before is not None:
            said = (change.feature_id, Outcome.SET_ASIDE)
            doubles[line] = (Problem(file, change.layer, line, "", "duplicate_id", *said),)
        else:
            new[line] = change
            taken.add(key)
    return new, doubles


def _rewritten(
    root: Path, aside: Aside, problems: tuple[Problem, ...], causes: Doubles
) -> tuple[AsideRow, ...]:
    """Put the table and the list of problems to date, together; the rows that are still aside."""
    rows = tuple(replace(r, cause=causes[r.row][0].kind) if r.row in causes else r for r in aside.rows)
    now = replace(aside, rows=rows)
    new = (*problems, *(p for said in causes.values() for p in said))
    layers = {p.layer for p in (*read_problems(root), *new) if p.file == aside.file}
    with staged(root) as copy:
        write_set_aside(copy, now)
        for layer in sorted(layers):
            mine = tuple(p for p in new if (p.layer, p.file) == (layer, aside.file))
            write_problems(copy, mine, layer, aside.file)
    return tuple(_row(now, row, causes[row.row]) for row in rows if row.row in causes)
