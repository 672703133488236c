"""Notes and reasons along a route."""

from typing import Final

NOTE: Final[dict[str, str]] = {
    "bridge_over_water": "pont au-dessus de l’eau : vérifier les accès",
    "slowed": "circulation ralentie par l’eau ou la neige",
    "tunnel": "tunnel",
    "ford": "gué",
    "restricted": "voie privée ou réservée : accès des secours à vérifier (barrière, clé)",
}
REASON: Final[dict[str, str]] = {
    "flooded": "sous l’eau",
    "flooded_unknown_depth": "sous l’eau, profondeur inconnue",
    "closed": "fermée",
    "slowed": "ralentie",
}
