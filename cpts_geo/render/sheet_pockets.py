"""Rows of pockets for the printed tables: who is there, what is left, what is missing."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from cpts_geo.model.layers import NAME
from cpts_geo.model.results import Pocket
from cpts_geo.render.escape import plain_text
from cpts_geo.render.numbering import numbered_pockets, published_people
from cpts_geo.render.sheet_places import Row
from cpts_geo.render.svg_frame import Grid
from cpts_geo.render.svg_pockets import NAMED, home_points
from cpts_geo.study import Study
from cpts_geo.wording import labels, pockets
from cpts_geo.wording import sheet_tables as table_words

TOWNS: Final = 3


def pocket_rows(study: Study, grid: Grid) -> list[Row]:
    """One row per pocket that the maps number, most people first; few people are not counted."""
    numbered = numbered_pockets(study)
    shown = published_people(study)
    return [
        {
            "cells": [plain_text(cell, 200) for cell in _cells(study, number, pocket, shown[number], grid)],
            "hit": False,
        }
        for number, pocket in numbered[:NAMED]
    ]


def _cells(study: Study, number: str, pocket: Pocket, people: float | None, grid: Grid) -> list[str]:
    reached = still_reached(study, pocket)
    partly = [name for name in pocket.missing if name in reached]
    lost = care(study, [name for name in pocket.missing if name not in reached])
    return [
        number,
        table_words.count(people),
        towns(study, pocket),
        pocket_square(study, pocket, grid),
        care(study, [name for name in pocket.services if name in reached]) or pockets.NOTHING_HERE,
        pockets.lost_and_partly(lost, care(study, partly)),
    ]


def still_reached(study: Study, pocket: Pocket) -> set[str]:
    """Kinds of care that somebody of a pocket still gets to, in the reading of the study.

    Homes whose own roads are cut make a pocket together without reaching one another: a place may stand
    among them that none of them can reach.
    """
    minutes = study.outcomes.readings[study.spec.scenario.reading].access.minutes
    own = minutes.loc[list(pocket.demand_ids)]
    return {str(name) for name in own if np.isfinite(own[name]).any()}


def towns(study: Study, pocket: Pocket) -> str:
    """Names of the communes of a pocket."""
    names = study.territory.communes[NAME]
    return pockets.shown_places((), tuple(str(names.get(code, code)) for code in pocket.communes), TOWNS)


def pocket_square(study: Study, pocket: Pocket, grid: Grid) -> str:
    """Radio square in the middle of the homes of a pocket."""
    x, y = np.median(home_points(study, pocket), axis=0)
    return grid.square(float(x), float(y)) or table_words.NONE


def care(study: Study, names: Sequence[str]) -> str:
    """Kinds of care that somebody still gives, in the order of the study; most of them in few words."""
    table = study.outcomes.comparison.categories
    given = [c for c in study.spec.categories if table["places_hit"][c.value] < table["places"][c.value]]
    kept, rest = ([c for c in given if (c.value in set(names)) is asked] for asked in (True, False))
    if 1 < len(kept) == len(given):
        return pockets.all_care(len(kept))
    if rest and len(kept) > 2 * len(rest):
        return pockets.all_but([labels.CATEGORY[category] for category in rest])
    return ", ".join(labels.CATEGORY[category] for category in kept)
