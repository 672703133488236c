"""Facts of the printed sheets, as plain text for the page templates: nothing here is markup."""

from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.model.territory import Source
from cpts_geo.render import road_cautions, style
from cpts_geo.render.choices import unless_unknown
from cpts_geo.render.escape import plain_text
from cpts_geo.render.numbering import numbered_pockets, numbered_sites, numbered_structures
from cpts_geo.render.off_road import off_road_said
from cpts_geo.render.public_figures import public_figures
from cpts_geo.render.scenario_cautions import scenario_cautions
from cpts_geo.render.sheet_inset import crowded_part
from cpts_geo.render.sheet_places import (
    category_label,
    legend_groups,
    listed,
    site_rows,
    structure_rows,
    symbols,
)
from cpts_geo.render.sheet_pockets import pocket_rows
from cpts_geo.render.sheet_roads import closed_edges, road_rows
from cpts_geo.render.svg import MapSheet, draw_sheet
from cpts_geo.render.svg_frame import MARGIN_MM, Bounds, Grid, MapFrame, fit_frame, make_grid
from cpts_geo.render.svg_pockets import NAMED
from cpts_geo.study import Study
from cpts_geo.wording import legends, provenance
from cpts_geo.wording import sheet_commune as commune_words
from cpts_geo.wording import sheet_tables as table_words
from cpts_geo.wording import sheets as words

Facts = dict[str, Any]


@dataclass(frozen=True)
class Paper:
    """A paper size and the room for its map and its inset, millimetres, margin strip included."""

    name: str
    map_width_mm: float
    map_height_mm: float
    columns: int
    inset_width_mm: float = 130.0
    inset_height_mm: float = 100.0


PAPERS: Final = {"a4": Paper("a4", 190.0, 159.0, 2), "a3": Paper("a3", 284.0, 245.0, 3)}
MAX_SOURCES: Final = 12


def territory_frame(study: Study, paper: Paper) -> MapFrame:
    """Map of the whole territory: communes, else the network when there is no commune."""
    return fit_frame(
        territory_bounds(study), paper.map_width_mm - 2 * MARGIN_MM, paper.map_height_mm - 2 * MARGIN_MM
    )


def territory_bounds(study: Study) -> Bounds:
    """Extent of the communes, else of the network."""
    layer = study.territory.communes if len(study.territory.communes) else study.network.nodes
    xmin, ymin, xmax, ymax = (float(value) for value in layer.total_bounds)
    return xmin, ymin, xmax, ymax


def territory_grid(study: Study) -> Grid:
    """Radio grid that all the sheets of a territory share, whatever their paper and scale."""
    boxes = [territory_frame(study, paper).bounds for paper in PAPERS.values()]
    xmin, ymin, xmax, ymax = zip(*boxes, strict=True)
    return make_grid((min(xmin), min(ymin), max(xmax), max(ymax)))


def territory_facts(study: Study, paper: Paper) -> Facts:
    """Everything the territory plan says."""
    frame, grid = territory_frame(study, paper), territory_grid(study)
    numbered = numbered_structures(study)
    frame, inset = _with_inset(study, paper, frame, grid)
    sheet = draw_sheet(study, frame, grid=grid, stamped=False)
    shown = listed(numbered, frame)
    structures = structure_rows(study, shown, grid)
    roads = road_rows(study, closed_edges(study), grid, gather_minor=True)
    cut = sum(bool(row.get("cut")) for row in roads)
    hit = sum(bool(row.get("hit")) for row in structures)
    alt = words.map_alt(study.territory.name, study.spec.scenario.name, frame.scale, (len(shown), hit, cut))
    return common_facts(study, words.KIND["territory"]) | {
        "paper": paper.name,
        "columns": paper.columns,
        "format": words.paper_line(paper.name, frame.scale),
        "map": map_facts(sheet, alt),
        "inset": inset,
        "legend": {"title": legends.LEGEND, "groups": legend_groups(sheet.legend, grid.size_m)},
        "figures": figures(study),
        "structures": table(words.STRUCTURES, words.STRUCTURES_HEAD, structures, words.NO_STRUCTURE)
        | {"symbols": symbols(structures), "continued": words.CONTINUED},
        "sites": table(
            words.SITES, words.SITES_HEAD, site_rows(study, numbered_sites(study), grid), words.NO_SITE
        ),
        "roads": table(words.ROADS, words.ROADS_HEAD, roads, words.NO_ROAD) | {"symbols": symbols(roads)},
        "pockets": table(
            words.POCKETS,
            words.POCKETS_HEAD,
            pocket_rows(study, grid),
            unless_unknown(study, words.NO_POCKET),
        ),
        "remarks": [
            text
            for text in (
                words.left_out(list(sheet.left_out)),
                words.beyond(len(numbered) - len(shown)),
                words.more_pockets(len(numbered_pockets(study)) - NAMED),
            )
            if text
        ],
    }


def _with_inset(study: Study, paper: Paper, frame: MapFrame, grid: Grid) -> tuple[MapFrame, Facts | None]:
    """The frame with its crowded part outlined, and the larger map of that part."""
    places = np.vstack([shapely.get_coordinates(layer.geometry.to_numpy()) for layer in _placed(study)])
    width, height = paper.inset_width_mm - 2 * MARGIN_MM, paper.inset_height_mm - 2 * MARGIN_MM
    part = crowded_part(frame, places, width, height)
    if part is None:
        return frame, None
    alt = words.inset_alt(study.territory.name, part.scale)
    title = {"title": words.inset_title(part.scale)}
    return replace(frame, inset=part.bounds), title | map_facts(
        draw_sheet(study, part, grid=grid, stamped=False), alt
    )


