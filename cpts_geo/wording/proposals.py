"""Words of the positions proposed for structures set aside, and of a copy put back."""

from typing import Final

from cpts_geo.sources.download.geocoding import Trust
from cpts_geo.wording import numbers, provenance

TITLE: Final = "Positions proposées d’après l’adresse"
HELP: Final = (
    "Le service national des adresses a trouvé ces lieux pour des structures sans position. "
    "Rien n’est placé sans votre accord : vérifiez sur la carte."
)
PLACE: Final = "Position proposée"
CHOSEN: Final = "Structure à placer"
ACCEPT: Final = "Placer ici"
REJECT: Final = "Ce n’est pas là"
REJECTED: Final = "Proposition écartée : la ligne reste mise de côté."
TRUST: Final[dict[Trust, str]] = {
    Trust.GOOD: "sûre, au numéro",
    Trust.DOUBTFUL: "à vérifier",
    Trust.TOWN_CENTRE: "centre de la commune seulement",
    Trust.OTHER_COMMUNE: "dans une autre commune",
    Trust.REJECTED: "écartée",
}
HEADERS: Final = ("Nom", "Adresse du fichier", "Adresse trouvée", "Ressemblance", "Confiance")

RESTORE_TITLE: Final = "Remettre en place la dernière copie"
RESTORE_HELP: Final = (
    "Les données importées (communes, routes, structures…) ne sont pas touchées : seul le fichier des "
    "modifications est remplacé. Le fichier abîmé est gardé à côté, rien n’est effacé."
)
LOST: Final = "Modifications faites après cette copie, à refaire"
NOTHING_LOST: Final = "D’après le journal, aucune modification n’a été faite après cette copie."
LOST_UNKNOWN: Final = (
    "Le journal n’est plus lisible : les modifications faites après cette copie ne peuvent pas être listées."
)


def label(name: str, found: str) -> str:
    """« PHARMACIE PERDUE : 3 Rue du Port 17300 Rochefort »."""
    return f"{name or '–'} : {found}"


def copy_of(day: str, lines: int) -> str:
    """« Copie du 26/11/2026, avec 40 modifications au journal. »."""
    many = "s" if lines > 1 else ""
    return f"Copie du {provenance.day(day)}, avec {numbers.integer(lines)} ligne{many} de journal."


def restore_button(day: str) -> str:
    """« Remettre en place la copie du 26/11/2026 »."""
    return f"Remettre en place la copie du {provenance.day(day)}"


def restored(day: str) -> str:
    """What is said once it is done."""
    return f"Copie du {provenance.day(day)} remise en place."
