"""Facts of the sheet of a site, recto and verso: where it is and what it risks, then how it opens."""

from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from cpts_geo.answers.site_access import SiteAccess, find_site_access
from cpts_geo.model.crs import to_degrees
from cpts_geo.model.edition import Edition
from cpts_geo.model.errors import ExportError, ScenarioError
from cpts_geo.model.layers import CODE_INSEE, NAME, SITE_ID
from cpts_geo.render.contact_rows import contact_table
from cpts_geo.render.escape import plain_text
from cpts_geo.render.legend import swatch
from cpts_geo.render.numbering import HOME, numbered_sites, row_at
from cpts_geo.render.sheets import Facts, common_facts, map_facts, territory_grid
from cpts_geo.render.site_maps import (
    ACCESS_SCALE,
    SITUATION_SCALE,
    access_map,
    atlas_of,
    ground_map,
    site_xy,
    situation_map,
)
from cpts_geo.render.site_opening_facts import (
    Opening,
    capacity_facts,
    opening_of,
    sketch_facts,
    staff_facts,
    timeline_facts,
)
from cpts_geo.render.site_tables import (
    communes_table,
    emergency_change,
    hazard_table,
    layers_line,
    links_table,
    people_change,
    roads_table,
    summary,
)
from cpts_geo.render.site_values import Fields, block, field, fields_of, said
from cpts_geo.study import Study
from cpts_geo.wording import labels, legends, numbers
from cpts_geo.wording import site_fields as field_words
from cpts_geo.wording import site_opening as opening_words
from cpts_geo.wording import site_sheet as words

MAP_MM: Final = {True: (96.0, 70.0), False: (96.0, 88.0)}  # with a third map below them, or not
GROUND_MM: Final = (96.0, 57.0)
WANTED: Final = ("entrance", "exit", "parking", "pmr_path", "one_way")  # asked of every site (FACTS 4.4)
WANTED_DRIVE: Final = ("entrance", "exit", "drive_lane", "queue")
COLUMNS: Final = (("owner", "building"), ("utilities",), ("flow", "access"))
BACKING: Final = "backing_"  # columns that name a structure, by identifier or FINESS number


def site_facts(study: Study, site: str, edition: Edition = Edition.PUBLIC) -> Facts:
    """Everything the sheet of a site says.

    Raises
    ------
    ScenarioError
        ``unknown_site`` when the edition shows no such site.
    """
    if site not in study.territory.sites.index:
        raise ScenarioError("unknown_site", value=site)
    return _facts(study, [site], words.KIND, edition)


def site_book_facts(study: Study, edition: Edition = Edition.PUBLIC) -> Facts:
    """The same for all the sites, in the order of their numbers.

    Raises
    ------
    ExportError
        ``no_site`` when the edition shows none.
    """
    if not len(study.territory.sites):
        raise ExportError("no_site")
    return _facts(study, [str(site) for site in numbered_sites(study).index], words.KIND_MANY, edition)


def _facts(study: Study, sites: list[str], kind: str, edition: Edition) -> Facts:
    pages = _Pages(study, sites, edition)
    return common_facts(study, kind) | {
        "pages": [pages.page(site) for site in sites],
        "form": {
            "title": opening_words.FORM,
            "sign": opening_words.SIGNATURE,
            "confirm": opening_words.CONFIRM,
        },
        "unsaid": words.UNSAID,
    }


