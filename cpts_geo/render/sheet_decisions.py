"""Decisions that a scenario asks of a crisis cell: questions with their evidence, never answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from cpts_geo.access.stretches import Stretch
from cpts_geo.answers.crisis import CrisisBrief
from cpts_geo.answers.pockets import PocketFacts
from cpts_geo.answers.reopen import Promise
from cpts_geo.model.categories import Category
from cpts_geo.model.results import Band, Span
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import scenario_cautions
from cpts_geo.render.choices import flooded
from cpts_geo.render.disclosure import MINIMUM_CELL
from cpts_geo.render.escape import plain_text
from cpts_geo.render.kept import kept_site_spans
from cpts_geo.render.numbering import (
    numbered_pockets,
    numbered_sites,
    numbered_structures,
    row_at,
    rows_of,
)
from cpts_geo.render.sheet_places import causes, hits
from cpts_geo.render.svg_frame import Grid
from cpts_geo.study import Study
from cpts_geo.wording import labels, numbers
from cpts_geo.wording import reopening as reopening_words
from cpts_geo.wording import sheet_scenario as words
from cpts_geo.wording import sheet_tables as table_words

HOMES: Final = 2  # lines of each kind of decision: one page, the worst first
SITES: Final = 1
POCKET_SITES: Final = 2
REOPENINGS: Final = 2
KEPT: Final = 1
NAMED: Final = 6
SHELTERED: Final = (Category.EHPAD.value, Category.HOPITAL.value)


@dataclass(frozen=True)
class Decision:
    """A question for the cell and what the study says about it."""

    question: str
    evidence: str


def decisions(study: Study, brief: CrisisBrief, grid: Grid) -> list[Decision]:
    """Questions in the order of urgency: people in water, pockets, care lost, roads, sites, doubts."""
    return [
        *_evacuations(study, grid),
        *_gone(brief),
        *_warning(study, brief),
        *_reopenings(study, brief, grid),
        *_openings(study, brief, grid),
        *_kept_open(study, brief, grid),
        *_doubts(study),
    ]


def band_of(band: Band, study: Study) -> str:
    """« 1 200 [800 – 2 100] » in the study's reading, small counts hidden."""
    values = [
        float(getattr(band, r.value))
        for r in (Reading.OPTIMISTIC, study.spec.scenario.reading, Reading.PESSIMISTIC)
    ]
    low, own, high = (None if 0 < value < MINIMUM_CELL else value for value in values)
    return table_words.count_band(low, own, high)


def _evacuations(study: Study, grid: Grid) -> Iterator[Decision]:
    structures = numbered_structures(study)
    table = study.outcomes.comparison.structures
    inside = structures[structures["category"].isin(SHELTERED) & (structures["home"] != "")]
    own = study.spec.scenario.reading
    hit = [row for row in rows_of(inside) if any(hits(table, row.Index).values())]
    hit.sort(key=lambda row: (not hits(table, row.Index)[own], -float(np.nan_to_num(row.capacity))))
    for row in hit[:HOMES]:
        state = table_words.state(causes(table, row.Index), own, "")
        size = words.beds(row.capacity, str(row.capacity_unit))
        square = grid.square(row.geometry.x, row.geometry.y)
        name = table_words.place_line(str(row.number), plain_text(row.name, 60), "")
        yield Decision(words.evacuate(name), words.home_facts(size, square, state))
    if len(hit) > HOMES:
        rest = hit[HOMES:]
        named = ", ".join(
            table_words.place_line(str(row.number), plain_text(row.name, 40), "") for row in rest[:NAMED]
        )
        yield Decision(words.evacuate_more(len(rest)), f"{named}.")


def _gone(brief: CrisisBrief) -> Iterator[Decision]:
    if brief.gone:
        names = ", ".join(labels.CATEGORY_PLURAL[care] for care in brief.gone)
        yield Decision(words.replace_care(names), words.REPLACE_FACTS)


def _warning(study: Study, brief: CrisisBrief) -> Iterator[Decision]:
    people, flooded = brief.pockets.people, study.outcomes.comparison.people_hit
    if any(getattr(band, reading.value) for band in (people, flooded) for reading in READINGS):
        found = [number for number, _ in numbered_pockets(study)]
        facts = words.warn_facts(band_of(people, study), band_of(flooded, study))
        yield Decision(words.warn(found[:NAMED], len(found) - NAMED), facts)


def _reopenings(study: Study, brief: CrisisBrief, grid: Grid) -> Iterator[Decision]:
    own = study.spec.scenario.reading.value
    promises = sorted(
        [*brief.reopenings.singles[: REOPENINGS * 2], *brief.reopenings.pairs[:1]],
        key=lambda promise: -getattr(promise.people, own),
    )
    for promise in promises[:REOPENINGS]:
        if getattr(promise.people, own) >= MINIMUM_CELL:
            yield _reopening(study, promise, grid, ages_known=brief.reopenings.ages_known)


def _reopening(study: Study, promise: Promise, grid: Grid, *, ages_known: bool) -> Decision:
    roads = [
        table_words.place_line(
            "", stretch.road or labels.UNNAMED_ROAD, _square(study, stretch.edges, grid)
        ).strip()
        for stretch in promise.stretches
    ]
    frail = band_of(promise.frail, study) if ages_known and promise.frail.median >= MINIMUM_CELL else ""
    return Decision(
        words.reopen(plain_text(reopening_words.together(roads), 120)),
        words.reopen_facts(
            numbers.metres(sum(stretch.length_m for stretch in promise.stretches)),
            _cut_by(study, promise.stretches),
            band_of(promise.people, study),
            frail,
        ),
    )


