"""Words of the local index of access."""

from typing import Final

from cpts_geo.answers.competition import LocalIndex
from cpts_geo.wording import labels, numbers

PER: Final = 10_000
TITLE: Final = "Indice local d’accès"
NOTE: Final = (
    "Ce que chaque habitant peut espérer d’un soin, partagé avec tous ceux qui peuvent y aller aussi : l’offre de chaque "
    "structure est divisée entre les habitants à 30 minutes ou moins, qui comptent pour 1 jusqu’à 10 minutes, "
    "0,68 jusqu’à 20 et 0,22 jusqu’à 30 (bornes comprises). Chaque habitant compte pareil, quel que soit son âge."
)
RISES: Final = (
    "Un indice plus haut pendant le scénario ne veut pas dire plus de soins : d’autres habitants ne peuvent plus venir, "
    "et ceux qui restent se partagent la même offre. Regardez aussi les communes qui tombent à zéro."
)
NOBODY: Final = "Aucune structure ouverte de cette catégorie n’a d’habitant à 30 minutes ou moins."
CHOOSE_STATE: Final = "Montrer sur la carte"
STATE: Final[dict[str, str]] = {
    "reference": "Situation normale",
    "optimistic": "Scénario, optimiste",
    "median": "Scénario, médiane",
    "pessimistic": "Scénario, pessimiste",
}
HEADER: Final[dict[str, str]] = {
    "name": "Commune",
    "population": "Habitants",
    "reference": "Normal",
    "optimistic": "Optimiste",
    "median": "Médiane",
    "pessimistic": "Pessimiste",
}
MEAN_BEFORE: Final = "Indice moyen, situation normale"
HALVED: Final = "Habitants dont l’indice baisse de moitié ou plus"
WITHOUT: Final = "Habitants sans aucune structure à 30 min ou moins"
NOTHING_NEAR: Final = "Rien à 30 min ou moins"
_SHARED: Final[dict[str, tuple[str, str]]] = {
    "posts": ("poste", "postes"),
    "beds": ("lit", "lits"),
    "places": ("place", "places"),
}


def unit(found: LocalIndex) -> str:
    """« postes pour 10 000 habitants », « pharmacies pour 10 000 habitants »."""
    own = labels.CATEGORY_PLURAL[found.category]
    plural = _SHARED[found.unit][1] if found.unit in _SHARED else own if own.isupper() else own.lower()
    return f"{plural} pour {numbers.integer(PER)}{numbers.NO_BREAK_SPACE}habitants"


def counted(found: LocalIndex) -> str:
    """What the supply is made of: declared capacities, or one per structure and why; what no road serves."""
    return f"{_supply(found)}{_left_out(found)}"


def _left_out(found: LocalIndex) -> str:
    if not found.off_road:
        return ""
    names = labels.CATEGORY_PLURAL if found.off_road > 1 else labels.CATEGORY
    count = f"{numbers.integer(found.off_road)}{numbers.NO_BREAK_SPACE}{names[found.category]}"
    return f" Non comptés, hors du réseau routier importé : {count}."


def _supply(found: LocalIndex) -> str:
    if found.unit:
        declared = f"{_SHARED[found.unit][1]} {'déclarées' if found.unit == 'places' else 'déclarés'}"
        many = f"les {numbers.integer(found.structures)} structures"
        return f"Offre : {declared} par {many if found.structures > 1 else 'la seule structure'}."
    if not found.known:
        return "Offre : chaque structure compte pour 1, les données ne donnent pas leur capacité."
    return (
        f"Offre : chaque structure compte pour 1, la capacité n’est connue, ou comparable, que pour "
        f"{numbers.integer(found.known)} sur {numbers.integer(found.structures)}."
    )


def at_the_edge(share: float) -> str:
    """What the neighbours who are not counted change."""
    return (
        "Les habitants des communes voisines ne sont pas comptés : l’indice est trop haut en bordure. "
        f"Part de l’offre hors des communes du territoire : {numbers.percent(share)}."
    )


def rate(value: float) -> str:
    """Supply per inhabitant, for ``PER`` inhabitants."""
    return numbers.decimal(value * PER, 1 if value * PER >= 1 else 2)


def compared(low: float, high: float) -> str:
    """Class of the map: share of the territory's mean in normal times."""
    if not low:
        return f"Moins de {numbers.percent(high)} de la moyenne normale"
    if high == float("inf"):
        return f"{numbers.percent(low)} ou plus de la moyenne normale"
    return f"De {numbers.percent(low)} à moins de {numbers.percent(high)}"
