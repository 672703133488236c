"""Headers of the tables shown on the pages, with their unit."""

import math
from collections.abc import Mapping
from typing import Final

from cpts_geo.model.scenario import Reading
from cpts_geo.wording import numbers
from cpts_geo.wording.causes import by_reading

YES_NO: Final[dict[bool, str]] = {True: "oui", False: "non"}
HEADER: Final[dict[str, str]] = {
    "name": "Nom",
    "category_label": "Catégorie",
    "commune": "Commune",
    "capacity": "Capacité",
    "unit_label": "Unité",
    "urgences_label": "Urgences",
    "status_label": "État",
    "count": "Nombre",
    "population": "Population",
    "layer": "Couche",
    "title": "Source",
    "vintage": "Millésime",
    "licence": "Licence",
    "imported": "Importé le",
    "file": "Fichier",
    "row": "Ligne",
    "column": "Colonne",
    "problem": "Problème",
    "value": "Valeur lue",
    "outcome_label": "Suite donnée",
    "road": "Route",
    "closed_km_optimistic": "Coupée, optimiste (km)",
    "closed_km_median": "Coupée, médiane (km)",
    "closed_km_pessimistic": "Coupée, pessimiste (km)",
    "depth_m": "Hauteur d’eau (m)",
    "closed_length_m": "Longueur coupée (m)",
    "back_optimistic": "Retrouvent un soin, optimiste",
    "back_median": "Retrouvent un soin, médiane",
    "back_pessimistic": "Retrouvent un soin, pessimiste",
    "frail_back": "Dont fragiles, médiane",
    "care_back": "Soins retrouvés (habitants)",
    "places": "Structures",
    "places_wet_band": "Sous l’eau",
    "places_shut_band": "Fermées",
    "why": "Pourquoi",
    "median_minutes_reference": "Minutes avant",
    "median_minutes_band": "Minutes pendant",
    "newly_isolated_optimistic": "Isolés, optimiste",
    "newly_isolated_median": "Isolés, médiane",
    "newly_isolated_pessimistic": "Isolés, pessimiste",
    "longer_band": "10 min de plus (hab.)",
    "unreachable_reference": "Déjà sans accès (hab.)",
    "threshold_min": "Minutes ou moins",
    "reference": "Situation normale",
    "optimistic": "Optimiste",
    "median": "Médiane",
    "pessimistic": "Pessimiste",
    "minutes_reference": "Minutes avant",
    "minutes_scenario": "Minutes pendant",
    "minutes_span": "Fourchette (min)",
    "minutes_optimistic": "Minutes, optimiste",
    "minutes_median": "Minutes, médiane",
    "minutes_pessimistic": "Minutes, pessimiste",
    "lost_min": "Minutes perdues",
    "lost_span": "Fourchette (min)",
    "access": "Accès",
    "hit_optimistic": "Touchée, optimiste",
    "hit_median": "Touchée, médiane",
    "hit_pessimistic": "Touchée, pessimiste",
    "people_reference": "Rattachés avant",
    "people_optimistic": "Rattachés, optimiste",
    "people_median": "Rattachés, médiane",
    "people_pessimistic": "Rattachés, pessimiste",
    "open": "Ouvert",
    "kind_label": "Nature",
    "usage_label": "Usages prévus",
    "water": "Eau selon le scénario",
    "reachable_percent": "Peuvent venir (%)",
    "reachable_span": "Fourchette (%)",
    "length_km": "Longueur (km)",
    "minutes": "Minutes",
    "note": "À savoir",
    "reason": "Raison",
    "depth": "Hauteur d’eau",
    "vehicle": "Véhicule",
    "minutes_normal": "Situation normale",
    "minutes_degraded": "Selon le scénario",
    "difference": "Différence",
}
NO_WATER: Final = "aucune eau dans ce scénario"
DRY: Final = "hors d’eau selon le scénario"
SOURCE_FIELDS: Final = ("layer", "title", "vintage", "licence", "imported")
LAYER: Final[dict[str, str]] = {
    "communes": "Communes",
    "structures": "Structures",
    "sites": "Lieux",
    "plans": "Dessins des lieux",
    "demand": "Population",
    "population": "Population",
    "roads": "Routes",
    "network": "Routes",
    "basemap": "Fond de carte",
    "hazards": "Aléa",
    "hazard": "Aléa",
    "closures": "Routes fermées",
    "background": "Fond de carte",
    "sources": "Sources",
    "reference": "Référence",
    "relief": "Relief",
    "scenarios": "Scénario enregistré",
    "gauges": "Hauteur d’eau et scénario",
}
BASEMAP: Final[dict[str, str]] = {
    "water": "plans d’eau",
    "waterline": "cours d’eau",
    "landuse": "occupation du sol",
    "buildings": "bâtiments",
    "places": "noms de lieux",
    "rail": "voies ferrées",
}


def layer_name(layer: str) -> str:
    """« Communes », « Structures : ehpad 2025 », « Fond de carte : plans d’eau »."""
    group, _, own = layer.partition("/")
    said = BASEMAP.get(own, own.replace("_", " ")) if group == "basemap" else own.replace("_", " ")
    return " : ".join(part for part in (LAYER.get(group, group.replace("_", " ")), said) if part)


def access(before: float, after: float, isolated: float) -> str:
    """What became of the access of a commune: minutes of its median inhabitant, people newly isolated."""
    if math.isinf(before):
        return "majorité déjà sans accès"
    if math.isinf(after):
        return "perdu pour la majorité"
    return "perdu pour une partie" if isolated > 0 else "conservé"


def lost_span(before: float, low: float, high: float) -> str:
    """Minutes lost from one reading to another; without access before, there is nothing to lose."""
    return "déjà sans accès" if math.isinf(before) else numbers.between(low, high, numbers.decimal)


def dry(*, flooded: bool, inside: bool) -> str:
    """What the column « Eau selon le scénario » says of a place that no water touches."""
    if not flooded:
        return NO_WATER
    return "hors d’eau" if inside else "non connu (hors des communes)"


def not_hit(*, flooded: bool, inside: bool) -> str:
    """What is said of a structure that the scenario does not touch; beyond the communes, water is not known."""
    return "non connu" if flooded and not inside else "non"


def water(causes: Mapping[Reading, int], *, feminine: bool = True) -> str:
    """Under water or closed, by what and in which readings; « dry » in none."""
    return by_reading(causes, feminine=feminine) or DRY
