"""Workbook for offices: one sheet per table, French headers, no formula, same bytes for the same study."""

import io
import re
import zipfile
from typing import Any, Final

import openpyxl
import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cpts_geo.render.archive import deterministic_zip
from cpts_geo.render.fallback_files import fallback_tables
from cpts_geo.render.geojson import plain_value
from cpts_geo.render.metadata import metadata
from cpts_geo.render.tables import csv_safe, tables
from cpts_geo.study import Study
from cpts_geo.wording import dictionary, files, provenance, sheets

CORE_PROPERTIES: Final = "docProps/core.xml"
CLOCK: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
WIDTH: Final = (10, 40)  # characters
LONGEST: Final = 32_000  # a cell holds 32 767 characters


def write(study: Study) -> bytes:
    """Workbook: a sheet about the study, one per table, the dictionary of fields."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    _sheet(book, files.ABOUT_SHEET, _about(study))
    for name, table in {**tables(study), **fallback_tables(study)}.items():
        _sheet(book, (files.TABLE | files.FALLBACK_TABLE)[name], table.rename(columns=dictionary.header))
    said = pd.DataFrame(dictionary.dictionary_rows(), columns=list(dictionary.DICTIONARY_HEADER))
    _sheet(book, files.DICTIONARY_SHEET, said)
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _about(study: Study) -> pd.DataFrame:
    facts = metadata(study)
    del facts["sources"]
    rows = [
        (files.ABOUT[key], files.YES_NO[value] if isinstance(value, bool) else value)
        for key, value in facts.items()
    ]
    rows += [
        (files.ABOUT["sources"], sheets.source_line([origin.layer], provenance.facts(origin, whole=True)))
        for origin in study.territory.sources
    ]
    return pd.DataFrame(rows, columns=["", files.ABOUT_SHEET])


def _sheet(book: Any, title: str, table: pd.DataFrame) -> None:
    sheet = book.create_sheet(title)
    sheet.append([_cell(name) for name in table.columns])
    for row in table.itertuples(index=False, name=None):
        sheet.append([_cell(value) for value in row])
    for number, name in enumerate(table.columns, start=1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = min(
            max(len(str(name)) + 2, WIDTH[0]), WIDTH[1]
        )
    sheet.freeze_panes = "A2"


def _cell(value: Any) -> Any:
    """Number, boolean or inert text; FINESS and INSEE codes are text already and stay so."""
    plain = plain_value(value)
    if not isinstance(plain, str):
        return plain
    return csv_safe(ILLEGAL_CHARACTERS_RE.sub("", plain[:LONGEST]))


def _without_clock(content: bytes) -> bytes:
    """Same workbook with fixed dates in its properties and in its container."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[CORE_PROPERTIES] = CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", parts[CORE_PROPERTIES])
    return deterministic_zip(parts)
