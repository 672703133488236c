from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.elements.widgets import button
from streamlit.testing.v1 import AppTest

import paper_folder
from cpts_geo.ui.queue import DESK
from cpts_geo.ui.state import FOLDER_VARIABLE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paper_folder.write(tmp_path_factory.mktemp("territory"))


@pytest.fixture
def open_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], AppTest]]:
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))

    def opened(page: str) -> AppTest:
        app = AppTest.from_string(f"from cpts_geo.ui import {page}\n{page}.show()\n", default_timeout=30)
        return app.run()

    yield opened
    st.cache_resource.clear()
    DESK.clear()


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Bytes behind each button that downloads, by file name, as the page offered them last."""
    offered: dict[str, bytes] = {}
    marshal = button.marshall_file

    def keep(*args: Any, **options: Any) -> None:
        data, name = args[1], args[4] if len(args) > 4 else options["file_name"]
        offered[name] = data.encode() if isinstance(data, str) else data
        marshal(*args, **options)

    monkeypatch.setattr(button, "marshall_file", keep)
    return offered


@pytest.fixture
def own(tmp_path: Path, open_page: Callable[[str], AppTest], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A town that a test may change."""
    del open_page  # it opens the shared town first
    folder = paper_folder.write(tmp_path / "ville")
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder
