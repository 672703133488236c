"""What a commune must do, in plain words: each line follows from the study or from the law."""

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.answers.commune_roads import CommuneRoads
from cpts_geo.model.categories import Category
from cpts_geo.render.choices import flooded
from cpts_geo.render.commune_first import FirstRoads
from cpts_geo.render.escape import plain_text
from cpts_geo.render.numbering import rows_of
from cpts_geo.render.sheet_places import hits
from cpts_geo.render.site_values import in_words
from cpts_geo.study import Study
from cpts_geo.wording import sheet_commune as words
from cpts_geo.wording.site_fields import OTHER_USE

MOST_NAMES: Final = 4
MOST_NUMBERS: Final = 10
MOST_SITES: Final = 2


def commune_tasks(
    study: Study,
    roads: CommuneRoads,
    first: FirstRoads,
    *,
    structures: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    losses: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    """Tasks of a commune, most urgent first.

    Parameters
    ----------
    structures, sites
        Those of the commune, numbered.
    losses
        Kinds of care that its people lose, and how many people as they may be published.
    """
    if not study.spec.scenario.hazards:
        return {"title": words.PREPARE, "lines": words.keep_ready()}
    lines = [
        words.warn(),
        *_road_lines(roads, first),
        *_people_line(losses),
        *_site_lines(study, sites),
        *_structure_lines(study, structures),
        words.register(),
        words.log(),
    ]
    return {"title": words.TASKS, "lines": [plain_text(line, 400) for line in lines]}


def _road_lines(roads: CommuneRoads, first: FirstRoads) -> list[str]:
    lines = []
    if roads.reopen:
        lines.append(words.ask_to_reopen(first.names(roads.reopen)))
    if roads.protect:
        lines.append(words.protect_roads(first.names(roads.protect)))
    return lines


def _people_line(losses: Sequence[tuple[str, str]]) -> list[str]:
    if not losses:
        return []
    names, counts = zip(*losses, strict=True)
    rest = len(names) - words.LISTED
    said = ", ".join(names[: words.LISTED]) + (words.and_more(rest) if rest > 0 else "")
    return [words.people_cut(counts[0], said)]


def _site_lines(study: Study, sites: gpd.GeoDataFrame) -> list[str]:
    table = study.outcomes.comparison.sites
    opened = [site for site in rows_of(sites) if site.Index in study.spec.open_sites]
    spared = [
        site
        for site in rows_of(sites)
        if site.Index not in study.spec.open_sites and not any(hits(table, site.Index).values())
    ]
    lines = [words.open_site(words.place(s.number, s.name), _facts(s)) for s in opened[:MOST_SITES]]
    if spared:
        said = [f"{words.place(s.number, s.name)}{_bracket(_facts(s))}" for s in spared[:MOST_SITES]]
        lines.append(words.prepare_sites(said, len(spared[MOST_SITES:]), watered=flooded(study.spec)))
    elif not opened:
        lines.append(words.no_site(len(sites), watered=flooded(study.spec)))
    return lines


def _facts(site: Any) -> list[str]:
    agreed, notice = getattr(site, "convention", None), getattr(site, "notice_h", None)
    use = getattr(site, "other_use", "")
    return words.site_facts(
        convention=None if agreed is None or pd.isna(agreed) else bool(agreed),
        notice_h=None if notice is None or pd.isna(notice) else float(notice),
        other_use="" if pd.isna(use) else in_words(OTHER_USE, plain_text(use, 40)),
    )


def _bracket(facts: list[str]) -> str:
    return f" ({', '.join(facts)})" if facts else ""


def _structure_lines(study: Study, structures: gpd.GeoDataFrame) -> list[str]:
    touched = _any_hit(study, structures)
    homes = structures["category"] == Category.EHPAD
    lines = []
    if homes.any():
        hit = structures[homes & touched]
        lines.append(words.ehpads(_places(structures[homes], MOST_NAMES), _numbers(hit)))
    others = structures[~homes & touched]
    if len(others):
        lines.append(words.structures_hit(_numbers(others[:MOST_NUMBERS]), len(others[MOST_NUMBERS:])))
    return lines


def _any_hit(study: Study, structures: gpd.GeoDataFrame) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    table = study.outcomes.comparison.structures
    return np.array([any(hits(table, key).values()) for key in structures.index], dtype=bool)


def _places(structures: gpd.GeoDataFrame, most: int) -> list[str]:
    return [words.place(s.number, plain_text(s.name, 60)) for s in rows_of(structures.iloc[:most])]


def _numbers(structures: gpd.GeoDataFrame) -> list[str]:
    return [str(s.number) for s in rows_of(structures)]
