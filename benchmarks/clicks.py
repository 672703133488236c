"""From a click on a road of the map to the answer on the screen, in a real browser.

Run: ``python benchmarks/clicks.py FOLDER [--flood 2] [--clicks 30]``. A server is started on the folder, the
flood chosen as a person does, then roads near the middle of the map are clicked one after another. A
click is answered when the banner names the new scenario and the map has drawn the new layers.
"""

import argparse
import os
import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import FrameLocator, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import browsing
from cpts_geo.model.crs import WGS84, transform_points
from cpts_geo.study import read_inputs

ZOOM = 14
WARM = 2  # clicks that warm the server, not counted
TARGET_MS = 1000


def spots(folder: Path, count: int) -> list[tuple[float, float]]:
    """Middles of car roads nearest to the middle of the communes, far enough apart to be other stretches."""
    found = read_inputs(folder)
    edges = found.network.edges[found.network.edges["car"].astype(bool)]
    middles = edges.geometry.interpolate(0.5, normalized=True)
    x, y = middles.x.to_numpy(), middles.y.to_numpy()
    xmin, ymin, xmax, ymax = found.territory.communes.total_bounds
    order = np.argsort(np.hypot(x - (xmin + xmax) / 2, y - (ymin + ymax) / 2), kind="stable")
    kept: list[int] = []
    for k in order:
        if all(np.hypot(x[k] - x[j], y[k] - y[j]) > 150 for j in kept):
            kept.append(int(k))
        if len(kept) == count:
            break
    return transform_points([(x[k], y[k]) for k in kept], str(edges.crs), WGS84)


def click(page: Page, frame: FrameLocator, lonlat: tuple[float, float]) -> float | None:
    """Milliseconds from the click to the last of map and banner; none when the point is hidden."""
    point = frame.locator("body").evaluate(
        "(_, [lon, lat, zoom]) => { map.setView([lat, lon], zoom, {animate: false}); "
        "const p = map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
        [*lonlat, ZOOM],
    )
    page.wait_for_timeout(700)  # the background settles: a person looks before clicking
    before = page.locator(".cpts-banner").inner_text()
    drawn = frame.locator("body").get_attribute("data-drawn")
    start = page.evaluate("performance.now()")
    frame.locator(".leaflet-container").click(position={"x": point[0], "y": point[1]})
    try:
        page.wait_for_function(
            "([text, drawn]) => document.querySelector('.cpts-banner').innerText !== text && "
            "document.querySelector('iframe').contentDocument.body.dataset.drawn !== drawn",
            arg=[before, drawn], polling="raf", timeout=20_000,
        )  # fmt: skip
    except Exception:  # noqa: BLE001 a benchmark says what it could not measure
        return None
    return float(page.evaluate("performance.now()")) - start


def cpu_seconds(process: int) -> float:
    """Processor time of a process since it began (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path, presses: int, count: int) -> tuple[list[float], float]:
    """Milliseconds of each click, and of processor spent by the server on one of them."""
    with browsing.process_serving(folder) as (home, server), sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=browsing.CHROMIUM, args=browsing.LAUNCH)
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="fr-FR")
        page.set_default_timeout(browsing.PATIENCE_MS)
        page.goto(f"{home}/scenario")
        frame = browsing.shown_map(page)
        page.get_by_role("textbox", name="Votre nom").fill("Banc")
        page.keyboard.press("Tab")
        slider = page.get_by_role("slider").first
        slider.focus()
        for _ in range(presses):
            slider.press("ArrowRight")
            page.wait_for_timeout(3000)
        places = spots(folder, count + WARM)
        taken = [click(page, frame, spot) for spot in places[:WARM]]
        spent = cpu_seconds(server.pid)
        taken = [click(page, frame, spot) for spot in places[WARM:]]
        spent = cpu_seconds(server.pid) - spent
        browser.close()
    return [t for t in taken if t is not None], 1000 * spent / max(len(taken), 1)


def main() -> None:
    """Print p50 and p95."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--flood", type=int, default=2, help="presses of the right arrow on the flood slider")
    parser.add_argument("--clicks", type=int, default=30)
    asked = parser.parse_args()
    taken, spent = measure(asked.folder, asked.flood, asked.clicks)
    if not taken:
        sys.exit("no click was answered")
    p50, p95 = np.percentile(taken, [50, 95])
    print(
        f"{asked.folder}: {len(taken)} of {asked.clicks} clicks answered, p50 {p50:.0f} ms, "
        f"p95 {p95:.0f} ms, worst {max(taken):.0f} ms, target {TARGET_MS} ms; "
        f"{spent:.0f} ms of processor each for the server; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
