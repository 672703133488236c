"""Whom to call: one row per function and body, never a person. The layer has no shape and leaves no file."""

import hashlib
from typing import Final

import pandas as pd

from cpts_geo.model.layers import CODE_INSEE, SITE_ID

FUNCTION: Final = "function"  # the post that answers: mayor on duty, CPTS coordinator, keys of a hall
BODY: Final = "body"
TELEPHONE: Final = "telephone"
EMAIL: Final = "email"
HOURS: Final = "hours"
IMPORTED: Final = "imported"  # ISO date of the import: a directory grows old
# Without a commune nor a site, a contact is that of the whole territory.
CONTACT_COLUMNS: Final = (
    FUNCTION,
    BODY,
    CODE_INSEE,
    SITE_ID,
    TELEPHONE,
    EMAIL,
    HOURS,
    "source",
    IMPORTED,
)
CONTACT_KEY: Final = (FUNCTION, BODY, CODE_INSEE, SITE_ID, HOURS)  # one row per post, place and hours
RESTRICTED_COLUMNS: Final = (TELEPHONE, EMAIL, HOURS, "source", IMPORTED)  # FACTS 3.4
CONTACTS_LAYER: Final = "contacts"


def no_contacts() -> pd.DataFrame:
    """Contacts of a territory that has none."""
    return pd.DataFrame({column: pd.Series(dtype=object) for column in CONTACT_COLUMNS})


def contacts_mark(contacts: pd.DataFrame) -> str:
    """SHA-256 of the contacts, which are no part of the fingerprint that every public sheet shows."""
    return hashlib.sha256(contacts.to_csv(index=False).encode()).hexdigest()
