"""Territory folders that many tests start from: made once per process, then written again from memory."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cpts_geo.territory.importer import import_file
from making import communes_file

Make = Callable[[Path, str], object]


def with_communes(folder: Path, name: str = "") -> Path:
    """A territory of one's own that has the two communes of ``making`` and nothing else."""
    return again(_import_communes, folder, name)


def again(make: Make, folder: Path, name: str) -> Path:
    """What ``make`` writes in a folder of this name, byte for byte."""
    for path, content in _files(make, folder.name, name).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@cache
def _files(make: Make, folder: str, name: str) -> dict[Path, bytes]:
    with TemporaryDirectory() as place:
        home = Path(place) / folder
        make(home, name)
        return {path.relative_to(home): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def _import_communes(folder: Path, name: str) -> None:
    import_file(folder, communes_file(folder.parent), name=name)
