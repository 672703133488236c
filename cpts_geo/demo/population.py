"""People: counts per commune and age, then per 200 m cell, every sum exact."""

from typing import Final

import numpy as np
import pandas as pd
import shapely

from cpts_geo.demo.grid import Floats, Grid, Ints
from cpts_geo.demo.settlement import Settlement
from cpts_geo.demo.streets import town_radius

CELL_M: Final = 200.0
BANDS: Final = ("pop_0_14", "pop_15_59", "pop_60_74", "pop_75p")
RURAL_SHARE: Final = 0.26  # people of a village who live in hamlets and along lanes
SAMPLE_M: Final = 25.0


def apportion(weights: Floats, total: int) -> Ints:
    """Whole numbers proportional to weights with an exact sum (largest remainders)."""
    exact = np.asarray(weights, dtype=float) / max(float(np.sum(weights)), 1e-12) * total
    out = np.floor(exact).astype(np.int64)
    rest = total - int(out.sum())
    out[np.argsort(-(exact - out), kind="stable")[:rest]] += 1
    return out


def commune_people(settlement: Settlement, total: int, rng: np.random.Generator) -> pd.DataFrame:
    """Population and age bands per commune of the territory; their sum is ``total``."""
    weight = settlement.weight[: settlement.inside]
    people = apportion(weight, total)
    old = rng.normal(0.125, 0.018, len(weight)) - 0.012 * np.log(weight)
    shares = np.column_stack(
        [0.175 - 0.25 * (old - 0.12), np.full(len(weight), 0.515), 0.185 + 0.4 * (old - 0.12), old]
    )
    bands = np.array(
        [apportion(share, int(count)) for share, count in zip(shares.clip(0.03), people, strict=True)]
    )
    return pd.DataFrame({"population": people, **dict(zip(BANDS, bands.T, strict=True))})


def population_grid(
    grid: Grid, settlement: Settlement, ways: pd.DataFrame, *, people: pd.DataFrame
) -> pd.DataFrame:
    """Inhabited 200 m cells: ``x, y`` of the centre, ``commune``, ``population``, ``pop_75p``."""
    points, weight = _homes(settlement, ways, people["population"].to_numpy())
    cells = np.floor(points / CELL_M).astype(np.int64)
    centre = (cells + 0.5) * CELL_M
    commune = settlement.commune[grid.cells(centre)]
    table = pd.DataFrame({"x": centre[:, 0], "y": centre[:, 1], "commune": commune, "weight": weight})
    table = table[table["commune"] < settlement.inside].groupby(["commune", "y", "x"], as_index=False).sum()
    of = dict(iter(table.groupby("commune")))
    parts = [_commune_cells(of.get(k, table.iloc[:0]), people.iloc[k]) for k in range(settlement.inside)]
    return pd.concat(parts, ignore_index=True)


def _homes(settlement: Settlement, ways: pd.DataFrame, people: Ints) -> tuple[Floats, Floats]:
    """Points where people live and their weight: streets (denser near the church), lanes, hamlets."""
    streets = ways[ways["place"] >= 0]
    points, owner = _sampled(streets["line"].to_numpy())
    place = streets["place"].to_numpy()[owner]
    away = np.hypot(*(points - settlement.seats[place]).T) / town_radius(people[place])
    in_town = people[place] / 100 * np.exp(-1.1 * away) / np.bincount(place, minlength=len(people))[place]
    lanes, _ = _sampled(ways.loc[ways["highway"] == "unclassified", "line"].to_numpy())
    rural = RURAL_SHARE * people.sum() / 100
    hamlet_weight = np.full(len(settlement.hamlets), 0.55 * rural / max(len(settlement.hamlets), 1))
    lane_weight = np.full(len(lanes), 0.25 * rural / max(len(lanes), 1))
    seat_weight = 0.02 * people / 100
    return (
        np.vstack([points, lanes, settlement.hamlets, settlement.seats[: settlement.inside]]),
        np.concatenate([in_town, lane_weight, hamlet_weight, seat_weight]),
    )


def _sampled(lines: np.ndarray) -> tuple[Floats, Ints]:
    count = np.maximum(1, np.round(shapely.length(lines) / SAMPLE_M)).astype(np.int64)
    owner = np.repeat(np.arange(len(lines)), count)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    spots = shapely.line_interpolate_point(lines[owner], (rank + 0.5) / count[owner], normalized=True)
    return shapely.get_coordinates(spots), owner


def _commune_cells(cells: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    count = apportion(cells["weight"].to_numpy(), int(people["population"]))
    kept = cells.assign(population=count)[count > 0]
    # Old people cannot outnumber people: drawing them among the people of the cells keeps that true.
    old = apportion(kept["population"].to_numpy().astype(float), int(people["pop_75p"]))
    return kept.assign(pop_75p=np.minimum(old, kept["population"])).drop(columns="weight")
