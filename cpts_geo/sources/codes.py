"""INSEE codes as files spell them: headers, what is certain, what needs a person."""

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

CODE: Final = re.compile(r"\d[\dAB][0-9A-Z]{3}")
CODES: Final = (
    "code_insee", "insee_com", "insee", "code", "codgeo", "code_commune", "code_com", "depcom", "com",
    "code_insee_com", "code_insee_commune", "com_insee", "inseecom", "codecommune",
)  # fmt: skip
NAMES: Final = (
    "name", "nom_officiel", "nom_com", "nom", "nom_commune", "libelle", "libgeo",
    "lib_com", "commune", "com_nom", "nom_membre",
)  # fmt: skip
# Communes cut in arrondissements municipaux: code, and how those of its districts start (FACTS 1.3).
CITIES: Final[Mapping[str, str]] = {"75056": "751", "69123": "6938", "13055": "132"}
_OLD_CORSICA: Final = re.compile(r"20\d{3}")
# What collectivity-level files write for départements that are not (FACTS 1.3).
DEPARTMENT_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "6AE": ("67", "68"),
    "67A": ("67", "68"),
    "69D": ("69",),
    "69M": ("69",),
    "691": ("69",),
}


def code_texts(texts: pd.Series) -> pd.Series:
    """Codes in capitals, without the ``.0`` of a column that was read as numbers."""
    return texts.str.strip().str.upper().str.replace(r"\.0$", "", regex=True)


def city_of(code: str) -> str:
    """Commune of an arrondissement municipal, empty for any other code."""
    found = (city for city, start in CITIES.items() if code.startswith(start) and code != city)
    return next(found, "")


def is_old_corsica(code: str) -> bool:
    """Whether the code is of the Corsica of before 1976, one département ``20``."""
    return _OLD_CORSICA.fullmatch(code) is not None


def corsican_candidates(code: str) -> str:
    """``20004`` → ``20004 → 2A004 / 2B004``."""
    return f"{code} → 2A{code[2:]} / 2B{code[2:]}"


def departments(code: str) -> tuple[str, ...]:
    """Real départements behind a code of département or collectivity."""
    return DEPARTMENT_GROUPS.get(code.upper(), (code.upper(),))
