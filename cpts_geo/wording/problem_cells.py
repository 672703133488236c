"""Sentences of what spreadsheets and people do to the cells of a table."""

from typing import Final

CELLS: Final[dict[str, str]] = {
    "apostrophes": "apostrophes de tableur devant un nombre ou un code, retirées : {value}",
    "header_twice": (
        "deux colonnes portent ce nom : la première est lue, l’autre est gardée sous le nom « {value} »"
    ),
    "degrees_minutes": "degrés, minutes et secondes convertis en degrés décimaux",
    "other_projection": (
        "coordonnées dans une autre projection : elles tombent sur le territoire en {value} ; "
        "si c’est bien elle, réimportez le fichier avec --crs"
    ),
    "damaged_number": (
        "numéro abîmé par un tableur, qui l’a écrit en puissance de dix : ses derniers chiffres sont perdus ; "
        "mettez la colonne au format texte et réexportez-la ; laissé vide, la ligne est gardée"
    ),
    "serial_date": "date écrite comme un nombre de jours par un tableur : {value}",
    "formula_without_value": (
        "formules sans résultat enregistré, lues comme des cellules vides : {value} ; "
        "ouvrez le classeur dans un tableur et enregistrez-le de nouveau"
    ),
    "unknown_status": "statut inconnu : la structure est lue comme ouverte ; mots connus : ouvert, réduit, fermé",
    "unknown_site_status": (
        "statut inconnu : le lieu est lu comme pressenti ; mots connus : "
        "pressenti, conventionné, testé, activé, fermé, indisponible"
    ),
    "unknown_usage": "usage inconnu, gardé tel quel ; mots connus : vaccination, drive, consultation",
    "without_name": "lieux sans nom, gardés : {value}",
    "zero_people": "communes à 0 habitant dans ce tableau, à vérifier (nombre, codes) : {value}",
    "ambiguous_thousands": (
        "séparateur de milliers ou virgule décimale ? rien ne le dit : écrivez ce nombre sans séparateur"
    ),
    "communes_apart": "commune loin de toutes les autres ({value}) : vérifiez son code et son contour",
    "total_line": "ligne de total, qui n’est pas un lieu, non retenue",
    "same_place_twice": "même nom au même endroit qu’une autre ligne, sous un autre identifiant : {value}",
}
