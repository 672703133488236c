"""Words of why a road or a place is stopped: under water, closed and by what, or both."""

from collections.abc import Mapping, Sequence
from typing import Final

from cpts_geo.model.causes import WATER, named
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.wording import labels

CAUSE: Final[dict[str, str]] = {
    "closure": "arrêté, décision ou tracé de coupure",
    "closed_by_hand": "fermée à la main",
    "perimeter": "périmètre interdit",
    "site_orders": "décision",
    "supply": "personnel ou moyens perdus",
    "snow": "neige",
    "winter": "neige ou verglas",
    "storm": "tempête",
    "traffic": "circulation",
    "other": "autre aléa",
}
SHORT: Final[dict[str, str]] = {  # in the tables of a sheet
    "closure": "déclarée",
    "closed_by_hand": "à la main",
    "perimeter": "périmètre",
    "site_orders": "décision",
    "supply": "moyens perdus",
    "snow": "neige",
    "winter": "neige",
    "storm": "tempête",
    "traffic": "circulation",
    "other": "autre aléa",
}
UNDER_WATER: Final = "sous l’eau"
WHY: Final = "Pourquoi"


def closed(causes: Sequence[str], *, feminine: bool = True) -> str:
    """« fermée (périmètre interdit) »; nothing when only water does it."""
    others = [CAUSE[cause] for cause in causes if cause != WATER]
    if not others:
        return ""
    word = "fermée" if feminine else "fermé"
    return f"{word} ({', '.join(others)})" if others != [CAUSE["closed_by_hand"]] else f"{word} à la main"


def said(causes: int, *, feminine: bool = True) -> str:
    """« sous l’eau », « fermée (périmètre interdit) », or both; nothing when nothing stops."""
    found = named(causes)
    parts = [UNDER_WATER if WATER in found else "", closed(found, feminine=feminine)]
    return " et ".join(part for part in parts if part)


def short(causes: int, *, feminine: bool = False) -> str:
    """The same for the narrow tables of a sheet: « inondé et fermé (périmètre) »."""
    found = named(causes)
    others = list(dict.fromkeys(SHORT[cause] for cause in found if cause != WATER))
    word = "fermée" if feminine else "fermé"
    parts = ["inondé" if WATER in found else "", f"{word} ({', '.join(others)})" if others else ""]
    return " et ".join(part for part in parts if part)


def by_reading(causes: Mapping[Reading, int], *, feminine: bool = True) -> str:
    """As ``said``, with the readings where a cause does not hold in all of them."""
    wet = [reading for reading in READINGS if WATER in named(causes[reading])]
    shut = [reading for reading in READINGS if closed(named(causes[reading]))]
    every = 0
    for reading in READINGS:
        every |= causes[reading]
    parts = [
        (UNDER_WATER, wet),
        (closed(named(every), feminine=feminine), shut),
    ]
    return " et ".join(f"{words}{_only(readings)}" for words, readings in parts if readings)


def _only(readings: Sequence[Reading]) -> str:
    if len(readings) == len(READINGS):
        return ""
    return f" (lecture {', '.join(labels.READING[reading].lower() for reading in readings)})"
