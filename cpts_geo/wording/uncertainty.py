"""Words of what depends on the assumptions of a study."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.answers.uncertainty import SECOND, Turning
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import Reading
from cpts_geo.wording import labels, numbers, pages

TITLE: Final = "Ce qui dépend des hypothèses"
NOTE: Final = (
    "Le scénario est recalculé avec toutes les combinaisons de trois hypothèses : la lecture de la hauteur d’eau (optimiste, "
    "médiane, pessimiste), la hauteur d’eau que le véhicule franchit ({depths}), et le rattachement à la route (à {limits} au "
    "plus, ou au deuxième carrefour le plus proche). {runs} calculs. Retenu : les hypothèses de cette étude. Un habitant trop "
    "loin d’une route pour une limite n’est compté ni avant ni après."
)
NUMBERS: Final = "Chiffres"
CONCLUSIONS: Final = "Conclusions qui changent"
NO_TURNING: Final = (
    "Aucune commune ne perd un soin, pour la majorité de ses habitants, selon une combinaison d’hypothèses et le garde selon "
    "une autre."
)
FACTOR: Final[dict[str, str]] = {
    "reading": "la lecture de la hauteur d’eau",
    "wading_m": "la hauteur d’eau que le véhicule franchit",
    "snapping": "le rattachement à la route",
}
OF_FACTOR: Final[dict[str, str]] = {
    "reading": "de la lecture de la hauteur d’eau",
    "wading_m": "de la hauteur d’eau que le véhicule franchit",
    "snapping": "du rattachement des habitants et des structures à la route",
}
NUMBER: Final[dict[str, str]] = {
    "people_hit": pages.PEOPLE_HIT,
    "structures_hit": pages.STRUCTURES_HIT,
    "roads_cut": pages.CUT_ROADS,
}
HEADER: Final[dict[str, str]] = {
    "number": "Chiffre",
    "own": "Retenu",
    "low": "Minimum",
    "middle": "Médiane",
    "high": "Maximum",
    "reading": "Lecture seule",
    "wading_m": "Franchissement seul",
    "snapping": "Rattachement seul",
    "main": "Ce qui compte le plus",
}
LATER: Final = "Incertitude : le calcul commence dès que la page est au repos."
SEE: Final = "Détail : page Accès aux soins, « Incertitude »."
SHORT_FACTOR: Final[dict[str, str]] = {
    "reading": "lecture",
    "wading_m": "franchissement",
    "snapping": "rattachement",
}
NOTHING_MOVES: Final = "Aucun chiffre de tête ne change avec les hypothèses essayées."


def number(kind: str, name: str) -> str:
    """French name of a headline number."""
    return pages.newly_isolated(labels.CATEGORY[Category(name)]) if kind == "isolated" else NUMBER[kind]


def between(low: float, high: float) -> str:
    """« 800 à 2 100 », « inchangé » when the two agree."""
    return "inchangé" if low == high else f"{numbers.integer(low)} à {numbers.integer(high)}"


def factors(names: Sequence[str]) -> str:
    """« la lecture de la hauteur d’eau et le rattachement à la route »; nothing when none."""
    said = [FACTOR[name] for name in names if name]
    return " et ".join(said)


def short_factors(names: Sequence[str]) -> str:
    """« lecture et franchissement »; nothing when none."""
    return " et ".join(SHORT_FACTOR[name] for name in names if name)


def tried(depths: Sequence[float], limits: Sequence[str], runs: int) -> str:
    """What the grid is made of."""
    return NOTE.format(
        depths=", ".join(numbers.depth(depth) for depth in depths),
        limits=", ".join(numbers.metres(float(limit)) for limit in limits),
        runs=numbers.integer(runs),
    )


def headline(name: str, band: tuple[float, float], main: Sequence[str], communes: int) -> str:
    """The one line of *Scénario*: the number that moves most, what moves it, conclusions that turn."""
    low, high = (numbers.integer(value) for value in band)
    most = f" ; ce qui compte le plus{numbers.NO_BREAK_SPACE}: {factors(main)}" if factors(main) else ""
    said = f"Selon les hypothèses (lecture, hauteur d’eau franchie, rattachement à la route), {_lower(name)} : entre {low} et {high}{most}."
    if not communes:
        return f"{said} {NO_TURNING}"
    plural = "s" if communes > 1 else ""
    return f"{said} La conclusion dépend des hypothèses pour {numbers.integer(communes)} commune{plural}."


def turning(found: Sequence[Turning]) -> str:
    """« Pelvazières (urgences, pharmacie) : la conclusion dépend de… » for turnings alike of one commune."""
    first = found[0]
    care = ", ".join(_lower(labels.CATEGORY[Category(one.category)]) for one in found)
    own = "perdu" if first.lost else "gardé"
    head = f"{first.name} ({care}) : accès {own} pour la majorité des habitants dans cette étude, mais la conclusion dépend"
    if not first.factors:
        return f"{head} de plusieurs hypothèses à la fois ({numbers.integer(first.runs_lost)} combinaisons sur {numbers.integer(first.runs)} donnent l’accès perdu)."
    each = [
        f"{OF_FACTOR[name]} (perdu : {_values(name, lost)} ; gardé : {_values(name, kept)})"
        for name, (lost, kept) in first.factors.items()
    ]
    return f"{head} {' ou '.join(each)}."


def _values(factor: str, values: Sequence[str]) -> str:
    if factor == "reading":
        return ", ".join(labels.READING[Reading(value)] for value in values)
    if factor == "wading_m":
        return ", ".join(numbers.depth(float(value)) for value in values)
    return ", ".join(
        "deuxième carrefour" if value == SECOND else f"à {numbers.metres(float(value))} au plus"
        for value in values
    )


def _lower(name: str) -> str:
    return name if name.isupper() else name[0].lower() + name[1:]
