"""A browser for the tests that look at pages."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing but the page: no sandbox (containers have no user for it), no calls home.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def viewport() -> dict[str, int]:
    """The size of the window in pixels; a module that takes a picture chooses its own."""
    return {"width": 1280, "height": 1400}


@pytest.fixture
def page(viewport: dict[str, int]) -> Iterator[Page]:
    """A fresh browser's page; the system's Chromium where there is one, else playwright's own."""
    path = next((found for found in map(shutil.which, BROWSERS) if found), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=OPTIONS)
        page = browser.new_page(viewport=viewport)
        page.set_default_timeout(60_000)
        yield page
        browser.close()
