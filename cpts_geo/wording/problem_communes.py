"""Sentences of what imports say of communes and of where people live."""

from typing import Final

COMMUNES: Final[dict[str, str]] = {
    "bad_insee_code": "code INSEE à cinq caractères attendu",
    "leading_zero": "zéro initial du code INSEE rétabli, le nom de la commune concorde",
    "code_capitals": "lettre du code INSEE mise en capitale",
    "old_corsica": "code de la Corse d’avant 1976 : choisissez le code actuel parmi {value}",
    "layer_chosen": "plusieurs couches dans le fichier, celle-ci est lue : {value}",
    "parts_joined": "commune donnée en plusieurs parties, réunies ; population comptée une fois : {value}",
    "communes_left": "le fichier remplace les communes du territoire et n’en a pas toutes : en sortent {value}",
    "not_listed": "communes hors de la liste demandée, laissées de côté : {value}",
    "population_unknown": "communes sans population : {value} ; importez un tableau de population",
    "commune_without_population": "population inconnue, comptée nulle part : {value}",
    "clipped_commune": (
        "commune coupée par le bord du fichier, part de surface présente : {value} ; "
        "toute sa population y est pourtant comptée"
    ),
    "hole_between_communes": "trou de {value} entre les communes (communes manquantes ?)",
    "communes_overlap": (
        "communes qui se superposent ({value}) : l’un des contours est faux, ou une commune est donnée deux fois"
    ),
    "repaired_outline": "contour qui se croise, réparé (commune, lieu du croisement, surface avant → après) : {value}",
    "cog_updated": (
        "communes amenées à l’année des mouvements, contours et habitants réunis "
        "(nombre de communes, année du code officiel géographique) : {value}"
    ),
    "merged_commune": "commune ramenée à son code actuel (année et source du mouvement : {value})",
    "listed_code_followed": "code demandé qui n’existe plus, ramené à la commune actuelle : {value}",
    "commune_split": "commune partagée entre plusieurs autres ({value}) : à répartir à la main",
    "commune_circular": "les mouvements de cette commune tournent en rond ({value}) : code laissé tel quel",
    "merged_parts_absent": (
        "seule une partie de la commune nouvelle est dans le territoire ; anciennes communes absentes : {value}"
    ),
}
POPULATION: Final[dict[str, str]] = {
    "bad_population": "population illisible, négative ou de plus de 3 millions : elle reste inconnue",
    "odd_population": "population négative ou de plus de 3 millions dans une commune : elle reste inconnue",
    "codes_elsewhere": "communes hors du territoire, non retenues (nombre, codes) : {value}",
    "population_unsaid": "population non dite : elle reste inconnue, jamais 0",
    "identical_rows": "lignes identiques, comptées une fois : {value}",
    "different_figures": "deux populations différentes pour la même commune : gardez la bonne ligne",
    "code_from_name": "code trouvé par le nom, seule commune de France à le porter : {value}",
    "name_without_code": "nom sans code INSEE, plusieurs communes ou aucune possibles ; donnez le code. {value}",
    "perhaps_counted": (
        "commune fusionnée avant l’année de ce tableau ({value}) : sans doute une commune déléguée, "
        "déjà comptée avec la commune nouvelle"
    ),
    "merged_parts_missing": (
        "population incomplète : le tableau ne donne pas toutes les communes qui ont fusionné ; manquent {value}"
    ),
    "counted_with_origin": (
        "commune rétablie depuis ce tableau : ses habitants y sont comptés avec sa commune d’origine ({value})"
    ),
    "no_movements": (
        "communes sans population dans ce tableau : {value} ; si elles ont fusionné ou changé de code, "
        "importez aussi les mouvements de communes de l’INSEE"
    ),
    "delegated_communes": "communes associées ou déléguées, déjà comptées avec leur commune : {value}",
    "districts_added": "arrondissements municipaux additionnés pour faire la commune : {value}",
    "districts_not_added": "arrondissements municipaux non ajoutés, la commune entière est déjà comptée : {value}",
    "bad_cell_id": "identifiant de carreau illisible",
    "cells_outside": "carreaux vides ou hors des communes, non retenus : {value}",
    "cells_left": (
        "carreaux hors des communes actuelles, retirés : {value} ; "
        "si ces communes reviennent, importez de nouveau le carroyage"
    ),
    "imputed_cells": "carreaux estimés par le producteur, sur le total (part des habitants) : {value}",
    "bad_iris_code": "code IRIS à neuf caractères attendu",
    "iris_contours": "contours d’IRIS gardés : {value}",
    "iris_population": "IRIS dont la population est gardée : {value}",
    "demand_iris": (
        "hypothèse : population de chaque IRIS répartie le long de ses routes ordinaires (habitants / IRIS : {value})"
    ),
    "ehpad_added": (
        "hypothèse : le carroyage ne compte pas les personnes en établissement ; "
        "les places des EHPAD sont ajoutées comme résidents (résidents / EHPAD : {value})"
    ),
    "ehpad_home": "résidents ajoutés à cet EHPAD, autant que de places : {value}",
    "grid_against_census": (
        "deux sources qui ne comptent pas la même chose : carroyage + résidents d’EHPAD / population des communes "
        "(écart) : {value}"
    ),
    "grid_differs_here": "carroyage et population de la commune très différents (commune : carreaux / recensement) : {value}",
    "few_households": (
        "carreaux de moins de 11 ménages : {value} ; jamais montrés seuls (secret statistique de l’INSEE)"
    ),
}
REFERENCE: Final[dict[str, str]] = {
    "reference_movements": "mouvements de communes gardés pour recoder les tableaux d’autres années : {value}",
    "reference_cog": "communes du code officiel géographique gardées pour vérifier les noms et les homonymes : {value}",
    "reference_epci": "appartenances de communes à un EPCI gardées pour nommer et choisir le territoire : {value}",
    "reference_departments": "départements gardés pour nommer les communes homonymes : {value}",
}
COMMUNE_SENTENCES: Final = COMMUNES | POPULATION | REFERENCE
