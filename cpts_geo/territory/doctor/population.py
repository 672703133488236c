"""Where people live: totals that must agree, people that a study would count nowhere."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from cpts_geo.model.layers import CODE_INSEE, DEMAND, NAME, POPULATION
from cpts_geo.routing.snap import SNAP_LIMIT_M
from cpts_geo.territory.doctor.case import Case
from cpts_geo.territory.doctor.facts import Findings, cut, metres, per_row, percent, whole

LAYER: Final = DEMAND.name
# Assumption: people in communities (about 2 %) and cells astride the limit explain a gap up to this.
EXPLAINED_GAP: Final = 0.10


def check(case: Case) -> Findings:
    """All there is to say of where people live."""
    demand, communes = case.territory.demand, case.territory.communes
    if not len(demand):
        return ()
    return (
        *total(demand, communes),
        *imputed(demand),
        *communes_without_point(demand, communes),
        *far_from_road(demand, communes, case.road_m(demand)),
    )


def total(demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> Findings:
    """People of the points against the total of the communes whose population is known."""
    known = communes[communes[POPULATION].notna()]
    official = round(float(known[POPULATION].sum()))
    counted = demand if len(known) == len(communes) else demand[demand[CODE_INSEE].isin(known.index)]
    points = int(counted[POPULATION].sum())
    if not official or points == official:
        return ()
    gap = points / official - 1
    kind = "demand_differs" if abs(gap) <= EXPLAINED_GAP else "demand_far_from_total"
    return (whole(LAYER, kind, cut(points, official, f"{100 * gap:+.1f} %")),)


def imputed(demand: gpd.GeoDataFrame) -> Findings:
    """Share of grid cells, and of people, that the producer estimated (FACTS 1.7)."""
    grid = demand[demand["origin"] == "grid"]
    guessed = grid["imputed"].astype(bool)
    people = float(grid[POPULATION].sum())
    if not guessed.any() or not people:
        return ()
    share = float(grid.loc[guessed, POPULATION].sum()) / people
    return (whole(LAYER, "imputed_share", cut(percent(guessed.mean()), percent(share))),)


def communes_without_point(demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> Findings:
    """Communes with people and no demand point: a study counts those people nowhere."""
    peopled = demand.loc[demand[POPULATION] > 0, CODE_INSEE]
    empty = communes[(communes[POPULATION] > 0) & ~communes.index.isin(peopled)]
    return per_row(empty, LAYER, "people_without_point", empty[POPULATION].map("{:.0f}".format))


def far_from_road(
    demand: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, road_m: npt.NDArray[np.float64]
) -> Findings:
    """People further from any road than a study will snap, by commune, at the furthest point."""
    far = demand.assign(far_m=road_m)[(road_m > SNAP_LIMIT_M) & (demand[POPULATION] > 0).to_numpy()]
    if not len(far):
        return ()
    people = far.groupby(CODE_INSEE)[POPULATION].sum()
    worst = far.sort_values("far_m", ascending=False, kind="stable").drop_duplicates(CODE_INSEE)
    worst = worst.set_index(CODE_INSEE).sort_index()
    names = communes[NAME].reindex(worst.index)
    frame = worst.assign(**{NAME: names.where(names.notna(), worst.index.to_series())})
    said = [cut(count, metres(far)) for count, far in zip(people.sort_index(), frame["far_m"], strict=True)]
    return per_row(frame, LAYER, "people_far_from_road", said)
