"""Rows of lists that are no place of their own: lines of totals, a place written twice."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import NAME
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.raw import RawTable, by_value, normalise, problem, row_problems

TOTALS: Final = frozenset({"total", "totaux", "total_general", "sous_total", "total_capacite", "somme"})
FIRST_CELLS: Final = 3  # where the word « total » is looked for
SAME_SPOT_M: Final = 10  # two points closer than that are one address (assumption)


def total_lines(raw: RawTable, lost: pd.Series) -> pd.Series:
    """Which of the ``lost`` rows, without a place, are totals: one of their first cells says so."""
    first = raw.columns.loc[lost].iloc[:, :FIRST_CELLS]
    says = pd.Series(data=False, index=first.index)
    for column in first:
        says |= by_value(first[column], lambda text: normalise(text) in TOTALS).astype(bool)
    return says.reindex(lost.index, fill_value=False)


def told_totals(raw: RawTable, layer: str, totals: pd.Series) -> tuple[Problem, ...]:
    """One line per total left out."""
    shown = raw.columns[totals].apply(lambda row: " ; ".join(cell for cell in row if cell), axis=1)
    return row_problems(raw, layer, "total_line", Outcome.INFORMATION, values=shown) if totals.any() else ()


def same_places(raw: RawTable, layer: str, frame: gpd.GeoDataFrame, index: str) -> tuple[Problem, ...]:
    """Rows that share a name and a spot with another under another identifier: kept, and named."""
    names = by_value(frame[NAME], normalise)
    keys = pd.DataFrame(
        {
            "name": names,
            "x": (frame.geometry.x / SAME_SPOT_M).round(),
            "y": (frame.geometry.y / SAME_SPOT_M).round(),
        }
    )
    twice = keys[keys.duplicated(keep=False) & (names != "")]
    groups = twice.groupby(["name", "x", "y"], sort=False).groups.values() if len(twice) else ()
    return tuple(
        problem(
            raw, layer, "same_place_twice", Outcome.INFORMATION, row=rows[-1],
            value=f"{frame.loc[rows[0], NAME]} ({', '.join(frame.loc[rows, index])})",
        )
        for rows in groups
    )  # fmt: skip
