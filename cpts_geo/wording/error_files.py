"""Sentences of what goes wrong with files, layers and coordinates.

kind: (what is wrong, what to do); ``{value}`` and ``{expected}`` are facts of the error.
"""

from typing import Final

_GROUND: Final = "Envoyez un GeoJSON, un GeoPackage, un Shapefile (zip), un CSV ou un classeur xlsx."
FILE_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # layers and columns
    "missing_column": (
        "la colonne attendue est absente",
        "ajoutez-la ou dites laquelle la remplace (--map cible=source){expects}.",
    ),
    "unknown_column": ("cette colonne n’existe pas dans le fichier", "choisissez parmi : {expected}."),
    "bad_number": (
        "ce nombre est absent, négatif, ou n’est pas un nombre",
        "corrigez cette valeur, ou refaites l’import.",
    ),
    "null_id": ("un identifiant est vide", "donnez un identifiant à chaque ligne."),
    "duplicate_id": ("cet identifiant est présent deux fois", "gardez une seule ligne par identifiant."),
    "geometry_type": ("le type de géométrie ne convient pas", "fournissez : {expected}."),
    "unknown_node": ("un tronçon part d’un carrefour qui n’existe pas", "importez de nouveau les routes."),
    "no_geometry": ("aucune géométrie n’a été trouvée", "fournissez une couche dessinée{expects}."),
    "several_layers": (
        "le fichier contient plusieurs couches",
        "dites laquelle lire avec --map layer=NOM, parmi : {expected}.",
    ),
    "mixed_roads": (
        "ces routes viennent de sources différentes (BD TOPO, OpenStreetMap…), qui ne se raccordent pas",
        "importez les fichiers d’une seule source : la nouvelle remplace l’ancienne.",
    ),
    "too_many_columns": ("le fichier a trop de colonnes ({value})", "gardez-en au plus {expected}."),
    "bad_mapping": ("la correspondance de colonnes est mal écrite", "écrivez --map cible=source."),
    "bad_coordinate": (
        "ce n’est pas une coordonnée",
        "donnez la longitude (−180 à 180) puis la latitude (−90 à 90), en degrés.",
    ),
    "no_coordinates": (
        "le fichier n’a ni géométrie ni colonnes de coordonnées",
        "dites lesquelles : {expected}.",
    ),
    "no_structures": (
        "0 structure dans le fichier : il n’y a que les noms de colonnes",
        "vérifiez l’export ; les données déjà importées n’ont pas changé.",
    ),
    "personal_number": (
        "cette cellule contient un numéro de sécurité sociale ; rien n’est importé",
        "retirez du fichier toute donnée sur des personnes, puis réimportez-le.",
    ),
    "end_before_start": (
        "la fermeture est avant l’ouverture",
        "corrigez l’une des deux dates, avec l’année s’il le faut.",
    ),
    "no_valid_row": (
        "aucune ligne du fichier n’est utilisable",
        "vérifiez qu’il s’agit du bon fichier et de la bonne nature (--as).",
    ),
    "only_tracks": (
        "le fichier ne contient que des traces ou des lignes ({value}), qui ne sont pas des lieux",
        "enregistrez les lieux comme des points (repères, waypoints).",
    ),
    "none_here": (
        "aucune des {value} lignes du fichier ne concerne le territoire",
        "vérifiez que le fichier couvre ce département, et que ses coordonnées sont les bonnes.",
    ),
    "unknown_categories": (
        "cette liste a des noms et des lieux, mais presque aucune de ses catégories n’est connue",
        (
            "précisez avec --as structures (les lignes inconnues seront mises de côté) ou --as sites ; "
            "catégories acceptées : {expected}."
        ),
    ),
    "too_many_vertices": (
        "cette forme a trop de sommets : {value}, au plus {expected}",
        "simplifiez-la dans un logiciel de cartographie.",
    ),
    "too_entangled": (
        "cette forme se croise elle-même un trop grand nombre de fois",
        "réparez-la dans un logiciel de cartographie.",
    ),
    "unusable_closure": ("cette fermeture n’a pas de forme utilisable", "dessinez-la de nouveau."),
    "duplicate_table": ("la même table est donnée deux fois", "gardez un seul fichier par table."),
    "sae_without_identity": ("la table d’identité de la SAE manque", "ajoutez le fichier {expected}."),
    # coordinate systems
    "crs_contradicted": (
        "les coordonnées contredisent le système indiqué : elles ne tombent pas sur le territoire",
        "donnez le vrai système avec --crs{expects}.",
    ),
    "swapped_axes": (
        "la longitude et la latitude sont inversées",
        "inversez-les, ou exportez le fichier de nouveau.",
    ),
    "missing_crs": (
        "le système de coordonnées n’est pas indiqué",
        "précisez-le, par exemple --crs EPSG:2154{expects}.",
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
    "osm_changes": (
        "ce fichier ne contient que des modifications (osmChange)",
        "prenez l’extrait complet de la région (.osm.pbf).",
    ),
    "osm_history": (
        "ce fichier contient l’historique : plusieurs versions de chaque route",
        "prenez l’extrait ordinaire de la région (.osm.pbf).",
    ),
    "osm_interrupted": (
        "Overpass a interrompu sa réponse : des routes manquent",
        "recommencez sur une zone plus petite, ou prenez l’extrait de la région (.osm.pbf).",
    ),
    "osm_deleted": (
        "ce fichier de JOSM contient des éléments supprimés mais encore écrits",
        "envoyez les modifications à OpenStreetMap puis téléchargez de nouveau la zone.",
    ),
    "osm_value": (
        "un numéro, une coordonnée ou un texte ne se lit pas",
        "téléchargez le fichier de nouveau ; s’il a été retouché, corrigez cette valeur.",
    ),
    "not_osm": ("ce n’est pas un fichier OpenStreetMap", "fournissez un fichier {expected}."),
    "not_graphml": (
        "ce n’est pas un graphe GraphML d’OSMnx",
        "enregistrez le graphe avec OSMnx, ou fournissez un fichier OSM.",
    ),
    "not_a_layer": ("ce n’est pas une couche de cartographie", _GROUND),
    "package_changed": (
        "le dossier d’échange a été modifié depuis sa fabrication : {value}",
        "demandez-le de nouveau à son auteur, ou vérifiez-le avec « cpts-geo check ».",
    ),
    "package_version": (
        "manifeste illisible ou d’une autre version que la version {expected}",
        "demandez un dossier fait avec la même version de cpts_geo.",
    ),
    "package_needs_new_folder": (
        "un dossier d’échange ne se relit que dans un nouveau territoire",
        "donnez ce seul fichier, et le nom d’un dossier qui n’existe pas encore.",
    ),
    "truncated_file": ("fichier incomplet (fin inattendue)", "téléchargez-le de nouveau, en entier."),
    "truncated_shp": (
        "le Shapefile est interrompu : {value} octets sur {expected}",
        "copiez-le de nouveau, avec tous ses fichiers.",
    ),
    "shx_mismatch": (
        "l’index .shx annonce {value} formes pour {expected} lignes",
        "copiez le Shapefile de nouveau, avec tous ses fichiers.",
    ),
    "ragged_row": (
        "{value} colonnes lues, {expected} attendues",
        "corrigez cette ligne (séparateur ou guillemet en trop).",
    ),
    "unclosed_quote": ("un guillemet n’est pas refermé", "corrigez cette ligne."),
    "bad_quote": ("un guillemet est mal placé", "corrigez cette ligne."),
    "xml_entities": (
        "entités XML interdites : ce fichier définit des mots qui se déplient",
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
    "not_accepted_pdf": ("c’est un PDF", "fournissez les données : {expected}."),
    "not_accepted_7z": ("les archives 7z ne sont pas lues", "fournissez : {expected}."),
    "not_accepted_rar": ("les archives rar ne sont pas lues", "fournissez : {expected}."),
    "not_accepted_xls": ("l’ancien format Excel n’est pas lu", "enregistrez le classeur en : {expected}."),
    "not_accepted_workbook": (
        "c’est un classeur Excel sous un autre nom",
        "enregistrez-le en CSV, ou rendez-lui son nom en .xlsx.",
    ),
    "not_accepted_picture": ("c’est une image", "fournissez : {expected}."),
    "not_accepted_parquet": ("le format Parquet n’est pas lu à l’import", "fournissez : {expected}."),
    "not_recognised": (
        "ce fichier n’a été reconnu comme aucune source connue",
        "précisez ce que c’est avec --as ({expected}).",
    ),
    "geocoder_answer": (
        "c’est la réponse d’un géocodeur à une recherche de lieu, pas une couche de données",
        "pour des routes, prenez un extrait OpenStreetMap (.osm.pbf) ; pour des lieux, une liste avec leurs coordonnées.",
    ),
    "list_unsaid": (
        "cette liste n’a ni position ni code de commune que l’on reconnaisse",
        "importez le fichier qui porte les lieux ou les zones ; si c’est lui, dites-le avec --as ({expected}) et --map.",
    ),
    "lines_unsaid": (
        "rien ne dit ce que sont ces lignes : ni vitesse ni classe de route, ni cours d’eau",
        "si ce sont des routes, ajoutez --as roads ; des digues ne servent pas ici : importez plutôt la zone inondable, qui en tient compte.",
    ),
    "outlines_unsaid": (
        "rien ne dit ce que sont ces contours : ni commune, ni zone inondable, ni cours d’eau",
        "si ce sont des zones d’eau, ajoutez --as hazard et --name NOM ; l’emprise d’une étude ou d’un relief ne s’importe pas.",
    ),
    "unknown_kind": ("cette sorte de couche n’existe pas", "choisissez parmi : {expected}."),
    "no_file": ("aucun fichier de données à lire", "donnez le fichier principal (.shp, .csv, .geojson…)."),
    "perimeter_not_hazard": (
        "c’est le périmètre étudié par un PPR, pas une zone inondable",
        "importez la couche d’aléa ou de zonage du même dossier.",
    ),
    "no_zone_in_territory": (
        "aucune zone n’est dans le territoire ni à moins de 30 km",
        "vérifiez que ce fichier couvre bien le territoire.",
    ),
}
