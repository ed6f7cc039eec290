"""A page of the built site on paper: as it is laid out for it, and as a browser prints it."""

import io

import pypdf
import pytest

from helpers.browsing import PAGES, SITE
from helpers.chapters import NOTEBOOKS

FOOT, LINE = 56, 30  # in points: what the page's number has, and a heading with its own line
PAPER = {"width": 665, "height": 1000}  # A4 without its margins, in CSS pixels
CHAPTERS = [SITE / "chapters" / f"{path.stem}.html" for path in NOTEBOOKS]
EVERY = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)

# What a reader of the paper would press in vain, miss, or find cut.
ON_PAPER = """() => {
  dispatchEvent(new Event("beforeprint"));
  const article = document.querySelector("article"), shown = (it) => it.checkVisibility();
  const all = (query, root = article) => [...root.querySelectorAll(query)].filter(shown);
  const words = (it) => it.textContent.trim().slice(0, 80), style = (it, pseudo) => getComputedStyle(it, pseudo);
  const asks = "button, textarea, input, nav, form, dialog, .bd-sidebar, .headerlink, .kicker .run";
  const parts = (fold) => [...fold.children].slice(1).filter((part) => part.textContent.trim());
  const silent = (fold) => !/folded/.test(style(fold.firstElementChild, "::after").content);
  const folds = all("details:not(.question)").filter(({ children }) => children.length > 1);
  const places = all(".answer-place a").map((it) => document.getElementById(it.hash.slice(1)));
  const wide = (it) => it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0;
  const tall = (it) => it.matches("tr, figure, .rule-card") ? style(it).breakInside !== "avoid" : false;
  // What a page's end cannot part, with all that lies between it and the article.
  const onePiece = (it) => it !== article && (style(it).breakInside !== "auto" || style(it).overflowY !== "visible"
    || !it.matches("li, figure *, .rule-card *, .predict *") && onePiece(it.parentElement));
  return {
    pressed: all(asks, document).map((it) => it.outerHTML.slice(0, 120)),
    lost: folds.filter((it) => it.open && !parts(it).some(shown)).map(words),
    unnamed: folds.filter((it) => !it.open && (parts(it).some(shown) || silent(it))).map(words),
    unanswered: places.filter((it) => !it || !shown(it) || !words(it.nextElementSibling)).length,
    asked: all(".predict:not(.answered), details.question").length - places.length,
    clipped: all("pre, .pst-scrollable-table-container, .rule-card, div.math, figure, table").filter(wide).map(words),
    beside: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    whole: all("pre").filter((it) => onePiece(it)).map(words),
    parted: all("tr, figure, .rule-card").filter(tall).map(words),
    alone: all("h1, h2, h3").filter((it) => !style(it).breakAfter.includes("avoid")).map(words),
    plain: all("p > a[href^=http]").filter((it) => !style(it).textDecorationLine.includes("underline")).map(words),
  };
}"""
NOTHING = {
    **{found: [] for found in ("pressed", "lost", "unnamed", "clipped", "parted", "whole", "alone", "plain")},
    **{count: 0 for count in ("unanswered", "asked", "beside")},
}
UNFOLD = """() => {
  for (const it of document.querySelectorAll("article details:not(.question, .predict > details)")) it.open = true;
}"""


@pytest.mark.sampled(6)
@EVERY
def test_on_paper_nothing_is_cut_missed_or_to_be_pressed(path, browser):
    page = browser.new_page(viewport=PAPER)
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    for stand in ("as they are", "open"):
        assert page.evaluate(ON_PAPER) == NOTHING, f"folds {stand}"
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.evaluate(UNFOLD)
    page.close()


def printed(page):
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, tagged=True, outline=True)))


def texts(pdf):
    return [page.extract_text() for page in pdf.pages]


@pytest.fixture
def dark(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark", reduced_motion="reduce")
    yield page
    page.close()


ARTICLE = "document.querySelector('article').outerHTML"


@pytest.mark.sampled(2)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_is_printed(path, dark):
    dark.goto(path.as_uri())
    dark.locator(".predict .answers").first.wait_for()
    before = dark.evaluate(ARTICLE)
    pdf = printed(dark)
    assert dark.evaluate(ARTICLE) == before and dark.evaluate("document.documentElement.dataset.theme") == "dark"
    pages = texts(pdf)
    for number, text in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in text.splitlines()
    headings = list(_flat(pdf.outline))
    assert any("Answers" in heading.title for heading in headings) and len(headings) > 5
    for heading in headings:
        page = pdf.pages[pdf.get_destination_page_number(heading)]
        below = [height for height in _heights(page) if FOOT < height < heading.top - LINE]
        assert below, f"{heading.title} stands alone at the end of a page"
    for word in ("Edit and run", "Run in the browser", "Show the code", "See the answer", "Reset"):
        assert word not in "\n".join(pages)


def test_paper_is_light_and_nothing_else_differs(dark):
    dark.goto(CHAPTERS[6].as_uri())
    dark.locator(".predict .answers").first.wait_for()
    drawn = [page.get_contents().get_data() for page in printed(dark).pages]
    dark.emulate_media(color_scheme="light")
    assert [page.get_contents().get_data() for page in printed(dark).pages] == drawn


def test_a_fold_that_the_reader_has_opened_is_printed_open(dark):
    dark.goto(CHAPTERS[6].as_uri())
    fold = dark.locator("details.how").nth(1)
    code = fold.locator("pre").first.inner_text() or fold.locator("pre").first.text_content()
    line = max(code.splitlines()[1:], key=len).strip()[:40]
    assert line not in "\n".join(texts(printed(dark)))
    fold.locator("summary").first.click()
    assert line in "\n".join(texts(printed(dark)))


def test_what_was_answered_stands_with_its_question(dark):
    dark.goto(CHAPTERS[6].as_uri())
    question = dark.locator("details.question").first
    answer = question.locator(":scope > p:not(.answers, .judged)").first.text_content()[:30]
    asked = len(dark.locator("details.question, .predict").all())
    question.locator("summary").click()
    question.get_by_role("button", name="See the answer").click()
    dark.emulate_media(media="print")
    dark.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert question.locator("p", has_text=answer).is_visible()
    assert dark.locator(".answers-on-paper dt").count() == asked - 1


def test_without_a_script_answers_stand_with_their_questions(browser):
    context = browser.new_context(java_script_enabled=False, viewport=PAPER)
    page = context.new_page()
    page.goto(CHAPTERS[6].as_uri())
    page.emulate_media(media="print")
    for asked in (".predict > details p", "details.question > p"):
        assert page.locator(asked).count() > 2
        assert all(answer.is_visible() for answer in page.locator(asked).all())
    context.close()


def _heights(page):
    """How high on a page of a PDF each of its words stands, in points."""
    found = []

    def visit(text, now, line, *_):
        if text.strip():
            found.append(line[4] * now[1] + line[5] * now[3] + now[5])

    page.extract_text(visitor_text=visit)
    return found


def _flat(outline):
    for item in outline:
        yield from _flat(item) if isinstance(item, list) else [item]
