"""Words of who loses what: ages, squares of a kilometre, EHPAD."""

from collections.abc import Iterable
from typing import Final

from cpts_geo.wording import numbers

TITLE: Final = "Qui perd quoi"
NOTE: Final = (
    "« Perdent » : {losers}. Ce qui était déjà hors d’atteinte avant n’est jamais compté comme perdu. Praticable selon le scénario, "
    "à confirmer sur place."
)
AGES: Final = "Par âge"
AGES_NOTE: Final = (
    "Âges des carreaux importés, arrondis à la personne, commune par commune. Les tranches de l’INSEE fiscal "
    "(65-79 ans, 80 ans et plus) et du recensement (75 ans et plus) ne se mélangent pas."
)
AGES_UNKNOWN: Final = (
    "Âges inconnus : la population importée ne dit pas l’âge des habitants, rien n’est supposé. "
    "Pour les avoir, importez les carreaux Filosofi de l’INSEE."
)
BAND: Final[dict[str, str]] = {
    "under_65": "Moins de 65 ans, ou âge non dit",
    "65_79": "65 à 79 ans",
    "80p": "80 ans et plus",
    "under_75": "Moins de 75 ans",
    "75p": "75 ans et plus",
    "ehpad": "Résidents d’EHPAD (âges inconnus)",
    "unknown": "Âges inconnus",
}
THRESHOLD: Final = "Temps d’accès"
ANY_TIME: Final = "sans limite de temps"
LOSERS: Final = "Perdent ce soin"
HOMES_WET: Final = "EHPAD sous l’eau"
HOMES_SHUT: Final = "EHPAD fermés"
HOMES_CUT: Final = "EHPAD qui perdent ce soin"
SQUARES: Final = "Par carré d’un kilomètre"
SQUARE_LEGEND: Final = "Carré d’un kilomètre : habitants qui perdent ce soin"
SQUARES_NOTE: Final = "Pas de maille plus fine ici : un carreau de 200 m ne se lit jamais seul (INSEE)."
NO_LOSS: Final = "Personne ne perd ce soin en {limit} dans cette lecture."
HOMES: Final = "EHPAD : ce que perd chaque maison"
HOMES_NOTE: Final = (
    "Minutes depuis l’EHPAD lui-même, par la route et pour le véhicule de l’étude. Résidents : autant que de places "
    "déclarées, hypothèse. « Sous l’eau » : le bâtiment touche la zone inondée dans cette lecture."
)
NO_HOME: Final = "Aucun EHPAD connu dans les communes du territoire."
NOT_ON_ROAD: Final = "trop loin d’une route : non calculé"
NOTHING_LOST: Final = "aucun"
NOTHING_BEFORE: Final = "tout était déjà hors d’atteinte avant"
NO_OTHER_CARE: Final = "aucun autre soin connu dans les données : non calculé"
HOMES_THERE: Final = "Les minutes vers un autre EHPAD ne sont pas calculées."
NO_WAY_LEFT: Final = (
    "habitants qui avaient un chemin vers ce soin avant et n’en ont plus aucun pendant le scénario"
)
HEADER: Final[dict[str, str]] = {
    "band_label": "Âge",
    "name": "Commune",
    "square": "Carré (km, coin sud-ouest)",
    "people": "Habitants",
    "lost_optimistic": "Perdent, optimiste",
    "lost_median": "Perdent, médiane",
    "lost_pessimistic": "Perdent, pessimiste",
    "reference": "Avaient ce soin avant",
    "optimistic": "L’ont pendant, optimiste",
    "median": "L’ont pendant, médiane",
    "pessimistic": "L’ont pendant, pessimiste",
}
HOME_HEADER: Final[dict[str, str]] = {
    "name": "EHPAD",
    "commune": "Commune",
    "residents": "Résidents (places)",
    "water": "État selon le scénario",
    "reference": "Minutes avant",
    "optimistic": "Minutes, optimiste",
    "median": "Minutes, médiane",
    "pessimistic": "Minutes, pessimiste",
    "care_lost": "Soins perdus",
    "care_lost_pessimistic": "Perdus en plus, pessimiste",
}


def limit(minutes: float) -> str:
    """« 30 min ou moins », « sans limite de temps »."""
    if minutes == float("inf"):
        return ANY_TIME
    return f"{numbers.integer(minutes)}{numbers.NARROW_SPACE}min ou moins"


def losers(minutes: float) -> str:
    """Who is counted as losing a care for a threshold."""
    if minutes == float("inf"):
        return NO_WAY_LEFT
    return f"habitants qui avaient ce soin en {limit(minutes)} avant et ne l’ont plus pendant le scénario"


def frail(bands: Iterable[str]) -> str:
    """« Dont 80 ans et plus, résidents d’EHPAD » : the frail bands that the data have."""
    return f"Dont {', '.join(BAND[band].replace(' (âges inconnus)', '').lower().replace('ehpad', 'EHPAD') for band in bands)}"


def all_lost(count: int) -> str:
    """A home that loses every care it had."""
    return f"tous ceux qu’il avait ({count})"


def square_class(low: int, high: int | None) -> str:
    """« 1 à 10 habitants », « Plus de 500 habitants »."""
    if high is None:
        return f"Plus de {numbers.integer(low - 1)} habitants"
    return f"{numbers.integer(low)} à {numbers.integer(high)} habitants"


def declared(unknown: int) -> str:
    """What places of EHPAD are, and of how many they are not known."""
    return f"places déclarées{f', {unknown} EHPAD sans places connues' if unknown else ''}"
