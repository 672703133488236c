"""People of each demand point by age band, in whole people that add up exactly."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from cpts_geo.model.layers import CODE_INSEE, POPULATION

EHPAD: Final = "ehpad"
UNKNOWN: Final = "unknown"
# Bands of Filosofi (65-79, 80+) and of the census (75+) are other bands, never added (FACTS 1.6); ages
# of residents of EHPAD are not in the data, they are a band of their own.
BANDS: Final = ("under_65", "65_79", "80p", "under_75", "75p", EHPAD, UNKNOWN)
FRAIL: Final = ("80p", "75p", EHPAD)
_FILOSOFI: Final = {"80p": "pop_80p", "65_79": "pop_65_79"}
_CENSUS: Final = {"75p": "pop_75p"}

Ints = npt.NDArray[np.int64]


def people_by_age(demand: pd.DataFrame) -> pd.DataFrame:
    """Whole people per demand point and band of ``BANDS``; each row adds up to its population.

    Decimals of a grid are settled commune by commune by largest remainder: a cell moves by less than
    one person per band, and the total of a commune is the rounded total of its cells unless a cell has
    more old people than people. Nobody's age is guessed: ``unknown`` where the source says none.
    """
    people = demand[POPULATION].to_numpy(np.int64)
    table = pd.DataFrame(0, index=demand.index, columns=list(BANDS), dtype=np.int64)
    homes = (demand["origin"] == EHPAD).to_numpy(bool)
    grid = ~homes & demand[list(_FILOSOFI.values())].notna().all(axis=1).to_numpy()
    census = ~homes & ~grid & demand["pop_75p"].notna().to_numpy()
    table[EHPAD] = np.where(homes, people, 0)
    table[UNKNOWN] = np.where(homes | grid | census, 0, people)
    for rows, bands, rest in ((grid, _FILOSOFI, "under_65"), (census, _CENSUS, "under_75")):
        table.loc[rows, [*bands, rest]] = _split(demand[rows], people[rows], tuple(bands.values()))
    return table


def _split(cells: pd.DataFrame, people: Ints, columns: tuple[str, ...]) -> Ints:
    """Whole people of each column, then the others, per cell."""
    room = people.copy()
    parts = []
    for column in columns:
        values = cells[column].to_numpy(float).clip(min=0)
        whole = np.zeros(len(cells), dtype=np.int64)
        for rows in cells.groupby(CODE_INSEE, sort=False).indices.values():
            whole[rows] = _settled(values[rows], room[rows])
        room -= whole
        parts.append(whole)
    return np.stack([*parts, room], axis=1)


def _settled(values: npt.NDArray[np.float64], room: Ints) -> Ints:
    """Floor or ceiling of each value, never above ``room``; the sum is the rounded sum when room allows."""
    whole = np.minimum(np.floor(values).astype(np.int64), room)
    missing = round(float(values.sum())) - int(whole.sum())
    order = np.argsort(whole - values, kind="stable")
    order = order[((whole < room) & (whole < values))[order]]
    whole[order[: max(0, missing)]] += 1
    return whole
