"""Beside a link: what it leads to, by pointer and keyboard, from the disk and from a server."""

import pytest

from helpers.browsing import SITE, until

CHAPTER = "chapters/02_momentum.html"
WORD, SOURCE = 'article a[href*="glossary.html#term-"]', 'article a[href*="bibliography.html#"]'


@pytest.fixture(params=["file", "server"])
def opened(request, new_page):
    """``opened(page, **options)``: a page of the site, from the disk and from a web server."""
    root = SITE.as_uri() if request.param == "file" else request.getfixturevalue("address")

    def open_(path=CHAPTER, **options):
        page = new_page(**options)
        page.goto(f"{root}/{path}")
        return page

    return open_


def visible(page, query):
    link = page.locator(query).filter(visible=True).first
    link.evaluate("(it) => it.scrollIntoView({ block: 'center' })")
    return link


@pytest.mark.parametrize(("query", "words"), [(WORD, "learning rate"), (SOURCE, "Some methods of speeding up")])
def test_a_pointer_opens_what_it_rests_on(query, words, opened):
    page = opened()
    link = visible(page, query)
    link.hover()
    shown = page.locator(".preview")
    shown.wait_for()
    assert words in shown.inner_text()
    assert (
        link.get_attribute("aria-describedby") == shown.get_attribute("id") and shown.get_attribute("role") == "tooltip"
    )
    assert link.get_attribute("title") is None, "it would say the same over it"
    box = shown.bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= 1280 and 0 <= box["y"] and box["y"] + box["height"] <= 800
    assert shown.locator("a").count() == 0, "a tooltip has nothing to be reached"


def test_the_pointer_may_move_onto_it_and_leaving_both_closes_it(opened):
    page = opened()
    visible(page, WORD).hover()
    page.locator(".preview").hover()
    page.evaluate("new Promise((done) => setTimeout(done, 600))")  # longer than a preview stays when it is left
    assert page.locator(".preview").is_visible()
    page.mouse.move(2, 2)
    page.locator(".preview").wait_for(state="detached")


def test_escape_closes_it_and_the_pointer_stays(opened):
    page = opened()
    link = visible(page, WORD)
    link.hover()
    page.locator(".preview").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".preview").count() == 0 and link.get_attribute("aria-describedby") is None


def test_the_keyboard_opens_it_as_well(opened):
    page = opened()
    link = visible(page, WORD)
    link.evaluate("(it) => it.focus({ focusVisible: true })")
    page.locator(".preview").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".preview").count() == 0
    assert link.evaluate("(it) => it === document.activeElement"), "and the reader stays there"
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.locator(".preview").wait_for()
    page.keyboard.press("Tab")
    until(page, "!document.querySelector('.preview') || document.activeElement.getAttribute('aria-describedby')")


def test_a_touch_follows_the_link(opened):
    page = opened(has_touch=True, viewport={"width": 390, "height": 844})
    page.evaluate("addEventListener('click', (event) => event.preventDefault(), { once: true })")
    visible(page, WORD).tap()
    page.evaluate("new Promise((done) => setTimeout(done, 600))")  # longer than a preview waits before it is shown
    assert page.locator(".preview").count() == 0
    visible(page, WORD).tap()
    page.wait_for_url("**/glossary.html#term-*")
    assert page.locator(".preview").count() == 0


def test_a_figure_of_another_page_keeps_its_colours_and_its_own_parts(opened):
    page = opened("chapters/08_in_practice.html", color_scheme="dark")
    to = "02_momentum.html#fig-momentum-cliff"
    page.locator("article h1 + p").evaluate(f"(it) => (it.innerHTML = `<a href='{to}'>the cliff</a>`)")
    visible(page, f'article a[href="{to}"]').hover()
    shown = page.locator(".preview svg")
    shown.wait_for()
    assert shown.bounding_box()["height"] > 100
    lost = """(svg) => [...svg.outerHTML.matchAll(/(?:url\\(#|href="#)([^)"]+)/g)].map((it) => it[1])
      .filter((id) => !svg.closest(".preview").querySelector(`[id="${id}"]`))"""
    assert shown.evaluate(lost) == []


def test_a_figure_of_the_page_itself_is_shown_without_its_controls(opened):
    page = opened("chapters/00_story.html")
    page.locator("article h1 + p").evaluate("(it) => (it.innerHTML = `<a href='#fig-story-race'>the race</a>`)")
    page.locator(".book-explorer svg").first.wait_for()
    visible(page, 'article a[href="#fig-story-race"]').hover()
    shown = page.locator(".preview")
    shown.locator("svg").wait_for()
    assert "The race." in shown.inner_text() and shown.locator("button, input").count() == 0


def test_what_is_no_word_figure_or_source_opens_nothing(opened):
    page = opened()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/previews/" in request.url else None)
    page.locator("article h1").hover()
    visible(page, "article a.plays").hover()
    visible(page, WORD).hover()  # which shows that there was time
    page.locator(".preview").wait_for()
    assert "learning rate" in page.locator(".preview").inner_text()
    assert len(asked) == 2, "an index and the glossary, when they are asked for"
