"""Personal numbers in free text: what must never be stored, and what deserves a question.

The number of a person at the social security (NIR, and the INS that has its form) is 13 characters and
a key, 97 − (number mod 97), Corsica's 2A and 2B being read 19 and 18 (RELIABILITY 3.3).
"""

import re
import unicodedata
from typing import Final

_GAP: Final = r"[\s.\-_/·]{0,2}"
_PARTS: Final = (r"[1-478]", r"\d\d", r"\d\d", r"(?:\d\d|2[AB])", r"\d{3}", r"\d{3}", r"\d\d")
_NIR: Final = re.compile(rf"(?<!\d)(?<!\d[.,])(?=({_GAP.join(_PARTS)})(?!\d))")  # overlaps seen
_EMAIL: Final = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_MOBILE: Final = re.compile(
    r"(?<!\d)(?:0|(?:\+|00)33[\s.\-]?(?:\(0\)[\s.\-]?)?)[67](?:[\s.\-]?\d{2}){4}(?!\d)"
)
# Assumption: mailboxes that French consumer providers give to persons, not to services.
PERSONAL_MAIL: Final = frozenset(
    {
        *("aol.com", "bbox.fr", "free.fr", "gmail.com", "gmx.fr", "hotmail.com", "hotmail.fr", "icloud.com"),
        *("laposte.net", "live.fr", "neuf.fr", "orange.fr", "outlook.com", "outlook.fr", "proton.me"),
        *("protonmail.com", "sfr.fr", "wanadoo.fr", "yahoo.com", "yahoo.fr"),
    }
)


def is_nir(text: str) -> bool:
    """Whether a text is a whole NIR or INS, 13 characters and the right key, however it is spaced."""
    compact = re.sub(r"[^0-9AB]", "", _plain(text))
    if not re.fullmatch(r"[1-478]\d{4}(?:\d\d|2[AB])\d{8}", compact):
        return False
    number = int(
        compact[:13].replace("2A", "19", 1) if "A" in compact else compact[:13].replace("2B", "18", 1)
    )
    return int(compact[13:]) == 97 - number % 97


def has_nir(text: str) -> bool:
    """Whether a text contains a NIR or INS with the right key."""
    return any(is_nir(found[1]) for found in _NIR.finditer(_plain(text)))


def personal_emails(text: str) -> tuple[str, ...]:
    """Addresses of mailboxes that belong to persons."""
    return tuple(found[0] for found in _EMAIL.finditer(text) if found[1].lower() in PERSONAL_MAIL)


def mobiles(text: str) -> tuple[str, ...]:
    """French mobile numbers, national or international (06, 07, +33 6, 0033 7)."""
    return tuple(found[0] for found in _MOBILE.finditer(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()
