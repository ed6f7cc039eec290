"""A browser for the built pages, with the network cut, and what a page weighs in it."""

import gzip
import shutil
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from playwright.sync_api import sync_playwright

SITE = Path(__file__).parents[2] / "_build" / "html"
QUIET = "--disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
# In bytes: a page with all that it asks for, and of that the explorers' script.
PAGE_LIMIT, SCRIPT_LIMIT = 500_000, 60_000
# A page's explorers in its order, each with the moment at which it had drawn itself: an init script.
EXPLORERS = """window.explorers = [];
addEventListener("explorer:ready", ({ detail: figure }) => {
  explorers.push({ figure, at: performance.now(), page: document.readyState });
});"""


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


def weights(page_path, browser):
    """The bytes of every file that a page asks for, compressed by gzip −9: figures, fonts and scripts included."""
    page, files = browser.new_page(), set()
    page.on("request", lambda request: files.add(request.url.split("#")[0].split("?")[0]))
    page.goto(page_path.as_uri())
    page.wait_for_load_state("networkidle")
    page.close()
    paths = {file: Path(unquote(urlparse(file).path)) for file in files if file.startswith("file:")}
    return {file: len(gzip.compress(path.read_bytes(), 9)) for file, path in paths.items()}


def script_weight(found):
    """Of what `weights` found, the explorers' script."""
    return sum(weight for file, weight in found.items() if file.endswith("explorers.js"))
