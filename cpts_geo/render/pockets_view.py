"""Pockets on a page: figures, table and numbered outlines."""

from dataclasses import replace
from math import isnan
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.answers.pocket_homes import home_places
from cpts_geo.answers.pockets import PocketFacts, PocketReport
from cpts_geo.model.categories import Category
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import choices, style
from cpts_geo.render.disclosure import hide_rows
from cpts_geo.render.map_layers import MapLayer, area, make_layer, symbol, told
from cpts_geo.render.pocket_columns import (
    FRAIL,
    PEOPLE,
    PLACES,
    frail_by_reading,
    hide_frail,
    people_by_reading,
    places_by_reading,
)
from cpts_geo.render.screen import Figure
from cpts_geo.study import Study
from cpts_geo.wording import cautions, labels, numbers, people, pockets

NUMBERED: Final = 40
TOWNS: Final = 4
OUTLINE_M: Final = 20.0


def pockets_figures(study: Study, report: PocketReport) -> list[Figure]:
    """Number of pockets, people in them, the frail, EHPAD places."""
    own = study.spec.scenario.reading
    figures = [
        _banded(pockets.COUNT, report.count, own.value),
        _banded(pockets.PEOPLE, report.people, own.value),
    ]
    if report.frail:
        values = [sum(getattr(band, r.value) for band in report.frail.values()) for r in READINGS]
        figures.append(_banded(people.frail(report.frail), Band(*values), own.value))
    if report.homes:
        figure = _banded(pockets.HOMES, home_places(report.homes), own.value)
        unknown = sum(isnan(home.residents) for home in report.homes)
        figures.append(replace(figure, note=f"{figure.note}, {people.declared(unknown)}"))
    return figures


def still_given(study: Study) -> list[Category]:
    """Care with a known place that is still open and dry somewhere in the study's reading."""
    table = study.outcomes.comparison.categories
    return [c for c in choices.known_care(study) if table["places_hit"][c.value] < table["places"][c.value]]


def _banded(label: str, band: Band, own: str) -> Figure:
    values = (band.optimistic, band.median, band.pessimistic)
    note = cautions.band(min(values), max(values))
    return Figure(label, numbers.integer(getattr(band, own)), note, alarming=max(values) > 0)


def pockets_report_table(report: PocketReport, *, public: bool = False) -> pd.DataFrame:
    """One row per pocket, most people first; ``public`` hides counts of one to ten."""
    rows = [_row(report, pocket, public=public) for pocket in report.pockets]
    frame = pd.DataFrame(rows, columns=list(pockets.HEADER))
    frame["pocket"] = range(1, len(frame) + 1)
    frame = frame.astype(dict.fromkeys((*FRAIL, *PLACES), "Int64"))
    if public:
        frame = hide_frail(hide_rows(frame, PEOPLE))
    return pd.DataFrame({title: frame[name] for name, title in pockets.HEADER.items()})


def _row(report: PocketReport, pocket: PocketFacts, *, public: bool) -> dict[str, object]:
    return {
        "pocket": 0,
        "where": pockets.shown_places(pocket.places, pocket.communes, TOWNS),
        **people_by_reading(pocket),
        **frail_by_reading(pocket),
        **places_by_reading(pocket),
        "missing": _missing(report, pocket, public=public),
        "services": services_inside(report, pocket),
        "homes": ", ".join(pockets.home(h.name, h.residents, h.causes) for h in pocket.homes),
        "helipads": helipads_inside(pocket),
    }


def _missing(report: PocketReport, pocket: PocketFacts, *, public: bool) -> str:
    """Care lost; how many people only when it is not everybody, never in a public table."""
    most = max(pocket.missing.values(), default=0)
    if 1 < len(pocket.missing) == len(report.categories) and min(pocket.missing.values()) == most:
        return pockets.all_care(len(report.categories))
    said = []
    for name, count in pocket.missing.items():
        label = labels.CATEGORY[Category(name)]
        said.append(label if public or count == most else f"{label} ({numbers.integer(count)})")
    return ", ".join(said)


def helipads_inside(pocket: PocketFacts) -> str:
    """Names of its helipads; without one it is not known whether there is one: no source lists them all."""
    return ", ".join(name or pockets.UNNAMED_HELIPAD for name in pocket.helipads) or pockets.NOT_SAID


def services_inside(report: PocketReport, pocket: PocketFacts) -> str:
    """Care still given inside, and what nobody said of the whole territory."""
    unknown = [labels.CATEGORY[category] for category in report.unknown]
    return pockets.with_unknown(_services(pocket), unknown)


def _services(pocket: PocketFacts) -> str:
    found = [pockets.counted(labels.CATEGORY[Category(name)], n) for name, n in pocket.services.items()]
    if pocket.scattered:
        found.append(pockets.SCATTERED)
    return ", ".join(found) or pockets.NOTHING_HERE


def ground_layer(study: Study, report: PocketReport) -> MapLayer:
    """Ground of each pocket, the largest below."""
    looks = [
        (pockets.LEGEND, area(style.ISOLATED, style.INK, opacity=0.4, width=0.8)),
        (pockets.SCATTERED_LEGEND, area(style.ISOLATED, style.DANGER, opacity=0.25, width=1.2, dash="3 4")),
    ]
    frame = _outlines(study, report)
    scattered = [int(pocket.scattered) for pocket in report.pockets]
    return make_layer(frame.assign(look=scattered), looks)


def numbers_layer(study: Study, report: PocketReport) -> MapLayer:
    """Number of each of the first pockets, as in the table."""
    first = _outlines(study, report).head(NUMBERED)
    points = first.set_geometry(first.geometry.representative_point())
    signs = [(str(n), symbol(replace(style.NUMBER_SYMBOL, letter=str(n)))) for n in range(1, len(first) + 1)]
    layer = make_layer(points.assign(look=range(len(first))).iloc[::-1], signs)
    return replace(layer, legend=())


def _outlines(study: Study, report: PocketReport) -> gpd.GeoDataFrame:
    own, found = study.spec.scenario.reading.value, report.pockets
    facts = [
        [
            numbers.people(getattr(pocket.people, own)),
            _missing(report, pocket, public=False),
            services_inside(report, pocket),
        ]
        for pocket in found
    ]
    titles = [f"{n}. {pockets.shown_places(p.places, p.communes, TOWNS)}" for n, p in enumerate(found, 1)]
    index = pd.RangeIndex(len(found))
    shapes = gpd.GeoSeries([p.shape for p in found], index=index, crs=study.territory.crs)
    return gpd.GeoDataFrame(
        {"title": titles, "lines": told(facts, index)}, geometry=shapes.simplify(OUTLINE_M)
    )
