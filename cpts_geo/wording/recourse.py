"""Words of second recourses."""

import math
from collections.abc import Sequence
from typing import Final

from cpts_geo.wording import cautions, numbers

TITLE: Final = "Recours uniques"
NOTE: Final = (
    "Recours unique : une seule structure ouverte de ce soin à {limit}. Si elle ferme, il ne reste rien dans ce temps. "
    "Deux structures à la même adresse comptent pour deux. Marge : minutes de plus pour aller à la "
    "deuxième, pour l’habitant du milieu de ceux qui en ont une ; ne pas en avoir de deuxième compte comme la plus longue."
)
MARGIN_EMPTY: Final = "Tiret : pas de deuxième structure accessible, ou soin sans structure connue."
BY_CARE: Final = "Pour chaque soin"
BY_STRUCTURE: Final = "Si une structure ferme"
BY_STRUCTURE_NOTE: Final = (
    "« N’ont qu’elle » : habitants sans autre recours à {limit} si cette structure, et elle seule, ferme. "
    "« Minutes de plus » : médiane de ceux dont elle est la plus proche et qui ont une deuxième structure."
)
ALONE_BEFORE: Final = "Un seul recours, situation normale"
ALONE: Final = "Un seul recours, selon le scénario"
WITHOUT: Final = "Aucun recours, selon le scénario"
MARGIN: Final = "Marge médiane, selon le scénario"
COUNT_LOOKS: Final = ("Aucune structure", "Une seule", "Deux", "Trois ou plus")
HEADER: Final[dict[str, str]] = {
    "category_label": "Soin",
    "name": "Commune",
    "people": "Habitants",
    "alone_reference": "Un seul, avant",
    "alone_optimistic": "Un seul, optimiste",
    "alone_median": "Un seul, médiane",
    "alone_pessimistic": "Un seul, pessimiste",
    "none_reference": "Aucun, avant",
    "none_optimistic": "Aucun, optimiste",
    "none_median": "Aucun, médiane",
    "none_pessimistic": "Aucun, pessimiste",
    "margin_reference": "Marge avant (min)",
    "margin_optimistic": "Marge, optimiste (min)",
    "margin_median": "Marge, médiane (min)",
    "margin_pessimistic": "Marge, pessimiste (min)",
}
STRUCTURE_HEADER: Final[dict[str, str]] = {
    "name": "Structure",
    "commune": "Commune",
    "depend_reference": "N’ont qu’elle, avant",
    "depend_optimistic": "N’ont qu’elle, optimiste",
    "depend_median": "N’ont qu’elle, médiane",
    "depend_pessimistic": "N’ont qu’elle, pessimiste",
    "nearest_reference": "La plus proche pour, avant",
    "nearest_optimistic": "La plus proche pour, optimiste",
    "nearest_median": "La plus proche pour, médiane",
    "nearest_pessimistic": "La plus proche pour, pessimiste",
    "extra_reference": "Minutes de plus, avant",
    "extra_optimistic": "Minutes de plus, optimiste",
    "extra_median": "Minutes de plus, médiane",
    "extra_pessimistic": "Minutes de plus, pessimiste",
}


def margin(minutes: float) -> str:
    """« 6 min »; no second place: « pas de deuxième »."""
    if minutes == float("inf"):
        return "pas de deuxième"
    return numbers.minutes(minutes)


def margin_band(minutes: Sequence[float]) -> str:
    """« entre 6 min et 20 min selon la lecture »; « pas de deuxième » in some reading."""
    known = [value for value in minutes if not math.isnan(value)]  # nobody has a first place otherwise
    least, most = (margin(value) for value in (min(known, default=math.nan), max(known, default=math.nan)))
    if least == most:
        return cautions.IN_EVERY_READING
    return f"de {least} à {most} selon la lecture"


def margin_before(minutes: float) -> str:
    """« avant : 6 min »."""
    return f"avant : {margin(minutes)}"
