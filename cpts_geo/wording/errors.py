"""Every error as one French sentence that says where, what, the value read and what to do."""

import re
from typing import Final

from cpts_geo.model.errors import CptsGeoError

LONGEST: Final = 60  # characters of a value shown, RELIABILITY 5
_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_GROUND: Final = "Envoyez un GeoJSON, un GeoPackage, un Shapefile (zip), un CSV ou un classeur xlsx."

# kind: (what is wrong, what to do); {value} and {expected} are facts of the error.
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # layers and columns
    "missing_column": (
        "la colonne attendue est absente",
        "ajoutez-la ou dites laquelle la remplace (--map cible=source){expects}.",
    ),
    "unknown_column": ("cette colonne n’existe pas dans le fichier", "choisissez parmi : {expected}."),
    "null_id": ("un identifiant est vide", "donnez un identifiant à chaque ligne."),
    "duplicate_id": ("cet identifiant est présent deux fois", "gardez une seule ligne par identifiant."),
    "geometry_type": ("le type de géométrie ne convient pas", "fournissez : {expected}."),
    "unknown_node": ("un tronçon part d’un carrefour qui n’existe pas", "importez de nouveau les routes."),
    "no_geometry": ("aucune géométrie n’a été trouvée", "fournissez une couche dessinée{expects}."),
    "several_layers": ("le fichier contient plusieurs couches", "dites laquelle lire (--name) : {expected}."),
    "too_many_columns": ("le fichier a trop de colonnes ({value})", "gardez-en au plus {expected}."),
    "bad_mapping": ("la correspondance de colonnes est mal écrite", "écrivez --map cible=source."),
    "bad_coordinate": (
        "ce n’est pas une coordonnée",
        "donnez la longitude (−180 à 180) puis la latitude (−90 à 90), en degrés.",
    ),
    # coordinate systems
    "missing_crs": (
        "le système de coordonnées n’est pas indiqué",
        "précisez-le, par exemple --crs EPSG:2154.",
    ),
    "unknown_crs": (
        "le système de coordonnées est inconnu",
        "donnez un code EPSG, par exemple --crs EPSG:2154.",
    ),
    "outside_crs": (
        "des coordonnées sortent du domaine de leur système",
        "vérifiez le système indiqué et l’ordre longitude, latitude.",
    ),
    # files
    "missing_file": ("le fichier n’existe pas ou ne peut pas être ouvert", "vérifiez son nom et ses droits."),
    "empty_file": ("le fichier est vide", "exportez-le de nouveau depuis sa source."),
    "no_rows": (
        "le fichier n’a aucune ligne de données",
        "vérifiez l’export : il faut un en-tête et des lignes.",
    ),
    "binary": ("ce n’est pas un fichier de données reconnu", _GROUND),
    "encoding": ("l’encodage du texte n’est pas reconnu", "enregistrez le fichier en UTF-8."),
    "not_utf8": ("le fichier n’est pas du texte UTF-8", "enregistrez-le en UTF-8."),
    "too_large": ("le fichier est trop gros", "restez sous {expected}, ou découpez-le."),
    "too_heavy": ("la lecture demande trop de mémoire", "découpez le fichier ou réduisez-le au territoire."),
    "too_deep": (
        "la structure du fichier est trop profonde",
        "exportez-le de nouveau depuis un logiciel de cartographie.",
    ),
    "stopped": (
        "la lecture a été arrêtée : trop longue ou trop lourde",
        "découpez le fichier ou réduisez-le au territoire.",
    ),
    "unreadable": (
        "le fichier ne peut pas être lu",
        "ouvrez-le dans un logiciel de cartographie et exportez-le de nouveau.",
    ),
    "broken_json": (
        "le texte JSON est interrompu ou mal formé",
        "téléchargez le fichier de nouveau ou exportez-le encore.",
    ),
    "not_geojson": ("ce JSON n’est pas du GeoJSON", "fournissez une FeatureCollection."),
    "not_osm": ("ce n’est pas un fichier OpenStreetMap", "fournissez un fichier {expected}."),
    "not_graphml": (
        "ce n’est pas un graphe GraphML d’OSMnx",
        "enregistrez le graphe avec OSMnx, ou fournissez un fichier OSM.",
    ),
    "not_a_layer": ("ce n’est pas une couche de cartographie", _GROUND),
    "truncated_file": ("le fichier est interrompu", "téléchargez-le de nouveau, en entier."),
    "truncated_shp": (
        "le Shapefile est interrompu : {value} octets sur {expected}",
        "copiez-le de nouveau, avec tous ses fichiers.",
    ),
    "ragged_row": (
        "la ligne a {value} colonnes au lieu de {expected}",
        "corrigez cette ligne (séparateur ou guillemet en trop).",
    ),
    "unclosed_quote": ("un guillemet n’est pas refermé", "corrigez cette ligne."),
    "bad_quote": ("un guillemet est mal placé", "corrigez cette ligne."),
    "xml_entities": (
        "le fichier XML contient des définitions interdites",
        "exportez-le sans en-tête DOCTYPE.",
    ),
    "drivers_not_limited": (
        "la lecture protégée n’est pas disponible sur cet ordinateur",
        "réinstallez cpts_geo.",
    ),
    "broken_zip": ("l’archive zip est interrompue ou abîmée", "téléchargez-la de nouveau."),
    "zip_bomb": (
        "l’archive zip est démesurée une fois ouverte",
        "fournissez les fichiers sans les compresser.",
    ),
    "zip_path": (
        "l’archive zip contient un chemin interdit",
        "refaites l’archive avec les seuls fichiers utiles.",
    ),
    "zip_password": ("l’archive zip est protégée par un mot de passe", "fournissez-la sans mot de passe."),
    "no_data_in_zip": (
        "l’archive zip ne contient aucun fichier lisible",
        "elle doit contenir l’un de : {expected}.",
    ),
    "not_accepted_html": (
        "c’est une page web, pas un fichier de données",
        "téléchargez le fichier lui-même.",
    ),
    "not_accepted_xml": ("ce XML n’est pas lu ici", "fournissez : {expected}."),
    "not_accepted_raster": (
        "c’est une image de terrain, pas une couche de zones",
        "fournissez : {expected}.",
    ),
    "not_accepted_pdf": ("c’est un PDF", "fournissez les données : {expected}."),
    "not_accepted_7z": ("les archives 7z ne sont pas lues", "fournissez : {expected}."),
    "not_accepted_rar": ("les archives rar ne sont pas lues", "fournissez : {expected}."),
    "not_accepted_xls": ("l’ancien format Excel n’est pas lu", "enregistrez le classeur en : {expected}."),
    "not_accepted_picture": ("c’est une image", "fournissez : {expected}."),
    "not_accepted_parquet": ("le format Parquet n’est pas lu à l’import", "fournissez : {expected}."),
    # territory and network
    "not_a_territory": (
        "ce dossier n’est pas un territoire : il n’a pas de {expected}",
        "donnez un dossier écrit par « cpts-geo demo » ou « cpts-geo import ».",
    ),
    "bad_territory_file": (
        "le fichier du territoire ne peut pas être lu",
        "corrigez cette ligne, ou refaites l’import.",
    ),
    "unknown_commune": (
        "aucune commune du territoire n’a ce code INSEE",
        "choisissez un code de la couche des communes.",
    ),
    "no_network": (
        "le territoire n’a pas de routes",
        "importez-les : cpts-geo import DOSSIER FICHIER --as roads.",
    ),
    "no_roads": (
        "aucune route utilisable n’a été trouvée",
        "vérifiez que le fichier contient des lignes avec une classe de route.",
    ),
    "no_road_in_territory": (
        "les routes ne touchent pas les communes du territoire",
        "vérifiez le système de coordonnées et la zone du fichier.",
    ),
    "unknown_size": ("cette taille de territoire n’existe pas", "choisissez parmi : {expected}."),
    # scenarios, studies, trips
    "bad_spec": ("l’étude ne peut pas être lue", "corrigez study.toml ou enregistrez l’étude de nouveau."),
    "unknown_field": ("l’étude contient un champ inconnu", "gardez seulement : {expected}."),
    "unknown_hazard": ("ce type d’aléa n’existe pas", "choisissez parmi : {expected}."),
    "bad_drawing": ("le dessin n’est pas une géométrie lisible", "dessinez de nouveau la zone."),
    "unknown_layer": (
        "cette couche d’aléa n’existe pas dans le territoire",
        "choisissez parmi : {expected}.",
    ),
    "empty_layer": ("cette couche d’aléa n’a aucune zone utilisable", "importez-la de nouveau."),
    "unknown_site": (
        "aucun lieu du territoire n’a cet identifiant",
        "choisissez un identifiant de la couche des lieux.",
    ),
    "unknown_place": (
        "rien dans le territoire n’a cet identifiant",
        "donnez LON,LAT ou l’identifiant d’une structure, d’un lieu ou d’une commune.",
    ),
    "too_far_from_road": (
        "ce point est trop loin d’une route ({expected})",
        "choisissez un point plus proche d’une route.",
    ),
    "closes_nothing": (
        "ces fermetures ne touchent aucune route du territoire",
        "vérifiez le dessin, son système de coordonnées et l’ordre longitude, latitude.",
    ),
    # exports and installation
    "cannot_write": (
        "le fichier n’a pas pu être écrit",
        "vérifiez le dossier, les droits et la place libre.",
    ),
    "sheet_not_yet": ("ce plan n’est pas encore disponible", "choisissez parmi : {expected}."),
    "no_extent": ("le territoire n’a ni communes ni routes à dessiner", "importez-les d’abord."),
    "beyond_scale": (
        "le territoire ne tient pas sur la feuille ({value})",
        "choisissez un papier plus grand ou une seule commune.",
    ),
    "no_asset_list": (
        "la liste des fichiers de carte est absente",
        "lancez la commande depuis le dossier du projet.",
    ),
    "no_npm": ("le programme npm est absent", "installez Node.js, puis relancez « cpts-geo assets »."),
    "npm_failed": (
        "les fichiers de carte n’ont pas pu être installés",
        "vérifiez la connexion, puis relancez « cpts-geo assets ».",
    ),
}
_SYSTEM: Final[dict[str, str]] = {
    "No space left on device": "plus de place sur le disque",
    "Permission denied": "accès refusé",
    "Is a directory": "c’est un dossier",
    "Not a directory": "ce n’est pas un dossier",
    "File exists": "un fichier porte déjà ce nom",
    "Read-only file system": "disque en lecture seule",
    "File name too long": "nom trop long",
}
# What these carry is a program's own English words, of no use to the reader.
SILENT: Final = frozenset(
    {"truncated_file", "not_graphml", "not_osm", "broken_json", "npm_failed", "unreadable", "binary"}
)
FOLDERS: Final = frozenset({"not_a_territory", "no_network"})
UNKNOWN_KIND: Final = ("l’opération a échoué", "signalez ce message avec le fichier utilisé.")


