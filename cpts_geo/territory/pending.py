"""The moment a change of several files becomes visible: one rename, rolled forward after a crash.

The new files wait in a folder that takes its final name ``.pending`` in one system call: before it,
nothing has happened; after it, whoever opens the territory next finishes the moves.
"""

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from cpts_geo.model.errors import DataError
from cpts_geo.territory.settings import TERRITORY_FILE

PENDING: Final = ".pending"
REMOVED: Final = "removed.json"


def publish(copy: Path, folder: Path, removed: list[str]) -> None:
    """Put the files of ``copy`` in the folder and take away those that are ``removed``, all or none.

    Parameters
    ----------
    copy
        Folder on the same disk that holds new or changed files only; it is consumed.
    folder
        Territory folder, made when absent.
    removed
        Paths in the folder, relative.
    """
    (copy / REMOVED).write_text(json.dumps(removed), encoding="utf-8")
    for path in [*copy.rglob("*"), copy]:
        _settle(path)
    folder.mkdir(parents=True, exist_ok=True)
    finish(folder)
    copy.rename(folder / PENDING)
    _settle(folder)
    finish(folder)


def finish(folder: Path) -> None:
    """Do what is left of a change that a crash cut; nothing most of the time.

    Raises
    ------
    DataError
        ``import_unfinished`` when the files cannot be moved, in a folder that is read-only for instance.
    """
    pending = folder / PENDING
    if not pending.is_dir():
        return
    try:
        removed = json.loads((pending / REMOVED).read_text(encoding="utf-8"))
    except FileNotFoundError:  # every file was moved, the crash came while tidying
        removed = []
    try:
        for path in _in_order(pending):
            target = folder / path.relative_to(pending)
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # another process finishes too
                path.replace(target)
        for name in removed:
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(pending, ignore_errors=True)
    except OSError as error:
        raise DataError("import_unfinished", file=folder.name, value=str(error.strerror)) from error


def _in_order(pending: Path) -> list[Path]:
    """Files to move, the settings last: they name what is there."""
    files = [p for p in sorted(pending.rglob("*")) if p.is_file() and p.name != REMOVED]
    return sorted(files, key=lambda p: p.name == TERRITORY_FILE)


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
