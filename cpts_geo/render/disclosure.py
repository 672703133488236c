"""Small counts of people never leave the house in a public file: below eleven they are hidden."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

MINIMUM_CELL: Final = 11  # statistical secrecy, FACTS 3.4


def is_small(values: pd.Series) -> pd.Series:
    """Whether each count is between 1 and ``MINIMUM_CELL - 1``; zero says nothing about anybody."""
    return (values > 0) & (values < MINIMUM_CELL)


def hide_small(values: pd.Series) -> pd.Series:
    """Counts as nullable integers, small ones absent."""
    counts = values.round().astype("Int64")
    return counts.mask(is_small(values))


def hide_rows(frame: pd.DataFrame, counts: Sequence[str], secret: pd.DataFrame | None = None) -> pd.DataFrame:
    """Frame with the counts of the rows that must be hidden absent.

    Parameters
    ----------
    counts
        Columns of people, whole numbers.
    secret
        Other counts that a reader could work out from those shown (« people minus those within »).
    """
    told = frame[list(counts)].astype(float)
    hidden = hidden_rows(told if secret is None else pd.concat([told, secret.astype(float)], axis=1))
    return frame.assign(**{name: frame[name].round().astype("Int64").mask(hidden) for name in counts})


def hidden_rows(counts: pd.DataFrame) -> pd.Series:
    """Rows to hide so that no small count can be read, nor deduced from the total of a column.

    Parameters
    ----------
    counts
        People, one row per place, one column per reading; the column totals are published.

    Returns
    -------
    Series
        Boolean, same index: rows with a small count, and the next smallest ones when the hidden
        rows of a column would otherwise be given away by its total.
    """
    hidden = pd.Series(data=False, index=counts.index)
    for column in counts.columns:
        hidden |= is_small(counts[column])
    for column in counts.columns:
        hidden |= _companions(counts[column], hidden)
    return hidden


def hidden_cells(counts: pd.DataFrame) -> pd.DataFrame:
    """Cells to hide so that no small count can be read, nor deduced from the totals of rows and columns."""
    hidden = counts.apply(is_small)
    before = -1
    while before != int(hidden.to_numpy().sum()):
        before = int(hidden.to_numpy().sum())
        for column in counts.columns:
            hidden[column] |= _companions(counts[column], hidden[column], any_size=True)
        for row in counts.index:
            hidden.loc[row] |= _companions(counts.loc[row], hidden.loc[row], any_size=True)
    return hidden


def _companions(values: pd.Series, hidden: pd.Series, *, any_size: bool = False) -> pd.Series:
    """Shown rows to hide as well: at least two hidden non-zero rows whose sum is not small.

    ``any_size``: also when none of them is small, because one keeps the secret of another line.
    """
    chosen = pd.Series(data=False, index=values.index)
    kept_secret = values[hidden & (values > 0)]
    if kept_secret.empty or not (any_size or is_small(kept_secret).any()):
        return chosen
    count, total = len(kept_secret), float(kept_secret.sum())
    spare = values[~hidden & (values > 0)].sort_values(kind="stable")
    needed = 0
    while needed < len(spare) and (count + needed < 2 or total < MINIMUM_CELL):
        total += float(spare.iloc[needed])
        needed += 1
    return chosen.where(~chosen.index.isin(spare.index[:needed]), other=True)