def _placed(study: Study) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    return numbered_structures(study), study.territory.sites


def table(title: str, head: tuple[str, ...], rows: list[Facts], empty: str) -> Facts:
    """A table for a template."""
    return {"title": title, "head": list(head), "rows": rows, "empty": empty}


def map_facts(sheet: MapSheet, alt: str) -> Facts:
    """A map for a template."""
    return {"svg": sheet.svg, "width": sheet.width_mm, "height": sheet.height_mm, "alt": plain_text(alt, 500)}


def common_facts(study: Study, kind: str) -> Facts:
    """What every sheet says: who, what scenario, when, from which data, to be confirmed."""
    spec, territory = study.spec, study.territory
    apart = off_road_said(study)  # among the notes: the box of cautions has room for a few lines only
    roads = [said for said in road_cautions.of_study_roads(study) if said not in apart]
    cautioned = [words.caution(spec.scenario.name), *roads]
    return {
        "kind": kind,
        "name": plain_text(territory.name),
        "scenario": plain_text(words.scenario_line(spec.scenario.name, len(spec.steps))),
        "reading": words.reading_line(spec.scenario.reading, spec.vehicle),
        "edited": words.edited(spec.date),
        "author": plain_text(words.published_by(spec.author)),
        "stamp": legends.stamp_words(fictitious=territory.fictitious, exercise=spec.scenario.exercise),
        "date": iso_day(spec.date),
        "caution": {"title": words.TO_CONFIRM, "text": plain_text(" ".join(cautioned), 600)},
        "notes": {
            "title": words.READING_NOTES,
            "lines": [
                words.cut_meaning(spec.vehicle),
                words.band_meaning(spec.scenario.reading),
                words.minutes_meaning(),
                *(plain_text(said, 400) for said in (*scenario_cautions(study), *apart)),
            ],
        },
        "emergency": {"title": words.EMERGENCY_TITLE, "numbers": [list(pair) for pair in words.EMERGENCY]},
        "sources": {"title": words.SOURCES, "lines": source_lines(territory.sources)},
        "identity": words.identity_line(tool_version(), study.fingerprint),
        "projection": words.projection_line(territory.crs),
        "brief": words.IN_BRIEF,
        "omitted": words.OMITTED,
        "short-note": commune_words.short_note(spec.vehicle),
        "colours": {"band": style.BAND, "stripe": style.STRIPE, "danger": style.DANGER},
    }


def iso_day(date: str) -> str:
    """Day of an ISO date, ``""`` when there is none to read."""
    try:
        return datetime.fromisoformat(date).date().isoformat()
    except ValueError:
        return ""


def tool_version() -> str:
    """Version of the installed package, empty when it runs from a bare checkout."""
    try:
        return version("cpts-geo")
    except PackageNotFoundError:
        return ""


def source_lines(sources: tuple[Source, ...]) -> list[str]:
    """One line per source, layers of the same source together."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for source in sources:
        groups.setdefault(tuple(provenance.facts(source)), []).append(source.layer)
    return [plain_text(words.source_line(layers, list(facts)), 400) for facts, layers in groups.items()]


def figures(study: Study) -> Facts:
    """Headline figures per category, small counts hidden."""
    source = public_figures(study).categories
    readings = (Reading.OPTIMISTIC, study.spec.scenario.reading, Reading.PESSIMISTIC)
    lost = [source[f"newly_isolated_{reading.value}"] for reading in readings]
    rows = [
        _figure(
            source.loc[name],
            [count[name] for count in lost],
            str(name),
            median_minutes(source.loc[name], study),
        )
        for name in source.index
    ]
    facts = table(words.FIGURES, words.FIGURES_HEAD, rows, "")
    return facts | {"strong": 2, "headline": _headline(study, readings)}


def _headline(study: Study, readings: tuple[Reading, ...]) -> str:
    public = public_figures(study)
    low, middle, high = (shown(public.people_hit[reading.value]) for reading in readings)
    population = float("nan") if public.people is None else float(public.people)
    said = table_words.headline(population, table_words.count_band(low, middle, high))
    before = public.categories["unreachable_reference"].max()
    return said if pd.isna(before) else f"{said}{table_words.already(int(before))}"


def _figure(facts: pd.Series, lost: list[object], name: str, during: tuple[float, float, float]) -> Facts:
    low, middle, high = (shown(value) for value in lost)
    places, hit = int(facts["places"]), int(facts["places_hit"])
    return {
        "cells": [
            category_label(name),
            table_words.places_hit(places, hit, int(facts["places_off_road"])),
            table_words.count_band(low, middle, high) if places else table_words.NONE,
            table_words.median_trip(places, facts["median_minutes_reference"], during),
        ],
    }


def median_minutes(facts: pd.Series, study: Study) -> tuple[float, float, float]:
    """Median minutes of a category: lowest over the readings, the study's own, highest."""
    each = [float(facts[f"median_minutes_{reading}"]) for reading in READINGS]
    return min(each), float(facts[f"median_minutes_{study.spec.scenario.reading}"]), max(each)


def shown(value: Any) -> float | None:
    """A count, or nothing when it is hidden."""
    return None if pd.isna(value) else float(value)
