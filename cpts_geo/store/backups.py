"""Copies of the workspace in ``backups/``: made after each session of edits, proven, rotated, restored."""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpts_geo.model.changes import Signed
from cpts_geo.model.errors import StoreError
from cpts_geo.store import journal
from cpts_geo.store.connection import connect, copy_into, settle, told
from cpts_geo.store.identity import identifier_of
from cpts_geo.store.records import checked
from cpts_geo.store.schema import setting

FOLDER: Final = "backups"
KEPT: Final = 10
KEPT_DAYS: Final = 30
_NAME: Final = re.compile(r"workspace-(\d{8})-(\d{4}-\d{2}-\d{2})\.gpkg")


@dataclass(frozen=True)
class Backup:
    """One copy.

    Attributes
    ----------
    path
        The file.
    lines
        Number of lines of the journal it holds.
    day
        ISO date of the last of them.
    """

    path: Path
    lines: int
    day: str


def backups(folder: Path) -> tuple[Backup, ...]:
    """Copies of a territory, the most recent first; the order is the journal's, whatever the clock said."""
    found = ((path, _NAME.fullmatch(path.name)) for path in (folder / FOLDER).glob("workspace-*.gpkg"))
    made = (Backup(path, int(name[1]), name[2]) for path, name in found if name)
    return tuple(sorted(made, key=lambda b: (b.lines, b.day), reverse=True))


def back_up(base: sqlite3.Connection, folder: Path) -> Path:
    """Copy what is committed into ``backups/``; older copies go only once this one is proven.

    Raises
    ------
    StoreError
        ``workspace_not_written``; every older copy is still there.
    """
    last = base.execute("SELECT n, time FROM journal ORDER BY n DESC LIMIT 1").fetchone() or (0, "0000-00-00")
    path = folder / FOLDER / f"workspace-{int(last[0]):08d}-{str(last[1])[:10]}.gpkg"
    copy_into(base, path)
    for old in superfluous(backups(folder)):
        old.path.unlink(missing_ok=True)
    return path


def superfluous(copies: Iterable[Backup]) -> tuple[Backup, ...]:
    """Copies that are neither among the last 10 nor the last of one of the last 30 days."""
    recent = sorted(copies, key=lambda b: (b.lines, b.day), reverse=True)
    last_of_day: dict[str, Backup] = {}
    for copy in recent:
        last_of_day.setdefault(copy.day, copy)
    kept = {b.path for b in recent[:KEPT]} | {b.path for b in list(last_of_day.values())[:KEPT_DAYS]}
    return tuple(copy for copy in recent if copy.path not in kept)


def restore(target: Path, backup: Path, by: Signed, *, confirmed: bool = False) -> Path | None:
    """Put a copy in place of the workspace; the file that was there is kept aside and returned.

    Parameters
    ----------
    target
        Workspace of the territory.
    backup
        The copy.
    by
        Who restores: a line of the journal.
    confirmed
        Accept a copy of another territory; both names are in the error otherwise.

    Raises
    ------
    StoreError
        ``workspace_damaged``, ``journal_broken``, ``workspace_of_another``; the workspace is untouched.
    """
    signed, here = checked(by), identifier_of(target.parent)
    with closing(connect(backup, write=False)) as base, told(backup.name):
        journal.check_chain(journal.lines(base), head_of(base))
        theirs = setting(base, "territory")
        if theirs and here and theirs != here and not confirmed:
            raise StoreError("workspace_of_another", file=backup.name, value=theirs, expected=here)
        new = target.with_name(f".restored-{target.name}")
        copy_into(base, new)
    with closing(connect(new, write=True)) as base, told(new.name):
        base.execute("BEGIN IMMEDIATE")
        journal.append(base, journal.Entry("restore", after=backup.name), signed)
        base.execute("UPDATE settings SET value = ? WHERE key = 'territory'", (here,))
        base.execute("COMMIT")
    aside = _moved_aside(target)
    new.replace(target)
    settle(target.parent)
    return aside


def head_of(base: sqlite3.Connection) -> tuple[str, str]:
    """Number and digest of the last line, as kept apart from the journal."""
    return setting(base, "journal_n"), setting(base, "journal_digest")


def _moved_aside(target: Path) -> Path | None:
    """Rename the workspace, its side journal first: it must never be played on another file."""
    if not target.exists():
        return None
    rank = next(n for n in range(1, 10_000) if not (target.parent / f"workspace-replaced-{n}.gpkg").exists())
    aside = target.with_name(f"workspace-replaced-{rank}.gpkg")
    side = target.with_name(f"{target.name}-journal")
    if side.exists():
        side.replace(aside.with_name(f"{aside.name}-journal"))
    target.replace(aside)
    return aside
