"""What is left to the people of each commune and of each square: second and third recourse, ambulance.

What the person in the middle of a group meets, whether most of a group have a single recourse, and how many
people of each commune do: only these are counts of people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.losses import squares
from cpts_geo.access.recourse import DEPTH, Ranked
from cpts_geo.answers.ambulance import AmbulanceTimes, find_ambulance_times
from cpts_geo.answers.losses import outlines
from cpts_geo.answers.recourse import Recourse, find_recourse
from cpts_geo.answers.states import STATES
from cpts_geo.model.layers import CATEGORY, CODE_INSEE, POPULATION
from cpts_geo.model.weights import medians_by_group
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

SINGLE_MIN: Final = 30.0  # one place within this time, inclusive, is a single recourse (assumption)
RANKS: Final = ("first_min", "second_min", "third_min")
MARGIN: Final = "margin_min"
SINGLE: Final = "single"
LEGS: Final = ("arrival_min", "transport_min", "total_min")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fallbacks:
    """Tables by group of people; minutes are those of the person in the middle, ``inf`` = half have no way.

    Attributes
    ----------
    recourse
        By kind of group (``CODE_INSEE`` or ``square``): index (group, category) for each category with a
        known place; ``first_min_STATE``, ``second_min_STATE``, ``third_min_STATE``, ``margin_min_STATE``
        (from the first to the second) and ``single_STATE``: whether most people have exactly one place within
        ``SINGLE_MIN``.
    ambulance
        Likewise, index group: ``arrival_min_STATE``, ``transport_min_STATE``, ``total_min_STATE``; no row
        when no base or no emergency department is known.
    alone
        People of each commune with exactly one place within ``SINGLE_MIN``: index (``code_insee``, category)
        as in ``recourse``, columns ``alone_STATE``.
    people
        People of each group, likewise.
    squares
        Outline of each square.
    """

    recourse: Mapping[str, pd.DataFrame]
    ambulance: Mapping[str, pd.DataFrame]
    alone: pd.DataFrame
    people: Mapping[str, pd.Series]
    squares: gpd.GeoSeries


def find_fallbacks(study: Study, *, baseline: Baseline | None = None) -> Fallbacks:
    """Recourses and two-leg times of the communes of the territory and of the squares of a kilometre.

    Parameters
    ----------
    study
        Its categories and readings are those of the answer; ambulances start from fire stations.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    demand, square = study.territory.demand, squares(study.territory.demand)
    groups = {CODE_INSEE: demand[CODE_INSEE].astype(str), str(square.name): square}
    known, driven = find_recourse(study, baseline=baseline), find_ambulance_times(study)
    places = study.outcomes.comparison.categories["places"]
    care = [name for name in known.ranked if places[name]]
    return Fallbacks(
        recourse={name: _recourse(known, care, group) for name, group in groups.items()},
        ambulance={name: _ambulance(driven, group) for name, group in groups.items()},
        alone=_alone(known, care),
        people={name: demand[POPULATION].groupby(group).sum() for name, group in groups.items()},
        squares=outlines(square, demand),
    )


def _recourse(known: Recourse, care: list[str], group: pd.Series) -> pd.DataFrame:
    parts = {name: _of_category(known.ranked[name], known.people, group) for name in care}
    if not parts:
        return pd.DataFrame(index=pd.MultiIndex.from_arrays([[], []], names=[group.name, CATEGORY]))
    table = pd.concat(parts, names=[CATEGORY]).swaplevel()
    return table.rename_axis([str(group.name), CATEGORY]).sort_index(level=0, sort_remaining=False)


def _alone(known: Recourse, care: list[str]) -> pd.DataFrame:
    columns = [f"alone_{state}" for state in STATES]
    parts = {name: known.by_commune(name, SINGLE_MIN)[columns].round().astype(np.int64) for name in care}
    if not parts:
        index = pd.MultiIndex.from_arrays([[], []], names=[CODE_INSEE, CATEGORY])
        return pd.DataFrame(index=index, columns=columns, dtype=np.int64)
    table = pd.concat(parts, names=[CATEGORY]).swaplevel()
    return table.rename_axis([CODE_INSEE, CATEGORY]).sort_index(level=0, sort_remaining=False)


def _of_category(states: Mapping[str, Ranked], people: pd.Series, group: pd.Series) -> pd.DataFrame:
    minutes: dict[str, Floats] = {}
    alone: dict[str, Floats] = {}
    for state, ranked in states.items():
        each = [ranked.minutes[rank].to_numpy(float) for rank in range(1, DEPTH + 1)]
        minutes |= {f"{name}_{state}": values for name, values in zip(RANKS, each, strict=True)}
        margin = ranked.margin_min().to_numpy(float)
        minutes[f"{MARGIN}_{state}"] = np.where(np.isnan(margin), np.inf, margin)
        alone[f"{SINGLE}_{state}"] = ranked.alone(SINGLE_MIN) * people.to_numpy(float)
    counts = pd.DataFrame(alone, index=people.index).groupby(group).sum()
    most = counts.gt(people.groupby(group).sum() / 2, axis=0)
    return _medians(pd.DataFrame(minutes, index=people.index), people, group).join(most)


def _ambulance(driven: AmbulanceTimes, group: pd.Series) -> pd.DataFrame:
    minutes = {f"{leg}_{state}": driven.legs[state][leg] for leg in LEGS for state in STATES}
    table = _medians(pd.DataFrame(minutes), driven.people, group)
    return table if driven.bases_known and driven.hospitals_known else table.iloc[:0]


def _medians(values: pd.DataFrame, people: pd.Series, group: pd.Series) -> pd.DataFrame:
    """Weighted medians of each column over the people of each group where somebody lives."""
    table, weights = values.to_numpy(float), people.to_numpy(float)
    rows = group.groupby(group, sort=True).indices
    lived = {name: where for name, where in rows.items() if weights[where].sum() > 0}
    index = pd.Index(list(lived), name=group.name, dtype=object)
    return pd.DataFrame(medians_by_group(table, weights, lived.values()), index=index, columns=values.columns)
