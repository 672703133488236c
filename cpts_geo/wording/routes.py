"""Words of a route: notes, reasons, points to check, ends under water."""

import math
from typing import Final

from cpts_geo.model.results import Avoided, Doubt, FloodedEnd, Route, Span
from cpts_geo.wording import cautions, labels, numbers, pages
from cpts_geo.wording.causes import closed

NOTE: Final[dict[str, str]] = {
    "bridge_over_water": "pont au-dessus de l’eau : vérifier les accès",
    "slowed": "circulation ralentie par l’eau ou la neige",
    "tunnel": "tunnel",
    "no_altitude": "altitude inconnue : compté enneigé",
    "ford": "gué",
    "restricted": "voie privée ou réservée : accès des secours à vérifier (barrière, clé)",
}
REASON: Final[dict[str, str]] = {
    "flooded": "sous l’eau",
    "flooded_unknown_depth": "sous l’eau, profondeur inconnue",
    "closed": "fermée",
    "slowed": "ralentie",
}
DOUBT: Final[dict[str, str]] = {
    "reopened": "rouvert à la main : à confirmer avant de s’engager",
    "readings_disagree": "passe dans cette lecture, coupé en lecture pessimiste",
    "slowed": "ralenti par l’eau, la neige ou la circulation",
    "bridge_approach": "accès d’un pont près de l’eau : peut être sous l’eau avant le pont",
    "bridge_over_water": "pont au-dessus de l’eau : compté ouvert, à vérifier",
    "unknown_depth_near": "eau de profondeur inconnue à moins de 50 m (hypothèse)",
    "ford": "gué",
    "tunnel": "tunnel : premier à se remplir",
    "restricted": "voie privée ou réservée : barrière ou clé possible",
}
DOUBTS: Final = "Points à vérifier sur le trajet"
NO_DOUBT: Final = "Aucun point à vérifier relevé ; le trajet reste à confirmer sur place."
DOUBT_HEAD: Final = ("Où, sur", "Route", "À vérifier", "Eau")
STEP_HEAD: Final = ("N°", "Route", "Distance", "Durée", "Depuis le départ", "Note")
AVOIDED_HEAD: Final = ("Route évitée", "Pourquoi", "Eau")
VEHICLE_HEAD: Final = ("Véhicule", "Normal", "Scénario", "Écart", "À vérifier")
CUT_BY: Final = "Ce qui coupe le trajet normal"
SHEET_FILE: Final = "feuille_de_route"
SHEET: Final = "Imprimer la feuille de route (PDF)"
KIND: Final = "Feuille de route"


def reason(road: Avoided) -> str:
    """Why a road of the normal way is not taken: under water, closed and by what, both, or slowed."""
    shut = closed(road.causes)
    if not shut:
        return REASON.get(road.reason, road.reason)
    return f"{REASON[road.reason]} et {shut}" if road.reason != "closed" else shut


def where(doubt: Doubt) -> str:
    """« à 2,4 km, 300 m »."""
    return f"à {numbers.metres(doubt.from_m)}, {numbers.metres(doubt.length_m)}"


def step_minutes(value: float) -> str:
    """« < 1 min » rather than « 0 min »."""
    return numbers.minutes(value) if value >= 1 else f"<{numbers.NARROW_SPACE}1{numbers.NARROW_SPACE}min"


def water(doubt: Doubt) -> str:
    """Depth of a doubt, empty when none is known."""
    return numbers.depth(doubt.depth_m) if doubt.depth_m is not None else ""


