"""The Sphinx extensions that make the site's pages findable, light and quotable, by themselves and in a small book."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from book.extensions import caches, card
from book.extensions.address import description
from book.extensions.bundles import SPARE, bundled, cut, words
from book.extensions.cite import authors, fold
from book.extensions.finish import finished
from book.extensions.previews import links, preview, scripts
from book.extensions.repository import site_address
from book.extensions.search import reading
from book.extensions.version import stamped, version
from book.fingerprint import ROOT


@pytest.mark.parametrize(
    ("address", "repository", "found"),
    [
        ("https://example.org/book", "", "https://example.org/book/"),
        ("http://example.org:8000/", "git@github.com:owner/book.git", "http://example.org:8000/"),
        (None, "git@github.com:Owner/book.git", "https://owner.github.io/book/"),
        (None, "https://github.com/owner/Owner.github.io", "https://owner.github.io/"),
        (None, "https://gitlab.com/owner/book", None),
        (None, "", None),
        ("", "https://github.com/owner/book", None),
    ],
)
def test_where_the_site_is_read(address, repository, found, monkeypatch, tmp_path):
    monkeypatch.setenv("BOOK_REPOSITORY", repository)
    monkeypatch.delenv("BOOK_ADDRESS", raising=False)
    if address is not None:
        monkeypatch.setenv("BOOK_ADDRESS", address)
    assert site_address(tmp_path) == found


@pytest.mark.parametrize(
    "given", ["example.org", "ftp://example.org/", "https://", "https://example.org/?a=1", "/book"]
)
def test_what_is_no_web_address_is_refused(given, monkeypatch, tmp_path):
    monkeypatch.setenv("BOOK_ADDRESS", given)
    with pytest.raises(ExtensionError, match="BOOK_ADDRESS"):
        site_address(tmp_path)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """``small()`` builds a book of two pages with the extensions that tell its address, and returns its folder."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "first.rst").write_text("First\n=====\n\nOne & two. Is it three?\n\n.. toctree::\n\n   second\n")
    (source / "second.rst").write_text("Second\n======\n\nWords.\n")
    monkeypatch.setattr(card, "draw", lambda path: path.write_bytes(b"picture"))

    def build(address):
        monkeypatch.setenv("BOOK_ADDRESS", address)
        out, extensions = tmp_path / "html", ["address", "card", "doors"]
        config = {
            "root_doc": "first",
            "extensions": ["sphinxext.opengraph", *(f"book.extensions.{name}" for name in extensions)],
            "html_theme": "basic", "ogp_site_name": "A book", "ogp_social_cards": {"enable": False},
        }  # fmt: skip
        Sphinx(source, None, out, tmp_path / "doctrees", "html", config, status=None, freshenv=True).build()
        return out

    return build


def test_where_the_address_is_known_pages_tell_it(small):
    out = small("https://example.org/book")
    page, root, lost = ((out / name).read_text() for name in ("second.html", "index.html", "404.html"))
    assert '<link rel="canonical" href="https://example.org/book/second.html"' in page
    assert '<meta property="og:url" content="https://example.org/book/second.html"' in page
    picture = f"https://example.org/book/_static/{card.name()}"
    assert (
        page.count(f'<meta property="og:image" content="{picture}"') == 1 and (out / "_static" / card.name()).is_file()
    )
    assert 'name="twitter:card" content="summary_large_image"' in page
    assert '<link rel="canonical" href="https://example.org/book/first.html">' in root and picture in root
    assert re.findall("<loc>(.*?)</loc>", (out / "sitemap.xml").read_text()) == [
        "https://example.org/book/first.html",
        "https://example.org/book/second.html",
    ]
    addresses = re.findall(r'href="([^"]*)"', lost)
    assert "https://example.org/book/second.html" in addresses, "the book's pages"
    assert all(address.startswith("https://example.org/book/") for address in addresses), "it may stand anywhere"


def test_where_the_address_is_not_known_no_page_has_one(small):
    small("https://example.org/book")
    out = small("")
    for name in ("first.html", "second.html", "index.html"):
        page = (out / name).read_text()
        assert not re.search(r"canonical|og:url|og:image|twitter:", page), name
    assert not (out / "sitemap.xml").exists(), "nor an earlier build's"
    assert "href" not in (out / "404.html").read_text()


