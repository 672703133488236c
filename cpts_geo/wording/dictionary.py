"""The dictionary of the columns of exported files: their French header, and the table that says them all."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from cpts_geo.wording.fields import FIELDS
from cpts_geo.wording.labels import CATEGORY

DICTIONARY_HEADER: Final = ("champ", "type", "unite", "description")


def split_field(name: str) -> tuple[str, str]:
    """``"hopital_minutes_reference"`` → ``("hopital", "minutes_reference")``; category ``""`` when none."""
    if name in FIELDS:
        return "", name
    for category in sorted(CATEGORY, key=len, reverse=True):
        if name.startswith(f"{category}_") and name.removeprefix(f"{category}_") in FIELDS:
            return category.value, name.removeprefix(f"{category}_")
    return "", name


def header(name: str) -> str:
    """French header of a column; the name itself when it has none."""
    category, field = split_field(name)
    label = FIELDS[field][3] if field in FIELDS else field
    return f"{CATEGORY[next(c for c in CATEGORY if c == category)]} : {label}" if category else label


def dictionary_rows() -> Iterator[tuple[str, str, str, str]]:
    """Name, type, unit and meaning of each field that a file may carry."""
    for name, (kind, unit, meaning, _) in FIELDS.items():
        yield name, kind, unit, meaning
    yield (
        "CATEGORIE_champ",
        "",
        "",
        "dans territoire_s et recours_*_s : le champ, pour la catégorie nommée en tête",
    )


def dictionary_csv() -> str:
    """Text of ``dictionnaire.csv``."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(DICTIONARY_HEADER)
    writer.writerows(dictionary_rows())
    return buffer.getvalue()
