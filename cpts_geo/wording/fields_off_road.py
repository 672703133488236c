"""Meaning of the columns about structures that no road of the network is near."""

from typing import Final

FIELDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "places_off_road": (
        "entier",
        "structures",
        "dont structures hors du réseau routier importé : aucun trajet n’y mène, elles ne comptent dans aucun temps",
        "Hors réseau",
    ),
    "off_road": (
        "booléen",
        "",
        "structure hors du réseau routier importé : aucun trajet n’y mène, elle ne compte dans aucun temps",
        "Hors réseau",
    ),
}
