"""Two to four studies of a territory side by side, the first being what the others are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from cpts_geo.answers.headline import KEYS, NAMES, headline, lost_by_commune
from cpts_geo.model.results import Band
from cpts_geo.study import Study

MOST = 4


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Scenarios compared with the first; columns ``(scenario, reading)``, scenarios numbered from 0.

    Attributes
    ----------
    names
        Names of the scenarios, in order.
    figures
        Index ``indicator, category``: headline figures, as ``headline``, that every scenario has.
    communes
        Index ``code_insee, category``: people who lost this care; only rows where some scenario takes it.
    """

    names: tuple[str, ...]
    figures: pd.DataFrame
    communes: pd.DataFrame

    def band(self, scenario: int, indicator: str, category: str = "") -> Band:
        """A figure of one scenario."""
        row = self.figures[scenario].loc[[(indicator, category)]]
        return Band(*(float(row[name].iloc[0]) for name in NAMES))

    def difference(self, scenario: int, indicator: str, category: str = "") -> Band:
        """How much more a scenario does than the first, reading by reading; negative = less."""
        mine, first = self.band(scenario, indicator, category), self.band(0, indicator, category)
        return Band(*(getattr(mine, name) - getattr(first, name) for name in NAMES))


def compare_studies(studies: Sequence[Study]) -> SideBySide:
    """Put studies of the same territory side by side, whatever reading each shows first."""
    figures = [headline(study).set_index(KEYS) for study in studies]
    communes = pd.concat([lost_by_commune(study) for study in studies], axis=1, keys=range(len(studies)))
    communes = communes.fillna(0).astype(int)
    return SideBySide(
        names=tuple(study.spec.scenario.name for study in studies),
        figures=pd.concat(figures, axis=1, keys=range(len(studies)), join="inner"),
        communes=communes[(communes > 0).any(axis=1)],
    )


def overlap(one: Band, other: Band) -> bool:
    """Whether two bands share a value: which of the two is larger then depends on the reading."""
    return _least(one) <= _most(other) and _least(other) <= _most(one)


def _least(band: Band) -> float:
    return min(band.optimistic, band.median, band.pessimistic)


def _most(band: Band) -> float:
    return max(band.optimistic, band.median, band.pessimistic)