def test_the_roots_page_is_a_page_and_leads_on(small):
    root = (small("") / "index.html").read_text()
    assert root.startswith("<!DOCTYPE html>") and '<html lang="en">' in root and "<title>A book</title>" in root
    assert '<meta http-equiv="refresh" content="0; url=first.html">' in root and '<a href="first.html">' in root
    assert '<meta name="description" content="One &amp; two. Is it three?"' in root


def test_a_page_is_described_by_its_first_whole_sentences():
    def page(*paragraphs):
        return nodes.section("", *(nodes.paragraph("", "", *parts) for parts in paragraphs))

    long = "word " * 50
    assert description(page([nodes.Text("A promise.")], [nodes.Text("A question?")])) == "A promise. A question?"
    assert (
        description(page([nodes.math("", "x"), nodes.Text(" is left out.")], [nodes.Text("This\nnot.")])) == "This not."
    )
    assert description(
        page([nodes.Text(f"One sentence that is long enough for all of it to be said. {long}")])
    ).endswith("said.")
    cut_off = description(page([nodes.Text(long)]))
    assert len(cut_off) <= 200 and cut_off.endswith("word…")
    assert description(page()) == ""


def test_the_card_is_a_picture_of_the_size_that_networks_show(tmp_path):
    for name in ("one.png", "other.png"):
        card.draw(tmp_path / name)
    with Image.open(tmp_path / "one.png") as picture:
        assert picture.size == (1200, 630)
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 500, "something is drawn"
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "other.png").read_bytes()


def commit(folder, *tags):
    run = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for words_ in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"], *(["tag", tag] for tag in tags)):
        environment = os.environ | {"GIT_COMMITTER_DATE": "2026-01-02T23:00:00 +0000"}
        subprocess.run([*run, *words_], cwd=folder, check=True, env=environment)


@pytest.fixture
def copy(tmp_path):
    """A folder with what the version is read from."""
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (folder / "CITATION.cff").write_text("date-released: 2025-12-31\n")
    return folder


def test_the_version_is_the_commits(copy):
    commit(copy)
    number, date, year = version(copy)
    assert re.fullmatch(r"1\.2\.3\+[0-9a-f]{7,}", number) and (date, year) == ("2026-01-02", "2026")
    (copy / "pyproject.toml").write_text('[project]\nversion = "1.2.4"\n')
    assert version(copy).version.endswith("-dirty"), "what is not committed is no version"


def test_the_version_is_the_tags(copy):
    commit(copy, "v1.2.3")
    assert version(copy).version == "v1.2.3"


@pytest.mark.parametrize("beneath", [False, True])
def test_a_copy_without_history_has_the_packages_version(copy, beneath, monkeypatch):
    if beneath:
        commit(copy.parent)
    else:
        monkeypatch.setenv("PATH", "")
    assert version(copy) == ("1.2.3", "2025-12-31", "2025")


def test_versions_are_filled_in_again(copy):
    page = '<p>Version <span data-stamp="version"></span> of <b data-stamp="date">old</b>.</p>'
    filled = stamped(page, version(copy))
    assert filled == '<p>Version <span data-stamp="version">1.2.3</span> of <b data-stamp="date">2025-12-31</b>.</p>'
    assert stamped(filled, version(copy)) == filled


CITATION = {"title": "A & B", "authors": [{"given-names": "Ada", "family-names": "Bee"}, {"name": "The {others}"}]}


def test_a_page_tells_how_it_is_cited():
    assert authors(CITATION) == "Ada Bee, The {others}"
    assert authors(CITATION, bibtex=True) == r"Bee, Ada and {The \{others\}}"
    told = fold(CITATION, "50% <of> it", "06_half", "https://example.org/half.html")
    plain, bibtex = re.findall(r"<pre>(.*?)</pre>", told, re.DOTALL)
    assert plain.count("https://example.org/half.html") == bibtex.count("https://example.org/half.html") == 1
    assert "50% &lt;of&gt; it. In: A &amp; B" in plain and "title = {{50\\% &lt;of&gt; it}}" in bibtex
    assert bibtex.startswith("@misc{a_b_06_half,\n") and bibtex.count("{") == bibtex.count("}")
    assert "url" not in fold(CITATION, "50%", "06_half", None)


