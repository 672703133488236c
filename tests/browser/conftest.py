from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from browsing import CHROMIUM, LAUNCH, PATIENCE_MS


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        opened = browser.new_page(viewport={"width": 1366, "height": 900}, locale="fr-FR")
        opened.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield opened
        browser.close()
