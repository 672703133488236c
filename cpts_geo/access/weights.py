"""Statistics weighted by people."""

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
    order = np.argsort(values, axis=0, kind="stable")
    middle = np.argmax(np.cumsum(weights[order], axis=0) * 2 >= total, axis=0)
    medians: Floats = np.take_along_axis(values, np.take_along_axis(order, middle[None], axis=0), axis=0)
    return medians.ravel()
