"""Unknown counts of people, what is said of them, and what somebody who wants to know tries to find out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

Sum = dict[int, float]  # coefficient of each unknown
Floats = npt.NDArray[np.float64]


@dataclass
class System:
    """Unknowns with their bounds, relations between them, and what the attacker wants to know."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    equal: list[Sum] = field(default_factory=list)
    at_most: list[Sum] = field(default_factory=list)  # sum <= 0
    wanted: list[tuple[tuple[str, str, str], Sum]] = field(default_factory=list)

    def figure(self, value: Any, least: float = 0.0, most: float = np.inf) -> int:
        """An unknown, with its value when it is published."""
        known = not pd.isna(value)
        self.low.append(float(value) if known else least)
        self.high.append(float(value) if known else most)
        return len(self.low) - 1

    def want(self, where: tuple[str, str, str], wanted: Sum) -> None:
        """A count that nobody may pin down between one and ten; it cannot be negative."""
        self.wanted.append((where, wanted))
        self.at_most.append({key: -value for key, value in wanted.items()})

    def solver(self) -> Callable[[Floats], Floats | None]:
        """Function that gives values of all unknowns that make a weighted sum of them smallest.

        None when there are none, or no smallest. The relations are read once.
        """
        relations: dict[str, Any] = {
            "A_ub": matrix(self.at_most, len(self.low)),
            "b_ub": np.zeros(len(self.at_most)),
            "A_eq": matrix(self.equal, len(self.low)),
            "b_eq": np.zeros(len(self.equal)),
            "bounds": np.stack([self.low, self.high], axis=1),
        }

        def solve(weights: Floats) -> Floats | None:
            found = linprog(weights, **relations, method="highs")
            return found.x if found.status == 0 else None

        return solve


def matrix(sums: Iterable[Sum], width: int) -> csr_array:
    """Sparse matrix of sums over ``width`` unknowns."""
    rows = list(sums)
    data = [value for row in rows for value in row.values()]
    columns = [key for row in rows for key in row]
    lines = [line for line, row in enumerate(rows) for _ in row]
    return csr_array((data, (lines, columns)), shape=(len(rows), width))
