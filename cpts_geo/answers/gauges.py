"""From a level or a colour to the scenario to look at: the next higher known one, never a lower one."""

from collections.abc import Sequence
from dataclasses import dataclass

from cpts_geo.answers.steps import next_higher
from cpts_geo.territory.gauges import COLOURS, GaugeRule


@dataclass(frozen=True)
class Pointed:
    """What the table says of a level.

    Attributes
    ----------
    rule
        The line to follow: the lowest whose level is not below; ``None`` when none is high enough.
    highest
        The line of the highest known level; ``None`` when the station has no line of that sort.
    """

    rule: GaugeRule | None
    highest: GaugeRule | None


def scenario_at_level(rules: Sequence[GaugeRule], station: str, level_m: float) -> Pointed:
    """Line of a station for a level of its gauge."""
    known = [(rule.level_m, rule) for rule in rules if rule.station == station and rule.level_m is not None]
    return _pointed(known, level_m)


def scenario_at_colour(rules: Sequence[GaugeRule], station: str, colour: str) -> Pointed:
    """Line of a stretch of river for the colour of its vigilance; an unknown colour points at the highest.

    Unknown is never green.
    """
    known = [(float(rule.colour), rule) for rule in rules if rule.station == station and rule.colour]
    if colour not in COLOURS:
        highest = max(known, key=lambda line: line[0])[1] if known else None
        return Pointed(highest, highest)
    return _pointed(known, float(colour))


def _pointed(known: list[tuple[float, GaugeRule]], level: float) -> Pointed:
    lines = sorted(known, key=lambda line: line[0])
    if not lines:
        return Pointed(None, None)
    found = next_higher(level, [reached for reached, _ in lines])
    return Pointed(None if found is None else lines[found][1], lines[-1][1])
