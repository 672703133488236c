"""Words of what a person marks on the map: roads closed by hand, roads seen open despite the water."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.wording import labels, numbers
from cpts_geo.wording.causes import said

CLICK: Final = "Un clic sur la carte"
MODE: Final[dict[str, str]] = {"toggle": "Ferme ou rouvre", "none": "Ne change rien"}
HELP: Final = (
    "Un clic sur une route la ferme d’un carrefour à l’autre ; un second clic la rouvre. Un clic sur une route "
    "sous l’eau dit que quelqu’un l’a vue ouverte : donnez d’abord votre nom ou votre fonction. Chaque sens "
    "d’une route à chaussées séparées se ferme à part. Un clic sur une structure la ferme ; sur un lieu "
    "pressenti, il l’ouvre ou le ferme."
)
MARKED: Final = "Marqué à la main"
CLOSED: Final = "Fermé à la main"
REOPENED: Final = "Rouvert à la main, à confirmer"
ON_MAP_CLOSED: Final = "Route fermée à la main"
ON_MAP_REOPENED: Final = "Route rouverte à la main, à confirmer"
NOTHING_HERE: Final = "Aucune route à cet endroit : agrandissez la carte et cliquez sur la route."
NOT_FOUND: Final = "introuvable dans les routes d’aujourd’hui"
PESSIMISTIC: Final = "La lecture pessimiste affichée garde l’eau sur ce tronçon."
NAMED: Final = 3  # stretches named in a sentence, the others counted


def road(name: str) -> str:
    """Number or name of a road."""
    return name or labels.UNNAMED_ROAD


def stretch(name: str, length_m: float) -> str:
    """« D14 (350 m) »."""
    return f"{road(name)} ({numbers.metres(length_m)})"


def done(turn: str, name: str, length_m: float, *, restricted: bool) -> str:
    """What a click has just done."""
    where = stretch(name, length_m)
    said = {
        "close": f"{where} : fermé à la main.",
        "undo_closed": f"{where} : n’est plus fermé à la main.",
        "reopen": f"{where} : rouvert à la main, à confirmer sur place. On y roule à 20 km/h au plus (hypothèse) ; "
        "la lecture pessimiste y garde l’eau.",
        "undo_reopened": f"{where} : l’eau du scénario s’applique de nouveau.",
        "held": f"{where} : fermé par un arrêté, un périmètre ou son nom entier. Un clic ne le rouvre pas : "
        "retirez cette fermeture du scénario.",
    }[turn]
    return (
        f"{said} Voie privée ou réservée : seuls les véhicules de secours y passent." if restricted else said
    )


PLACE_DONE: Final[dict[str, str]] = {
    "close_place": "{name} : fermé à la main.",
    "undo_closed_place": "{name} : n’est plus fermé à la main.",
    "held_place": "{name} : {why}. Un clic ne le rouvre pas.",
    "open_site": "{name} : lieu compté comme ouvert.",
    "close_site": "{name} : lieu compté comme fermé.",
    "ordered_site": "{name} : ouvert ou fermé par décision. Un clic n’y change rien : retirez d’abord la décision.",
}


def place_done(turn: str, name: str, causes: int) -> str:
    """What a click on a place did; why it did nothing to one that water, a perimeter or the data close."""
    why = said(causes, feminine=False) or "fermé dans les données"
    return PLACE_DONE[turn].format(name=name, why=why)


def sign_first(name: str, length_m: float) -> str:
    """Nobody opens a flooded road without a name."""
    return (
        f"{stretch(name, length_m)} : sous l’eau selon le scénario. Pour dire que cette route a été vue ouverte, "
        "écrivez d’abord votre nom ou votre fonction, puis cliquez de nouveau."
    )


def signature(by: str, at: str) -> str:
    """« A. Martin, 23/11/2026 à 14 h 05 »."""
    return ", ".join(filter(None, (by, numbers.date_time(at) if at else "")))


def title(closed: int, reopened: int) -> list[str]:
    """« 2 tronçons fermés à la main », for the name of the scenario."""
    said = []
    if closed:
        said.append(f"{closed} tronçon{'s' if closed > 1 else ''} fermé{'s' if closed > 1 else ''} à la main")
    if reopened:
        said.append(
            f"{reopened} tronçon{'s' if reopened > 1 else ''} rouvert{'s' if reopened > 1 else ''} à la main"
        )
    return said


def reopened(signed: Sequence[tuple[str, str, str]]) -> str:
    """Stretches seen open: road, who, when; said on every output."""
    named = [f"{road(name)}, vu ouvert par {signature(by, at)}" for name, by, at in signed[:NAMED]]
    more = [f"et {len(signed) - NAMED} de plus"] if len(signed) > NAMED else []
    return (
        f"Rouvert à la main, à confirmer sur place : {' ; '.join([*named, *more])}. On y roule à 20 km/h au plus "
        "(hypothèse) ; la lecture pessimiste y garde l’eau."
    )


def lost(names: Sequence[str]) -> str:
    """Marks whose road is no longer in the network."""
    named = ", ".join(dict.fromkeys(road(name) for name in names[:NAMED]))
    more = f" et {len(names) - NAMED} de plus" if len(names) > NAMED else ""
    return (
        f"Tronçons marqués à la main et {NOT_FOUND} : {named}{more}. Ils ne ferment ni ne rouvrent rien : "
        "refaites-les sur la carte."
    )
