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
    "total_line": "ligne de total, qui n’est pas un lieu, non retenue",
    "same_place_twice": "même nom au même endroit qu’une autre ligne, sous un autre identifiant : {value}",
}
