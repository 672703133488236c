"""The attack that a public package must withstand: every figure of people it publishes, as one linear system.

What is promised: whoever puts together all the tables of a package, knowing that people are whole, never
negative, that groups contain one another and add up, cannot be sure that a hidden count, or the difference of
two counts that contain one another, is between one and ten: the bounds that the attack finds for it hold
zero, or reach eleven. The attacker is also told that a pocket whose people are hidden is not empty.

Not covered: other files about the same people (another scenario, the squares of a grid), see CONTRIBUTING.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from cpts_geo.answers.fallbacks import SINGLE_MIN
from cpts_geo.answers.states import REFERENCE, STATES
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.scenario import READINGS
from cpts_geo.render.attack_system import Floats, Sum, System, matrix
from cpts_geo.render.disclosure import MINIMUM_CELL

LOST: Final = tuple(reading.value for reading in READINGS)
TOLERANCE: Final = 1e-6
_NO_ROW: Final = pd.DataFrame({"category": []})


@dataclass(frozen=True)
class Deduced:
    """A count of people that the package gives away, and the bounds found for it."""

    table: str
    row: str
    column: str
    low: float
    high: float

    @property
    def category(self) -> str:
        """Category of the row."""
        return self.row.partition(" ")[0]


@dataclass(frozen=True)
class Published:
    """What a package says of people.

    Attributes
    ----------
    tables
        Those of ``render.tables``, hidden figures missing; ``recours_communes`` may be absent.
    people
        Everybody; NaN when it is hidden.
    own
        The reading of the study.
    hit
        People whose home is hit, by reading.
    """

    tables: Mapping[str, pd.DataFrame]
    people: float
    own: str
    hit: Mapping[str, Any]


def deduced(published: Published) -> list[Deduced]:
    """Small counts that a package gives away; empty = it keeps its secrets.

    Raises
    ------
    ValueError
        The figures contradict one another.
    """
    return list(_confined(_Attack(published).built()))


class _Attack:
    """The system of all the figures of a package."""

    def __init__(self, published: Published) -> None:
        self.said = published
        self.system = System()
        self.people = self.system.figure(published.people)
        self.bands: dict[str, int] = {}
        self.gone: dict[str, dict[str, tuple[dict[str, int], float]]] = {}
        self.near: dict[tuple[str, str], int] = {}  # people within the time of a single recourse
        pockets = published.tables["poches"].to_dict("records")
        communes = published.tables["communes"].drop_duplicates("code_insee")[POPULATION]
        self.exact = float(communes.astype(float).sum()) == published.people
        self.pockets = [(row, self.system.figure(row[POPULATION], least=1)) for row in pockets]

    def built(self) -> System:
        hit = [self.system.figure(self.said.hit[reading]) for reading in LOST]
        self._nested(("metadata", ""), "people_hit", hit, self.people)
        for row in self.said.tables["synthese"].to_dict("records"):
            if row["places"]:
                self._category(row)
        if self.bands:
            self.system.equal.append({self.people: -1.0, **dict.fromkeys(self.bands.values(), 1.0)})
        for row, figure in self.pockets:
            self.system.want(("poches", str(row["pocket"]), POPULATION), {figure: 1.0})
        self.system.at_most.append({**{figure: 1.0 for _, figure in self.pockets}, self.people: -1.0})
        return self.system

    def _nested(self, where: tuple[str, str], prefix: str, chain: list[int], whole: int | None) -> None:
        """Groups that contain one another: each of them, and each without a smaller one, is wanted."""
        names = [f"{prefix}_{reading}" for reading in LOST]
        for place, (name, figure) in enumerate(zip(names, chain, strict=True)):
            self.system.want((*where, name), {figure: 1.0})
            for smaller in chain[:place]:
                self.system.want((*where, name), {figure: 1.0, smaller: -1.0})
            if whole is not None:
                self.system.want((*where, name), {whole: 1.0, figure: -1.0})

    def _category(self, row: dict[Any, Any]) -> None:
        system, name = self.system, str(row["category"])
        before = system.figure(row["unreachable_reference"])
        lost = {reading: system.figure(row[f"newly_isolated_{reading}"]) for reading in LOST}
        reach = {state: system.figure(np.nan) for state in STATES}
        system.want(("synthese", name, "unreachable_reference"), {before: 1.0})
        for state, figure in reach.items():
            gone = {lost[state]: 1.0} if state in lost else {}
            system.equal.append({figure: 1.0, before: 1.0, **gone, self.people: -1.0})
            system.want(("synthese", name, state), {figure: 1.0})
        self._nested(("synthese", name), "newly_isolated", list(lost.values()), reach[REFERENCE])
        for reading in LOST:
            longer = system.figure(row[f"longer_{reading}"])
            system.want(("synthese", name, f"longer_{reading}"), {longer: 1.0})
            system.want(("synthese", name, f"longer_{reading}"), {reach[reading]: 1.0, longer: -1.0})
        self._coverage(name, reach)
        self._ages(name, before, lost)
        self._places(name, reach)
        self._communes(name, lost)
        self._recourse(name, reach)

    def _rows(self, table: str, name: str) -> list[dict[Any, Any]]:
        frame = self.said.tables.get(table, _NO_ROW)
        return frame[frame["category"] == name].to_dict("records")

    def _coverage(self, name: str, reach: Mapping[str, int]) -> None:
        last: dict[str, int] = {}
        where = ("couverture", name)
        for row in self._rows("couverture", name):
            where = ("couverture", f"{name} {row['threshold_min']}")
            now = {state: self.system.figure(row[state]) for state in STATES}
            if float(row["threshold_min"]) == SINGLE_MIN:
                self.near |= {(name, state): figure for state, figure in now.items()}
            for state, figure in now.items():
                self.system.want((*where, state), {figure: 1.0})
                self.system.want((*where, state), {self.people: 1.0, figure: -1.0})
                if last:
                    self.system.want((*where, state), {figure: 1.0, last[state]: -1.0})
            for larger, smaller in pairwise(STATES):
                self.system.want((*where, smaller), {now[larger]: 1.0, now[smaller]: -1.0})
            last = now
        for state, figure in last.items():
            self.system.want((*where, state), {reach[state]: 1.0, figure: -1.0})

    def _ages(self, name: str, before: int, lost: Mapping[str, int]) -> None:
        rows = self._rows("ages", name)
        total: dict[int, Sum] = {figure: {} for figure in (before, *lost.values()) if rows}
        for row in rows:
            where, band = ("ages", f"{name} {row['band']}"), str(row["band"])
            people = self.bands.setdefault(band, self.system.figure(np.nan))
            self._known(people, row["people"])
            inside = {state: self.system.figure(row[state]) for state in STATES}
            gone = [self.system.figure(row[f"lost_{reading}"]) for reading in LOST]
            for figure, reading in zip(gone, LOST, strict=True):
                self.system.equal.append({inside[REFERENCE]: 1.0, inside[reading]: -1.0, figure: -1.0})
                total[lost[reading]][figure] = 1.0
            total[before] |= {people: 1.0, inside[REFERENCE]: -1.0}
            self._nested(where, "lost", gone, inside[REFERENCE])
            for state, figure in inside.items():
                self.system.want((*where, state), {figure: 1.0})
                self.system.want((*where, state), {people: 1.0, figure: -1.0})
        for whole, parts in total.items():
            self.system.equal.append({**parts, whole: -1.0})

    def _known(self, figure: int, value: Any) -> None:
        if not pd.isna(value):
            self.system.low[figure] = self.system.high[figure] = float(value)

    def _places(self, name: str, reach: Mapping[str, int]) -> None:
        rows = self._rows("structures", name)
        for column, state in (("people_reference", REFERENCE), ("people_scenario", self.said.own)):
            figures = [self.system.figure(row[column]) for row in rows]
            for row, figure in zip(rows, figures, strict=True):
                self.system.want(("structures", f"{name} {row['structure_id']}", column), {figure: 1.0})
            if rows:
                self.system.equal.append({**dict.fromkeys(figures, 1.0), reach[state]: -1.0})

    def _communes(self, name: str, lost: Mapping[str, int]) -> None:
        total: dict[int, Sum] = {figure: {} for figure in lost.values()}
        self.gone[name] = {}
        inside = self._lost_in_pockets(name, lost[self.said.own])
        for row in self._rows("communes", name):
            code, last = str(row["code_insee"]), row[f"newly_isolated_{LOST[-1]}"]
            gone = {reading: self.system.figure(row[f"newly_isolated_{reading}"]) for reading in LOST}
            self.gone[name][code] = (gone, row[POPULATION])
            where = ("communes", f"{name} {code}")
            if not row[POPULATION] < MINIMUM_CELL:  # so few people that their number is public
                self._nested(where, "newly_isolated", list(gone.values()), None)
            if self.exact and (pd.isna(last) or last > 0):
                whole = self.system.figure(row[POPULATION])
                for figure in gone.values():
                    self.system.want((*where, POPULATION), {whole: 1.0, figure: -1.0})
            for reading, figure in gone.items():
                total[lost[reading]][figure] = 1.0
            self._pockets_of(code, gone[self.said.own], inside)
        for figure, parts in total.items():
            self.system.equal.append({**parts, figure: -1.0})

    def _recourse(self, name: str, reach: Mapping[str, int]) -> None:
        """Those with a single recourse have one, hence have not lost it; the others are a group too."""
        total: dict[str, Sum] = {state: {} for state in STATES}
        for row in self._rows("recours_communes", name):
            code = str(row["code_insee"])
            where, (gone, living) = ("recours_communes", f"{name} {code}"), self.gone[name][code]
            for state in STATES:
                column = f"alone_{state}"
                alone = self.system.figure(row[column])
                total[state][alone] = -1.0
                self.system.want((*where, column), {alone: 1.0})
                if self.exact and not living < MINIMUM_CELL:
                    whole = self.system.figure(living)
                    lost = {gone[state]: -1.0} if state in gone else {}
                    self.system.want((*where, column), {whole: 1.0, alone: -1.0})
                    self.system.want((*where, column), {whole: 1.0, alone: -1.0, **lost})
        for state, parts in total.items():
            if parts:
                several = {self.near.get((name, state), reach[state]): 1.0, **parts}
                self.system.want(("recours_communes", name, f"alone_{state}"), several)

    def _lost_in_pockets(self, name: str, lost: int) -> dict[int, int]:
        """Unknown number of people of each pocket who lose a category, where somebody does."""
        inside = {}
        for number, (row, people) in enumerate(self.pockets):
            if name in str(row["missing"]).split(", ") and self.system.high[people] > 0:
                inside[number] = self.system.figure(np.nan, least=1)
                self.system.at_most.append({inside[number]: 1.0, people: -1.0})
        self.system.equal.append({**dict.fromkeys(inside.values(), 1.0), lost: -1.0})
        return inside

    def _pockets_of(self, code: str, lost: int, inside: Mapping[int, int]) -> None:
        """People of a commune who lose a category are in the pockets that touch it."""
        touching = {n: str(self.pockets[n][0]["communes"]).split(", ") for n in inside}
        alone = {inside[n]: 1.0 for n, codes in touching.items() if codes == [code]}
        all_of_it = {inside[n]: -1.0 for n, codes in touching.items() if code in codes}
        self.system.at_most.append({**alone, lost: -1.0})
        self.system.at_most.append({lost: 1.0, **all_of_it})


def _confined(system: System) -> Iterator[Deduced]:
    """Wanted counts that lie between one and ten in every answer of the system."""
    asked, solve = matrix([wanted for _, wanted in system.wanted], len(system.low)), system.solver()
    found = solve(np.asarray(asked.sum(axis=0), dtype=float))
    if found is None:
        raise ValueError(len(system.wanted))
    open_ones = _sifted(solve, asked, _still(list(range(len(system.wanted))), asked @ found))
    while open_ones:
        row, bounds = asked[[open_ones[0]]].toarray()[0], []
        for sign in (1.0, -1.0):
            found = solve(sign * row)
            if found is None:  # no upper bound
                bounds.append(np.inf)
                continue
            bounds.append(float(row @ found))
            open_ones = [open_ones[0], *_still(open_ones[1:], asked @ found)]
        if bounds[0] > TOLERANCE and bounds[1] < MINIMUM_CELL - TOLERANCE:
            yield Deduced(*system.wanted[open_ones[0]][0], *bounds)
        open_ones = open_ones[1:]


def _sifted(solve: Callable[[Floats], Floats | None], asked: csr_array, open_ones: list[int]) -> list[int]:
    """Those of the counts that still lie between one and ten after answers that move many of them at once.

    One answer per count takes minutes for a département. The weights are drawn, always the same.
    """
    drawn, before = np.random.default_rng(0), 0
    while len(open_ones) != before:
        before = len(open_ones)
        for sign in (-1.0, 1.0):
            found = solve(sign * (drawn.random(len(open_ones)) @ asked[open_ones]))
            if found is not None:
                open_ones = _still(open_ones, asked @ found)
    return open_ones


def _still(numbers: list[int], values: np.ndarray[Any, Any]) -> list[int]:
    """Those whose value is between one and ten in this answer too."""
    return [n for n in numbers if TOLERANCE < values[n] < MINIMUM_CELL - TOLERANCE]
