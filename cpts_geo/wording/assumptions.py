"""What each hazard of a scenario takes for true: figures chosen by someone, never measured."""

from typing import Final

from cpts_geo.hazards import Flood, Perimeter, Snow, Storm, Supply, Traffic, Winter
from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import Hazard, Scenario
from cpts_geo.wording import labels, numbers

TITLE: Final = "Hypothèses de ce scénario"
CLASS: Final[dict[str, str]] = {
    "motorway": "autoroutes",
    "trunk": "voies rapides",
    "primary": "routes principales",
    "secondary": "routes secondaires",
    "tertiary": "routes locales importantes",
    "unclassified": "petites routes",
    "residential": "rues",
}


def assumptions(scenario: Scenario) -> list[str]:
    """One sentence per hazard that rests on figures somebody chose, each once."""
    said = [_said(hazard) for hazard in scenario.hazards]
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def _said(hazard: Hazard) -> str:  # noqa: PLR0911 one sentence per hazard
    if isinstance(hazard, Flood):
        return _flood(hazard)
    if isinstance(hazard, Storm):
        return _storm(hazard)
    if isinstance(hazard, Winter):
        return _winter(hazard)
    if isinstance(hazard, Supply):
        return _supply(hazard)
    if isinstance(hazard, Traffic):
        where = "dans les zones dessinées" if hazard.layer else "partout"
        who = ", ".join(CLASS.get(name, name) for name in hazard.classes) or "toutes les routes"
        return f"Circulation : {who} à {numbers.percent(hazard.factor)} de leur vitesse, {where} ; à pied rien ne change."
    if isinstance(hazard, Perimeter):
        inside = "on y circule encore pour sortir" if hazard.inside == 1 else _left_inside(hazard.inside)
        return f"Périmètre interdit : personne n’y entre, on en sort, ses structures ferment ; {inside}."
    if isinstance(hazard, Snow):
        return "Neige ou verglas : la part de vitesse de chaque zone est une hypothèse de la couche."
    return ""  # a closed road is a fact


def _flood(hazard: Flood) -> str:
    current = "la vitesse du courant est comptée là où elle est connue"
    margin = numbers.metres(hazard.extent_margin_m)
    return (
        f"Inondation : une zone sans hauteur d’eau coupe la route, sa limite peut être fausse de {margin} ; {current}. "
        "Un pont au-dessus de l’eau reste ouvert, ses accès non."
    )


def _storm(hazard: Storm) -> str:
    trees = (
        f"arbres tombés dès {numbers.metres(hazard.stretch_m)} de route dans un bois (arbres de "
        f"{numbers.metres(hazard.tree_m)} ; lecture optimiste : des arbres des deux côtés, pessimiste : un bois au "
        "bord suffit)"
    )
    bridges = f"ponts de {numbers.metres(hazard.bridge_m)} ou plus fermés aux ambulances et véhicules hauts"
    return f"Tempête : {trees if hazard.woods else 'pas d’arbre tombé'} ; {bridges}."


def _winter(hazard: Winter) -> str:
    margin = numbers.metres(hazard.altitude_margin_m)
    where = (
        f"à partir de {numbers.metres(hazard.from_altitude_m)} d’altitude ({margin} de plus ou de moins selon la lecture ; "
        "une route d’altitude inconnue est comptée enneigée)"
        if hazard.from_altitude_m
        else "partout"
    )
    shares = (
        f"{numbers.percent(hazard.first)} de la vitesse sur les routes principales, {numbers.percent(hazard.second)} sur "
        f"les secondaires, {numbers.percent(hazard.last)} ailleurs (le type de route tient lieu de niveau de service "
        "hivernal)"
    )
    steep = (
        f"encore {numbers.percent(hazard.steep_factor)} au-delà de {numbers.percent(hazard.steep)} de pente"
    )
    return f"Neige ou verglas {where} : {shares} ; {steep}."


def _supply(hazard: Supply) -> str:
    shut, less = len(hazard.closed), len(hazard.reduced)
    parts = [f"{shut} structure{'s' if shut > 1 else ''} fermée{'s' if shut > 1 else ''}"] if shut else []
    kinds = [labels.CATEGORY_PLURAL[Category(name)] for name in hazard.categories]
    some = [f"{less} structure{'s' if less > 1 else ''}"] if less else []
    if kinds or some:
        parts.append(f"{', '.join([*some, *kinds])} à {numbers.percent(hazard.capacity)} de leur capacité")
    return f"Offre de soins : {' ; '.join(parts)}." if parts else ""


def _left_inside(factor: float) -> str:
    if factor == 0:
        return "on n’y circule pas, sauf sur les routes qui en sortent"
    return f"on y circule à {numbers.percent(factor)} de la vitesse"
