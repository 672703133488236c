"""Facts of the one-page sheet of a scenario, for the crisis cell."""

from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import shapely

from cpts_geo.access.ages import FRAIL, UNKNOWN
from cpts_geo.answers.crisis import CrisisBrief
from cpts_geo.answers.pockets import PocketFacts
from cpts_geo.model.categories import Category
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import choices
from cpts_geo.render.escape import plain_text
from cpts_geo.render.losses_view import public_ages
from cpts_geo.render.numbering import numbered_structures, published_people, row_at, rows_of
from cpts_geo.render.pockets_view import helipads_inside
from cpts_geo.render.scenario_figures import figure_rows
from cpts_geo.render.sheet_decisions import SHELTERED, band_of, decisions, pocket_number, proposed_sites
from cpts_geo.render.sheet_places import Row, category_label, hits, legend_groups, symbol_key
from cpts_geo.render.sheet_pockets import care
from cpts_geo.render.sheets import (
    Facts,
    common_facts,
    map_facts,
    median_minutes,
    table,
    territory_bounds,
    territory_grid,
)
from cpts_geo.render.svg import draw_sheet
from cpts_geo.render.svg_frame import MARGIN_MM, Grid, MapFrame, fit_frame
from cpts_geo.render.svg_pockets import NAMED
from cpts_geo.render.themes import public_communes
from cpts_geo.study import Study
from cpts_geo.wording import assumptions, cautions, labels, legends, numbers
from cpts_geo.wording import pockets as pocket_words
from cpts_geo.wording import sheet_scenario as words
from cpts_geo.wording import sheet_tables as table_words
from cpts_geo.wording import sheets as sheet_words

MOST_HIT: Final = 3  # communes named on a line
TOWNS: Final = 2
MEANINGS: Final = 3  # of the notes of every sheet, those that say what a word or a figure means


@dataclass(frozen=True)
class Page:
    """Paper, upright, with the room for its map (margin strip included) and the size of its letters."""

    name: str
    map_width_mm: float
    map_height_mm: float
    zoom: float


PAGES: Final = {"a4": Page("a4", 112.0, 92.0, 1.0), "a3": Page("a3", 168.0, 138.0, 1.4)}


def scenario_facts(study: Study, brief: CrisisBrief, page: Page) -> Facts:
    """Everything the sheet says; ``study`` may be an edition of the study that ``brief`` answers."""
    frame, grid = _frame(study, brief, page), territory_grid(study)
    sheet = draw_sheet(study, frame, grid=grid, stamped=False)
    alt = words.map_alt(study.territory.name, study.spec.scenario.name, frame.scale)
    common = common_facts(study, words.KIND)
    return common | {
        "meaning": " ".join([*common["notes"]["lines"][:MEANINGS], words.FRAIL]),
        "paper": page.name,
        "zoom": page.zoom,
        "format": sheet_words.paper_line(page.name, frame.scale),
        "map": map_facts(sheet, alt),
        "legend": {"title": legends.LEGEND, "groups": legend_groups(_said(sheet.legend), grid.size_m)},
        "figures": table(
            words.FIGURES, words.figures_head(study.spec.scenario.reading), figure_rows(study, brief), ""
        ),
        "losses": table(
            words.LOSSES, words.LOSSES_HEAD, _losses(study), choices.unless_unknown(study, words.NO_LOSS)
        )
        | {"alert": [0, 2]},
        "pockets": table(
            words.POCKETS,
            words.POCKETS_HEAD,
            _pockets(study, brief, grid),
            choices.unless_unknown(study, words.NO_POCKET),
        )
        | {"total": len(brief.pockets.pockets)},
        "hit": {
            "title": words.HIT,
            "lines": _hit(study, brief, grid),
            "empty": choices.unless_unknown(study, words.NO_HIT),
        },
        "decisions": table(
            words.DECISIONS, words.DECISIONS_HEAD, _decisions(study, brief, grid), words.NO_DECISION
        ),
        "limits": {"title": words.LIMITS, "text": plain_text(" ".join(_limits(study, brief)), 900)},
        "hypotheses": {
            "title": words.HYPOTHESES,
            "text": " ".join(assumptions.assumptions(study.spec.scenario)),
        },
    }


