"""Vigicrues at the time of preparing a territory: a dated snapshot, never a live layer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cpts_geo.sources.download.answer import check_features, check_fields
from cpts_geo.sources.download.catalogue import Services
from cpts_geo.sources.download.client import Client

NAME: Final = "Vigicrues"
LEVELS: Final = ("NivInfViCr", "NivSituVigiCruEnt")  # current name, and that of v1.1 (FACTS 1.11)


@dataclass(frozen=True)
class Vigilance:
    """State of the watched rivers of a box.

    Attributes
    ----------
    watched
        Reaches in the box; none means that Vigicrues watches no river here, not that all is well.
    level
        Highest level in the box, 1 (green) to 4 (red); ``None`` is unknown.
    """

    watched: int
    level: int | None


def vigilance(client: Client, services: Services, box: tuple[float, float, float, float]) -> Vigilance:
    """State of the watched rivers that cross a box in degrees; nothing received is unknown, never green.

    Raises
    ------
    SourceError
        ``missing_field`` when the level is under none of its names, and what the client raises.
    """
    answer = client.get_json(NAME, services.vigicrues)
    features = check_features(NAME, answer, ())
    here = [feature for feature in features if _crosses(feature["geometry"], box)]
    levels = [_level(feature["properties"]) for feature in here]
    known = [level for level in levels if level is not None]
    return Vigilance(len(here), max(known) if known and len(known) == len(here) else None)


def _level(properties: dict[str, Any]) -> int | None:
    name = next((name for name in LEVELS if name in properties), LEVELS[0])
    text = str(check_fields(NAME, properties, {name: object})[name]).strip()
    return int(text) if text in {"1", "2", "3", "4"} else None


def _crosses(geometry: dict[str, Any] | None, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    found = _positions((geometry or {}).get("coordinates", []))
    return any(west <= x <= east and south <= y <= north for x, y in found)


def _positions(value: Any) -> Iterator[tuple[float, float]]:
    if isinstance(value, list) and len(value) >= 2 and isinstance(value[0], int | float):
        yield float(value[0]), float(value[1])
    elif isinstance(value, list):
        for item in value:
            yield from _positions(item)
