"""Sentences of what can be wrong with a list of structures or sites."""

from typing import Final

CARE_ROWS: Final[dict[str, str]] = {
    "finess_zero": "numéro FINESS sans son zéro initial : rétabli, ce numéro existe dans le territoire",
    "finess_too_short": (
        "numéro FINESS de huit chiffres, le zéro initial a pu être perdu ; "
        "aucune structure du territoire ne porte le numéro complété"
    ),
    "bad_finess": "ce n’est pas un numéro FINESS (neuf caractères) : laissé vide, la ligne est gardée",
    "identical_rows": "lignes identiques ({value}), une seule est gardée",
    "shifted_fields": "champs décalés : il y a un « ; » en trop ou en moins dans la ligne",
    "far_from_commune": "point à {value} de la commune déclarée : structure à localiser",
    "bad_date": "date impossible ou illisible : laissée vide, la ligne est gardée",
    "closes_before_opening": "ferme avant d’ouvrir ({value}) : les deux dates sont laissées vides",
}
CARE_FILES: Final[dict[str, str]] = {
    "more_rows": "… et {value} autres lignes avec le même constat, non listées une à une",
    "header_line": "noms des colonnes lus à la ligne {value} ; ce qui est au-dessus n’est pas repris",
    "double_encoding": "cellules aux accents abîmés (« Ã© » pour « é »), rétablies : {value}",
    "round_trip": "conversion Lambert-93 vers degrés vérifiée par aller-retour, écart au plus {value}",
    "protected_places": (
        "lieux dont l’adresse ne doit pas être montrée (lieux de vie, hébergements protégés), "
        "non retenus : {value}"
    ),
    "structures_without_coordinates": "structures sans ligne de coordonnées dans le fichier (tout le pays) : {value}",
    "closed_structures": "structures fermées, non retenues : {value}",
    "coordinates_unusable": "coordonnées présentes mais inutilisables, dans tout le fichier : {value}",
    "layout_b": "structures dont les deux couples de coordonnées sont dans l’ordre inverse du cas normal : {value}",
    "swapped_pairs": "structures au nord et à l’est (ou latitude et longitude) inversés, remis en ordre : {value}",
    "at_commune_centre": "structures au centre de leur commune et non à leur adresse, à placer : {value}",
    "at_street": "structures placées à la rue et non au numéro : {value}",
    "already_known": "EHPAD déjà donnés par un autre fichier au même endroit, non retenus : {value}",
    "drives_found": "lieux où l’on reste en voiture (drive), reconnus dans le texte : {value}",
    "tracks_refused": "traces ou lignes, qui ne sont pas des lieux, non retenues : {value}",
    "network_links": "liens vers d’autres fichiers (NetworkLink), jamais suivis : {value}",
    "posts_per_commune": (
        "professionnels comptés par commune et placés à un point de la commune, jamais à une adresse : {value}"
    ),
    "no_post": "lignes du territoire sans médecin généraliste ni infirmier : {value}",
    "outside_communes": "lignes hors des communes du territoire, non retenues : {value}",
    "birth_dates": (
        "dates de naissance dans cette colonne ({value}) : donnée sur des personnes, elle n’est pas reprise ; "
        "retirez-la du fichier"
    ),
    "personal_emails": (
        "adresses électroniques de personnes dans cette colonne ({value}) : elles ne sont pas reprises ; "
        "retirez-les du fichier"
    ),
    "personal_mobiles": "numéros de portable dans cette colonne ({value}) : retirez ceux des personnes",
    "facts_joined": "structures du territoire reconnues par leur numéro FINESS et complétées : {value}",
    "places_not_ehpad": (
        "lignes de capacité d’autres structures que des EHPAD, non reprises (les lits viennent de la SAE) : {value}"
    ),
    "facts_without_structure": "lignes dont le numéro FINESS n’est pas dans le territoire, non retenues : {value}",
}
CARE_SENTENCES: Final = CARE_ROWS | CARE_FILES
# Cells emptied while their row is stored: the outcome « set aside » is about the value.
CELL_KINDS: Final = frozenset({"bad_capacity", "bad_date", "bad_finess", "damaged_number", "odd_population"})
CELL_OUTCOME: Final = "Valeur mise de côté : à corriger puis à réimporter."
