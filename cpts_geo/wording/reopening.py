"""Words of what to reopen first."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.wording import labels, numbers

TITLE: Final = "Que rouvrir d’abord"
NO_STRETCH: Final = "Ce scénario ne coupe aucun tronçon de route."
NOTHING: Final = "Aucune réouverture d’un seul tronçon, ni de deux ensemble, ne rend un soin perdu."
NOTE: Final = (
    "Habitants qui retrouvent au moins un soin perdu si ce tronçon, et lui seul, redevient praticable à sa vitesse "
    "normale, le reste du scénario restant tel quel. Un lieu de soins lui-même touché reste fermé. "
    "Classement et longueur coupée : lecture {reading}. Un nombre plus petit dans une autre lecture veut dire que "
    "d’autres tronçons y sont coupés aussi, ou que moins d’habitants y ont perdu ce soin. À confirmer sur place."
)
PAIRS: Final = "Deux tronçons à rouvrir ensemble"
PAIRS_NOTE: Final = (
    "Ensemble, ils rendent un soin à plus d’habitants que l’un et l’autre séparément, tous soins confondus ou pour au "
    "moins un soin."
)
AND: Final = " + "
FRAIL: Final = (
    "Fragiles : habitants de 75 ans et plus, ou de 80 ans et plus selon la source, et résidents d’EHPAD."
)


def ages_unknown(people: int, *, nobody: bool) -> str:
    """Nobody's age is supposed."""
    if nobody:
        return (
            "Personnes fragiles : non connues. La population importée ne dit l’âge de personne ; rien n’est supposé. "
            "Pour les avoir, importez les carreaux Filosofi de l’INSEE."
        )
    said = f" Âge inconnu pour {numbers.people(people)}, jamais comptés comme fragiles." if people else ""
    return f"{FRAIL}{said}"


def by_care(care: Sequence[tuple[str, int]], *, least: int = 0) -> str:
    """« Pharmacies : 120 ; médecins : 80 »; counts below ``least`` are not written."""
    shown = [
        labels.CATEGORY_PLURAL[Category(name)]
        + (f"{numbers.NO_BREAK_SPACE}: {numbers.integer(people)}" if people >= least else "")
        for name, people in care
    ]
    return " ; ".join(shown)


def together(roads: Sequence[str]) -> str:
    """« D14 », « D14 + D5, ensemble »."""
    return f"{AND.join(roads)}, ensemble" if len(roads) > 1 else AND.join(roads)


def looked_at(stretches: int, untried: int) -> str:
    """How many closed stretches were tried, and the pairs that were not."""
    said = f"Tronçons coupés examinés : {numbers.integer(stretches)}."
    if not untried:
        return said
    return (
        f"{said} Paires non examinées, trop nombreuses : {numbers.integer(untried)}, celles des tronçons qui rendent "
        "le moins seuls. D’autres paires utiles peuvent exister."
    )