DOWNLOAD = '<a href="../_sources/chapters/a.ipynb?v=1" target="_blank" class="btn">'


def test_a_download_is_one_wherever_the_page_lies():
    assert finished(DOWNLOAD) == '<a href="../_sources/chapters/a.ipynb?v=1" class="btn" download="a.ipynb">'


def test_a_page_has_one_viewport_and_knows_at_once_whether_it_is_dark():
    views = '<meta name="viewport" content="1"/>\n<meta name="viewport" content="2"><meta name="x">'
    assert finished(views) == '<meta name="viewport" content="1"/><meta name="x">'
    script = '<script>document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";</script>'
    assert "matchMedia" in finished(script) and finished(finished(script)) == finished(script)


HEAD = """<head><title>t</title><link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="../_static/book.css?v=1" /><link rel="icon" href="../_static/logo.svg"/>
<link rel="preload" as="script" href="../_static/scripts/bootstrap.js?digest=1" />
<script src="../_static/documentation_options.js?v=1"></script><script src="../_static/doctools.js?v=1"></script>
<script>let toggleHintShow = 'Click';</script><script src="../_static/togglebutton.js?v=1"></script>
<script src="../_static/explorers.1/explorers.js"></script><script src="../_static/searchtools.js"></script>
<script data-x="" src="../_static/design-tabs.js?v=1"></script></head><body>"""


def test_a_page_asks_for_bundles():
    page = bundled(HEAD, "const OPTIONS = 1;")
    assert re.findall(r'stylesheet" href="([^"]*)"', page) == ["../_static/site.css"]
    assert re.findall(r'<script (defer )?src="([^"]*)"', page) == [
        ("defer ", "../_static/site.js"),
        ("", "../_static/explorers.1/explorers.js"),
        ("defer ", "../_static/searchtools.js"),
    ]
    assert "<script>const OPTIONS = 1;</script>" in page and "toggle" not in page and "logo.svg" in page
    assert bundled(page, "const OPTIONS = 1;") == page
    assert "fonts.js" in bundled(f'{HEAD}<b class="katex">', "")
    assert bundled("<head></head>", "") == "<head></head>", "a page that loads nothing"


@pytest.mark.parametrize(
    ("script", "html"),
    [
        ("togglebutton.js", '<div class="toggle">'),
        ("togglebutton.js", '<div class="admonition note dropdown">'),
        ("design-tabs.js", '<div class="sd-tab-set docutils">'),
    ],
)  # fmt: skip
def test_a_page_that_needs_a_spare_script_has_it(script, html):
    assert f"{script}?v=1" in bundled(HEAD + html, "")
    assert not SPARE[script].search('<button class="btn dropdown-toggle sidebar-toggle">')


def test_a_style_sheet_in_no_bundle_is_named():
    with pytest.raises(ExtensionError, match=r"other\.css"):
        bundled(HEAD.replace("book.css", "other.css"), "")


def test_rules_that_meet_nothing_are_cut():
    css = (
        "a,.used>b,.not{x:1}.not #id{x:2}#id:not(.not){x:3}@media print{.not{x:4}}@media screen{.used.made-up{x:5}}"
        '@font-face{font-family:"Gone";src:url(a)}@font-face{font-family:Kept;src:url(b)}p{font:1em Kept}'
        '@keyframes turn{0%{x:6}to{x:7}}.is-1\\/2[data-x=".not"]{x:8}.bs-tip-top{x:9}'
    )
    assert cut(css, {"used", "id", "is-1/2"} | words('add("made-" + "made-up")')) == (
        "a,.used>b{x:1}#id:not(.not){x:3}@media screen{.used.made-up{x:5}}"
        "@font-face{font-family:Kept;src:url(b)}p{font:1em Kept}"
        '@keyframes turn{0%{x:6}to{x:7}}.is-1\\/2[data-x=".not"]{x:8}.bs-tip-top{x:9}'
    )


def test_addresses_follow_what_they_lead_to(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "chapters").mkdir()
    file, page = tmp_path / "_static" / "a.css", '<link href="../_static/a.css"><a href="../b.html">'
    seen = []
    for text in ("one", "other", "one"):
        file.write_text(text)
        caches._print.cache_clear()
        seen.append(caches.stamped(page, tmp_path / "chapters"))
        assert caches.stamped(seen[-1], tmp_path / "chapters") == seen[-1]
    assert seen[0] == seen[2] != seen[1] and re.search(r'"\.\./_static/a\.css\?v=[0-9a-f]{8}"', seen[0])
    gone = '<script src="_static/gone.js?v=1"></script>'
    assert caches.stamped(gone, tmp_path) == gone.replace("?v=1", "")


