"""The local index on a page: figures, table and map."""

from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.answers.competition import LocalIndex
from cpts_geo.answers.states import REFERENCE, STATES
from cpts_geo.model.layers import NAME, POPULATION
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.render import style
from cpts_geo.render.map_layers import SIMPLIFY_M, MapLayer, Style, area, make_layer, told
from cpts_geo.render.screen import Figure
from cpts_geo.study import Study
from cpts_geo.wording import cautions, competition, numbers, pages

CLASS_BOUNDS: Final = (0.0, 0.5, 0.8, 1.2, np.inf)  # shares of the mean in normal times, for the map only
CLASS_COLOURS: Final = tuple(style.MINUTE_COLOURS[k] for k in (4, 2, 1, 0))  # dark where there is less


def index_figures(study: Study, found: LocalIndex) -> list[Figure]:
    """Mean in normal times (the scenario conserves it), who loses half, who has nothing in reach."""
    mean = Figure(
        competition.MEAN_BEFORE,
        competition.rate(float(found.totals[REFERENCE]["index"])),
        competition.unit(found),
    )
    own = study.spec.scenario.reading
    return [
        mean,
        _people(competition.HALVED, found.totals.T["halved"], own),
        _people(competition.WITHOUT, found.totals.T["without"], own, before=True),
    ]


def _people(title: str, values: pd.Series, own: Reading, *, before: bool = False) -> Figure:
    readings = [float(values[reading.value]) for reading in READINGS]
    normal = float(values[REFERENCE])
    band = cautions.band(min(readings), max(readings))
    note = f"{band}, {pages.before(normal)}" if before else band
    return Figure(title, numbers.integer(float(values[own.value])), note, alarming=max(readings) > normal)


def index_table(found: LocalIndex) -> pd.DataFrame:
    """One row per commune, least served under the scenario first; rates, no count but the whole commune."""
    rates = (found.communes[list(STATES)] * competition.PER).round(2)
    frame = found.communes[[NAME]].assign(**{POPULATION: found.communes[POPULATION].round().astype(int)})
    frame = frame.join(rates).sort_values(["median", NAME])
    return pd.DataFrame({title: frame[name] for name, title in competition.HEADER.items()}).reset_index(
        drop=True
    )


def index_layer(study: Study, found: LocalIndex, state: str) -> MapLayer:
    """Communes by their index compared with the mean of the territory in normal times."""
    rates, mean = found.communes[state], float(found.totals[REFERENCE]["index"])
    known = rates[rates.notna()]
    compared = known / mean if mean > 0 else known * 0
    look = np.searchsorted(CLASS_BOUNDS[1:-1], compared.to_numpy(float), side="right")
    look = np.where(known == 0, len(CLASS_COLOURS), look)
    communes = study.territory.communes.loc[known.index]
    unit = competition.unit(found)
    frame = gpd.GeoDataFrame(
        {
            "look": look,
            "title": communes[NAME],
            "lines": told([[f"{competition.rate(value)} {unit}"] for value in known], known.index),
        },
        geometry=communes.geometry.simplify(SIMPLIFY_M * 4),
        crs=communes.crs,
    )
    return make_layer(frame, _looks())


def _looks() -> list[tuple[str, Style]]:
    classes = [
        (competition.compared(low, high), area(colour, style.INK, opacity=0.6, width=0.3))
        for (low, high), colour in zip(pairwise(CLASS_BOUNDS), CLASS_COLOURS, strict=True)
    ]
    nothing = area(style.UNREACHABLE_COLOUR, style.INK, opacity=0.2, width=0.3)
    return [*classes, (competition.NOTHING_NEAR, {**nothing, "hatch": style.UNREACHABLE_COLOUR})]
