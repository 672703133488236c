"""Local index of access to a kind of care: its supply shared among the people who can reach it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cpts_geo.access.competition import Bools, Floats, share_supply
from cpts_geo.access.state import minutes_table, usable_structures
from cpts_geo.access.travel import Places, in_category
from cpts_geo.answers.states import STATES, hits_by_state, roads_by_state
from cpts_geo.hazards.supply import capacity_factors
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CAPACITY, CODE_INSEE, NAME, POPULATION
from cpts_geo.model.results import Snapping
from cpts_geo.routing.state import Customised
from cpts_geo.study import Baseline, Inputs, Study, run_baseline


@dataclass(frozen=True, eq=False)
class LocalIndex:
    """Supply per inhabitant within 30 minutes, in competition. Ours: not the national indicator.

    Columns of the frames: ``reference``, ``optimistic``, ``median``, ``pessimistic``.

    Attributes
    ----------
    category
        What is shared.
    unit
        ``posts``, ``beds`` or ``places``; ``""`` when each structure counts for one.
    known, structures
        Structures whose capacity is known, and all of the category that a road of the network serves.
    off_road
        Those that none serves, whose supply nobody can reach: left out.
    homes
        Index ``demand_id``: supply per inhabitant.
    communes
        Index ``code_insee``: ``name``, ``population`` and the mean over the commune's people, NaN
        where nobody lives.
    totals
        Rows ``index`` (mean over all people), ``without`` (people who reach none within 30 minutes),
        ``halved`` (people whose index is at most half of what it is in normal times, and was not zero),
        ``supply`` (what is open), ``used`` (the part of it that somebody reaches: the sum of people ×
        index) and ``used_outside`` (the part of that in structures outside the communes, whose own
        neighbours are not counted as competitors).
    """

    category: Category
    unit: str
    known: int
    structures: int
    off_road: int
    homes: pd.DataFrame
    communes: pd.DataFrame
    totals: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Supply:
    """What the structures of a category offer in normal times, in the order of their identifiers."""

    amount: pd.Series
    unit: str
    known: int
    off_road: int
    outside: pd.Series


def local_index(
    study: Study,
    category: Category,
    *,
    capacity_share: pd.Series | None = None,
    selective: bool = False,
    baseline: Baseline | None = None,
) -> LocalIndex:
    """Index of access to a category in normal times and under the scenario, competition included.

    E2SFCA (weights 1, 0.68, 0.22 up to 10, 20 and 30 minutes inclusive). Every inhabitant weighs the same,
    whatever their age. Hit and closed structures offer nothing.

    Parameters
    ----------
    capacity_share
        Share of its capacity that each ``structure_id`` keeps under the scenario, in [0, 1], 1 when absent;
        times what the scenario's own losses of structures leave.
    selective
        3SFCA instead: people weigh more on the structures nearest to them.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    supply = _supply(study, category, baseline.located.structures)
    people = study.territory.demand[POPULATION].to_numpy(float)
    kept = capacity_factors(study.spec.scenario, study.territory.structures).loc[supply.amount.index]
    if capacity_share is not None:
        kept = kept * capacity_share.reindex(kept.index).fillna(1.0).clip(0, 1)
    hits, homes, totals = hits_by_state(study), {}, {}
    for state, roads in roads_by_state(study, baseline).items():
        usable = usable_structures(baseline.located, hits[state])
        offered = _offered(supply.amount if state == STATES[0] else supply.amount * kept, usable)
        shares = share_supply(
            _minutes(roads, baseline, offered), people, offered.to_numpy(), selective=selective
        )
        homes[state] = shares.index
        totals[state] = _totals(shares.index, people, offered, supply.outside, used=shares.used)
        normal = homes[STATES[0]]
        totals[state]["halved"] = float(people @ ((shares.index <= normal / 2) & (normal > 0)))
    frame = pd.DataFrame(homes, index=study.territory.demand.index)
    communes = _communes(study, frame)
    facts = (supply.unit, supply.known, len(supply.amount), supply.off_road)
    return LocalIndex(category, *facts, frame, communes, pd.DataFrame(totals))


def _supply(study: Study, category: Category, nodes: Snapping) -> _Supply:
    """Capacity when every structure of the category gives one in the same unit, else one per structure.

    The beds of a hospital are not those of its emergency department, whose capacity no source gives.
    """
    structures = study.territory.structures
    every = structures[in_category(structures, category)].sort_index()
    members = every[(nodes.points["node"].loc[every.index] >= 0).to_numpy()]
    capacity, units = members[CAPACITY].astype(float), {str(unit) for unit in members["capacity_unit"]}
    known = 0 if category is Category.URGENCES else int(capacity.notna().sum())
    whole = 0 < known == len(members) and len(units) == 1 and "" not in units
    inside = members.geometry.within(study.territory.communes.union_all()) if len(members) else False
    return _Supply(
        capacity if whole else pd.Series(1.0, index=members.index),
        units.pop() if whole else "",
        known,
        int(every.index.isin(study.outcomes.facts.off_road.index).sum()),
        pd.Series(data=~np.asarray(inside, dtype=bool), index=members.index),
    )


def _offered(amount: pd.Series, places: Places) -> pd.Series:
    """What each structure offers in a state: nothing when closed or hit."""
    return amount.where(places.usable.reindex(amount.index), 0.0)


def _minutes(roads: Customised, baseline: Baseline, offered: pd.Series) -> Floats:
    located = baseline.located
    places = Snapping(located.structures.points.loc[offered.index], located.structures.limit_m)
    return minutes_table(roads, located.demand, places).to_numpy()


def _totals(
    index: Floats, people: Floats, offered: pd.Series, outside: pd.Series, *, used: Bools
) -> dict[str, float]:
    everybody, amount = people.sum(), offered.to_numpy()
    return {
        "index": float(people @ index / everybody) if everybody else np.nan,
        "without": float(people @ (index == 0)),
        "supply": float(amount.sum()),
        "used": float(amount[used].sum()),
        "used_outside": float(amount[used & outside.to_numpy()].sum()),
    }


def _communes(study: Study, homes: pd.DataFrame) -> pd.DataFrame:
    demand, communes = study.territory.demand, study.territory.communes
    people = demand[POPULATION].astype(float)
    sums = homes.mul(people, axis=0).groupby(demand[CODE_INSEE].to_numpy()).sum()
    living = people.groupby(demand[CODE_INSEE].to_numpy()).sum().reindex(communes.index)
    means = sums.reindex(communes.index).div(living.where(living > 0), axis=0)
    return pd.DataFrame(communes[[NAME]]).assign(**{POPULATION: living.fillna(0)}).join(means)
