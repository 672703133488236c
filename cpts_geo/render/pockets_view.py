"""Pockets on a page: figures, table and numbered outlines."""

from dataclasses import replace
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from cpts_geo.access.ages import FRAIL, UNKNOWN
from cpts_geo.answers.pockets import PocketFacts, PocketReport
from cpts_geo.model.categories import Category
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import style
from cpts_geo.render.disclosure import hide_rows, hide_small
from cpts_geo.render.map_layers import MapLayer, area, make_layer, symbol, told
from cpts_geo.render.screen import Figure
from cpts_geo.study import Study
from cpts_geo.wording import cautions, labels, numbers, people, pockets

NUMBERED: Final = 40
TOWNS: Final = 4
OUTLINE_M: Final = 20.0
PEOPLE: Final = tuple(f"people_{reading}" for reading in READINGS)


def pockets_figures(study: Study, report: PocketReport) -> list[Figure]:
    """Number of pockets, people in them, the frail, EHPAD places."""
    own = study.spec.scenario.reading
    figures = [
        _banded(pockets.COUNT, report.count, own.value),
        _banded(pockets.PEOPLE, report.people, own.value),
    ]
    frail = [count for pocket in report.pockets if (count := frail_people(pocket)) is not None]
    if frail:
        figures.append(Figure(pockets.FRAIL, numbers.integer(sum(frail))))
    homes = [home for pocket in report.pockets for home in pocket.homes]
    known = [home.residents for home in homes if home.residents == home.residents]
    if homes:
        note = people.residents(sum(known), len(homes) - len(known))
        figures.append(Figure(pockets.HOMES, numbers.integer(sum(known)), note))
    return figures


def _banded(label: str, band: Band, own: str) -> Figure:
    values = (band.optimistic, band.median, band.pessimistic)
    note = cautions.band(min(values), max(values))
    return Figure(label, numbers.integer(getattr(band, own)), note, alarming=max(values) > 0)


def frail_people(pocket: PocketFacts) -> int | None:
    """People of 75 or 80 and more and residents of EHPAD; nothing when no age is known."""
    if set(pocket.ages) <= {UNKNOWN}:
        return None
    return sum(pocket.ages.get(band, 0) for band in FRAIL)


def pockets_report_table(report: PocketReport, *, public: bool = False) -> pd.DataFrame:
    """One row per pocket, most people first; ``public`` hides counts of one to ten."""
    rows = [_row(report, pocket, public=public) for pocket in report.pockets]
    frame = pd.DataFrame(rows, columns=list(pockets.HEADER))
    frame["pocket"] = range(1, len(frame) + 1)
    if public:
        counts = frame[list(PEOPLE)].astype(float)
        frame = hide_rows(frame, PEOPLE, counts)
        frame["frail"] = hide_small(frame["frail"].astype("Float64").astype(float)).where(
            frame[PEOPLE[1]].notna()
        )
    frame["frail"] = frame["frail"].astype("Int64")
    return pd.DataFrame({title: frame[name] for name, title in pockets.HEADER.items()})


def _row(report: PocketReport, pocket: PocketFacts, *, public: bool) -> dict[str, object]:
    helipads = ", ".join(pocket.helipads) or pockets.NOTHING_HERE
    return {
        "pocket": 0,
        "where": pockets.shown_places(pocket.places, pocket.communes, TOWNS),
        **{f"people_{reading}": int(getattr(pocket.people, reading.value)) for reading in READINGS},
        "frail": frail_people(pocket),
        "missing": _missing(pocket, public=public),
        "services": _services(pocket),
        "homes": ", ".join(pockets.home(h.name, h.residents, hit=h.hit) for h in pocket.homes),
        "helipads": helipads if report.helipads_known else pockets.NOT_KNOWN,
    }


def _missing(pocket: PocketFacts, *, public: bool) -> str:
    """Care lost; how many people only when it is not everybody, never in a public table."""
    most = max(pocket.missing.values(), default=0)
    said = []
    for name, count in pocket.missing.items():
        label = labels.CATEGORY[Category(name)]
        said.append(label if public or count == most else f"{label} ({numbers.integer(count)})")
    return ", ".join(said)


def _services(pocket: PocketFacts) -> str:
    found = [pockets.counted(labels.CATEGORY[Category(name)], n) for name, n in pocket.services.items()]
    if pocket.scattered:
        found.append(pockets.SCATTERED)
    return ", ".join(found) or pockets.NOTHING_HERE


def pockets_layers(study: Study, report: PocketReport) -> list[MapLayer]:
    """Ground of each pocket, and the numbers of the first ones."""
    shown = report.pockets
    crs, index = study.territory.crs, pd.RangeIndex(len(shown))
    own = study.spec.scenario.reading.value
    facts = [
        [numbers.people(getattr(pocket.people, own)), _missing(pocket, public=False), _services(pocket)]
        for pocket in shown
    ]
    shapes = gpd.GeoSeries([p.shape for p in shown], index=index, crs=crs).simplify(OUTLINE_M)
    titles = [f"{n}. {pockets.shown_places(p.places, p.communes, TOWNS)}" for n, p in enumerate(shown, 1)]
    frame = gpd.GeoDataFrame(
        {"look": [int(p.scattered) for p in shown], "title": titles, "lines": told(facts, index)},
        geometry=shapes,
        crs=crs,
    )
    ground = [
        (pockets.LEGEND, area(style.ISOLATED, style.INK, opacity=0.4, width=0.8)),
        (pockets.SCATTERED_LEGEND, area(style.ISOLATED, style.DANGER, opacity=0.25, width=1.2, dash="3 4")),
    ]
    first = frame.head(NUMBERED)
    points = [shapely.point_on_surface(shape) for shape in first.geometry]
    marks = gpd.GeoDataFrame(
        {"look": range(len(first)), "title": first["title"], "lines": first["lines"]},
        geometry=points,
        crs=crs,
    )
    signs = [(str(n), symbol(replace(style.NUMBER_SYMBOL, letter=str(n)))) for n in range(1, len(first) + 1)]
    numbered = make_layer(marks.iloc[::-1], signs)
    return [make_layer(frame.iloc[::-1], ground), replace(numbered, legend=())]
