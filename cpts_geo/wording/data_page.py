"""Words of the page *Données*: import, findings, rows set aside, changes, sources."""

from typing import Final

from cpts_geo.model.changes import Action
from cpts_geo.territory.report import ImportReport
from cpts_geo.wording import columns, numbers
from cpts_geo.wording.file_kinds import CRS_NAMES, RECOGNISED, TARGETS

PAGE: Final = "Données"
IMPORT: Final = "Importer"
LOOK: Final = "À regarder"
ASIDE: Final = "Mis de côté"
CHANGES: Final = "Modifications"
EDIT: Final = "Corriger ou ajouter"
SOURCES: Final = "Sources"
SECTIONS: Final = (IMPORT, LOOK, ASIDE, CHANGES, EDIT, SOURCES)
SECTION: Final = "Que voulez-vous faire ?"

# Who signs
PERSON: Final = "Votre nom ou votre fonction"
PERSON_HELP: Final = "Écrit dans le journal"
PERSON_FIRST: Final = "Indiquez d’abord votre nom ou votre fonction, en haut de la page."
REASON: Final = "Raison (facultatif)"
REASON_NEEDED: Final = "Raison (obligatoire hors des communes ou en zone inondable)"
SAVED: Final = "Enregistré."

# Import
NO_TERRITORY: Final = "Ce dossier n’a pas encore de territoire. Commencez par les contours des communes (ADMIN EXPRESS, geo.api.gouv.fr…)."
DROP: Final = "Déposez un ou plusieurs fichiers"
DROP_HELP: Final = (
    "CSV, classeur xlsx, GeoJSON, GeoPackage, Shapefile (toutes ses parties ensemble, ou un zip), GPX, KML, "
    "extrait OpenStreetMap, grille GeoTIFF ou ASCII ; 50 Mo par fichier au plus. Rien n’est écrit avant que vous ayez lu ce qui a été compris et cliqué sur « Importer »."
)
READING: Final = "Lecture du fichier…"
IMPORTING: Final = "Import en cours…"
FOUND: Final = "Ce qui a été compris"
NOTHING_WRITTEN: Final = "Rien n’est encore écrit."
CHECKING: Final = "Vérification des données…"
DO_IMPORT: Final = "Importer"
DONE: Final = "Importé."
QUIRKS: Final = "Ce qu’il faut savoir de ce fichier"
CONFIRM_TITLE: Final = "Positions corrigées à confirmer"
CONFIRM: Final = "J’ai vérifié ces lignes : leurs positions peuvent être corrigées ainsi"
ONE_AT_A_TIME: Final = "Pour préciser comment lire un fichier, déposez-le seul."
MORE: Final = "Préciser comment lire ce fichier"
KIND: Final = "Ce fichier contient"
CHOOSE: Final = "Choisir…"
LAYER: Final = "Couche à lire"
LAYER_NAME: Final = "Nom de la couche (facultatif)"
CRS: Final = "Système de coordonnées"
CRS_OF_FILE: Final = "celui du fichier"
CRS_OTHER: Final = "aucun des systèmes proposés ne place ce fichier sur le territoire"
PREVIEW: Final = "Le fichier sur les communes, selon le système choisi"
COLUMNS: Final = "Quelle colonne du fichier donne…"
NO_COLUMN: Final = "aucune"
SAMPLE: Final = "Premières lignes du fichier"
TRY: Final = "Lire ainsi"
REMEMBER: Final = "Retenir ces choix pour les prochains fichiers de même forme"
GRID_HOLDS: Final = "Cette grille contient"
GRID_KINDS: Final[dict[str, str]] = {
    "depths": "des hauteurs d’eau, en mètres",
    "relief": "des altitudes du sol, en mètres : elles placent la neige et le verglas sur les routes",
    "elevations": "des altitudes du sol, en mètres (modèle de terrain) : la hauteur d’eau est calculée",
}
GRID_LEVEL: Final = "Niveau de l’eau (m, dans le même système d’altitudes que la grille)"
GRID_LEVEL_EXAMPLE: Final = "par exemple 3,2"
GRID_LEVEL_WRONG: Final = "Ce niveau n’est pas un nombre : écrivez par exemple 3,2."
GRID_STILL_WATER: Final = (
    "Hypothèse « eau étale » : l’eau monte partout au même niveau, là où elle rejoint une rivière ou la mer. Ni courant, "
    "ni durée, ni vagues, ni ouvrage fermé : c’est un ordre de grandeur, pas une prévision."
)

