"""Links between claims and the sections that settle them, by themselves; tests/site follows them on the built pages."""

import pytest
from docutils import nodes
from sphinx.errors import ExtensionError

from book.extensions.places import FEW, linked, on_trial, settled_on, tell_sections
from helpers.claims import every_claim
from optimizers.explorer.claim_cards import put_on_trial, show_verdicts

DOCS = {"chapters/06_rmsprop", "chapters/09_claims", "chapters/deeper/09_memory", "appendices/dictionary"}
CARDS = {"claim-3": "chapters/deeper/09_memory", "claim-69": "chapters/09_claims"}


def place(address, words="there"):
    return f'<span data-place="{address}">{words}</span>'


@pytest.mark.parametrize(
    ("page", "address", "href"),
    [
        ("chapters/06_rmsprop", "claim#claim-3", "deeper/09_memory.html#claim-3"),
        ("chapters/deeper/09_memory", "claim#claim-69", "../09_claims.html#claim-69"),
        ("chapters/deeper/09_memory", "claim#claim-3", "#claim-3"),
        ("chapters/deeper/09_memory", "chapters/06_rmsprop#floor", "../06_rmsprop.html#floor"),
        ("chapters/09_claims", "appendices/dictionary", "../appendices/dictionary.html"),
        ("index", "chapters/06_rmsprop#floor", "chapters/06_rmsprop.html#floor"),
    ],
)
def test_a_place_becomes_a_link_from_the_page_that_names_it(page, address, href):
    assert linked(f"<p>See {place(address)}.</p>", page, DOCS, CARDS) == f'<p>See <a href="{href}">there</a>.</p>'


@pytest.mark.parametrize("address", ["claim#claim-99", "claim", "chapters/10_nowhere#a"])
def test_a_place_that_the_book_does_not_have_stops_the_build(address):
    with pytest.raises(ExtensionError, match="chapters/06_rmsprop: the book has no place"):
        linked(place(address), "chapters/06_rmsprop", DOCS, CARDS)


def test_what_names_no_place_stays():
    body = '<p>See <span class="x">there</span>.</p>'
    assert linked(body, "chapters/06_rmsprop", DOCS, CARDS) == body


@pytest.mark.usefixtures("torch")
@every_claim
def test_a_claim_is_told_at_all_its_places_and_its_card_names_them(claim):
    card = put_on_trial(claim.number).html()
    for address in claim.where:
        page, _, anchor = address.partition("#")
        page = page.rpartition(".")[0]
        assert claim.number in settled_on(page)[anchor]
        assert f'data-place="{page}#' in card


def test_few_claims_stand_in_a_line_and_many_in_a_fold():
    few, many = on_trial(range(1, FEW + 1)), on_trial(range(1, FEW + 2))
    assert few.startswith('<p class="on-trial">On trial here: ') and few.count("data-place") == FEW
    assert many.startswith(f'<details class="on-trial"><summary>On trial here: {FEW + 1} claims</summary>')
    assert many.count("data-place") == FEW + 1


@pytest.fixture
def chapter():
    """A section with a figure and a fold of proofs at its end, and one inside it."""
    inner = nodes.section("", nodes.title("", "Inside"), nodes.paragraph("", "More."), ids=["inside"])
    proof = nodes.raw("", "</details>", format="html")
    figure = nodes.container("", nodes.figure(ids=["fig-one"]))
    outer = nodes.section("", nodes.title("", "Whole"), figure, proof, inner, ids=["whole"])
    document = nodes.document("", "")
    document += outer
    return document


def test_the_line_ends_the_section_behind_its_folds_and_stands_there_once(chapter):
    tell_sections(chapter, "chapters/06_rmsprop", {"fig-one": [3, 20], "whole": [3, 1], "inside": [2]})
    outer = chapter[0]
    kinds = [type(child).__name__ for child in outer]
    assert kinds == ["title", "container", "raw", "raw", "section"]
    assert outer[3].astext() == on_trial([1, 3, 20])
    assert outer[4][-1].astext() == on_trial([2])


def test_a_claim_settled_nowhere_stops_the_build(chapter):
    with pytest.raises(ExtensionError, match="has no place called gone, where claim 7 is settled"):
        tell_sections(chapter, "chapters/06_rmsprop", {"gone": [7]})


@pytest.mark.usefixtures("torch")
def test_the_table_names_every_card():
    table = show_verdicts()._repr_html_()
    assert table.count("<tr data-sources=") == 72
    for number in range(1, 73):
        assert f'data-place="claim#claim-{number}"' in table
