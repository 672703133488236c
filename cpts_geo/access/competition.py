"""Accessibility under competition: what each person may have of a supply that others share."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# E2SFCA as published: weight per band of minutes, upper bounds included, nothing beyond (FACTS 9.4).
BAND_LIMITS_MIN: Final = (10.0, 20.0, 30.0)
BAND_WEIGHTS: Final = (1.0, 0.68, 0.22)


@dataclass(frozen=True, eq=False)
class Shares:
    """Supply shared among people.

    Attributes
    ----------
    index
        Supply per person, one value per demand point; 0 where none is within the last band.
    used
        Whether each supply has anybody within its last band: one that has none is shared by nobody.
    """

    index: Floats
    used: Bools


def band_weights(minutes: Floats) -> Floats:
    """Weight of each trip: 1 up to 10 minutes, 0.68 up to 20, 0.22 up to 30, 0 beyond (``<=``)."""
    band = np.searchsorted(BAND_LIMITS_MIN, minutes, side="left")
    return np.append(BAND_WEIGHTS, 0.0)[band]


def share_supply(minutes: Floats, people: Floats, supply: Floats, *, selective: bool = False) -> Shares:
    """Divide each supply among the people near it, then add up what each person gets (E2SFCA).

    Conserves the supply: the sum of people × index is the sum of the supplies that are used.

    Parameters
    ----------
    minutes
        Demand point × supply, ``inf`` = unreachable.
    people, supply
        Per row and per column of ``minutes``.
    selective
        3SFCA: a person weighs on each supply in the measure that it is chosen among those around.
    """
    weight = band_weights(minutes)
    if selective:
        total = weight.sum(axis=1, keepdims=True)
        weight = weight * np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    asking = people @ weight
    used = asking > 0
    ratio = np.divide(supply, asking, out=np.zeros_like(asking), where=used)
    return Shares(weight @ ratio, used)
