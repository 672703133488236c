"""National reference tables that a territory keeps: communes of a year, their movements, their EPCI."""

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

# One row per movement of communes (INSEE, FACTS 1.3); dates are ISO texts, types COM, COMA, COMD, ARM.
MOVEMENTS: Final = (
    *("mod", "date", "type_before", "code_before", "name_before"),
    *("type_after", "code_after", "name_after", "source"),
)
COG: Final = ("code", "type", "name", "department", "parent", "source")
EPCI: Final = ("code_insee", "name", "siren", "epci", "source")
DEPARTMENTS: Final = ("department", "name", "source")
IRIS: Final = ("code_iris", "code_insee", "name", "type", "source", "geometry")
IRIS_POPULATION: Final = ("code_iris", "code_insee", "population", "source")
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "movements": MOVEMENTS,
    "cog": COG,
    "epci": EPCI,
    "departments": DEPARTMENTS,
    "iris": IRIS,
    "iris_population": IRIS_POPULATION,
}


def empty_table(name: str) -> pd.DataFrame:
    """Reference table of no rows."""
    return pd.DataFrame({column: pd.Series(dtype=str) for column in COLUMNS[name]})


@dataclass(frozen=True, eq=False)
class Reference:
    """National tables, every cell a text; empty frames for what was never imported."""

    movements: pd.DataFrame = field(default_factory=lambda: empty_table("movements"))
    cog: pd.DataFrame = field(default_factory=lambda: empty_table("cog"))
    epci: pd.DataFrame = field(default_factory=lambda: empty_table("epci"))
    departments: pd.DataFrame = field(default_factory=lambda: empty_table("departments"))
