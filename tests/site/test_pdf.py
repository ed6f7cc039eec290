"""The book as one PDF, of two of its pages, made as `make pdf` makes the whole."""

import re
import unicodedata

import pypdf
import pytest

from book.print.__main__ import main
from book.print.article import address, article
from book.print.book import LongPage
from book.print.contents import ON_SCREEN, parts
from book.print.pdf import places, printed
from helpers.browsing import PAGES, SITE
from helpers.chapters import ROOT

CHAPTER, APPENDIX = "chapters/01_gradient_descent", "appendices/bibliography"
PARTS = [(None, [CHAPTER]), ("Appendices", [APPENDIX])]
PROOF, PICTURE = "How we know:", "explore_descents("  # words of a fold that is open, and of code that is left out


def one_line(text):
    """Text on one line, without ligatures."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def chapter(folds="proofs"):
    return article(CHAPTER, (SITE / f"{CHAPTER}.html").read_text(encoding="utf-8"), {CHAPTER}, folds)


def texts(pdf):
    return [one_line(page.extract_text()) for page in pdf.pages]


@pytest.fixture(scope="module")
def book(browser, tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "book.pdf"
    count = printed(LongPage(ROOT, SITE, PARTS, "proofs"), path, browser)
    pdf = pypdf.PdfReader(path)
    assert len(pdf.pages) == count
    return pdf


def outline(pdf):
    """The outline's lines: depth, title, the number of its page."""

    def lines(items, depth):
        for item in items:
            if isinstance(item, list):
                yield from lines(item, depth + 1)
            else:
                yield depth, item.title, pdf.get_destination_page_number(item) + 1

    return list(lines(pdf.outline, 0))


def test_the_outline_is_the_books(book):
    found = outline(book)
    assert [title for depth, title, _ in found if depth == 0] == [
        "Gradient descent: one rate for every direction",
        "Appendices",
        "Answers",
    ]
    assert (1, "Bibliography") in [(depth, title) for depth, title, _ in found]
    assert sum(depth == 1 for depth, _, _ in found) > 8
    for _, title, number in found:
        words = one_line(book.pages[number - 1].extract_text())
        assert title == "Appendices" or title[:20] in words, f"{title} is not on page {number}"


def test_the_contents_tell_the_pages_where_everything_stands(book):
    contents = texts(book)[1]
    assert contents.startswith(("Contents", "2 Contents"))
    for _, title, number in outline(book):
        assert title == "Appendices" or re.search(rf"{re.escape(title)} {number}\b", contents), title


def test_pages_are_numbered_but_for_the_first(book):
    first, *others = book.pages
    assert "1" not in first.extract_text().split()
    for number, page in enumerate(others, 2):
        assert str(number) in page.extract_text().splitlines()


def links(pdf):
    for page in pdf.pages:
        for link in page.get("/Annots", ()):
            yield link.get_object()


def test_links_jump_inside_and_lead_outside_by_their_addresses(book):
    found, known = list(links(book)), places(book)
    inside = [link["/Dest"].removeprefix("/") for link in found if "/Dest" in link]
    outside = [link["/A"]["/URI"] for link in found if "/A" in link]
    assert len(inside) > 40 and set(inside) <= set(known)
    assert any(name.startswith("appendices-bibliography--") for name in inside), "from the chapter to its sources"
    assert len(outside) > 20 and all(address.startswith("https://") for address in outside)


def test_proofs_are_open_pictures_stand_still_and_answers_are_at_the_end(book):
    pages = texts(book)
    whole = " ".join(pages)
    assert PROOF in whole and "assert " in whole and PICTURE not in whole
    assert "Fig. " in whole and "Loss above the minimum" in whole
    end = next(number for _, title, number in outline(book) if title == "Answers")
    before, after = " ".join(pages[: end - 1]), " ".join(pages[end - 1 :])
    assert len(re.findall(r"Answer \d+ stands at the end", before)) > 5
    told = [max(it.find_all(string=True, recursive=False), key=len) for it in chapter().select("details.question > p")]
    told = [one_line(words)[:30] for words in told]
    assert told and all(words in after and words not in before for words in told)
    for pressed in ("Show the code", "Edit and run", "See the answer", "Run in the browser"):
        assert pressed not in whole


@pytest.mark.parametrize(("folds", "proof", "picture"), [("open", 1, 1), ("proofs", 1, 0), ("shut", 0, 0)])
def test_which_folds_stand_open_can_be_chosen(folds, proof, picture):
    found = chapter(folds)
    assert bool(found.select("details.how[open]")) == proof and bool(found.select("details.code[open]")) == picture


def test_another_word_for_the_folds_is_refused(monkeypatch):
    monkeypatch.setenv("FOLDS", "ajar")
    with pytest.raises(SystemExit, match="FOLDS=ajar: it is one of proofs, open, shut"):
        main()


@pytest.mark.parametrize(
    ("href", "there"),
    [
        ("#here", "#chapters-01_gradient_descent--here"),
        ("#fig-gd-edge:learning_rate=0.1", "#chapters-01_gradient_descent--fig-gd-edge"),
        ("../appendices/bibliography.html#id1", "#appendices-bibliography--id1"),
        ("../appendices/bibliography.html", "#appendices-bibliography"),
        ("02_momentum.html", None),  # not in this book
        ("../lab/lab/index.html?path=x", None),
        ("https://host.example/a#b", "https://host.example/a#b"),
    ],
)
def test_where_a_link_leads_in_the_long_page(href, there):
    assert address(href, CHAPTER, {CHAPTER, APPENDIX}) == there


def test_the_printed_book_has_every_page_of_the_site():
    printed = {page for _, pages in parts(ROOT) for page in pages}
    built = {page.relative_to(SITE).with_suffix("").as_posix() for page in PAGES}
    assert printed == built - ON_SCREEN


class Growing:
    """A book whose contents take a page more as soon as they have numbers."""

    def html(self, numbers):
        more = '<p style="break-after: page">more</p>' if numbers else ""
        return f'<a href="#end">to the end</a>{more}<p id="end">end</p>'


def test_contents_that_move_what_they_tell_are_no_contents(browser, tmp_path):
    with pytest.raises(RuntimeError, match="moved the pages that they tell: end"):
        printed(Growing(), tmp_path / "book.pdf", browser)