class _Pages:
    """Sheets of the sites of one study; what all of them need is prepared once."""

    def __init__(self, study: Study, sites: list[str], edition: Edition) -> None:
        self.study, self.edition = study, edition
        self.grid = territory_grid(study)
        self.atlas = atlas_of(study, self.grid)
        self.numbered = self.atlas.sites
        self.degrees = to_degrees(study.territory.sites)
        rows = {site: row_at(study.territory.sites, site) for site in sites}
        self.access = find_site_access(study, {site: self._backing(row) for site, row in rows.items()})

    def page(self, site: str) -> Facts:
        """Recto and verso of one site."""
        study, row, access = self.study, row_at(self.study.territory.sites, site), self.access[site]
        opening = opening_of(row)
        plans = study.territory.plans[study.territory.plans[SITE_ID] == site]
        drawn = set(plans["role"])
        size = MAP_MM[bool(drawn)]
        situation, approach = (draw(self.atlas, site, size) for draw in (situation_map, access_map))
        ground = ground_map(self.atlas, site, GROUND_MM)
        name = plain_text(row[NAME])
        lanes = plans[plans["role"].isin(["queue"])].geometry.length
        lane_m = float(lanes.sum()) if len(lanes) else float("nan")
        return {
            "title": plain_text(words.title(str(self.numbered["number"][site]), name)),
            "subtitle": plain_text(words.second_line(self._type(row), said(row, "commune"))),
            "keys": self._keys(site, access, opening),
            "maps": [
                _map(situation, words.SITUATION, name, SITUATION_SCALE),
                _map(approach, words.ACCESS_MAP, name, ACCESS_SCALE),
            ],
            "ground": _map(ground[0], words.GROUND_MAP, name, ground[1]) if ground else None,
            "legend": _legend(
                (*situation.legend, *approach.legend, *(ground[0].legend if ground else ())), self.grid.size_m
            ),
            "undrawn": self._undrawn(opening, drawn),
            "blocks": [block("identity", self._identity(site, row)), block("place", self._place(site, row))],
            "back": [[block(name, fields_of(row, name)) for name in column] for column in COLUMNS],
            "hazards": hazard_table(study, site, access, inside=self._inside(site)),
            "layers": {"title": words.LAYERS, "text": layers_line(study, site, inside=self._inside(site))},
            "communes": communes_table(study, access),
            "links": links_table(study, access),
            "roads": roads_table(study, self.atlas.edges, site),
            "capacity": capacity_facts(row, opening, lane_m),
            "sketch": sketch_facts(row, opening),
            "staff": staff_facts(opening),
            "timeline": timeline_facts(row),
            "contacts": contact_table(study.territory, self.edition, site_id=site),
        }

    def _backing(self, row: pd.Series) -> tuple[str, ...]:
        """Structures that the site names as its backing, by identifier or FINESS number."""
        structures = self.study.territory.structures
        by_number = {str(number): str(key) for key, number in structures["finess"].items() if number}
        named = [said(row, str(column)) for column in row.index if str(column).startswith(BACKING)]
        found = [by_number.get(name, name) for name in named if name]
        return tuple(dict.fromkeys(name for name in found if name in structures.index))

    def _type(self, row: pd.Series) -> str:
        return field_words.types(said(row, "usage")) or labels.SITE_KIND.get(said(row, "kind"), "")

    def _identity(self, site: str, row: pd.Series) -> Fields:
        return [
            field("site_id", site),
            field("type", field_words.types(said(row, "usage"))),
            field("kind", labels.SITE_KIND.get(said(row, "kind"), said(row, "kind"))),
            *fields_of(row, "identity"),
            field("substitute", self._substitute(said(row, "substitute"))),
        ]

    def _substitute(self, other: str) -> str:
        """Site of substitution with its square and what the scenario does to it."""
        if other not in self.numbered.index:
            return other
        found = row_at(self.numbered, other)
        square = self.grid.square(found.geometry.x, found.geometry.y)
        return field_words.substitute(
            plain_text(found[NAME]),
            str(found["number"]),
            square,
            summary(self.study, other, inside=self._inside(other)),
        )

    def _place(self, site: str, row: pd.Series) -> Fields:
        x, y = site_xy(self.study, site)
        lon, lat = shapely.get_coordinates(np.asarray(self.degrees.geometry.loc[[site]]))[0]
        code = said(row, CODE_INSEE)
        commune = " ".join(part for part in (said(row, "commune"), f"({code})" if code else "") if part)
        return [
            field("address", said(row, "address")),
            field("commune", commune),
            field("lonlat", field_words.lonlat(lon, lat)),
            field("xy", field_words.metric(x, y, self.study.territory.crs)),
            field("square", self.grid.square(x, y)),
            *fields_of(row, "place"),
        ]

    def _keys(self, site: str, access: SiteAccess, opening: Opening) -> list[dict[str, Any]]:
        """The four figures to see first."""
        work = opening.work
        state = summary(self.study, site, inside=self._inside(site))
        emergency = emergency_change(self.study, access)
        capacity = (
            words.key_capacity(work.planned_per_day, work.pessimistic_per_day) if work else words.UNSAID
        )
        pairs = {
            "site": state,
            "access": people_change(self.study, access),
            "emergency": emergency,
            "capacity": capacity if opening.receives else words.NO_CARE,
        }
        return [
            {
                "label": words.KEY[name],
                "value": text,
                "bad": text.startswith(("▲", "△")) or numbers.UNREACHABLE in text,
            }
            for name, text in pairs.items()
        ]

    def _inside(self, site: str) -> bool:
        """Whether the site stands in a commune of the territory."""
        return bool(self.numbered[HOME][site])

    def _undrawn(self, opening: Opening, drawn: set[str]) -> str:
        wanted = WANTED_DRIVE if opening.drive else WANTED
        return words.undrawn([role for role in wanted if role not in drawn])


def _map(sheet: Any, name: str, site: str, scale: int) -> Facts:
    return map_facts(sheet, words.map_alt(name, site, scale)) | {"title": words.map_title(name, scale)}


def _legend(keys: tuple[str, ...], square_m: int) -> Facts:
    """Legend of both maps together, each entry once; the places first."""
    once = dict.fromkeys((*keys, "commune", "grid"))
    entries = [{"svg": swatch(key), "label": legends.legend_entry(key, square_m)} for key in once]
    return {"title": legends.LEGEND, "groups": [{"title": "", "entries": entries}]}
