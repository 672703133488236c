"""The kernel of ``medians``: weighted medians of whole milliseconds, without sorting them.

Weights are added up by stretches of eight seconds, then by milliseconds in the stretch where the middle is.
"""

import numpy as np

from cpts_geo.routing.kernel import Array, kernel

STRETCH_BITS = 13  # 8.192 s: sums of 64 columns stay near the processor
STRETCH = 1 << STRETCH_BITS


@kernel
def median_sums(times: Array, weights: Array, half: float) -> tuple[Array, Array]:
    """Per column, the smallest time that half of the weight does not exceed, and the weight that has a time.

    Parameters
    ----------
    times
        Rows × columns, whole milliseconds or ``inf``.
    weights
        One per row, zero or more.
    half
        Of all the weight, more than nothing.
    """
    columns = times.shape[1]
    rough, fine = np.zeros((columns, _stretches(times))), np.zeros((columns, STRETCH))
    _add_stretches(times, weights, rough)
    start, before, reached = np.empty(columns), np.empty(columns), np.empty(columns)
    for j in range(columns):
        stretch, before[j], reached[j] = _half(rough[j], 0.0, half)
        start[j] = stretch * STRETCH
    _add_milliseconds(times, weights, start, fine)
    found = np.full(columns, np.inf)
    for j in range(columns):
        if reached[j] >= half:
            found[j] = start[j] + _half(fine[j], before[j], half)[0]
    return found, reached


@kernel
def _stretches(times: Array) -> int:
    """How many stretches the times are in."""
    longest, never = np.int64(0), np.array([np.inf]).view(np.int64)[0]
    for bits in times.reshape(-1).view(np.int64):  # they are in the order of the times, and compared in rows
        longest = max(longest, bits if bits < never else np.int64(0))
    return int(np.array([longest]).view(np.float64)[0]) // STRETCH + 1


@kernel
def _add_stretches(times: Array, weights: Array, sums: Array) -> None:
    for i in range(times.shape[0]):
        for j in range(times.shape[1]):
            if times[i, j] < np.inf:
                sums[j, np.int64(times[i, j]) >> STRETCH_BITS] += weights[i]


@kernel
def _add_milliseconds(times: Array, weights: Array, start: Array, sums: Array) -> None:
    """Only those of one stretch per column."""
    for i in range(times.shape[0]):
        for j in range(times.shape[1]):
            if start[j] <= times[i, j] < start[j] + STRETCH:
                sums[j, np.int64(times[i, j] - start[j])] += weights[i]


@kernel
def _half(sums: Array, before: float, half: float) -> tuple[int, float, float]:
    """Where sums, on top of what is before, reach half; what is before that; the whole.

    The last sum that is not nothing where they do not: those of a stretch may round to a little less than it.
    """
    place, least, whole = 0, before, before
    for k in range(len(sums)):
        if sums[k] > 0 and whole < half:
            place, least = k, whole
        whole += sums[k]
    return place, least, whole
