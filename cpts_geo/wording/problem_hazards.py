"""Sentences of what an import says of flood zones, closed roads and rasters; see ``problems``."""

from typing import Final

HAZARD_ROWS: Final[dict[str, str]] = {
    "bad_time": "date ou heure illisible : elle reste inconnue, la zone reste en vigueur",
    "no_road_number": "ni tracé ni numéro de route : impossible de savoir ce qui est fermé",
    "road_not_here": "cette route n’est pas dans le réseau du territoire ou de la commune indiquée",
    "no_road_near": "aucune route à cet endroit (50 m, ou 250 m si son numéro est donné)",
}
HAZARD_FILES: Final[dict[str, str]] = {
    "old_crs_member": "système de coordonnées écrit à l’ancienne manière, lu et converti : {value}",
    "shx_rebuilt": "index .shx absent : reconstruit à la lecture",
    "planning_zones": (
        "zonage d’un PPR ({value} zones) : une règle d’urbanisme, ni une crue observée ni une hauteur d’eau ; "
        "il se consulte et s’exporte, il n’est jamais un scénario d’inondation"
    ),
    "plan_not_enforceable": "zones d’un PPR qui n’est pas opposable (ni approuvé ni anticipé) : {value}",
    "plan_state_unknown": "le fichier ne dit pas si ce PPR est approuvé : vérifiez-le auprès de la DDT",
    "other_risk": "zones d’un autre risque que l’eau, non retenues : {value}",
    "other_event": "zones d’un autre événement que l’inondation, non retenues : {value}",
    "over_hazard": (
        "zones de sur-aléa ({value}) : inondées si un ouvrage cède ; leur hauteur d’eau est inconnue, jamais nulle"
    ),
    "current_kept": (
        "zones avec une classe de vitesse du courant : {value} ; elle compte avec la hauteur d’eau pour fermer les routes"
    ),
    "satellite_extent": (
        "étendue vue par satellite à l’heure de l’image : l’eau sous les arbres et en ville peut manquer"
    ),
    "tables_joined": "tables lues ensemble : {value}",
    "extent_replaced": (
        "étendues remplacées par leurs classes de hauteur, puis étendues qui les débordent "
        "(le reste garde une hauteur inconnue) : {value}"
    ),
    "split_layers": "scénarios ou natures différents, rangés dans des couches séparées : {value}",
    "forecast_zones": "zones qui commencent dans le futur, étiquetées « prévision » : {value}",
    "forecast_without_issue": "prévision sans heure d’émission : demandez-la à la source",
    "expired_closures": "fermetures échues à la date de l’import, gardées mais non appliquées : {value}",
    "closures_on_roads": (
        "hypothèse : fermetures données par un point ou un nom, posées sur la route correspondante : {value}"
    ),
    "closures_outside": "fermetures à plus de 30 km des communes, non retenues : {value}",
    "not_a_closure": "événements ou arrêtés qui ne ferment pas la route, non retenus : {value}",
    "flood_without_closure": "inondations signalées sans fermeture de la route, non retenues, à vérifier : {value}",
    "some_vehicles_only": "interdictions réservées à certains véhicules, non retenues : {value}",
    "suspended_closures": "fermetures suspendues, non retenues : {value}",
    "vigilance_levels": "niveaux de vigilance (vert, jaune, orange, rouge, inconnu) : {value}",
    "vigilance_unknown": "tronçons sans niveau de vigilance lisible : {value} ; inconnu, jamais vert",
    "vigilance_outside": "tronçons de vigilance à plus de 20 km des communes, non retenus : {value}",
    "raster_cells": "cellules (mouillées / sèches / sans donnée) : {value}",
    "raster_depths": "hauteurs lues dans une grille, regroupées en classes : {value}",
    "bathtub": (
        "hypothèse : hauteur = niveau ({value} m) moins altitude, dans le même référentiel altimétrique, "
        "là où l’eau rejoint une rivière ou la mer ; ni durée, ni débit, ni ouvrage fermé"
    ),
    "not_connected": "cellules sous le niveau mais sans lien avec l’eau, laissées au sec : {value}",
    "zero_filled": (
        "cellules d’altitude exactement nulle : {value} ; la grille n’annonce aucune valeur « sans donnée », "
        "celles du bord sont prises pour telles"
    ),
    "raster_outside": "cellules hors de l’emprise du territoire, non lues : {value}",
}
