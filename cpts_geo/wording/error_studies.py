"""Sentences of what goes wrong with territories, scenarios, trips and exports; see ``error_files``."""

from typing import Final

STUDY_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # communes and population
    "centre_points": (
        "le fichier donne le point central des communes ({value}) et non leur contour",
        "téléchargez-le de nouveau avec geometry=contour (geo.api.gouv.fr), ou prenez ADMIN EXPRESS.",
    ),
    "other_zone": (
        "ces communes relèvent d’une autre projection légale que le territoire",
        "faites un territoire par zone ; projection de ces communes : {expected}.",
    ),
    "grid_not_covered": (
        "donnée absente : les carreaux Filosofi ne couvrent ni la Guadeloupe, ni la Guyane, ni Mayotte",
        "importez une population par commune ou par IRIS.",
    ),
    "no_code": (
        "aucune colonne de codes INSEE n’a été trouvée",
        "dites laquelle : --map code_insee=colonne, parmi : {expected}.",
    ),
    "code_not_found": (
        "ces communes ne sont pas dans le fichier",
        "vérifiez les codes INSEE demandés et l’année du fichier.",
    ),
    "mixed_projections": (
        "les communes relèvent de plusieurs projections légales",
        "faites un territoire par zone.",
    ),
    "city_and_districts": (
        "la ville et ses arrondissements sont dans le même fichier",
        "gardez la ville ou ses arrondissements, pas les deux : listez les codes voulus avec --communes.",
    ),
    "no_population": (
        "aucune colonne de population n’a été trouvée",
        "dites laquelle : --map population=colonne{expects}.",
    ),
    "no_commune_matched": (
        "aucune ligne ne correspond à une commune du territoire",
        "vérifiez les codes INSEE et la zone du fichier.",
    ),
    "no_cell_inside": (
        "aucun carreau de population n’est dans le territoire",
        "vérifiez la zone du fichier.",
    ),
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
        "0 km de route dans le territoire ; le fichier va de {value}, les communes de {expected}",
        "prenez l’extrait de votre région ; sinon vérifiez le système de coordonnées (ouest, sud, est, nord en degrés).",
    ),
    "unknown_size": ("cette taille de territoire n’existe pas", "choisissez parmi : {expected}."),
    # scenarios, studies, trips
    "bad_spec": ("l’étude ne peut pas être lue", "corrigez study.toml ou enregistrez l’étude de nouveau."),
    "bad_date": ("ce n’est pas une date ISO", "écrivez par exemple 2026-11-23T14:05+01:00."),
    "bad_step": (
        "ce n’est ni un nombre d’heures ni une date ISO",
        "écrivez par exemple 6 (heures depuis le début) ou 2026-11-23T14:05.",
    ),
    "mixed_steps": (
        "les étapes mêlent des heures depuis le début et des dates",
        "gardez l’un ou l’autre pour tout le scénario.",
    ),
    "unordered_steps": (
        "cette étape ne vient pas après la précédente",
        "rangez les étapes de la première à la dernière, une seule par heure.",
    ),
    "compare_two_to_four": (
        "ce nombre d’études ne se compare pas",
        "donnez de deux à quatre fichiers study.toml.",
    ),
    "no_steps": (
        "ce scénario n’a pas d’étapes dans le temps",
        "ajoutez-les dans la page Scénario, ou [[steps]] dans study.toml.",
    ),
    "level_above_known": (
        "cette hauteur dépasse la plus haute dont on connaît l’étendue ({expected} m)",
        "ajoutez une couche pour une crue plus forte. Aucune étendue connue n’est assez grande : rien n’est calculé à sa place.",
    ),
    "no_level_rule": (
        "aucune couche n’est donnée pour une hauteur d’eau",
        "dites quelle couche d’inondation est atteinte à quelle hauteur.",
    ),
    "unknown_field": ("l’étude contient un champ inconnu", "gardez seulement : {expected}."),
    "unknown_hazard": ("ce type d’aléa n’existe pas", "choisissez parmi : {expected}."),
    "unsigned_reopening": (
        "ce tronçon est rouvert sans dire par qui ni quand il a été vu ouvert",
        "donnez « by » (nom ou fonction) et « at » (date et heure), ou retirez-le.",
    ),
    "bad_drawing": ("le dessin n’est pas une géométrie lisible", "dessinez de nouveau la zone."),
    "unknown_layer": (
        "cette couche d’aléa n’existe pas dans le territoire",
        "choisissez parmi : {expected}.",
    ),
    "planning_layer": (
        "c’est le zonage d’un plan de prévention : une règle d’urbanisme, pas une crue",
        "choisissez une couche d’inondation ; celle-ci se consulte sur la carte et s’exporte.",
    ),
    "alert_layer": (
        "c’est une vigilance ou une station de mesure, pas une zone inondée",
        "choisissez une couche d’inondation.",
    ),
    "empty_layer": ("cette couche d’aléa n’a aucune zone utilisable", "importez-la de nouveau."),
    "bad_parameter": ("ce réglage de l’aléa n’est pas possible", "écrivez une valeur parmi : {expected}."),
    "no_woods": (
        "le territoire ne dit pas où sont les bois : les arbres tombés ne peuvent pas être calculés",
        (
            "importez le fond de carte (BD TOPO « zone_de_vegetation », ou un extrait OpenStreetMap), ou fermez "
            "les routes à la main."
        ),
    ),
    "no_altitude": (
        "aucune route n’a d’altitude : la neige ne peut pas être placée selon l’altitude, et elle n’est jamais devinée",
        (
            "importez un relief (cpts-geo import … --as relief) ou les routes de la BD TOPO, qui ont une altitude, ou mettez "
            "l’altitude à 0 pour de la neige partout."
        ),
    ),
    "unknown_structure": (
        "aucune structure du territoire n’a cet identifiant",
        "choisissez un identifiant de la couche des structures.",
    ),
    "unknown_site": (
        "aucun lieu du territoire n’a cet identifiant",
        "choisissez un identifiant de la couche des lieux.",
    ),
    "unknown_place": (
        "rien dans le territoire n’a cet identifiant",
        "donnez LON,LAT ou l’identifiant d’une structure, d’un lieu ou d’une commune.",
    ),
    "no_centre": (
        "il n’y a rien autour de quoi tracer des isochrones",
        "choisissez une catégorie qui a une structure, un lieu ou un point.",
    ),
    "bad_limits": (
        "ces limites en minutes ne peuvent pas être lues",
        "écrivez des nombres plus grands que zéro, par exemple : 10 20 30.",
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
    "small_count_deduced": (
        "le dossier laisserait retrouver un effectif de 1 à 10 habitants : rien n’a été écrit",
        "signalez ce message ; en attendant, retirez de l’étude la catégorie de cette ligne.",
    ),
    "counts_disagree": (
        "les effectifs des tableaux se contredisent : rien n’a été écrit",
        "signalez ce message avec le fichier de l’étude.",
    ),
    "package_unsound": (
        "ce dossier d’échange n’est pas sain",
        "ne l’utilisez pas tel quel : demandez-le à nouveau, ou fabriquez-le à nouveau.",
    ),
    "sheet_not_yet": ("ce plan n’est pas encore disponible", "choisissez parmi : {expected}."),
    "no_site": (
        "ce territoire n’a aucun lieu à montrer dans cette édition",
        "importez la liste des salles, gymnases et parkings, puis recommencez.",
    ),
    "site_is_restricted": (
        "ce lieu stocke du matériel ou des produits de santé : sa fiche n’existe qu’en édition restreinte",
        "ajoutez --edition {expected}, et ne diffusez pas le document.",
    ),
    "sheet_is_a4": (
        "cette fiche est en A4 seulement",
        "retirez --paper, ou choisissez --sheet territory ou --sheet scenario.",
    ),
    "files_are_public": (
        "l’édition restreinte n’existe qu’en PDF : un fichier ({value}) circule, il ne porte jamais de contacts",
        "retirez --edition, ou choisissez --format {expected}.",
    ),
    "unknown_paper": ("ce papier n’existe pas", "choisissez parmi : {expected}."),
    "no_commune": (
        "le territoire n’a pas de communes",
        "importez-les : cpts-geo import DOSSIER FICHIER --as communes.",
    ),
    "pdf": ("le plan n’a pas pu être composé", "signalez ce message avec l’étude enregistrée (--save-spec)."),
    "no_extent": ("le territoire n’a ni communes ni routes à dessiner", "importez-les d’abord."),
    "extent_is_map": (
        "--extent dessine une carte : le format {value} n’en est pas une",
        "retirez --extent, ou choisissez --format parmi : {expected}.",
    ),
    "bad_extent": (
        "l’étendue « {value} » n’en est pas une",
        "donnez ouest,sud,est,nord en degrés, par exemple --extent -1.1,45.9,-0.9,46.0.",
    ),
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
