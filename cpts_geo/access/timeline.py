"""When things stop and start again over the steps of a scenario."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def cut_and_back(stopped: Bools, hours: Sequence[float]) -> tuple[Floats, Floats]:
    """Hour at which each thing first stops, and from which it goes on until the end.

    Parameters
    ----------
    stopped
        Step × thing; a step holds until the next, the last one until further notice.
    hours
        Hour of each step.

    Returns
    -------
    cut
        NaN = never stopped.
    back
        NaN = never stopped, ``inf`` = still stopped at the last step. A thing that works for a while
        between two stops is back after the last one only.
    """
    ever = stopped.any(axis=0)
    last = len(stopped) - 1 - stopped[::-1].argmax(axis=0)
    after = np.r_[np.asarray(hours, dtype=float), np.inf]
    cut = np.where(ever, after[stopped.argmax(axis=0)], np.nan)
    return cut, np.where(ever, after[last + 1], np.nan)


def spells(stopped: Bools) -> npt.NDArray[np.int64]:
    """How many times each thing stops."""
    begins = stopped & ~np.vstack([np.zeros((1, stopped.shape[1]), dtype=bool), stopped[:-1]])
    count: npt.NDArray[np.int64] = begins.sum(axis=0)
    return count


def hours_table(stopped: dict[str, Bools], index: pd.Index, hours: Sequence[float]) -> pd.DataFrame:
    """Hours of cut and return by reading, of the things that stop in at least one.

    Parameters
    ----------
    stopped
        Step × thing, by reading.
    index
        Names of the things.
    hours
        Hour of each step.

    Returns
    -------
    pandas.DataFrame
        Columns ``cut_<reading>``, ``back_<reading>``, ``spells_<reading>``.
    """
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for reading, state in stopped.items():
        columns[f"cut_{reading}"], columns[f"back_{reading}"] = cut_and_back(state, hours)
        columns[f"spells_{reading}"] = spells(state)
    ever = np.any([state.any(axis=0) for state in stopped.values()], axis=0)
    return pd.DataFrame(columns, index=index)[ever]
