"""The book's table of contents: its parts, their pages, and the sections of these."""

from html import escape
from pathlib import Path
from typing import NamedTuple

import yaml
from bs4 import BeautifulSoup

from book.print.article import PARSER

ON_SCREEN = {"appendices/predictions"}  # shows what its browser remembers, and on paper nothing


class Entry(NamedTuple):
    """A line of the contents; ``name`` is that of the element which it leads to."""

    title: str
    name: str
    level: int  # 0 for a part and for the answers, 1 for a page, 2 for a section


def parts(root):
    """The parts of the printed book in reading order: ``(caption, pages)``; what stands before all has no caption."""
    toc = yaml.safe_load(Path(root, "_toc.yml").read_text(encoding="utf-8"))
    return [(None, [toc["root"]])] + [
        (part["caption"], [chapter["file"] for chapter in part["chapters"] if chapter["file"] not in ON_SCREEN])
        for part in toc["parts"]
    ]


def words(heading):
    """A heading in plain text: of a formula, what was typed."""
    plain = BeautifulSoup(str(heading), PARSER)
    for formula in plain.select(".katex"):
        source = formula.select_one("annotation")
        formula.replace_with(source.get_text() if source else "")
    return " ".join(plain.get_text().split())


def entries(article):
    """A page's own line and those of its sections."""
    title = article.find("h1")
    own = [Entry(words(title), article["id"], 1)]
    return own + [
        Entry(words(section.find("h2", recursive=False)), section["id"], 2)
        for section in article.select("section:has(> h2)")
        if section.get("id")
    ]


def table(lines, numbers):
    """The contents as HTML, with the ``numbers`` of the pages by name."""
    rows = "".join(
        f'<li class="level-{line.level}"><a href="#{line.name}"><span>{escape(line.title)}</span>'
        f'<span class="at">{numbers.get(line.name, "")}</span></a></li>'
        for line in lines
    )
    return f'<nav class="book-contents" aria-labelledby="contents"><h1 id="contents">Contents</h1><ol>{rows}</ol></nav>'
