"""Sentences of what goes wrong with flood tables, closed roads and rasters; see ``error_files``."""

from typing import Final

_WATER: Final = "importez la table ISO_HT (hauteurs) ou INONDABLE (étendue) du même TRI."
HAZARD_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "not_in_france": (
        "ces coordonnées sont hors de France",
        "vérifiez le fichier et son système de coordonnées.",
    ),
    "no_features": (
        "le fichier ne contient aucune zone ni aucun objet",
        "vérifiez l’export ; rien n’a été remplacé dans le territoire.",
    ),
    "missing_shapes": (
        "le Shapefile est interrompu : {value} géométries manquantes sur {expected}",
        "copiez-le de nouveau, avec tous ses fichiers.",
    ),
    "table_stakes": ("c’est une table d’enjeux d’un TRI, pas une zone inondée", _WATER),
    "table_level_lines": (
        "ce sont des lignes de niveau d’eau : sans le relief elles ne disent pas où est l’eau",
        "importez la table ISO_HT, ou un modèle de terrain avec --as hazard --map level_m=NIVEAU.",
    ),
    "table_flow": ("ce sont des classes de débit, pas des hauteurs d’eau", _WATER),
    "table_measures": (
        "ce sont des points de mesure ou de calcul : ils ne disent pas jusqu’où va l’eau",
        _WATER,
    ),
    "table_protected": (
        "ce sont des zones protégées ou soustraites à l’inondation : les prendre pour de l’eau serait faux",
        _WATER,
    ),
    "table_works": ("ce sont des ouvrages de protection, pas une zone inondée", _WATER),
    "table_relation": ("c’est une table de liens, sans zone", _WATER),
    "table_map_sheet": ("c’est le cadre d’une carte, pas une zone inondée", _WATER),
    "table_district": ("c’est le périmètre d’un TRI ou de ses communes, pas une zone inondée", _WATER),
    "table_footprint": (
        "c’est le cadre ou le fond d’un produit satellite, pas l’inondation observée",
        "importez sa couche « observedEvent ».",
    ),
    "no_flood_zone": (
        "aucune zone de ce fichier ne concerne l’eau",
        "vérifiez qu’il s’agit du bon fichier : les autres risques ne sont pas traités ici.",
    ),
    "broken_xml": ("le texte XML est interrompu ou mal formé", "téléchargez le fichier de nouveau."),
    "no_road_event": (
        "ce fichier DATEX II ne contient aucun événement ni arrêté de circulation",
        "vérifiez la publication choisie ; un flux vide ne remplace rien.",
    ),
    "no_closure_here": (
        "aucune route fermée sur le territoire ni à moins de 30 km parmi {value} événements",
        "rien n’a été remplacé ; si les anciennes fermetures sont levées, retirez leur couche.",
    ),
    "closures_need_roads": (
        "ces fermetures ({value}) sont données par un point ou un nom : il faut les routes pour les placer",
        "importez d’abord les routes, puis ce fichier.",
    ),
    "raster_unsaid": (
        "c’est une grille (raster) : rien ne dit si elle porte des hauteurs d’eau ou des altitudes",
        (
            "hauteurs d’eau : ajoutez --as hazard ; altitudes sous un niveau d’eau : ajoutez aussi --map level_m=NIVEAU "
            "(en mètres) ; altitudes pour la neige : --as relief ; ou transformez-la en zones dans QGIS (« Polygoniser ») et envoyez : {expected}."
        ),
    ),
    "raster_units": (
        "cette grille n’est pas en mètres ({value})",
        "convertissez ses valeurs en mètres, ou prenez la RGE ALTI ou la BD ALTI de l’IGN.",
    ),
    "not_a_grid": (
        "un relief est une grille d’altitudes, et ce fichier n’en est pas une",
        "envoyez les dalles .asc ou GeoTIFF (RGE ALTI, BD ALTI), décompressées.",
    ),
    "relief_empty": (
        "aucune maille de cette grille n’a d’altitude",
        "téléchargez-la de nouveau, ou vérifiez sa valeur « sans donnée ».",
    ),
    "relief_absurd": (
        "ces valeurs ne peuvent pas être des altitudes de France en mètres : de {value}, attendu entre {expected}",
        "vérifiez l’unité et la valeur « sans donnée » de la grille.",
    ),
    "relief_coarse": (
        "ces mailles sont trop larges ({value}, au plus {expected}) : une route de vallée y prendrait l’altitude du versant",
        "prenez la BD ALTI à 25 m ou la RGE ALTI.",
    ),
    "no_relief_here": (
        "aucune de ces dalles n’est sur le territoire ni à moins de 30 km",
        "choisissez les dalles du territoire et vérifiez leur système de coordonnées.",
    ),
    "raster_is_elevation": (
        "cette grille ressemble à des altitudes, pas à des hauteurs d’eau",
        "donnez le niveau de l’eau avec --map level_m=NIVEAU (en mètres, même référentiel).",
    ),
    "raster_unreadable": (
        "cette grille ne peut pas être lue",
        "transformez-la en zones dans QGIS (« Polygoniser ») et envoyez : {expected}.",
    ),
    "truncated_grid": (
        "cette grille est interrompue : {value} valeurs sur {expected}",
        "téléchargez-la de nouveau, en entier.",
    ),
    "raster_compression": (
        "la compression de cette grille n’est pas lue ici",
        "enregistrez-la sans compression ou en « Deflate », ou polygonisez-la dans QGIS.",
    ),
    "raster_too_large": (
        "cette grille a trop de cellules : {value}, au plus {expected}",
        "découpez-la sur le territoire ou réduisez sa résolution.",
    ),
    "raster_rotated": ("cette grille est tournée", "rééchantillonnez-la selon le nord dans QGIS."),
    "raster_dry": (
        "aucune cellule n’est sous l’eau sur le territoire",
        "vérifiez le niveau, son référentiel et l’emprise de la grille.",
    ),
    "no_open_water": (
        "aucune rivière ni étendue d’eau n’est connue : on ne peut pas dire d’où vient l’eau",
        "importez d’abord l’hydrographie (SURFACE_HYDROGRAPHIQUE ou COURS_D_EAU de la BD TOPO).",
    ),
    "bad_level": ("ce niveau d’eau n’est pas un nombre", "écrivez par exemple --map level_m=3,2."),
    "gauges_only": (
        "ce sont des mesures de stations ({value}) : une hauteur à l’échelle n’est pas une zone inondée",
        "consultez-les sur vigicrues.gouv.fr ; pour un scénario, importez une zone inondable.",
    ),
    "no_vigilance": (
        "aucun tronçon de vigilance n’est sur le territoire ni à moins de 20 km ({value} lus)",
        "petits cours d’eau non surveillés : voyez les avertissements APIC et Vigicrues Flash de la mairie.",
    ),
}
