"""Second and third nearest places of a study, and who depends on a single one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cpts_geo.access.losses import ANY_TIME
from cpts_geo.access.recourse import Ranked, rank_places
from cpts_geo.access.state import usable_structures
from cpts_geo.access.travel import in_category
from cpts_geo.answers.states import hits_by_state, roads_by_state
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CODE_INSEE, POPULATION
from cpts_geo.model.weights import weighted_medians
from cpts_geo.study import Baseline, Inputs, Study, run_baseline


@dataclass(frozen=True, eq=False)
class Recourse:
    """The three nearest places of each category in each state.

    Attributes
    ----------
    ranked
        By category, then by state: ``reference``, ``optimistic``, ``median``, ``pessimistic``.
    people, commune
        Per demand point.
    """

    ranked: Mapping[str, Mapping[str, Ranked]]
    people: pd.Series
    commune: pd.Series

    def by_category(self, within_min: float = ANY_TIME) -> pd.DataFrame:
        """People with a single place within a time, and with none.

        Index category; ``alone_STATE`` and ``none_STATE`` in people, ``margin_STATE``: median minutes
        from the first place to the second over the people who have a first one.
        """
        return pd.DataFrame(
            {name: self._facts(states, within_min) for name, states in self.ranked.items()}
        ).T.rename_axis("category")

    def _facts(self, states: Mapping[str, Ranked], within_min: float) -> dict[str, float]:
        people = self.people.to_numpy(float)
        facts: dict[str, float] = {}
        for state, ranked in states.items():
            margin = ranked.margin_min()
            known = margin.notna().to_numpy()
            facts[f"alone_{state}"] = float(people @ ranked.alone(within_min))
            facts[f"none_{state}"] = float(people @ ranked.without(within_min))
            facts[f"margin_{state}"] = float(
                weighted_medians(margin.to_numpy()[known, None], people[known])[0]
            )
        return facts

    def by_commune(self, category: str, within_min: float = ANY_TIME) -> pd.DataFrame:
        """People of each commune, ``alone_STATE`` and ``none_STATE``; index ``code_insee``."""
        columns = {"people": self.people}
        for state, ranked in self.ranked[category].items():
            columns[f"alone_{state}"] = self.people.where(ranked.alone(within_min), 0)
            columns[f"none_{state}"] = self.people.where(ranked.without(within_min), 0)
        return pd.DataFrame(columns).groupby(self.commune.rename(CODE_INSEE)).sum()

    def by_structure(self, category: str, within_min: float = ANY_TIME) -> pd.DataFrame:
        """What happens if one structure closes, the rest unchanged; index ``structure_id``.

        ``depend_STATE``: people who have it and no other within the time; ``nearest_STATE``: people for
        whom it is the nearest, ``extra_STATE``: median minutes more to the next one for those of them
        who have one.
        """
        parts = [
            _if_closed(ranked, self.people, within_min).add_suffix(f"_{state}")
            for state, ranked in self.ranked[category].items()
        ]
        table = pd.concat(parts, axis=1).rename_axis("structure_id")
        counts = [str(name) for name in table if not str(name).startswith("extra_")]
        return table.assign(**{name: table[name].fillna(0).astype(np.int64) for name in counts})


def _if_closed(ranked: Ranked, people: pd.Series, within_min: float) -> pd.DataFrame:
    first, margin = ranked.place[1], ranked.margin_min()
    served = first[first != ""].index
    rows = pd.DataFrame(
        {
            "place": first,
            "depend": people.where(ranked.alone(within_min), 0),
            "nearest": people,
            "margin": margin,
        }
    ).loc[served]
    counts = rows.groupby("place")[["depend", "nearest"]].sum()
    others = rows[np.isfinite(rows["margin"])]
    extra = {
        place: float(weighted_medians(part[["margin"]].to_numpy(), part["nearest"].to_numpy(float))[0])
        for place, part in others.groupby("place")
    }
    return counts.assign(extra=pd.Series(extra, dtype=float))


def find_recourse(study: Study, *, baseline: Baseline | None = None) -> Recourse:
    """Nearest, second and third place of each category, in normal times and in the three readings.

    Parameters
    ----------
    study
        Its categories and readings are those of the answer.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    demand, origins = study.territory.demand, baseline.located.demand
    found: dict[str, dict[str, Ranked]] = {category.value: {} for category in study.spec.categories}
    hits = hits_by_state(study)
    for state, roads in roads_by_state(study, baseline).items():
        places = usable_structures(baseline.located, hits[state])
        for name, states in found.items():
            chosen = in_category(places.frame, Category(name))
            states[state] = rank_places(roads, origins, places, chosen)
    return Recourse(found, demand[POPULATION], demand[CODE_INSEE])
