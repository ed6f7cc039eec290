"""The chapters read in order: no symbol or word is used before the book has said what it means."""

import re

import pytest

from helpers.chapters import NOTEBOOKS, ROOT, cells, pages, source

EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
NOTATION = (ROOT / "appendices" / "notation.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "appendices" / "glossary.md").read_text(encoding="utf-8")


def number(path):
    return int(path.stem[:2])


def prose(path):
    """The Markdown cells of a chapter and its deeper pages, with the words of links to the glossary, without code."""
    markdown = [source(cell) for page in pages(path) for cell in cells(page, "markdown")]
    texts = [re.sub(r"\{term\}`([^`<]+).*?`", r"\1", text) for text in markdown]
    return [re.sub(r"```.*?```|`[^`]*`", " ", text, flags=re.DOTALL) for text in texts]


def rows_so_far(path):
    text = "\n\n".join(map(source, cells(path, "markdown")))
    found = re.search(r"^(\| \| Rule \| Step \|.+?)(?:\n\n|\Z)", text, re.DOTALL | re.MULTILINE)
    return found.group(1).split("\n")[2:] if found else []


def test_every_chapter_with_a_rule_tells_it_in_a_row_and_the_whole_table_has_them_all():
    """A chapter's summary has the row of its own rule; one that repeats the whole table has every row before it."""
    before, where = [], "the start"
    for path in NOTEBOOKS:
        rows = rows_so_far(path)
        if not rows:
            continue
        whole = len(rows) > 1 and before
        kept, new = (rows[: len(before)], rows[len(before) :]) if whole else (before, rows)
        assert kept == before, f"the table of {path.stem} does not begin with all rows of {where}"
        for row in new:
            owner = row.partition("](")[2].partition(".")[0]
            assert owner == path.stem, f"the table of {owner} lacks its own row, which {path.stem} has: {row}"
        before, where = [*before, *new], path.stem
    assert before, "no chapter has a table"


def symbols_of(table):
    """``(spellings, words, chapters)`` of each row of a table of symbols in the appendix."""
    section = re.search(rf"^\({table}\)=\n.+?\n\n(?=\|)(.+?)(?:\n\n|\Z)", NOTATION, re.DOTALL | re.MULTILINE).group(1)
    for row in section.strip().split("\n")[2:]:
        symbol, meaning, chapters, *_ = (field.strip() for field in row.strip("|").split("|"))
        numbers = {int(number) for number in re.findall(r"\d+", chapters)}
        assert numbers, f"notation.md: the row of {symbol} names no chapter"
        yield letters(symbol), meaning, numbers


# What LaTeX writes that is no symbol of ours: layout, relations, functions.
LAYOUT = """
    text mathrm operatorname begin end aligned cases frac tfrac dfrac sqrt left right big Big bigl bigr quad qquad
    cdot cdots dots ldots le ge ll gg ne neq approx equiv to leftarrow rightarrow Leftrightarrow mapsto infty times
    in pm mp sum prod int max min arg log ln exp sin cos tanh sign lim nabla partial top circ mathbb mathcal forall
    mid propto sim lfloor rfloor lceil rceil langle rangle lVert rVert Vert prime star odot iff
""".split()


def letters(text):
    """The symbols in a text's formulas, with accents and without indices: ``\\hat m_t`` is ``hat m`` and ``t``."""
    found = []
    for formula in re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", text, re.DOTALL):
        formula = re.sub(r"\\(text|mathrm|operatorname)\{.*?\}|\\(begin|end)\{.*?\}", " ", "".join(formula))
        for accent, name in re.findall(r"(?:\\(hat|bar|tilde|overline|mathbf)\s*\{?)?(\\?[A-Za-z]+)", formula):
            names = [name] if name.startswith("\\") else list(name)
            if name.lstrip("\\") in LAYOUT:
                continue
            found += [f"{accent} {it}".strip() for it in names]
    return found


@EVERY
def test_every_symbol_has_been_introduced(path):
    """A symbol's row in the appendix names the chapters that introduce it; there, words stand beside it at once."""
    book = [(spelling, *rest) for spellings, *rest in symbols_of("symbols") for spelling in spellings]
    local = [(spelling, *rest) for spellings, *rest in symbols_of("local-symbols") for spelling in spellings]
    known = {spelling for spelling, _, chapters in book if min(chapters) <= number(path)}
    known |= {spelling for spelling, _, chapters in local if number(path) in chapters}
    used = {symbol for text in prose(path) for symbol in letters(text)}
    assert used <= known, f"no row of the appendix introduces {sorted(used - known)} by chapter {number(path)}"

    earlier = {spelling for spelling, _, chapters in book if min(chapters) < number(path)}
    here = [it for it in book if min(it[2]) == number(path) and it[0] not in earlier] + [
        it for it in local if number(path) in it[2]
    ]
    missing = []
    for symbol in {symbol for symbol, *_ in here}:
        words = [re.split(r"[,:;]| of | in | that | with | for | per | as | when | and | whose | at ", meaning)[0]
                 for spelling, meaning, _ in here if spelling == symbol]  # fmt: skip
        first = next((text.lower() for text in prose(path)[1:] if symbol in letters(text)), None)
        if first is None or not any(it.lower() in first for it in words):
            missing.append(f"{symbol}: {' or '.join(words)}")
    assert not missing, f"not in words where first used: {missing}"


@EVERY
def test_glossary_links_name_terms_that_exist_and_are_not_too_many(path):
    terms = set(re.findall(r"^([A-Za-z].+)\n  ", GLOSSARY, re.MULTILINE))
    text = "\n\n".join(map(source, cells(path, "markdown")))
    linked = [re.sub(r".*<(.+)>", r"\1", it) for it in re.findall(r"\{term\}`(.+?)`", text)]
    assert linked, "no word of the glossary is linked"
    assert set(linked) <= terms, f"not in the glossary: {sorted(set(linked) - terms)}"
    assert len(set(linked)) == len(linked), "a term is linked where it is first used, and only there"


def test_every_glossary_term_is_linked_from_a_chapter():
    terms = set(re.findall(r"^([A-Za-z].+)\n  ", GLOSSARY, re.MULTILINE))
    every = [page for path in NOTEBOOKS for page in pages(path)]
    text = "\n\n".join(source(cell) for page in every for cell in cells(page, "markdown"))
    linked = {re.sub(r".*<(.+)>", r"\1", it) for it in re.findall(r"\{term\}`(.+?)`", text)}
    assert terms == linked
