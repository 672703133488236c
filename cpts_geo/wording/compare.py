"""Words of the comparison of scenarios."""

from typing import Final

from cpts_geo.answers.compare import overlap
from cpts_geo.model.categories import Category
from cpts_geo.model.results import Band
from cpts_geo.wording import labels, numbers

PAGE: Final = "Comparer"
TOO_MANY: Final = "Quatre scénarios au plus : seuls les quatre premiers sont comparés."
CHOOSE: Final = "Scénarios à comparer (2 à 4) ; le premier, A, sert de point de comparaison"
CURRENT: Final = "Scénario en cours"
TOO_FEW: Final = "Choisissez au moins deux scénarios."
EMPTY_LIBRARY: Final = (
    "La bibliothèque est vide. Enregistrez un scénario dans la page Scénario, « Bibliothèque de scénarios » : il pourra être "
    "comparé ici au scénario en cours."
)
VEHICLES_DIFFER: Final = "Attention : ces scénarios ne sont pas calculés pour le même véhicule."
SITUATION: Final = "Ce qui change"
FIGURES: Final = "Chiffres clés"
MAPS: Final = "Cartes, même cadre"
MAPS_NOTE: Final = (
    "Bleu : eau. Rouge : routes coupées, en points fins si elles ne le sont que dans une autre lecture. Orange : "
    "routes ralenties. Contours : périmètres, zones ralenties ou enneigées."
)
BY_COMMUNE: Final = "Par commune et par soin"
NO_LOSS: Final = "Aucun de ces scénarios ne retire un soin à une commune."
INDICATOR: Final = "Indicateur"
COMMUNE: Final = "Commune"
CARE: Final = "Soin"
GAP: Final = "{letter} − A"
CANNOT_OPEN: Final = "« {name} » ne peut pas être calculé sur les données d’aujourd’hui."
LETTERS: Final = "ABCD"
OVERLAP: Final = (
    " Les fourchettes de {letter} et de A se recouvrent : leur ordre peut dépendre de la lecture."
)
INDICATORS: Final[dict[str, str]] = {
    "people_hit": "Habitants dont le domicile est touché",
    "structures_hit": "Structures touchées",
    "roads_cut": "Routes coupées (nommées)",
}


def indicator(name: str, category: str) -> str:
    """« Isolés de : Pharmacie »."""
    return INDICATORS.get(name) or f"Isolés de : {labels.CATEGORY[Category(category)]}"


def titled(position: int, name: str) -> str:
    """« A : crue moyenne »."""
    return f"{LETTERS[position]} : {labels.scenario_name(name)}"


def gap(difference: Band) -> str:
    """Signed difference with its band: « +300 (de +200 à +800) »."""
    values = (difference.optimistic, difference.median, difference.pessimistic)
    low, high = min(values), max(values)
    if low == high:
        return _signed(low)
    return f"{_signed(difference.median)} (de {_signed(low)} à {_signed(high)})"


def _signed(value: float) -> str:
    return f"+{numbers.integer(value)}" if value > 0 else numbers.integer(value)


def sentence(letter: str, care: str, difference: Band, bands: tuple[Band, Band]) -> str:
    """« Pharmacies : le scénario B isole 300 habitants de plus que A (entre 200 et 800 selon la lecture). »."""
    values = (difference.optimistic, difference.median, difference.pessimistic)
    low, high = min(values), max(values)
    shared = OVERLAP.format(letter=letter) if overlap(*bands) and low != high else ""
    if low == high == 0:
        return f"{care} : le scénario {letter} isole autant d’habitants que A, dans les trois lectures."
    if low < 0 < high:
        return (
            f"{care} : selon la lecture, le scénario {letter} isole de {numbers.people(-low)} de moins à "
            f"{numbers.people(high)} de plus que A.{shared}"
        )
    word, least, most = ("plus", low, high) if high > 0 else ("moins", -high, -low)
    spread = (
        "dans les trois lectures"
        if least == most
        else (f"entre {numbers.integer(least)} et {numbers.integer(most)} selon la lecture")
    )
    middle = numbers.people(abs(difference.median))
    return f"{care} : le scénario {letter} isole {middle} de {word} que A ({spread}).{shared}"


def compared(names: tuple[str, ...]) -> str:
    """First line of the command."""
    return " ; ".join(titled(position, name) for position, name in enumerate(names)) + "."


def first_capital(text: str) -> str:
    """A sentence begins with a capital, and EHPAD keeps its own."""
    return text[:1].upper() + text[1:]
