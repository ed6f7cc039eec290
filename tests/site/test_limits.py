"""A chapter shows first and proves beneath: its first screen, and how long it is with everything folded."""

import pytest

from helpers.chapters import NOTEBOOKS

SCREENS, WORDS, LINES, LONGEST, FIGURES = 16, 2500, 70, 12, 3
# What reading takes: words a minute, and minutes for a live figure, an answer, a vote.
PACE, FIGURE, ANSWER, VOTE = 120, 1, 0.5, 0.5
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)

MEASURE = """() => {
  const article = document.querySelector("article"), visible = (node) => node.checkVisibility();
  const cells = [...article.querySelectorAll(".cell_input pre")].filter(visible);
  const code = cells.map((pre) => pre.textContent.trimEnd().split("\\n").length);
  const screens = document.documentElement.scrollHeight / innerHeight;
  const plain = article.cloneNode(true);
  const rest = "details > :not(summary), details.code, details.how, .cell_input, figure, svg, script, style, table";
  for (const node of plain.querySelectorAll(`${rest}, .kicker, .katex-mathml, .rule-card`)) node.remove();
  const words = plain.textContent.split(/\\s+/).filter((word) => /\\p{L}/u.test(word)).length;
  const count = (query) => article.querySelectorAll(query).length;
  const asked = count(".predict:not(.claim), details.question"), claims = count(".claim");
  const minutes = Number(/(\\d+) minutes/.exec(article.textContent)[1]);
  return { screens, words, code, asked, claims, minutes, figures: count(".book-explorer .stage") };
}"""
SEEN = """() => {
  const bottom = (query) => document.querySelector(query).getBoundingClientRect().bottom;
  const [title, promise, question] = ["h1", "h1 + p", "h1 + p + p"].map((part) => bottom(`article ${part}`));
  const [figure, target, slider] = [".stage", ".target", ".control"].map((part) => bottom(`.explorer-place ${part}`));
  return { title, promise, question, figure, target, slider };
}"""


@EVERY
def test_a_chapter_is_short_with_everything_folded(path, visit, tell):
    page = visit(path.stem)
    found = page.evaluate(MEASURE)
    lines, longest = sum(found["code"]), max(found["code"], default=0)
    tell(
        f"{path.stem:22} {found['screens']:5.1f} screens {found['words']:5} words {lines:3} lines of code, "
        f"{longest:2} the longest cell, {found['figures']} live figures"
    )
    assert found["screens"] <= SCREENS
    assert found["words"] <= WORDS
    assert lines <= LINES and longest <= LONGEST
    assert found["figures"] >= FIGURES
    takes = found["words"] / PACE + FIGURE * found["figures"] + ANSWER * found["asked"] + VOTE * found["claims"]
    assert takes <= found["minutes"] <= takes + 10, f"says {found['minutes']} minutes, and takes {takes:.0f}"


@pytest.mark.sampled(8)
@EVERY
@pytest.mark.parametrize("size", SIZES)
def test_the_first_screen_is_alive(path, size, visit):
    """Title, promise and question, the figure, its target and its first slider, all in one view."""
    viewport = SIZES[size]
    page = visit(path.stem, viewport=viewport, has_touch=size == "phone")
    seen = page.evaluate(SEEN)
    below = {what: round(bottom) for what, bottom in seen.items() if not 0 < bottom <= viewport["height"]}
    assert not below, f"of {viewport['height']} pixels"


@pytest.mark.sampled(4)
@EVERY
def test_on_a_phone_the_figure_stays_while_its_controls_are_moved(path, visit):
    page = visit(path.stem, viewport=SIZES["phone"], has_touch=True)
    for place in page.locator(".explorer-place").all():
        control = place.locator(".control").last
        control.scroll_into_view_if_needed()
        control.evaluate("node => scrollBy(0, node.getBoundingClientRect().bottom - innerHeight + 8)")
        box = place.locator(".stage").bounding_box()
        assert box["y"] >= 0, "the figure has left the screen"
