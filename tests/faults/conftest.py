import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpts_geo.territory.importer import import_file
from faulting import nothing_left
from making import communes_file


@pytest.fixture(autouse=True)
def leaves_nothing(tmp_path: Path) -> Iterator[None]:
    """RELIABILITY 5 (vi) after each fault, those of the network included."""
    with nothing_left(tmp_path):
        yield


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base") / "territoire"
    import_file(folder, communes_file(tmp_path_factory.mktemp("communes")))
    return folder


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    return shutil.copytree(base, tmp_path / "home" / "territoire")
