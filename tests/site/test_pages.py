"""The built pages in a real browser, read from the disk with the network cut: `make test` builds them first."""

from pathlib import Path

import pytest

SITE = Path(__file__).parent.parent.parent / "_build" / "html"
PAGES = sorted(page for folder in ("chapters", "appendices") for page in (SITE / folder).glob("*.html"))


def test_the_site_is_built():
    assert len(PAGES) >= 6, "run `make book` first"


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=[1280, 390], ids=lambda width: f"{width}px")
def view(request, browser, scheme):
    page = browser.new_page(viewport={"width": request.param, "height": 800}, color_scheme=scheme)
    yield page
    page.close()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_stands_by_itself(path, view, scheme):
    requests, complaints = [], []
    view.on("request", lambda request: requests.append(request.url))
    view.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    view.on("pageerror", lambda error: complaints.append(str(error)))
    view.goto(path.as_uri())
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == [], "nothing from elsewhere"
    assert complaints == []
    overflow = view.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0, "the page does not scroll sideways"
    assert view.locator(".katex-error").count() == 0, "every equation is rendered"
    # Figures follow the page: ink is light on a dark page.
    for figure in view.locator("svg.book-figure").all():
        assert len(figure.get_attribute("aria-label")) > 20
        assert figure.bounding_box()["width"] > 200
    ink = view.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--book-ink')")
    assert ink.strip() == {"light": "#1b1f24", "dark": "#e6e8eb"}[scheme]


def test_answers_open_from_the_keyboard(browser):
    page = browser.new_page()
    page.goto((SITE / "chapters" / "01_gradient_descent.html").as_uri())
    question = page.locator("details.question").first
    assert not question.locator("p").first.is_visible()
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    assert question.locator("p").first.is_visible()
    page.close()
