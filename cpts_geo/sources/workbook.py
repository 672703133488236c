"""Excel workbooks read as tables of text; formulas give their last value, nothing is executed."""

import datetime as dt
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from cpts_geo.model.errors import LayerError, UnreadableFileError
from cpts_geo.model.problems import Outcome
from cpts_geo.sources.archive import check_archive
from cpts_geo.sources.header import LOOKED_AT, column_names, header_at
from cpts_geo.sources.raw import RawTable, clean_table, problem
from cpts_geo.sources.spreadsheet_marks import named_twice, unmarked

MAX_CELLS: Final = 20_000_000
_FORMULA: Final = re.compile(rb"<f[ >/]")


def read_workbook(path: Path, sheet: str = "") -> RawTable:
    """One sheet of a ``.xlsx``, its header below the titles that may stand above it.

    Raises
    ------
    UnreadableFileError
        ``not_accepted_workbook`` (under another name than ``.xlsx``), ``unreadable``, ``no_rows``,
        ``too_large``.
    LayerError
        ``several_layers`` when several sheets are filled and ``sheet`` does not say which.
    """
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        raise UnreadableFileError("not_accepted_workbook", path.name, value=path.suffix, expected="csv, xlsx")
    check_archive(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        names = [sheet] if sheet in book.sheetnames else [n for n in book.sheetnames if _is_filled(book[n])]
        if len(names) > 1:
            raise LayerError("several_layers", path.name, expected=", ".join(names[:20]), value=sheet)
        rows = _rows(book[names[0]], path.name) if names else []
        book.close()
        lost = _without_value(path, names[0]) if names and _has_formulas(path) else ""
    except (KeyError, OSError, ValueError, TypeError, zipfile.BadZipFile, ParseError) as error:
        if isinstance(error, LayerError | UnreadableFileError):
            raise
        raise UnreadableFileError("unreadable", path.name) from error
    told = (problem(path.name, "", "formula_without_value", Outcome.INFORMATION, value=lost),) if lost else ()
    raw = _table(path.name, rows, names[0] if names else "")
    return replace(raw, problems=(*raw.problems, *told))


def _has_formulas(path: Path) -> bool:
    """Whether a sheet of the workbook holds a formula."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


def _without_value(path: Path, sheet: str) -> str:
    """Number of formulas whose result was never saved, and the first cells; empty when there is none."""
    values = openpyxl.load_workbook(path, read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(path, read_only=True)
    lost = [
        f"{get_column_letter(column)}{row}"
        for row, (said, written) in enumerate(
            zip(*(book[sheet].iter_rows(values_only=True) for book in (values, formulas)), strict=False), 1
        )
        for column, (value, formula) in enumerate(zip(said, written, strict=False), 1)
        if value is None and isinstance(formula, str) and formula.startswith("=")
    ]
    values.close()
    formulas.close()
    return f"{len(lost)} ({', '.join(lost[:5])})" if lost else ""


def _is_filled(sheet: Any) -> bool:
    return any(
        sum(cell is not None for cell in row) > 1 for row in sheet.iter_rows(max_row=50, values_only=True)
    )


def _rows(sheet: Any, file: str) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    count = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        count += len(row)
        if count > MAX_CELLS:
            raise UnreadableFileError("too_large", file, expected=f"{MAX_CELLS}")
        if any(cell is not None for cell in row):
            rows.append((number, [_text(cell) for cell in row]))
    return rows


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _table(file: str, rows: list[tuple[int, list[str]]], sheet: str) -> RawTable:
    at = header_at([cells for _, cells in rows[:LOOKED_AT]])
    if at + 1 >= len(rows):
        raise UnreadableFileError("no_rows", file, value=", ".join(rows[at][1]) if rows else "")
    line, header = rows[at]
    body = rows[at + 1 :]
    used = [any(cells[i].strip() for _, cells in body) for i in range(len(header))]
    names = column_names(rows[at - 1][1] if at else [], header, used)
    kept = {name: [cells[i] for _, cells in body] for i, name in enumerate(names) if name}
    frame = pd.DataFrame(kept, index=pd.Index([number for number, _ in body], name="row"), dtype=object)
    notes = (problem(file, "", "header_line", Outcome.INFORMATION, value=line),) if at else ()
    clean, marks = unmarked(clean_table(frame), file)
    return RawTable(file, clean, problems=(*notes, *named_twice(file, header, names), *marks), layer=sheet)
