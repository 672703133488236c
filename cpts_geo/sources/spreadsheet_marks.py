"""What spreadsheets leave in the tables they write: apostrophes, names of columns given twice."""

import re
from collections.abc import Sequence
from typing import Final

import pandas as pd

from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.raw import problem

_SIGNS: Final = ("'", "\u2019", "\u2018", "`")
# « '01004 »: the mark by which a spreadsheet keeps figures as text; never the start of a word.
_MARKED: Final = re.compile(r"['\u2019\u2018`]\s*([\dAB+\-][\dAB\s.,/+\-]*)")


def unmarked(table: pd.DataFrame, file: str) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Table whose figures have lost the apostrophe before them, and how many had one in each column."""
    out, notes = table, []
    for column in table.columns:
        first = table[column][table[column].str.startswith(_SIGNS)]
        odd = first[first.str.fullmatch(_MARKED)]
        if odd.empty:
            continue
        texts = table[column].astype(object)
        texts.loc[odd.index] = odd.map(_bare)
        out = out.assign(**{column: texts})
        facts = {"column": column, "value": f"{len(odd)} (« {odd.iloc[0]} »)"}
        notes.append(problem(file, "", "apostrophes", Outcome.FIXED, **facts))
    return out, tuple(notes)


def _bare(text: str) -> str:
    found = _MARKED.fullmatch(text.strip())
    return found[1].strip() if found else text


def named_twice(file: str, header: Sequence[str], names: Sequence[str]) -> tuple[Problem, ...]:
    """One line per name given to several columns: the first is the one read under that name."""
    own = [name.strip() for name in header]
    return tuple(
        problem(file, "", "header_twice", Outcome.INFORMATION, column=name, value=names[i])
        for i, name in enumerate(own)
        if name and name in own[:i] and names[i]
    )
