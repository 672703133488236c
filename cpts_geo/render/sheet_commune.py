"""Facts of the one-page sheet of a commune, for its mayor."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import shapely

from cpts_geo.answers.commune_roads import CommuneRoads, rank_commune_roads
from cpts_geo.model.edition import Edition
from cpts_geo.model.errors import ExportError, UnknownCommuneError
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.scenario import Reading
from cpts_geo.render.choices import known_care, unless_unknown
from cpts_geo.render.commune_access import CommuneAccess
from cpts_geo.render.commune_first import FirstRoads, other_roads
from cpts_geo.render.commune_tasks import commune_tasks
from cpts_geo.render.contact_rows import commune_contacts
from cpts_geo.render.escape import plain_text
from cpts_geo.render.numbering import numbered_sites, numbered_structures, row_at, sort_key
from cpts_geo.render.sheet_places import (
    commune_structure_rows,
    compact_site_rows,
    hits,
    kind_rows,
    legend_groups,
    symbols,
)
from cpts_geo.render.sheet_roads import closed_edges, near
from cpts_geo.render.sheets import (
    Facts,
    common_facts,
    map_facts,
    table,
    territory_bounds,
    territory_grid,
)
from cpts_geo.render.svg import draw_sheet
from cpts_geo.render.svg_frame import MARGIN_MM, Grid, MapFrame, fit_frame
from cpts_geo.study import Study
from cpts_geo.wording import legends
from cpts_geo.wording import sheet_commune as commune_words
from cpts_geo.wording import sheet_tables as table_words
from cpts_geo.wording import sheets as words

MAP_WIDTH_MM: Final = 101.0
MAP_HEIGHT_MM: Final = 90.0
MAP_DENSE_MM: Final = 70.0  # of a town, whose lists need the room
MAP_CONTACTS_MM: Final = 16.0  # less in the restricted edition, for the telephone numbers
MAX_STRUCTURE_ROWS: Final = 5
MAX_SITE_ROWS: Final = 2
NEAR_M: Final = 1000.0  # how far around the commune cut roads are listed (assumption, inclusive)
FEWER: Final = 2
MOST_LOST: Final = 2


def commune_facts(study: Study, code_insee: str, edition: Edition = Edition.PUBLIC) -> Facts:
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
        "pages": [_Pages(study, [code_insee], edition).page(code_insee)],
    }


def booklet_facts(study: Study, edition: Edition = Edition.PUBLIC) -> Facts:
    """Facts of all the communes, by name.

    Raises
    ------
    ExportError
        ``no_commune`` when the territory has none.
    """
    communes = study.territory.communes
    if not len(communes):
        raise ExportError("no_commune")
    order = sorted(communes.index, key=lambda code: (sort_key(row_at(communes, code)["name"]), code))
    pages = _Pages(study, [str(code) for code in order], edition)
    return common_facts(study, words.BOOKLET) | {
        "overview": _overview(study, pages.grid),
        "contents": {"title": words.CONTENTS, "head": list(words.CONTENTS_HEAD)},
        "pages": [pages.page(str(code)) for code in order],
    }


def _overview(study: Study, grid: Grid) -> Facts:
    """Map of the territory, printed where the table of contents leaves room for it."""
    frame = fit_frame(territory_bounds(study), 194 - 2 * MARGIN_MM, 160 - 2 * MARGIN_MM)
    alt = words.overview_alt(study.territory.name, frame.scale)
    return map_facts(draw_sheet(study, frame, grid=grid, stamped=False), alt)


class _Pages:
    """Pages of the communes of one study; what all of them need is prepared once."""

    def __init__(self, study: Study, codes: Sequence[str], edition: Edition) -> None:
        self.study, self.edition = study, edition
        self.grid: Grid = territory_grid(study)
        self.structures = numbered_structures(study)
        self.sites = numbered_sites(study)
        self.closed = closed_edges(study)
        self.access = CommuneAccess(study, self.grid, self.structures, self.sites)
        self.first = FirstRoads(study, self.grid, self.access.public)
        self.roads = rank_commune_roads(study, codes)

    def page(self, code: str) -> Facts:
        """Facts of one commune."""
        study, commune = self.study, row_at(self.study.territory.communes, code)
        here = self.structures[self.structures["home"] == code]
        sites = self.sites[self.sites["home"] == code]
        many = len(here) > MAX_STRUCTURE_ROWS or len(sites) > MAX_SITE_ROWS
        frame = _frame(commune.geometry, self._map_height_mm(many=many))
        sheet = draw_sheet(study, frame, grid=self.grid, focus=code, stamped=False)
        near_by = near(self.closed, commune.geometry, NEAR_M)
        cut = len({road for road in near_by["road"] if road})
        touched = sum(hits(study.outcomes.comparison.structures, key)[self._own] for key in here.index)
        alt = words.map_alt(commune["name"], study.spec.scenario.name, frame.scale, (len(here), touched, cut))
        roads, losses = self.roads[code], self.access.losses(code)
        return {
            "title": plain_text(words.commune_title(commune["name"], code)),
            "format": words.paper_line("a4", frame.scale),
            "map": map_facts(sheet, alt),
            "legend": {
                "title": legends.LEGEND,
                "groups": legend_groups(_needed(sheet.legend), self.grid.size_m),
            },
            "brief": self._brief(code, (len(here), touched), cut, losses),
            "fallback": {"title": words.FALLBACK, "text": plain_text(self.access.fallback(code, sites), 400)},
            "access": table(words.ACCESS, words.ACCESS_HEAD, self.access.rows(code), "")
            | {"alert": [0, 4, 5], "note": self.access.unknown()},
            "first": self.first.table(code, roads),
            "fewer": self.first.table(code, _fewer(roads)),
            "others": {
                "title": commune_words.OTHER_ROADS,
                "text": other_roads(study, near_by, self.grid, [r.stretch.road for r in roads.reopen]),
            },
            "structures": self._structures(here),
            "sites": self._site_list(sites),
            "contacts": commune_contacts(study.territory, self.edition, code, sites["number"]),
            "tasks": commune_tasks(study, roads, self.first, structures=here, sites=sites, losses=losses),
            "summary": self._summary(code, (len(here), touched), cut, losses),
            "remark": words.left_out(list(sheet.left_out)),
        }

    def _map_height_mm(self, *, many: bool) -> float:
        """Height of the map: long lists and telephones take their room from it."""
        telephones = self.edition is Edition.RESTRICTED and len(self.study.territory.contacts) > 0
        return (MAP_DENSE_MM if many else MAP_HEIGHT_MM) - (MAP_CONTACTS_MM if telephones else 0)

    @property
    def _own(self) -> Reading:
        return self.study.spec.scenario.reading

    def _brief(
        self, code: str, structures: tuple[int, int], roads: int, losses: list[tuple[str, str]]
    ) -> list[str]:
        found = words.lost_sentence(losses[:MOST_LOST], max(0, len(losses) - MOST_LOST))
        lost = found if losses else unless_unknown(self.study, found)
        inhabitants = words.population_line(float(row_at(self.study.territory.communes, code)[POPULATION]))
        there = f"{words.brief_structures(*structures)} {words.brief_roads(roads)}"
        return [f"{inhabitants}. {lost}", there]

    def _structures(self, here: gpd.GeoDataFrame) -> Facts:
        if len(here) <= MAX_STRUCTURE_ROWS:
            rows = commune_structure_rows(self.study, here, self.grid)
            facts = table(words.HERE_STRUCTURES, words.SHORT_STRUCTURES_HEAD, rows, words.NO_STRUCTURE)
        else:
            rows = kind_rows(self.study, here)
            facts = table(words.HERE_STRUCTURES_BY_NUMBER, (), rows, "") | {"flowing": True}
        return facts | {"symbols": symbols(rows), "icons": True}

    def _site_list(self, sites: gpd.GeoDataFrame) -> Facts:
        rows = compact_site_rows(self.study, sites, self.grid)
        facts = table(words.HERE_SITES, (), rows, words.NO_SITE)
        return facts | {"flowing": bool(rows), "symbols": symbols(rows)}

    def _summary(
        self, code: str, structures: tuple[int, int], roads: int, losses: list[tuple[str, str]]
    ) -> list[str]:
        """Line of the commune in the table of contents."""
        commune = row_at(self.study.territory.communes, code)
        nothing = table_words.NO_LOSS if known_care(self.study) else table_words.NONE
        cells = [
            commune["name"],
            table_words.amount(float(commune[POPULATION])),
            table_words.places_hit(*structures),
            str(roads),
            table_words.loss(*losses[0]) if losses else nothing,
        ]
        return [plain_text(cell) for cell in cells]


def _fewer(roads: CommuneRoads) -> CommuneRoads:
    """Two roads of each kind, for a page that is full; those left out are counted."""
    return replace(
        roads,
        reopen=roads.reopen[:FEWER],
        protect=roads.protect[:FEWER],
        more_reopen=roads.more_reopen + len(roads.reopen[FEWER:]),
        more_protect=roads.more_protect + len(roads.protect[FEWER:]),
    )


def _needed(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Entries of the legend that a small map needs: everybody knows a road."""
    return tuple(key for key in keys if not key.startswith("road_"))


def _frame(area: shapely.Geometry, height_mm: float) -> MapFrame:
    xmin, ymin, xmax, ymax = (float(value) for value in shapely.bounds(area))
    return fit_frame(
        (xmin, ymin, xmax, ymax), MAP_WIDTH_MM - 2 * MARGIN_MM, height_mm - 2 * MARGIN_MM, border_mm=4
    )
