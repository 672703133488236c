"""Personal data in the lists that people bring: refused or told, never shown."""

import re
from collections.abc import Callable
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cpts_geo.model.errors import LayerError
from cpts_geo.model.personal import has_nir, mobiles, personal_emails
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.raw import RawTable, normalise, problem

BIRTHS: Final = frozenset(
    {"date_naissance", "date_de_naissance", "naissance", "ne_le", "nee_le", "ddn", "birth_date", "birthdate"}
)
PHONE_WORDS: Final = ("tel", "phone", "portable", "mobile", "standard")
# What cells must hold to be read closer, for the fast reader of expressions, which has no look-around.
_MANY_DIGITS: Final = r"(?s)(?:\p{N}.*){12}"  # bounded gaps would cost fifty times more
_MAYBE_MOBILE: Final = r"(?:0|33\P{N}?(?:\(0\)\P{N}?)?)[67](?:\P{N}?\p{N}{2}){4}"
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
        texts = _texts(raw, column)
        _refuse_numbers(raw, column, texts)
        if normalise(column) in BIRTHS:
            told.append(_said(raw, column, "birth_dates", int(texts[texts.index != ""].sum())))
        told.append(_said(raw, column, "personal_emails", _count(texts, "@", personal_emails)))
        if not any(word in normalise(column) for word in PHONE_WORDS):
            told.append(_said(raw, column, "personal_mobiles", _count(texts, _MAYBE_MOBILE, mobiles)))
    return tuple(said for said in told if said.value != "0")


def personal_columns(raw: RawTable) -> frozenset[str]:
    """Headers whose cells must not be kept: dates of birth, personal e-mails."""
    return frozenset(
        column
        for column in raw.columns.columns
        if normalise(column) in BIRTHS or _count(_texts(raw, column), "@", personal_emails)
    )


def _texts(raw: RawTable, column: str) -> pd.Series:
    """How many cells hold each text of a column, in order of appearance."""
    return raw.columns[column].value_counts(sort=False)


def _refuse_numbers(raw: RawTable, column: str, texts: pd.Series) -> None:
    for text in _holding(texts, _MANY_DIGITS).index:
        if not _DECIMALS.fullmatch(text) and has_nir(text):
            row = raw.columns.index[raw.columns[column] == text][0]
            raise LayerError("personal_number", raw.file, row=int(row), column=column)


def _count(texts: pd.Series, sign: str, found: Callable[[str], tuple[str, ...]]) -> int:
    return sum(count for text, count in _holding(texts, sign).items() if found(str(text)))


def _holding(texts: pd.Series, sign: str) -> pd.Series:
    """Texts in which an expression is found."""
    hits = pc.match_substring_regex(pa.array(texts.index, pa.large_string()), sign)
    found: pd.Series = texts[hits.to_numpy(zero_copy_only=False)]
    return found


def _said(raw: RawTable, column: str, kind: str, count: int) -> Problem:
    return problem(raw, "", kind, Outcome.INFORMATION, column=column, value=count)
