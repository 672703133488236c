"""Cells of lists written by people: capacities with a unit, dates the French way, days of opening."""

import datetime as dt
import re
from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.model.errors import LayerError
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.raw import RawTable, parse_numbers, row_problems, strip_unit

MAX_CAPACITY: Final = 5000  # RELIABILITY STR-16
MOST_PEOPLE: Final = 3_000_000  # assumption; the largest commune, Paris, has 2.1 million (INSEE, 2021)
OPENINGS: Final = ("opens", "date_ouverture", "date_d_ouverture", "dateouv", "date_debut", "open_date")
CLOSINGS: Final = ("closes", "date_fermeture", "date_de_fermeture", "date_fin", "close_date")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?(?:[T ].*)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ].*)?")
# Headers that hold hours as often as days: read when a cell looks like a day.
OPENINGS_OR_HOURS: Final = ("ouverture", "debut", "date_ouvert", "ouvert_le", "ouvre_le")
CLOSINGS_OR_HOURS: Final = ("fermeture", "fin", "ferme_le", "fermee_le")
_SERIAL: Final = re.compile(r"[2-7]\d{4}")  # days since 1900 of a spreadsheet: 1954 to 2119
SPREADSHEET_DAY_0: Final = dt.date(1899, 12, 30)
LEAP_YEAR: Final = 2000  # stands for « no year », so that 29 February exists


def capacities(raw: RawTable, names: tuple[str, ...], layer: str) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Capacities between 0 and 5 000; a known unit is dropped, anything else is unknown, both listed."""
    header = raw.header(names) or ""
    texts = raw.text(names).astype(object)
    bare = texts.map(strip_unit)
    values = parse_numbers(bare)
    good = values.between(0, MAX_CAPACITY)
    unit = row_problems(
        raw, layer, "unit_dropped", Outcome.FIXED, values=texts[good & (bare != texts)], column=header
    )
    odd = row_problems(
        raw, layer, "bad_capacity", Outcome.SET_ASIDE, values=texts[(texts != "") & ~good], column=header
    )
    return values.where(good, np.nan), (*unit, *odd)


def odd_people(raw: RawTable, names: tuple[str, ...], layer: str) -> tuple[Problem, ...]:
    """Figures that cannot be the people of a commune: unknown, and listed."""
    people, texts, header = raw.number(names), raw.text(names), raw.header(names) or ""
    odd = texts[people.notna() & ~people.between(0, MOST_PEOPLE)]
    return row_problems(raw, layer, "odd_population", Outcome.SET_ASIDE, values=odd, column=header)


def parse_date(text: str) -> str | None:
    """ISO date of a text, day before month whatever the separator; ``None`` when it is no date.

    ``03/04/2024`` is 3 April. Without a year: ``--MM-DD``, the truncated form of ISO 8601.
    """
    year_first = _YEAR_FIRST.fullmatch(text)
    day_first = _DAY_FIRST.fullmatch(text)
    if year_first:
        year, month, day = (int(part) for part in year_first.groups())
    elif day_first:
        day, month = int(day_first[1]), int(day_first[2])
        year = int(day_first[3] or LEAP_YEAR) + (2000 if len(day_first[3] or "") == 2 else 0)
    else:
        return None
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if year_first or (day_first and day_first[3]) else f"--{found:%m-%d}"


def dates(raw: RawTable, names: tuple[str, ...], layer: str) -> tuple[pd.Series, tuple[Problem, ...]]:
    """ISO dates; days counted by a spreadsheet are converted, impossible dates are empty, both listed."""
    texts, header = raw.text(names).astype(object), raw.header(names) or ""
    found = texts.map(lambda text: parse_date(text) if text else "")
    serial = found.isna() & texts.str.fullmatch(_SERIAL)
    days = texts[serial].map(lambda text: (SPREADSHEET_DAY_0 + dt.timedelta(int(text))).isoformat())
    found = found.mask(serial, days)
    shown = texts[serial] + " \u2192 " + days
    told = row_problems(raw, layer, "serial_date", Outcome.FIXED, values=shown, column=header)
    wrong = row_problems(raw, layer, "bad_date", Outcome.SET_ASIDE, values=texts[found.isna()], column=header)
    return found.fillna(""), (*told, *wrong)


def _day_names(raw: RawTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headers of the first and last day; those that may hold hours count when a cell looks like a day."""
    answer = []
    for sure, perhaps in ((OPENINGS, OPENINGS_OR_HOURS), (CLOSINGS, CLOSINGS_OR_HOURS)):
        texts = raw.text(perhaps)
        dated = texts.str.fullmatch(_DAY_FIRST) | texts.str.fullmatch(_YEAR_FIRST)
        answer.append((*sure, *perhaps) if dated.any() else sure)
    return answer[0], answer[1]


def days(raw: RawTable, layer: str) -> tuple[dict[str, pd.Series], pd.Series, tuple[Problem, ...]]:
    """Columns ``opens`` and ``closes``, the rows that close before they open, and what must be told."""
    openings, closings = _day_names(raw)
    opened, odd_openings = dates(raw, openings, layer)
    closed, odd_closings = dates(raw, closings, layer)
    known = (opened != "") & (closed != "") & (opened.str.startswith("--") == closed.str.startswith("--"))
    return {"opens": opened, "closes": closed}, known & (closed < opened), (*odd_openings, *odd_closings)


def refuse_backward(raw: RawTable, backward: pd.Series) -> None:
    """Raise when a row closes before it opens.

    Raises
    ------
    LayerError
        ``end_before_start`` with both headers and both values.
    """
    if backward.any():
        row = backward.index[backward][0]
        both = [raw.text(names).loc[row] for names in _day_names(raw)]
        headers = [raw.header(names) or "" for names in _day_names(raw)]
        raise LayerError(
            "end_before_start",
            raw.file,
            row=int(row),
            column=", ".join(headers),
            value=" > ".join(both),
        )
