"""The five kinds of crisis, and what is left to do once one is chosen."""

from typing import Final

from cpts_geo.hazards.templates import Template
from cpts_geo.wording import numbers

TITLE: Final = "Type de crise"
NONE: Final = "Je compose moi-même"
HELP: Final = (
    "Les cinq types de crise du plan d’une CPTS. Choisir un type remplit les réglages ci-dessous avec des "
    "hypothèses : à vous de les corriger, puis de dessiner ou de choisir le reste."
)
KIND: Final[dict[str, str]] = {
    "casualties": "Blessés somatiques ou psychiques",
    "ill_people": "Personnes malades, notamment âgées",
    "emerging_agent": "Agent infectieux émergent",
    "nrc": "Risque NRC (nucléaire, radiologique, chimique)",
    "altered_supply": "Altération de l’offre de soins",
}
MEANING: Final[dict[str, str]] = {
    "casualties": (
        "Des blessés, du corps ou de l’esprit, arrivent en nombre ; le lieu peut être bouclé. La CPTS reçoit les "
        "patients qui n’ont pas besoin de l’hôpital."
    ),
    "ill_people": (
        "Épidémie saisonnière, chaleur, froid ou pollution : beaucoup de malades à la fois, souvent âgés, et des "
        "soignants absents."
    ),
    "emerging_agent": (
        "Une maladie nouvelle : des soignants absents ou affectés ailleurs, des lieux de dépistage et de "
        "vaccination à ouvrir."
    ),
    "nrc": (
        "Un périmètre est interdit : on en sort, on n’y entre pas, ses structures ferment. La CPTS ne prend en "
        "charge que les patients ambulatoires qui n’ont pas besoin d’installation particulière."
    ),
    "altered_supply": (
        "Les soins habituels manquent : pénurie de médicaments, ou circulation perturbée par la neige, "
        "l’inondation, un cyclone."
    ),
}
_DRAW: Final[dict[str, str]] = {
    "perimeter": "dessiner sur la carte le périmètre interdit",
    "flood": "dessiner la zone inondée, si aucune crue importée ne convient",
    "closure": "dessiner les routes fermées",
}
_CHOOSE: Final[dict[str, str]] = {
    "flood": "choisir la crue",
    "snow": "cocher la neige ou le verglas",
    "storm": "cocher la tempête",
    "roads": "nommer les routes fermées",
    "structures": "choisir les structures fermées ou réduites",
    "sites": "choisir les lieux à ouvrir (page Lieux)",
}


def orsan(template: Template) -> str:
    """Plans of the same kind; the match is ours in part, and said so."""
    if not template.orsan:
        return "Plan ORSAN : dispositions transversales (rapprochement en partie déduit)."
    return f"Plan ORSAN : {', '.join(template.orsan)} (rapprochement en partie déduit)."


def to_do(template: Template) -> str:
    """What is left to draw and to choose."""
    steps = [*(_DRAW[kind] for kind in template.draw), *(_CHOOSE[what] for what in template.choose)]
    return f"Reste à faire{numbers.NO_BREAK_SPACE}: {' ; '.join(steps)}."
