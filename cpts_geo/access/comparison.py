"""Reference against scenario: who loses which care, by category, threshold, commune and structure."""

from collections.abc import Mapping, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.access.travel import in_categories
from cpts_geo.model.categories import Category
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.layers import CODE_INSEE, MINUTES, NAME, POPULATION
from cpts_geo.model.results import Access, ReadingResult
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.model.weights import medians_by_group, weighted_medians

Results = Mapping[Reading, ReadingResult]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
MUCH_LONGER_MIN: Final = 10.0  # a trip at least this much longer is reported (assumption, inclusive)


def newly_isolated(before: pd.DataFrame, after: pd.DataFrame) -> Bools:
    """Whether each point, per category, could reach a place before and cannot any more."""
    lost: Bools = np.isfinite(before.to_numpy(float)) & np.isinf(after.to_numpy(float))
    return lost


def by_category(
    structures: gpd.GeoDataFrame,
    people: pd.Series,
    before: Access,
    results: Results,
    reading: Reading,
    *,
    off_road: pd.Index,
) -> pd.DataFrame:
    """One row per category, columns as ``Comparison.categories``; ``people`` per demand point."""
    weights, reference = people.to_numpy(), before.minutes.to_numpy()
    members = in_categories(structures, [Category(name) for name in before.minutes.columns])
    far = structures.index.isin(off_road)
    minutes = {r: results[r].access.minutes.to_numpy() for r in READINGS}
    lost = {r: weights @ newly_isolated(before.minutes, results[r].access.minutes) for r in READINGS}
    causes = {r: results[r].structures_by.reindex(structures.index).to_numpy(np.int64) for r in READINGS}
    hit, wet, shut = (
        {r: [int((member & (causes[r] & bits > 0)).sum()) for member in members] for r in READINGS}
        for bits in (-1, bit(WATER), ~bit(WATER))
    )
    medians = {r: weighted_medians(minutes[r], weights.astype(float)) for r in READINGS}
    return pd.DataFrame(
        {
            "places": [int(member.sum()) for member in members],
            "places_off_road": [int((member & far).sum()) for member in members],
            "places_hit": hit[reading],
            **{f"places_hit_{r}": hit[r] for r in READINGS},
            **{f"places_wet_{r}": wet[r] for r in READINGS},
            **{f"places_shut_{r}": shut[r] for r in READINGS},
            "unreachable_reference": weights @ np.isinf(reference),
            **{f"newly_isolated_{r}": lost[r] for r in READINGS},
            "median_minutes_reference": weighted_medians(reference, weights.astype(float)),
            "median_minutes_scenario": medians[reading],
            **{f"median_minutes_{r}": medians[r] for r in READINGS},
            **{f"longer_{r}": weights @ _longer(reference, minutes[r]) for r in READINGS},
        },
        index=before.minutes.columns.rename("category"),
    )


def _longer(before: Floats, after: Floats) -> Bools:
    """Whether each trip is still possible and much longer."""
    with np.errstate(invalid="ignore"):  # inf - inf: unreachable in both
        longer: Bools = np.isfinite(after) & (after - before >= MUCH_LONGER_MIN)
    return longer


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
    names = ["category", "threshold_min"]
    categories = next(iter(states.values())).columns
    index = pd.MultiIndex.from_product([categories, list(thresholds_min)], names=names)
    counts = {state: _within(people, minutes, thresholds_min) for state, minutes in states.items()}
    return pd.DataFrame(counts, index=index)


def _within(people: pd.Series, minutes: pd.DataFrame, thresholds_min: Sequence[int]) -> npt.NDArray[np.int64]:
    weights, values = people.to_numpy(), minutes.to_numpy()
    rows = [weights @ (values <= threshold) for threshold in thresholds_min]
    return np.array(rows, dtype=np.int64).reshape(len(rows), values.shape[1]).T.ravel()


