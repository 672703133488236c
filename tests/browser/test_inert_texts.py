"""Names read from files stay text on every page: nothing runs, nothing is asked outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import paper_folder
import toy
from browsing import Watch, go_to, in_a_browser, serving, shown_map
from cpts_geo.model.layers import COMMUNES, SITES, STRUCTURES
from cpts_geo.territory.folder import write_layer

pytestmark = in_a_browser
HOSTILE = "</script><img src=x onerror='top.ran=1'>${top.ran=1}`\"'{{7*7}}<b>gras</b>"
PAGES = ("Scénario", "Itinéraire", "Accès aux soins", "Lieux", "Plans et exports", "Territoire")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = paper_folder.write(tmp_path_factory.mktemp("hostile"), name=HOSTILE)
    territory = toy.inputs().territory
    write_layer(folder, COMMUNES, territory.communes.assign(name=HOSTILE))
    write_layer(folder, STRUCTURES, territory.structures.assign(name=HOSTILE, commune=HOSTILE))
    write_layer(folder, SITES, territory.sites.assign(name=HOSTILE, commune=HOSTILE))
    with serving(folder) as address:
        yield address


def test_hostile_names_run_nowhere(page: Page, home: str) -> None:
    """SIT-08."""
    watch = Watch(page, home)
    page.goto(home)
    expect(page.locator(".cpts-banner")).to_contain_text("<b>gras</b>")
    for name in PAGES:
        go_to(page, name)
        page.wait_for_timeout(1200)
    frame = shown_map(page)
    canvas = frame.locator(".leaflet-container")
    box = canvas.bounding_box()
    assert box is not None
    for share in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65):  # somewhere a commune or a structure answers
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * share)
        page.wait_for_timeout(150)
    expect(frame.locator(".cpts-tip").first).to_contain_text("<b>gras</b>")
    assert frame.locator(".cpts-tip img").count() == 0
    assert page.evaluate("window.ran === undefined")
    assert watch.outside == []
    assert watch.errors == []
