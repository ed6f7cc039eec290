"""A browser for the built pages, with the network cut."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

SITE = Path(__file__).parent.parent.parent / "_build" / "html"
QUIET = "--disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", *QUIET.split(), NO_NETWORK]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site():
    return SITE
