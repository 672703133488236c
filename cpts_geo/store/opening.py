"""Opening the workspace: made when absent, refused when damaged or another's, brought to date when old."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from cpts_geo.model.errors import StoreError
from cpts_geo.store import backups, schema
from cpts_geo.store.connection import connect, in_memory, settle, told
from cpts_geo.store.identity import identifier_of


def opened(path: Path, *, write: bool) -> sqlite3.Connection:
    """Connection to the workspace of a folder, made when there is none and ``write`` asks for it."""
    if not path.exists():
        day, said = _last_copy(path.parent)
        if day:
            raise StoreError("workspace_missing", file=path.name, value=day, expected=said)
        if not write:
            base = in_memory()
            schema.create(base, "")
            return base
        _create(path)
    try:
        return _current(path, write=write)
    except StoreError as error:
        day, said = _last_copy(path.parent)
        if error.kind == "workspace_damaged" and day:
            raise StoreError("workspace_to_restore", file=path.name, value=day, expected=said) from error
        raise


def _last_copy(folder: Path) -> tuple[str, str]:
    """Day of the most recent backup, its name and how many lines of journal it holds; empty when none."""
    last = next(iter(backups.backups(folder)), None)
    return (last.day, f"{backups.FOLDER}/{last.path.name} ({last.lines})") if last else ("", "")


def _current(path: Path, *, write: bool) -> sqlite3.Connection:
    """Connection to a file that is ours, of this territory and of the current schema."""
    base = connect(path, write=write)
    try:
        with told(path.name):
            _check_schema(base, path, write=write)
            _check_territory(base, path)
    except BaseException:
        base.close()
        raise
    return base


def _check_schema(base: sqlite3.Connection, path: Path, *, write: bool) -> None:
    version, newest = schema.version_of(base), 1 + len(schema.STEPS)
    if version < 1:
        raise StoreError("workspace_damaged", file=path.name)
    if version > newest and write:
        raise StoreError("workspace_newer", file=path.name, value=str(version), expected=str(newest))
    if version < newest:
        _migrate(path)


def _check_territory(base: sqlite3.Connection, path: Path) -> None:
    theirs, here = schema.setting(base, "territory"), identifier_of(path.parent)
    if theirs and here and theirs != here:
        raise StoreError("workspace_of_another", file=path.name, value=theirs, expected=here)


def _migrate(path: Path) -> None:
    """Copy an older file into ``backups/``, then bring it to the current schema."""
    with closing(connect(path, write=True)) as base, told(path.name):
        backups.back_up(base, path.parent)
        schema.migrate(base, schema.STEPS)


def _create(path: Path) -> None:
    """Make the file beside and give it its name at once; another process that was faster wins."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        with told(path.name), closing(sqlite3.connect(temporary, isolation_level=None)) as base:
            base.execute("BEGIN")
            schema.create(base, identifier_of(path.parent))
            base.execute("COMMIT")
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
        settle(path.parent)
    except OSError as error:
        raise StoreError("workspace_not_written", file=path.name, value=str(error.strerror)) from error
    finally:
        temporary.unlink(missing_ok=True)
