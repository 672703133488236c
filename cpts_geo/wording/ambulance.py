"""Words of the ambulance: base, patient, hospital."""

from typing import Final

from cpts_geo.answers.ambulance import Bases
from cpts_geo.wording import numbers

TITLE: Final = "Ambulances : de la base au patient, puis aux urgences"
BASES: Final = "D’où partent les secours"
BASE: Final[dict[Bases, str]] = {
    Bases.FIRE: "Centres de secours",
    Bases.EMERGENCY: "SMUR, supposés aux urgences",
    Bases.BOTH: "Les deux",
}
ON_SCENE: Final = "Minutes auprès du patient"
ON_SCENE_HELP: Final = (
    "Hypothèse : 0 compte seulement la route. Ce temps s’ajoute une fois, entre les deux trajets."
)
THRESHOLD: Final = "Objectif (min)"
NOTE: Final = (
    "Temps = base la plus rapide jusqu’au patient + {scene} auprès de lui + patient jusqu’au service d’urgences le plus "
    "proche, chaque trajet dans son sens, à la vitesse des routes, sans délai d’alerte ni de départ. Véhicule : ambulance, "
    "quel que soit celui de l’étude. Une base ou un service d’urgences touché par le scénario ne compte plus."
)
BASES_NOTE: Final = (
    "Bases comptées : {known}. Aucune source ouverte ne donne les bases des ambulances privées ni les postes de SMUR : "
    "un SMUR est supposé à chaque service d’urgences quand vous le choisissez."
)
NO_BASE: Final = (
    "Aucune base connue de cette sorte dans les données : rien n’est calculé. Importez-les comme structures."
)
NO_HOSPITAL: Final = "Aucun service d’urgences connu dans les données : rien n’est calculé. Indiquez-le sur l’hôpital, page Données."
WITHIN_BEFORE: Final = "À {minutes} min ou moins, situation normale"
WITHIN: Final = "À {minutes} min ou moins, selon le scénario"
LOST: Final = "Passent au-delà de {minutes} min"
CUT: Final = "Venue ou transport impossible"
BY_COMMUNE: Final = "Par commune"
MEDIAN_NOTE: Final = "Minutes : celles de l’habitant médian de la commune."
BY_TIME: Final = "Habitants aux urgences en … minutes ou moins"
HEADER: Final[dict[str, str]] = {
    "name": "Commune",
    "people": "Habitants",
    "beyond_reference": "Au-delà avant",
    "lost_optimistic": "Passent au-delà, optimiste",
    "lost_median": "Passent au-delà, médiane",
    "lost_pessimistic": "Passent au-delà, pessimiste",
    "minutes_reference": "Minutes avant",
    "minutes_optimistic": "Minutes, optimiste",
    "minutes_median": "Minutes, médiane",
    "minutes_pessimistic": "Minutes, pessimiste",
}
TIME_HEADER: Final[dict[str, str]] = {
    "threshold_min": "Minutes ou moins",
    "reference": "Situation normale",
    "optimistic": "Optimiste",
    "median": "Médiane",
    "pessimistic": "Pessimiste",
}


def bases_known(count: int) -> str:
    """« 7 bases »."""
    return f"{numbers.integer(count)} base" if count < 2 else f"{numbers.integer(count)} bases"
