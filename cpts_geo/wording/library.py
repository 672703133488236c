"""Words of the library of scenarios and of the table of gauges."""

from typing import Final

from cpts_geo.wording import numbers

TITLE: Final = "Bibliothèque de scénarios"
NAME: Final = "Nom du scénario"
NAME_HELP: Final = "par exemple : crue de novembre 2026"
SAVE: Final = "Enregistrer le scénario en cours"
SAVED: Final = "Scénario enregistré."
OPEN: Final = "Ouvrir"
RENAME: Final = "Renommer"
NEW_NAME: Final = "Nouveau nom"
DELETE: Final = "Supprimer"
UNDO: Final = "Annuler la suppression"
RECOMPUTE: Final = "Recalculer sur les données d’aujourd’hui"
DOWNLOAD: Final = "Télécharger study.toml"
CHOOSE: Final = "Scénarios enregistrés"
EMPTY: Final = "Aucun scénario enregistré pour ce territoire."
PERSON_FIRST: Final = "Dites d’abord qui vous êtes : votre nom est écrit à côté de chaque scénario."
OLD_FIGURES: Final = "Chiffres enregistrés avec le scénario"


def signed(author: str, time: str) -> str:
    """« Enregistré par Anne, le 23/11/2026 à 14 h 05. »."""
    return f"Enregistré par {author}, le {numbers.date_time(time)}."


def outdated(version: str, at: str, now: str) -> str:
    """« Calculé sur la version a1b2… du 23/11/2026 à 14 h 05… » when the data changed since."""
    return (
        f"Calculé sur la version {version} du {numbers.date_time(at)} ; les données ont changé depuis (version {now}). "
        "Les chiffres enregistrés restent lisibles ci-dessous ; recalculez avant de décider."
    )


def save_as(name: str) -> str:
    """« Enregistrer sous « Crue (23/11/2026) » »."""
    return f"Enregistrer sous « {name} »"


def dated(name: str, author: str, time: str) -> str:
    """A line of the list: « Crue (Anne, 23/11/2026 à 14 h 05) »."""
    return f"{name} ({author}, {numbers.date_time(time)})"


GAUGES: Final = "Hauteur ou vigilance : quel scénario regarder"
GAUGES_NOTE: Final = (
    "Table tenue par le coordinateur. Pour une hauteur entre deux lignes, le scénario de la ligne plus haute est montré, "
    "jamais celui de la plus basse. Rien n’est demandé à internet : tapez la hauteur lue sur Vigicrues ou sur l’échelle."
)
STATION: Final = "Station ou tronçon"
LEVEL: Final = "Hauteur (m)"
COLOUR: Final = "Couleur de vigilance"
COLOURS: Final[dict[str, str]] = {"": "–", "1": "vert", "2": "jaune", "3": "orange", "4": "rouge"}
UNKNOWN_COLOUR: Final = "inconnue"
SCENARIO: Final = "Scénario"
GONE: Final = "scénario supprimé"
ADD: Final = "Ajouter la ligne"
REMOVE: Final = "Supprimer la ligne"
READ: Final = "Hauteur lue (m)"
NO_RULE: Final = "La table est vide."
NEED_SCENARIO: Final = "Enregistrez d’abord un scénario dans la bibliothèque."
LINE: Final = "Ligne"


def upto(level: float | None, colour: str) -> str:
    """« jusqu’à 3,5 m », « vigilance orange »."""
    if level is None:
        return f"vigilance {COLOURS[colour]}"
    return f"jusqu’à {numbers.decimal(level, 2)}{numbers.NARROW_SPACE}m"


def line(station: str, level: float | None, colour: str, scenario: str) -> str:
    """« Pont, jusqu’à 3,5 m : crue moyenne »."""
    return f"{station}, {upto(level, colour)} : {scenario}"


def look_at(read: str, scenario: str, known: str) -> str:
    """« À 2,80 m, regardez le scénario « crue moyenne » (connu jusqu’à 3,50 m). »."""
    return f"{read} : regardez le scénario « {scenario} » (ligne : {known})."


def above(read: str, known: str) -> str:
    """Nothing known is high enough."""
    return (
        f"{read} : au-dessus de tout ce qui est connu ici (dernière ligne : {known}). Aucun scénario enregistré ne suffit : "
        "la situation peut être pire que le plus fort d’entre eux."
    )


def no_line(station: str) -> str:
    """The table says nothing of this station."""
    return f"{station} : aucune ligne dans la table."


def at_level(station: str, level: float) -> str:
    """« Pont à 2,80 m »."""
    return f"{station} à {numbers.decimal(level, 2)}{numbers.NARROW_SPACE}m"


def at_colour(station: str, colour: str) -> str:
    """« Charente aval, vigilance orange »; unknown said."""
    return f"{station}, vigilance {COLOURS[colour] if colour else UNKNOWN_COLOUR}"
