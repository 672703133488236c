"""Two-leg times of the ambulance on a page: figures and tables."""

from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.access.losses import LOST
from cpts_geo.answers.ambulance import AmbulanceTimes
from cpts_geo.answers.states import REFERENCE, STATES
from cpts_geo.model.layers import NAME
from cpts_geo.model.scenario import READINGS
from cpts_geo.model.weights import weighted_medians
from cpts_geo.render.disclosure import hide_rows, hide_small
from cpts_geo.render.screen import Figure
from cpts_geo.study import Study
from cpts_geo.wording import ambulance, cautions, numbers

COUNTS: Final = ("people", "beyond_reference", *LOST)
CUT: Final = float("inf")


def ambulance_figures(study: Study, found: AmbulanceTimes, within_min: float) -> list[Figure]:
    """People within the time before and after, those who pass beyond it, those for whom a leg is cut."""
    own, within = study.spec.scenario.reading, found.within(within_min)
    asked = numbers.integer(within_min)
    before = Figure(ambulance.WITHIN_BEFORE.format(minutes=asked), numbers.integer(within[REFERENCE]))
    after = [float(within[r.value]) for r in READINGS]
    lost, cut = found.lost(within_min), found.lost(CUT)
    return [
        before,
        Figure(
            ambulance.WITHIN.format(minutes=asked),
            numbers.integer(within[own.value]),
            cautions.band(min(after), max(after)),
        ),
        _banded(ambulance.LOST.format(minutes=asked), lost, own.value),
        _banded(ambulance.CUT, cut, own.value),
    ]


def _banded(title: str, values: pd.Series, own: str) -> Figure:
    low, high = float(values.min()), float(values.max())
    return Figure(title, numbers.integer(float(values[own])), cautions.band(low, high), alarming=high > 0)


def times_table(study: Study, found: AmbulanceTimes, *, public: bool = False) -> pd.DataFrame:
    """People within each threshold of the study, before and in the three readings."""
    rows = pd.DataFrame([found.within(minutes) for minutes in study.spec.thresholds_min])
    frame = rows[list(STATES)].assign(threshold_min=list(study.spec.thresholds_min))
    if public:
        frame = frame.assign(**{state: hide_small(frame[state].astype(float)) for state in STATES})
    return pd.DataFrame({title: frame[name] for name, title in ambulance.TIME_HEADER.items()})


def ambulance_communes(
    study: Study, found: AmbulanceTimes, within_min: float, *, public: bool = False
) -> pd.DataFrame:
    """One row per commune, most people passing beyond the time first."""
    rows = found.by_commune(within_min)
    names = study.territory.communes[NAME]
    rows = rows.assign(
        name=[str(names.get(code, code)) for code in rows.index],
        **{f"minutes_{state}": _medians(found, state, rows.index) for state in STATES},
    )
    rows = rows.sort_values([f"lost_{study.spec.scenario.reading}", "name"], ascending=[False, True])
    if public:
        rows = hide_rows(rows, COUNTS, rows[[f"beyond_{r}" for r in READINGS]])
    out = pd.DataFrame({title: rows[name] for name, title in ambulance.HEADER.items()})
    return out.replace([np.inf, -np.inf], np.nan).reset_index(drop=True)


def _medians(found: AmbulanceTimes, state: str, communes: pd.Index) -> list[float]:
    total = found.legs[state]["total_min"].to_numpy(float)
    people, home = found.people.to_numpy(float), found.commune.to_numpy()
    return [
        round(float(weighted_medians(total[home == code, None], people[home == code])[0]), 1)
        for code in communes
    ]
