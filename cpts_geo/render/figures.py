"""Headline figures of the pages, each with its band."""

from collections import Counter
from dataclasses import replace
from math import isfinite
from typing import Final

import pandas as pd

from cpts_geo.model.categories import NOT_CARE, Category
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.layers import CAPACITY, CATEGORY, POPULATION
from cpts_geo.model.results import Route, Span
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.model.territory import Territory
from cpts_geo.render import choices
from cpts_geo.render.screen import Figure
from cpts_geo.render.screen_tables import inside_communes, members_of
from cpts_geo.study import Study
from cpts_geo.wording import cautions, columns, labels, numbers, pages, routes

MAIN_PLACES: Final = (
    Category.URGENCES,
    Category.HOPITAL,
    Category.EHPAD,
    Category.MSP,
    Category.POMPIERS,
)
SITE_THRESHOLDS_MIN: Final = (10, 20, 30)
MAIN_CATEGORIES: Final = (
    Category.URGENCES,
    Category.HOPITAL,
    Category.PHARMACIE,
    Category.MEDECIN,
    Category.POMPIERS,
)


def territory_figures(territory: Territory) -> list[Figure]:
    """Population, communes, structures, beds and places, candidate sites."""
    known = territory.communes[POPULATION].astype(float)
    people = known.sum() if known.notna().any() else territory.demand[POPULATION].sum()
    health = territory.structures[~territory.structures[CATEGORY].isin(NOT_CARE)]
    others = pages.beside_health(Counter(map(str, territory.structures[CATEGORY])))
    figures = [
        Figure(
            pages.POPULATION, numbers.integer(float(people)), pages.communes_count(len(territory.communes))
        ),
        Figure(
            pages.STRUCTURES,
            numbers.integer(len(health)),
            ", ".join(filter(None, (_in_margin(territory, health), others))),
        ),
    ]
    for category in (Category.HOPITAL, Category.EHPAD):
        members = members_of(territory, category)
        note = ", ".join(filter(None, (_capacity(members), _in_margin(territory, members))))
        figures.append(Figure(labels.CATEGORY_PLURAL[category], numbers.integer(len(members)), note))
    sites = territory.sites
    figures.append(Figure(pages.SITES, numbers.integer(len(sites)), _in_margin(territory, sites)))
    return figures


def _in_margin(territory: Territory, places: pd.DataFrame) -> str:
    outside = len(places) - int(inside_communes(territory, places).sum())
    return pages.in_margin(outside) if outside else ""


def _capacity(members: pd.DataFrame) -> str:
    if members.empty:
        return cautions.NO_KNOWN_PLACE
    units = {unit for unit in members["capacity_unit"] if unit}
    total = float(members[CAPACITY].astype(float).sum(min_count=1))
    return pages.total_capacity(total, units.pop() if len(units) == 1 else "")


def scenario_figures(study: Study) -> list[Figure]:
    """Newly isolated people per main category, structures under water, cut roads."""
    rows = study.outcomes.comparison.categories.astype(float)
    reading = study.spec.scenario.reading
    shown = headline_care(study)
    figures = [
        _banded(
            pages.newly_isolated(labels.CATEGORY[category]),
            {r: float(rows[f"newly_isolated_{r}"][category.value]) for r in READINGS},
            reading,
            cautions.already(float(rows["unreachable_reference"][category.value])),
        )
        for category in shown
    ]
    causes = {r: study.outcomes.comparison.structures[f"by_{r}"].to_numpy(int) for r in READINGS}
    wet, closed = (
        {r: float((causes[r] & bits > 0).sum()) for r in READINGS} for bits in (bit(WATER), ~bit(WATER))
    )
    cut = {r: float((study.outcomes.roads_cut[f"edges_{r}"] > 0).sum()) for r in READINGS}
    people = study.outcomes.comparison.people_hit
    in_water = {r: float(getattr(people, r)) for r in READINGS}
    shut = choices.shut(study.spec)
    drowned = [
        _banded(pages.PEOPLE_SHUT if shut else pages.PEOPLE_HIT, in_water, reading),
        _banded(pages.STRUCTURES_WET, wet, reading),
    ]
    if any(closed.values()):
        drowned.append(_banded(pages.STRUCTURES_SHUT, closed, reading))
    if not choices.flooded(study.spec) and not shut:
        drowned = [figure if figure.alarming else _no_water(figure) for figure in drowned]
    return [*figures, *drowned, _banded(pages.CUT_ROADS, cut, reading)]


def _no_water(figure: Figure) -> Figure:
    """Zero people in no water at all is not a result."""
    return replace(figure, value=pages.EMPTY, note=columns.NO_WATER)


def headline_care(study: Study) -> list[Category]:
    """Kinds of care of the headline figures: the main ones with a known place, else the first ones."""
    known = choices.known_care(study)
    main: list[Category] = [category for category in MAIN_CATEGORIES if category in known]
    return main or known[: len(MAIN_CATEGORIES)]


def _banded(label: str, values: dict[Reading, float], reading: Reading, more: str = "") -> Figure:
    low, high = min(values.values()), max(values.values())
    note = f"{cautions.band(low, high)}{more}"
    return Figure(label, numbers.integer(values[reading]), note, alarming=high > 0)


def route_figures(route: Route, span: Span) -> list[Figure]:
    """Minutes in normal times, under the scenario with their span, and the difference."""
    before, after = route.minutes_reference, route.minutes_scenario
    gap, more = routes.difference(before, after), routes.difference_note(before, span)
    return [
        Figure(columns.HEADER["minutes_normal"], numbers.minutes(before)),
        Figure(
            columns.HEADER["minutes_degraded"],
            numbers.minutes(after),
            cautions.span(span.low, span.high),
            alarming=not isfinite(span.high),
        ),
        Figure(columns.HEADER["difference"], gap, more, alarming=after - before >= 10),
    ]


def site_figures(study: Study) -> list[Figure]:
    """People within 10, 20 and 30 minutes of an open site, with their band."""
    table = study.outcomes.comparison.site_coverage.astype(float)
    shown = [threshold for threshold in SITE_THRESHOLDS_MIN if threshold in table.index]
    return [_site_figure(threshold, table.T[threshold], study.spec.scenario.reading) for threshold in shown]


def _site_figure(threshold: int, people: pd.Series, reading: Reading) -> Figure:
    values = [float(people[r]) for r in READINGS]
    band = cautions.band(min(values), max(values))
    note = f"{pages.before(float(people['reference']))}, {band}"
    lower = bool(people[reading] < people["reference"])
    return Figure(pages.within(threshold), numbers.people(float(people[reading])), note, alarming=lower)
