"""The figures of people that the public files of a study hide, for all its tables together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from cpts_geo.access.losses import ANY_TIME
from cpts_geo.answers.losses import losses_by_age
from cpts_geo.answers.states import REFERENCE, STATES
from cpts_geo.model.layers import CATEGORY, CODE_INSEE, POPULATION
from cpts_geo.render.secrecy import (
    BEFORE,
    LAST,
    LOST,
    Counts,
    Flags,
    hidden_groups,
    hidden_in_lines,
    hidden_places,
    hide_nested,
    small,
)
from cpts_geo.study import Study

SERVED: Final = ("people_reference", "people_scenario")
PEOPLE: Final = "people"
ROUNDS: Final = 6  # each round hides one more figure of everybody, there are four


@dataclass(frozen=True, eq=False)
class Hidden:
    """What must not be shown: ``True`` = hidden.

    Attributes
    ----------
    totals
        Category × ``before``, ``optimistic``, ``median``, ``pessimistic`` (people who lose it), ``longer_*``.
    coverage
        As ``Comparison.coverage``.
    communes
        Index (category, ``code_insee``).
    ages
        Index (category, band).
    bands
        Number of people of each band itself.
    structures
        Index ``structure_id``.
    people_hit
        Index reading.
    pockets
        In the order of ``Outcomes.pockets``.
    """

    totals: pd.DataFrame
    coverage: pd.DataFrame
    communes: pd.Series
    ages: pd.Series
    bands: pd.Series
    structures: pd.Series
    people_hit: pd.Series
    pockets: pd.Series


def decide(study: Study, given_up: Collection[str] = ()) -> Hidden:
    """What the public files of a study hide.

    Parameters
    ----------
    given_up
        Categories all of whose figures are hidden; ``poches``: people of every pocket; ``metadata``: people
        whose home is hit.
    """
    comparison = study.outcomes.comparison
    people = everybody(study)
    ages = losses_by_age(study, (ANY_TIME,)).droplevel("threshold_min")
    pockets = _pockets(study, whole="poches" in given_up)
    tables = _Tables(study, people, ages, _bands(ages), pockets)
    names = [str(name) for name in comparison.categories.index]
    found = {name: tables.of(name).given_up(whole=name in given_up) for name in names}
    hit = [getattr(comparison.people_hit, reading) for reading in LOST]
    return Hidden(
        totals=pd.DataFrame({name: one.totals for name, one in found.items()}).T.rename_axis(CATEGORY),
        coverage=pd.concat([one.coverage for one in found.values()]),
        communes=pd.concat({name: one.communes for name, one in found.items()}, names=[CATEGORY]),
        ages=pd.concat({name: one.ages for name, one in found.items()}, names=[CATEGORY]),
        bands=tables.bands,
        structures=pd.concat([one.structures for one in found.values()]),
        people_hit=pd.Series(hide_nested(hit, people), index=LOST) | ("metadata" in given_up),
        pockets=pockets.hidden,
    )


def everybody(study: Study) -> float:
    """People of all the demand points."""
    return float(study.territory.demand[POPULATION].sum())


def _bands(ages: pd.DataFrame) -> pd.Series:
    """Bands whose number of people is hidden; their sum is known."""
    people = ages.groupby(level=1)[PEOPLE].first().astype(float)
    one = np.stack([people, np.zeros(len(people))], axis=1)
    hidden, _ = hidden_groups(one, (), first=0)
    return pd.Series(hidden, index=people.index)


@dataclass(frozen=True, eq=False)
class _Pockets:
    hidden: pd.Series
    bare: frozenset[tuple[str, str]]  # category and commune, "" = all of them, that would give a pocket away


def _pockets(study: Study, *, whole: bool) -> _Pockets:
    """Pockets whose people are hidden; those of a commune that lose a care may add up to a known figure."""
    found = study.outcomes.pockets
    keys = sorted({(name, code) for p in found for name in p.missing for code in (*p.communes, "")})
    lines = [[name in p.missing and (not code or code in p.communes) for p in found] for name, code in keys]
    people = np.array([pocket.population for pocket in found], dtype=float)
    every = np.array([*lines, [True] * len(found)], dtype=bool)
    hidden, bare = hidden_in_lines(people, every)
    lost = frozenset(key for key, is_bare in zip(keys, bare[:-1], strict=True) if is_bare)
    return _Pockets(pd.Series(hidden | whole, dtype=bool), lost)


@dataclass(frozen=True, eq=False)
class _One:
    totals: Mapping[str, bool]
    coverage: pd.DataFrame
    communes: pd.Series
    ages: pd.Series
    structures: pd.Series

    def given_up(self, *, whole: bool) -> "_One":
        """The same, or all of it hidden."""
        if not whole:
            return self
        frames = {n: getattr(self, n) for n in ("coverage", "communes", "ages", "structures")}
        return _One(dict.fromkeys(self.totals, True), **{n: frame | True for n, frame in frames.items()})


@dataclass(frozen=True, eq=False)
class _Tables:
    study: Study
    people: float
    by_age: pd.DataFrame
    bands: pd.Series
    pockets: "_Pockets"

    def of(self, name: str) -> _One:
        """What is hidden for one category."""
        comparison, own = self.study.outcomes.comparison, self.study.spec.scenario.reading.value
        row: dict[Any, Any] = comparison.categories.loc[name].to_dict()
        totals = {BEFORE: float(row["unreachable_reference"])}
        totals |= {reading: float(row[f"newly_isolated_{reading}"]) for reading in LOST}
        communes, ages, served = self._communes(name), self._ages(name), self._served(name)
        wide = self.bands.reindex(ages.index, fill_value=False).to_numpy(bool)
        alone = np.array([(name, code) in self.pockets.bare for code in communes.index], dtype=bool)
        unknown = _secret_totals(totals, self.people) | ({own} if (name, "") in self.pockets.bare else set())
        for _ in range(ROUNDS):
            of_commune, more = hidden_groups(
                communes.to_numpy(float), unknown - {BEFORE}, first=1, also=alone
            )
            of_age, again = hidden_groups(ages.to_numpy(float), unknown, first=0, also=wide)
            of_place, last = _hidden_served(served, unknown, own)
            if more | again | last <= unknown:
                break
            unknown |= more | again | last
        return _One(
            {**{n: n in unknown for n in totals}, **_longer(row, totals, self.people)},
            _coverage(comparison.coverage.loc[[name]], totals, self.people, unknown),
            pd.Series(of_commune, index=communes.index),
            pd.Series(of_age, index=ages.index),
            of_place,
        )

    def _communes(self, name: str) -> pd.DataFrame:
        table = self.study.outcomes.comparison.communes
        rows = table[table[CATEGORY] == name].set_index(CODE_INSEE)
        lost = [rows[f"newly_isolated_{reading}"].astype(float) for reading in LOST]
        demand = self.study.territory.demand
        living = demand.groupby(CODE_INSEE)[POPULATION].sum().reindex(rows.index, fill_value=0)
        return _classes([0 * lost[0], *lost, living]).iloc[:, 1:]

    def _ages(self, name: str) -> pd.DataFrame:
        rows = self.by_age[self.by_age.index.get_level_values(CATEGORY) == name].droplevel(CATEGORY)
        before = rows[PEOPLE] - rows[REFERENCE]
        return _classes([before, *(before + rows[f"lost_{reading}"] for reading in LOST), rows[PEOPLE]])

    def _served(self, name: str) -> pd.DataFrame:
        table = self.study.outcomes.comparison.structures
        kinds = self.study.territory.structures[CATEGORY].reindex(table.index)
        return table.loc[(kinds == name).to_numpy(), list(SERVED)].astype(float)


def _classes(nested: list[pd.Series]) -> pd.DataFrame:
    """Disjoint classes of groups that contain one another."""
    table = pd.concat(nested, axis=1).astype(float)
    return table.diff(axis=1).fillna(table).set_axis(range(LAST + 1), axis=1)


def _secret_totals(totals: Mapping[str, float], people: float) -> set[str]:
    before = totals[BEFORE]
    unknown = {BEFORE} if small(before) or small(people - before) else set()
    end = people if unknown else people - before
    hidden = hide_nested([totals[reading] for reading in LOST], end)
    return unknown | {reading for reading, is_hidden in zip(LOST, hidden, strict=True) if is_hidden}


def _reach(totals: Mapping[str, float], people: float) -> dict[str, float]:
    """People who have a way to a place, before and in each reading."""
    before = people - totals[BEFORE]
    return {REFERENCE: before, **{reading: before - totals[reading] for reading in LOST}}


def _longer(row: Any, totals: Mapping[str, float], people: float) -> dict[str, bool]:
    reach = _reach(totals, people)
    found = {reading: float(row[f"longer_{reading}"]) for reading in LOST}
    return {
        f"longer_{reading}": bool(small(count) or small(reach[reading] - count))
        for reading, count in found.items()
    }


def _coverage(
    table: pd.DataFrame, totals: Mapping[str, float], people: float, unknown: set[str]
) -> pd.DataFrame:
    """Hidden figures of one category: thresholds contain one another, and so do states of the roads."""
    reach = _reach(totals, people)
    ends = {state: people if {BEFORE, state} & unknown else reach[state] for state in STATES}
    values = table[list(STATES)].astype(float)
    hidden = np.zeros(values.shape, dtype=bool)
    count = -1
    while count != int(hidden.sum()):
        count = int(hidden.sum())
        for column, state in enumerate(STATES):
            hidden[:, column] = _more_hidden(values[state].to_numpy(), hidden[:, column], ends[state])
        for line, row in enumerate(values.to_numpy()):
            hidden[line] = _more_hidden(row[::-1], hidden[line][::-1], np.inf)[::-1]
    return pd.DataFrame(hidden, index=table.index, columns=list(STATES))


def _more_hidden(values: Counts, hidden: Flags, end: float) -> Flags:
    shown = np.flatnonzero(~hidden)
    out = hidden.copy()
    out[shown] = hide_nested(values[shown].tolist(), end)
    return out


def _hidden_served(served: pd.DataFrame, unknown: set[str], own: str) -> tuple[pd.Series, set[str]]:
    """Structures whose people are hidden, before and during together."""
    known = (BEFORE not in unknown, not {BEFORE, own} & unknown)
    hidden, bare = hidden_places(served.to_numpy(float), known)
    more = {figure for figure, is_bare in zip((BEFORE, own), bare, strict=True) if is_bare}
    return pd.Series(hidden, index=served.index), more
