"""Every problem of an import as one French sentence: where, what, the value read, what became of it."""

import re
from typing import Final

from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.wording import numbers
from cpts_geo.wording.care_problems import CARE_SENTENCES, CELL_KINDS, CELL_OUTCOME
from cpts_geo.wording.contacts import CONTACT_SENTENCES
from cpts_geo.wording.decisions import DECISION_FILES, DECISION_ROWS
from cpts_geo.wording.problem_cells import CELLS
from cpts_geo.wording.problem_communes import COMMUNE_SENTENCES
from cpts_geo.wording.problem_hazards import HAZARD_FILES, HAZARD_ROWS
from cpts_geo.wording.problem_package import PACKAGE_FILES, PACKAGE_ROWS
from cpts_geo.wording.problem_plans import PLAN_ROWS
from cpts_geo.wording.problem_roads import ROADS, ranked, told

OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.REFUSED: "Refusé.",
    Outcome.FIXED: "Corrigé à l’import, à vérifier.",
    Outcome.SET_ASIDE: "Mis de côté : à corriger puis à réimporter.",
    Outcome.INFORMATION: "",
}

# {value} where the value belongs in the sentence; otherwise it is quoted after it.
ROWS: Final[dict[str, str]] = {
    "missing_coordinates": "coordonnées absentes : structure ou lieu à localiser",
    "outside_france": "coordonnées hors de France",
    "swapped_axes": "longitude et latitude inversées",
    "projected_coordinates": "coordonnées en mètres (Lambert-93) lues comme telles",
    "outside_territory": (
        "hors du territoire, à {value} des communes ; compté dans les études seulement si une route du territoire y mène"
    ),
    "centre_of_shape": "surface ou ligne ramenée à un point intérieur",
    "at_commune_point": "sans coordonnées : placé à un point intérieur de sa commune, ce n’est pas son adresse",
    "unknown_category": "catégorie inconnue",
    "duplicate_id": "identifiant déjà lu plus haut",
    "unit_dropped": "unité retirée de la capacité",
    "bad_capacity": "capacité illisible ou hors de 0 à 5 000 : elle reste inconnue",
    "empty_geometry": "aucune géométrie",
    "not_finite": "coordonnée infinie ou qui n’est pas un nombre",
    "geometry_kind": "ce type de géométrie ne convient pas à cette couche",
    "unknown_geometry": "type de géométrie inconnu",
    "coordinate_count": "{value} ; deux ou trois attendues, virgule décimale probable",
    "coordinate_text": "coordonnées écrites comme du texte",
    "short_line": "ligne de moins de deux positions",
    "no_surface": "contour aplati : il n’entoure aucune surface",
    "short_ring": "contour de moins de trois positions distinctes",
    "bad_shape": "géométrie illisible",
    "too_deep": "géométries trop imbriquées",
    "ring_closed": "contour non fermé, refermé sur son premier point",
    "repaired_geometry": "contour qui se croise, réparé ; {value}",
    "many_vertices": "forme très détaillée ({value} sommets) : simplifiez-la à 1 m près si la carte est lente",
    "repaired_much": "contour qui se croise, réparé ; {value} ; regardez cette zone sur la carte",
    "unknown_depth_class": "classe de hauteur d’eau inconnue",
    "mixed_risk": "risques mêlés ou non précisés : rien ne dit qu’il s’agit d’eau",
    "zero_length": "tronçons de longueur nulle, non retenus : {value}",
    "not_a_line": "ce n’est pas une ligne",
}
FILES: Final[dict[str, str]] = {
    "mapping_recalled": "lu comme la dernière fois, d’après les choix enregistrés pour ces colonnes : {value}",
    "encoding": "texte lu en {value} et non en UTF-8 : vérifiez les accents",
    "out_of_territory": "lignes hors du territoire et de sa marge de 20 km, non retenues : {value}",
    "category_not_kept": "lignes d’une autre catégorie, non retenues : {value}",
    "empty_rows": "lignes vides : {value}",
    "accepted_categories": "catégories acceptées : {value}",
    "category_from_name": "catégorie déduite du nom, à vérifier : {value}",
    "helipads_read": (
        "aires de poser pour hélicoptère : {value} ; une aire absente du fichier peut exister, et l’usage de chacune est à "
        "confirmer"
    ),
    "helipads_not_in_service": "héliports qui ne sont pas en service, non retenus : {value}",
    "not_helipads": "aérodromes, altiports et hydrobases, non retenus : {value}",
    "coordinates_without_structure": "coordonnées sans structure correspondante dans le fichier : {value}",
    "table_not_used": "table de la SAE dont rien n’est tiré ici",
    "past_sites": "lieux d’une campagne passée, repris comme lieux pressentis : {value}",
    "depth_unknown": "zones sans hauteur d’eau : {value} ; elles sont lues comme hauteur inconnue, jamais nulle",
    "level_not_depth": "niveau de la mer ({value} m) et non hauteur d’eau : les hauteurs restent inconnues",
    "zones_outside": "zones hors de l’emprise des communes : {value}",
    "demand_spread": (
        "hypothèse : population des communes répartie le long des routes ordinaires "
        "(habitants / points : {value}), faute de carroyage"
    ),
    "demand_point": "aucune route ordinaire dans la commune : sa population est sur un seul point ({value})",
}
CHECKS: Final[dict[str, str]] = {
    "removed_site": "site supprimé, retiré de cette étude : {value}",
    "in_flood_zone": "position en zone inondable : {value}",
}
SENTENCES: Final = (
    ROWS
    | FILES
    | ROADS
    | CHECKS
    | HAZARD_ROWS
    | HAZARD_FILES
    | DECISION_ROWS
    | DECISION_FILES
    | CARE_SENTENCES
    | CONTACT_SENTENCES
    | CELLS
    | COMMUNE_SENTENCES
    | PACKAGE_FILES
    | PACKAGE_ROWS
    | PLAN_ROWS
)
VECTORS: Final = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".kml", ".gpx", ".xml")
UNKNOWN: Final = "point à vérifier"


