"""The main job in a real browser: flood, draw, read the figures, print, send. Nobody outside is asked."""

import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import FrameLocator, Page, expect
from shapely import Point, line_interpolate_point

from browsing import Watch, go_to, in_a_browser, serving, shown_map
from cpts_geo import EXPORTERS, StudySpec, run_study
from cpts_geo.cli import main
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.study import read_inputs
from cpts_geo.wording.uncertainty import SEE
from paths import DEMO

pytestmark = [
    *in_a_browser,
    pytest.mark.skipif(not (DEMO / "territory.toml").exists(), reason="no demonstration territory in data/"),
]


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with serving(DEMO) as address:
        yield address


def draw_rectangle(page: Page, frame: FrameLocator) -> None:
    frame.locator(".leaflet-draw-draw-rectangle").click()
    box = frame.locator(".leaflet-container").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6, steps=6)
    page.mouse.up()


def prepared(page: Page, label: str) -> bytes:
    row = page.get_by_test_id("stHorizontalBlock").filter(has_text=label).last
    row.get_by_role("button", name="Préparer").click()
    with page.expect_download() as coming:
        row.get_by_role("button", name=re.compile("Télécharger")).click()
    return Path(coming.value.path()).read_bytes()


def replayed(page: Page, folder: Path) -> bytes:
    """The study saved by the app, replayed by the library and by the command line."""
    with page.expect_download() as coming:
        page.get_by_role("button", name="Enregistrer l’étude").click()
    study = Path(coming.value.path()).read_text(encoding="utf-8")
    by_library = EXPORTERS["geojson"].write(run_study(StudySpec.from_toml(study, DEMO)))
    spec, out = folder / "study.toml", folder / "sortie.zip"
    spec.write_text(study, encoding="utf-8")
    assert main(["export", str(DEMO), "--format", "geojson", "--spec", str(spec), "--out", str(out)]) == 0
    assert out.read_bytes() == by_library
    return by_library


def picture(page: Page, name: str) -> None:
    folder = Path(os.environ.get("CPTS_GEO_PICTURES", tempfile.gettempdir()))
    page.screenshot(path=folder / f"cpts_geo_{name}.png")


def test_flood_draw_read_print_and_send(page: Page, home: str, tmp_path: Path) -> None:
    watch = Watch(page, home)
    page.goto(home)
    shown_map(page)
    expect(page.locator(".cpts-banner")).to_contain_text("TERRITOIRE FICTIF")
    assert page.evaluate("document.documentElement.lang") == "fr"
    picture(page, "territoire")

    go_to(page, "Scénario")
    frame = shown_map(page)
    figures = page.locator(".cpts-cards")
    calm = figures.inner_text()
    slider = page.get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(page.locator(".cpts-banner")).to_contain_text("crue moyenne")
    expect(figures).not_to_have_text(calm, use_inner_text=True)
    flooded = figures.inner_text()

    draw_rectangle(page, frame)
    expect(page.locator(".cpts-banner")).to_contain_text("1 zone dessinée")
    expect(figures).not_to_have_text(flooded, use_inner_text=True)
    picture(page, "scenario")

    go_to(page, "Plans et exports")
    plan = pypdf.PdfReader(io.BytesIO(prepared(page, "Plan du territoire")))
    assert "crue moyenne" in " ".join(sheet.extract_text() for sheet in plan.pages)
    sent = prepared(page, "GeoJSON")
    assert sent == replayed(page, tmp_path)
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".geojson")]
        assert names
        assert all(json.loads(archive.read(name))["type"] == "FeatureCollection" for name in names)
    picture(page, "exports")

    assert watch.outside == []
    assert watch.errors == []


def test_a_drawing_survives_a_change_of_page(page: Page, home: str) -> None:
    page.goto(f"{home}/scenario")
    draw_rectangle(page, shown_map(page))
    expect(page.locator(".cpts-banner")).to_contain_text("1 zone dessinée")
    go_to(page, "Lieux")
    go_to(page, "Scénario")
    expect(page.get_by_text("Zone inondée n°")).to_be_visible()
    page.get_by_role("button", name="Retirer", exact=True).click()
    expect(page.locator(".cpts-banner")).to_contain_text("situation normale")


def test_two_clicks_on_the_map_make_a_route(page: Page, home: str) -> None:
    watch = Watch(page, home)
    page.goto(f"{home}/itineraire")
    shown_map(page)
    for end in ("Départ", "Arrivée"):
        page.get_by_role("combobox", name=re.compile(end)).click()
        page.get_by_role("option", name="Point cliqué sur la carte").click()
        expect(page.get_by_text("Cliquez sur la carte")).to_have_count(1 if end == "Départ" else 2)
    frame = shown_map(page)
    for place in ((300, 200), (480, 380)):
        frame.locator(".leaflet-container").click(position={"x": place[0], "y": place[1]})
        page.wait_for_timeout(1500)
    expect(page.get_by_text("confirmer sur place").last).to_be_visible()
    expect(page.get_by_role("heading", name="Feuille de route")).to_be_visible()
    go_to(page, "Scénario")
    go_to(page, "Itinéraire")
    expect(page.get_by_role("heading", name="Feuille de route")).to_be_visible()  # what was chosen still is
    assert watch.outside == []
    assert watch.errors == []


def test_a_click_on_a_road_closes_it_the_map_keeps_its_view_and_only_what_changed_is_asked(
    page: Page, home: str
) -> None:
    watch = Watch(page, home)
    page.goto(f"{home}/scenario")
    frame = shown_map(page)
    body = frame.locator("body")
    lon, lat = body.evaluate("() => [map.getCenter().lng, map.getCenter().lat]")
    edges = read_inputs(DEMO).network.edges
    near = transform_points([(lon, lat)], WGS84, str(edges.crs))[0]
    drivable = edges[edges["car"].astype(bool)]
    at = line_interpolate_point(
        drivable.geometry.to_numpy()[drivable.distance(Point(near)).argmin()], 0.5, normalized=True
    )
    ((lon, lat),) = transform_points([(at.x, at.y)], str(edges.crs), WGS84)
    spot = body.evaluate(
        "(_, [lon, lat]) => { map.setView([lat, lon], 15, {animate: false}); "
        "const p = map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
        [lon, lat],
    )
    view = body.evaluate("() => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "calques" in request.url else None)
    for words in ("1 tronçon fermé à la main", "situation normale"):
        frame.locator(".leaflet-container").click(position={"x": spot[0], "y": spot[1]})
        expect(page.locator(".cpts-banner")).to_contain_text(words)
        page.wait_for_timeout(1500)
        assert body.evaluate("() => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]") == view
        if "fermé" in words:
            expect(page.get_by_text(SEE)).to_be_visible()  # computed once the page is left alone
    assert len(asked) <= 3  # cut roads and marks; communes, structures and sites are not sent again
    assert watch.outside == []
    assert watch.errors == []
