"""Kinds of places of care, and the codes under which national files know them."""

from enum import StrEnum


class Category(StrEnum):
    """A kind of structure.

    ``URGENCES`` is not stored: it is the hospitals whose ``urgences`` column is true, because an
    emergency department cannot be derived from a FINESS category.
    """

    HOPITAL = "hopital"
    URGENCES = "urgences"
    EHPAD = "ehpad"
    MSP = "msp"
    CENTRE_SANTE = "centre_sante"
    PHARMACIE = "pharmacie"
    LABORATOIRE = "laboratoire"
    MEDECIN = "medecin"
    INFIRMIER = "infirmier"
    DIALYSE = "dialyse"
    SSIAD = "ssiad"
    HAD = "had"
    POMPIERS = "pompiers"
    MAIRIE = "mairie"


STORED_CATEGORIES: tuple[Category, ...] = tuple(c for c in Category if c is not Category.URGENCES)

# NOS table TRE_R66, version 20260505120000 (FACTS 1.4.5).
FINESS_CATEGORY: dict[str, Category] = {
    "101": Category.HOPITAL,
    "106": Category.HOPITAL,
    "114": Category.HOPITAL,
    "131": Category.HOPITAL,
    "355": Category.HOPITAL,
    "365": Category.HOPITAL,
    "122": Category.HOPITAL,
    "128": Category.HOPITAL,
    "129": Category.HOPITAL,
    "500": Category.EHPAD,
    "603": Category.MSP,
    "124": Category.CENTRE_SANTE,
    "620": Category.PHARMACIE,
    "627": Category.PHARMACIE,
    "628": Category.PHARMACIE,
    "629": Category.PHARMACIE,
    "611": Category.LABORATOIRE,
    "610": Category.LABORATOIRE,
    "612": Category.LABORATOIRE,
    "141": Category.DIALYSE,
    "146": Category.DIALYSE,
    "354": Category.SSIAD,
    "209": Category.SSIAD,
    "127": Category.HAD,
}

# Known to the territory, and no place of care.
NOT_CARE: tuple[Category, ...] = (Category.POMPIERS, Category.MAIRIE)

# Aggregates of level 3 (``categagretab``) whose every member is one of our kinds (FACTS 1.4.5).
AGGREGATE_CATEGORY: dict[str, Category] = {
    "1101": Category.HOPITAL,
    "1102": Category.HOPITAL,
    "1106": Category.HOPITAL,
    "2206": Category.CENTRE_SANTE,
    "3101": Category.LABORATOIRE,
}
