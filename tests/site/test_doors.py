"""Where readers come in, and what they take with them: the root, the search, how to cite, the version."""

import re

import yaml

from book.extensions.version import version
from book.fingerprint import ROOT
from helpers.browsing import SITE

FIRST = "chapters/00_story.html"


def test_the_root_leads_to_the_first_page(browser):
    page = browser.new_page()
    page.goto((SITE / "index.html").as_uri())
    page.wait_for_url(f"**/{FIRST}")
    page.close()


def test_hosts_take_the_site_as_it_is():
    assert (SITE / ".nojekyll").is_file(), "GitHub would leave out what begins with an underscore"
    assert "<title>Not here</title>" in (SITE / "404.html").read_text()


def test_every_page_is_one_that_can_be_found():
    for path in SITE.rglob("*.html"):
        if path.relative_to(SITE).parts[0] in ("lab", "_static"):
            continue
        page = path.read_text(encoding="utf-8")
        assert '<html lang="en"' in page and "<title>" in page, path
        assert page.count('name="viewport"') == 1, path
        assert page.count('name="description"') <= 1 and page.count('property="og:url"') <= 1, path
        for address in re.findall(r'(?:rel="canonical" href|property="og:(?:url|image)" content)="([^"]*)"', page):
            assert address.startswith(("https://", "http://")), path


def test_every_download_is_one():
    """Some hosts send a notebook as text, which a browser would show."""
    seen = 0
    for path in SITE.rglob("*.html"):
        if path.relative_to(SITE).parts[0] in ("lab", "_static"):
            continue
        for link in re.findall(r'<a [^>]*href="[^"]*(?:_sources|_downloads)/[^>]*>', path.read_text(encoding="utf-8")):
            file = re.search(r'/([^/"?]+)(?:\?[^"]*)?"', link)[1]
            assert f'download="{file}"' in link and "target" not in link, path
            seen += 1
    assert seen > 30


def test_a_download_has_the_notebooks_name(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/{FIRST}")
    page.locator(".dropdown-download-buttons > button").click()
    with page.expect_download() as waited:
        page.locator(".btn-download-source-button").click()
    assert waited.value.suggested_filename == "00_story.ipynb"
    page.close()


def test_the_search_shows_where_words_stand_from_a_file_too(new_page):
    page = new_page()
    page.goto((SITE / "search.html").as_uri() + "?q=zigzag")
    found = page.locator("#search-results li:has(a[href$='.html']) p.context", has_text="zigzag")
    found.first.wait_for()
    assert found.first.locator(".highlighted").count() > 0
    page.goto((SITE / "search.html").as_uri() + "?q=steps_to_stay")
    page.locator("#search-results p.context", has_text="steps_to_stay").first.wait_for()
    page.goto((SITE / "search.html").as_uri() + "?q=when it fails")
    section = page.locator("#search-results li:has(a[href$='#when-it-fails']) p.context").first
    section.wait_for()
    assert section.inner_text().startswith("When it fails"), "a section's own words"


def test_a_page_says_how_to_cite_it_and_copies_it(browser, address):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/chapters/06_rmsprop.html")
    page.locator("details.cite summary").click()
    plain, bibtex = page.locator("details.cite pre").all_inner_texts()
    title = yaml.safe_load((ROOT / "CITATION.cff").read_text())["title"]
    assert "RMSprop: divide by a memory that leaks" in plain and title in plain and version(ROOT).date in plain
    page.locator("details.cite button.copybtn").last.click()
    page.locator("details.cite button.copybtn.success").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").strip() == bibtex.strip()
    assert bibtex.startswith("@misc{") and bibtex.count("{") == bibtex.count("}")
    context.close()


def test_the_footer_says_version_and_date():
    for path in (SITE / "chapters").rglob("*.html"):
        words = re.sub(r"<[^>]*>", "", re.search(r'<p class="version">(.*?)</p>', path.read_text())[1])
        assert re.fullmatch(r"Version \S*\d\S* of \d{4}-\d\d-\d\d", words), path
