"""Headline figures of a study as one small table, for curves, libraries and comparisons."""

import json
from typing import Final

import pandas as pd

from cpts_geo.access.comparison import newly_isolated
from cpts_geo.model.layers import CODE_INSEE, POPULATION
from cpts_geo.model.scenario import READINGS
from cpts_geo.study import Study

ISOLATED: Final = "newly_isolated"
PEOPLE: Final = "people_hit"
STRUCTURES: Final = "structures_hit"
ROADS: Final = "roads_cut"
NAMES: Final = [reading.value for reading in READINGS]
KEYS: Final = ["indicator", "category"]


def headline(study: Study) -> pd.DataFrame:
    """Headline figures: ``indicator, category, optimistic, median, pessimistic``.

    ``newly_isolated`` counts people by category that has a known place: without one nothing can be lost.
    ``people_hit``, ``structures_hit`` and ``roads_cut`` (roads that have a number or a name) have an empty
    category.
    """
    outcomes = study.outcomes
    care = outcomes.comparison.categories
    isolated = care.loc[care["places"] > 0, [f"newly_isolated_{name}" for name in NAMES]]
    rows = [(ISOLATED, str(name), *people) for name, *people in isolated.itertuples()]
    people, places = outcomes.comparison.people_hit, outcomes.comparison.structures
    roads = outcomes.roads_cut[outcomes.roads_cut.index != ""]
    alone = {
        PEOPLE: [getattr(people, name) for name in NAMES],
        STRUCTURES: [places[f"hit_{name}"].sum() for name in NAMES],
        ROADS: [(roads[f"edges_{name}"] > 0).sum() for name in NAMES],
    }
    rows += [(indicator, "", *values) for indicator, values in alone.items()]
    return pd.DataFrame(rows, columns=[*KEYS, *NAMES]).astype(dict.fromkeys(NAMES, int))


def lost_by_commune(study: Study) -> pd.DataFrame:
    """People who lost each care, whatever the study's own reading.

    Returns
    -------
    pandas.DataFrame
        Index ``code_insee, category``, every commune of the territory; one integer column per reading.
    """
    outcomes, demand = study.outcomes, study.territory.demand
    before, codes = outcomes.baseline.minutes, study.territory.communes.index.astype(str)
    people, home = demand[POPULATION].to_numpy(float)[:, None], demand[CODE_INSEE].to_numpy()
    index = pd.MultiIndex.from_product([codes, before.columns], names=[CODE_INSEE, "category"])
    lost = {r.value: newly_isolated(before, outcomes.readings[r].access.minutes) * people for r in READINGS}
    sums = {
        name: pd.DataFrame(values).groupby(home).sum().reindex(codes, fill_value=0).to_numpy().ravel()
        for name, values in lost.items()
    }
    return pd.DataFrame(sums, index=index).round().astype(int)


def figures_text(study: Study) -> str:
    """``headline`` as text that a library keeps."""
    return json.dumps(headline(study).to_numpy(dtype=object).tolist(), separators=(", ", ": "))


def figures_of(text: str) -> pd.DataFrame:
    """Inverse of ``figures_text``."""
    return pd.DataFrame(json.loads(text or "[]"), columns=[*KEYS, *NAMES])
