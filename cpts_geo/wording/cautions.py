"""Words of what is uncertain or unknown: bands of the readings, data that nobody gave."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.model.vehicles import Vehicle
from cpts_geo.wording import labels, numbers, provenance

NO_KNOWN_PLACE: Final = "aucune structure connue"
NO_CARE: Final = (
    "Ce territoire n’a aucune structure de soins connue : l’accès aux soins ne peut pas être calculé."
)
OFF_ROADS: Final = "non calculé (hors réseau)"
OFF_ROAD_LIST: Final = "Voir les structures hors du réseau routier importé"
OFF_ROAD_HEADER: Final[dict[str, str]] = {
    "name": "Structure",
    "category": "Catégorie",
    "commune": "Commune",
    "distance_m": "Route la plus proche (m, à vol d’oiseau)",
}
IN_EVERY_READING: Final = "dans les trois lectures"
SPAN_NOTE: Final = (
    "Fourchette : du temps le plus court au plus long, selon la lecture de la hauteur d’eau et la hauteur que le véhicule "
    "franchit, un peu moins ou un peu plus que la sienne."
)
DEPTH_UNKNOWN_MEANS: Final = (
    "Tiret : hauteur d’eau inconnue. Une route sous une eau de hauteur inconnue est comptée coupée."
)
NO_FLOOD_LAYER: Final = (
    "Donnée absente : aucune zone inondable importée, ce qui ne veut pas dire hors zone inondable. "
    "Vous pouvez dessiner une zone sur la carte."
)


def old_roads(date: str) -> str:
    """« Routes du 02/03/2019 : plus d’un an, à renouveler… »."""
    return (
        f"Routes du {provenance.day(date)} : données de plus d’un an, à renouveler ; "
        "une route ouverte ou fermée depuis n’y est pas."
    )


def helped_only(count: int, length_m: float) -> str:
    """Roads kept for emergency vehicles alone."""
    return (
        f"Voies privées, réservées ou interdites, ouvertes aux seuls véhicules de secours : "
        f"{numbers.integer(count)} tronçon{'s' if count > 1 else ''}, {numbers.metres(length_m)}. L’ambulance et le véhicule haut y "
        "passent, la voiture non ; une barrière ou une clé est possible, à vérifier."
    )


def band(low: float, high: float) -> str:
    """« entre 800 et 2 100 selon la lecture »; the same figure in every reading says so."""
    low, high = sorted((low, high))
    if low == high:
        return IN_EVERY_READING
    return f"entre {numbers.integer(low)} et {numbers.integer(high)} selon la lecture"


def minutes_band(low: float, high: float) -> str:
    """« entre 12 min et 25 min selon la lecture »; a reading without any way says so."""
    least, most = numbers.minutes(min(low, high)), numbers.minutes(max(low, high))
    if least == most:
        return IN_EVERY_READING
    return (
        f"{least} ou {most} selon la lecture"
        if math.isinf(max(low, high))
        else (f"entre {least} et {most} selon la lecture")
    )


def span(low: float, high: float) -> str:
    """« entre 12 min et 25 min selon les hypothèses »: readings, and the depth that the vehicle wades."""
    least, most = numbers.minutes(low), numbers.minutes(high)
    if least == most:
        return "quelle que soit l’hypothèse"
    joined = f"{least} ou {most}" if math.isinf(high) else f"entre {least} et {most}"
    return f"{joined} selon les hypothèses"


def span_note(vehicles: Sequence[Vehicle]) -> str:
    """What the spans of minutes try: readings, and how deep the vehicle wades."""
    depths = ", ".join(f"{numbers.decimal(one.wading_depth_m)}{numbers.NARROW_SPACE}m" for one in vehicles)
    return f"{SPAN_NOTE} Franchissement essayé : {depths}."


def already(people: float) -> str:
    """People who had no access before the scenario: never counted as lost, always said."""
    return f" ; {numbers.integer(people)} déjà sans accès avant" if people >= 1 else ""


def unknown_care(categories: list[Category]) -> str:
    """Care without any known place: no loss can be computed, which is not « no loss »."""
    names = ", ".join(labels.CATEGORY_PLURAL[category] for category in categories)
    return f"{NO_KNOWN_PLACE.capitalize()} dans les données : {names}. Pour ces soins, rien n’est calculé."


def closures_not_applied(count: int) -> str:
    """« Coupures échues ou pas encore commencées, non appliquées : 2. »."""
    return f"Coupures échues ou pas encore commencées, non appliquées : {numbers.integer(count)}."


def structures_off_road(counts: Mapping[Category, int], limit_m: float) -> str:
    """« 36 EHPAD hors du réseau routier importé… »: what no trip reaches is said, never dropped in silence."""
    each = ", ".join(
        f"{numbers.integer(count)}{numbers.NO_BREAK_SPACE}"
        f"{_lower((labels.CATEGORY_PLURAL if count > 1 else labels.CATEGORY)[category])}"
        for category, count in counts.items()
    )
    return (
        f"Hors du réseau routier importé (aucune route à moins de {numbers.metres(limit_m)}) : {each}. Aucun trajet "
        "n’y mène : ni temps, ni recours, ni indice ne les comptent."
    )


def count_off_road(count: int, limit: str) -> list[str]:
    """The same without their kinds, where the network itself is described; nothing for none."""
    one = "1 structure est hors du réseau routier importé"
    several = f"{numbers.integer(count)} structures sont hors du réseau routier importé"
    said = f"{several if count > 1 else one} (à plus de {limit} de toute route) : aucun trajet n’y mène."
    return [said] if count else []


def _lower(name: str) -> str:
    return name if name.isupper() else f"{name[0].lower()}{name[1:]}"


def sites_off_roads(names: Sequence[str], limit_m: float) -> str:
    """Open sites to which no trip is computed: « 0 habitant » would be read as a result."""
    said = "Lieu ouvert" if len(names) == 1 else "Lieux ouverts"
    return (
        f"{said} qu’aucune route importée n’approche à moins de {numbers.metres(limit_m)} : {', '.join(names)}. Aucun trajet n’y est calculé, ce qui ne veut "
        "pas dire que personne ne peut venir. Importez les routes de cette zone, ou vérifiez la position."
    )
