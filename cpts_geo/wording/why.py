"""Words of why an area loses a kind of care, and of the least to reopen."""

from collections.abc import Mapping, Sequence
from typing import Final

from cpts_geo.answers.why import Why
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.wording import cautions, labels, numbers
from cpts_geo.wording.causes import by_reading

TITLE: Final = "Pourquoi ce soin n’est plus accessible"
ABOUT: Final = "Pour"
KINDS: Final[dict[str, str]] = {
    "commune": "Une commune",
    "structure": "Une structure",
    "point": "Un point de la carte",
}
COMMUNE: Final = "Commune"
STRUCTURE: Final = "Structure"
SIDE: Final = "Question"
SIDES: Final[dict[str, str]] = {
    "to": "Pourquoi n’y va-t-on plus ?",
    "from": "De là, pourquoi ce soin est-il perdu ?",
}
NO_STRUCTURE: Final = "Aucune structure de soins connue dans ce territoire."
KEPT_AT_POINT: Final = "De ce point, ce soin reste accessible par la route dans cette lecture."
NO_TRIP: Final = "Aucun trajet praticable vers ce soin selon le scénario."
TRIP_NOTE: Final = (
    "Depuis la route la plus proche du point ; la distance jusqu’à elle n’est pas comptée. Praticable selon le scénario, à "
    "confirmer sur place."
)
CLICK: Final = "Cliquez sur la carte : une habitation, une adresse, un carrefour."
CLICK_AGAIN: Final = "Cliquez ailleurs sur la carte pour changer de point."
SPOT: Final = "Le point choisi"
ACCESS: Final = "Accès à ce soin"
KEPT: Final = "conservé"
LOST_HERE: Final = "perdu"
NEVER: Final = "aucun, même en temps normal"
TRIP: Final = "Trajet selon le scénario"
LOST: Final = "N’ont plus accès"
PASSAGES: Final = "Passages coupés"
WAYS: Final = "Routes indépendantes en temps normal"
LONGER: Final = "Font un trajet plus long"
CUTS: Final = "Ce qui coupe"
CUTS_NOTE: Final = (
    "Le plus petit nombre de passages coupés qui, à eux seuls, isolent ces habitants : même si toutes les autres "
    "routes rouvraient. À nombre égal, les plus profonds. La longueur est celle de tout le tronçon coupé."
)
CUTS_FORMER: Final = (
    "Aucun lieu de ce soin encore ouvert ne peut être rejoint, même toutes routes rouvertes : passages coupés vers "
    "les lieux utilisés avant."
)
NO_CUT: Final = "Aucune route coupée n’est en cause."
STEPS: Final = "Le moins à rouvrir"
STEPS_NOTE: Final = (
    "Ensemble, ces portions rendent ce soin à tous ceux qu’une route peut aider, et aucune n’est de trop. Pour chaque "
    "lieu habité pris seul, aucun autre choix n’est moins difficile ; pour plusieurs ensemble, un autre choix peut "
    "demander moins. Difficulté (hypothèse) : longueur × (1 + 2 × hauteur d’eau en mètres) ; une hauteur inconnue, ou "
    "une route fermée sans eau connue, compte comme 4 m. Lecture {reading}. À confirmer sur place."
)
STEPS_NOT_PROVEN: Final = (
    "Trop de chemins font demi-tour pour les essayer tous : un choix moins difficile peut exister, même pour un seul "
    "lieu habité."
)
DETOUR: Final = "Le détour aujourd’hui"
NO_DETOUR: Final = "Personne n’y accède encore : aucun détour."
NO_LONGER: Final = "Personne n’a de trajet plus long : le trajet montré est celui de l’habitant médian."
DETOUR_NOTE: Final = (
    "Trajet de l’habitant médian parmi ceux dont le trajet s’allonge. Praticable selon le scénario, à confirmer sur "
    "place."
)
ALL_READINGS: Final = "les trois"
ON_MAP_CUT: Final = "Ce qui coupe"
ON_MAP_STEP: Final = "Le moins à rouvrir"
ON_THE_SPOT: Final = "sur place"
HEADER: Final[dict[str, str]] = {
    "road": "Route",
    "closed_length_m": "Longueur coupée (m)",
    "depth_m": "Hauteur d’eau (m)",
    "readings": "Coupée dans les lectures",
    "causes": "Par quoi",
    "difficulty": "Difficulté",
    "people": "Habitants qui en dépendent",
    "back": "Rendus après cette étape",
}
DEPTH_UNKNOWN: Final = "Tiret : hauteur d’eau inconnue."


def ways(count: int | None) -> str:
    """« 1 seule route », « 3 », « sur place »."""
    if count is None:
        return ON_THE_SPOT
    return f"1{numbers.NO_BREAK_SPACE}seule route" if count == 1 else numbers.integer(count)


def passages_note(passages: int, stretches: int) -> str:
    """What the passages are, and on how many of the stretches of the table they are."""
    if not passages:
        return ""
    on = f", sur {numbers.integer(stretches)} tronçon{'s' if stretches > 1 else ''}"
    return f"le plus petit nombre qui suffit à isoler{on if stretches != passages else ''}"


def by_roads(roads: list[str]) -> str:
    """« par D14 »; nothing when there are many."""
    names = list(dict.fromkeys(roads))
    return f"par {', '.join(names)}" if 0 < len(names) <= 4 else ""


def places(left: int, hit: int) -> str:
    """What is left of the places of the care in the territory and around."""
    touched = f", {numbers.integer(hit)} hors d’usage selon le scénario" if hit else ""
    return f"Lieux de ce soin encore utilisables : {numbers.integer(left)} lieu{'x' if left > 1 else ''}{touched}."


def beyond_roads(people: int) -> str:
    """Whom no road can help."""
    return (
        f"Pour {numbers.people(people)}, aucune route ne suffit : tous les lieux qu’ils pouvaient rejoindre sont hors "
        "d’usage."
    )


def unreachable_before(people: int) -> str:
    """Never counted as lost."""
    return (
        f"{numbers.people(people)} ne pouvaient pas rejoindre ce soin en temps normal (réseau importé incomplet, ou "
        "trop loin d’une route) : jamais comptés comme perdus."
    )


def access(found: Why) -> str:
    """What becomes of the care at a place where nobody is counted."""
    if not found.reached:
        return NEVER
    return LOST_HERE if found.cut else KEPT


def cut_in(readings: Sequence[Reading]) -> str:
    """« perdu dans les trois lectures », « perdu en lecture pessimiste seulement »."""
    if len(readings) == len(READINGS):
        return f"perdu {cautions.IN_EVERY_READING}"
    names = [labels.READING[reading].lower() for reading in readings]
    said = f"lecture {names[0]}" if len(names) == 1 else f"lectures {' et '.join(names)}"
    return f"perdu en {said} seulement"


def served(name: str, people: int) -> str:
    """Who the answer about a structure is about."""
    if not people:
        return f"« {name} » n’est la plus proche de sa sorte pour aucun habitant en temps normal : rien à expliquer."
    return (
        f"Question : {numbers.people(people)}, dont « {name} » est la plus proche de sa sorte en temps normal, "
        "peuvent-ils encore y aller ? Une autre structure peut leur rester : voir « Une commune »."
    )


def usable(name: str, causes: Mapping[Reading, int], own: Reading, *, shut: bool = False) -> str:
    """Whether a structure itself still works, and what stops it in which readings (``model.causes``).

    ``shut``: the data say that it is closed, whatever the scenario.
    """
    why = by_reading(causes)
    if shut:
        return f"« {name} » est hors d’usage : fermée dans les données importées, même en temps normal."
    if causes[own]:
        return f"« {name} » est hors d’usage selon le scénario : {why}."
    return (
        f"« {name} » n’est pas touchée elle-même dans cette lecture{f', mais elle est {why}' if why else ''}."
    )


def beyond_structure(people: int) -> str:
    """Whom no road can bring to a structure that is out of use."""
    return f"Pour {numbers.people(people)}, aucune route ne suffit : la structure elle-même est hors d’usage."


def kept_here(name: str) -> str:
    """A structure from which the care can still be reached."""
    return f"« {name} » : ce soin reste accessible par la route dans cette lecture."


def nothing_lost(commune: str) -> str:
    """Nobody there loses the care in this reading."""
    return f"{commune} : personne ne perd l’accès à ce soin dans cette lecture."


def trip(before: float, now: tuple[float, float, float], length_m: float, places: tuple[str, str]) -> str:
    """« Avant : 4 min vers A. Maintenant : 12 min (10 min à 15 min selon la lecture), 9,1 km, vers B »."""
    alike = now[1] > before and numbers.minutes(before) == numbers.minutes(now[1])
    write = numbers.minutes_to_tenths if alike else numbers.minutes  # never « 2 min », then « 2 min »
    said = numbers.minutes_band(*now, write)
    said = f"{said[:-1]} selon la lecture)" if said.endswith(")") else said
    return (
        f"Avant : {write(before)} vers {places[0]}. Maintenant : {said}, "
        f"{numbers.metres(length_m)}, vers {places[1]}."
    )


def still(people: int, longer: int) -> str:
    """How many still reach it, how many by a longer trip."""
    return f"Y accèdent encore : {numbers.people(people)}, dont {numbers.integer(longer)} par un trajet plus long."
