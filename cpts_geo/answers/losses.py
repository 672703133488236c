"""Who loses which care under a study: by age, by commune, by square of a kilometre, and in each EHPAD."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from cpts_geo.access.ages import UNKNOWN, people_by_age
from cpts_geo.access.losses import ANY_TIME, SQUARE_M, losses_by, squares
from cpts_geo.access.state import usable_structures
from cpts_geo.access.travel import nearest_access
from cpts_geo.answers.states import STATES, hits_by_state, roads_by_state
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CAPACITY, CATEGORY, CODE_INSEE, POPULATION
from cpts_geo.model.results import Snapping
from cpts_geo.model.scenario import READINGS
from cpts_geo.study import Baseline, Inputs, Study, run_baseline


@dataclass(frozen=True, eq=False)
class Losses:
    """Who loses what. Every table of people has the columns of ``access.losses.losses_by``.

    Attributes
    ----------
    ages
        Demand point × age band: whole people.
    by_age, by_commune, by_square
        Index (category, threshold_min, ``band`` | ``code_insee`` | ``square``); the threshold ``inf``
        is « there is a way ».
    squares
        Outline of each square.
    homes
        EHPAD of the communes that are not closed, index ``structure_id``: ``residents`` (its places, an
        assumption; NaN = not known), ``hit_optimistic|median|pessimistic``, ``by_*`` (``model.causes``),
        ``snapped``.
    home_minutes
        Index (structure_id, category), columns ``reference``, ``optimistic``, ``median``,
        ``pessimistic``: minutes from the home to its nearest place; ``inf`` = no way.
    """

    ages: pd.DataFrame
    by_age: pd.DataFrame
    by_commune: pd.DataFrame
    by_square: pd.DataFrame
    squares: gpd.GeoSeries
    homes: pd.DataFrame
    home_minutes: pd.DataFrame


def find_losses(study: Study, *, baseline: Baseline | None = None) -> Losses:
    """Who loses which care, before, after and in the three readings.

    Parameters
    ----------
    study
        Its readings are those of the answer.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    demand = study.territory.demand
    square = squares(demand)
    homes, minutes = _homes(study, baseline)
    return Losses(
        ages=people_by_age(demand),
        by_age=losses_by_age(study),
        by_commune=_losses(study, demand[CODE_INSEE], demand[POPULATION]),
        by_square=_losses(study, square, demand[POPULATION]),
        squares=outlines(square, demand),
        homes=homes,
        home_minutes=minutes,
    )


def losses_by_age(study: Study, thresholds_min: Sequence[float] | None = None) -> pd.DataFrame:
    """People and losers of each age band that somebody belongs to; no road is asked again.

    Parameters
    ----------
    thresholds_min
        Those of the study and « there is a way » otherwise.
    """
    ages = people_by_age(study.territory.demand)
    bands = [band for band, people in ages.items() if people.any()] or [UNKNOWN]
    parts = [
        _losses(study, pd.Series(band, index=ages.index, name="band"), ages[band], thresholds_min)
        for band in bands
    ]
    return pd.concat(parts)


def _losses(
    study: Study, group: pd.Series, people: pd.Series, thresholds_min: Sequence[float] | None = None
) -> pd.DataFrame:
    thresholds = thresholds_min or (*study.spec.thresholds_min, ANY_TIME)
    outcomes = study.outcomes
    return losses_by(group, people, outcomes.baseline, outcomes.readings, thresholds)


def outlines(square: pd.Series, demand: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Shape of each square of ``access.losses.squares`` where somebody lives."""
    points = pd.DataFrame({"x": demand.geometry.x, "y": demand.geometry.y}, index=demand.index)
    corners = (points // SQUARE_M * SQUARE_M).groupby(square).first()
    east, north = corners["x"].to_numpy(float), corners["y"].to_numpy(float)
    boxes = shapely.box(east, north, east + SQUARE_M, north + SQUARE_M)
    return gpd.GeoSeries(boxes, index=corners.index, crs=demand.crs)


def _homes(study: Study, baseline: Baseline) -> tuple[pd.DataFrame, pd.DataFrame]:
    structures = study.territory.structures
    ours = structures[CODE_INSEE].isin(study.territory.communes.index) & (structures["status"] != "closed")
    kept = structures.index[ours & (structures[CATEGORY] == Category.EHPAD.value)]
    nodes = baseline.located.structures
    origins = Snapping(nodes.points.loc[kept], nodes.limit_m)
    categories = [c for c in study.spec.categories if c is not Category.EHPAD]
    closed = hits_by_state(study)
    minutes = {
        state: nearest_access(
            roads, origins, usable_structures(baseline.located, closed[state]), categories
        ).minutes
        for state, roads in roads_by_state(study, baseline).items()
    }
    hits = {f"hit_{r}": study.outcomes.readings[r].structures_hit.loc[kept] for r in READINGS}
    causes = {f"by_{r}": study.outcomes.readings[r].structures_by.loc[kept] for r in READINGS}
    homes = pd.DataFrame(
        {
            "residents": structures.loc[kept, CAPACITY].astype(float),
            **hits,
            **causes,
            "snapped": origins.points["node"] >= 0,
        }
    )
    index = pd.MultiIndex.from_product(
        [homes.index, [c.value for c in categories]], names=["structure_id", "category"]
    )
    table = {state: minutes[state].to_numpy().ravel() for state in STATES}
    return homes, pd.DataFrame(table, index=index)
