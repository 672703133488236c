"""Words of each kind of finding about one structure or site."""

from typing import Final, NamedTuple


class Words(NamedTuple):
    """Sentences of one kind.

    ``one`` may use ``{name}``, ``{value}`` and the parts ``{a}``, ``{b}``, ``{c}`` of the value; ``many``
    uses ``{count}`` and is followed by names.
    """

    one: str
    many: str
    todo: str


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
        "{name} : à {a} des communes, au-delà de la marge de 20 km autour de leur emprise",
        "{count} structures à plus de 20 km des communes",
        "vérifiez le point ; gardez la structure ou retirez-la",
    ),
    "structures_outside": Words(
        "structures hors des communes, à 20 km au plus de leur emprise : {a}",
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
