"""Words of the sheet of a scenario for the crisis cell: figures, losses, decisions left to people."""

import math
from collections.abc import Sequence
from typing import Final

from cpts_geo.model.results import Span
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.wording import labels, numbers
from cpts_geo.wording import sheet_tables as table_words

NBSP: Final = numbers.NO_BREAK_SPACE
KIND: Final = "Fiche de scénario – cellule de crise"
FIGURES: Final = "Chiffres clés"
FLOODED: Final = "Habitants en zone touchée"
IN_POCKETS: Final = "Habitants de poches coupées d’un soin"
FRAIL_IN_POCKETS: Final = "… dont fragiles"
POCKET_HOMES: Final = "Places d’EHPAD dans ces poches"
POCKET_COUNT: Final = "Poches"
STRUCTURES_HIT: Final = "Structures touchées"
HOMES_HIT: Final = "EHPAD touchés"
HOME_PLACES: Final = "Places d’EHPAD touchées"
SITES_HIT: Final = "Lieux candidats touchés"
ROADS_CUT: Final = "Routes coupées (numéro ou nom)"
LOSSES: Final = "Qui perd quoi"
LOSSES_HEAD: Final = (
    "Soin",
    "Lieux (▲)",
    "Perdent l’accès par la route",
    "Dont fragiles",
    "Trajet médian",
    "Communes les plus touchées",
)
NO_LOSS: Final = "Personne ne perd l’accès par la route à un soin qu’il pouvait atteindre."
GONE: Final = "tous les lieux connus sont touchés"
POCKETS: Final = "Poches coupées d’un soin"
POCKETS_HEAD: Final = ("N°", "Où", "Carré", "Habitants", "Fragiles", "Encore sur place", "Soins perdus")
NO_POCKET: Final = "Aucune poche : personne ne perd un soin encore donné ailleurs."
HIT: Final = "Structures touchées"
NO_HIT: Final = "Aucune structure touchée dans cette lecture."
NO_PLACES: Final = "places non renseignées"
DECISIONS: Final = "Décisions à prendre par la cellule"
WATER: Final = "eau "
DECISIONS_HEAD: Final = (
    "N°", "Question", "Ce que dit le calcul, à confirmer sur place", "Décidé", "Par", "Heure",
)  # fmt: skip
NO_DECISION: Final = "Le calcul n’appelle aucune décision."
LIMITS: Final = "Ce qui n’a pas été calculé"
NOT_COMPUTED: Final = (
    "Ni la circulation, ni la durée de la crue et sa montée heure par heure, ni le personnel présent, les gardes et les "
    "horaires, ni l’électricité, l’eau et le téléphone des lieux, ni les transports par air ou par bateau, ni les personnes "
    "de passage."
)
AGES_UNKNOWN: Final = "Âges inconnus : la population importée ne les dit pas."
HELIPADS_UNKNOWN: Final = "Aucune aire de poser déclarée, ce qui ne veut pas dire qu’il n’y en a pas."
NO_CONTACT: Final = "Numéros et astreintes : annuaire de crise de l’édition restreinte."
HYPOTHESES: Final = "Hypothèses"
FRAIL: Final = "« Fragiles » : 75 ou 80 ans et plus selon la source, et résidents d’EHPAD comptés à part."
ALL_DRY: Final = "hors d’eau dans les trois lectures"
ALL_SPARED: Final = "non touché par le scénario"


def figures_head(own: Reading) -> tuple[str, ...]:
    """Columns of the three readings, the one of the study marked."""
    return ("", *(labels.READING[r].capitalize() + (" ◀" if r is own else "") for r in READINGS))


def beds(count: float, unit: str) -> str:
    """« 84 places »; unknown said."""
    said = table_words.capacity(count, unit)
    return NO_PLACES if said == table_words.NONE else said


def structure_hit(number: object, name: str, size: str, square: str) -> str:
    """« n° 8 EHPAD Les Rives (84 places, D9) », « n° 21 (H7) »."""
    facts = ", ".join(part for part in (size, square) if part)
    return f"n°{NBSP}{number}{f' {name}' if name else ''}{f' ({facts})' if facts else ''}"


def homes_cut(care: str, names: Sequence[str]) -> str:
    """EHPAD that are dry and lose a care."""
    return f"EHPAD non touchés, mais coupés ({care}) : {', '.join(names)}."


def evacuate(name: str) -> str:
    """Question about an EHPAD or a hospital under water."""
    return f"Mettre à l’abri {name} ?"


