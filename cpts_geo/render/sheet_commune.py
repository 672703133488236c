"""Facts of the one-page sheet of a commune, for its mayor."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.access.weights import weighted_medians
from cpts_geo.model.errors import ExportError, UnknownCommuneError
from cpts_geo.model.layers import CODE_INSEE, MINUTES, POPULATION, SITE_ID
from cpts_geo.model.results import Access
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render.escape import plain_text
from cpts_geo.render.numbering import numbered_sites, numbered_structures, row_at, rows_of, sort_key
from cpts_geo.render.public_figures import ISOLATED
from cpts_geo.render.sheet_places import (
    Row,
    category_label,
    commune_structure_rows,
    compact_rows,
    compact_site_rows,
    hits,
    legend_groups,
    site_rows,
    symbols,
)
from cpts_geo.render.sheet_roads import closed_edges, near, road_rows
from cpts_geo.render.sheets import (
    Facts,
    common_facts,
    map_facts,
    shown,
    table,
    territory_bounds,
    territory_grid,
)
from cpts_geo.render.svg import draw_sheet
from cpts_geo.render.svg_frame import MARGIN_MM, Grid, MapFrame, fit_frame
from cpts_geo.render.themes import public_communes
from cpts_geo.study import Study
from cpts_geo.wording import legends
from cpts_geo.wording import sheet_tables as table_words
from cpts_geo.wording import sheets as words

MAP_WIDTH_MM: Final = 128.0
MAP_HEIGHT_MM: Final = 98.0
MAX_STRUCTURE_ROWS: Final = 6
MAX_SITE_ROWS: Final = 3
OVERVIEW_MAX_COMMUNES: Final = 16
NEAR_M: Final = 1000.0  # how far around the commune cut roads are listed (assumption, inclusive)
MOST_LOST: Final = 4


def commune_facts(study: Study, code_insee: str) -> Facts:
    """Everything the sheet of a commune says.

    Raises
    ------
    UnknownCommuneError
        ``unknown_commune`` when the territory has no such commune.
    """
    if code_insee not in study.territory.communes.index:
        raise UnknownCommuneError("unknown_commune", value=code_insee)
    return common_facts(study, words.KIND["commune"]) | {
        "contents": None,
        "overview": None,
        "pages": [_Pages(study).page(code_insee)],
    }


def booklet_facts(study: Study) -> Facts:
    """Facts of all the communes, by name.

    Raises
    ------
    ExportError
        ``no_commune`` when the territory has none.
    """
    communes = study.territory.communes
    if not len(communes):
        raise ExportError("no_commune")
    pages = _Pages(study)
    order = sorted(communes.index, key=lambda code: (sort_key(row_at(communes, code)["name"]), code))
    return common_facts(study, words.BOOKLET) | {
        "overview": _overview(study, pages.grid) if len(order) <= OVERVIEW_MAX_COMMUNES else None,
        "contents": {"title": words.CONTENTS, "head": list(words.CONTENTS_HEAD)},
        "pages": [pages.page(str(code)) for code in order],
    }


def _overview(study: Study, grid: Grid) -> Facts:
    """Small map of the territory under a short table of contents."""
    frame = fit_frame(territory_bounds(study), 194 - 2 * MARGIN_MM, 118 - 2 * MARGIN_MM)
    alt = words.overview_alt(study.territory.name, frame.scale)
    return map_facts(draw_sheet(study, frame, grid=grid, stamped=False), alt)


class _Pages:
    """Pages of the communes of one study; what all of them need is prepared once."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.grid: Grid = territory_grid(study)
        self.structures = numbered_structures(study)
        self.sites = numbered_sites(study)
        self.closed = closed_edges(study)
        self.public = public_communes(study)

    def page(self, code: str) -> Facts:
        """Facts of one commune."""
        study, commune = self.study, row_at(self.study.territory.communes, code)
        frame = _frame(commune.geometry)
        sheet = draw_sheet(study, frame, grid=self.grid, focus=code, stamped=False)
        here = self.structures[self.structures["home"] == code]
        structures = commune_structure_rows(study, here, self.grid)
        sites = self.sites[self.sites["home"] == code]
        roads = road_rows(study, near(self.closed, commune.geometry, NEAR_M), self.grid, gather_minor=False)
        cut = sum(bool(row.get("cut")) for row in roads)
        touched = sum(bool(row["hit"]) for row in structures)
        alt = words.map_alt(
            commune["name"], study.spec.scenario.name, frame.scale, (len(structures), touched, cut)
        )
        return {
            "title": plain_text(words.commune_title(commune["name"], code)),
            "format": words.paper_line("a4", frame.scale),
            "map": map_facts(sheet, alt),
            "legend": {"title": legends.LEGEND, "groups": legend_groups(sheet.legend, self.grid.size_m)},
            "brief": self._brief(code, (len(structures), touched), cut),
            "fallback": {"title": words.FALLBACK, "text": plain_text(self._fallback(code, sites), 400)},
            "access": table(words.ACCESS, words.ACCESS_HEAD, self._access(code), "") | {"alert": [0, 4, 5]},
            "structures": self._structures(here, structures),
            "summary": self._summary(code, (len(structures), touched), cut),
            "roads": table(words.HERE_ROADS, words.ROADS_HEAD, roads, words.NO_ROAD)
            | {"symbols": symbols(roads)},
            "sites": self._site_list(sites),
            "remark": words.left_out(list(sheet.left_out)),
        }

    def _brief(self, code: str, structures: tuple[int, int], roads: int) -> list[str]:
        said = self._losses(code)
        more = max(0, len(said) - MOST_LOST)
        lost = words.lost_sentence(said[:MOST_LOST], more)
        inhabitants = words.population_line(float(row_at(self.study.territory.communes, code)[POPULATION]))
        return [f"{inhabitants}.", lost, words.brief_structures(*structures), words.brief_roads(roads)]

    def _structures(self, here: gpd.GeoDataFrame, rows: list[Row]) -> Facts:
        if len(rows) <= MAX_STRUCTURE_ROWS:
            facts = table(words.HERE_STRUCTURES, words.SHORT_STRUCTURES_HEAD, rows, words.NO_STRUCTURE)
        else:
            rows = compact_rows(self.study, here)
            facts = table(words.HERE_STRUCTURES_BY_NUMBER, (), rows, "") | {"flowing": True}
        return facts | {"symbols": symbols(rows), "icons": True}

    def _site_list(self, sites: gpd.GeoDataFrame) -> Facts:
        if len(sites) <= MAX_SITE_ROWS:
            rows = site_rows(self.study, sites, self.grid, named=False)
            return table(words.HERE_SITES, words.SHORT_SITES_HEAD, rows, words.NO_SITE)
        rows = compact_site_rows(self.study, sites, self.grid)
        return table(words.HERE_SITES, (), rows, "") | {"flowing": True, "symbols": symbols(rows)}

    def _summary(self, code: str, structures: tuple[int, int], roads: int) -> list[str]:
        """Line of the commune in the table of contents."""
        commune = row_at(self.study.territory.communes, code)
        worst = self._losses(code)[:1]
        cells = [
            commune["name"],
            table_words.amount(float(commune[POPULATION])),
            table_words.places_hit(*structures),
            str(roads),
            table_words.loss(*worst[0]) if worst else table_words.NO_LOSS,
        ]
        return [plain_text(cell) for cell in cells]

    def _losses(self, code: str) -> list[tuple[str, str]]:
        """Services that people of the commune lose in some reading, most people first."""
        rows = self.public[self.public[CODE_INSEE] == code]
        isolated = rows[list(ISOLATED)].max(axis=1)
        losses = rows[(isolated > 0) | isolated.isna()].sort_values(
            ["newly_isolated", "category"], ascending=[False, True], kind="stable", na_position="last"
        )
        return [(category_label(str(row.category)), _lost(row)) for row in rows_of(losses)]

    def _people(self, code: str) -> pd.Series:
        demand = self.study.territory.demand
        return demand[POPULATION][demand[CODE_INSEE] == code].astype(float)

    def _access(self, code: str) -> list[Row]:
        people = self._people(code)
        rows = rows_of(self.public[self.public[CODE_INSEE] == code])
        return [self._access_row(str(row.category), row, people) for row in rows]

    def _access_row(self, category: str, row: Any, people: pd.Series) -> Row:
        outcomes, own = self.study.outcomes, self.study.spec.scenario.reading
        after = {r: _median(outcomes.readings[r].access.minutes[category], people) for r in READINGS}
        before = row.minutes_reference
        usual = self._nearest(outcomes.baseline, category, people)
        during = self._nearest(outcomes.readings[own].access, category, people)
        known = bool(row_at(outcomes.comparison.categories, category)["places"])
        cells = [
            category_label(category),
            usual,
            table_words.minutes_band(before, before, before) if known else table_words.NO_PLACE,
            table_words.SAME if during == usual and usual != table_words.NONE else during,
            table_words.minutes_band(*(after[r] for r in (Reading.OPTIMISTIC, own, Reading.PESSIMISTIC)))
            if known
            else table_words.NONE,
            _lost(row) if known else table_words.NONE,
        ]
        hit = bool(np.isfinite(before) and not np.isfinite(after[own]))
        return {"cells": [plain_text(cell) for cell in cells], "hit": hit}

    def _nearest(self, access: Access, category: str, people: pd.Series) -> str:
        """The structure that is the nearest for most of the people who can reach one."""
        reached = access.place[category].loc[people.index]
        if not np.isfinite(_median(access.minutes[category], people)):
            return table_words.NONE
        place = most_people(reached[reached != ""], people[reached != ""])
        if not place:
            return table_words.NONE
        if place not in self.structures.index:
            return str(row_at(self.study.territory.structures, place)["name"])
        found = row_at(self.structures, place)
        square = self.grid.square(found.geometry.x, found.geometry.y)
        return table_words.place_line(str(found["number"]), plain_text(found["name"]), square)

    def _fallback(self, code: str, sites: gpd.GeoDataFrame) -> str:
        """Nearest open site for most people of the commune, else its candidate sites that stay dry."""
        study, people = self.study, self._people(code)
        minutes = study.outcomes.readings[study.spec.scenario.reading].site_minutes.loc[people.index]
        reached = minutes[SITE_ID].fillna("") != ""
        site, median = (
            most_people(minutes[SITE_ID][reached], people[reached]),
            _median(minutes[MINUTES], people),
        )
        if not study.spec.open_sites:
            return words.fallback_dry(words.NO_OPEN_SITE, self._dry(sites))
        if not site or not np.isfinite(median):
            return words.fallback_dry(words.FALLBACK_UNREACHABLE, self._dry(sites))
        found = row_at(self.sites, site)
        name = table_words.place_line(found["number"], plain_text(found["name"]), "")
        return words.fallback_open(name, self.grid.square(found.geometry.x, found.geometry.y), median)

    def _dry(self, sites: gpd.GeoDataFrame) -> list[str]:
        """Names of the sites that no reading hits."""
        results = self.study.outcomes.comparison.sites
        dry = sites.loc[[site for site in sites.index if not any(hits(results, site).values())]]
        pairs = zip(dry["number"], dry["name"], strict=True)
        return [table_words.place_line(number, plain_text(name), "") for number, name in pairs]


def most_people(places: pd.Series, people: pd.Series) -> str:
    """The place of most people, ``""`` when most have none; first in order among equals."""
    totals = people.groupby(places.to_numpy()).sum()
    return str(totals.sort_index().idxmax()) if len(totals) else ""


def _median(minutes: pd.Series, people: pd.Series) -> float:
    values = minutes.loc[people.index].to_numpy(float)[:, None]
    return float(weighted_medians(values, people.to_numpy(float))[0])


def _lost(row: Any) -> str:
    low, own, high = (
        shown(value)
        for value in (row.newly_isolated_optimistic, row.newly_isolated, row.newly_isolated_pessimistic)
    )
    return table_words.count_band(low, own, high)


def _frame(area: shapely.Geometry) -> MapFrame:
    xmin, ymin, xmax, ymax = (float(value) for value in shapely.bounds(area))
    return fit_frame(
        (xmin, ymin, xmax, ymax), MAP_WIDTH_MM - 2 * MARGIN_MM, MAP_HEIGHT_MM - 2 * MARGIN_MM, border_mm=4
    )
