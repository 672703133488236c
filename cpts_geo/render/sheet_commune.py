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
from cpts_geo.render.numbering import numbered_sites, numbered_structures
from cpts_geo.render.sheet_places import Row, category_label, hits, legend_groups, site_rows, structure_rows
from cpts_geo.render.sheet_roads import closed_edges, near, road_rows
from cpts_geo.render.sheets import Facts, common_facts, map_facts, shown, table, territory_grid
from cpts_geo.render.svg import draw_sheet
from cpts_geo.render.svg_frame import MARGIN_MM, Grid, MapFrame, fit_frame
from cpts_geo.render.themes import ISOLATED, public_communes
from cpts_geo.study import Study
from cpts_geo.wording import sheets as words

MAP_WIDTH_MM: Final = 126.0
MAP_HEIGHT_MM: Final = 112.0
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
        "contents": "",
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
    order = communes.assign(code=communes.index).sort_values(["name", "code"], kind="stable").index
    return common_facts(study, words.BOOKLET) | {
        "contents": words.CONTENTS,
        "pages": [pages.page(str(code)) for code in order],
    }


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
        study, commune = self.study, self.study.territory.communes.loc[code]
        frame = _frame(commune.geometry)
        sheet = draw_sheet(study, frame, grid=self.grid, focus=code)
        structures = structure_rows(study, self.structures[self.structures["home"] == code], self.grid)
        sites = self.sites[self.sites["home"] == code]
        roads = road_rows(study, near(self.closed, commune.geometry, NEAR_M), self.grid, gather_minor=False)
        own_roads = [row for row in roads if row["hit"]]
        counted = [row for row in structures if "cells" in row]
        touched = sum(bool(row["hit"]) for row in counted)
        alt = words.map_alt(
            commune["name"], study.spec.scenario.name, frame.scale, (len(counted), touched, len(own_roads))
        )
        return {
            "title": plain_text(words.commune_title(commune["name"], code)),
            "population": words.population_line(float(commune[POPULATION])),
            "format": words.paper_line("a4", frame.scale),
            "map": map_facts(sheet, alt),
            "legend": {"title": words.LEGEND, "groups": legend_groups(sheet.legend, self.grid.size_m)},
            "brief": self._brief(code, (len(counted), touched), len(own_roads)),
            "fallback": {"title": words.FALLBACK, "text": plain_text(self._fallback(code, sites), 400)},
            "access": table(words.ACCESS, words.ACCESS_HEAD, self._access(code), ""),
            "structures": table(words.HERE_STRUCTURES, words.SHORT_STRUCTURES_HEAD, structures, words.NO_STRUCTURE),
            "roads": table(words.HERE_ROADS, words.ROADS_HEAD, roads, words.NO_ROAD),
            "sites": table(words.HERE_SITES, words.SITES_HEAD, site_rows(study, sites, self.grid), words.NO_SITE),
            "remark": words.left_out(list(sheet.left_out)),
        }

    def _brief(self, code: str, structures: tuple[int, int], roads: int) -> list[str]:
        rows = self.public[(self.public[CODE_INSEE] == code)]
        isolated = rows[list(ISOLATED)].max(axis=1)
        losses = rows[(isolated > 0) | isolated.isna()].sort_values(
            ["newly_isolated", "category"], ascending=[False, True], kind="stable", na_position="last"
        )
        said = [(category_label(str(row.category)), _lost(row)) for row in losses.itertuples()]
        more = max(0, len(said) - MOST_LOST)
        lost = words.lost_sentence(said[:MOST_LOST], more)
        return [lost, words.brief_structures(*structures), words.brief_roads(roads)]

    def _people(self, code: str) -> pd.Series:
        demand = self.study.territory.demand
        return demand[POPULATION][demand[CODE_INSEE] == code].astype(float)

    def _access(self, code: str) -> list[Row]:
        people = self._people(code)
        rows = self.public[self.public[CODE_INSEE] == code].itertuples()
        return [self._access_row(str(row.category), row, people) for row in rows]

    def _access_row(self, category: str, row: Any, people: pd.Series) -> Row:
        outcomes, own = self.study.outcomes, self.study.spec.scenario.reading
        after = {r: _median(outcomes.readings[r].access.minutes[category], people) for r in READINGS}
        before = row.minutes_reference
        cells = [
            category_label(category),
            self._nearest(outcomes.baseline, category, people),
            words.minutes_band(before, before, before),
            self._nearest(outcomes.readings[own].access, category, people),
            words.minutes_band(after[Reading.OPTIMISTIC], after[own], after[Reading.PESSIMISTIC]),
            _lost(row),
        ]
        hit = bool(np.isfinite(before) and not np.isfinite(after[own]))
        return {"cells": [plain_text(cell) for cell in cells], "hit": hit}

    def _nearest(self, access: Access, category: str, people: pd.Series) -> str:
        """The structure that is the nearest for most people of the commune."""
        place = most_people(access.place[category].loc[people.index], people)
        if not place:
            return words.NONE
        if place not in self.structures.index:
            return str(self.study.territory.structures.at[place, "name"])
        found = self.structures.loc[place]
        square = self.grid.square(found.geometry.x, found.geometry.y)
        return words.place_line(str(found["number"]), plain_text(found["name"]), square)

    def _fallback(self, code: str, sites: gpd.GeoDataFrame) -> str:
        study = self.study
        if study.spec.open_sites:
            people = self._people(code)
            minutes = study.outcomes.readings[study.spec.scenario.reading].site_minutes.loc[people.index]
            site, median = most_people(minutes[SITE_ID], people), _median(minutes[MINUTES], people)
            if not site or not np.isfinite(median):
                return words.FALLBACK_UNREACHABLE
            found = self.sites.loc[site]
            name = words.place_line(found["number"], plain_text(found["name"]), "")
            return words.fallback_open(name, self.grid.square(found.geometry.x, found.geometry.y), median)
        table_ = study.outcomes.comparison.sites
        dry = [site for site in sites.index if not any(hits(study, table_, site).values())]
        named = sites.loc[dry]
        pairs = zip(named["number"], named["name"], strict=True)
        return words.fallback_dry([words.place_line(number, plain_text(name), "") for number, name in pairs])


def most_people(places: pd.Series, people: pd.Series) -> str:
    """The place of most people, ``""`` when most have none; first in order among equals."""
    totals = people.groupby(places.to_numpy()).sum()
    return str(totals.sort_index().idxmax()) if len(totals) else ""


def _median(minutes: pd.Series, people: pd.Series) -> float:
    values = minutes.loc[people.index].to_numpy(float)[:, None]
    return float(weighted_medians(values, people.to_numpy(float))[0])


def _lost(row: Any) -> str:
    low, own, high = (
        shown(value) for value in (row.newly_isolated_optimistic, row.newly_isolated, row.newly_isolated_pessimistic)
    )
    return words.count_band(low, own, high)


def _frame(area: shapely.Geometry) -> MapFrame:
    xmin, ymin, xmax, ymax = (float(value) for value in area.bounds)
    return fit_frame(
        (xmin, ymin, xmax, ymax), MAP_WIDTH_MM - 2 * MARGIN_MM, MAP_HEIGHT_MM - 2 * MARGIN_MM, border_mm=7
    )
