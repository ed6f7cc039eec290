"""Everybody can read the book: by keys, with a screen reader, enlarged, in colours of one's own, without motion.

Each test looks at every page, whatever is on it.
"""

import json
from contextlib import suppress

import pytest
from playwright.sync_api import Error

from helpers.axe import COLOURS, violations, with_axe
from helpers.browsing import PAGES, SETTLED, SITE, until

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}

# Thousands of parts that say the same again would take minutes: an equation becomes one letter, a figure, which is one
# image to a screen reader, an empty one, and of the code each class of token is left once.
SHORTENED = """() => {
  for (const it of document.querySelectorAll(".katex")) it.replaceChildren("x");
  for (const it of document.querySelectorAll("svg.book-figure")) it.replaceChildren();
  const seen = new Set();
  for (const it of document.querySelectorAll("pre span")) {
    if (seen.has(it.className)) it.replaceWith(...it.childNodes);
    seen.add(it.className);
  }
}"""
# Opens every fold of the article; done when the page has laid them out and seen to them.
UNFOLD = """() => new Promise((done) => {
  for (const it of document.querySelectorAll("article details")) it.open ||= it.checkVisibility();
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
})"""
# What an equation or a figure may be the only name of: looked at before they are shortened.
NAMED = ["empty-heading", "empty-table-header", "link-name", "button-name", "summary-name", "role-img-alt"]


def unfolded(browser, path):
    page = browser.new_page(viewport=PHONE, color_scheme="light", reduced_motion="reduce")
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('.predict .on-screen button').forEach((button) => button.click())")
    page.evaluate(UNFOLD)
    yield with_axe(page)
    page.close()


@pytest.fixture(scope="module", params=[*PAGES, SITE / "search.html"], ids=lambda path: path.stem)
def page(request, browser):
    """A page with its folds open, loaded once for all tests: each sets the state it needs, and the last spoils it."""
    yield from unfolded(browser, request.param)


@pytest.fixture
def other(browser):
    """A page with its folds open that a test has for itself."""
    yield from unfolded(browser, SITE / "chapters" / "01_gradient_descent.html")


def in_scheme(page, scheme):
    page.emulate_media(color_scheme=scheme)
    until(page, f"document.documentElement.dataset.theme === '{scheme}'")


# Notes of everything that has the focus whether it shows that and can be seen: not below what sticks to the window.
WATCH = """() => {
  window.focused = [];
  const told = (it) => it.outerHTML.slice(0, 120);
  const parts = [[0.5, 0.5], [0.05, 0.5], [0.95, 0.5], [0.5, 0.1], [0.5, 0.9]];
  const seen = (it) => [...it.getClientRects()].some(({ left, top, width, height }) => parts.some(([across, down]) => {
    const there = document.elementFromPoint(left + width * across, top + height * down);
    return it.contains(there) || [...(it.labels ?? [])].some((label) => label.contains(there));
  }));
  addEventListener("focusin", ({ target }) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(target);
    const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    focused.push({ told: told(target), ring, seen: seen(target), again: "focused" in target.dataset });
    target.dataset.focused = "";
  }); // after what the page itself does then
  scrollTo(0, 0);
}"""
# What can be pressed or filled in, and was never reached; the way back to the top shows up only on the way down.
MISSED = """() => {
  const asks = "a[href], button:not(#pst-back-to-top), input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(asks)].filter((it) => it.checkVisibility({ visibilityProperty: true })
    && it.tabIndex >= 0 && !it.disabled && !it.closest("[inert]") && it.getClientRects().length
    && !("focused" in it.dataset)).map((it) => it.outerHTML.slice(0, 120));
}"""
MANY, ALL = 25, 2000  # keys pressed at a time, and more than any page takes


@pytest.mark.sampled(6)
def test_everything_is_reached_by_keys_and_shows_it(page):
    by_keys(page)


def test_what_is_around_a_page_is_reached_by_keys_and_shows_it(other):
    other.set_viewport_size(DESK)
    by_keys(other)


