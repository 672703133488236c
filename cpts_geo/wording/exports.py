"""Words of the page *Plans et exports*: who reads what, and what each document is for."""

from typing import Final

from cpts_geo.model.edition import Edition
from cpts_geo.wording import labels

READERS: Final[dict[str, tuple[str, str]]] = {
    "mayors": (
        "Pour les élus",
        "Une page par commune : qui perd l’accès aux soins, où se replier, quoi faire.",
    ),
    "sites": (
        "Pour ouvrir un site",
        "Recto : où il est, ce qu’il risque, qui peut venir. Verso : aménagement, capacité, équipe, chronologie.",
    ),
    "cell": ("Pour la cellule de crise", "Le plan à afficher et à garder en voiture, avec ses tableaux."),
    "authorities": ("Pour la préfecture et l’ARS", "Un seul bouton : le dossier complet, vérifiable."),
    "analysts": ("Pour les analystes", "Les données de l’étude, sans effectif de 1 à 10 habitants."),
}
# What each document is, and what it is for.
EXERCISE_MARK: Final = "exercice"
FILE_STEM: Final[dict[str, str]] = {
    "prefecture": "dossier_prefecture",
    "gpkg": "couches",
    "geojson": "couches_geojson",
    "xlsx": "classeur",
    "csv": "tableaux_csv",
    "kml": "couches",
}
DOCUMENT: Final[dict[str, tuple[str, str]]] = {
    "commune": ("Fiche d’une commune", "Une page A4 à remettre au maire."),
    "communes": ("Carnet de toutes les communes", "Les fiches à la suite, avec un sommaire."),
    "site": ("Fiche d’un site", "Recto verso A4 : salle, gymnase, drive, à remettre à qui l’ouvre."),
    "site_book": ("Fiches de tous les sites", "Les fiches à la suite, dans l’ordre de leurs numéros."),
    "territory": (
        "Plan du territoire",
        "Carte à l’échelle, carré radio, routes coupées, structures et lieux.",
    ),
    "scenario": (
        "Fiche de scénario",
        "Une page : chiffres, qui perd quoi, poches, décisions à prendre et à noter.",
    ),
    "structures": ("Tableau des structures", "Capacités et état, par commune, à lire à la radio."),
    "sites": ("Registre des sites", "Lieux candidats, capacités et état, par commune."),
    "prefecture": (
        "Dossier pour la préfecture (zip)",
        "Cartes, tableaux, plans, description et empreintes ; se relit avec « cpts-geo check ».",
    ),
    "study": ("Étude", "Pour refaire exactement les mêmes documents ailleurs."),
    "gpkg": ("GeoPackage", "Toutes les couches en projection légale, avec leurs couleurs dans QGIS."),
    "geojson": ("GeoJSON", "Un fichier par thème, pour une carte en ligne ou un autre logiciel."),
    "xlsx": ("Classeur Excel", "Les tableaux de l’étude, une feuille par thème."),
    "csv": ("Tableaux CSV", "Les mêmes tableaux, en texte simple."),
    "kml": ("KML", "À ouvrir dans Google Earth."),
}
ELSEWHERE: Final = (
    "Aussi : « Imprimer ce que je vois », sur la carte des pages Scénario, Accès aux soins et Lieux ; "
    "la feuille de route, page Itinéraire ; la comparaison de scénarios, page Comparer."
)
SITE: Final = "Site"
NO_SITE: Final = "Ce territoire n’a pas de lieu à montrer : importez-en la liste page Données."
NO_COMMUNE: Final = "Ce territoire n’a pas de commune : importez-les page Données."
EDITION_CHOICE: Final = "Édition"
EDITION: Final[dict[Edition, str]] = {Edition.PUBLIC: "Publique", Edition.RESTRICTED: "Restreinte"}
EDITION_HELP: Final = (
    "Publique : peut être affichée et diffusée. Restreinte : avec les téléphones par fonction et les lieux de "
    "stockage, pour la cellule de crise seulement. Les fichiers de données sont toujours publics."
)
RESTRICTED_WARNING: Final = (
    "Édition restreinte : les documents imprimés portent des numéros de téléphone. Ne les affichez pas, ne les "
    "diffusez pas hors de la cellule de crise."
)
RESTRICTED_SUFFIX: Final = "_restreint"
PLAN_PAPER: Final = "Papier du plan"


def in_file_name(scenario: str) -> str:
    """Name of a scenario whose elisions stay two words once the signs are gone: « crue d essai »."""
    return labels.scenario_name(scenario).replace("’", " ")
