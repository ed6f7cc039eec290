"""What is made of words: HTML without anything that acts, reaches out, or looks like a part of the page."""

import re

import pytest

from grading.pages import filters, formulas, frame, harmless
from helpers.hostile_words import PAYLOADS, Page, dangers


@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("name", PAYLOADS)
def test_what_anyone_writes_is_harmless(name, links):
    html = harmless.html(f"before\n\n{PAYLOADS[name]}\n\nafter", links=links)
    assert dangers(html) == []
    assert "before" in html and "after" in html  # no answer is lost behind a tag that somebody left open
    own = {"class", "id", "name", "style", "target", "title", "rel"} - ({"rel"} if links else set())
    assert not {attribute for _, attribute, _ in Page(html).attributes} & own
    assert links or "a" not in Page(html).tags


def test_what_people_write_is_still_readable():
    text = (
        "# Title\n\n- *em* and `a < b`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nx<sub>2</sub>, [link](https://a.example)"
    )
    html = harmless.html(text)
    pieces = ("<h1>Title", "<em>em</em>", "<code>a &lt; b</code>", "<td>1</td>", "x<sub>2</sub>")
    assert all(piece in html for piece in pieces)
    assert "link (https://a.example)" in html
    assert '<a href="https://a.example" rel="noopener noreferrer">link</a>' in harmless.html(text, links=True)


@pytest.mark.parametrize(
    "text",
    ["a <!-- b", "<!-- a\n\nb", '<div title="\n\nb', "a <script> b", "<textarea>\n\nb", "<? b", "a </ b"],
)
def test_no_word_is_hidden_by_a_tag(text):
    words = re.sub(r"<[^>]*>", "", harmless.html(text))
    assert "b" in words and ("a" in words or "a" not in text.split())


def test_formulas_are_set_by_the_page_itself_or_left_as_they_are():
    html = harmless.html(r"$x_1 < \frac{a}{b}$ and $$\sqrt{v}$$ and" + "\n\n\\begin{align}a&=b\\end{align}\n")
    assert html.count('<math display="inline">') == 1 and html.count('<math display="block">') == 2
    assert "<msub><mi>x</mi><mn>1</mn></msub><mo>&lt;</mo><mfrac>" in html
    for hopeless in (r"\frac{1}{" * 3_000, "x_" * 900, "{" * 900, "x" * (formulas.MAX_FORMULA + 1), r"\left( a"):
        assert f"<code>${hopeless}$</code>" in harmless.html(f"${hopeless}$")


def test_pictures_are_the_cell_s_own_or_none():
    png = {"a b.png": {"image/png": "AAAA"}, "x.svg": {"image/svg+xml": "AAAA"}}
    sources = re.findall(
        r'src="([^"]*)"', harmless.html("![a](<attachment:a b.png>) <img src='attachment:a b.png'>", png)
    )
    assert sources == ["data:image/png;base64,AAAA"] * 2
    for name in (
        "attachment:x.svg",
        "attachment:none.png",
        "x.png",
        "//a/x",
        "https://a.example/x",
        "data:text/html,x",
    ):
        assert "src" not in harmless.html(f"![x]({name})", png)


def test_a_frame_is_as_high_as_its_words_need_and_no_higher_than_a_screen():
    heights = [frame.height("", "x\n" * lines) for lines in (1, 10, 10_000)]
    assert heights == sorted(heights) and heights[0] < 8
    assert f";height:{frame.MOST}em;" in frame.framed("", "x\n" * 10_000)
    assert frame.height('<img src="x">', "x") > frame.PICTURE


def test_a_student_s_text_leaves_its_frame_by_no_quote():
    html = frame.framed("</body>\"'></iframe><script>alert(1)</script>", "x")
    assert Page(html).tags == ["iframe"]
    (inner,) = [value for _, name, value in Page(html).attributes if name == "srcdoc"]
    assert ("iframe", "sandbox", "") in Page(html).attributes
    assert "</iframe><script>alert(1)" in inner and inner.startswith("<!DOCTYPE html>")


def test_what_cannot_be_seen_in_code_is_named():
    html = filters.code("if level != 'user\u202e \u2066# check\u2069 \u2066':\n    a\u200bb = 'é — שלום'")
    assert not filters.UNSEEN.search(html)
    words = re.sub(r"<[^>]*>", "", html)
    assert r"\u202e" in words and r"a\u200bb" in words and "é — שלום" in words


def test_a_text_that_takes_too_much_is_shown_as_it_was_written(monkeypatch):
    monkeypatch.setattr(harmless, "html", endless)
    monkeypatch.setattr(filters, "SECONDS", 0.5)
    assert filters.cleaned("<b>", {}) == "<pre>&lt;b&gt;</pre>"


def endless(text, attachments):
    """In place of harmless.html: it never ends."""
    while True:
        pass
