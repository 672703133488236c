"""A click in the menu opens its page, whatever the map says at the same instant."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import paper_folder
from browsing import in_a_browser, serving, shown_map

pytestmark = in_a_browser
LEAVE_THEN_SPEAK = """() => {
    const link = [...document.querySelectorAll("a")].find((one) => one.textContent.includes("Itinéraire"));
    const map = document.querySelector("iframe").contentWindow;
    link.click();
    map.Streamlit.setComponentValue({ last_clicked: null, all_drawings: null, at: Date.now() });
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = paper_folder.write(tmp_path_factory.mktemp("leaving"))
    with serving(folder) as address:
        yield address


def test_a_word_of_the_map_does_not_bring_the_old_page_back(page: Page, home: str) -> None:
    page.goto(f"{home}/scenario")
    shown_map(page)
    page.wait_for_timeout(1500)  # the map has said its first word
    page.evaluate(LEAVE_THEN_SPEAK)
    page.wait_for_timeout(3000)  # what the map said has come too
    expect(page.get_by_role("heading", name="Itinéraire", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Scénario", level=1)).to_have_count(0)