def test_a_folder_of_scripts_is_new_when_one_of_them_is(tmp_path):
    (tmp_path / "parts.js").write_text("another's")
    for texts in ({"a.js": "1", "b/c.wasm": b"2"}, {"a.js": "1", "b/c.wasm": b"3"}):
        caches.write(tmp_path, "parts", texts)
        (folder,) = (path for path in tmp_path.glob("parts.*") if path.is_dir())
        assert folder.name == caches.folder_of("parts", texts)
        assert (folder / "b" / "c.wasm").read_bytes() == texts["b/c.wasm"]


def test_the_search_reads_what_the_reader_reads():
    page = """<nav>not this</nav><article class="bd-article"><section id="a"><p class="kicker">Chapter</p>
<h1>One<a class="headerlink" href="#a">#</a></h1><p>two <em>th</em>ree <span class="katex-mathml"><math>x</math></span>
<span>y</span> &lt; 4</p><svg><text>5</text></svg><pre>code(6)</pre><section class="b" id="b"><h2>Seven</h2><p>eight</p>
</section></section><details class="cite">9</details></article><p>10</p>"""
    found = reading(page)
    assert found["text"] == "One two three y < 4 Seven eight code(6)"
    assert [found["text"][at:].split()[0] for at in found["sections"].values()] == ["One", "Seven"]
    assert reading("<p>no article</p>") == {"text": "", "sections": {}}


GLOSSARY = """<dl><dt id="term-a">a<a class="headerlink" href="#term-a">#</a></dt>
<dd><p>first</p><dl><dd>in</dd></dl></dd>
<dt id="term-b">b</dt><dd>second</dd></dl><section id="s"><p>x</p></section>
<div class="math notranslate" id="eq"><div>E</div></div>
<div class="citation" id="c1"><p>Source.</p></div><div class="other" id="o"></div>
<figure class="f" id="fig"><svg data-explorer="1"><clipPath id="f0-p"/><path clip-path="url(#f0-p)"/>
<use xlink:href="#f0-p"/></svg><script>go()</script></figure>"""


@pytest.mark.parametrize(
    ("anchor", "shown"),
    [
        ("term-b", '<dt id="preview-term-b">b</dt><dd>second</dd>'),
        ("eq", '<div class="math notranslate" id="preview-eq"><div>E</div></div>'),
        ("c1", '<div class="citation" id="preview-c1"><p>Source.</p></div>'),
        ("s", None), ("o", None), ("nowhere", None),
    ],
)  # fmt: skip
def test_what_a_link_shows(anchor, shown):
    assert preview(GLOSSARY, anchor) == shown


def test_a_word_is_shown_with_all_of_its_meaning_and_a_figure_without_its_script():
    assert preview(GLOSSARY, "term-a").endswith("<dd><p>first</p><dl><dd>in</dd></dl></dd>")
    figure = preview(GLOSSARY, "fig")
    assert "go()" not in figure and "data-explorer" not in figure
    assert re.findall(r'[#"](preview-f0-p)', figure) == ["preview-f0-p"] * 3, "its parts meet no other page's"


def test_previews_are_those_that_other_pages_link_to():
    elsewhere = '<a href="#x">x</a> <a href="https://a/b.html#c">c</a>'
    page = f'<a href="../words.html#term-b">b</a> <a href="../words.html#s">s</a> {elsewhere}'
    assert links(page, "chapters/a.html") == {("words.html", "term-b"), ("words.html", "s")}
    made = scripts({"words.html": GLOSSARY, "chapters/a.html": page})
    assert set(made) == {"index.js", "words.js"}
    assert "second" in made["words.js"] and "first" not in made["words.js"] and '"words.js?v=' in made["index.js"]


def test_the_package_and_the_citation_are_of_one_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    project = Path(ROOT, "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r"^version: (.*)$", citation, re.M)[1] == re.search(r'^version = "(.*)"$', project, re.M)[1]
