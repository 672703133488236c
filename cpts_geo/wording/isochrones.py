"""Words of isochrones: view, tables, files."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.wording import numbers

TITLE: Final = "Isochrones"
AROUND: Final = "Autour de"
KIND: Final[dict[str, str]] = {
    "category": "Une catégorie de soins",
    "places": "Des structures ou lieux choisis",
    "points": "Des points cliqués sur la carte",
}
PLACES: Final = "Structures et lieux"
LIMITS: Final = "Limites en minutes"
LIMITS_HELP: Final = "Des nombres séparés par des espaces, par exemple : 5 10 15 30."
WAY: Final = "Sens du trajet"
WAYS: Final[dict[bool, str]] = {False: "Les habitants viennent", True: "Le soin va chez les habitants"}
STATE: Final = "Montrer sur la carte"
STATES: Final[dict[str, str]] = {
    "reference": "Situation normale",
    "optimistic": "Scénario, optimiste",
    "median": "Scénario, médiane",
    "pessimistic": "Scénario, pessimiste",
}
SHORT_STATES: Final[dict[str, str]] = {
    "reference": "Normal",
    "optimistic": "Optimiste",
    "median": "Médiane",
    "pessimistic": "Pessimiste",
}
CLICK: Final = "Cliquez sur la carte : chaque clic ajoute un point."
FORGET: Final = "Effacer les points"
CHOOSE_FIRST: Final = "Choisissez au moins un lieu."
BY_BAND: Final = "Habitants par temps de trajet"
BY_AGE: Final = "Par âge, {state}"
NOTE: Final = (
    "Les nombres d’habitants viennent du temps de trajet de chaque lieu d’habitation, jamais de la surface dessinée. "
    "Une surface montre les terrains dont la route la plus proche est à ce temps ; elle ne couvre ni l’eau ni les zones "
    "qui arrêtent le véhicule, et s’arrête aux communes. Praticable selon le scénario, à confirmer sur place."
)
FILES: Final = "Télécharger les isochrones"
FILE_STEM: Final = "isochrones"
FILE: Final[dict[str, str]] = {"geojson": "GeoJSON", "gpkg": "GeoPackage", "kml": "KML", "csv": "Tableau CSV"}
CENTRE: Final = "Lieu choisi"
CENTRE_HIT: Final = "Lieu choisi, touché ou fermé"
UNNAMED_POINT: Final = "Point"
AGE: Final[dict[str, str]] = {
    "population": "Habitants",
    "pop_65_79": "65 à 79 ans",
    "pop_75p": "75 ans et plus",
    "pop_80p": "80 ans et plus",
}
BAND: Final = "Temps de trajet"
COMMUNE: Final = "Commune"


def band(rank: int, limits_min: Sequence[float]) -> str:
    """« Jusqu’à 10 min », « 10 à 20 min », « Plus de 30 min », « Non accessible »."""
    unit = f"{numbers.NARROW_SPACE}min"
    written = [_limit(limit) for limit in limits_min]
    if rank == 0:
        return f"Jusqu’à {written[0]}{unit}"
    if rank < len(written):
        return f"{written[rank - 1]} à {written[rank]}{unit}"
    return f"Plus de {written[-1]}{unit}" if rank == len(written) else numbers.UNREACHABLE.capitalize()


def point(rank: int) -> str:
    """A clicked point, in the order of the clicks."""
    return f"le point n°{numbers.NO_BREAK_SPACE}{rank}"


def stopped(subject: str, why: str) -> str:
    """A centre that some reading takes away, and by what."""
    return f"{subject} : {why}."


def more_centres(rest: int) -> str:
    """Those of which the page does not say what stops them."""
    several = f"{numbers.integer(rest)} autres lieux choisis sont touchés ou coupés"
    one = "1 autre lieu choisi est touché ou coupé"
    return f"{several if rest > 1 else one} : la carte dit par quoi."


def within(limit: float) -> str:
    """« À 20 min ou moins »."""
    return f"À {_limit(limit)}{numbers.NARROW_SPACE}min ou moins"


def _limit(limit: float) -> str:
    return numbers.integer(limit) if limit == round(limit) else numbers.decimal(limit)


def agreement(same: float, closed: float) -> str:
    """How far the drawn areas agree with the counted minutes."""
    return (
        f"Contrôle : {numbers.percent(same, 1)} des habitants sont dans la surface de leur propre temps de trajet"
        f"{f' ({numbers.percent(closed, 1)} vivent le long d’une route coupée, que rien ne couvre)' if closed else ''}. "
        "Les autres sont près d’une limite, ou leur route la plus proche n’est pas leur carrefour le plus proche."
    )
