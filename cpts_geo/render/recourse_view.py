"""Second recourses on a page: figures, tables and map."""

from typing import Final

import numpy as np
import pandas as pd

from cpts_geo.access.recourse import DEPTH, Ranked
from cpts_geo.answers.recourse import Recourse
from cpts_geo.answers.states import REFERENCE, STATES
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import NAME, POPULATION
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import choices, style
from cpts_geo.render.disclosure import hide_rows
from cpts_geo.render.map_layers import MapLayer, disc, make_layer, told
from cpts_geo.render.map_results import radius_m
from cpts_geo.render.screen import Figure
from cpts_geo.study import Study
from cpts_geo.wording import cautions, labels, numbers, pages, recourse

ALONE: Final = tuple(f"alone_{state}" for state in STATES)
WITHOUT: Final = tuple(f"none_{state}" for state in STATES)
MARGIN: Final = tuple(f"margin_{state}" for state in STATES)
COLOURS: Final = (style.UNREACHABLE_COLOUR, style.DANGER, style.MINUTE_COLOURS[1], style.MINUTE_COLOURS[0])


def recourse_figures(study: Study, found: Recourse, category: Category, within_min: float) -> list[Figure]:
    """People with a single recourse before and after, with none, and the margin."""
    row = {str(n): float(v) for n, v in found.by_category(within_min).T[category.value].items()}
    own = study.spec.scenario.reading.value
    before = Figure(recourse.ALONE_BEFORE, numbers.integer(row[f"alone_{REFERENCE}"]))
    counts = [
        _people(title, [row[f"{kind}_{r.value}"] for r in READINGS], row[f"{kind}_{own}"], normal)
        for title, kind, normal in (
            (recourse.ALONE, "alone", row[f"alone_{REFERENCE}"]),
            (recourse.WITHOUT, "none", row[f"none_{REFERENCE}"]),
        )
    ]
    margins = [row[f"margin_{r.value}"] for r in READINGS]
    note = f"{recourse.margin_band(margins)}, {recourse.margin_before(row[f'margin_{REFERENCE}'])}"
    return [before, *counts, Figure(recourse.MARGIN, recourse.margin(row[f"margin_{own}"]), note)]


def _people(title: str, values: list[float], own: float, normal: float) -> Figure:
    note = f"{cautions.band(min(values), max(values))}, {pages.before(normal)}"
    return Figure(title, numbers.integer(own), note, alarming=max(values) > normal)


def recourse_table(study: Study, found: Recourse, within_min: float, *, public: bool = False) -> pd.DataFrame:
    """One row per category with a known place."""
    known = [category.value for category in choices.known_care(study)]
    rows = found.by_category(within_min).loc[known]
    rows = rows.assign(category_label=[labels.CATEGORY_PLURAL[Category(name)] for name in rows.index])
    counts = (*ALONE, *WITHOUT)
    rows = rows.astype(dict.fromkeys(counts, np.int64)).round(dict.fromkeys(MARGIN, 1))
    if public:
        rows = hide_rows(rows, counts)
    return _named(rows, ("category_label", *counts, *MARGIN))


def communes_table(
    study: Study, found: Recourse, category: Category, within_min: float, *, public: bool = False
) -> pd.DataFrame:
    """One row per commune, most people with a single recourse first."""
    rows = found.by_commune(category.value, within_min)
    names = study.territory.communes[NAME]
    rows = rows.assign(name=[str(names.get(code, code)) for code in rows.index])
    own = study.spec.scenario.reading.value
    rows = rows.sort_values([f"alone_{own}", f"none_{own}"], ascending=False, kind="stable")
    counts = ("people", *ALONE, *WITHOUT)
    if public:
        rows = hide_rows(rows, counts)
    return _named(rows, ("name", *counts))


def closing_table(
    study: Study, found: Recourse, category: Category, within_min: float, *, public: bool = False
) -> pd.DataFrame:
    """One row per structure: who depends on it alone if it closes."""
    rows = found.by_structure(category.value, within_min)
    places = study.territory.structures.loc[rows.index]
    rows = rows.assign(name=places[NAME], commune=places["commune"]).round(
        {f"extra_{state}": 1 for state in STATES}
    )
    own = study.spec.scenario.reading.value
    rows = rows.sort_values([f"depend_{own}", "depend_reference"], ascending=False, kind="stable")
    if public:
        rows = hide_rows(rows, [str(name) for name in rows if str(name).startswith(("depend_", "nearest_"))])
    return pd.DataFrame({title: rows[name] for name, title in recourse.STRUCTURE_HEADER.items()}).reset_index(
        drop=True
    )


def _named(rows: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    out = pd.DataFrame({recourse.HEADER[name]: rows[name] for name in names})
    return out.replace([np.inf, -np.inf], np.nan).reset_index(drop=True)


def recourse_layer(study: Study, ranked: Ranked, within_min: float) -> MapLayer:
    """Homes by how many places they have within a time."""
    demand = study.territory.demand
    values = ranked.minutes.to_numpy()
    count = (np.isfinite(values) & (values <= within_min)).sum(axis=1)
    facts = [
        [numbers.people(float(people)), *_ways(row)]
        for people, row in zip(demand[POPULATION], values, strict=True)
    ]
    frame = demand.assign(
        look=count,
        title=[recourse.COUNT_LOOKS[n] for n in count],
        lines=told(facts, demand.index),
        radius_m=radius_m(demand[POPULATION]),
    )
    looks = [
        (name, {**disc(colour, 4, opacity=0.85), "width": 0.2})
        for name, colour in zip(recourse.COUNT_LOOKS, COLOURS, strict=True)
    ]
    return make_layer(frame, looks)


def _ways(minutes: np.ndarray) -> list[str]:
    return [f"{rank}. {numbers.minutes(float(minutes[rank - 1]))}" for rank in range(1, DEPTH + 1)]
