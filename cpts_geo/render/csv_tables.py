"""Tables for offices: ``;``, UTF-8 with BOM, decimal point, no cell that runs."""

import csv
import io
from typing import Any

import pandas as pd

from cpts_geo.render.archive import deterministic_zip
from cpts_geo.render.fallback_files import fallback_tables
from cpts_geo.render.geojson import DICTIONARY_FILE, plain_value
from cpts_geo.render.public_recourse import TABLE as RECOURSE
from cpts_geo.render.tables import csv_safe, tables
from cpts_geo.study import Study
from cpts_geo.wording import dictionary


def write(study: Study) -> bytes:
    """Zip of one CSV per table and the dictionary of fields."""
    return deterministic_zip(write_files(study))


def write_files(study: Study) -> dict[str, bytes]:
    """Content of each CSV by file name."""
    found = {**tables(study), RECOURSE: fallback_tables(study)[RECOURSE]}
    content = {f"{name}.csv": table_bytes(table) for name, table in found.items()}
    return content | {DICTIONARY_FILE: dictionary.dictionary_csv().encode("utf-8-sig")}


def table_bytes(table: pd.DataFrame) -> bytes:
    """One table as CSV; unreachable, unknown and hidden values are empty cells."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([csv_safe(name) for name in table.columns])
    for row in table.itertuples(index=False, name=None):
        writer.writerow([_cell(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    plain = plain_value(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return repr(plain) if isinstance(plain, int | float) else csv_safe(plain)
