"""Tables of scenarios side by side; public editions are numbers, without counts of one to ten people."""

import numpy as np
import pandas as pd

from cpts_geo.answers.compare import SideBySide
from cpts_geo.answers.headline import ISOLATED, NAMES, PEOPLE, figures_of
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import NAME
from cpts_geo.model.results import Band
from cpts_geo.model.scenario import READINGS
from cpts_geo.model.territory import Territory
from cpts_geo.render.disclosure import hide_small, is_small
from cpts_geo.wording import compare as words
from cpts_geo.wording import labels, numbers


def sentences(side: SideBySide, shown: tuple[Category, ...]) -> list[str]:
    """What each scenario does more or less than the first, for some kinds of care."""
    return [
        words.sentence(
            words.LETTERS[n],
            words.first_capital(labels.CATEGORY_PLURAL[category]),
            side.difference(n, ISOLATED, category.value),
            (side.band(n, ISOLATED, category.value), side.band(0, ISOLATED, category.value)),
        )
        for n in range(1, len(side.names))
        for category in shown
    ]


def figures_table(side: SideBySide) -> pd.DataFrame:
    """One row per indicator: each scenario with its band, then its difference with the first."""
    keys = [(str(indicator), str(category)) for indicator, category in side.figures.index]
    columns = {words.INDICATOR: [words.indicator(*key) for key in keys]}
    for n, name in enumerate(side.names):
        columns[words.titled(n, name)] = [_band(side.band(n, *key)) for key in keys]
    for n in range(1, len(side.names)):
        header = words.GAP.format(letter=words.LETTERS[n])
        columns[header] = [words.gap(side.difference(n, *key)) for key in keys]
    return pd.DataFrame(columns)


def public_figures(side: SideBySide) -> pd.DataFrame:
    """The same as numbers, one column per scenario and reading."""
    keys = [(str(indicator), str(category)) for indicator, category in side.figures.index]
    people = np.array([indicator in (ISOLATED, PEOPLE) for indicator, _ in keys])
    columns = {
        header: side.figures[column].astype("Int64").mask(people & is_small(side.figures[column]).to_numpy())
        for header, column in _columns(side)
    }
    start = pd.DataFrame({words.INDICATOR: [words.indicator(*key) for key in keys]}, index=side.figures.index)
    return start.assign(**columns).reset_index(drop=True)


def communes_table(side: SideBySide, territory: Territory, *, public: bool = False) -> pd.DataFrame:
    """People who lose each care in each commune, worst first."""
    table = side.communes
    most = table.max(axis=1).to_numpy()
    ordered = table.iloc[np.argsort(-most, kind="stable")]
    codes, care = (ordered.index.get_level_values(level) for level in (0, 1))
    start = pd.DataFrame(
        {
            words.COMMUNE: territory.communes[NAME].astype(str).reindex(codes).to_numpy(),
            words.CARE: [labels.CATEGORY[Category(str(name))] for name in care],
        }
    )
    if public:
        numbered = {header: hide_small(ordered[column]).to_numpy() for header, column in _columns(side)}
        return start.assign(**numbered)
    rows = ordered.to_numpy().reshape(len(ordered), len(side.names), len(NAMES))
    banded = {
        words.titled(n, name): [_band(Band(*map(float, row[n]))) for row in rows]
        for n, name in enumerate(side.names)
    }
    return start.assign(**banded)


def saved_figures(text: str, *, public: bool = False) -> pd.DataFrame:
    """Figures kept with a scenario; ``public`` leaves counts of one to ten people out."""
    figures = figures_of(text)
    people = figures["indicator"].isin([ISOLATED, PEOPLE])
    named = {
        words.INDICATOR: [
            words.indicator(*key) for key in zip(figures["indicator"], figures["category"], strict=True)
        ]
    }
    values = {
        labels.READING[reading]: figures[reading.value]
        .astype("Int64")
        .mask(people & is_small(figures[reading.value]) & public)
        for reading in READINGS
    }
    return pd.DataFrame({**named, **values})


def _columns(side: SideBySide) -> list[tuple[str, tuple[int, str]]]:
    return [
        (f"{words.titled(n, name)}, {labels.READING[reading].lower()}", (n, reading.value))
        for n, name in enumerate(side.names)
        for reading in READINGS
    ]


def _band(band: Band) -> str:
    return numbers.band(band.optimistic, band.median, band.pessimistic)
