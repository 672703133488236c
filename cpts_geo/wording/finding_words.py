"""Words of each kind of finding: alone, several together, and what to do about it."""

from typing import Final, NamedTuple


class Words(NamedTuple):
    """Sentences of one kind.

    ``one`` may use ``{name}``, ``{value}`` and the parts ``{a}``, ``{b}``, ``{c}`` of the value; ``many``
    uses ``{count}`` and is followed by names.
    """

    one: str
    many: str
    todo: str


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
PLACES: Final[dict[str, Words]] = {
    "swapped_axes_left": Words(
        "{name} : latitude et longitude inversées ({a} ; {b})",
        "{count} points dont la latitude et la longitude sont inversées",
        "acceptez l’échange proposé, puis vérifiez le point sur la carte",
    ),
    "in_another_commune": Words(
        "{name} : commune déclarée {a}, mais le point est {there}{off}",
        "{count} points hors de la commune que leur source déclare",
        "gardez la commune du point, ou remettez le point dans la commune déclarée",
    ),
    "structure_in_water": Words(
        "{name} : le point est dans une surface d’eau du fond de carte",
        "{count} structures dont le point est dans une surface d’eau du fond de carte",
        "replacez le point sur la carte",
    ),
    "site_in_water": Words(
        "{name} : le lieu est dans une surface d’eau du fond de carte",
        "{count} lieux dans une surface d’eau du fond de carte",
        "replacez le lieu ou renoncez-y",
    ),
    "site_in_flood": Words(
        "{name} : lieu en zone inondable ({layers})",
        "{count} lieux en zone inondable",
        "prévoyez un lieu de repli, ou écrivez pourquoi vous le gardez",
    ),
    "structure_in_flood": Words(
        "{name} : en zone inondable ({layers})",
        "{count} structures en zone inondable",
        "comptez-les parmi les structures à évacuer ou à ravitailler dans ces scénarios",
    ),
    "site_in_plan": Words(
        "{name} : dans le zonage d’un PPR ({layers}), une règle d’urbanisme et non une hauteur d’eau",
        "{count} lieux dans le zonage d’un PPR, une règle d’urbanisme et non une hauteur d’eau",
        "lisez le règlement de la zone",
    ),
    "structure_in_plan": Words(
        "{name} : dans le zonage d’un PPR ({layers}), une règle d’urbanisme et non une hauteur d’eau",
        "{count} structures dans le zonage d’un PPR, une règle d’urbanisme et non une hauteur d’eau",
        "rien : c’est un fait du territoire",
    ),
    "site_outside": Words(
        "{name} : hors du territoire, à {a} des communes",
        "{count} lieux hors du territoire",
        "vérifiez le point ; confirmez le lieu ou retirez-le",
    ),
    "structure_far": Words(
        "{name} : à {a} des communes, au-delà de la marge de 20 km",
        "{count} structures à plus de 20 km des communes",
        "vérifiez le point ; gardez la structure ou retirez-la",
    ),
    "structures_outside": Words(
        "structures hors des communes, dans la marge de 20 km : {a}",
        "",
        "rien : on les atteint aussi, elles ne sont comptées dans aucune commune",
    ),
    "beyond_network": Words(
        "structures voisines à plus d’un kilomètre de toute route importée : {a} ; "
        "aucune étude ne peut y conduire",
        "",
        "importez des routes qui vont jusqu’à elles",
    ),
    "far_from_road": Words(
        "{name} : à {a} de la route la plus proche",
        "{count} points à plus de 500 m d’une route",
        "vérifiez le point, ou importez des routes plus fines",
    ),
    "rough_location": Words(
        "{name} : position approchée, à un point de la commune ({a}) ; "
        "« sous l’eau » ou « au sec » n’y veut rien dire",
        "{count} structures à un point de leur commune : « sous l’eau » ou « au sec » n’y veut rien dire",
        "placez la structure à son adresse sur la carte",
    ),
    "same_finess": Words(
        "{name} : le numéro FINESS {a} est déjà celui d’une autre ligne",
        "{count} lignes dont le numéro FINESS est déjà celui d’une autre",
        "gardez la plus complète ; deux catégories différentes ne sont jamais réunies d’office",
    ),
    "same_place": Words(
        "{name} : déjà présent à moins de 50 m, même nom et même catégorie",
        "{count} lignes en double à moins de 50 m, même nom et même catégorie",
        "gardez une seule ligne",
    ),
    "dates_reversed": Words(
        "{name} : ferme le {closes}, avant d’ouvrir le {opens}",
        "{count} lieux qui ferment avant d’ouvrir",
        "acceptez l’échange des deux dates ou corrigez-les",
    ),
    "capacity_out_of_bounds": Words(
        "{name} : capacité de {a}, hors de 0 à 5 000",
        "{count} capacités hors de 0 à 5 000",
        "corrigez-la, ou laissez-la inconnue",
    ),
    "category_not_counted": Words(
        "catégorie inconnue, comptée nulle part : {a}",
        "{count} catégories inconnues, comptées nulle part",
        "donnez-leur une catégorie de la liste",
    ),
    "ehpad_without_capacity": Words(
        "{name} : EHPAD sans nombre de places",
        "{count} EHPAD sans nombre de places",
        "demandez-le à l’établissement ou importez le fichier des EHPAD",
    ),
    "structure_closed": Words(
        "{name} : dit fermé, il ne sert à personne dans les études",
        "{count} structures dites fermées, elles ne servent à personne dans les études",
        "confirmez la fermeture",
    ),
    "site_closed": Words(
        "{name} : lieu fermé ou indisponible",
        "{count} lieux fermés ou indisponibles",
        "prévoyez un lieu de repli",
    ),
    "site_without_capacity": Words(
        "{name} : capacité non connue", "{count} lieux sans capacité", "demandez-la à la mairie"
    ),
    "site_without_parking": Words(
        "{name} : nombre de places de parking non connu",
        "{count} lieux sans nombre de places de parking",
        "comptez-les sur place ou sur une photo aérienne",
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
WORDS: Final = ABSENT | PLACES | TERRITORY
REPAIRS: Final[dict[str, str]] = {
    "take_commune": "garder le point et prendre la commune où il est",
    "move_to_commune": "mettre le point au milieu de la commune déclarée, signalé comme approché",
    "swap_axes": "échanger latitude et longitude",
    "keep_first": "retirer cette ligne et garder l’autre",
    "remove": "retirer du territoire",
    "forget_capacity": "laisser la capacité inconnue",
    "swap_dates": "échanger les deux dates",
}
