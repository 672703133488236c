"""Words of the roads whose loss would hurt access to care most."""

from typing import Final

from cpts_geo.wording import numbers

TITLE: Final = "Routes vitales"
WHEN: Final = "Situation"
STATE: Final[dict[bool, str]] = {False: "En temps normal", True: "Selon le scénario"}
NOTE: Final = (
    "Chaque tronçon (une route nommée, d’un carrefour au suivant, dans les deux sens) est retiré seul, et l’accès de "
    "tous les habitants à tous les soins de l’étude est recalculé exactement. Ce n’est pas le trafic qui compte. "
    "Rang : d’abord les habitants qui perdraient au moins un soin, puis les minutes ajoutées (habitants × soins), puis "
    "ceux qui passeraient un seuil ({thresholds} min). Les tronçons d’une même route qui se touchent ne prennent "
    "qu’une ligne. Un nombre plus petit dans une lecture plus sévère : ces habitants y ont déjà perdu ce soin. Calcul selon les données importées : à confirmer sur place."
)
OUTSIDE: Final = "autour du territoire"
NOTHING: Final = "La perte d’aucun tronçon, seul, ne changerait l’accès à un soin."
WORK: Final[dict[str, str]] = {"bridge": "pont", "tunnel": "tunnel", "ford": "gué"}
ON_MAP: Final = "Route vitale (rang au survol)"
ON_MAP_ISOLATES: Final = "Route vitale, seul accès de certains habitants"
HEADER: Final[dict[str, str]] = {
    "rank": "Rang",
    "road": "Route",
    "commune": "Commune",
    "length_m": "Longueur (m)",
    "works": "Ouvrage",
    "isolated_optimistic": "Perdraient un soin, optimiste",
    "isolated_median": "Perdraient un soin, médiane",
    "isolated_pessimistic": "Perdraient un soin, pessimiste",
    "isolated": "Perdraient un soin",
    "care": "Soins perdus (habitants)",
    "minutes": "Minutes ajoutées (habitants × soins)",
    "slowed": "Feraient plus long",
    "crossing": "Passeraient un seuil",
    "also": "Autres tronçons voisins de la même route",
}


def rank(number: int, road: str) -> str:
    """« n° 1 : D14 »."""
    return f"n°{numbers.NO_BREAK_SPACE}{number} : {road}"


def looked_at(stretches: int, harmful: int, only_ways: int) -> str:
    """How many stretches were tried, how many matter, how many are somebody's only way."""
    return (
        f"Tronçons examinés : {numbers.integer(stretches)} ; leur perte changerait l’accès de quelqu’un : "
        f"{numbers.integer(harmful)} ; seul accès d’au moins un habitant à un soin : {numbers.integer(only_ways)}."
    )


def loss(people: float, minutes: float) -> list[str]:
    """Lines under the name on the map."""
    said = [f"Perdraient un soin : {numbers.people(people)}"] if people else []
    added = f"{numbers.integer(minutes)} minutes ajoutées (habitants × soins)"
    return [*said, added] if round(minutes) else said
