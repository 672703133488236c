from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import paper_folder
from cpts_geo.ui.queue import DESK
from cpts_geo.ui.state import FOLDER_VARIABLE
from recording import downloads_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def components_known() -> Iterator[None]:
    """AppTest reads what every installed package declares at each run, a quarter of its time."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: list(scan()))
        yield


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paper_folder.write(tmp_path_factory.mktemp("territory"))


@pytest.fixture
def open_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Opens a page by its name, in a session that may already hold something."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))

    def opened(page: str, **held: object) -> AppTest:
        app = AppTest.from_string(f"from cpts_geo.ui import {page}\n{page}.show()\n", default_timeout=30)
        for name, value in held.items():
            app.session_state[name] = value
        return app.run()

    yield opened
    st.cache_resource.clear()
    DESK.clear()


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Bytes behind each button that downloads, by file name, as the page offered them last."""
    return downloads_of(monkeypatch)


@pytest.fixture
def own(tmp_path: Path, open_page: Callable[[str], AppTest], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A town that a test may change."""
    del open_page  # it opens the shared town first
    folder = paper_folder.write(tmp_path / "ville")
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder
