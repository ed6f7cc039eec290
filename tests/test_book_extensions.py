"""The Sphinx extensions, by themselves; the build runs them together and stops at any warning."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import nbformat
import pytest
from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.cache.main import CacheBundleIn

from book.extensions.finish import finished, plain
from book.extensions.openings import kicker
from book.extensions.policy import guarded
from book.extensions.punctuation import bind
from book.extensions.repository import address
from book.extensions.running import stamped
from book.extensions.status import executions, table, versions
from book.fingerprint import ROOT, of_execution, of_site
from book.inline import inlined
from book.widget_state import slim
from helpers.svg import as_svg
from optimizers import adam, descend, look, plotting, quadratic_bowl


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
    book, inside = tmp_path / "book", tmp_path / "book" / "downloaded"
    inside.mkdir(parents=True)
    for command in (["init", "--quiet"], ["remote", "add", "origin", "https://gitlab.example.org/group/book"]):
        subprocess.run(["git", *command], cwd=book, check=True)
    assert address(book) == "https://gitlab.example.org/group/book"
    assert address(inside) is None, "nor has one inside another repository"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert address(book) is None, "nor has any where there is no git"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("chapters/06_rmsprop", "Chapter 6"),
        ("exercises/release/6_x/6_x", "Graded exercise"),
        ("appendices/notation", "Appendix"),
        ("search", ""),
    ],
)
def test_kickers(page, words):
    assert kicker(page) == words


@pytest.mark.parametrize(
    ("changed", "executed", "written"),
    [
        ("optimizers/update_rules.py", True, False),
        ("optimizers/explorer/js/engine.js", True, False),
        ("optimizers/explorer/js/explorer.css", False, True),
        ("requirements.txt", True, False),
        ("book/widget_state.py", True, True),
        ("book/extensions/figures.py", False, True),
        ("book/assets/book.css", False, True),
        ("grading/checks.py", False, False),
        ("README.md", False, False),
    ],
)
def test_fingerprints_tell_package_and_look_apart(changed, executed, written, monkeypatch):
    before = of_execution(), of_site()
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#" * (path == ROOT / changed))
    after = of_execution(), of_site()
    assert [one != other for one, other in zip(before, after, strict=True)] == [executed, written]


@pytest.fixture
def svg():
    plotting.use_style()
    bowl = quadratic_bowl()
    figure, ax = plotting.single()
    plotting.draw_landscape(ax, bowl)
    plotting.draw_path(ax, descend(adam, bowl, bowl.start, 20, learning_rate=0.1), adam)
    plotting.note(ax, "β = 0.999", (0, 0))
    yield as_svg(figure)
    plt.close("all")


def test_a_figure_takes_the_pages_colours_and_type(svg):
    page = inlined(svg, 'Adam "turns" & <stops>', "f0")
    root = ElementTree.fromstring(page)
    assert (root.get("class"), root.get("role")) == ("book-figure", "img")
    assert root.get("aria-label") == 'Adam "turns" & <stops>' and "metadata" not in page
    assert "var(--book-ink)" in page and "DejaVu" not in page
    assert not any(light in page for light, _ in look.PALETTE.values()), "no colour stays fixed"
    assert 'class="halo"' in page and f'id="{look.HALO}"' not in page
    assert len(page) < 0.9 * len(svg)
    assert ">β = 0.999<" in page, "words keep their digits"


def test_two_figures_of_a_page_share_no_id(svg):
    ids = [set(re.findall(r'\bid="([^"]+)"', inlined(svg, "alt", prefix))) for prefix in ("f0", "f1")]
    assert ids[0] and not ids[0] & ids[1]
    for name in re.findall(r'(?:xlink:href="#|url\(#)([^")]+)', inlined(svg, "alt", "f0")):
        assert name in ids[0], "what is referred to is there"


@pytest.fixture
def executed(tmp_path):
    """A folder with one notebook, and a cache of outputs in which it was executed twice."""
    cells = [nbformat.v4.new_markdown_cell("# First steps"), nbformat.v4.new_code_cell("1 + 1")]
    notebook, path = nbformat.v4.new_notebook(cells=cells), tmp_path / "chapters" / "01_first.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook, path)
    cache = get_cache(tmp_path / "cache")
    for seconds in (9.0, 2.54):
        bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": seconds})
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    return cache, tmp_path


def test_the_status_page_tells_the_last_execution(executed):
    (row,) = executions(*executed, ["appendices/status", "chapters/01_first"])
    assert (row.page, row.seconds, row.cells) == ("chapters/01_first", 2.54, 1)
    ago = datetime.now(UTC) - datetime.fromisoformat(f"{row.when}+00:00")
    assert timedelta(0) <= ago < timedelta(minutes=3)


def test_the_table_of_executions_links_to_the_page_and_names_no_folder(executed):
    rows = executions(*executed, ["chapters/01_first"])
    text = str(table(rows * 2, {"chapters/01_first": nodes.title("", "First steps")}, "../{}.html".format))
    assert text.count('refuri="../chapters/01_first.html"') == text.count(">First steps<") == 2
    assert "<paragraph>2.5</paragraph>" in text and "<paragraph>5.1</paragraph>" in text, "each and the sum"
    assert str(executed[1]) not in text


def test_a_notebook_that_was_not_executed_stops_the_build(executed, caplog):
    cache, folder = executed
    path = folder / "chapters" / "01_first.ipynb"
    path.write_text(path.read_text().replace("1 + 1", "1 + 2"))
    assert executions(cache, folder, ["chapters/01_first"]) == []
    assert "the notebook was not executed" in caplog.text


def test_the_versions_are_those_of_this_environment():
    import platform

    import numpy

    assert f"Python {platform.python_version()}, NumPy {numpy.__version__}, " in versions()


THEME = """<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
<script src="../_static/scripts/bootstrap.js"></script>
<script src="../_static/searchtools.js?v=1"></script><script src="../searchindex.js"></script>
<button class="btn search-button-field" title="Search" aria-label="Search" data-x="1">
<span class="search-button__kbd-shortcut">Ctrl</span></button>
<i class="theme-switch fa-sun" data-mode="light" title="Light"></i><div id="pst-primary-sidebar" class="bd">
<div role="list" class="citation-list"><div class="citation" id="a" role="doc-biblioentry">
<th class="head"><p></p></th><th class="head"><p>Rule</p></th>"""


def test_finished_pages_are_repaired_once():
    page = finished(THEME)
    gone = ("fontawesome", 'aria-label="Search"', "title=", "doc-biblioentry", 'role="list"', "<p></p>")
    assert [words for words in gone if words in page] == []
    assert "bootstrap.js" in page and '<th class="head"><p>Rule</p></th>' in page
    assert page.count('aria-hidden="true"') == 2 and page.count('aria-label="Book"') == 1
    assert finished(page) == page and "search" not in page.replace("search-button", "")
    unchanged = '<svg viewBox="0 0 1 1"><clipPath id="a"/><path D=\'1\'/></svg><!-- x --><P>a &amp; b &lt; c<br></P>\n'
    assert finished(unchanged) == unchanged, "what needs no repair stays, to the last byte"
    assert "searchtools.js" in finished(THEME, "search.html") and "searchindex.js" in finished(THEME, "search.html")


def test_a_formula_in_a_heading_of_a_table_is_named_by_its_symbols():
    formula = "<math><mi>g</mi><mo>&lt;</mo><mn>1</mn><annotation>g \\lt 1</annotation></math>"
    heading = f'<th class="head"><p>{formula}</p></th>'
    named = heading.replace("<math>", '<math aria-label="g &lt; 1">')
    assert finished(heading + formula) == named + formula, "and no formula elsewhere"
    assert finished(named) == named


def test_words_of_code_that_look_like_the_code_around_them_need_no_element():
    css = """html[data-theme="light"] .highlight { background: #fff; color: #080808 }
html[data-theme="light"] .highlight .n { color: #080808 }
html[data-theme="light"] .highlight .k { color: #080808; font-weight: bold }
html[data-theme="light"] .highlight .p { color: #080808 }
html[data-theme="dark"] .highlight { background: #222; color: #F8F8F2 }
html[data-theme="dark"] .highlight .n { color: #F8F8F2 }
html[data-theme="dark"] .highlight .k { color: #F8F8F2 }
html[data-theme="dark"] .highlight .p { color: #AAAAAA }"""
    assert plain(css) == {"n"}
    page = '<span class="k">for</span> <span class="n">step</span><span class="p">:</span>'
    assert finished(page, plain={"n"}) == '<span class="k">for</span> step<span class="p">:</span>'


def test_a_formula_stays_together_with_the_marks_behind_it():
    paragraph = nodes.paragraph(
        "", "", nodes.math("", "x"), nodes.Text("), and "), nodes.math("", "y"), nodes.Text(" is")
    )
    bind(paragraph)
    together, rest, alone, text = paragraph
    assert together.astext() == "x)," and together["classes"] == ["together"]
    assert (rest, alone.astext(), text) == (" and ", "y", " is")


def test_a_page_keeps_of_its_widgets_what_its_script_reads():
    def record(name, **state):
        return {"model_name": name, "model_module": "m", "model_module_version": "1", "state": state}

    state = {
        "a": record("DropdownModel", index=1, _options_labels=["x"], _view_name="v", layout="IPY_MODEL_c", style="s"),
        "b": record("AnyModel", view="descent", _esm="code", _css=""),
        "c": record("LayoutModel", width="1px"),
        "d": record("SliderStyleModel"),
    }
    (kept,) = slim({"mime": {"version_major": 2, "state": state}}).values()
    assert {key: record["state"] for key, record in kept["state"].items()} == {
        "a": {"index": 1, "_options_labels": ["x"]},
        "b": {"view": "descent"},
    }
    assert kept["version_major"] == 2


PAGE = """<head><meta charset="utf-8" /><script>one()</script><script src="two.js"></script></head>
<body><script type="application/json">{"three": 3}</script><button onclick="four()">4</button></body>"""


def test_a_page_lets_its_own_scripts_run_and_no_others():
    page = guarded(PAGE)
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashes = re.findall(r"'sha256-[^']+'", rules["script-src"])
    assert len(hashes) == 2, "of one() and of four()"
    assert "unsafe-inline" not in rules["script-src"] and "'unsafe-eval'" not in rules["script-src"]
    assert all("http" not in sources and "*" not in sources for sources in rules.values())
    assert page.index("Content-Security-Policy") < page.index("<script>")
    assert guarded(page) == page
    assert "unsafe-hashes" not in guarded(PAGE.replace(' onclick="four()"', ""))
    assert guarded(PAGE.replace("one()", "1()")) != page


def test_a_cells_id_becomes_data():
    body = '<div class="cell tag_proof docutils container cell-id-a-b_1"><p class="cell-idea">'
    assert stamped(body) == '<div class="cell tag_proof docutils container" data-cell="a-b_1"><p class="cell-idea">'


def test_a_figure_of_the_browsers_matplotlib_is_cut_as_well():
    fig, _ = plotting.pair()
    newer = as_svg(fig)
    older = re.sub(r"font-size: ([\d.]+)px; font-family: ", r"font: \1px ", newer)
    assert older != newer
    assert inlined(older, "Two plots.", "f").count("<svg") == inlined(newer, "Two plots.", "f").count("<svg") == 2


def test_a_pair_without_frames_stays_whole():
    fig, axes = plotting.pair()
    for ax in axes:
        ax.axis("off")
    assert inlined(as_svg(fig), "Nothing.", "f").count("<svg") == 1
