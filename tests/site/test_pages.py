"""The built pages in a real browser, read from the disk with the network cut: `make test` builds them first."""

import re

import pytest

from helpers.browsing import PAGE_LIMIT, PAGES, SCRIPT_LIMIT, SITE, script_weight, weights

ROOT = SITE.parent.parent


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


# The formulas whose marks of punctuation stand on the next line.
SEPARATED = """() => Array.from(document.querySelectorAll(".math")).filter((formula) => {
  const text = formula.nextSibling, last = Array.from(formula.querySelectorAll(".base")).pop();
  if (text?.nodeType !== Node.TEXT_NODE || !/^[,.;:?!)]/.test(text.data) || !last) return false;
  const mark = document.createRange();
  mark.setStart(text, 0);
  mark.setEnd(text, 1);
  return mark.getBoundingClientRect().left < last.getBoundingClientRect().left - 1;
}).map((formula) => formula.textContent)"""


@pytest.mark.sampled(20)
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
    assert view.evaluate(SEPARATED) == [], "a comma does not begin a line"
    # Figures follow the page: ink is light on a dark page.
    for figure in view.locator("svg.book-figure:not(.book-pair *), .book-pair").all():
        assert len(figure.get_attribute("aria-label")) > 20
        assert figure.bounding_box()["width"] > 200
    ink = view.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--book-ink')")
    assert ink.strip() == {"light": "#1b1f24", "dark": "#e6e8eb"}[scheme]


@pytest.mark.sampled(6)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_light(path, browser):
    found = weights(path, browser)
    assert sum(found.values()) <= PAGE_LIMIT, sorted(found.items(), key=lambda it: -it[1])[:5]
    assert script_weight(found) <= SCRIPT_LIMIT


# What is wider than its box, and neither fades at the edge that has more nor keeps the words that name its rows.
HIDDEN = """() => [...document.querySelectorAll("article :is(pre, .pst-scrollable-table-container)")].filter((it) => {
  if (!it.checkVisibility() || it.scrollWidth <= it.clientWidth + 1) return false;
  const { overflowX, backgroundAttachment, backgroundImage } = getComputedStyle(it), table = it.querySelector("table");
  const fades = overflowX === "auto" && backgroundAttachment.includes("local") && backgroundImage.includes("gradient");
  const cells = table ? [...table.querySelectorAll(":is(td, th):not(:first-child)")] : [];
  const covers = cells.some((cell) => getComputedStyle(cell).backgroundColor !== "rgba(0, 0, 0, 0)");
  const stays = !table || getComputedStyle(table.querySelector("td")).position === "sticky";
  return !fades || covers || !stays;
}).map((it) => it.textContent.slice(0, 80))"""


@pytest.mark.sampled(6)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_on_a_phone_what_is_wider_shows_that_there_is_more(path, browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(path.as_uri())
    assert page.evaluate(HIDDEN) == []
    page.close()


def test_on_a_phone_a_rule_stands_line_by_line(browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((SITE / "chapters" / "01_gradient_descent.html").as_uri())
    boxes = [cell.bounding_box() for cell in page.locator(".rule-card tbody tr").first.locator("td").all()]
    assert len({box["x"] for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})
    page.close()


def test_every_icon_is_drawn():
    drawn = (ROOT / "book" / "assets" / "icons.css").read_text(encoding="utf-8")
    used = {
        name
        for path in SITE.rglob("*.html")
        for classes in re.findall(r'<(?:i|span) class="([^"]*\bfa-[^"]*)"', path.read_text(encoding="utf-8"))
        for name in classes.split()
        if name.startswith("fa-") and name not in {"fa-solid", "fa-lg"}
    }
    assert len(used) > 5
    assert {name for name in used if f".{name} " not in drawn and f".{name}," not in drawn} == set()


def test_answers_open_from_the_keyboard(browser):
    page = browser.new_page()
    page.goto((SITE / "chapters" / "01_gradient_descent.html").as_uri())
    question = page.locator("details.question").first
    assert not question.locator("p").first.is_visible()
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    assert question.locator("p").first.is_visible()
    page.close()


def test_the_search_finds_what_the_book_says(view):
    view.goto((SITE / "search.html").as_uri() + "?q=momentum")
    view.locator("#search-results li", has_text="Momentum: steps that agree add up").first.wait_for()
