"""Rows of the roads that a commune needs first, and its other cut roads on one line."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.access.stretches import Stretch
from cpts_geo.answers.commune_roads import CommuneRoads, FirstRoad
from cpts_geo.model.layers import POPULATION
from cpts_geo.model.scenario import READINGS
from cpts_geo.render.choices import unless_unknown
from cpts_geo.render.disclosure import MINIMUM_CELL
from cpts_geo.render.escape import plain_text
from cpts_geo.render.sheet_roads import road_rows, squares_of
from cpts_geo.render.svg_frame import Grid
from cpts_geo.render.whereabouts import Whereabouts
from cpts_geo.study import Study
from cpts_geo.wording import labels
from cpts_geo.wording import sheet_commune as words
from cpts_geo.wording import sheet_tables as table_words

Row = dict[str, Any]
MOST_OTHERS: Final = 4
MOST_SQUARES: Final = 3


class FirstRoads:
    """The table of a commune, and the names of its roads for the tasks."""

    def __init__(self, study: Study, grid: Grid, public: pd.DataFrame) -> None:
        self.study, self.grid, self.public = study, grid, public
        self.where = Whereabouts(study)

    def table(self, code: str, roads: CommuneRoads) -> dict[str, Any]:
        """Rows, what to say when there are none to reopen, and how many roads are left out."""
        published = self.public[self.public["code_insee"] == code].set_index("category")
        rows = [self._row(words.REOPEN, first, published, code) for first in roads.reopen]
        rows += [self._row(words.PROTECT, first, published, code) for first in roads.protect]
        said = [words.ROADS_NOTE] if rows else []
        if not roads.reopen:
            said.append(self._none(roads))
        said.append(words.more_roads(roads.more_reopen, roads.more_protect))
        return {
            "title": words.ROADS,
            "head": list(words.ROADS_HEAD),
            "rows": rows,
            "empty": "",
            "note": " ".join(text for text in said if text),
        }

    def names(self, roads: Sequence[FirstRoad]) -> list[str]:
        """« D10 (E9) » of each road."""
        return [self._named(first.stretch) for first in roads]

    def _named(self, stretch: Stretch) -> str:
        squares = squares_of(self.study.network.edges.iloc[list(stretch.edges)], self.grid, MOST_SQUARES)
        name = plain_text(stretch.road or labels.UNNAMED_ROAD, 60)
        return f"{name} ({squares})" if squares != table_words.NONE else name

    def _none(self, roads: CommuneRoads) -> str:
        if not roads.together_for:
            return unless_unknown(self.study, words.NOTHING_LOST)
        if not roads.together:
            return words.NO_ROAD_HELPS
        named = list(dict.fromkeys(s.road for s in roads.together if s.road))[: words.LISTED]
        return words.together(roads.together_for, [plain_text(n, 60) for n in named], len(roads.together))

    def _row(self, action: str, first: FirstRoad, published: pd.DataFrame, code: str) -> Row:
        stretch = first.stretch
        part = self.study.network.edges.iloc[list(stretch.edges)]
        order = [category.value for category in self.study.spec.categories]
        care = sorted(first.by_category, key=lambda name: (-first.by_category[name], order.index(name)))
        known = published.index[published["minutes_reference"].notna()]
        closed = self.study.outcomes.readings[self.study.spec.scenario.reading].edges["cut_by"]
        causes = int(np.bitwise_or.reduce(closed.to_numpy()[list(stretch.edges)]))
        cut = table_words.water_or_closure(causes, stretch.depth_m)
        cells = [
            action,
            words.road(plain_text(stretch.road, 60), self.where.between(stretch.edges)),
            squares_of(part, self.grid, MOST_SQUARES),
            cut if causes or action == words.REOPEN else table_words.NONE,
            self._people(action, first, published, code),
            words.cares(care, every=len(care) > words.LISTED and set(known) <= set(care)),
        ]
        return {"cells": [plain_text(cell) for cell in cells]}

    def _people(self, action: str, first: FirstRoad, published: pd.DataFrame, code: str) -> str:
        """People of the band; hidden when another published count would give a small one away."""
        totals = self._totals(action, published, code)
        counts = [int(getattr(first.people, reading.value)) for reading in READINGS]
        secret = any(_gives_away(totals.get(name), people) for name, people in first.by_category.items())
        hidden = [secret or 0 < count < MINIMUM_CELL for count in counts]
        low, _, high = (None if hide else count for hide, count in zip(hidden, counts, strict=True))
        own = int(getattr(first.people, self.study.spec.scenario.reading.value))
        middle = None if secret or 0 < own < MINIMUM_CELL else own
        return table_words.count_band(low, middle, high)

    def _totals(self, action: str, published: pd.DataFrame, code: str) -> Mapping[str, float | None]:
        """What the sheet publishes of each kind of care: people who lose it, or who still have it."""
        counts = published["newly_isolated"].astype("Float64")
        lost = {str(name): None if pd.isna(n) else float(n) for name, n in counts.items()}
        if action == words.REOPEN:
            return lost
        people = self.study.territory.demand
        living = float(people[POPULATION][people["code_insee"] == code].sum())
        return {name: None if n is None else living - n for name, n in lost.items()}


def _gives_away(total: float | None, people: int) -> bool:
    """Whether the sheet hides the total, or would let a small rest be worked out of it."""
    return total is None or 0 < total - people < MINIMUM_CELL


def other_roads(study: Study, edges: gpd.GeoDataFrame, grid: Grid, shown: Sequence[str]) -> str:
    """Cut roads that the table does not name, with their squares, the most important ones first."""
    rows = [row for row in road_rows(study, edges, grid, gather_minor=True) if "cells" in row]
    named = [f"{row['cells'][0]} ({row['cells'][3]})" for row in rows if row["cells"][0] not in shown]
    return words.other_roads(named[:MOST_OTHERS], len(named[MOST_OTHERS:]))
