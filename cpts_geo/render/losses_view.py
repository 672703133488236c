"""Who loses what on a page: figures, tables by age, commune, square and EHPAD, map of the squares."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.access.ages import FRAIL
from cpts_geo.access.losses import ANY_TIME, LOST
from cpts_geo.answers.losses import Losses
from cpts_geo.answers.states import REFERENCE, STATES
from cpts_geo.model.categories import Category
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.layers import NAME
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import choices, style
from cpts_geo.render.disclosure import hide_rows
from cpts_geo.render.map_layers import MapLayer, area, make_layer, told
from cpts_geo.render.public_figures import public_figures
from cpts_geo.render.screen import Figure
from cpts_geo.study import Study
from cpts_geo.wording import cautions, columns, labels, numbers, people

COUNTS: Final = ("people", *LOST, *STATES)
SQUARE_BOUNDS: Final = (0, 10, 50, 200, 500)  # people who lose, for the map only


def losses_figures(study: Study, found: Losses, category: Category, limit_min: float) -> list[Figure]:
    """People who lose it, the frail among them, EHPAD under water, EHPAD that lose it."""
    table = _of(found.by_age, category, limit_min)[list(LOST)]
    bands = [band for band in FRAIL if band in table.index]
    causes = {r: found.homes[f"by_{r}"].to_numpy(int) for r in READINGS}
    water = {r: float((causes[r] & bit(WATER) > 0).sum()) for r in READINGS}
    shut = {r: float((causes[r] & ~bit(WATER) > 0).sum()) for r in READINGS}
    figures = [_banded(study, people.LOSERS, dict(zip(READINGS, table.sum(), strict=True)))]
    if bands:
        frail = dict(zip(READINGS, table.loc[bands].sum(), strict=True))
        figures.append(_banded(study, people.frail(bands), frail))
    if len(found.homes):
        figures.append(_banded(study, people.HOMES_WET, water))
    if any(shut.values()):
        figures.append(_banded(study, people.HOMES_SHUT, shut))
    if category is not Category.EHPAD and len(found.homes):
        cut = {r: float(_home_lost(found, category, r, limit_min).sum()) for r in READINGS}
        figures.append(_banded(study, people.HOMES_CUT, cut))
    return figures


def _banded(study: Study, label: str, values: dict[Reading, float]) -> Figure:
    low, high = min(values.values()), max(values.values())
    own = numbers.integer(values[study.spec.scenario.reading])
    return Figure(label, own, cautions.band(low, high), alarming=high > 0)


def _of(table: pd.DataFrame, category: Category, limit_min: float) -> pd.DataFrame:
    levels = ["category", "threshold_min"]
    if table.empty:  # nobody is known to live there
        return table.droplevel(0).droplevel(0)
    return pd.DataFrame(table.xs((category.value, limit_min), level=levels))


def ages_table(found: Losses, category: Category, limit_min: float, *, public: bool = False) -> pd.DataFrame:
    """One row per age band that somebody has."""
    rows = _of(found.by_age, category, limit_min)
    rows = rows.assign(band_label=[people.BAND[str(band)] for band in rows.index])
    return _table(rows, "band_label", public=public)


def public_ages(study: Study) -> pd.DataFrame:
    """One row per category with a known place and age band: who still has a way; small counts hidden."""
    return public_figures(study).ages[["category", "band", *COUNTS]]


def _hidden(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with their small counts hidden; people minus those within is a count of people too."""
    beyond = pd.DataFrame({f"beyond_{name}": rows["people"] - rows[name] for name in STATES})
    return hide_rows(rows, COUNTS, beyond)


def losses_by_commune(
    study: Study, found: Losses, category: Category, limit_min: float, *, public: bool = False
) -> pd.DataFrame:
    """One row per commune, most losers first."""
    rows = _of(found.by_commune, category, limit_min)
    names = study.territory.communes[NAME]
    rows = rows.assign(name=[str(names.get(code, code)) for code in rows.index])
    return _table(_most_first(study, rows), "name", public=public)


def squares_table(
    study: Study, found: Losses, category: Category, limit_min: float, *, public: bool = False
) -> pd.DataFrame:
    """One row per square of a kilometre where somebody loses it in a reading, most losers first."""
    rows = _of(found.by_square, category, limit_min)
    rows = rows[rows[list(LOST)].any(axis=1)].reset_index()
    return _table(_most_first(study, rows), "square", public=public)


