"""Where people live, from the best source the folder has: a grid, IRIS, or the total of each commune."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.layers import (
    CAPACITY,
    CODE_INSEE,
    COMMUNES,
    DEMAND,
    DEMAND_ID,
    EDGES,
    NAME,
    POPULATION,
    STRUCTURES,
)
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.iris import CODE_IRIS
from cpts_geo.sources.rounding import largest_remainder
from cpts_geo.territory.demand import demand_problems, spread_population
from cpts_geo.territory.folder import (
    layer_path,
    read_layer,
    read_network,
    read_settings,
    write_layer,
    write_problems,
)
from cpts_geo.territory.homes import EHPAD, homes_of, with_homes
from cpts_geo.territory.reference import read_iris

# A commune whose cells and census differ by more than this, and by more people, is named (assumption).
GAP: Final = 0.3
GAP_PEOPLE: Final = 100
NAMED: Final = 10


def refresh_demand(
    folder: Path, *, only_grid: bool = False, network: RoadNetwork | None = None
) -> tuple[Problem, ...]:
    """Demand of the folder made again from its sources, with what must be said of it.

    A grid of tax households (Filosofi) leaves out people who live in communities (FACTS 1.7): the places
    of each EHPAD are added as residents, an assumption. Totals of communes and IRIS come from the census,
    which counts them already: nothing is added then, and nothing is to do again (``only_grid``) when
    structures change. ``network`` spares reading the roads again.
    """
    crs = str(read_settings(folder)["crs"])
    communes = read_layer(folder, COMMUNES, crs)
    demand = read_layer(folder, DEMAND, crs)
    grid = demand[demand["origin"] == "grid"] if len(demand) else demand
    file = layer_path(folder, DEMAND).name
    if len(grid):
        inside = grid[grid[CODE_INSEE].isin(communes.index)]
        gone = len(grid) - len(inside)
        made, said = with_residents(inside, read_layer(folder, STRUCTURES, crs), communes, file)
        said = (*said, *((_said(file, "cells_left", str(gone)),) if gone else ()))
    elif not only_grid and len(communes) and layer_path(folder, EDGES).exists():
        made, said = _spread(folder, communes, network or read_network(folder), file)
    else:
        return ()
    write_layer(folder, DEMAND, made)
    write_problems(folder, said, DEMAND.name, file)
    return said


def with_residents(
    grid: gpd.GeoDataFrame, structures: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, file: str
) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Cells and, for a grid of tax households, one point of residents at each EHPAD of the communes."""
    homes = homes_of(structures, communes)
    if homes.empty or not grid["households"].notna().any():
        return grid, _against_census(grid, communes, file)
    made = with_homes(grid, homes)
    residents = made.loc[made["origin"] == EHPAD, POPULATION]
    total = f"{int(residents.sum())} / {len(homes)}"
    each = [
        _said(file, "ehpad_home", f"{name} ({people:.0f})")
        for name, people in zip(homes[NAME], homes[CAPACITY], strict=True)
    ]
    return made, (_said(file, "ehpad_added", total), *_against_census(made, communes, file), *each)


def _said(file: str, kind: str, value: str) -> Problem:
    return Problem(file, DEMAND.name, 0, "", kind, value[:60], Outcome.INFORMATION)


def _against_census(demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, file: str) -> tuple[Problem, ...]:
    """People of the cells and of the EHPAD against those of the communes whose total is known."""
    known = communes.loc[communes[POPULATION].notna(), POPULATION].astype(float)
    inside = demand[demand[CODE_INSEE].isin(known.index)]
    people = inside.groupby(CODE_INSEE)[POPULATION].sum().reindex(known.index).fillna(0).astype(float)
    if known.empty or known.sum() <= 0:
        return ()
    homes = int(inside.loc[inside["origin"] == "ehpad", POPULATION].sum())
    cells, census = int(people.sum()) - homes, round(known.sum())
    percent = f"{100 * (people.sum() / census - 1):+.1f} %".replace(".", ",")
    said = [_said(file, "grid_against_census", f"{cells} + {homes} / {census} ({percent})")]
    gap = (people - known).abs()
    far = gap[(gap > GAP * known) & (gap > GAP_PEOPLE)].sort_values(ascending=False, kind="stable")
    said += [
        _said(file, "grid_differs_here", f"{code} : {people[code]:.0f} / {known[code]:.0f}")
        for code in far.index[:NAMED]
    ]
    return tuple(said)


def _spread(
    folder: Path, communes: gpd.GeoDataFrame, network: RoadNetwork, file: str
) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Along the roads, inside each IRIS where they are known, inside the commune elsewhere."""
    iris = _iris(folder, communes)
    if iris is None:
        made = spread_population(communes, network)
        return made, demand_problems(made, communes, file)
    fine = spread_population(iris, network)
    home = iris["commune"].to_dict()
    fine = fine.assign(code_insee=fine[CODE_INSEE].map(home), origin="iris")
    rest = spread_population(communes[~communes.index.isin(iris["commune"])], network)
    both = pd.concat([fine, rest]) if len(rest) else fine
    both.index.name = DEMAND_ID
    made = gpd.GeoDataFrame(both, geometry="geometry", crs=communes.crs)
    told = _said(file, "demand_iris", f"{int(fine[POPULATION].sum())} / {len(iris)}")
    return made, (told, *demand_problems(made, communes, file))


def _iris(folder: Path, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """IRIS with whole people; those of a commune add up to its own total when it is known.

    Only communes whose every outline has its people: a part that nobody counts would lose them.
    """
    shapes, table = read_iris(folder)
    if shapes is None or table.empty:
        return None
    people = table.drop_duplicates(CODE_IRIS).set_index(CODE_IRIS)[POPULATION]
    iris = shapes.drop_duplicates(CODE_IRIS).assign(people=lambda t: t[CODE_IRIS].map(people))
    whole = ~iris[CODE_INSEE].isin(iris.loc[iris["people"].isna(), CODE_INSEE])
    iris = iris[whole & iris[CODE_INSEE].isin(communes.index)]
    if iris.empty:
        return None
    parts = []
    totals = {str(code): float(value) for code, value in communes[POPULATION].items()}
    for code, part in iris.groupby(CODE_INSEE, sort=True):
        total = totals[str(code)]
        weights = part["people"].to_numpy(dtype=float)
        goal = round(total if np.isfinite(total) and weights.sum() > 0 else weights.sum())
        parts.append(part.assign(**{POPULATION: largest_remainder(weights, goal).astype(float)}))
    made = pd.concat(parts).rename(columns={CODE_INSEE: "commune"})
    made.index = pd.Index(made[CODE_IRIS], name=CODE_INSEE)
    return gpd.GeoDataFrame(made, geometry="geometry", crs=shapes.crs)
