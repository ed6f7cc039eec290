"""The Sphinx extensions, by themselves; the build runs them together and stops at any warning."""

import matplotlib.pyplot as plt
import pytest
from figures import inlined
from openings import kicker
from repository import address

from fingerprint import of_execution, of_site
from optimizers import adam, descend, plotting, quadratic_bowl


@pytest.mark.parametrize(
    "remote",
    [
        "https://gitlab.example.org/group/book.git",
        "https://gitlab.example.org/group/book",
        "https://user:token@gitlab.example.org/group/book.git",
        "git@gitlab.example.org:group/book.git",
        "ssh://git@gitlab.example.org/group/book.git",
    ],
)
def test_one_address_for_all_forms_of_a_remote(remote, monkeypatch, tmp_path):
    monkeypatch.setenv("BOOK_REPOSITORY", remote)
    assert address(tmp_path) == "https://gitlab.example.org/group/book"


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "https://example.org/group/book",
        "https://github.com/book",
        "/srv/git/book",
        "../book",
        "file:///srv/book.git",
    ],
)
def test_no_buttons_without_an_address(remote, monkeypatch, tmp_path):
    monkeypatch.setenv("BOOK_REPOSITORY", remote)
    assert address(tmp_path) is None


def test_the_address_is_that_of_the_remote(monkeypatch, tmp_path):
    monkeypatch.delenv("BOOK_REPOSITORY", raising=False)
    assert address(tmp_path) is None, "a folder that is no repository has none"


@pytest.mark.parametrize(
    ("page", "words"),
    [("chapters/06_rmsprop", "Chapter 6"), ("appendices/notation", "Appendix"), ("search", ""), ("genindex", "")],
)
def test_kickers(page, words):
    assert kicker(page) == words


def test_fingerprints_tell_package_and_look_apart():
    assert of_execution() == of_execution() != of_site()


@pytest.fixture
def svg():
    plotting.use_style()
    bowl = quadratic_bowl()
    figure, ax = plotting.single()
    plotting.draw_landscape(ax, bowl)
    plotting.draw_path(ax, descend(adam, bowl, bowl.start, 20, learning_rate=0.1), adam)
    plotting.note(ax, "β = 0.999", (0, 0))
    yield plotting.as_svg(figure)
    plt.close("all")


def test_a_figure_takes_the_pages_colours_and_type(svg):
    page = inlined(svg, 'Adam "turns" & <stops>', "f0")
    assert page.startswith('<svg class="book-figure" role="img" aria-label="Adam &quot;turns&quot; &amp; &lt;stops>"')
    assert "var(--book-ink)" in page and "DejaVu" not in page
    assert not any(light in page for light, _ in plotting.PALETTE.values()), "no colour stays fixed"
    assert 'class="halo"' in page and f'id="{plotting.HALO}"' not in page
    assert len(page) < 0.9 * len(svg)
    assert ">β = 0.999<" in page, "words keep their digits"


def test_two_figures_of_a_page_share_no_id(svg):
    import re

    ids = [set(re.findall(r'\bid="([^"]+)"', inlined(svg, "alt", prefix))) for prefix in ("f0", "f1")]
    assert ids[0] and not ids[0] & ids[1]
    for name in re.findall(r'(?:xlink:href="#|url\(#)([^")]+)', inlined(svg, "alt", "f0")):
        assert name in ids[0], "what is referred to is there"
