"""Words of the printed sheets: titles, legends, tables, notes, alternative texts."""

import math
from collections.abc import Mapping
from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.model.scenario import Reading
from cpts_geo.model.vehicles import VEHICLES, VehicleName
from cpts_geo.wording import labels, numbers

NBSP: Final = numbers.NO_BREAK_SPACE
NARROW: Final = numbers.NARROW_SPACE
NORTH: Final = ("nord de la", "projection")
HIT_MARK: Final = f"{NBSP}▲"
NONE: Final = "–"
HIDDEN: Final = "n.p."

KIND: Final[dict[str, str]] = {"territory": "Plan du territoire", "commune": "Fiche communale"}
BOOKLET: Final = "Fiches communales"
CONTENTS: Final = "Sommaire"
LEGEND: Final = "Légende"
LEGEND_GROUPS: Final[dict[str, str]] = {"places": "Lieux", "hazard": "Scénario", "roads": "Routes et limites"}
MIDDLE_DOT: Final = f"{NBSP}· "

LEGEND_ENTRY: Final[dict[str, str]] = {
    "category_urgences": "Hôpital avec urgences",
    "site_open": "Lieu candidat, ouvert",
    "site_closed": "Lieu candidat, non ouvert",
    "hit": "Contour rouge et ▲ : touché",
    "depth_unknown": "Eau, hauteur inconnue",
    "depth_up_to_0_5": f"Eau jusqu’à 0,5{NARROW}m",
    "depth_up_to_1": f"Eau jusqu’à 1{NARROW}m",
    "depth_up_to_2": f"Eau jusqu’à 2{NARROW}m",
    "depth_above_2": f"Eau, peut dépasser 2{NARROW}m",
    "perimeter": "Périmètre fermé",
    "slow_zone": "Zone de circulation ralentie",
    "cut": "Route coupée",
    "maybe_cut": "Coupée dans une autre lecture",
    "slowed": "Route ralentie",
    "bridge": "Pont resté ouvert sur l’eau",
    "road_autoroute": "Autoroute, voie rapide",
    "road_principale": "Route principale",
    "road_secondaire": "Route secondaire",
    "road_locale": "Route locale",
    "road_desserte": "Rue, desserte",
    "road_chemin": "Chemin",
    "commune": "Limite de commune",
    "grid": "Carré du quadrillage radio",
}
ROAD_CLASS: Final[dict[str, str]] = {
    "autoroute": "voie rapide",
    "principale": "principale",
    "secondaire": "secondaire",
    "locale": "locale",
    "desserte": "desserte",
    "chemin": "chemin",
}
MINOR_ROADS: Final[dict[str, str]] = {"desserte": "rues et dessertes", "chemin": "chemins"}

FIGURES: Final = "Chiffres du scénario"
FIGURES_HEAD: Final = ("Service", "Lieux (touchés)", "Perdent l’accès (hab.)", "Trajet médian")
STRUCTURES: Final = "Structures et capacités"
STRUCTURES_HEAD: Final = ("N°", "Structure, commune", "Capacité", "Carré", "État")
SHORT_STRUCTURES_HEAD: Final = ("N°", "Structure", "Capacité", "Carré", "État")
SITES: Final = "Lieux candidats"
SITES_HEAD: Final = ("N°", "Lieu, commune", "Accueil", "Par jour", "Carré", "Trajet médian", "État")
ROADS: Final = "Routes coupées"
ROADS_HEAD: Final = ("Route", "Longueur coupée", "Eau", "Carrés", "Lecture")
ACCESS: Final = "Accès aux soins depuis la commune"
ACCESS_HEAD: Final = (
    "Service",
    "Le plus proche en temps normal",
    "Trajet",
    "Le plus proche pendant le scénario",
    "Trajet",
    "Perdent l’accès",
)
IN_BRIEF: Final = "En bref"
HERE_STRUCTURES: Final = "Structures de la commune"
HERE_SITES: Final = "Lieux candidats de la commune"
HERE_ROADS: Final = "Routes coupées dans la commune et à moins de 1\u202fkm"
FALLBACK: Final = "Lieu de repli"
CONTINUED: Final = "suite"
SOURCES: Final = "Sources des données"
READING_NOTES: Final = "Comment lire ce document"
TO_CONFIRM: Final = "À CONFIRMER SUR PLACE"
EMERGENCY_TITLE: Final = "Urgence"
EMERGENCY: Final = (
    ("15", "SAMU"),
    ("18", "pompiers"),
    ("112", "numéro européen"),
    ("114", "sourds et malentendants (SMS, appli, visio)"),
)
UNKNOWN_DEPTH: Final = "inconnue"
NO_ROAD: Final = "Aucune route coupée."
NO_STRUCTURE: Final = "Aucune structure recensée."
NO_SITE: Final = "Aucun lieu candidat recensé."
CUT_IN_THREE: Final = "coupée dans les trois lectures"
MEDIAN_AND_PESSIMISTIC: Final = "lectures médiane et pessimiste"
PESSIMISTIC_ONLY: Final = "lecture pessimiste seulement"