def evacuate_more(count: int) -> str:
    """The same for those that have no line of their own."""
    return f"Idem pour {count} autre{'s' if count > 1 else ''} EHPAD ou hôpita{'ux' if count > 1 else 'l'} ?"


def home_facts(size: str, square: str, state: str) -> str:
    """Evidence of the same."""
    return ", ".join(part for part in (state, size, f"carré {square}" if square else "") if part) + "."


def open_site(name: str, pocket: str) -> str:
    """Question about a candidate site, for everybody or for a pocket."""
    return f"Ouvrir {name}{f' pour la poche {pocket}' if pocket else ''} ?"


def site_facts(square: str, capacity: str, reach: str, *, watered: bool) -> str:
    """Evidence of the same: dry if the scenario has water, where, how many people it takes, who gets there."""
    known = [] if capacity == table_words.NONE else [f"accueil {capacity}"]
    where = [f"carré {square}"] if square and square != table_words.NONE else []
    return ", ".join([ALL_DRY if watered else ALL_SPARED, *where, *known, reach]) + "."


def site_reach(share: float, span: Span, minutes: tuple[float, float, float]) -> str:
    """« 75 % [70 – 80] des habitants y vont par la route (trajet médian 18 min) »; no trip when half cannot."""
    trip = f" (trajet médian {table_words.minutes_band(*minutes)})" if math.isfinite(minutes[1]) else ""
    own, low, high = (numbers.percent(part) for part in (share, span.low, span.high))
    band = "" if low == high else f" [{low}{NBSP}–{NBSP}{high}]"
    return f"{own}{band} des habitants y vont par la route{trip}"


def inside(people: str) -> str:
    """A site inside a pocket."""
    return f"dans la poche, à portée de ses {people}{NBSP}habitants"


def reopen(roads: str) -> str:
    """Question about closed roads."""
    return f"Rouvrir {roads} ?"


def reopen_facts(length: str, cut_by: str, people: str, frail: str) -> str:
    """Evidence of the same."""
    more = f", dont {frail} fragiles" if frail else ""
    return f"{length} coupés, {cut_by} ; rend un soin perdu à {people}{NBSP}habitants{more}."


def keep_open(road: str, square: str) -> str:
    """Question about a road that is still open."""
    return f"Protéger et garder ouverte {road}{f' (carré {square})' if square else ''} ?"


def keep_facts(people: str, minutes: str) -> str:
    """Evidence of the same."""
    if people == "0":
        return f"Sa perte ajouterait {minutes} minutes de trajet (habitants × soins)."
    return f"Sa perte, seule, ferait perdre un soin à {people}{NBSP}habitants."


def warn(pockets: Sequence[str], more: int) -> str:
    """Question about who tells the people of the pockets."""
    listed = ", ".join(pockets)
    rest = f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else ""
    which = f" des poches {listed}{rest}" if len(pockets) > 1 else f" de la poche {listed}" if pockets else ""
    return f"Qui prévient les habitants{which}{' et' if which else ''} de la zone touchée ?"


def warn_facts(pockets: str, flooded: str) -> str:
    """Evidence of the same."""
    cut = f"Dans les poches : {pockets}{NBSP}habitants. " if pockets != "0" else ""
    return f"{cut}En zone touchée : {flooded}{NBSP}habitants."


def check(points: Sequence[str]) -> str:
    """Evidence of what a reconnaissance must look at."""
    return " ".join(points)


CHECK: Final = "Qui va reconnaître les points de doute ?"


def doubtful_roads(roads: Sequence[str], more: int) -> str:
    """Roads cut in one reading and not in another."""
    rest = f" et {more} autres" if more > 0 else ""
    return f"Coupées selon la lecture : {', '.join(roads)}{rest}."


def replace_care(names: str) -> str:
    """Question about care that no known place gives any more."""
    return f"Quel recours hors du territoire pour : {names} ?"


REPLACE_FACTS: Final = "Tous ses lieux connus sont touchés : personne ne l’a plus."


def map_alt(name: str, scenario: str, scale: int) -> str:
    """Alternative text of the map."""
    return (
        f"Carte de {name}, scénario {labels.scenario_name(scenario)}, échelle {numbers.scale(scale)} : eau, routes coupées, "
        f"structures et poches numérotées. Les mêmes informations sont dans les tableaux de cette fiche et du plan du territoire."
    )


def omitted(rest: int) -> str:
    """Rows that the page has no room for."""
    return f"… et {rest} de plus : voir le plan du territoire." if rest > 0 else ""
