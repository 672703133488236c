"""The only door to SQLite: pragmas, checks at opening, and SQLite's failures in our words.

Nothing else may open the file in this process, not even to read its bytes: closing any descriptor of it
drops the locks of a transaction in progress (sqlite.org/howtocorrupt.html, 2.2).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from cpts_geo.model.errors import StoreError

WAIT_S: Final = 5.0  # for another program that holds the file
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_READ_ONLY: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_DISK: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


@contextmanager
def told(file: str) -> Iterator[None]:
    """Turn what SQLite raises into a ``StoreError``."""
    try:
        yield
    except sqlite3.Error as error:
        code = code_of(error)
        kind = "workspace_failed"
        if code in _BUSY:
            kind = "workspace_busy"
        elif code in _DAMAGED:
            kind = "workspace_damaged"
        elif code in _READ_ONLY:
            kind = "workspace_read_only"
        elif code in _DISK:
            kind = "workspace_not_written"
        raise StoreError(kind, file=file, value=str(error)) from error


def code_of(error: BaseException) -> int:
    """Primary result code of SQLite, 0 for another error."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def disk_failed(error: BaseException) -> bool:
    """Whether the disk failed: nothing more is written before the workspace is opened again."""
    return code_of(error) in (*_DISK, *_DAMAGED)


def connect(path: Path, *, write: bool, wait_s: float = WAIT_S) -> sqlite3.Connection:
    """Connection to an existing file, in DELETE + EXTRA, proven whole by ``quick_check``.

    A reader also opens for writing when it may, so that a transaction cut by a crash is rolled back, and
    is then held to reading.

    Raises
    ------
    StoreError
        ``workspace_damaged``, ``workspace_busy``, ``workspace_read_only``.
    """
    mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
    if write and mode == "ro":
        raise StoreError("workspace_read_only", file=path.name)
    with told(path.name):
        base = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=wait_s,
            check_same_thread=False,
        )
        try:
            _prepare(base, path.name, write=write)
        except BaseException:
            base.close()
            raise
    return base


def _prepare(base: sqlite3.Connection, file: str, *, write: bool) -> None:
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA foreign_keys = ON")
    base.execute("PRAGMA synchronous = EXTRA")
    mode = "journal_mode = DELETE" if write else "journal_mode"
    journal = base.execute(f"PRAGMA {mode}").fetchone()[0]
    if write and journal != "delete":  # QGIS keeps the file it opens in WAL
        raise StoreError("workspace_busy", file=file)
    if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise StoreError("workspace_damaged", file=file)
    if not write:
        base.execute("PRAGMA query_only = ON")


def as_it_is(path: Path) -> sqlite3.Connection:
    """Reading connection to a file that may be damaged: whatever can still be read of it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def in_memory() -> sqlite3.Connection:
    """Connection to a base that exists nowhere."""
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def copy_into(base: sqlite3.Connection, target: Path) -> None:
    """Whole copy of what is committed, written beside, proven, and put in place at once.

    Raises
    ------
    StoreError
        ``workspace_not_written``; the target is what it was.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    held = int(base.execute("PRAGMA query_only").fetchone()[0])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        with told(target.name):
            base.execute("PRAGMA query_only = OFF")  # it would forbid to write the copy
            base.execute("VACUUM INTO ?", (str(temporary),))
            prove(temporary, target.name)
        settle(temporary)
        temporary.replace(target)
        settle(target.parent)
    except OSError as error:
        raise StoreError("workspace_not_written", file=target.name, value=str(error.strerror)) from error
    finally:
        base.execute(f"PRAGMA query_only = {held}")
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def prove(path: Path, file: str) -> None:
    """Raise ``workspace_damaged`` when the whole of a file is not sound."""
    with told(file):
        copy = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            sound = copy.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        finally:
            copy.close()
    if not sound:
        raise StoreError("workspace_damaged", file=file)


def settle(path: Path) -> None:
    """Force a file, or the entries of a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
