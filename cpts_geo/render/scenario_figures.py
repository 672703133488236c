"""Key figures of the sheet of a scenario, in the three readings."""

from cpts_geo.answers.crisis import CrisisBrief
from cpts_geo.answers.headline import NAMES, PEOPLE, ROADS, STRUCTURES, headline
from cpts_geo.answers.pocket_homes import home_places
from cpts_geo.model.categories import Category
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import choices
from cpts_geo.render.disclosure import MINIMUM_CELL
from cpts_geo.render.sheet_places import Row
from cpts_geo.study import Study
from cpts_geo.wording import sheet_scenario as words
from cpts_geo.wording import sheet_tables as table_words


def figure_rows(study: Study, brief: CrisisBrief) -> list[Row]:
    """One row per figure with its three readings; a dash where the data hold nothing to count."""
    known = headline(study).set_index("indicator")
    bands = {name: Band(*known.loc[name, NAMES].to_numpy(float)) for name in (PEOPLE, STRUCTURES, ROADS)}
    homes, sites = brief.losses.homes, study.outcomes.comparison.sites
    wet = {r: homes[homes[f"hit_{r}"].to_numpy(bool)] for r in READINGS}
    rows = [
        (words.FLOODED, bands[PEOPLE], True),
        (words.IN_POCKETS, brief.pockets.people, True),
        *_frail_in_pockets(brief),
        (words.POCKET_HOMES, home_places(brief.pockets.homes), False),
        (words.POCKET_COUNT, brief.pockets.count, False),
        (words.STRUCTURES_HIT, bands[STRUCTURES], False),
        (words.HOMES_HIT, Band(*(float(len(wet[r])) for r in READINGS)), False),
        (words.HOME_PLACES, Band(*(float(wet[r]["residents"].sum()) for r in READINGS)), False),
        (words.SITES_HIT, Band(*(float(sites[f"hit_{r}"].sum()) for r in READINGS)), False),
        (words.ROADS_CUT, bands[ROADS], False),
    ]  # fmt: skip
    nothing, dashes = _not_known(study), [table_words.NONE] * len(READINGS)
    said = [(name, dashes if name in nothing else _three(band, secret=few)) for name, band, few in rows]
    return [{"cells": [label, *cells], "hit": False} for label, cells in said]


def _not_known(study: Study) -> set[str]:
    """Figures about what the data do not hold: a dash, for a zero would reassure."""
    structures, sites = study.territory.structures, study.territory.sites
    homes, care = bool((structures["category"] == Category.EHPAD).any()), bool(choices.known_care(study))
    known = {
        **dict.fromkeys((words.IN_POCKETS, words.POCKET_COUNT, words.FRAIL_IN_POCKETS), care),
        **dict.fromkeys((words.POCKET_HOMES, words.HOMES_HIT, words.HOME_PLACES), homes),
        words.STRUCTURES_HIT: len(structures) > 0,
        words.SITES_HIT: len(sites) > 0,
    }
    return {name for name, told in known.items() if not told}


def _frail_in_pockets(brief: CrisisBrief) -> list[tuple[str, Band, bool]]:
    """One line, when some age is known."""
    bands = brief.pockets.frail.values()
    total = Band(*(sum(getattr(band, reading.value) for band in bands) for reading in READINGS))
    return [(words.FRAIL_IN_POCKETS, total, True)] if bands else []


def _three(band: Band, *, secret: bool) -> list[str]:
    values = [float(getattr(band, reading.value)) for reading in READINGS]
    return [table_words.count(None if secret and 0 < value < MINIMUM_CELL else value) for value in values]
