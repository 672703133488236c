"""Columns of a pocket that stand once for each reading: its people, the frail, places of its EHPAD."""

from math import isnan
from typing import Final

import pandas as pd

from cpts_geo.answers.pockets import PocketFacts
from cpts_geo.model.scenario import READINGS
from cpts_geo.render.disclosure import hide_rows

PEOPLE: Final = tuple(f"people_{reading}" for reading in READINGS)
FRAIL: Final = tuple(f"frail_{reading}" for reading in READINGS)
PLACES: Final = tuple(f"ehpad_places_{reading}" for reading in READINGS)


def people_by_reading(pocket: PocketFacts) -> dict[str, int | None]:
    """People who newly lost some care."""
    return {name: int(getattr(pocket.people, r.value)) for name, r in zip(PEOPLE, READINGS, strict=True)}


def frail_by_reading(pocket: PocketFacts) -> dict[str, int | None]:
    """The frail among them; nothing when no age is known."""
    if pocket.frail is None:
        return dict.fromkeys(FRAIL)
    return {name: int(getattr(pocket.frail, r.value)) for name, r in zip(FRAIL, READINGS, strict=True)}


def places_by_reading(pocket: PocketFacts) -> dict[str, int | None]:
    """Known places of its EHPAD; nothing when it has some and none of their places is known."""
    if pocket.homes and all(isnan(home.residents) for home in pocket.homes):
        return dict.fromkeys(PLACES)
    return {name: int(getattr(pocket.home_places, r.value)) for name, r in zip(PLACES, READINGS, strict=True)}


def hide_frail(frame: pd.DataFrame) -> pd.DataFrame:
    """Table without the frail of pockets whose people are hidden, or with few frail or few others.

    ``frame`` has the people already hidden where they are few.
    """
    told, frail = (frame[list(names)].astype("Float64").astype(float) for names in (PEOPLE, FRAIL))
    hidden = hide_rows(frame.assign(**frail), FRAIL, told - frail.to_numpy())
    silent = told.isna().any(axis=1)
    return frame.assign(**{name: hidden[name].mask(silent) for name in FRAIL})
