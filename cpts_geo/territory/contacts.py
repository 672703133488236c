"""The contacts of a folder: ``contacts/contacts.parquet``, which no export reads."""

import os
from pathlib import Path

import pandas as pd
import pyarrow as pa

from cpts_geo.model.contacts import CONTACT_COLUMNS, CONTACT_KEY, CONTACTS_LAYER, no_contacts
from cpts_geo.model.errors import UnreadableFileError


def contacts_path(folder: Path) -> Path:
    """File of the contacts."""
    return folder / CONTACTS_LAYER / f"{CONTACTS_LAYER}.parquet"


def read_contacts(folder: Path) -> pd.DataFrame:
    """Contacts of a folder, empty when none were imported.

    Raises
    ------
    UnreadableFileError
        When the file cannot be read or lost a column.
    """
    path = contacts_path(folder)
    if not path.exists():
        return no_contacts()
    try:
        return pd.read_parquet(path)[list(CONTACT_COLUMNS)].fillna("").astype(str).astype(object)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise UnreadableFileError("unreadable", file=path.name) from error


def write_contacts(folder: Path, contacts: pd.DataFrame) -> None:
    """Add contacts: rows of the same file, or for the same post, place and hours, are replaced."""
    old, key = read_contacts(folder), list(CONTACT_KEY)
    known = pd.MultiIndex.from_frame(contacts[key])
    stays = ~old["source"].isin(contacts["source"]) & ~pd.MultiIndex.from_frame(old[key]).isin(known)
    new = pd.concat([old[stays], contacts])[list(CONTACT_COLUMNS)]
    path = contacts_path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    new.reset_index(drop=True).to_parquet(temporary, compression="zstd")
    temporary.replace(path)
