"""Words of why an area loses a kind of care, and of the least to reopen."""

from typing import Final

from cpts_geo.wording import numbers

TITLE: Final = "Pourquoi ce soin n’est plus accessible"
COMMUNE: Final = "Commune"
LOST: Final = "N’ont plus accès"
PASSAGES: Final = "Passages coupés"
PASSAGES_NOTE: Final = "le plus petit nombre qui suffit à isoler"
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
    "difficulty": "Difficulté",
    "people": "Habitants qui en dépendent",
    "back": "Rendus après cette étape",
}
DEPTH_UNKNOWN: Final = "Case vide : hauteur d’eau inconnue."


def ways(count: int | None) -> str:
    """« 1 seule route », « 3 », « sur place »."""
    if count is None:
        return ON_THE_SPOT
    return f"1{numbers.NO_BREAK_SPACE}seule route" if count == 1 else numbers.integer(count)


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


def nothing_lost(commune: str) -> str:
    """Nobody there loses the care in this reading."""
    return f"{commune} : personne ne perd l’accès à ce soin dans cette lecture."


def trip(before: float, now: float, length_m: float, places: tuple[str, str]) -> str:
    """« Avant : 4 min vers A. Maintenant : 12 min, 9,1 km, vers B »."""
    return (
        f"Avant : {numbers.minutes(before)} vers {places[0]}. Maintenant : {numbers.minutes(now)}, "
        f"{numbers.metres(length_m)}, vers {places[1]}."
    )


def still(people: int, longer: int) -> str:
    """How many still reach it, how many by a longer trip."""
    return f"Y accèdent encore : {numbers.people(people)}, dont {numbers.integer(longer)} par un trajet plus long."
