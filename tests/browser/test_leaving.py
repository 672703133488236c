"""A map speaks when there is something to say, and never against a click in the menu."""

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
    map.Streamlit.setComponentValue({ last_clicked: null, all_drawings: null, at: 1 });
}"""

LISTEN = """
window.said = [];
window.addEventListener("message", ({ data }) => {
    if (data && data.type === "streamlit:setComponentValue") window.said.push(data.value);
});
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = paper_folder.write(tmp_path_factory.mktemp("leaving"))
    with serving(folder) as address:
        yield address


def test_a_word_of_the_map_does_not_bring_the_old_page_back(page: Page, home: str) -> None:
    page.goto(f"{home}/scenario")
    shown_map(page)
    page.evaluate(LEAVE_THEN_SPEAK)
    page.wait_for_timeout(3000)  # what the map said has come too
    expect(page.get_by_role("heading", name="Itinéraire", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Scénario", level=1)).to_have_count(0)


def test_a_map_that_opens_says_nothing(page: Page, home: str) -> None:
    page.add_init_script(LISTEN)
    page.goto(f"{home}/scenario")
    frame = shown_map(page)
    page.wait_for_timeout(3000)
    assert page.evaluate("window.said") == []
    frame.locator(".leaflet-container").click(position={"x": 40, "y": 300})
    page.wait_for_function("window.said.length > 0")
    assert page.evaluate("window.said[0].last_clicked !== null")
