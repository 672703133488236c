"""Words of what to reopen first."""

from typing import Final

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
PAIRS_NOTE: Final = "Ensemble, ils rendent un soin à plus d’habitants que l’un et l’autre séparément."
AND: Final = " + "


def looked_at(stretches: int) -> str:
    """How many closed stretches were tried."""
    return f"Tronçons coupés examinés : {stretches}."
