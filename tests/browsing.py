"""A real browser on our own server: what every browser test needs."""

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, FrameLocator, Page, Request, expect

from cpts_geo.ui import assets
from cpts_geo.ui.server import free_port
from paths import ROOT

CHROMIUM = shutil.which("chromium")
LAUNCH = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 60_000


class Watch:
    """What the browser asked outside and what it complained about."""

    def __init__(self, page: Page, home: str) -> None:
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.home = home
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _asked(self, request: Request) -> None:
        own = (self.home, self.home.replace("http", "ws"), "data:", "blob:")
        if not request.url.startswith(own):
            self.outside.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


in_a_browser = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not assets.installed(), reason="map files are not installed: cpts-geo assets"),
]


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Address of a server of this territory."""
    with process_serving(folder) as (address, _):
        yield address


@contextmanager
def process_serving(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Address of a server of this territory, and its process."""
    port = free_port()
    start = f"from cpts_geo.ui.server import serve; serve({str(folder)!r}, {port}, browser=False)"
    process = subprocess.Popen([sys.executable, "-c", start], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()  # noqa: S310 our own server
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail("the server did not start")


def shown_map(page: Page) -> FrameLocator:
    frame = page.frame_locator("iframe").first
    frame.locator(".leaflet-container").wait_for()
    frame.locator("body[data-layers]").wait_for(state="attached")
    return frame


def go_to(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
