"""Access to care from a commune: nearest place in normal times and during the scenario, fallback place."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.layers import CODE_INSEE, MINUTES, POPULATION, SITE_ID
from cpts_geo.model.results import Access
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.model.weights import weighted_medians
from cpts_geo.render.choices import flooded
from cpts_geo.render.escape import plain_text
from cpts_geo.render.numbering import HOME, row_at, rows_of
from cpts_geo.render.public_figures import ISOLATED, known_categories
from cpts_geo.render.sheet_places import Row, category_label, hits
from cpts_geo.render.sheets import shown
from cpts_geo.render.svg_frame import Grid
from cpts_geo.render.themes import public_communes
from cpts_geo.study import Study
from cpts_geo.wording import sheet_commune as commune_words
from cpts_geo.wording import sheet_tables as table_words
from cpts_geo.wording import sheets as words


class CommuneAccess:
    """Access of every commune of a study; what all of them need is prepared once."""

    def __init__(
        self, study: Study, grid: Grid, structures: gpd.GeoDataFrame, sites: gpd.GeoDataFrame
    ) -> None:
        self.study, self.grid = study, grid
        self.structures, self.sites = structures, sites
        self.public = public_communes(study)

    def losses(self, code: str) -> list[tuple[str, str]]:
        """Services that people of the commune lose in some reading, most people first."""
        rows = self._known(code)
        isolated = rows[list(ISOLATED)].max(axis=1)
        losses = rows[(isolated > 0) | isolated.isna()].sort_values(
            ["newly_isolated", "category"], ascending=[False, True], kind="stable", na_position="last"
        )
        return [(category_label(str(row.category)), lost_band(row)) for row in rows_of(losses)]

    def rows(self, code: str) -> list[Row]:
        """One row per kind of care with a known place."""
        people = self._people(code)
        return [self._row(code, row, people) for row in rows_of(self._known(code))]

    def unknown(self) -> str:
        """Kinds of care of which the data hold no place: nothing can be said of them."""
        known = known_categories(self.study)
        silent = [category for category in self.study.spec.categories if category.value not in known]
        return commune_words.not_listed([category_label(category.value) for category in silent])

    def _known(self, code: str) -> pd.DataFrame:
        mine = self.public[self.public[CODE_INSEE] == code]
        return mine[mine["category"].isin(known_categories(self.study))]

    def _people(self, code: str) -> pd.Series:
        demand = self.study.territory.demand
        return demand[POPULATION][demand[CODE_INSEE] == code].astype(float)

    def _row(self, code: str, row: Any, people: pd.Series) -> Row:
        category = str(row.category)
        outcomes, own = self.study.outcomes, self.study.spec.scenario.reading
        after = {r: _median(outcomes.readings[r].access.minutes[category], people) for r in READINGS}
        before = row.minutes_reference
        usual = self._nearest(code, outcomes.baseline, category, people=people)
        during = self._nearest(code, outcomes.readings[own].access, category, people=people)
        cells = [
            category_label(category),
            usual,
            table_words.minutes_band(before, before, before),
            table_words.SAME if during == usual and usual != table_words.NONE else during,
            table_words.minutes_band(*(after[r] for r in (Reading.OPTIMISTIC, own, Reading.PESSIMISTIC))),
            lost_band(row),
        ]
        hit = bool(np.isfinite(before) and not np.isfinite(after[own]))
        return {"cells": [plain_text(cell) for cell in cells], "hit": hit}

    def _nearest(self, code: str, access: Access, category: str, *, people: pd.Series) -> str:
        """Number, commune and square of the structure that is the nearest for most of those who reach one."""
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
        town = commune_words.HERE if found[HOME] == code else found["commune"] or found["name"]
        return commune_words.structures(str(found["number"]), plain_text(town, 40), square)

    def fallback(self, code: str, sites: gpd.GeoDataFrame) -> str:
        """Nearest open site for most people of the commune, else its candidate sites that are spared."""
        study, people = self.study, self._people(code)
        minutes = study.outcomes.readings[study.spec.scenario.reading].site_minutes.loc[people.index]
        reached = minutes[SITE_ID].fillna("") != ""
        site = most_people(minutes[SITE_ID][reached], people[reached])
        after = {r: _median(study.outcomes.readings[r].site_minutes[MINUTES], people) for r in READINGS}
        own = after[study.spec.scenario.reading]
        if not study.spec.open_sites:
            return self._spared(words.NO_OPEN_SITE, sites)
        if site not in self.sites.index or not np.isfinite(own):  # none, or a place that is not shown
            return self._spared(words.FALLBACK_UNREACHABLE, sites)
        found = row_at(self.sites, site)
        name = table_words.place_line(found["number"], plain_text(found["name"]), "")
        band = table_words.minutes_band(min(after.values()), own, max(after.values()))
        return words.fallback_open(name, self.grid.square(found.geometry.x, found.geometry.y), band)

    def _spared(self, why: str, sites: gpd.GeoDataFrame) -> str:
        """The sites that no reading hits, by their numbers."""
        results = self.study.outcomes.comparison.sites
        spared = sites.loc[[site for site in sites.index if not any(hits(results, site).values())]]
        names = [str(number) for number in spared["number"]]
        return words.fallback_spared(why, names, len(sites), watered=flooded(self.study.spec))


def most_people(places: pd.Series, people: pd.Series) -> str:
    """The place of most people, ``""`` when most have none; first in order among equals."""
    totals = people.groupby(places.to_numpy()).sum()
    return str(totals.sort_index().idxmax()) if len(totals) else ""


def _median(minutes: pd.Series, people: pd.Series) -> float:
    values = minutes.loc[people.index].to_numpy(float)[:, None]
    return float(weighted_medians(values, people.to_numpy(float))[0])


def lost_band(row: Any) -> str:
    """People who lose a kind of care, with the two extreme readings; hidden when few."""
    low, own, high = (
        shown(value)
        for value in (row.newly_isolated_optimistic, row.newly_isolated, row.newly_isolated_pessimistic)
    )
    return table_words.count_band(low, own, high)