# Findings
NOTHING_FOUND: Final = "Rien à regarder."
SEVERITIES: Final = "Gravité"
LAYERS: Final = "Couches"
SHOW_SEEN: Final = "Montrer aussi ce qui a été vu"
FINDING: Final = "Point à traiter"
REPAIR: Final = "Corriger"
SEEN: Final = "Vu, je laisse ainsi"
UNSEEN: Final = "À regarder de nouveau"
SEEN_BY: Final = "Vu par {author}, {time}"
NO_REPAIR: Final = "Aucune correction sûre ne peut être proposée : à vous de juger."
NO_PLACE: Final = "Ce point n’a pas de position sur la carte."
WHOLE: Final = "Territoire"
UNDO_THERE: Final = "Pour annuler : « Modifications »."
FINDING_PLACE: Final = "Point choisi"

# Set aside
NOTHING_ASIDE: Final = "Aucune ligne mise de côté."
ASIDE_FILE: Final = "Fichier"
ASIDE_HELP: Final = (
    "Corrigez les cellules, puis cliquez sur « Réessayer ces lignes ». Longitude et latitude en degrés."
)
ASIDE_FIXED: Final = "Ces lignes se corrigent dans le fichier lui-même (tableur ou logiciel de cartes), qui s’importe ensuite de nouveau."
RETRY: Final = "Réessayer ces lignes"
CAUSE: Final = "Cause"
LINE: Final = "Ligne"
NOT_CHANGED: Final = "Aucune cellule n’a été modifiée."

# Changes and conflicts
CONFLICTS: Final = "Conflits avec un nouvel import"
NO_CONFLICT: Final = "Aucun conflit."
KEEP_MINE: Final = "Garder ma valeur"
TAKE_THEIRS: Final = "Prendre celle de l’import"
MINE: Final = "Ma valeur"
THEIRS: Final = "Nouvel import"
BASE: Final = "Valeur d’origine"
GONE: Final = "absent du nouvel import"
POSITION: Final = "position"
JOURNAL: Final = "Journal"
NO_CHANGE: Final = "Aucune modification locale."
LOCAL_CHANGES: Final = "Modifications en vigueur"
UNDO_LINE: Final = "Ligne du journal à annuler"
UNDO: Final = "Annuler cette modification"
ACT: Final[dict[str, str]] = {
    "edit": "modifié",
    "add": "ajouté",
    "delete": "supprimé",
    "forget": "rendu à l’import",
    "undo": "annulation",
    "tick": "vu, laissé ainsi",
    "untick": "à regarder de nouveau",
    "mapping": "choix de colonnes retenu",
    "restore": "copie remise en place",
}
ACTION: Final[dict[Action, str]] = {
    Action.EDIT: "modifié",
    Action.ADD: "ajouté",
    Action.DELETE: "supprimé",
}
HEADERS: Final[dict[str, str]] = {
    "n": "N°",
    "time": "Quand",
    "author": "Qui",
    "act": "Quoi",
    "layer": "Couche",
    "feature_id": "Identifiant",
    "label": "Nom",
    "values": "Valeurs",
    "reason": "Raison",
    "severity": "Gravité",
    "what": "Constat",
    "place": "Où",
    "seen": "Vu",
    "fingerprint": "Empreinte",
    "size": "Taille",
    "url": "Adresse",
    "cause": "Cause",
    "mine": MINE,
    "theirs": THEIRS,
    "base": BASE,
    "column": "Donnée",
}

