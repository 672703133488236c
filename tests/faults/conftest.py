import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from faulting import nothing_left
from homes import with_communes


@pytest.fixture(autouse=True)
def leaves_nothing(tmp_path: Path) -> Iterator[None]:
    """RELIABILITY 5 (vi) after each fault, those of the network included."""
    with nothing_left(tmp_path):
        yield


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base") / "territoire"
    return with_communes(folder)


@pytest.fixture
def folder(base: Path, tmp_path: Path) -> Path:
    return shutil.copytree(base, tmp_path / "home" / "territoire")
