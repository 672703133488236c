"""Sentences about what is drawn on the ground of sites."""

from typing import Final

PLAN_ROWS: Final[dict[str, str]] = {
    "unknown_plan_role": (
        "rôle inconnu ; rôles attendus : emprise, parking, entrée, sortie, cheminement PMR, sens unique, "
        "voie drive, attente, accès personnel, arrêt ambulance"
    ),
    "unknown_plan_site": "aucun lieu du territoire ne porte cet identifiant : importez d’abord les lieux",
    "plan_shape": (
        "forme qui ne convient pas à ce rôle : un point pour une porte, une ligne pour un chemin ou une voie, "
        "une surface pour un parking ou une emprise"
    ),
    "plan_far": "dessin à {value} m du lieu : à vérifier",
}
