"""Statistics weighted by people."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def weighted_medians(values: Floats, weights: Floats) -> Floats:
    """Per column, the smallest value that at least half of the weight does not exceed.

    ``inf`` counts as a value. NaN when there is no weight.

    Parameters
    ----------
    values
        Rows × columns.
    weights
        One per row.
    """
    total = weights.sum()
    if total <= 0:
        return np.full(values.shape[1], np.nan)
    columns = np.ascontiguousarray(values.T)
    order = np.argsort(columns, axis=1)  # of equal values, any order gives the same one
    middle = np.argmax(np.cumsum(weights[order], axis=1) * 2 >= total, axis=1)
    rows = np.arange(len(columns))
    medians: Floats = columns[rows, order[rows, middle]]
    return medians


def medians_by_group(values: Floats, weights: Floats, members: Iterable[Any]) -> Floats:
    """``weighted_medians`` of the rows of each group: group × column.

    Parameters
    ----------
    members
        Rows of each group.
    """
    rows = [weighted_medians(values[group], weights[group]) for group in members]
    return np.array(rows).reshape(len(rows), values.shape[1])
