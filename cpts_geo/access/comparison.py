"""Reference against scenario: who loses which care, by category, threshold, commune and structure."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.access.travel import in_category
from cpts_geo.access.weights import weighted_median
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CODE_INSEE, MINUTES, POPULATION
from cpts_geo.model.results import Access, ReadingResult
from cpts_geo.model.scenario import READINGS, Reading

MUCH_LONGER_MIN = 10.0  # a trip at least this much longer is reported (assumption, inclusive)


def newly_isolated(before: pd.Series, after: pd.Series) -> pd.Series:
    """Whether each point could reach a place before and cannot any more."""
    return (before < np.inf) & (after == np.inf)


def by_category(
    structures: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    baseline: Access,
    readings: Mapping[Reading, ReadingResult],
    reading: Reading,
) -> pd.DataFrame:
    """One row per category, columns as ``Comparison.categories``."""
    people = demand[POPULATION]
    rows = {}
    for name in baseline.minutes.columns:
        before, after = baseline.minutes[name], readings[reading].access.minutes[name]
        members = in_category(structures, Category(name))
        rows[name] = {
            "places": int(members.sum()),
            "places_hit": int((members & readings[reading].structures_hit).sum()),
            "unreachable_reference": int(people[np.isinf(before)].sum()),
            **_lost_by_reading(name, people, before, readings),
            "median_minutes_reference": weighted_median(before.to_numpy(), people.to_numpy(float)),
            "median_minutes_scenario": weighted_median(after.to_numpy(), people.to_numpy(float)),
            "longer_median": int(people[np.isfinite(after) & (after - before >= MUCH_LONGER_MIN)].sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("category")


def _lost_by_reading(
    name: str, people: pd.Series, before: pd.Series, readings: Mapping[Reading, ReadingResult]
) -> dict[str, int]:
    after = {reading: readings[reading].access.minutes[name] for reading in READINGS}
    return {
        f"newly_isolated_{reading.value}": int(people[newly_isolated(before, after[reading])].sum())
        for reading in READINGS
    }


def coverage(
    people: pd.Series, states: Mapping[str, pd.DataFrame], thresholds_min: Sequence[int]
) -> pd.DataFrame:
    """People within each threshold (``<=``).

    Parameters
    ----------
    people
        Population per demand point.
    states
        Minutes tables by state name (``reference``, ``optimistic``…), one column per category.
    thresholds_min
        Thresholds in minutes.

    Returns
    -------
    pandas.DataFrame
        Index (category, threshold_min), one integer column per state.
    """
    categories = next(iter(states.values())).columns
    names = ["category", "threshold_min"]
    index = pd.MultiIndex.from_product([categories, list(thresholds_min)], names=names)
    counts = {
        state: [int(people[minutes[c] <= t].sum()) for c, t in index] for state, minutes in states.items()
    }
    return pd.DataFrame(counts, index=index)


def by_commune(
    communes: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    baseline: Access,
    readings: Mapping[Reading, ReadingResult],
    reading: Reading,
) -> pd.DataFrame:
    """Long table, one row per commune and category, columns as ``Comparison.communes``."""
    groups = demand.groupby(demand[CODE_INSEE]).groups
    rows = []
    for code, name, population in zip(communes.index, communes["name"], communes[POPULATION], strict=True):
        ids = groups.get(code, demand.index[:0])
        people = demand[POPULATION].loc[ids]
        facts = {CODE_INSEE: code, "name": name, POPULATION: population}
        rows += [
            facts | _commune_row(category, people, baseline, readings, reading)
            for category in baseline.minutes.columns
        ]
    columns = [CODE_INSEE, "name", POPULATION, "category", *_COMMUNE_NUMBERS]
    return pd.DataFrame(rows, columns=columns)


_COMMUNE_NUMBERS = (
    "minutes_reference",
    "minutes_scenario",
    "newly_isolated",
    "newly_isolated_optimistic",
    "newly_isolated_pessimistic",
)


def _commune_row(
    category: str,
    people: pd.Series,
    baseline: Access,
    readings: Mapping[Reading, ReadingResult],
    reading: Reading,
) -> dict[str, object]:
    before = baseline.minutes[category].loc[people.index]
    after = {r: readings[r].access.minutes[category].loc[people.index] for r in READINGS}
    lost = {r: int(people[newly_isolated(before, after[r])].sum()) for r in READINGS}
    weights = people.to_numpy(float)
    return {
        "category": category,
        "minutes_reference": weighted_median(before.to_numpy(), weights),
        "minutes_scenario": weighted_median(after[reading].to_numpy(), weights),
        "newly_isolated": lost[reading],
        "newly_isolated_optimistic": lost[Reading.OPTIMISTIC],
        "newly_isolated_pessimistic": lost[Reading.PESSIMISTIC],
    }


def by_structure(
    structures: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    baseline: Access,
    readings: Mapping[Reading, ReadingResult],
    reading: Reading,
) -> pd.DataFrame:
    """One row per structure, columns as ``Comparison.structures``."""
    hits = {f"hit_{r.value}": readings[r].structures_hit for r in READINGS}
    served = {
        "people_reference": _served(structures, demand, baseline),
        "people_scenario": _served(structures, demand, readings[reading].access),
    }
    return pd.DataFrame({**hits, **served}, index=structures.index)


def _served(structures: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, access: Access) -> pd.Series:
    """People for whom each structure is the nearest of its own category."""
    people = demand[POPULATION].to_numpy()
    own = pd.Series(0, index=structures.index)
    for name in access.place.columns:
        if name != Category.URGENCES.value:
            totals = pd.Series(people).groupby(access.place[name].to_numpy()).sum()
            own = own.add(totals.reindex(structures.index, fill_value=0))
    return own.astype(int)


def by_site(
    people: pd.Series,
    minutes: Mapping[str, pd.DataFrame],
    hits: Mapping[Reading, pd.Series],
    open_sites: Sequence[str],
) -> pd.DataFrame:
    """One row per site, columns as ``Comparison.sites``.

    ``minutes`` holds ``reference`` and ``scenario`` tables, demand × site.
    """
    weights = people.to_numpy(float)
    ids = minutes["reference"].columns
    rows = {
        "open": [site in open_sites for site in ids],
        **{f"hit_{r.value}": hits[r].to_numpy() for r in READINGS},
        **{
            f"{MINUTES}_{state}": [weighted_median(table[s].to_numpy(), weights) for s in ids]
            for state, table in minutes.items()
        },
        "reachable_share": [_share(np.isfinite(minutes["scenario"][s].to_numpy()), weights) for s in ids],
    }
    return pd.DataFrame(rows, index=ids)


def _share(mask: np.ndarray, weights: np.ndarray) -> float:
    total = float(weights.sum())
    return float(weights[mask].sum()) / total if total else float("nan")