def explain(error: CptsGeoError) -> str:
    """Return « Fichier F, ligne L, colonne C : ce qui ne va pas. Valeur lue : V. À faire : action. »."""
    what, action = SENTENCES.get(error.kind, UNKNOWN_KIND)
    row, column, value = _place(error)
    facts = {"value": _short(value), "expected": _short(error.expected, 300)}
    facts["expects"] = f" ; attendu : {facts['expected']}" if facts["expected"] else ""
    noun = "dossier" if error.kind in FOLDERS else "fichier"
    where = _where(noun, _short(error.file, 200), row, _short(column))
    shown = f" Valeur lue : {facts['value']}." if value and "{value}" not in what else ""
    return f"{where}{_capital(what.format(**facts)) if not where else what.format(**facts)}.{shown} À faire : {action.format(**facts)}"


def _place(error: CptsGeoError) -> tuple[int | None, str, str]:
    """Row, column and value; the parser's English words give their place and are dropped."""
    found = _PLACE.search(error.value)
    if found:
        return int(found[1]), found[2], ""
    value = "" if error.kind in SILENT else _SYSTEM.get(error.value, error.value)
    return error.row, error.column, value


def _where(noun: str, file: str, row: int | None, column: str) -> str:
    parts = [
        f"fichier {file}" if file else "",
        f"ligne {row}" if row else "",
        f"colonne {column}" if column else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{_capital(said)} : " if said else ""


def _short(text: str, longest: int = LONGEST) -> str:
    clean = _HIDDEN.sub(" ", text).strip()
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
