"""Who a row is: FINESS numbers as text, identifiers, rows given twice."""

from typing import Final

import pandas as pd

from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, file_stem
from cpts_geo.sources.raw import RawTable, normalise, problem, row_problems

FINESS: Final = (
    *("finess", "nofinesset", "num_finess", "numero_finess", "n_finess", "no_finess", "code_finess"),
    *("finess_et", "finess_geographique", "num_finess_et", "numero_finess_site", "finess_site", "fi"),
)
_NUMBER: Final = r"\d{9}|2[AB]\d{7}"  # nine characters; Corsica has a letter (FACTS 1.4.4)
_POWER: Final = r"\d(?:[.,]\d+)?E\+?\d+"  # what a spreadsheet writes of a long number
_SHORT: Final = r"\d{8}"


def finess_numbers(
    raw: RawTable, fate: pd.Series, known: frozenset[str], layer: str
) -> tuple[pd.Series, pd.Series, tuple[Problem, ...]]:
    """FINESS numbers as nine characters, and the fate settled.

    A number of eight digits has lost its first zero: it is given back when the territory knows the
    number so completed, otherwise the row is set aside. What cannot be a number is emptied and listed.
    """
    header = raw.header(FINESS)
    if header is None:
        return raw.text(FINESS), fate, ()
    texts = raw.text(FINESS).str.replace(r"\s|\.0$", "", regex=True).str.upper()
    short = texts.str.fullmatch(_SHORT)
    whole = texts.mask(short, "0" + texts)
    found = short & whole.isin(known)
    lost = short & ~found & (fate == STORED)
    strange = (texts != "") & ~short & ~texts.str.fullmatch(_NUMBER)
    told, found = strange & (fate == STORED), found & (fate == STORED)
    numbers, power = raw.text(FINESS), told & texts.str.fullmatch(_POWER)
    told &= ~power
    notes = (
        *row_problems(raw, layer, "finess_zero", Outcome.FIXED, values=numbers[found], column=header),
        *row_problems(raw, layer, "finess_too_short", Outcome.SET_ASIDE, values=numbers[lost], column=header),
        *row_problems(raw, layer, "bad_finess", Outcome.SET_ASIDE, values=numbers[told], column=header),
        *row_problems(raw, layer, "damaged_number", Outcome.SET_ASIDE, values=numbers[power], column=header),
    )
    return whole.mask(strange, ""), fate.mask(lost, SET_ASIDE), notes


def identifiers(
    raw: RawTable,
    fate: pd.Series,
    names: tuple[str, ...],
    layer: str,
    *,
    finess: pd.Series | None = None,
) -> tuple[pd.Series, pd.Series, tuple[Problem, ...]]:
    """Identifier of each row still to be stored, made from its line when it has none, and the fate settled.

    A line repeated to the letter counts once. The same identifier, or FINESS number, on different lines
    sets them all aside: which one is right is for a person to say.
    """
    alive = fate == STORED
    raw = raw.keep(alive)
    ids = raw.text(names)
    finess = None if finess is None else finess[alive]
    if finess is not None and raw.header(names) == raw.header(FINESS):
        ids = finess.mask(finess == "", ids)
    stem = normalise(file_stem(raw.file))
    nameless = ids.index[ids == ""]
    ids = ids.mask(ids == "", pd.Series({row: f"{stem}-{row}" for row in nameless}, dtype=object))
    same, told = _repeated(raw, layer)
    twice, header = _twice(ids, ~same), raw.header(names) or ""
    if finess is not None:
        shared = _twice(finess.where(finess != "", ids), ~same)
        header = header if twice.any() or not shared.any() else raw.header(FINESS) or ""
        twice |= shared
    shown = ids if finess is None else finess.where((finess != "") & (header == raw.header(FINESS)), ids)
    doubles = row_problems(raw, layer, "duplicate_id", Outcome.SET_ASIDE, values=shown[twice], column=header)
    fate = fate.mask(fate.index.isin(same.index[same]), EXCLUDED)
    return ids, fate.mask(fate.index.isin(twice.index[twice]), SET_ASIDE), (*told, *doubles)


def _twice(values: pd.Series, alive: pd.Series) -> pd.Series:
    return alive & values.isin(values[alive][values[alive].duplicated()])


def _repeated(raw: RawTable, layer: str) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Rows equal to one above, and a line for each that names it."""
    whole = raw.columns if raw.geometry is None else raw.columns.assign(_shape=raw.geometry.to_wkb(hex=True))
    several = whole[whole.duplicated(keep=False)]
    groups = several.groupby(list(several.columns), dropna=False, sort=False).groups if len(several) else {}
    pairs = {row: rows[0] for rows in groups.values() for row in rows[1:]}
    told = tuple(
        problem(raw, layer, "identical_rows", Outcome.FIXED, row=row, value=f"{first} = {row}")
        for row, first in sorted(pairs.items())
    )
    return pd.Series(whole.index.isin(list(pairs)), index=whole.index), told
