"""Words of each kind of finding: alone, several together, and what to do about it."""

from typing import Final

from cpts_geo.wording.finding_places import PLACES, Words

ABSENT: Final[dict[str, Words]] = {
    "no_communes": Words("donnée absente : communes", "", "importez les contours des communes"),
    "no_structures": Words(
        "donnée absente : structures de soins, aucun accès ne peut être calculé",
        "",
        "importez FINESS, les EHPAD ou votre propre liste",
    ),
    "no_sites": Words("donnée absente : lieux pressentis", "", "importez ou dessinez vos salles et gymnases"),
    "no_demand": Words(
        "donnée absente : répartition de la population, personne n’est compté",
        "",
        "importez un carroyage, ou la population des communes et les routes",
    ),
    "no_network": Words(
        "donnée absente : réseau routier, aucun temps de trajet ne peut être calculé",
        "",
        "importez les routes (BD TOPO ou OpenStreetMap)",
    ),
    "no_hazard": Words(
        "donnée absente : aucune zone inondable importée, ce qui ne veut pas dire hors zone inondable",
        "",
        "importez les cartes du TRI ou demandez-les à la DDT(M)",
    ),
    "flood_unknown_here": Words(
        "{name} : donnée absente, les zones inondables importées couvrent {a} de la commune ; "
        "le reste n’est pas hors zone inondable, il n’est pas connu",
        "{count} communes que les zones inondables importées couvrent à moins de moitié : donnée absente, "
        "et non hors zone inondable",
        "cherchez une autre carte (AZI, PPR, DDT(M)) et dites-le sur le plan",
    ),
    "category_absent": Words(
        "aucune structure de la catégorie « {a} » dans les fichiers : nombre inconnu, jamais zéro",
        "{count} catégories de soins sans aucune structure : nombre inconnu, jamais zéro",
        "importez un fichier qui les contient",
    ),
    "no_emergency_information": Words(
        "aucun service d’urgences connu parmi les hôpitaux du territoire ({a}) : FINESS ne le dit pas",
        "",
        "importez la SAE (tables ID et URGENCES) ou cochez les urgences à la main",
    ),
}
EDITS: Final[dict[str, Words]] = {
    "local_conflict": Words(
        "{name} : vous aviez changé « {a} » en « {b} », le dernier import dit « {c} » ; votre valeur est gardée",
        "{count} valeurs que vous aviez changées et que le dernier import dit autrement ; les vôtres sont gardées",
        "gardez la vôtre ou prenez celle de l’import, page Données",
    ),
    "local_orphan": Words(
        "{name} : vous l’aviez corrigé, le dernier import ne l’a plus ; votre ligne est gardée",
        "{count} lignes que vous aviez corrigées et que le dernier import n’a plus ; elles sont gardées",
        "gardez-la ou supprimez-la, page Données",
    ),
}
TERRITORY: Final[dict[str, Words]] = {
    "mixed_projections": Words(
        "communes de plusieurs projections légales dans un seul territoire ({value}) : distances fausses",
        "",
        "faites un territoire par projection",
    ),
    "crs_not_legal": Words(
        "territoire en {a}, alors que la projection légale de ses communes est {b}",
        "",
        "corrigez « crs » dans territory.toml puis réimportez les couches",
    ),
    "city_and_districts": Words(
        "{name} et ses arrondissements ensemble : ses habitants sont comptés deux fois",
        "",
        "gardez la ville ou ses arrondissements",
    ),
    "communes_overlap": Words(
        "{name} et {a} se recouvrent sur {b} : habitants comptés deux fois",
        "{count} recouvrements entre communes : habitants comptés deux fois",
        "réimportez les contours d’une seule année",
    ),
    "commune_merged": Words(
        "{name} : commune qui n’existe plus, c’est aujourd’hui {a}",
        "{count} communes qui n’existent plus sous ce code",
        "réimportez les contours de l’année",
    ),
    "commune_without_population": Words(
        "{name} : population inconnue, comptée nulle part",
        "{count} communes de population inconnue, comptées nulle part",
        "importez un tableau de population",
    ),
    "hole_between_communes": Words(
        "trou de {a} entre les communes ({name}) : communes manquantes ?",
        "{count} trous entre les communes : communes manquantes ?",
        "importez les communes qui manquent",
    ),
    "demand_differs": Words(
        "{a} habitants dans les points, {b} dans les communes ({c}) : le carroyage ne compte pas les "
        "personnes en EHPAD, foyers ou prisons, et certains carreaux débordent",
        "",
        "comptez les résidents des EHPAD à part ; ne mêlez pas les deux totaux",
    ),
    "demand_far_from_total": Words(
        "{a} habitants dans les points, {b} dans les communes ({c}) : un tel écart n’a pas d’explication connue",
        "",
        "vérifiez que le carroyage et les communes couvrent le même territoire, à la même date",
    ),
    "imputed_share": Words(
        "carreaux estimés par le producteur : {a} des carreaux, {b} des habitants",
        "",
        "lisez des sommes par quartier ou commune, jamais un carreau seul",
    ),
    "people_without_point": Words(
        "{name} : {a} habitants et aucun point de population, ils ne sont comptés nulle part",
        "{count} communes peuplées sans aucun point de population",
        "importez un carroyage qui couvre la commune",
    ),
    "people_far_from_road": Words(
        "{name} : {a} habitants à plus de 1 000 m d’une route (jusqu’à {b}), sans accès calculé",
        "{count} communes dont des habitants sont à plus de 1 000 m d’une route, sans accès calculé",
        "importez des routes plus fines",
    ),
    "network_island": Words(
        "{a} habitants sur une partie des routes que rien ne relie au reste avant tout scénario "
        "({name} ; {b} carrefours, {c})",
        "{count} parties des routes que rien ne relie au reste avant tout scénario",
        "importez les routes qui manquent entre elles ; une île reste une île",
    ),
    "network_islets": Words(
        "petits bouts de route reliés à rien : {a}, {b} en tout, {c} habitants tout près",
        "",
        "rien, s’il s’agit de parkings ou de bouts coupés par l’extrait",
    ),
    "network_gap": Words(
        "carrefour sans doute coupé : deux bouts de routes à {a} l’un de l’autre ({name})",
        "{count} carrefours sans doute coupés, à moins de 5 m d’une autre partie du réseau",
        "regardez la carte ; s’ils se touchent vraiment, corrigez les routes et réimportez-les",
    ),
    "no_bridge": Words(
        "aucune route n’est signalée comme pont : toutes celles au-dessus de l’eau seront dites coupées",
        "",
        "importez des routes qui signalent leurs ponts (BD TOPO, OpenStreetMap)",
    ),
    "network_cut_at_border": Words(
        "les routes s’arrêtent à {a} des communes : détours et soins des voisins ne sont pas vus",
        "",
        "importez les routes jusqu’à 30 minutes autour du territoire",
    ),
    "one_road_class": Words(
        "toutes les routes sont d’une seule classe ({a}) : vitesses peu sûres",
        "",
        "importez des routes avec leur classe",
    ),
    "altitude_unknown": Words(
        "altitude inconnue pour {a} de la longueur des routes : la neige selon l’altitude les compte enneigées",
        "",
        "importez un relief en grille (RGE ALTI, BD ALTI), ou les routes de la BD TOPO",
    ),
    "speeds_by_class": Words(
        "{a} de la longueur des routes a la vitesse type de sa classe, faute de vitesse dans le fichier",
        "",
        "préférez la BD TOPO pour les temps de trajet",
    ),
    "hazard_far": Words(
        "couche d’aléa {name} : elle ne touche aucune commune, distance {a}",
        "{count} couches d’aléa qui ne touchent aucune commune",
        "vérifiez le fichier et sa projection",
    ),
    "depth_unknown_share": Words(
        "couche {name} : {a} de la surface sans hauteur d’eau ; elle coupe les routes dans toutes les lectures",
        "{count} couches dont une part n’a pas de hauteur d’eau",
        "cherchez les classes de hauteur (table ISO_HT du TRI)",
    ),
    "stale_layer": Words(
        "{name} : données datées de plus d’un an ({date})",
        "{count} couches de plus d’un an",
        "réimportez l’édition de l’année ; la date reste écrite sur les plans",
    ),
    "vintage_unknown": Words(
        "{name} : millésime non connu",
        "{count} couches au millésime non connu",
        "notez la date des données dans territory.toml",
    ),
}
WORDS: Final = ABSENT | PLACES | EDITS | TERRITORY
REPAIRS: Final[dict[str, str]] = {
    "take_commune": "garder le point et prendre la commune où il est",
    "move_to_commune": "mettre le point au milieu de la commune déclarée, signalé comme approché",
    "swap_axes": "échanger latitude et longitude",
    "keep_first": "retirer cette ligne et garder l’autre",
    "remove": "retirer du territoire",
    "forget_capacity": "laisser la capacité inconnue",
    "swap_dates": "échanger les deux dates",
}
