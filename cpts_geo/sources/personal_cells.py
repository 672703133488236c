"""Personal data in the lists that people bring: refused or told, never shown."""

import re
from collections.abc import Callable
from typing import Final

import pandas as pd

from cpts_geo.model.errors import LayerError
from cpts_geo.model.personal import has_nir, mobiles, personal_emails
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.raw import RawTable, normalise, problem

BIRTHS: Final = frozenset(
    {"date_naissance", "date_de_naissance", "naissance", "ne_le", "nee_le", "ddn", "birth_date", "birthdate"}
)
PHONE_WORDS: Final = ("tel", "phone", "portable", "mobile", "standard")
_MANY_DIGITS: Final = r"(?:\d[\s.\-_/]{0,2}){12}"
_DECIMALS: Final = re.compile(r"\s*[+-]?\d{1,3}[.,]\d+(?:\s*[,; ]\s*[+-]?\d{1,3}[.,]\d+)?\s*")


def check_personal(raw: RawTable) -> tuple[Problem, ...]:
    """What must be told of a list: columns that hold dates of birth, personal e-mails or mobiles.

    Raises
    ------
    LayerError
        ``personal_number`` when a cell holds a number of the social security with its right key; the
        number itself is not repeated.
    """
    told: list[Problem] = []
    for column in raw.columns.columns:
        cells = raw.columns[column]
        _refuse_numbers(raw, column, cells)
        if normalise(column) in BIRTHS:
            told.append(_said(raw, column, "birth_dates", int((cells != "").sum())))
        told.append(_said(raw, column, "personal_emails", _count(cells, "@", personal_emails)))
        if not any(word in normalise(column) for word in PHONE_WORDS):
            told.append(_said(raw, column, "personal_mobiles", _count(cells, r"[67][\s.\-]?\d\d", mobiles)))
    return tuple(said for said in told if said.value != "0")


def personal_columns(raw: RawTable) -> frozenset[str]:
    """Headers whose cells must not be kept: dates of birth, personal e-mails."""
    return frozenset(
        column
        for column in raw.columns.columns
        if normalise(column) in BIRTHS or _count(raw.columns[column], "@", personal_emails)
    )


def _refuse_numbers(raw: RawTable, column: str, cells: pd.Series) -> None:
    for row, text in cells[cells.str.contains(_MANY_DIGITS)].items():
        if not _DECIMALS.fullmatch(text) and has_nir(text):
            raise LayerError("personal_number", raw.file, row=int(str(row)), column=column)


def _count(cells: pd.Series, sign: str, found: Callable[[str], tuple[str, ...]]) -> int:
    likely = cells[cells.str.contains(sign)]
    return int(likely.map(lambda text: bool(found(text))).sum()) if len(likely) else 0


def _said(raw: RawTable, column: str, kind: str, count: int) -> Problem:
    return problem(raw, "", kind, Outcome.INFORMATION, column=column, value=count)
