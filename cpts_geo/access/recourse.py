"""Nearest, second and third place of a category: who has only one, and who depends on which."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.travel import MS_PER_MINUTE, Places
from cpts_geo.model.results import Snapping
from cpts_geo.routing.several import nearest_few
from cpts_geo.routing.state import Customised

DEPTH: Final = 3
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ranked:
    """The nearest distinct places of one category, nearest first.

    Attributes
    ----------
    minutes
        Index ``demand_id``, columns 1, 2, 3; ``inf`` = there is no such place within reach.
    place
        Same shape; identifiers, ``""`` when there is none. Ties go to the first of the layer.
    """

    minutes: pd.DataFrame
    place: pd.DataFrame

    def alone(self, within_min: float) -> Bools:
        """Demand points with exactly one place within a time (inclusive)."""
        return _inside(self.minutes[1], within_min) & ~_inside(self.minutes[2], within_min)

    def without(self, within_min: float) -> Bools:
        """Demand points with no place within a time."""
        return ~_inside(self.minutes[1], within_min)

    def margin_min(self) -> pd.Series:
        """Minutes from the first place to the second; ``inf`` = no second, NaN = no first."""
        first = self.minutes[1]
        return (self.minutes[2] - first.where(np.isfinite(first))).rename("margin_min")


def _inside(minutes: pd.Series, within_min: float) -> Bools:
    values = minutes.to_numpy()
    found: Bools = np.isfinite(values) & (values <= within_min)
    return found


def rank_places(roads: Customised, origins: Snapping, places: Places, chosen: pd.Series) -> Ranked:
    """The three nearest usable places of ``chosen`` from each origin; two at one door are two places.

    Parameters
    ----------
    roads
        State of the roads.
    origins
        Nodes of the demand points.
    places
        Structures in this state.
    chosen
        Boolean per structure: those of the category.
    """
    node, here = places.nodes.points["node"].to_numpy(), origins.points["node"].to_numpy()
    kept = np.flatnonzero(places.usable.to_numpy(bool) & chosen.to_numpy(bool) & (node >= 0))
    times, labels = nearest_few(roads, node[kept], DEPTH)
    snapped = here[:, np.newaxis] >= 0
    best, rank = np.where(snapped, times[here], np.inf), np.where(snapped, labels[here], -1)
    place = np.r_[places.nodes.points.index.to_numpy(dtype=object)[kept], [""]][rank]
    index, columns = origins.points.index, range(1, DEPTH + 1)
    return Ranked(
        pd.DataFrame(best / MS_PER_MINUTE, index=index, columns=columns),
        pd.DataFrame(place, index=index, columns=columns, dtype=object),
    )
