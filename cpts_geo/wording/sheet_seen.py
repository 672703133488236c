"""Words of the map printed as it is on the screen."""

from typing import Final

from cpts_geo.wording import labels, numbers

KIND: Final = "Carte affichée à l’écran"
BACKGROUND: Final = (
    "Fond hors ligne : carte dessinée par l’outil avec le fond de carte local du territoire, sans internet."
)
HOMES: Final = "Lieux d’habitation : disques de même taille, quel que soit le nombre d’habitants."
HIDDEN_SITES: Final = "Édition publique : les lieux de stockage ne sont pas montrés."
SHOWN: Final = "Affiché"
LISTED: Final = "Ce que montre la carte"
LISTED_HEAD: Final = ("Lieu ou route", "Carrés")
NOTHING_LISTED: Final = "Aucun lieu ni route nommés dans ce cadre."
PRINT: Final = "Imprimer ce que je vois"
FORM: Final = "Fichier"
FORMS: Final[dict[str, str]] = {"pdf": "PDF", "png": "Image (PNG)", "svg": "Dessin (SVG)"}
EXTENT: Final = "Étendue de la carte au moment du clic : si vous la déplacez, cliquez de nouveau."
CLOSE: Final = "Fermer"
DOWNLOAD: Final = "Télécharger la carte"
FILE_NAME: Final = "carte"


def map_alt(name: str, scenario: str, scale: int, *, listed: bool) -> str:
    """Alternative text of the map."""
    where = " Les lieux et les routes nommés sont dans le tableau qui suit." if listed else ""
    return (
        f"Carte de {name} telle qu’affichée à l’écran, scénario {labels.scenario_name(scenario)}, "
        f"échelle {numbers.scale(scale)}.{where}"
    )


def unnamed(count: int) -> str:
    """Names that found no room."""
    if not count:
        return ""
    if count == 1:
        return "Un nom n’a pas trouvé place sur la carte."
    return f"{count} noms n’ont pas trouvé place sur la carte."


def explained(form: str, paper: str) -> str:
    """Under the choices: what the file is for."""
    said = {
        "pdf": f"Pour imprimer en {paper.upper()} à l’échelle exacte, avec la liste de ce que montre la carte.",
        "png": "Pour un message ou une présentation. L’échelle chiffrée ne vaut que si l’image garde sa taille.",
        "svg": "Pour un graphiste : dessin que l’on peut agrandir et modifier.",
    }
    return f"{said[form]} {EXTENT}"