def _most_first(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(f"lost_{study.spec.scenario.reading}", ascending=False, kind="stable")


def _table(rows: pd.DataFrame, first: str, *, public: bool) -> pd.DataFrame:
    if public:
        rows = _hidden(rows)
    names = [first, *COUNTS]
    return pd.DataFrame({people.HEADER[name]: rows[name] for name in names}).reset_index(drop=True)


def homes_table(study: Study, found: Losses, category: Category) -> pd.DataFrame:
    """One row per EHPAD, those that lose most first; places of a home are no count of few people."""
    structures = study.territory.structures.loc[found.homes.index]
    own = study.spec.scenario.reading
    lost = {r: _all_lost(found, r) for r in (own, Reading.PESSIMISTIC)}
    given = [care.value for care in choices.known_care(study) if care is not Category.EHPAD]
    answered = found.home_minutes.index.get_level_values("category").isin(given)
    known = replace(found, home_minutes=found.home_minutes[answered])
    minutes = (
        found.home_minutes.xs(category.value, level="category").round(1)
        if len(found.homes) and category is not Category.EHPAD
        else pd.DataFrame(np.nan, index=found.homes.index, columns=list(STATES))
    )
    frame = pd.DataFrame(
        {
            "name": structures[NAME],
            "commune": structures["commune"],
            "residents": found.homes["residents"].astype("Int64"),
            "water": [_water(row) for row in found.homes[[f"by_{r}" for r in READINGS]].to_numpy(int)],
            "care_lost": [_care(lost[own][key], known, key) for key in found.homes.index],
            "care_lost_pessimistic": [
                _names(lost[Reading.PESSIMISTIC][key] - lost[own][key]) for key in found.homes.index
            ],
            **{state: minutes[state].replace(np.inf, np.nan) for state in STATES},
        }
    )
    most = pd.Series({key: len(lost[own][key]) for key in found.homes.index}, dtype=float)
    frame = frame.loc[most.sort_values(ascending=False, kind="stable").index]
    return pd.DataFrame({title: frame[name] for name, title in people.HOME_HEADER.items()}).reset_index(
        drop=True
    )


def _water(causes: np.ndarray) -> str:
    return columns.water(dict(zip(READINGS, map(int, causes), strict=True)), feminine=False)


def _home_lost(found: Losses, category: Category, reading: Reading, limit_min: float) -> pd.Series:
    minutes = pd.DataFrame(found.home_minutes.xs(category.value, level="category"))
    before, after = (
        np.isfinite(minutes[state]) & (minutes[state] <= limit_min) for state in (REFERENCE, reading.value)
    )
    return pd.Series(before & ~after, index=minutes.index)


def _all_lost(found: Losses, reading: Reading) -> dict[object, set[str]]:
    lost = np.isfinite(found.home_minutes[REFERENCE]) & np.isinf(found.home_minutes[reading.value])
    sets: dict[object, set[str]] = {key: set() for key in found.homes.index}
    for key, category in found.home_minutes.index[lost.to_numpy()]:
        sets[key].add(str(category))
    return sets


def _names(categories: set[str]) -> str:
    return ", ".join(labels.CATEGORY[category] for category in Category if category.value in categories)


def _care(categories: set[str], found: Losses, key: object) -> str:
    if not found.homes["snapped"].to_dict()[key]:
        return people.NOT_ON_ROAD
    if found.home_minutes.empty:
        return people.NO_OTHER_CARE
    had = np.isfinite(found.home_minutes[REFERENCE].xs(key, level="structure_id"))
    if not had.any():
        return people.NOTHING_BEFORE
    if len(categories) == had.sum() > 1:
        return people.all_lost(len(categories))
    return _names(categories) or people.NOTHING_LOST


def squares_layer(study: Study, found: Losses, category: Category, limit_min: float) -> MapLayer:
    """Squares of a kilometre by people who lose it in the study's reading."""
    lost = _of(found.by_square, category, limit_min)[f"lost_{study.spec.scenario.reading}"]
    lost = lost[lost > 0]
    frame = gpd.GeoDataFrame(
        {
            "look": np.searchsorted(SQUARE_BOUNDS[1:], lost.to_numpy(), side="left"),
            "title": [numbers.people(float(count)) for count in lost],
            "lines": told([[people.LOSERS]] * len(lost), lost.index),
        },
        geometry=found.squares.loc[lost.index],
        crs=found.squares.crs,
    )
    bounds = [(low + 1, high) for low, high in pairwise(SQUARE_BOUNDS)] + [(SQUARE_BOUNDS[-1] + 1, None)]
    looks = [
        (people.square_class(low, high), area(colour, style.INK, opacity=0.6, width=0.3))
        for (low, high), colour in zip(bounds, style.MINUTE_COLOURS, strict=False)
    ]
    return make_layer(frame, looks)


def limits(study: Study) -> list[float]:
    """Thresholds that can be asked: there is a way, then those of the study."""
    return [ANY_TIME, *(float(minutes) for minutes in study.spec.thresholds_min)]