def _frame(study: Study, brief: CrisisBrief, page: Page) -> MapFrame:
    """The territory; of its places only those that matter tonight, or nobody could read a number."""
    frame = fit_frame(
        territory_bounds(study), page.map_width_mm - 2 * MARGIN_MM, page.map_height_mm - 2 * MARGIN_MM
    )
    structures, results = study.territory.structures, study.outcomes.comparison.structures
    hit = results.index[results[[f"hit_{reading}" for reading in READINGS]].any(axis=1)]
    beds = structures.index[structures["category"].isin(SHELTERED)]
    kept = {*hit, *beds, *study.spec.open_sites, *proposed_sites(study, brief)}
    return replace(frame, only=frozenset(str(place) for place in kept))


def _said(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Legend without the classes of open roads, which everybody reads on any map."""
    return tuple(key for key in keys if not key.startswith("road_"))


def _losses(study: Study) -> list[Row]:
    """One row per kind of care that somebody loses in some reading, most people first."""
    categories = study.outcomes.comparison.categories
    communes, ages = public_communes(study), public_ages(study)
    own = study.spec.scenario.reading.value
    names = [c.value for c in choices.known_care(study)]
    losing = [n for n in names if any(categories[f"newly_isolated_{r}"][n] for r in READINGS)]
    losing.sort(key=lambda name: -float(categories[f"newly_isolated_{own}"][name]))
    return [_loss(study, name, row_at(categories, name), communes, ages) for name in losing]


def _loss(study: Study, name: str, facts: pd.Series, communes: pd.DataFrame, ages: pd.DataFrame) -> Row:
    band = Band(*(float(facts[f"newly_isolated_{reading}"]) for reading in READINGS))
    places, hit = int(facts["places"]), int(facts["places_hit"])
    cells = [
        category_label(name),
        table_words.places_hit(places, hit, int(facts["places_off_road"])),
        band_of(band, study),
        _frail(ages[ages["category"] == name], study.spec.scenario.reading.value),
        table_words.median_trip(places, facts["median_minutes_reference"], median_minutes(facts, study)),
        words.GONE if hit == places else _most_hit(communes[communes["category"] == name]),
    ]
    return {"cells": [plain_text(cell) for cell in cells], "hit": hit == places}


def _frail(ages: pd.DataFrame, own: str) -> str:
    if ages.empty or set(ages["band"]) <= {UNKNOWN}:
        return numbers.UNKNOWN
    lost = ages.loc[ages["band"].isin(FRAIL), f"lost_{own}"]
    return table_words.count(None if lost.isna().any() else float(lost.sum()))


def _most_hit(rows: pd.DataFrame) -> str:
    found = rows[rows["newly_isolated"] > 0].sort_values("newly_isolated", ascending=False, kind="stable")
    said = [
        f"{row.name} ({numbers.integer(float(row.newly_isolated))})" for row in rows_of(found.head(MOST_HIT))
    ]
    return ", ".join(said) or table_words.NONE


def _pockets(study: Study, brief: CrisisBrief, grid: Grid) -> list[Row]:
    people = published_people(study)
    rows = []
    for pocket in brief.pockets.pockets[:NAMED]:
        number = pocket_number(study, pocket)
        hidden = people.get(number) is None
        frail = None if hidden else pocket.frail
        middle = shapely.point_on_surface(pocket.shape)
        cells = [
            number,
            pocket_words.shown_places(pocket.places[:TOWNS], pocket.communes, TOWNS),
            grid.square(middle.x, middle.y) or table_words.NONE,
            table_words.HIDDEN if hidden else band_of(pocket.people, study),
            numbers.UNKNOWN if frail is None else band_of(frail, study),
            _inside(pocket),
            _lost(study, pocket),
        ]
        rows.append({"cells": [plain_text(cell, 160) for cell in cells], "hit": False})
    return rows


def _lost(study: Study, pocket: PocketFacts) -> str:
    """Care that the pocket lost; what some of its people still get to is lost for the others only."""
    whole, partly = ([n for n in pocket.missing if (n in pocket.services) is kept] for kept in (False, True))
    return pocket_words.lost_and_partly(care(study, whole), care(study, partly))


def _inside(pocket: PocketFacts) -> str:
    homes = [pocket_words.home(h.name, h.residents, h.causes) for h in pocket.homes]
    kinds = [
        pocket_words.counted(labels.CATEGORY[Category(name)], count)
        for name, count in pocket.services.items()
        if Category(name) is not Category.EHPAD
    ]
    pads = [pocket_words.helipads(helipads_inside(pocket))] if pocket.helipads else []
    return ", ".join([*homes, *kinds, *pads]) or pocket_words.NOTHING_HERE


def _hit(study: Study, brief: CrisisBrief, grid: Grid) -> list[dict[str, str]]:
    """One line per kind of structure hit in the study's reading, those with beds by name; then cut EHPAD."""
    own = study.spec.scenario.reading
    results = study.outcomes.comparison.structures
    lines: dict[str, list[str]] = {}
    for row in rows_of(numbered_structures(study)):
        if row.home != "" and hits(results, row.Index)[own]:
            key = symbol_key(str(row.category), urgences=bool(row.urgences))
            lines.setdefault(key, []).append(_hit_place(row, grid))
    said = [
        {"title": table_words.structure_group(key, margin=False), "text": " ; ".join(found)}
        for key, found in lines.items()
    ]
    cut = _homes_cut(study, brief)
    return [*said, {"title": labels.CATEGORY_PLURAL[Category.EHPAD], "text": cut}] if cut else said


def _hit_place(row: Any, grid: Grid) -> str:
    """Number and square; name and places too where people sleep."""
    square = grid.square(row.geometry.x, row.geometry.y)
    if row.category not in SHELTERED:
        return words.structure_hit(row.number, "", "", square)
    size = words.beds(row.capacity, str(row.capacity_unit))
    return words.structure_hit(row.number, plain_text(row.name, 60), size, square)


def _homes_cut(study: Study, brief: CrisisBrief) -> str:
    """Dry EHPAD that lose the first care of the study that people look for in an emergency."""
    own, minutes = study.spec.scenario.reading.value, brief.losses.home_minutes
    asked = [c for c in (Category.URGENCES, Category.HOPITAL) if c in choices.known_care(study)]
    if not asked or minutes.empty:
        return ""
    way = pd.DataFrame(minutes.xs(asked[0].value, level="category"))
    lost = (way["reference"] < float("inf")) & (way[own] == float("inf"))
    dry = ~brief.losses.homes[f"hit_{own}"].astype(bool).reindex(way.index)
    names = study.territory.structures.loc[way.index[lost & dry], "name"]
    return (
        words.homes_cut(labels.CATEGORY[asked[0]], [plain_text(n, 60) for n in names]) if len(names) else ""
    )


def _decisions(study: Study, brief: CrisisBrief, grid: Grid) -> list[Row]:
    return [
        {
            "cells": [
                str(rank),
                plain_text(asked.question, 240),
                plain_text(asked.evidence, 480),
                "",
                "",
                "",
            ],
            "hit": False,
        }
        for rank, asked in enumerate(decisions(study, brief, grid), start=1)
    ]


def _limits(study: Study, brief: CrisisBrief) -> list[str]:
    known = choices.known_care(study)
    unknown = [category for category in study.spec.categories if category not in known]
    said = [words.NOT_COMPUTED]
    said += [cautions.unknown_care(unknown)] if unknown else []
    said += [] if brief.reopenings.ages_known else [words.AGES_UNKNOWN]
    said += [] if brief.pockets.helipads_known else [words.HELIPADS_UNKNOWN]
    return said
