"""The last sound copy put in place of a workspace that cannot be opened, and what that loses."""

from contextlib import closing
from pathlib import Path
from typing import Final

from cpts_geo.model.changes import JournalLine, Signed
from cpts_geo.model.errors import StoreError
from cpts_geo.store import journal
from cpts_geo.store.backups import Backup, backups, restore
from cpts_geo.store.connection import as_it_is, told
from cpts_geo.store.workspace import WORKSPACE_FILE, open_workspace

LIFTED: Final = frozenset({"workspace_to_restore", "workspace_missing"})  # what putting a copy back lifts


def lost_lines(folder: Path, copy: Backup) -> tuple[JournalLine, ...] | None:
    """Lines of the journal written after a copy; ``None`` when the damaged file no longer tells them all."""
    path = folder / WORKSPACE_FILE
    if not path.exists():
        return None
    try:
        with told(path.name), closing(as_it_is(path)) as base:
            return tuple(line for line in journal.lines(base) if line.n > copy.lines)
    except StoreError:
        return None


def restore_last(folder: Path, by: Signed) -> Backup:
    """Put back the most recent copy that is sound; the damaged file is kept beside.

    Raises
    ------
    StoreError
        ``nothing_to_restore`` when the workspace opens or has no copy; ``workspace_damaged``,
        ``journal_broken`` when no copy is sound; ``workspace_of_another``.
    """
    if not _needed(folder):
        raise StoreError("nothing_to_restore", file=WORKSPACE_FILE)
    failed: StoreError | None = None
    for copy in backups(folder):
        try:
            restore(folder / WORKSPACE_FILE, copy.path, by)
        except StoreError as error:
            if error.kind not in {"workspace_damaged", "journal_broken"}:
                raise
            failed = failed or error
        else:
            return copy
    raise failed or StoreError("nothing_to_restore", file=WORKSPACE_FILE)


def _needed(folder: Path) -> bool:
    try:
        with open_workspace(folder):
            return False
    except StoreError as error:
        if error.kind not in LIFTED:
            raise
        return True