def by_keys(page):
    page.emulate_media(forced_colors="active")
    page.evaluate(WATCH)
    for _ in range(ALL // MANY):
        for _ in range(MANY):
            page.keyboard.press("Tab")
        if page.evaluate("focused.some(({ again }) => again)"):
            break
    else:
        raise AssertionError("the keys do not come round")
    page.evaluate("document.activeElement.blur()")
    until(page, "!document.querySelector('.tooltip')")
    page.emulate_media(forced_colors="none")
    focused = page.evaluate("focused")
    assert page.evaluate(MISSED) == []
    assert [it["told"] for it in focused if not it["ring"]] == [], "nothing shows that it has the focus"
    assert [it["told"] for it in focused if not it["seen"] and "main-content" not in it["told"]] == [], "covered"


# What a narrow or enlarged page would cut, or make its reader scroll both ways for; what moves; tables and pairs of
# plots that leave their rows without a name.
NARROW = """() => {
  const scrolls = "pre, .pst-scrollable-table-container, div.math, figure, .rule-card, textarea";
  const elsewhere = ".bd-sidebar-primary, .bd-sidebar-secondary, .spoken, .visually-hidden, svg *";
  const style = (it) => getComputedStyle(it), words = (it) => it.outerHTML.slice(0, 120);
  const all = [...document.querySelectorAll(".bd-main *, .bd-header *")].filter((it) => it.checkVisibility());
  const own = all.filter((it) => !it.closest(`${elsewhere}, .katex`));
  const cut = (it) => style(it).overflowX !== "visible" && it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 1;
  const beyond = (it) => it.getBoundingClientRect().right > innerWidth + 1 && it.getBoundingClientRect().width > 1;
  const moves = (it) => parseFloat(style(it).transitionDuration) > 0.01 || style(it).animationName !== "none";
  const wide = all.filter((it) => it.matches(".pst-scrollable-table-container") && it.scrollWidth > it.clientWidth + 1);
  const label = (it) => it.querySelector("tbody tr > :first-child"), room = (it) => it.clientWidth;
  const nameless = (it) => style(label(it)).position !== "sticky" || label(it).offsetWidth > 0.6 * room(it);
  // The plots of a pair that the page may put one under the other, each by whether its rows have names.
  const named = (it) => [...it.querySelectorAll("[id*=axes_]")].map((plot) =>
    Boolean([...plot.querySelectorAll("[id*='matplotlib.axis_']")][1]?.querySelector("text")));
  const halfNamed = (it) => named(it)[0] && named(it).includes(false);
  return {
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    cut: own.filter((it) => !it.matches(`${scrolls}, .math`) && cut(it)).map(words),
    beyond: own.filter((it) => !it.closest(scrolls) && beyond(it)).map(words),
    moves: own.filter(moves).map(words),
    tables: wide.filter(nameless).map(words),
    plots: [...document.querySelectorAll(".book-pair")].filter(halfNamed).map(words),
  };
}"""
WHOLE = {"sideways": 0, **{found: [] for found in ("cut", "beyond", "moves", "tables", "plots")}}


@pytest.mark.sampled(6)
def test_nothing_is_lost_on_a_narrow_or_enlarged_page(page):
    """320 pixels are what a window of 1280 has at 400 %, 640 at 200 %."""
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate(SETTLED)
        with suppress(Error):  # figures may still be on their way to the new width; what is found then is told below
            until(page, f"(whole) => JSON.stringify(({NARROW})()) === whole", json.dumps(WHOLE, separators=(",", ":")))
        assert page.evaluate(NARROW) == WHOLE, f"at {width} pixels"


# How much words and lines of the figures stand out from the ground that the system gives the page, at least.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = document.createElement("div");
  ground.style.background = "Canvas";
  document.body.append(ground);
  const behind = light(getComputedStyle(ground).backgroundColor);
  const contrast = (colour) => (Math.max(light(colour), behind) + 0.05) / (Math.min(light(colour), behind) + 0.05);
  const figures = [...document.querySelectorAll("article svg:is(.book-figure, .book-explorer svg) text")];
  const inks = new Set(figures.filter((it) => it.checkVisibility()).map((it) => getComputedStyle(it).fill));
  return [...inks].filter((ink) => contrast(ink) < 3);
}"""


@pytest.mark.sampled(6)
def test_figures_are_read_in_colours_that_the_system_forces(page):
    """On a light ground and on a dark one, whichever of the two the reader has chosen on the page before."""
    page.emulate_media(forced_colors="active")
    for system in ("dark", "light"):
        in_scheme(page, system)
        for chosen in ("light", "dark", system):
            page.evaluate("(chosen) => (document.documentElement.dataset.theme = chosen)", chosen)
            assert page.evaluate(CONTRAST) == [], f"{chosen} was chosen, the system's ground is {system}"
    page.emulate_media(forced_colors="none")


@pytest.mark.sampled(6)
def test_axe_finds_nothing(page):
    assert violations(page, NAMED) == []
    page.evaluate(SHORTENED)
    for size, where in ((PHONE, "on a phone"), (DESK, "on a desk")):
        page.set_viewport_size(size)
        page.evaluate(SETTLED)
        in_scheme(page, "dark")
        assert violations(page, COLOURS) == [], f"{where}, in the dark"
        in_scheme(page, "light")
        assert violations(page) == [], where


def test_axe_finds_nothing_in_a_whole_chapter(other):
    other.goto((SITE / "chapters" / "00_story.html").as_uri())
    assert violations(with_axe(other)) == []


def test_what_is_lit_up_is_told_without_colour_too(other):
    other.emulate_media(forced_colors="active")
    for lit in (".rule-card tbody tr", ".bd-article a.plays", ".rule-card .sym"):
        width = f"parseFloat(getComputedStyle(document.querySelector('{lit}')).outlineWidth)"
        style = f"getComputedStyle(document.querySelector('{lit}')).outlineStyle"
        assert other.evaluate(style) == "none"
        other.evaluate(f"document.querySelector('{lit}').classList.add('now')")
        assert other.evaluate(style) == "solid" and other.evaluate(width) >= 2
