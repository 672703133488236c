"""Words of the pockets cut from care."""

from typing import Final

from cpts_geo.wording import numbers
from cpts_geo.wording.causes import said

TITLE: Final = "Poches isolées"
NONE: Final = "Aucune poche : dans cette lecture, personne ne perd un soin qu’il pouvait atteindre avant."
NOTE: Final = (
    "Une poche réunit les habitants encore reliés entre eux par la route et qui ont perdu au moins un soin. Elle est isolée de "
    "ce soin, pas de tout : une poche qui a son hôpital n’est pas isolée de l’hôpital, et tout le reste du territoire "
    "forme une poche quand le seul lieu d’un soin est fermé. Ce qui manquait déjà avant n’est pas compté. Poches "
    "de la lecture {reading} ; les autres colonnes donnent les mêmes habitants, et les mêmes EHPAD, dans les autres lectures. "
    "Fragiles : 75 ou 80 ans et plus selon la source, et résidents d’EHPAD quand ils sont comptés à part."
)
CARE: Final = "Soins pris en compte"
NOTHING_CHOSEN: Final = "Choisissez au moins un soin."
HELIPADS_UNKNOWN: Final = (
    "Aires de poser pour hélicoptère : aucune n’est déclarée dans ce territoire, ce qui ne veut pas dire qu’il n’y en a pas. "
    "Elles viennent avec les routes OpenStreetMap ou la couche « aerodrome » de la BD TOPO ; vous pouvez aussi les ajouter dans "
    "la page Données, comme lieux de nature « Aire de poser pour hélicoptère »."
)
HELIPADS_NOTE: Final = (
    "Aires de poser : celles des fichiers importés et celles que vous avez déclarées, si le scénario ne les touche pas. "
    "« Non renseigné » : aucune n’est connue dans cette poche, ce qui ne veut pas dire qu’il n’y en a pas."
)
COUNT: Final = "Poches"
PEOPLE: Final = "Habitants des poches"
HOMES: Final = "Places d’EHPAD dans les poches"
LEGEND: Final = "Poche isolée d’au moins un soin"
SCATTERED_LEGEND: Final = "Poche dont les routes sont elles-mêmes coupées"
SCATTERED: Final = "habitations coupées les unes des autres"
NOTHING_HERE: Final = "aucun lieu connu"
NOT_SAID: Final = "non renseigné"
UNNAMED_HELIPAD: Final = "aire sans nom"
NOT_ON_MAP: Final = "La carte numérote les {shown} premières poches ; le tableau les donne toutes."
AGES_UNKNOWN: Final = "âges inconnus"
HEADER: Final[dict[str, str]] = {
    "pocket": "N°",
    "where": "Où",
    "people_optimistic": "Habitants, optimiste",
    "people_median": "Habitants, médiane",
    "people_pessimistic": "Habitants, pessimiste",
    "frail_optimistic": "Dont fragiles, optimiste",
    "frail_median": "Dont fragiles, médiane",
    "frail_pessimistic": "Dont fragiles, pessimiste",
    "ehpad_places_optimistic": "Places d’EHPAD, optimiste",
    "ehpad_places_median": "Places d’EHPAD, médiane",
    "ehpad_places_pessimistic": "Places d’EHPAD, pessimiste",
    "missing": "Soins perdus (habitants)",
    "services": "Encore sur place",
    "homes": "EHPAD dans la poche",
    "helipads": "Hélicoptère, aire de poser",
}


def lost_everywhere(names: str) -> str:
    """Care that no place gives any more, whoever is cut from what."""
    return (
        f"Perdus partout, tous leurs lieux connus étant fermés ou sous l’eau : {names}. Ce n’est pas un isolement : "
        "ces soins ne sont pas pris en compte ici, sauf si vous les ajoutez."
    )


def counted(name: str, count: int) -> str:
    """« Pharmacie (3) »; one alone needs no figure."""
    return name if count == 1 else f"{name} ({numbers.integer(count)})"


def with_unknown(said: str, unknown: list[str]) -> str:
    """« Pharmacie ; non renseigné : Médecin, Infirmier »."""
    return f"{said} ; {NOT_SAID} : {', '.join(unknown)}" if unknown else said


def helipads(names: str) -> str:
    """Landing places of a pocket among what it contains."""
    return f"aire de poser pour hélicoptère : {names}"


def home(name: str, residents: float, causes: int) -> str:
    """« EHPAD Les Saules : 60 places, sous l’eau »."""
    size = f"{numbers.integer(residents)} places" if residents == residents else "places non connues"  # noqa: PLR0124 NaN
    return ", ".join(filter(None, (f"{name} : {size}", said(causes, feminine=False))))


def shown_places(places: tuple[str, ...], communes: tuple[str, ...], most: int) -> str:
    """Names of places, then communes; at most ``most`` communes, the rest counted."""
    places = tuple(place for place in places if place not in communes)
    towns = ", ".join(communes[:most])
    rest = len(communes) - most
    more = f" et {rest} autre{'s' if rest > 1 else ''} commune{'s' if rest > 1 else ''}" if rest > 0 else ""
    return f"{', '.join(places)} – {towns}{more}" if places else f"{towns}{more}"


def all_care(count: int) -> str:
    """A pocket that misses everything looked at."""
    return f"tous ceux pris en compte ({count})"


def lost_and_partly(lost: str, partly: str) -> str:
    """« Hôpital, EHPAD ; pour une partie : Mairie »: care that all the people of a pocket lost, then some."""
    said = f"pour une partie : {partly}" if partly else ""
    return " ; ".join(text for text in (lost, said) if text)


def all_but(names: list[str]) -> str:
    """A pocket that misses nearly everything looked at."""
    return f"tous ceux pris en compte, sauf : {', '.join(names)}"
