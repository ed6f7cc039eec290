"""A browser for the built pages, with the network cut, and what a page weighs in it."""

import gzip
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from playwright.sync_api import expect, sync_playwright

from book.print.browser import chromium, launch
from helpers import processes

SITE = Path(__file__).parents[2] / "_build" / "html"
FOLDERS = "chapters", "chapters/deeper", "appendices", "exercises/release/*"
PAGES = sorted(page for folder in FOLDERS for page in SITE.glob(f"{folder}/*.html"))
# In bytes: a page with all that it asks for, the first page, and of that the explorers' script.
PAGE_LIMIT, FIRST_LIMIT, SCRIPT_LIMIT = 400_000, 300_000, 60_000
# A page's explorers in its order, each with the moment at which it had drawn itself: an init script.
EXPLORERS = """window.explorers = [];
addEventListener("explorer:ready", ({ detail: figure }) => {
  explorers.push({ figure, at: performance.now(), page: document.readyState });
});"""

# What moves while a page loads, each time how much and what: an init script.
SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach(({ value, sources }) => shifts.push(
  [value, sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80))],
))).observe({ type: "layout-shift", buffered: true });"""
# All is there, and has been drawn.
SETTLED = """document.fonts.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))"""

PATIENCE = 1000 * processes.PATIENCE  # milliseconds
expect.set_options(timeout=PATIENCE)
# Playwright's own function of this kind makes JavaScript of text in the page, which the pages' policy forbids.
UNTIL = """(given) => new Promise((done, fail) => {
  const end = performance.now() + %d;
  const look = () => {
    const found = (%s), holds = typeof found === "function" ? found(given) : found;
    if (holds) done();
    else if (performance.now() > end) fail(new Error("waited in vain"));
    else setTimeout(look, 20);
  };
  look();
})"""


def until(page, condition, given=None):
    """Wait for a JavaScript expression to hold, or a function of ``given``."""
    page.evaluate(UNTIL % (PATIENCE, condition), given)


@contextmanager
def launched():
    """A browser, as long as tests need it. Skips them where there is none."""
    if chromium() is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        browser.new_page, browser.new_context = patient(browser.new_page), patient(browser.new_context)
        yield browser
        browser.close()


def patient(new):
    """As ``new``, and what it makes waits for as long as it takes."""

    def made(**options):
        it = new(**options)
        it.set_default_timeout(PATIENCE)
        return it

    return made


def weights(page_path, browser):
    """The bytes of every file that a page asks for, compressed by gzip −9: figures, fonts and scripts included."""
    page, files = browser.new_page(), set()
    page.on("request", lambda request: files.add(request.url.split("#")[0].split("?")[0]))
    page.goto(page_path.as_uri())
    page.wait_for_load_state("networkidle")
    page.close()
    paths = {file: Path(unquote(urlparse(file).path)) for file in files if file.startswith("file:")}
    return {file: len(gzip.compress(path.read_bytes(), 9)) for file, path in paths.items()}


def moved(page):
    """What has moved on a page with `SHIFTS` since it began to load, once it is there."""
    page.wait_for_load_state("networkidle")
    page.evaluate(SETTLED)
    return page.evaluate("shifts")


def script_weight(found):
    """Of what `weights` found, the explorers' script."""
    return sum(weight for file, weight in found.items() if file.endswith("explorers.js"))
