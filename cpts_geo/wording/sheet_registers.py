"""Words of the register of sites and of the table of structures, sorted by commune to be read on the radio."""

from typing import Final

from cpts_geo.wording import labels, numbers
from cpts_geo.wording import sheet_tables as table_words

STRUCTURES: Final = "Tableau des structures"
STRUCTURES_HEAD: Final = (
    *("N°", "Commune", "Structure", "Nature", "Capacité d’accueil"),
    *("Prise en charge par jour", "Carré", "Selon le scénario"),
)
SITES: Final = "Registre des sites"
SITES_HEAD: Final = (
    *("N°", "Commune", "Lieu", "Nature, usages prévus", "Accueil", "Prise en charge par jour"),
    *("Parking (dont PMR)", "Carré", "Trajet médian", "Selon le scénario"),
)
NO_STRUCTURE: Final = "Aucune structure recensée."
NO_SITE: Final = "Aucun lieu candidat recensé."
TOTALS: Final = "Totaux par nature"
TOTALS_HEAD: Final = (
    *("Nature", "Nombre", "Touchés selon le scénario", "Capacité d’accueil", "dont touchée"),
    *("Prise en charge par jour", "dont touchée"),
)
ALL: Final = "Ensemble"
READ: Final = (
    "Classement par commune puis par nature ; le voisinage vient en dernier. Le carré est celui de tous les plans du territoire. "
    "« – » : non renseigné dans les données, jamais zéro. ▲ : touché dans la lecture de l’étude ; △ : dans une autre lecture. "
    "Entre crochets : les extrêmes des trois lectures ; pour un trajet, du plus court au plus long selon la lecture et "
    "la hauteur d’eau que le véhicule franchit."
)


def neighbour(commune: str) -> str:
    """Commune of a place outside the territory."""
    return f"{commune} (voisinage)" if commune else "Voisinage"


def place_kind(kind: str, usage: str) -> str:
    """« Gymnase : vaccination, consultations »."""
    name, uses = labels.SITE_KIND.get(kind, kind), labels.usages(usage)
    return f"{name}{table_words.NBSP}: {uses}" if uses else name


def car_park(places: float, reserved: float) -> str:
    """« 67 (2) »; nothing known is a dash."""
    if places != places:  # noqa: PLR0124 NaN
        return table_words.NONE
    return f"{numbers.integer(places)} ({table_words.amount(reserved)})"


def total(known: float, unknown: int) -> str:
    """A sum, and how many places say nothing."""
    said = table_words.amount(known)
    if not unknown:
        return said
    return f"{said} ({unknown} non renseigné{'s' if unknown > 1 else ''})"
