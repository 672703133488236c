"""EHPAD of the pockets, and in which readings each of them is in a pocket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CAPACITY, CATEGORY, NAME
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.study import Study

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Home:
    """An EHPAD in a pocket.

    Attributes
    ----------
    name
        As the layer has it.
    residents
        Its places (an assumption); NaN = not known.
    causes
        What hits it in the study's reading (``model.causes``).
    readings
        Those in which it stands in a pocket.
    """

    name: str
    residents: float
    causes: int
    readings: tuple[Reading, ...] = READINGS


def home_places(homes: Iterable[Home]) -> Band:
    """Known places of the EHPAD that stand in a pocket, in each reading."""
    known = [home for home in homes if not np.isnan(home.residents)]
    return Band(*(sum(home.residents for home in known if reading in home.readings) for reading in READINGS))


def homes_by_pocket(
    study: Study, node: pd.Series, labels: Mapping[Reading, Ints], cut: Mapping[Reading, Ints]
) -> dict[int, tuple[Home, ...]]:
    """EHPAD that are not closed and stand in a pocket of some reading, by label of the study's reading.

    Parameters
    ----------
    node
        Road node of each structure, -1 = on no road.
    labels
        Group of each node, from ``access.isolation.pocket_labels``.
    cut
        Labels that are pockets.
    """
    places, own = study.territory.structures, study.spec.scenario.reading
    chosen = places[
        (places[CATEGORY] == Category.EHPAD.value) & (places["status"] != "closed") & (node >= 0).to_numpy()
    ]
    at = node[chosen.index].to_numpy()
    inside = np.stack([np.isin(labels[reading][at], cut[reading]) for reading in READINGS], axis=1)
    causes = study.outcomes.readings[own].structures_by[chosen.index]
    found: dict[int, tuple[Home, ...]] = {}
    rows = zip(labels[own][at], chosen[NAME], chosen[CAPACITY], causes, inside, strict=True)
    for key, name, size, by, flags in rows:
        if flags.any():
            readings = tuple(reading for reading, flag in zip(READINGS, flags, strict=True) if flag)
            home = Home(str(name), float(size), int(by), readings)
            found[int(key)] = (*found.get(int(key), ()), home)
    return found
