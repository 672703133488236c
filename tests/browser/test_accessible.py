"""Every page, for who reads it with a keyboard, a screen reader or weak eyes."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import paper_folder
from accessibility import barriers
from browsing import in_a_browser, serving
from cpts_geo.wording import data_page as words
from making import text
from rasters_made import write_ascii

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = paper_folder.write(tmp_path_factory.mktemp("navigateur") / "ville")
    with serving(folder) as address:
        yield address


def settled(page: Page) -> None:
    expect(page.get_by_role("heading", name=words.PAGE, level=1)).to_be_visible()
    still(page)


def still(page: Page) -> None:
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.locator("[data-stale=true]")).to_have_count(0)  # what an answer is about to replace fades
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_timeout(1000)  # fonts, fading and the frame of the map


def looked_at(page: Page, name: str) -> list[str]:
    settled(page)
    picture(page, name)
    return barriers(page)


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("CPTS_GEO_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"acces_{name}.png", full_page=True)


def test_the_rules_see_what_is_wrong(page: Page) -> None:
    page.set_content(
        "<html><body><h2>a</h2><h4>b</h4><button></button><img src='data:,'><input>"
        "<p style='color:#999;background:#fff'>gris</p><div aria-hidden='true'><a href='#'>x</a></div>"
        "<span tabindex='3'>y</span></body></html>"
    )
    rules = {line.split(":")[0].split(" ")[0] for line in barriers(page)}
    assert rules >= {
        *("html-has-lang", "document-title", "page-has-heading-one", "heading-order", "tabindex"),
        *("aria-hidden-focus", "color-contrast", "control-name", "image-alt"),
    }


@pytest.mark.parametrize("section", words.SECTIONS)
def test_a_section_of_the_data_page_has_no_barrier(page: Page, home: str, section: str) -> None:
    page.goto(f"{home}/donnees")
    settled(page)
    page.get_by_role("radio", name=section, exact=True).click()
    expect(page.locator("input[type=file]")).to_have_count(int(section == words.IMPORT))
    assert looked_at(page, section.replace(" ", "_")) == []


@pytest.mark.parametrize("path", ["", "scenario", "comparer", "itineraire", "acces", "lieux", "exports"])
def test_a_page_has_no_barrier(page: Page, home: str, path: str) -> None:
    page.goto(f"{home}/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    still(page)
    picture(page, path or "territoire")
    assert barriers(page) == []


def table(folder: Path) -> list[Path]:
    return [text(folder / "liste.csv", "a;b\n1;2\n")]


def tiles(folder: Path) -> list[Path]:
    return [write_ascii(folder / f"dalle_{k}.asc", np.full((4, 4), 12.0), (4e5, 6.5e6)) for k in range(2)]


@pytest.mark.parametrize(
    ("files", "asked"), [(table, words.COLUMNS), (tiles, words.GRID_KINDS["relief"])], ids=["table", "relief"]
)
def test_files_being_understood_have_no_barrier(
    page: Page, home: str, tmp_path: Path, files: Callable[[Path], list[Path]], asked: str
) -> None:
    page.goto(f"{home}/donnees")
    settled(page)
    page.locator("input[type=file]").set_input_files([str(path) for path in files(tmp_path)])
    if files is table:
        expect(page.get_by_text("n’a été reconnu")).to_be_visible()
        page.get_by_role("combobox", name=words.KIND).fill("des lieux")
        page.get_by_role("option", name=re.compile("^des lieux")).click()
    expect(page.get_by_text(asked)).to_be_visible()
    assert looked_at(page, files.__name__) == []
