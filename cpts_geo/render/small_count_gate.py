"""The gate of a package: what it says of people is attacked, and no small count is given away."""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from cpts_geo.model.errors import ExportError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.scenario import READINGS
from cpts_geo.render.differencing import Deduced, Published, deduced
from cpts_geo.render.public_recourse import TABLE as RECOURSE

FOLDER: Final = "tableaux/"
ABOUT: Final = "geojson/metadata.json"
TABLES: Final = ("synthese", "couverture", "ages", "communes", "structures", "poches")
TEXT: Final = ("category", "band", "code_insee", "structure_id", "services", "missing", "communes")


def check_small_counts(content: Mapping[str, bytes]) -> None:
    """Let the files of a package go.

    Raises
    ------
    ExportError
        ``small_count_deduced`` with the table and row that would give away a count of one to ten people;
        ``counts_disagree`` when the tables contradict one another.
    """
    for found in small_counts(content):
        if found.kind == "counts_disagree":
            raise ExportError("counts_disagree", found.file)
        place = (found.file, found.row or None, found.column)
        raise ExportError("small_count_deduced", *place, value=found.value)


def small_counts(content: Mapping[str, bytes]) -> Iterator[Problem]:
    """Counts of one to ten people that the tables of a package give away, by name of file."""
    if not all(f"{FOLDER}{name}.csv" in content for name in TABLES) or ABOUT not in content:
        return
    names = [*TABLES, *([RECOURSE] if f"{FOLDER}{RECOURSE}.csv" in content else [])]
    tables = {name: _table(content[f"{FOLDER}{name}.csv"]) for name in names}
    about = json.loads(content[ABOUT])
    hit = {str(reading): _or_missing(about[f"people_hit_{reading}"]) for reading in READINGS}
    published = Published(tables, _or_missing(about["population"]), about["reading"], hit)
    try:
        found = deduced(published)
    except ValueError:
        yield Problem(f"{FOLDER}synthese.csv", "package", 0, "", "counts_disagree", "", Outcome.REFUSED)
        return
    for leak in found:
        yield _problem(leak, tables)


def _problem(leak: Deduced, tables: Mapping[str, pd.DataFrame]) -> Problem:
    file = f"{FOLDER}{leak.table}.csv" if leak.table in tables else ABOUT
    row = _line(leak, tables[leak.table]) if leak.table in tables else 0
    return Problem(file, "package", row, leak.column, "small_count_deduced", leak.row, Outcome.REFUSED)


def _line(leak: Deduced, table: pd.DataFrame) -> int:
    """Line of the file, its header being the first; 0 when the row is no row of the table."""
    keys = [name for name in ("category", "pocket") if name in table][:1]
    keys += [name for name in ("threshold_min", "band", "code_insee", "structure_id") if name in table][:1]
    said = table[keys].astype(str).agg(" ".join, axis=1)
    places = [number for number, text in enumerate(said) if text == leak.row]
    return places[0] + 2 if places else 0


def _table(content: bytes) -> pd.DataFrame:
    kinds = dict.fromkeys(TEXT, str)
    options: dict[str, Any] = {"encoding": "utf-8-sig", "dtype": kinds, "keep_default_na": False}
    return pd.DataFrame(pd.read_csv(io.BytesIO(content), sep=";", na_values=[""], **options))


def _or_missing(value: Any) -> float:
    return float("nan") if value is None else float(value)
