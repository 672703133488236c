"""« Imprimer ce que je vois » in a real browser: what is on the screen is on the paper."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browsing import Watch, in_a_browser, serving, shown_map
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.render.seen import seen_frame
from cpts_geo.study import read_inputs
from cpts_geo.wording import numbers
from paths import DEMO

pytestmark = [
    *in_a_browser,
    pytest.mark.skipif(not (DEMO / "territory.toml").exists(), reason="no demonstration territory in data/"),
]
BOX = "() => { const b = map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with serving(DEMO) as address:
        yield address


def test_what_is_on_the_screen_is_on_the_paper(page: Page, home: str) -> None:
    watch = Watch(page, home)
    page.goto(f"{home}/scenario")
    frame = shown_map(page)
    body = frame.locator("body")
    body.evaluate("() => { map.setView(map.getCenter(), map.getZoom() + 2, {animate: false}); }")
    page.wait_for_timeout(1500)  # a pan asks nothing of the page
    expect(page.get_by_role("button", name="Télécharger la carte")).to_have_count(0)
    west, south, east, north = body.evaluate(BOX)
    frame.get_by_role("button", name="Imprimer ce que je vois").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Télécharger la carte").click()
    assert body.evaluate(BOX) == [west, south, east, north], "the map does not move"
    said = PdfReader(io.BytesIO(Path(coming.value.path()).read_bytes())).pages[0].extract_text()
    crs = read_inputs(DEMO).territory.crs
    printed, _ = seen_frame((west, south, east, north), crs, "a4")
    assert numbers.scale(printed.scale) in said
    ring = shapely.get_coordinates(shapely.segmentize(shapely.box(west, south, east, north), 0.01))
    spots = transform_points([(float(x), float(y)) for x, y in ring], WGS84, crs)
    assert shapely.box(*printed.bounds).covers(shapely.multipoints(spots))
    assert watch.outside == []
    assert watch.errors == []
