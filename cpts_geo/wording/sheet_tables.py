"""Words of the cells of printed tables: counts, bands, capacities, states, roads."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.model.causes import WATER, bit
from cpts_geo.model.scenario import Reading
from cpts_geo.wording import labels, legends, numbers
from cpts_geo.wording.causes import short

NBSP: Final = numbers.NO_BREAK_SPACE
NARROW: Final = numbers.NARROW_SPACE
NONE: Final = "–"
HIDDEN: Final = "n.p."
ROAD_CLASS: Final[dict[str, str]] = {
    "autoroute": "voie rapide",
    "principale": "principale",
    "secondaire": "secondaire",
    "locale": "locale",
    "desserte": "desserte",
    "chemin": "chemin",
}
MINOR_ROADS: Final[dict[str, str]] = {
    "locale": "petites routes sans numéro",
    "desserte": "rues et dessertes",
    "chemin": "chemins",
}
NO_LOSS: Final = "aucune"
UNKNOWN_DEPTH: Final = "inconnue"
SAME: Final = "le même"
NO_PLACE: Final = "aucun recensé"
CUT_IN_THREE: Final = "Coupées dans les trois lectures"
MEDIAN_AND_PESSIMISTIC: Final = "Coupées selon les lectures médiane et pessimiste"
PESSIMISTIC_ONLY: Final = "Coupées selon la lecture pessimiste seulement"


def count(value: float | None) -> str:
    """People of a table; hidden counts are said to be hidden."""
    return HIDDEN if value is None else numbers.integer(value)


def count_band(low: float | None, middle: float | None, high: float | None) -> str:
    """« 1 200 [800 – 2 100] », least and most of the three; no brackets when they agree.

    A harder reading may give fewer people: those whom one road alone gives back. A hidden count has no order.
    """
    if low == middle == high:
        return count(middle)
    if low is not None and middle is not None and high is not None:
        low, high = min(low, middle, high), max(low, middle, high)
    return f"{count(middle)} [{count(low)}{NBSP}–{NBSP}{count(high)}]"


def headline(population: float, flooded: str) -> str:
    """People of the territory, and those whose home is under water."""
    return f"Population{NBSP}: {amount(population)}. Habitants en zone touchée{NBSP}: {flooded}."


def already(people: int) -> str:
    """People without access before the scenario, for the worst service: never counted as lost."""
    if not people:
        return ""
    return f" Déjà sans accès avant le scénario, non comptés : jusqu’à {numbers.people(people)} selon le service."


def minutes_change(before: float, during: tuple[float, float, float]) -> str:
    """« 12 min → 35 min [20 – 50] »: lowest, own and highest during; one value when nothing changes."""
    one, other = numbers.minutes(before), minutes_band(*during)
    return one if one == other else f"{one} → {other}"


def median_trip(places: int, before: float, during: tuple[float, float, float]) -> str:
    """Trip before and during the scenario; no place at all is not the fault of the scenario."""
    return minutes_change(before, during) if places else NO_PLACE


def minutes_band(low: float, middle: float, high: float) -> str:
    """Minutes in the study's reading with the two extreme readings."""
    return _band([numbers.minutes(value) for value in (low, middle, high)])


def _band(said: list[str]) -> str:
    """« 12 min [8 – 20] »: the unit once when it is the same, no brackets when all agree."""
    low, middle, high = said
    if low == middle == high:
        return middle
    units = {text.rpartition(NARROW)[2] for text in said}
    if len(units) == 1 and all(text.count(NARROW) == 1 for text in said):
        low, high = low.partition(NARROW)[0], high.partition(NARROW)[0]
    return f"{middle} [{low}{NBSP}–{NBSP}{high}]"


def capacity(value: float, unit: str) -> str:
    """« 80 places », a dash when nobody said."""
    if not math.isfinite(value):
        return NONE
    return f"{numbers.integer(value)}{NBSP}{labels.unit(value, unit)}".strip()


def capacities(places: float, unit: str, per_day: float) -> str:
    """Reception and care capacity: « 80 places, 120 / j »."""
    daily = f"{numbers.integer(per_day)}{NARROW}/{NARROW}j" if math.isfinite(per_day) else ""
    known = [capacity(places, unit)] if math.isfinite(places) else []
    return ", ".join([*known, *([daily] if daily else [])]) or NONE


def capacity_of_kind(known: Sequence[tuple[float, str]]) -> str:
    """« 240 lits », and how many places say nothing; a dash when none does."""
    totals: dict[str, float] = {}
    for value, unit in known:
        if math.isfinite(value):
            totals[unit] = totals.get(unit, 0.0) + value
    silent = sum(not math.isfinite(value) for value, _ in known)
    said = ", ".join(capacity(total, unit) for unit, total in totals.items())
    return f"{said} ({silent} sans)" if said and silent else said or NONE


