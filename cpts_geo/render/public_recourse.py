"""How many people of each commune have a single recourse, as it may leave the house: small counts hidden."""

from dataclasses import replace
from typing import Final
from weakref import WeakKeyDictionary

import pandas as pd

from cpts_geo.answers.states import REFERENCE, STATES
from cpts_geo.model.layers import CATEGORY, CODE_INSEE, POPULATION
from cpts_geo.model.results import ReadingResult
from cpts_geo.render.differencing import deduced
from cpts_geo.render.kept import kept_fallbacks
from cpts_geo.render.public_figures import public_figures, published
from cpts_geo.render.secrecy import small
from cpts_geo.study import Study

TABLE: Final = "recours_communes"
ALONE: Final = tuple(f"alone_{state}" for state in STATES)
_FOUND: WeakKeyDictionary[ReadingResult, pd.DataFrame] = WeakKeyDictionary()


def public_recourse(study: Study) -> pd.DataFrame:
    """People with a single place within ``SINGLE_MIN``: index (``code_insee``, category), ``alone_STATE``.

    A row is hidden whole when a count, what it leaves of the commune, or the difference between two states is
    of one to ten people; a category when ``render.differencing`` works out such a count all the same.
    """
    key = study.outcomes.readings[study.spec.scenario.reading]
    found = _FOUND.get(key)
    if found is None:
        found = _FOUND[key] = _withstanding(study)
    return found


def _withstanding(study: Study) -> pd.DataFrame:
    counts = kept_fallbacks(study).alone
    shown = counts[counts.index.get_level_values(CODE_INSEE).isin(study.territory.communes.index)]
    shown = _without(shown.astype("Int64"), _secret(study, shown))
    said = published(study, public_figures(study))
    attacked = replace(said, tables={**said.tables, TABLE: shown.reset_index()})
    broken = {leak.category for leak in deduced(attacked)}
    return _without(shown, pd.Series(shown.index.get_level_values(CATEGORY).isin(broken), shown.index))


def _without(counts: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    return counts.assign(**{name: counts[name].mask(rows) for name in ALONE})


def _secret(study: Study, counts: pd.DataFrame) -> pd.Series:
    """Rows to hide."""
    demand = study.territory.demand
    living = demand[POPULATION].groupby(demand[CODE_INSEE].astype(str)).sum()
    people = living.reindex(counts.index.get_level_values(CODE_INSEE)).to_numpy(float)
    gone = study.outcomes.comparison.communes.set_index([CODE_INSEE, CATEGORY]).reindex(counts.index)
    hidden = pd.Series(data=False, index=counts.index)
    for state in STATES:
        alone = counts[f"alone_{state}"].astype(float)
        lost = 0.0 if state == REFERENCE else gone[f"newly_isolated_{state}"].astype(float)
        hidden |= small(alone) | small(people - alone) | small(people - alone - lost)
        for other in STATES:
            hidden |= small(alone - counts[f"alone_{other}"])
    return hidden
