"""Words of map legends, frames and stamps."""

from typing import Final

from cpts_geo.model.categories import Category
from cpts_geo.wording import labels, numbers

NBSP: Final = numbers.NO_BREAK_SPACE
NARROW: Final = numbers.NARROW_SPACE
NORTH: Final = ("nord de la", "projection")
HIT_MARK: Final = f"{NBSP}▲"
LEGEND: Final = "Légende"
LEGEND_GROUPS: Final[dict[str, str]] = {"places": "Lieux", "hazard": "Scénario", "roads": "Routes et limites"}
MIDDLE_DOT: Final = f"{NBSP}· "
LEGEND_ENTRY: Final[dict[str, str]] = {
    "category_urgences": "Hôpital avec urgences",
    "site_open": "Lieu ouvert",
    "site_closed": "Lieu non ouvert",
    "hit": "Touché (rouge, ▲)",
    "depth_unknown": "Eau, hauteur inconnue",
    "depth_up_to_0_5": f"Eau jusqu’à 0,5{NARROW}m",
    "depth_up_to_1": f"Eau jusqu’à 1{NARROW}m",
    "depth_up_to_2": f"Eau jusqu’à 2{NARROW}m",
    "depth_above_2": f"Eau, peut dépasser 2{NARROW}m",
    "perimeter": "Périmètre fermé",
    "no_entry": "Périmètre interdit",
    "slow_zone": "Zone ralentie",
    "cut": "Route sous l’eau",
    "shut": "Route fermée",
    "cut_and_shut": "Sous l’eau et fermée",
    "maybe_cut": "Coupée selon lecture",
    "slowed": "Route ralentie",
    "bridge": "Pont ouvert sur l’eau",
    "pocket": "Poche coupée d’un soin",
    "helpers_only": "Secours seuls",
    "road_autoroute": "Autoroute, voie rapide",
    "road_principale": "Route principale",
    "road_secondaire": "Route secondaire",
    "road_locale": "Route locale",
    "road_desserte": "Rue, desserte",
    "road_chemin": "Chemin",
    "way_scenario": "Trajet selon le scénario",
    "way_normal": "Trajet en temps normal",
    "commune": "Limite de commune",
    "grid": "Carré radio",
    "site_mark": "Le site",
    "one_way_road": "Sens unique",
    "plan_entrance": "Entrée",
    "plan_exit": "Sortie",
    "plan_staff": "Personnel, livraisons",
    "plan_ambulance": "Arrêt ambulance",
    "plan_parking": "Stationnement",
    "plan_footprint": "Emprise du bâtiment",
    "plan_pmr_path": "Cheminement PMR",
    "plan_one_way": "Sens de marche",
    "plan_drive_lane": "Voie du drive",
    "plan_queue": "File de voitures",
}
MAYBE_MARK: Final = f"{NBSP}△"


def scale_line(scale: str) -> str:
    """Numeric scale under the bar."""
    return f"échelle {scale}"


def pocket(number: str, people: float | None) -> str:
    """« P3 : 1 382 hab. »; the number alone when few people live there."""
    return number if people is None else f"{number}{NBSP}: {numbers.integer(people)}{NBSP}hab."


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