def capacity_and_numbers(capacity: str, numbers_on_map: Sequence[str]) -> str:
    """« 240 lits, n° 7, 8 ▲ »."""
    known = [] if capacity == NONE else [capacity]
    return ", ".join([*known, f"n°{NBSP}{', '.join(numbers_on_map)}"])


def amount(value: float) -> str:
    """A number of a table, a dash when nobody said."""
    return numbers.integer(value) if math.isfinite(value) else NONE


def places_hit(places: int, hit: int, off_road: int = 0) -> str:
    """« 9 (2 ▲) », « 43 (36 hors réseau) »: ``off_road`` are those that no imported road is near."""
    notes = [f"{hit}{legends.HIT_MARK}"] if hit else []
    notes += [f"{off_road} hors réseau"] if off_road else []
    return f"{places} ({', '.join(notes)})" if notes else str(places)


def structure_group(key: str, *, margin: bool) -> str:
    """Heading of a kind of structures in a table."""
    special = {"category_urgences": "Hôpitaux avec urgences"}
    name = special.get(key) or labels.CATEGORY_PLURAL[Category(key.removeprefix("category_"))]
    return f"{name} – voisinage" if margin else name


def site_state(causes: Mapping[Reading, int], own: Reading, status: str, *, opened: bool) -> str:
    """State of a candidate site: hazard first, then whether it is open in this study."""
    hazard = state(causes, own, "")
    declared = "ouvert pour ce scénario" if opened else labels.STATUS.get(status, status)
    return declared if hazard == NONE else f"{hazard}, {declared}" if opened else hazard


def state(causes: Mapping[Reading, int], own: Reading, status: str) -> str:
    """State of a place: under water or closed in the reading, at risk in another, else its declared status."""
    if causes[own]:
        same = all(cause == causes[own] for cause in causes.values())
        return f"▲ {short(causes[own])}" + ("" if same else " (selon lecture)")
    worst = causes[Reading.PESSIMISTIC] or causes[Reading.MEDIAN] or causes[Reading.OPTIMISTIC]
    if worst:
        said = short(worst)
        return f"△ {said} selon la lecture" if causes[Reading.MEDIAN] else f"△ {said} en lecture pessimiste"
    return labels.STATUS.get(status, status) or NONE


def water_or_closure(causes: int, depth_m: float, water: str = "") -> str:
    """Water on a cut road, or what else closes it, or both: « 0,8 m et fermée (périmètre) ».

    ``water`` stands before the depth where no header says what it is.
    """
    depth = f"{water}{UNKNOWN_DEPTH if math.isnan(depth_m) else numbers.depth(depth_m)}"
    parts = [depth if causes & bit(WATER) else "", short(causes & ~bit(WATER), feminine=True)]
    return " et ".join(part for part in parts if part) or depth


def water_unknown(said: str) -> str:
    """« ouvert, eau non connue »: a place beyond the communes, which no map of the flood may cover."""
    return ", ".join(text for text in (said, "eau non connue") if text not in ("", NONE))


ROAD_READINGS: Final = (CUT_IN_THREE, MEDIAN_AND_PESSIMISTIC, PESSIMISTIC_ONLY)


def road_reading(closed: Mapping[Reading, bool]) -> int:
    """Rank in ``ROAD_READINGS``: in which readings a road is cut."""
    if all(closed.values()):
        return 0
    return 1 if closed[Reading.MEDIAN] else 2


def length_band(low: float, middle: float, high: float) -> str:
    """Length cut, with the two extreme readings."""
    return _band([numbers.metres(value) for value in (low, middle, high)])


def minor_roads(kind: str, named: int, *, unnamed: bool) -> str:
    """One line for the small roads of a class."""
    ending = "" if kind == "chemin" else "e"
    said = [f"{named} nommé{ending}{'s' if named > 1 else ''}"] if named else []
    said += ["autres sans nom" if said else "sans nom"] if unnamed else []
    return f"{MINOR_ROADS[kind].capitalize()} ({', '.join(said)})"


def short_site(square: str, capacity: str, daily: str, state: str) -> str:
    """« H7, 270 personnes, 512 / j, conventionné »."""
    people = [] if capacity == NONE else [f"{capacity}{NBSP}personnes"]
    people += [] if daily == NONE else [f"{daily}{NARROW}/{NARROW}j"]
    return ", ".join([square, *people, state])


def place_line(number: str, name: str, square: str) -> str:
    """« n° 12 Pharmacie du Pont (C4) »."""
    prefix = f"n°{NBSP}" if number.isdigit() else ""
    return f"{prefix}{number} {name}{f' ({square})' if square else ''}"


def loss(service: str, people: str) -> str:
    """« Hôpitaux : 340 [120 – 610] »."""
    return f"{service} : {people}"