def sentence(problem: Problem) -> str:
    """Return « Fichier F, ligne L, colonne C : ce qui a été vu. Valeur lue : V. Suite donnée. »."""
    template = SENTENCES.get(problem.kind, UNKNOWN)
    what = template.replace("{value}", _shown(problem))
    what = _removal(problem) if problem.kind == "removed_site" else what
    quoted = bool(problem.value) and "{value}" not in template
    parts = [
        f"{place(problem)} : {what}." if place(problem) else f"{what[:1].upper()}{what[1:]}.",
        f"Valeur lue : {problem.value.removesuffix('.')}." if quoted else "",
        _outcome(problem),
    ]
    return " ".join(part for part in parts if part)


def _outcome(problem: Problem) -> str:
    cell = problem.kind in CELL_KINDS and problem.outcome is Outcome.SET_ASIDE
    return CELL_OUTCOME if cell else OUTCOMES[problem.outcome]


def _shown(problem: Problem) -> str:
    """The value as the sentence needs it: some carry two facts."""
    first, _, rest = problem.value.partition(" ; ")
    if problem.kind == "coordinate_count":
        return f"{first} valeurs lues dans une position : {rest}"
    if problem.kind in {"repaired_geometry", "repaired_much"}:
        return (
            f"{first} de la surface a changé, croisement en {_position(rest)}"
            if rest
            else f"{first} de la surface a changé"
        )
    if problem.kind == "level_not_depth":
        return problem.value.replace(".", ",")
    return re.sub(r"(?<=\d)%", f"{numbers.NARROW_SPACE}%", told(problem))


def _position(text: str) -> str:
    """« 393 315 6 548 020 » of « 393315 6,54802e+06 »; the text itself when it is no pair of numbers."""
    try:
        found = [float(part.replace(",", ".")) for part in text.split()]
    except ValueError:
        return text
    return " ; ".join(numbers.integer(n) if abs(n) >= 1000 else numbers.decimal(n, 5) for n in found)


def _removal(problem: Problem) -> str:
    name, day, author = [*problem.value.split(" ; "), "", ""][:3]
    return (
        f"site supprimé le {'/'.join(reversed(day.split('-')))} par {author} : {name}, retiré de cette étude"
    )


def row_word(file: str) -> str:
    """A table has lines; a drawn layer has features."""
    return "entité n°" if file.lower().endswith(VECTORS) else "ligne"


def place(problem: Problem) -> str:
    """Return « Fichier F, ligne L, colonne C », only what is known."""
    known = [
        f"fichier {problem.file}" if problem.file else "",
        f"{row_word(problem.file)} {problem.row}" if problem.row and not ranked(problem) else "",
        f"colonne {problem.column}" if problem.column else "",
    ]
    said = ", ".join(part for part in known if part)
    return said[:1].upper() + said[1:]
