"""How a page comes: few requests, each for the newest file, nothing that moves, and a look that is not cut away."""

import re
from pathlib import Path

import pytest

from book.extensions.bundles import STYLES
from helpers.browsing import FIRST_LIMIT, SHIFTS, SITE, moved, weights

EVERY = sorted(path for path in SITE.rglob("*.html") if path.relative_to(SITE).parts[0] not in ("lab", "_static"))
PAGES = [path for path in EVERY if path.name not in ("index.html", "404.html")]
BY_NAME = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
REQUESTS, SHIFT = 11, 0.02
FIRST = SITE / "chapters" / "00_story.html"
_LOADED = re.compile(r'\b(?:href|src|data-script|data-notebook|data-previews)="([^"#:?]*\.(?!html)\w+(?:\?[^"]*)?)"')
_FRESH = re.compile(r"\?v=[0-9a-f]{8}$")


@pytest.mark.sampled(10)
@BY_NAME
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_a_page_loads(path, width, browser):
    page, asked = browser.new_page(viewport={"width": width, "height": 800}), []
    page.add_init_script(SHIFTS)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    found = moved(page)
    page.close()
    assert sum(value for value, _ in found) <= SHIFT, found
    assert len(asked) <= REQUESTS, asked
    assert sum(url.partition("?")[0].endswith((".css", ".js")) for url in asked) <= 4 or path.name == "search.html", (
        asked
    )


def test_the_first_page_is_lighter_still(browser):
    assert sum(weights(FIRST, browser).values()) <= FIRST_LIMIT


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_no_cache_is_stale(path):
    """Every address of a file carries the file's fingerprint."""
    page = path.read_text(encoding="utf-8")
    loaded = _LOADED.findall(page)
    assert [address for address in loaded if not _FRESH.search(address)] == []
    assert len(loaded) >= 3 or path.name in ("index.html", "404.html")


def test_what_scripts_and_styles_load_is_not_stale_either():
    style = (SITE / "_static" / "site.css").read_text(encoding="utf-8")
    addresses = re.findall(r"url\((?![\"']?data:|#)([^)]*)\)", style)
    assert len(addresses) > 10 and [it for it in addresses if not _FRESH.search(it)] == []
    assert [it for it in addresses if not (SITE / "_static" / it.partition("?")[0]).is_file()] == []
    scripts = [address for path in PAGES for address in re.findall(r'data-script="([^"]*)"', path.read_text())]
    folders = {Path(address).parts[-2] for address in scripts}
    assert len(folders) == 1 and re.fullmatch(r"running\.[0-9a-f]{8}", *folders)


def selectors(css):
    """The selectors of a style sheet, each without what depends on the moment, such as a pointer upon it."""
    css = re.sub(r"/\*.*?\*/|@(?:charset|import)[^;]*;", "", css, flags=re.DOTALL)
    lists = (found.strip() for found in re.findall(r"([^{}]+)\{[^{}]*\}", css))
    return {one.strip() for found in lists if not found.startswith("@") for one in re.split(r",(?![^()]*\))", found)}


@pytest.fixture(scope="module")
def cut_away():
    static = SITE / "_static"
    kept = selectors((static / "site.css").read_text(encoding="utf-8"))
    whole = set().union(*(selectors(path.read_text()) for name in STYLES for path in static.glob(name)))
    return sorted(whole - kept)


MEETS = """(selectors) => selectors.filter((one) => {
  const still = one.replace(/::?(before|after|placeholder|marker|hover|focus-visible|focus|active|checked)\\b/g, "");
  try { return document.querySelector(still || "*"); } catch { return false; }
})"""


@pytest.mark.sampled(8)
@BY_NAME
def test_no_rule_is_cut_away_that_the_page_meets(path, browser, cut_away):
    assert len(cut_away) > 2000
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.evaluate(MEETS, cut_away) == []
    page.close()
