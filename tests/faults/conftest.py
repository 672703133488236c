from collections.abc import Iterator
from pathlib import Path

import pytest

from faulting import nothing_left


@pytest.fixture(autouse=True)
def leaves_nothing(tmp_path: Path) -> Iterator[None]:
    """RELIABILITY 5 (vi) after each fault, those of the network included."""
    with nothing_left(tmp_path):
        yield