# Edit and add
WHAT: Final = "Liste"
ROW: Final = "À corriger"
NEW: Final = "Ajouter un nouveau lieu ou une nouvelle structure"
NAME: Final = "Nom"
CATEGORY: Final = "Catégorie"
SITE_KIND: Final = "Nature"
CAPACITY: Final = "Capacité"
CAPACITY_HELP: Final = "inconnue"
STATUS: Final = "État"
LON: Final = "Longitude (degrés)"
LAT: Final = "Latitude (degrés)"
SAVE: Final = "Enregistrer"
DELETE: Final = "Supprimer"
EDITABLE: Final[dict[str, str]] = {"structures": "Structures de soins", "sites": "Lieux"}
CONFLICT_TITLE: Final = "Quelqu’un a modifié cette ligne pendant que vous la corrigiez"
WRITTEN: Final = "Valeur enregistrée entre-temps"
KEEP_TYPED: Final = "Enregistrer quand même ma valeur"
DROP_TYPED: Final = "Garder celle qui est enregistrée"
PLACE_NEEDED: Final = "Donnez la longitude et la latitude."
NOTHING_TYPED: Final = "Rien n’a été changé."
NOT_IN_LIST: Final = "–"

# Sources
NO_SOURCE: Final = "Aucune source n’est encore enregistrée."
UNKNOWN_LICENCE: Final = "inconnue"
UNKNOWN_VINTAGE: Final = "non précisé"
STALE: Final = "Données anciennes"
FINGERPRINT_MEANS: Final = (
    "Empreinte : elle change dès que le fichier change ; deux fichiers de même empreinte sont identiques."
)


def recognised(report: ImportReport) -> str:
    """« routes BD TOPO : 1 059 tronçons »."""
    said, rows = RECOGNISED.get(report.source, (report.source, "lignes"))
    counted = (
        f"{numbers.integer(report.rows_read)} {rows}" if report.rows_read > 1 else lines(report.rows_read)
    )
    return f"{said}{numbers.NO_BREAK_SPACE}: {counted}"


def say_below(explained: str) -> str:
    """What is wrong, answered on the page and not by an option of the command."""
    return f"{explained.partition(' À faire : ')[0]} À faire : précisez-le ci-dessous."


def done(report: ImportReport) -> str:
    """« liste.csv : structures de soins : 12 structures, 11 retenues, 1 mise de côté. »."""
    aside = (
        f", {numbers.integer(report.rows_set_aside)} à corriger dans « {ASIDE} »"
        if report.rows_set_aside
        else ""
    )
    return f"{report.file}, {recognised(report)}, {numbers.integer(report.rows_stored)} retenues{aside}."


def crs_label(crs: str, inside: float | None = None) -> str:
    """« Lambert-93 (EPSG:2154) : 100 % sur le territoire »."""
    code = int(crs.removeprefix("EPSG:")) if crs.startswith("EPSG:") else 0
    zone = f"Lambert-93 CC{code - 3900}" if 3942 <= code <= 3950 else ""
    name = CRS_NAMES.get(crs, zone)
    said = f"{name} ({crs})" if name else crs
    return said if inside is None else f"{said} : {numbers.percent(inside)} sur le territoire"


def size(count: int) -> str:
    """« 12,3 Mo », « 4 ko »; empty when unknown."""
    if not count:
        return ""
    if count < 1_000_000:
        return f"{numbers.integer(max(1, count / 1000))}{numbers.NO_BREAK_SPACE}ko"
    return f"{numbers.decimal(count / 1e6, 1)}{numbers.NO_BREAK_SPACE}Mo"


def several(count: int, what: str) -> str:
    """« À regarder (12) »."""
    return f"{what} ({numbers.integer(count)})" if count else what


def column(name: str) -> str:
    """Our column as the pages call it."""
    if name == "geometry":
        return POSITION
    return columns.HEADER.get(name, TARGETS.get(name, name).removeprefix("le ").removeprefix("la "))


def changed_meanwhile(author: str, time: str) -> str:
    """Who changed the row meanwhile."""
    return f"Modifié par {author}, {numbers.date_time(time)}." if author else CONFLICT_TITLE


def lines(count: int) -> str:
    """« 3 lignes »."""
    return f"{numbers.integer(count)} ligne{'s' if count > 1 else ''}"


def rows_saved(count: int) -> str:
    """« 2 lignes enregistrées dans le territoire. »."""
    many = "s" if count > 1 else ""
    return f"{lines(count)} enregistrée{many} dans le territoire."
