"""Words of a scenario in time: hours, curves, last departure."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import floor, inf, isinf, isnan
from typing import Final

from cpts_geo.answers.departure import Departures, Leaving, Period
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.wording import labels, numbers

TITLE: Final = "Le scénario dans le temps"
NO_STEPS: Final = (
    "Ce scénario est une image fixe : il n’a pas d’étapes dans le temps. Ajoutez-les dans la page Scénario, "
    "« Scénario dans le temps »."
)
NOTE: Final = (
    "Chaque étape vaut jusqu’à la suivante, la dernière jusqu’à nouvel ordre. Les heures sont celles du scénario, "
    "pas une prévision : à confirmer sur place."
)
STILL: Final = (
    "Scénario en {steps} étapes, toutes ensemble : ce qui est touché à un moment ou à un autre est compté comme "
    "touché en même temps."
)
CURVE: Final = "Courbe"
CURVES: Final[dict[str, str]] = {
    "people_hit": "Habitants dont le domicile est touché",
    "structures_hit": "Structures touchées",
    "roads_cut": "Routes coupées",
}
CHART_HOUR: Final = "Heure"
CHART_MEDIAN: Final = "Lecture médiane"
CHART_LOW: Final = "Au moins"
CHART_HIGH: Final = "Au plus"
ROADS: Final = "Heures de coupure et de retour des routes"
STRUCTURES: Final = "Heures de coupure et de retour des structures"
STRUCTURES_NOTE: Final = (
    "Une structure est coupée quand elle est elle-même touchée, ou quand plus aucune route ouverte ne la relie, "
    "aller et retour, à la plus grande partie du réseau."
)
COMMUNES: Final = "Heures de perte et de retour des soins, par commune"
COMMUNES_NOTE: Final = "Du premier habitant qui perd ce soin au dernier qui le retrouve."
NOTHING: Final = "Rien n’est coupé, à aucune étape."
NEVER: Final = "–"
NOT_BACK: Final = "pas de retour dans le scénario"
ROAD: Final = "Route"
STRUCTURE: Final = "Structure"
CATEGORY: Final = "Soin"
COMMUNE: Final = "Commune"
HIT: Final = "Touchée elle-même"
YES: Final = "oui"
NO: Final = "non"
MOST_PEOPLE: Final = "Habitants au plus fort"
TIMES: Final = "Nombre de coupures"


def newly_isolated(category: str) -> str:
    """Name of the curve of people without a kind of care."""
    return f"Isolés de : {category}"


def cut(reading: Reading) -> str:
    """Header: « Coupure, lecture médiane »."""
    return f"Coupure, lecture {labels.READING[reading].lower()}"


def back(reading: Reading) -> str:
    """Header: « Retour, lecture médiane »."""
    return f"Retour, lecture {labels.READING[reading].lower()}"


def hours_since(first: str) -> str:
    """Title of the axis of the hours, which the tables give as dates."""
    return f"Heures depuis le {numbers.date_time(first)}" if first else "Heure du scénario"


def hour(value: float, first: str = "") -> str:
    """``6.5`` → « 6 h 30 »; with the ISO time of hour 0, « 23/11/2026 à 20 h 30 »; never and no return said."""
    if isnan(value):
        return NEVER
    if isinf(value):
        return NOT_BACK
    minutes = round(value * 60)
    if first:
        start = datetime.fromisoformat(first)
        return numbers.date_time((start + timedelta(minutes=minutes)).isoformat(timespec="minutes"))
    sign, left = ("−" if minutes < 0 else ""), abs(minutes)
    return f"{sign}{left // 60}{numbers.NARROW_SPACE}h{numbers.NARROW_SPACE}{left % 60:02d}"


DEPARTURE: Final = "Dernier départ praticable"
DEPARTURE_NOTE: Final = (
    "Une route n’est prise que si elle est ouverte au moment du départ et le reste jusqu’à ce qu’on l’ait quittée, à la "
    "vitesse la plus lente rencontrée depuis le départ. On ne compte ni sur une décrue en chemin, ni sur une attente au bord "
    "de l’eau."
)


def departure(found: Departures, scenario: str) -> str:
    """The answer in the pessimistic reading, the only one to leave by."""
    said = f"selon le scénario « {scenario} », lecture pessimiste, à confirmer sur place."
    what, when = found.leaving(Reading.PESSIMISTIC)
    if what is Leaving.NEVER:
        return f"Aucun départ praticable {said}"
    if what is Leaving.ALWAYS:
        return f"Départ praticable pendant tout le scénario, {said}"
    if what is Leaving.UNTIL:
        return f"Dernier départ praticable : {last(when, found.first)} {said}"
    return f"Aucun départ praticable avant {hour(when, found.first)}, {said}"


def last(value: float, first: str) -> str:
    """An hour not to be passed: the whole minute before it."""
    return hour(floor(value * 60 + 1e-6) / 60, first)


def periods_by_reading(found: Departures) -> list[tuple[str, str]]:
    """One line per reading: its name, and when one may leave."""
    return [(labels.READING[reading], _periods(found.periods[reading], found)) for reading in READINGS]


def _periods(periods: Sequence[Period], found: Departures) -> str:
    return " ; ".join(_period(period, found) for period in periods) or "aucun départ praticable"


def _period(period: Period, found: Departures) -> str:
    begins, ends = (
        hour(period.begins, found.first),
        last(period.ends, found.first) if period.ends < inf else "",
    )
    if period == Period(found.begins, inf):
        return "pendant tout le scénario"
    since, between, until = ("du", "au", "jusqu’au") if found.first else ("de", "à", "jusqu’à")
    if not ends:
        return f"à partir {since} {begins}"
    return f"{until} {ends}" if period.begins == found.begins else f"{since} {begins} {between} {ends}"


READING: Final = "Lecture"
MAY_LEAVE: Final = "Départ praticable"
EDITOR: Final = "Scénario dans le temps"
EDITOR_NOTE: Final = (
    "Hauteurs lues ou annoncées à une station, heure par heure, et couche d’inondation qui vaut jusqu’à chaque hauteur. "
    "Entre deux hauteurs connues, la couche de la plus haute est prise ; entre deux heures, la plus haute des deux hauteurs."
)
HYDROGRAPH_HOUR: Final = "Heure"
HYDROGRAPH_LEVEL: Final = "Hauteur (m)"
RULE_LEVEL: Final = "Jusqu’à (m)"
RULE_LAYER: Final = "Couche"
NO_WATER_LAYER: Final = "pas de débordement"
HYDROGRAPH: Final = "Hauteurs par heure"
RULE: Final = "Couche par hauteur"
APPLY: Final = "Appliquer au scénario"
REMOVE: Final = "Retirer les étapes"
HALF_TYPED: Final = (
    "Complétez les deux tableaux : une heure et une hauteur par ligne, une hauteur par couche."
)
STEP_TABLE: Final = "Étapes du scénario"
STEP: Final = "À partir de"
IN_FORCE: Final = "En vigueur"
NOTHING_IN_FORCE: Final = "rien"


def still(steps: int) -> str:
    """What figures without a time are about when the scenario has steps."""
    return STILL.format(steps=steps)


def untitled(name: str) -> str:
    """Name of a scenario without its number of steps."""
    return re.sub(r", \d+ étapes?$", "", name)


def title(name: str, steps: int) -> str:
    """Name of a scenario that has just been given steps."""
    known = "crue" if name == "reference" else untitled(name)
    return f"{known}, {steps} étape{'s' if steps > 1 else ''}"
