"""Words of the map: controls, legend, tooltips."""

import math
from typing import Any, Final

from cpts_geo.wording import cautions, labels, numbers
from cpts_geo.wording.causes import said

FULLSCREEN: Final = "Plein écran"
EXIT_FULLSCREEN: Final = "Quitter le plein écran"
LEGEND: Final = "Légende"
MAP_WORDS: Final[dict[str, Any]] = {
    "map": "Carte du territoire ; les mêmes informations sont dans les tableaux de la page",
    "zoomIn": "Agrandir",
    "zoomOut": "Réduire",
    "print": "Imprimer ce que je vois",
    "draw": {
        "draw": {
            "toolbar": {
                "actions": {"title": "Annuler le dessin", "text": "Annuler"},
                "finish": {"title": "Terminer le dessin", "text": "Terminer"},
                "undo": {"title": "Supprimer le dernier point", "text": "Supprimer le dernier point"},
                "buttons": {"polygon": "Dessiner une zone", "rectangle": "Dessiner un rectangle"},
            },
            "handlers": {
                "polygon": {
                    "tooltip": {
                        "start": "Cliquez pour commencer la zone",
                        "cont": "Cliquez pour ajouter un point",
                        "end": "Cliquez sur le premier point pour fermer la zone",
                    }
                },
                "polyline": {"error": "Les bords ne doivent pas se croiser"},
                "rectangle": {"tooltip": {"start": "Cliquez et tirez pour dessiner un rectangle"}},
                "simpleshape": {"tooltip": {"end": "Relâchez pour terminer"}},
            },
        }
    },
}
LEGEND_COMMUNE: Final = "Limite de commune"
STRUCTURE_WET: Final = "Contour rouge : structure sous l’eau"
STRUCTURE_SHUT: Final = "Contour rouge, symbole vide : structure fermée"
STRUCTURE_BOTH: Final = "Contour rouge épais, symbole vide : structure sous l’eau et fermée"
APPROXIMATE: Final = "Position approximative (centre de la commune)"
SITE_OPEN: Final = "Lieu ouvert"
SITE_CANDIDATE: Final = "Lieu pressenti"
RESTRICTED: Final = "Voie ouverte aux seuls véhicules de secours"
ROAD_WET: Final = "Route sous l’eau"
ROAD_SHUT: Final = "Route fermée"
ROAD_BOTH: Final = "Route sous l’eau et fermée"
ROAD_MAYBE_CUT: Final = "Route coupée dans une autre lecture"
ROAD_SLOWED: Final = "Route ralentie"
ISOLATED_HOMES: Final = "Habitants nouvellement isolés"
ISOLATED_HERE: Final = "N’ont plus accès selon le scénario"
NOT_REACHABLE: Final = "Non accessible"
NO_LOSS: Final = "Aucune perte"
NEVER: Final = "Déjà sans accès avant"
ROUTE_REFERENCE: Final = "Trajet en situation normale"
ROUTE_SCENARIO: Final = "Trajet selon le scénario"
ROUTE_FROM: Final = "Départ"
ROUTE_TO: Final = "Arrivée"
DEPTH: Final[dict[str, str]] = {
    "up_to_0_5": "Eau jusqu’à 0,5 m",
    "up_to_1": "Eau de 0,5 à 1 m",
    "up_to_2": "Eau de 1 à 2 m",
    "above_2": "Eau de plus de 2 m",
    "unknown": "Eau, profondeur inconnue",
}


def stopped(name: str, *, wet: bool, shut: bool) -> str:
    """« EHPAD, sous l’eau et fermé »."""
    said = " et ".join(word for word, holds in (("sous l’eau", wet), ("fermé", shut)) if holds)
    return f"{name}, {said}" if said else name


def why(causes: int, *, feminine: bool = True) -> str:
    """« Sous l’eau et fermée (périmètre interdit) selon le scénario », nothing when nothing stops."""
    words = said(causes, feminine=feminine)
    return f"{words[:1].upper()}{words[1:]} selon le scénario" if words else ""


def capacity(value: float, unit: str) -> str:
    """« , 80 places », nothing when unknown."""
    if not math.isfinite(value):
        return ""
    words = f", {numbers.integer(value)}{numbers.NO_BREAK_SPACE}{labels.unit(value, unit)}"
    return words.rstrip()


def site_capacity(value: float) -> str:
    """« 120 personnes à la fois », nothing when unknown."""
    return (
        f"{numbers.integer(value)}{numbers.NO_BREAK_SPACE}personnes à la fois" if math.isfinite(value) else ""
    )


def deepest(depth_m: float) -> str:
    """« eau : 0,8 m » or that the depth is unknown."""
    return "" if math.isnan(depth_m) else f"Hauteur d’eau la plus forte : {numbers.depth(depth_m)}"


def minutes_class(low: int, high: int) -> str:
    """« 10 à 15 min », « jusqu’à 10 min »."""
    unit = f"{numbers.NARROW_SPACE}min"
    return f"{low} à {high}{unit}" if low else f"Jusqu’à {high}{unit}"


def minutes_beyond(threshold: int) -> str:
    """« Plus de 60 min »."""
    return f"Plus de {threshold}{numbers.NARROW_SPACE}min"


def minutes_band(low: float, high: float) -> list[str]:
    """« Entre 12 min et 25 min selon la lecture »; nothing when the readings agree, or there is nothing to say."""
    if math.isnan(low):
        return []
    said = cautions.minutes_band(low, high)
    return [] if said == cautions.IN_EVERY_READING else [said[0].upper() + said[1:]]


def home_minutes(value: float) -> str:
    """Minutes, or minutes lost, of a place where people live."""
    return NEVER if math.isnan(value) else numbers.minutes(value)


def commune_minutes(value: float, *, lost: bool) -> str:
    """Median of a commune in a tooltip."""
    if math.isnan(value):
        return f"{NEVER} pour plus de la moitié des habitants"
    if math.isinf(value):
        return "Non accessible pour plus de la moitié des habitants"
    return f"{'Temps perdu' if lost else 'Temps'} médian : {numbers.minutes(value)}"
