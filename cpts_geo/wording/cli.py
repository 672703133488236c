"""Words of the command line: help and wrong usage. Imports nothing heavy, so that help is instant."""

import re
from dataclasses import dataclass
from typing import Final

USAGE: Final = "Utilisation : "
ARGUMENTS: Final = "arguments"
OPTIONS: Final = "options"
COMMANDS: Final = "commandes"
COMMAND: Final = "COMMANDE"
HELP: Final = "afficher cette aide et s’arrêter"
DESCRIPTION: Final = (
    "Plan du territoire d’une CPTS en crise : crues, routes coupées, accès aux soins.\n"
    "« cpts-geo COMMANDE --help » explique chaque commande."
)


INTERRUPTED: Final = "Commande interrompue. Relancez-la : ce qui est déjà fait ne sera pas refait."


@dataclass(frozen=True)
class CommandHelp:
    """Words of one command: in the list, then in its own help."""

    short: str
    long: str


COMMAND_HELP: Final[dict[str, CommandHelp]] = {
    "app": CommandHelp(
        "ouvrir l’application dans le navigateur",
        "Ouvre l’application sur un dossier de territoire. Tout reste sur cet ordinateur.",
    ),
    "demo": CommandHelp(
        "écrire un territoire fictif de démonstration",
        "Écrit un territoire fictif complet : communes, routes, structures, population, crues.\n"
        "Même graine, mêmes fichiers.",
    ),
    "import": CommandHelp(
        "importer des fichiers dans un territoire",
        "Lit des fichiers (communes, structures, lieux, routes, aléas, population, fermetures) et les range dans\n"
        "le dossier. Un fichier refusé ne change rien ; les lignes mises de côté sont listées.",
    ),
    "init": CommandHelp(
        "préparer un territoire à partir des services publics",
        "Télécharge communes, routes, structures de soins, population et zones inondables, et les range dans le dossier.\n"
        "Relancée, la commande met à jour : ce qui n’a pas changé n’est pas téléchargé de nouveau, un service en panne\n"
        "laisse la dernière bonne copie. Internet n’est nécessaire que pour cette commande.",
    ),
    "check": CommandHelp(
        "vérifier les données d’un territoire",
        "Passe les couches d’un territoire en revue et liste les problèmes, sans rien changer.\n"
        "Donné un dossier d’échange .zip, le relit : complet, conforme au profil, sans effectif ni donnée à masquer.",
    ),
    "network": CommandHelp(
        "reconstruire le fond de carte et vérifier le réseau",
        "Vérifie le réseau routier du dossier et reconstruit le fond de carte à partir des routes importées.",
    ),
    "study": CommandHelp(
        "calculer qui perd l’accès à quels soins",
        "Calcule un scénario : habitants isolés par catégorie de soins, temps, routes coupées.\n"
        "« --hazard » et « --close » s’ajoutent à l’étude de « --spec » ; les autres options la remplacent.\n"
        "Avec « --out », écrit study.toml, study.json, les tableaux CSV et les fichiers GeoJSON.\n"
        "study.json garde les effectifs exacts (usage interne) ; ailleurs, ceux de 1 à 10 sont masqués.",
    ),
    "compare": CommandHelp(
        "comparer deux à quatre études enregistrées",
        "La première sert de point de comparaison : qui est isolé de plus ou de moins, avec la fourchette.\n"
        "« --json » donne tous les chiffres, exacts (usage interne).",
    ),
    "times": CommandHelp(
        "calculer les temps de trajet entre deux listes de points",
        "Écrit from_id,to_id,minutes ; une case vide veut dire : non accessible.\n"
        "Points : un CSV id,lon,lat ou une couche de points.",
    ),
    "route": CommandHelp(
        "comparer un itinéraire normal et celui du scénario",
        "Extrémités : longitude,latitude ou l’identifiant d’une structure, d’un lieu ou d’une commune.\n"
        "L’itinéraire donné est praticable selon le scénario, à confirmer sur place.",
    ),
    "export": CommandHelp(
        "écrire un fichier ou un plan",
        "GeoJSON : un dossier ou un .zip (un fichier par thème), ou un seul .geojson.\n"
        "prefecture : dossier d’échange complet (GeoJSON, GeoPackage, tableaux, plans, empreintes).\n"
        "png, svg : la carte de la page Scénario, de tout le territoire ou de l’étendue donnée par « --extent ».",
    ),
    "assets": CommandHelp(
        "installer les fichiers locaux de la carte",
        "Copie dans l’application les bibliothèques de carte, pour qu’elle marche sans internet.",
    ),
}
METAVAR: Final[dict[str, str]] = {
    "folder": "DOSSIER",
    "files": "FICHIER",
    "specs": "STUDY.TOML",
    "--port": "PORT",
    "--seed": "GRAINE",
    "--name": "COUCHE",
    "--crs": "EPSG:CODE",
    "--map": "CIBLE=SOURCE",
    "--communes": "CODES",
    "--epci": "SIREN",
    "--departement": "CODE",
    "--margin-min": "MINUTES",
    "--accept-addresses": "AUTEUR",
    "--restore": "AUTEUR",
    "--spec": "STUDY.TOML",
    "--hazard": "COUCHE",
    "--hydrograph": "HAUTEURS",
    "--levels": "TABLEAU",
    "--station": "STATION",
    "--zero": "MÈTRES",
    "--close": "FICHIER.geojson",
    "--out": "CHEMIN",
    "--save-spec": "FICHIER",
    "--from": "POINTS",
    "--to": "POINTS",
    "--code": "CODE",
    "--extent": "OUEST,SUD,EST,NORD",
}
ARGUMENT: Final[dict[str, str]] = {
    "specs": "deux à quatre études enregistrées",
    "folder": "dossier du territoire",
    "files": "fichiers à lire (un shapefile : son .shp, les autres sont trouvés à côté)",
}
OPTION: Final[dict[str, str]] = {
    "--port": "port local ; 0 : un port libre",
    "--seed": "graine du tirage (7)",
    "--size": "taille du territoire (cpts)",
    "--as": "nature des fichiers ; reconnue d’après leur contenu si absente",
    "--name": "nom de la couche d’aléa, ou du nouveau territoire",
    "--crs": "système de coordonnées, quand le fichier ne le dit pas",
    "--map": "correspondance de colonnes : colonne attendue=colonne du fichier",
    "--communes": "ne garder que ces communes : codes INSEE séparés par des virgules",
    "--accept-addresses": "placer les structures trouvées à leur numéro de rue, au nom de cette personne",
    "--margin-min": "minutes de route gardées autour des communes, à 60 km/h à vol d’oiseau (30)",
    "--restore": "si le fichier des modifications est abîmé, remettre sa dernière copie au nom de cette personne",
    "--json": "écrire un objet JSON et rien d’autre",
    "--spec": "étude enregistrée, à rejouer",
    "--hazard": "couche d’aléa du dossier ; peut être répétée",
    "--close": "zones ou routes fermées, dessinées dans un GeoJSON ; peut être répétée",
    "--hydrograph": "hauteurs d’eau heure par heure (CSV, Excel, JSON de Vigicrues ou de Hub’Eau) : les étapes du scénario",
    "--levels": "tableau « hauteur ; couche » : jusqu’à quelle hauteur vaut chaque couche d’inondation",
    "--station": "à la place de --levels : station de la table « quel scénario regarder » du territoire",
    "--zero": "altitude du zéro de l’échelle, en mètres NGF, quand le fichier ou la table est en cotes NGF",
    "--gaps": "accepter un trou dans les hauteurs : la plus haute des deux qui l’entourent vaut tout du long",
    "--reading": "lecture des hauteurs d’eau (median)",
    "--vehicle": "véhicule (car)",
    "--out": "fichier ou dossier à écrire",
    "--save-spec": "enregistrer l’étude dans ce fichier study.toml",
    "--from": "départ(s)",
    "--to": "arrivée(s)",
    "--format": "format du fichier",
    "--sheet": "plan à imprimer, pour le format pdf : territoire (territory), fiches, scénario, tableaux",
    "--code": "commune ou lieu de la fiche, pour « --sheet commune » ou « --sheet site » (sans code : tous les lieux)",
    "--paper": "papier, pour les formats pdf, png et svg (a4)",
    "--extent": "carte de cette étendue, en degrés, avec les couches de la page Scénario (pdf, png, svg)",
    "--edition": "public (par défaut), ou restricted : avec les téléphones par fonction, à ne pas diffuser",
}
# ``--communes`` of « import » filters a file; here it names the territory.
INIT: Final[dict[str, str]] = {
    "--epci": "communes d’un EPCI : son numéro SIREN, neuf chiffres",
    "--communes": "communes : codes INSEE séparés par des virgules",
    "--departement": "communes d’un département : son code",
}
_ARGPARSE: Final[tuple[tuple[str, str], ...]] = (
    (r"the following arguments are required: (.+)", "il manque : {0}"),
    (r"one of the arguments (.+) is required", "il faut l’une de ces options : {0}"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} ne va pas avec {1}"),
    (r"unrecognized arguments: (.+)", "argument non reconnu : {0}"),
    (
        r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)",
        "{0} : « {1} » n’est pas un choix possible. Choix : {2}",
    ),
    (r"argument (.+?): invalid (?:\w+) value: (.+)", "{0} : « {1} » n’est pas une valeur possible"),
    (r"argument (.+?): expected one argument", "{0} : il manque une valeur"),
    (r"argument (.+?): expected at least one argument", "{0} : il manque au moins une valeur"),
    (r"argument (.+?): ignored explicit argument (.+)", "{0} : ne prend pas de valeur (« {1} »)"),
)


def wrong_usage(program: str, message: str) -> str:
    """One French sentence for what argparse found wrong, and where to read the help."""
    for pattern, sentence in _ARGPARSE:
        found = re.fullmatch(pattern, message)
        if found:
            said = sentence.format(*(part.strip("'\"").replace("'", "") for part in found.groups()))
            break
    else:
        said = "la ligne de commande n’est pas comprise"
    return f"Commande mal écrite : {said}. Aide : « {program} --help »."
