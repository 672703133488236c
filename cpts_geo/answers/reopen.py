"""Which closed roads to reopen first under a study, with the band of each promise."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cpts_geo.access.ages import FRAIL, UNKNOWN, people_by_age
from cpts_geo.access.comparison import newly_isolated
from cpts_geo.access.reopening import Cut, Reopening, given_back, reopenings, see_cut
from cpts_geo.access.state import usable_structures
from cpts_geo.access.stretches import Stretch, closed_stretches
from cpts_geo.access.travel import in_category
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CODE_INSEE, POPULATION
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.study import Baseline, Inputs, Study, run_baseline


@dataclass(frozen=True)
class Promise:
    """One reopening and what it gives back in each reading.

    Attributes
    ----------
    stretches
        What must be reopened, one or two.
    people
        People who reach again some care that they had lost, in each reading.
    frail
        Those among them aged 75 or 80 and more, or in an EHPAD, where the data say it.
    by_category
        People by kind of care, in the study's reading.
    """

    stretches: tuple[Stretch, ...]
    people: Band
    frail: Band
    by_category: Mapping[str, int]


@dataclass(frozen=True)
class ReopeningPlan:
    """Reopenings ranked by people given back their care in the study's reading.

    Attributes
    ----------
    stretches
        How many closed stretches were looked at.
    singles, pairs
        Those that give something back; a pair is listed when it gives care to more people, all kinds together
        or one kind of care, than its two parts apart.
    untried
        Pairs that might give more too and were not tried, because there were too many.
    ages_unknown
        People whose age no source says: none of them is counted as frail.
    ages_known
        Whether the age or the home of somebody is said.
    """

    stretches: int
    singles: tuple[Promise, ...]
    pairs: tuple[Promise, ...]
    untried: int
    ages_unknown: int
    ages_known: bool


def plan_reopenings(study: Study, *, baseline: Baseline | None = None) -> ReopeningPlan:
    """Effect of reopening each closed stretch of road, and pairs of them, the rest unchanged.

    A reopened stretch is driven at its normal speed; a place that is itself hit stays closed.

    Parameters
    ----------
    study
        Its reading ranks; the other two give the band.
    baseline
        Already run for the same spec; run here otherwise.
    """
    spec = study.spec
    baseline = baseline or run_baseline(spec, Inputs(study.territory, study.network))
    state = study.outcomes.readings[spec.scenario.reading].edges
    closed = (state["factor"] == 0).to_numpy()
    stretches = closed_stretches(study.network.edges, closed, state["depth_m"])
    ages = people_by_age(study.territory.demand)
    frail = ages[list(FRAIL)].sum(axis=1)
    cuts = {reading: cut_of(study, baseline, reading, stretches, frail) for reading in READINGS}
    ranking = reopenings(cuts[spec.scenario.reading])
    return ReopeningPlan(
        len(stretches),
        tuple(_promise(found, stretches, cuts) for found in ranking.singles),
        tuple(_promise(found, stretches, cuts) for found in ranking.pairs),
        ranking.untried,
        int(ages[UNKNOWN].sum()),
        bool(ages.drop(columns=UNKNOWN).to_numpy().any()),
    )


def cut_of(
    study: Study, baseline: Baseline, reading: Reading, stretches: tuple[Stretch, ...], frail: pd.Series
) -> Cut:
    """The roads of a reading, ready to be asked what reopening some of the stretches gives back."""
    result = study.outcomes.readings[reading]
    before = baseline.normal.access.minutes
    lost = before.astype(bool).assign(
        **dict(zip(before.columns, newly_isolated(before, result.access.minutes).T, strict=True))
    )
    usable = usable_structures(baseline.located, result.structures_hit)
    node = usable.nodes.points["node"].to_numpy()
    standing = usable.usable.to_numpy(bool) & (node >= 0)
    places = {
        name: np.unique(node[standing & in_category(usable.frame, Category(name)).to_numpy()])
        for name in before.columns
    }
    living = study.territory.demand
    demand = baseline.located.demand.points.assign(
        population=living[POPULATION], frail=frail, area=living[CODE_INSEE]
    )
    return see_cut(baseline.roads(result.edges), stretches, demand=demand, lost=lost, places=places)


def _promise(found: Reopening, stretches: tuple[Stretch, ...], cuts: Mapping[Reading, Cut]) -> Promise:
    back = {reading: given_back(cut, found.stretches) for reading, cut in cuts.items()}
    return Promise(
        tuple(stretches[n] for n in found.stretches),
        Band(*(back[reading].people for reading in READINGS)),
        Band(*(back[reading].frail for reading in READINGS)),
        found.by_category,
    )
