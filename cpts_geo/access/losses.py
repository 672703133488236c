"""Who loses what: people within each threshold before and after, by any group of demand points."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.model.results import Access, ReadingResult
from cpts_geo.model.scenario import READINGS, Reading

ANY_TIME: Final = float("inf")  # threshold that every reachable place meets
SQUARE_M: Final = 1000.0  # nothing finer may be published (FACTS 1.7)
LOST: Final = tuple(f"lost_{reading}" for reading in READINGS)

Floats = npt.NDArray[np.float64]


def losses_by(
    group: pd.Series,
    people: pd.Series,
    before: Access,
    after: Mapping[Reading, ReadingResult],
    thresholds_min: Sequence[float],
) -> pd.DataFrame:
    """People who have a place of each category within each threshold, and those who lose it.

    Parameters
    ----------
    group
        Group of each demand point; its name is that of the last level of the result.
    people
        People per demand point.
    before, after
        Access in normal times and in each reading.
    thresholds_min
        In minutes, inclusive; ``inf`` = as soon as there is a way.

    Returns
    -------
    pandas.DataFrame
        Index (category, threshold_min, group); ``people`` of the group, ``reference``,
        ``optimistic``, ``median``, ``pessimistic`` within the threshold, ``lost_*`` within it before
        and not in that reading. What was out of reach before is never lost.
    """
    codes, names = pd.factorize(group, sort=True)
    weights = people.to_numpy(float)
    minutes = {"reference": before.minutes, **{r.value: after[r].access.minutes for r in READINGS}}
    inside = {state: _within(table.to_numpy(), thresholds_min) for state, table in minutes.items()}
    counts = {state: _sums(flags, codes, weights, len(names)) for state, flags in inside.items()}
    lost = {
        f"lost_{r}": _sums(inside["reference"] & ~inside[r.value], codes, weights, len(names))
        for r in READINGS
    }
    keys: list[Any] = [before.minutes.columns, list(thresholds_min), names]
    index = pd.MultiIndex.from_product(keys, names=["category", "threshold_min", str(group.name)])
    total = np.rint(np.bincount(codes, weights=weights, minlength=len(names))).astype(np.int64)
    return pd.DataFrame(
        {"people": np.tile(total, len(index) // max(1, len(names))), **counts, **lost}, index=index
    )


def _within(minutes: Floats, thresholds_min: Sequence[float]) -> npt.NDArray[np.bool_]:
    """Category × threshold × demand point; out of reach is within nothing."""
    limits = np.asarray(thresholds_min, dtype=float)[None, :, None]
    return (minutes.T[:, None, :] <= limits) & np.isfinite(minutes.T)[:, None, :]


def _sums(
    flags: npt.NDArray[np.bool_], codes: npt.NDArray[np.intp], weights: Floats, size: int
) -> npt.NDArray[np.int64]:
    rows = flags.reshape(flags.shape[0] * flags.shape[1], len(codes))
    sums = [np.bincount(codes, weights=weights * row, minlength=size) for row in rows]
    return np.rint(np.array(sums).reshape(len(rows), size)).astype(np.int64).ravel()


def squares(demand: gpd.GeoDataFrame, side_m: float = SQUARE_M) -> pd.Series:
    """Square of each demand point, ``E…N…`` of its lower left corner in units of ``side_m``."""
    east = np.floor(demand.geometry.x / side_m).astype(int)
    north = np.floor(demand.geometry.y / side_m).astype(int)
    names = [f"E{e}N{n}" for e, n in zip(east, north, strict=True)]
    return pd.Series(names, index=demand.index, name="square", dtype=object)
