"""Statistics weighted by people."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def weighted_median(values: Floats, weights: Floats) -> float:
    """Smallest value that at least half of the weight does not exceed; ``inf`` counts as a value.

    NaN when there is no weight.
    """
    total = weights.sum()
    if total <= 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) * 2 >= total
    return float(values[order][int(np.argmax(reached))])