_CRS_NAME: Final[dict[str, str]] = {
    "EPSG:2154": "Lambert-93",
    "EPSG:5490": "RGAF09 / UTM 20 Nord",
    "EPSG:2972": "RGFG95 / UTM 22 Nord",
    "EPSG:2975": "RGR92 / UTM 40 Sud",
    "EPSG:4471": "RGM04 / UTM 38 Sud",
    "EPSG:4467": "RGSPM06 / UTM 21 Nord",
}
_LAYER: Final[dict[str, str]] = {
    "communes": "communes",
    "structures": "structures",
    "sites": "lieux candidats",
    "demand": "population",
    "network": "routes",
    "roads": "routes",
    "basemap": "fond de carte",
}


def scale_line(scale: str) -> str:
    """Numeric scale under the bar."""
    return f"échelle {scale}"


def stamp_words(*, fictitious: bool, exercise: bool) -> str:
    """Words across maps of territories or events that are not real."""
    said = [word for word, shown in ((labels.FICTITIOUS, fictitious), (labels.EXERCISE, exercise)) if shown]
    return " – ".join(said)


def legend_entry(key: str, square_m: int = 0) -> str:
    """Words of a legend entry; the size of a square for the grid."""
    if key == "grid":
        return f"{LEGEND_ENTRY[key]} : {numbers.metres(square_m).replace(',0', '')}"
    if key in LEGEND_ENTRY:
        return LEGEND_ENTRY[key]
    return labels.CATEGORY[Category(key.removeprefix("category_"))]


def scenario_line(name: str) -> str:
    """Scenario of the band."""
    return f"Scénario : {labels.scenario_name(name)}"


def reading_line(reading: Reading, vehicle: VehicleName) -> str:
    """Reading in plain French, and vehicle."""
    return f"Lecture {labels.READING[reading]} ({labels.READING_HELP[reading]}) – {labels.VEHICLE[vehicle]}"


def edited(date: str) -> str:
    """Date of edition."""
    return f"Édité le {numbers.date_time(date)}" if date else "Date d’édition non précisée"


def published_by(author: str) -> str:
    """Body that publishes."""
    return f"Établi par : {author}" if author else "Organisme auteur non précisé"


def projection_line(crs: str) -> str:
    """Projection of the map."""
    return f"Projection : {_CRS_NAME.get(crs, 'système légal')} ({crs})"


def paper_line(paper: str, scale: int) -> str:
    """On which paper the scale holds."""
    return f"{paper.upper()} – {numbers.scale(scale)} ; non valable si agrandi ou réduit"


def identity_line(version: str, fingerprint: str) -> str:
    """Version of the tool and fingerprint of the study."""
    return f"cpts_geo {version} – empreinte de l’étude : {fingerprint[:12]}"


def caution(scenario: str) -> str:
    """The sentence without which no plan leaves the house."""
    return (
        f"Routes praticables selon le scénario «{NBSP}{labels.scenario_name(scenario)}{NBSP}», "
        f"à confirmer sur place. Ne jamais s’engager sur une route inondée."
    )


def cut_meaning(vehicle: VehicleName) -> str:
    """What « coupée » means for the vehicle of the study."""
    limits = VEHICLES[vehicle]
    usual, cautious = (
        f"{numbers.decimal(v, 2)}{NARROW}m" for v in (limits.wading_depth_m, limits.wading_depth_pessimistic_m)
    )
    return (
        f"«{NBSP}Coupée{NBSP}» : au moins {usual} d’eau ({cautious} en lecture pessimiste), hauteur d’eau "
        f"inconnue, tunnel ou gué sous l’eau, ou route fermée. Un pont au-dessus de l’eau reste ouvert : "
        f"vérifier ses accès."
    )


