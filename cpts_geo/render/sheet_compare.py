"""Facts of the comparison sheet: the same map of each scenario, figures with their bands, what changes."""

from collections.abc import Sequence

from cpts_geo.answers.compare import SideBySide, compare_studies
from cpts_geo.answers.headline import ISOLATED, PEOPLE
from cpts_geo.model.results import Band
from cpts_geo.render import compare_table, figures
from cpts_geo.render.disclosure import MINIMUM_CELL
from cpts_geo.render.escape import plain_text
from cpts_geo.render.legend import swatch
from cpts_geo.render.scenario_cautions import scenario_cautions
from cpts_geo.render.sheets import Facts, common_facts, table
from cpts_geo.render.small_map import small_frame, small_sheet
from cpts_geo.study import Study
from cpts_geo.wording import compare as words
from cpts_geo.wording import legends, sheet_compare, sheet_tables, sheets

Gauge = tuple[str, str, str]


def compare_facts(studies: Sequence[Study], *, gauges: Sequence[Gauge] = ()) -> Facts:
    """Everything the sheet says.

    Parameters
    ----------
    studies
        Two to four studies of one territory; the others are compared with the first.
    gauges
        Lines of the table of levels: station, level or colour, scenario to look at.
    """
    first, side = studies[0], compare_studies(studies)
    frame = small_frame(first.territory)
    maps = [small_sheet(study, frame) for study in studies]
    keys = dict.fromkeys(key for _, legend in maps for key in legend)
    names = [plain_text(words.titled(n, name), 90) for n, name in enumerate(side.names)]
    facts = common_facts(first, sheet_compare.KIND)
    return facts | {
        "scenario": sheet_compare.compared(len(studies)),
        "reading": sheet_compare.vehicles([study.spec.vehicle for study in studies]),
        "stamp": legends.stamp_words(
            fictitious=first.territory.fictitious,
            exercise=any(study.spec.scenario.exercise for study in studies),
        ),
        "identity": sheet_compare.identity(facts["identity"], [study.fingerprint for study in studies]),
        "maps": [
            {
                "name": name,
                "reading": sheet_compare.reading(study.spec.scenario.reading),
                "svg": svg,
                "alt": plain_text(sheet_compare.map_alt(name, frame.scale), 300),
            }
            for name, study, (svg, _) in zip(names, studies, maps, strict=True)
        ],
        "legend": [{"svg": swatch(key), "label": legends.legend_entry(key)} for key in (*keys, "commune")],
        "caution": {"title": facts["caution"]["title"], "text": sheet_compare.CAUTION},
        "notes": {"title": facts["notes"]["title"], "lines": _notes(studies)},
        "changes": {"title": words.SITUATION, "lines": _changes(side, first)},
        "figures": _figures(side, names),
        "gauges": table(
            sheet_compare.GAUGES,
            sheet_compare.GAUGES_HEAD,
            [{"cells": [plain_text(cell, 90) for cell in line]} for line in gauges],
            "",
        ),
    }


def _notes(studies: Sequence[Study]) -> list[str]:
    """How to read the figures, then what to be careful of in each scenario, each sentence once."""
    first = studies[0].spec
    said: dict[str, list[str]] = {}
    for n, study in enumerate(studies):
        for line in scenario_cautions(study):
            said.setdefault(line, []).append(words.LETTERS[n])
    own = [plain_text(f"{', '.join(letters)} : {line}", 400) for line, letters in said.items()]
    return [sheets.cut_meaning(first.vehicle), sheets.band_meaning(first.scenario.reading), *own]


def _changes(side: SideBySide, first: Study) -> list[str]:
    """What each scenario does more or less, where no small count can be read from it."""
    care = tuple(figures.headline_care(first))
    told = [
        (n, category)
        for n in range(1, len(side.names))
        for category in care
        if not _secret(side, n, ISOLATED, category.value)
    ]
    said = compare_table.sentences(side, care)
    every = [(n, category) for n in range(1, len(side.names)) for category in care]
    return [plain_text(line, 300) for pair, line in zip(every, said, strict=True) if pair in told]


def _figures(side: SideBySide, names: Sequence[str]) -> Facts:
    keys = [(str(indicator), str(category)) for indicator, category in side.figures.index]
    others = range(1, len(names)) if len(names) == 2 else ()  # beyond, the sentences tell the differences
    head = (words.INDICATOR, *names, *(words.GAP.format(letter=words.LETTERS[n]) for n in others))
    rows = [
        {
            "cells": [
                words.indicator(*key),
                *(_band(side, n, *key) for n in range(len(names))),
                *(_gap(side, n, *key) for n in others),
            ]
        }
        for key in keys
    ]
    return table(words.FIGURES, head, rows, "")


def _band(side: SideBySide, n: int, indicator: str, category: str) -> str:
    band = side.band(n, indicator, category)
    people = indicator in (ISOLATED, PEOPLE)
    values = [None if people and _small(value) else value for value in _values(band)]
    return sheet_tables.count_band(*values)


def _gap(side: SideBySide, n: int, indicator: str, category: str) -> str:
    if indicator in (ISOLATED, PEOPLE) and _secret(side, n, indicator, category):
        return sheet_tables.HIDDEN
    return words.gap(side.difference(n, indicator, category))


def _secret(side: SideBySide, n: int, indicator: str, category: str) -> bool:
    """Whether a difference would give a small count away: that of either scenario, or its own."""
    bands = (side.band(n, indicator, category), side.band(0, indicator, category))
    gap = side.difference(n, indicator, category)
    return any(_small(abs(value)) for band in (*bands, gap) for value in _values(band))


def _values(band: Band) -> tuple[float, float, float]:
    return band.optimistic, band.median, band.pessimistic


def _small(value: float) -> bool:
    return 0 < value < MINIMUM_CELL