def by_commune(
    communes: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, before: Access, results: Results, reading: Reading
) -> pd.DataFrame:
    """Long table, one row per commune and category, columns as ``Comparison.communes``."""
    commune = communes.index.get_indexer(pd.Index(demand[CODE_INSEE]))
    people = demand[POPULATION].to_numpy(float)
    lost = {
        r: _sums(
            newly_isolated(before.minutes, results[r].access.minutes) * people[:, None], commune, communes
        )
        for r in READINGS
    }
    categories = before.minutes.columns
    repeated = communes[[NAME, POPULATION]].reset_index().loc[lambda f: f.index.repeat(len(categories))]
    table = pd.DataFrame(repeated[[CODE_INSEE, NAME, POPULATION]]).reset_index(drop=True)
    living = _members(commune, len(communes))
    minutes: dict[str, pd.DataFrame] = {
        "reference": before.minutes,
        **{r: results[r].access.minutes for r in READINGS},
    }
    medians = {r: medians_by_group(table.to_numpy(), people, living).ravel() for r, table in minutes.items()}
    return table.assign(
        category=np.tile(categories.to_numpy(), len(communes)),
        minutes_reference=medians["reference"],
        minutes_scenario=medians[reading],
        **{f"{MINUTES}_{r}": medians[r] for r in READINGS},
        newly_isolated=lost[reading],
        **{f"newly_isolated_{r}": lost[r] for r in READINGS},
    )


def _sums(values: Floats, group: npt.NDArray[np.intp], groups: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Sum of the rows of each group, flattened; rows of no group (-1) are left out."""
    totals = np.zeros((len(groups), values.shape[1]))
    np.add.at(totals, group[group >= 0], values[group >= 0])
    return np.rint(totals).astype(np.int64).ravel()


def _members(group: npt.NDArray[np.intp], count: int) -> list[npt.NDArray[np.intp]]:
    """Rows of each group; those of none (-1) are left out."""
    order = np.argsort(group, kind="stable")
    return np.split(order, np.searchsorted(group[order], np.arange(count + 1)))[1:-1]


def by_structure(
    structures: gpd.GeoDataFrame, people: pd.Series, before: Access, results: Results, reading: Reading
) -> pd.DataFrame:
    """One row per structure, columns as ``Comparison.structures``."""
    hits = {f"hit_{r.value}": results[r].structures_hit for r in READINGS}
    causes = {f"by_{r.value}": results[r].structures_by for r in READINGS}
    served = {r: _served(structures, people, results[r].access) for r in READINGS}
    counts = {
        "people_reference": _served(structures, people, before),
        "people_scenario": served[reading],
        **{f"people_{r}": served[r] for r in READINGS},
    }
    return pd.DataFrame({**hits, **causes, **counts}, index=structures.index)


def _served(structures: gpd.GeoDataFrame, people: pd.Series, access: Access) -> npt.NDArray[np.int64]:
    """People for whom each structure is the nearest of its own category."""
    own = access.place.drop(columns=Category.URGENCES.value, errors="ignore").to_numpy(dtype=object)
    # texts as objects: looking them up as Arrow's means making each again
    known = pd.Index(structures.index.to_numpy(dtype=object), dtype=object)
    row = known.get_indexer(pd.Index(own.ravel(), dtype=object))  # -1: none is reached
    weights = np.repeat(people.to_numpy(float), own.shape[1])
    return np.bincount(row[row >= 0], weights[row >= 0], minlength=len(structures)).astype(np.int64)


def by_site(
    people: float,
    trips: Mapping[str, pd.DataFrame],
    causes: Mapping[Reading, pd.Series],
    open_sites: Sequence[str],
    reached: Bools,
) -> pd.DataFrame:
    """One row per site, columns as ``Comparison.sites``.

    ``trips`` holds ``reference`` and ``scenario`` tables of ``access.state.trips_to_sites`` for ``people``;
    ``causes``: what hits each; ``reached``: whether a road of the network stands for it, nothing being known
    of its trips otherwise.
    """
    sites = trips["reference"].index
    reachable = trips["scenario"]["people"].to_numpy()
    rows = {
        "open": sites.isin(list(open_sites)),
        "reached": reached,
        **{f"hit_{r.value}": causes[r].to_numpy() > 0 for r in READINGS},
        **{f"by_{r.value}": causes[r].to_numpy() for r in READINGS},
    }
    found = {
        **{f"{MINUTES}_{state}": table[MINUTES].to_numpy() for state, table in trips.items()},
        "reachable_share": reachable / people if people else np.full(len(sites), np.nan),
    }
    known = {name: np.where(reached, values, np.nan) for name, values in found.items()}
    return pd.DataFrame(rows | known, index=sites)