def flooded_end(end: FloodedEnd) -> str:
    """« Départ en zone inondée (eau : 0,8 m)… » and the nearest dry access."""
    name = "Départ" if end.end == "from" else "Arrivée"
    depth = "profondeur inconnue" if end.depth_m is None else f"eau : {numbers.depth(end.depth_m)}"
    said = f"{name} en zone inondée ({depth})."
    if end.dry_lonlat is None:
        return f"{said} Aucune route au sec dans le scénario."
    place = place_name(end.dry_lonlat)
    access = f"Accès au sec le plus proche : {end.dry_road or labels.UNNAMED_ROAD}, à {numbers.metres(end.dry_m)} à vol d’oiseau ({place})"
    if math.isfinite(end.minutes):
        side = "jusqu’à l’arrivée" if end.end == "from" else "depuis le départ"
        return f"{said} {access}, {numbers.minutes(end.minutes)} {side}. À confirmer sur place."
    return f"{said} {access}, d’où le trajet reste coupé."


def title(start: str, finish: str) -> str:
    """« De A à B »."""
    return f"De {start} à {finish}"


def summary(before: float, after: float, length_m: float, span: Span) -> str:
    """Minutes before and after with their span, and length."""
    band = cautions.span(span.low, span.high)
    if not math.isfinite(after):
        return f"En temps normal : {numbers.minutes(before)}. Selon le scénario : {numbers.UNREACHABLE} ({band})."
    return (
        f"En temps normal : {numbers.minutes(before)}. Selon le scénario : {numbers.minutes(after)} ({band}), "
        f"{numbers.metres(length_m)}."
    )


def difference_span(before: float, after: float, span: Span) -> str:
    """« + 12 min (aucune à + 20 min) »."""
    own, least, most = (difference(before, value) for value in (after, span.low, span.high))
    return own if least == most else f"{own} ({least} à {most})"


def difference_note(before: float, span: Span) -> str:
    """« de + 12 min à + 20 min », nothing when every assumption gives the same."""
    least, most = (difference(before, value) for value in (span.low, span.high))
    return "" if least == most else f"de {least} à {most}"


def doubt_count(count: int, reached: float) -> str:
    """Points to check of a vehicle, nothing when it cannot go."""
    return numbers.integer(count) if math.isfinite(reached) else ""


def map_alt(territory: str, title_said: str) -> str:
    """Text of the map for those who do not see it."""
    return f"Carte du trajet, {territory}, {title_said}. Les étapes sont dans le tableau à côté."


def place_name(lonlat: tuple[float, float]) -> str:
    """A clicked point."""
    side = "E" if lonlat[0] >= 0 else "O"
    return f"{numbers.decimal(lonlat[1], 5)} N, {numbers.decimal(abs(lonlat[0]), 5)} {side}"


def verdict(route: Route, span: Span, scenario: str) -> tuple[str, str]:
    """``good``, ``doubtful`` (no way under another assumption, or points to check) or ``bad``, and the sentence."""
    if math.isfinite(route.minutes_scenario):
        denied = [] if math.isfinite(span.high) else [pages.NOT_IN_EVERY_READING]
        doubts = [*denied, *([to_check(len(route.doubts))] if route.doubts else [])]
        return "doubtful" if doubts else "good", " ".join([pages.practicable(scenario), *doubts])
    if math.isfinite(route.minutes_reference):
        return "bad", pages.NO_ROUTE.format(scenario=scenario)
    return "bad", pages.NO_ROUTE_EVER


def to_check(count: int) -> str:
    """« 3 points à vérifier sur le trajet : voyez la liste. »."""
    return (
        f"{numbers.integer(count)} point{'s' if count > 1 else ''} à vérifier sur le trajet : voyez la liste."
    )


def difference(before: float, after: float) -> str:
    """« + 12 min », « aucune », « non accessible »; nothing to compare without a way in normal times."""
    if not math.isfinite(before):
        return pages.EMPTY
    if not math.isfinite(after):
        return numbers.UNREACHABLE
    return f"+{numbers.NARROW_SPACE}{numbers.minutes(after - before)}" if after - before >= 0.5 else "aucune"


def crow_fly(snap_m: tuple[float, float]) -> str:
    """Crow-fly distances to the road that the minutes do not count."""
    first, last = (numbers.metres(distance) for distance in snap_m)
    return f"Non compté : {first} et {last} à vol d’oiseau jusqu’à la route."