def band_meaning() -> str:
    """What the brackets of a band mean."""
    return (
        "Entre crochets : de la lecture optimiste à la lecture pessimiste. "
        f"«{NBSP}Perdent l’accès{NBSP}» : pouvaient s’y rendre par la route, ne le peuvent plus. "
        f"{HIDDEN} : effectif trop faible pour être publié (ou déduit), peut-être nul."
    )


def minutes_meaning() -> str:
    """What a travel time is."""
    return (
        "Trajet médian : la moitié des habitants met moins de temps. Temps calculés sans circulation, "
        "depuis la route la plus proche."
    )


def count(value: float | None) -> str:
    """People of a table; hidden counts are said to be hidden."""
    return HIDDEN if value is None else numbers.integer(value)


def count_band(low: float | None, middle: float | None, high: float | None) -> str:
    """« 1 200 [800 – 2 100] », without brackets when the three agree."""
    if low == middle == high:
        return count(middle)
    return f"{count(middle)} [{count(low)} – {count(high)}]".replace(" ", NBSP)


def minutes_change(before: float, after: float) -> str:
    """« 12 min → 35 min », one value when nothing changes."""
    one, other = numbers.minutes(before), numbers.minutes(after)
    return one if one == other else f"{one} → {other}"


def minutes_band(low: float, middle: float, high: float) -> str:
    """Minutes in the study's reading with the two extreme readings."""
    said = [numbers.minutes(value) for value in (low, middle, high)]
    if said[0] == said[1] == said[2]:
        return said[1]
    return f"{said[1]} [{said[0]} – {said[2]}]"


def capacity(value: float, unit: str) -> str:
    """« 80 places », a dash when nobody said."""
    if not math.isfinite(value):
        return NONE
    return f"{numbers.integer(value)}{NBSP}{labels.CAPACITY_UNIT.get(unit, unit)}".strip()


def capacities(places: float, unit: str, per_day: float) -> str:
    """Reception and care capacity: « 80 places, 120 par jour »."""
    daily = f"{numbers.integer(per_day)}{NBSP}par jour" if math.isfinite(per_day) else ""
    known = [capacity(places, unit)] if math.isfinite(places) else []
    return ", ".join([*known, *([daily] if daily else [])]) or NONE


def amount(value: float) -> str:
    """A number of a table, a dash when nobody said."""
    return numbers.integer(value) if math.isfinite(value) else NONE


def places_hit(places: int, hit: int) -> str:
    """« 9 (2 ▲) »."""
    return f"{places} ({hit}{HIT_MARK})" if hit else str(places)


def structure_group(key: str, *, margin: bool) -> str:
    """Heading of a kind of structures in a table."""
    special = {"category_urgences": "Hôpitaux avec urgences"}
    name = special.get(key) or labels.CATEGORY_PLURAL[Category(key.removeprefix("category_"))]
    return f"{name} – voisinage" if margin else name


def site_state(
    hits: Mapping[Reading, bool], own: Reading, status: str, *, by_water: bool, opened: bool
) -> str:
    """State of a candidate site: hazard first, then whether it is open in this study."""
    hazard = state(hits, own, "", by_water=by_water)
    declared = "ouvert" if opened else labels.STATUS.get(status, status)
    return declared if hazard == NONE else f"{hazard} ({declared})"


def state(hits: Mapping[Reading, bool], own: Reading, status: str, *, by_water: bool) -> str:
    """State of a place: hit in the reading, at risk in another, else its declared status."""
    word = "inondé" if by_water else "touché"
    if hits[own]:
        return f"▲ {word}" + ("" if all(hits.values()) else " (selon lecture)")
    if any(hits.values()):
        return f"△ {word} en lecture pessimiste"
    return labels.STATUS.get(status, status) or NONE


def road_reading(closed: Mapping[Reading, bool]) -> str:
    """In which readings a road is cut."""
    if all(closed.values()):
        return CUT_IN_THREE
    return MEDIAN_AND_PESSIMISTIC if closed[Reading.MEDIAN] else PESSIMISTIC_ONLY