def _cut_by(study: Study, stretches: tuple[Stretch, ...]) -> str:
    """Deepest water of stretches, unknown as soon as one is; what else closes them."""
    closed = study.outcomes.readings[study.spec.scenario.reading].edges["cut_by"].to_numpy()
    edges = [edge for stretch in stretches for edge in stretch.edges]
    deepest = float(np.max([stretch.depth_m for stretch in stretches]))
    return table_words.water_or_closure(int(np.bitwise_or.reduce(closed[edges])), deepest, words.WATER)


def _square(study: Study, edges: tuple[int, ...], grid: Grid) -> str:
    rows = study.network.edges.geometry.to_numpy()[list(edges)]
    middle = shapely.line_interpolate_point(rows[len(rows) // 2], 0.5, normalized=True)
    return grid.square(middle.x, middle.y)


def _openings(study: Study, brief: CrisisBrief, grid: Grid) -> Iterator[Decision]:
    sites = numbered_sites(study)
    for pocket, site in _for_pockets(study, brief):
        people = words.inside(band_of(pocket.people, study))
        yield _opening(study, row_at(sites, site), grid, (pocket_number(study, pocket), people))
    spans = kept_site_spans(study)
    for site in _for_all(study, brief):
        facts = row_at(brief.sites, site)
        span = row_at(spans, site)
        share = Span(float(span["share_low"]), float(span["share_high"]))
        reach = words.site_reach(
            float(facts["reachable_share"]),
            share,
            (span["minutes_low"], facts["minutes_scenario"], span["minutes_high"]),
        )
        yield _opening(study, row_at(sites, site), grid, ("", reach))


def proposed_sites(study: Study, brief: CrisisBrief) -> list[str]:
    """Identifiers of the sites that a question is about."""
    return [*(site for _, site in _for_pockets(study, brief)), *_for_all(study, brief)]


def _for_pockets(study: Study, brief: CrisisBrief) -> list[tuple[PocketFacts, str]]:
    """A dry site inside each of the first pockets that have one."""
    results, own = study.outcomes.comparison.sites, study.spec.scenario.reading.value
    found = [
        (pocket, site)
        for pocket in brief.pockets.pockets
        for site in _dry(pocket, study.territory.sites, results)[:1]
        if getattr(pocket.people, own) >= MINIMUM_CELL
    ]
    return found[:POCKET_SITES]


def _for_all(study: Study, brief: CrisisBrief) -> list[str]:
    """The sites that most people reach, without those proposed for a pocket."""
    taken = {site for _, site in _for_pockets(study, brief)}
    known = study.territory.sites.index
    return [str(site) for site in brief.sites.index if site in known and site not in taken][:SITES]


def _dry(pocket: PocketFacts, sites: pd.DataFrame, results: pd.DataFrame) -> list[str]:
    return [
        site
        for site in pocket.sites
        if site in sites.index and not any(hits(results, site).values()) and not row_at(results, site)["open"]
    ]


def _opening(study: Study, site: Any, grid: Grid, served: tuple[str, str]) -> Decision:
    """``served``: the number of a pocket or ``""``, and how many get there."""
    (pocket, reach), capacity = served, table_words.amount(site["capacity"])
    name = table_words.place_line(str(site["number"]), plain_text(site["name"], 60), "")
    square = grid.square(site.geometry.x, site.geometry.y)
    watered = flooded(study.spec) and site["home"] != ""  # nobody knows of water outside the communes
    facts = words.site_facts(square, capacity, reach, watered=watered)
    return Decision(words.open_site(name, pocket), facts)


def pocket_number(study: Study, pocket: PocketFacts) -> str:
    """Number on the maps of a pocket of the answer: the one that shares its homes, ``""`` if none does."""
    homes = set(pocket.demand_ids)
    return next((number for number, drawn in numbered_pockets(study) if homes & set(drawn.demand_ids)), "")


def _kept_open(study: Study, brief: CrisisBrief, grid: Grid) -> Iterator[Decision]:
    own = study.spec.scenario.reading.value
    named = {road.road: road for road in reversed(brief.vital.roads)}  # the worst stretch of each road
    for road in list(reversed(named.values()))[:KEPT]:
        square = _square(study, road.edges, grid)
        yield Decision(
            words.keep_open(plain_text(road.road or labels.UNNAMED_ROAD, 60), square),
            words.keep_facts(band_of(road.isolated, study), _minutes(road.minutes, own)),
        )


def _minutes(band: Band, own: str) -> str:
    each = [float(getattr(band, reading)) for reading in READINGS]
    return table_words.count_band(min(each), float(getattr(band, own)), max(each))


def _doubts(study: Study) -> Iterator[Decision]:
    cut = study.outcomes.roads_cut[study.outcomes.roads_cut.index != ""]
    edges = cut[[f"edges_{reading}" for reading in READINGS]] > 0
    doubtful = [str(road) for road in cut.index[edges.any(axis=1) & ~edges.all(axis=1)]]
    points = scenario_cautions.scenario_cautions(study)
    if doubtful:
        points = [words.doubtful_roads(doubtful[:NAMED], len(doubtful) - NAMED), *points]
    if points:
        yield Decision(words.CHECK, plain_text(words.check(points), 420))
