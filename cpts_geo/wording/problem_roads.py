"""What an import of roads says: sentences, and how their values are written."""

from typing import Final

from cpts_geo.model.problems import Problem
from cpts_geo.wording import numbers

ROADS: Final[dict[str, str]] = {
    "altitudes": (
        "tronçons dont l’altitude et la pente sont connues, sur l’ensemble : {value} ; elles servent à la neige et au verglas"
    ),
    "relief_altitudes": (
        "tronçons dont l’altitude et la pente viennent du relief, faute d’altitude dans les routes, sur l’ensemble : {value}"
    ),
    "altitude_unknown": (
        "tronçons d’altitude inconnue, sur l’ensemble : {value} ; la neige selon l’altitude les compte enneigés ; "
        "un relief en grille (RGE ALTI, BD ALTI) leur donne une altitude"
    ),
    "relief_cells": "altitudes gardées : {value}",
    "relief_outside": "dalle de relief à plus de 30 km des communes, non gardée",
    "network_parts": "réseau en plusieurs parties avant tout scénario : {value}",
    "outside_margin": "tronçons à plus de 30 km des communes, non retenus : {value}",
    "closed_to_cars": "voies fermées aux voitures : {value}",
    "emergency_only": (
        "voies privées, réservées ou interdites, gardées pour les seuls véhicules de secours : {value} ; "
        "barrière ou clé possible, à vérifier"
    ),
    "private_open": "voies privées que l’IGN donne libres d’accès, laissées ouvertes aux voitures : {value}",
    "closed_period": "tronçons fermés une partie de l’année, laissés ouverts faute de date : {value}",
    "limited_roads": "tronçons limités en poids ou en hauteur, non vérifiés pour votre véhicule : {value}",
    "turns_read": "interdictions de tourner, respectées par les trajets en véhicule : {value}",
    "turns_not_handled": "interdictions de tourner non comprises (passage par une voie, horaire) : {value}",
    "turns_outside": "interdictions de tourner hors du réseau gardé : {value}",
    "already_read": "tronçons déjà lus dans un autre fichier, comptés une fois : {value}",
    "short_margin": (
        "au-delà des communes, les routes du fichier ne vont que jusqu’à {value} : sauf côté mer, un détour "
        "par l’extérieur ne sera pas vu ; importez un extrait qui dépasse de 30 km"
    ),
    "part_population": "population reliée à chaque partie du réseau : {value}",
    "old_extract": "routes du {value} : extrait de plus d’un an, à renouveler",
    "closed_to_all": "voies fermées à tous, non retenues : {value}",
    "not_in_service": "voies hors service, en travaux ou en projet, non retenues : {value}",
    "ferry": "bacs et liaisons maritimes, non retenus : {value}",
    "default_speed": "tronçons sans vitesse, reçue de leur classe de route : {value}",
    "unread_speed": "vitesses illisibles, remplacées par celle de la classe : {value}",
    "bridge_extent_unknown": "ponts dont l’étendue est incertaine après simplification : {value}",
    "missing_nodes": "voies coupées par le bord de l’extrait : {value}",
    "far_nodes": (
        "voies dont deux points qui se suivent sont à plus de 100 km, coupées là (point mal placé) : {value}"
    ),
    "unplaced_edges": "tronçons dont un carrefour manque dans le fichier, non retenus : {value}",
    "degenerate": "voies d’un seul point, non retenues : {value}",
    "extract_date": "extrait du réseau daté du {value}",
}
SIDES: Final = {"west": "ouest", "south": "sud", "east": "est", "north": "nord"}


def ranked(problem: Problem) -> bool:
    """Whether ``row`` is a rank among parts of the network and not a line of the file."""
    return problem.kind in {"network_parts", "part_population"}


def told(problem: Problem) -> str:
    """Value of a problem as it is said in its sentence."""
    if problem.kind == "network_parts":
        return _network_part(problem)
    if problem.kind == "part_population" and problem.value.isdigit():
        return f"partie n° {problem.row}, {numbers.people(int(problem.value))}"
    if problem.kind == "short_margin" and " " in problem.value:
        sides = [text.split(" ", 1) for text in problem.value.split(" ; ")]
        return ", ".join(f"{metres.replace('.', ',')} côté {SIDES.get(side, side)}" for side, metres in sides)
    if problem.kind == "relief_cells" and problem.value.count(" ; ") == 3:
        known, unknown, own, kept = problem.value.split(" ; ")
        return (
            f"{numbers.integer(int(known))} mailles connues, {numbers.integer(int(unknown))} sans donnée ; "
            f"mailles de {kept.replace('.', ',')} m ({own.replace('.', ',')} m dans le fichier)"
        )
    if problem.kind in {"extract_date", "old_extract"}:
        return "/".join(reversed(problem.value.split("-")))
    return problem.value


def _network_part(problem: Problem) -> str:
    nodes, _, length = problem.value.partition(" ; ")
    return f"partie n° {problem.row}, {nodes} carrefours, {length.replace('.', ',')} de routes"
