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
)
FILES: Final = (PROBLEMS_FILE, TERRITORY_FILE)  # settings last: they name what is there


@contextmanager
def staged(folder: Path, *, dry_run: bool = False) -> Iterator[Path]:
    """A private copy of the territory folder; its changes replace the folder's files when all went well.

    On any error, and in a dry run, the folder is byte for byte what it was, and absent if it was absent.
    """
    home = next(parent for parent in folder.absolute().parents if parent.is_dir())
    with tempfile.TemporaryDirectory(dir=home, prefix=".import-") as scratch:
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
    """Hard link for Parquet, which is only ever replaced whole; a real copy for the rest."""
    if source.endswith(".parquet"):
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
    else:
        shutil.copy2(source, target)


def _commit(copy: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        new = {p.relative_to(copy) for p in (copy / part).rglob("*") if p.is_file()}
        old = {p.relative_to(folder) for p in (folder / part).rglob("*") if p.is_file()}
        for path in sorted(new):
            _move(copy / path, folder / path)
        for path in sorted(old - new):
            (folder / path).unlink()
    for name in FILES:
        if (copy / name).is_file():
            _move(copy / name, folder / name)


def _move(source: Path, target: Path) -> None:
    if target.exists() and (source.samefile(target) or filecmp.cmp(source, target, shallow=False)):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)  # noqa: PTH105 the atomic call by its own name
