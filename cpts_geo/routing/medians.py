"""Times from many places to each of many others, only their medians kept."""

from typing import Final

import numpy as np
import numpy.typing as npt

from cpts_geo.model.weights import weighted_medians
from cpts_geo.routing.engine import many_to_many
from cpts_geo.routing.graph import Weighted
from cpts_geo.routing.state import Customised

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
AT_ONCE: Final = 64  # targets: of a département, all of them at once would take gigabytes


def median_times(
    customised: Customised, sources: Ints, weights: Floats, targets: Ints, *, elsewhere: float = 0.0
) -> tuple[Floats, Floats]:
    """Per target, milliseconds that half of the weight does not exceed, and the weight that arrives.

    Parameters
    ----------
    customised
        State of the roads.
    sources, targets
        Junctions.
    weights
        One per source, zero or more.
    elsewhere
        More weight, on no road: it never arrives.

    Returns
    -------
    medians
        ``inf`` = half of the weight does not arrive; NaN without weight.
    arriving
        Weight.
    """
    total = float(weights.sum()) + elsewhere
    found = [np.empty((2, 0))]
    for start in range(0, len(targets), AT_ONCE):
        times = many_to_many(customised, sources, targets[start : start + AT_ONCE])
        if isinstance(customised.state, Weighted):
            medians = weighted_medians(
                np.vstack([times, np.full(times.shape[1], np.inf)]), np.r_[weights, elsewhere]
            )
            found.append(np.array([medians, weights @ np.isfinite(times)]))
        else:
            from cpts_geo.routing.median_sums import median_sums

            found.append(np.array(median_sums(np.ascontiguousarray(times), weights, total / 2)))
    medians, arriving = np.hstack(found)
    return np.where(total > 0, medians, np.nan), arriving
