"""All or nothing: an import works on a copy of the folder, whose changes are moved in at the end."""

import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cpts_geo.territory.folder import PROBLEMS_FILE
from cpts_geo.territory.pending import finish, publish
from cpts_geo.territory.settings import TERRITORY_FILE

PARTS: Final = (
    "communes",
    "structures",
    "sites",
    "demand",
    "hazards",
    "network",
    "basemap",
    "set_aside",
    "reference",
    "originals",
    "contacts",
    "relief",
)
FILES: Final = (PROBLEMS_FILE, TERRITORY_FILE)


@contextmanager
def staged(folder: Path, *, dry_run: bool = False) -> Iterator[Path]:
    """A private copy of the territory folder; its changes replace the folder's files when all went well.

    On any error, and in a dry run, the folder is byte for byte what it was, and absent if it was absent.
    """
    home = next(parent for parent in folder.absolute().parents if parent.is_dir())
    _sweep(home)
    finish(folder)
    with tempfile.TemporaryDirectory(dir=home, prefix=f".import-{os.getpid()}-") as scratch:
        copy = Path(scratch) / folder.absolute().name
        copy.mkdir()
        _copy(folder, copy)
        yield copy
        if not dry_run:
            _commit(copy, folder)


def _copy(folder: Path, copy: Path) -> None:
    for part in PARTS:
        if (folder / part).is_dir():
            shutil.copytree(
                folder / part, copy / part, copy_function=_link, ignore=shutil.ignore_patterns(".*")
            )
    for name in FILES:
        if (folder / name).is_file():
            shutil.copy2(folder / name, copy / name)


def _link(source: str, target: str) -> None:
    """Hard link for Parquet and kept grids, which are only ever replaced whole; a real copy for the rest."""
    if source.endswith((".parquet", ".npz")):
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
    else:
        shutil.copy2(source, target)


def _commit(copy: Path, folder: Path) -> None:
    """Keep of the copy what changed, and make it the folder's in one step."""
    removed: list[str] = []
    for part in PARTS:
        new = {p.relative_to(copy) for p in (copy / part).rglob("*") if p.is_file()}
        old = {p.relative_to(folder) for p in (folder / part).rglob("*") if p.is_file()}
        removed += [path.as_posix() for path in sorted(old - new)]
    for path in [p for p in copy.rglob("*") if p.is_file()]:
        if _same(path, folder / path.relative_to(copy)):
            path.unlink()
    publish(copy, folder, removed)


def _same(one: Path, other: Path) -> bool:
    return other.exists() and (one.samefile(other) or filecmp.cmp(one, other, shallow=False))


def _sweep(home: Path) -> None:
    """Remove the copies left by processes that were killed."""
    for left in home.glob(".import-*-*"):
        owner = left.name.split("-")[1]
        if os.name == "posix" and owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
