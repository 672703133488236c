"""Minutes of an ambulance under a study: from its base to the patient, then to an emergency department."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.access.ambulance import two_legs
from cpts_geo.access.state import usable_structures
from cpts_geo.access.travel import in_category
from cpts_geo.answers.states import STATES, hits_by_state, roads_by_state
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CODE_INSEE, POPULATION
from cpts_geo.model.scenario import READINGS
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.study import Inputs, Study, run_baseline, run_study

EMERGENCY_MIN: Final = 30.0  # national objective of access to emergency care (FACTS 9.3), inclusive


class Bases(StrEnum):
    """Where ambulances start. No open file lists the bases of private ambulances or the posts of SMUR."""

    FIRE = "pompiers"
    EMERGENCY = "urgences"  # a SMUR at each emergency department: an assumption
    BOTH = "both"


_STARTS: Final[dict[Bases, tuple[Category, ...]]] = {
    Bases.FIRE: (Category.POMPIERS,),
    Bases.EMERGENCY: (Category.URGENCES,),
    Bases.BOTH: (Category.POMPIERS, Category.URGENCES),
}


@dataclass(frozen=True, eq=False)
class AmbulanceTimes:
    """Two-leg minutes before and in the three readings.

    Attributes
    ----------
    bases, on_scene_min
        What was asked; minutes spent with the patient are an assumption.
    bases_known, hospitals_known
        How many there are in the data; nothing can be said when there is none.
    legs
        By state (``reference``, ``optimistic``, ``median``, ``pessimistic``): index ``demand_id``,
        ``arrival_min``, ``base``, ``transport_min``, ``hospital`` and ``total_min``, ``inf`` = no way.
    people, commune
        Per demand point.
    """

    bases: Bases
    on_scene_min: float
    bases_known: int
    hospitals_known: int
    legs: Mapping[str, pd.DataFrame]
    people: pd.Series
    commune: pd.Series

    def within(self, minutes: float = EMERGENCY_MIN) -> pd.Series:
        """People whose ambulance is at a hospital within a time (inclusive), by state."""
        return pd.Series({state: self.people[self._inside(state, minutes)].sum() for state in STATES})

    def lost(self, minutes: float = EMERGENCY_MIN) -> pd.Series:
        """People within a time before and not in each reading."""
        before = self._inside("reference", minutes)
        return pd.Series(
            {str(r): self.people[before & ~self._inside(r.value, minutes)].sum() for r in READINGS}
        )

    def by_commune(self, minutes: float = EMERGENCY_MIN) -> pd.DataFrame:
        """``people``, ``beyond_STATE`` (not within the time), ``lost_READING``; index ``code_insee``."""
        before = self._inside("reference", minutes)
        columns = {"people": self.people}
        for state in STATES:
            columns[f"beyond_{state}"] = self.people.where(~self._inside(state, minutes), 0)
        for reading in READINGS:
            gone = before & ~self._inside(reading.value, minutes)
            columns[f"lost_{reading}"] = self.people.where(gone, 0)
        return pd.DataFrame(columns).groupby(self.commune.rename(CODE_INSEE)).sum()

    def _inside(self, state: str, minutes: float) -> pd.Series:
        total = self.legs[state]["total_min"].to_numpy(float)
        return pd.Series((total <= minutes) & np.isfinite(total), index=self.people.index)


def find_ambulance_times(
    study: Study, *, bases: Bases = Bases.FIRE, on_scene_min: float = 0.0
) -> AmbulanceTimes:
    """Fastest ambulance to each place where people live, then to the nearest emergency department.

    Parameters
    ----------
    study
        Its scenario and date; the vehicle is always the ambulance.
    bases
        Which structures stand for bases.
    on_scene_min
        Minutes with the patient before leaving.
    """
    inputs = Inputs(study.territory, study.network)
    spec = replace(study.spec, vehicle=VehicleName.AMBULANCE, categories=(Category.URGENCES,), open_sites=())
    baseline = run_baseline(spec, inputs)
    driven = run_study(spec, inputs=inputs, baseline=baseline)
    frame, hits = study.territory.structures, hits_by_state(driven)
    start = pd.concat([in_category(frame, category) for category in _STARTS[bases]], axis=1).any(axis=1)
    end = in_category(frame, Category.URGENCES)
    legs = {}
    for state, roads in roads_by_state(driven, baseline).items():
        places = usable_structures(baseline.located, hits[state])
        found = two_legs(roads, baseline.located.demand, places, bases=start, hospitals=end)
        total = found["arrival_min"] + on_scene_min + found["transport_min"]
        legs[state] = found.assign(total_min=total)
    demand = study.territory.demand
    return AmbulanceTimes(
        bases, on_scene_min, int(start.sum()), int(end.sum()), MappingProxyType(legs),
        demand[POPULATION], demand[CODE_INSEE],
    )  # fmt: skip