def length_band(low: float, middle: float, high: float) -> str:
    """Length cut, with the two extreme readings."""
    said = [numbers.metres(value) if value else "0" for value in (low, middle, high)]
    return said[1] if said[0] == said[1] == said[2] else f"{said[1]} [{said[0]} – {said[2]}]"


def minor_roads(kind: str, named: int, *, unnamed: bool) -> str:
    """One line for the small roads of a class."""
    said = [f"{named} nommé{'e' if kind == 'desserte' else ''}s"] if named > 1 else []
    said += ["une nommée" if kind == "desserte" else "un nommé"] if named == 1 else []
    said += ["autres sans nom" if said else "sans nom"] if unnamed else []
    return f"{MINOR_ROADS[kind].capitalize()} ({', '.join(said)})"


def source_line(layers: list[str], title: str, vintage: str, licence: str) -> str:
    """Where layers come from."""
    names = ", ".join(dict.fromkeys(_LAYER.get(layer, layer.replace("hazards/", "aléa ")) for layer in layers))
    facts = [title or "producteur non précisé", vintage or "millésime non précisé", licence or "licence inconnue"]
    return f"{names} : {', '.join(facts)}"


def left_out(places: list[str]) -> str:
    """Places without room on the map."""
    return f"Sans place sur la carte (voir les carrés) : {', '.join(places)}." if places else ""


OMITTED: Final = "… et {n} de plus : voir le plan du territoire."


def beyond(rest: int) -> str:
    """Structures of the margin that the map does not show."""
    if not rest:
        return ""
    return f"{rest} structure{'s' if rest > 1 else ''} du voisinage hors carte : non listée{'s' if rest > 1 else ''}."


def population_line(population: float) -> str:
    """Population of a commune."""
    return numbers.people(population) if math.isfinite(population) else "population non connue"


def commune_title(name: str, code_insee: str) -> str:
    """Heading of a commune sheet."""
    return f"{name} ({code_insee})"


def map_alt(name: str, scenario: str, scale: int, counts: tuple[int, int, int]) -> str:
    """Alternative text of a map; everything on it is also in the tables."""
    places, hit, roads = counts
    return (
        f"Carte de {name}, scénario {labels.scenario_name(scenario)}, échelle {numbers.scale(scale)} : "
        f"{places} lieux numérotés dont {hit} touchés, {roads} routes coupées. "
        f"Les mêmes informations sont dans les tableaux de ce document."
    )


def lost_sentence(losses: list[tuple[str, str]], more: int) -> str:
    """Which services people of a commune lose, most people first."""
    if not losses:
        return "Aucun habitant de la commune ne perd l’accès par la route aux services étudiés."
    listed = ", ".join(f"{service} ({people})" for service, people in losses)
    rest = f" et {more} autre{'s' if more > 1 else ''} service{'s' if more > 1 else ''}" if more else ""
    return f"Habitants qui perdent l’accès par la route : {listed}{rest}."


def place_line(number: str, name: str, square: str) -> str:
    """« n° 12 Pharmacie du Pont (C4) »."""
    prefix = f"n°{NBSP}" if number.isdigit() else ""
    return f"{prefix}{number} {name}{f' ({square})' if square else ''}"


def fallback_open(site: str, square: str, minutes: float) -> str:
    """Nearest open site for most people of the commune."""
    reach = numbers.minutes(minutes)
    return f"{site}{f', carré {square}' if square else ''} : {reach} (trajet médian pendant le scénario)."


def fallback_dry(names: list[str]) -> str:
    """Dry candidate sites of the commune when none is open."""
    if not names:
        return "Aucun lieu ouvert, et aucun lieu candidat hors d’eau dans la commune : voir le plan du territoire."
    return f"Aucun lieu ouvert. Hors d’eau dans les trois lectures : {', '.join(names)}."


FALLBACK_UNREACHABLE: Final = "Aucun lieu ouvert n’est accessible par la route pour la plupart des habitants."


def brief_structures(total: int, hit: int) -> str:
    """Structures of a commune."""
    return f"Structures dans la commune : {total}, dont touchées : {hit}."


def brief_roads(total: int) -> str:
    """Cut roads of a commune."""
    return f"Routes coupées dans la commune ou à moins de 1{NARROW}km : {total}."
