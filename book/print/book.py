"""The whole book as one long page: its title, its contents, its pages, a place for the answers."""

from html import escape
from pathlib import Path
from urllib.parse import urljoin

import yaml
from bs4 import BeautifulSoup

from book.extensions.repository import address
from book.print.article import PARSER, article, name_of
from book.print.contents import Entry, entries, table, words

HERE = Path(__file__).parent
ANSWERS = Entry("Answers", "answers-on-paper", 0)


class LongPage:
    """The pages of a built ``site`` in one, with the folds open that ``folds`` says.

    ``parts`` are those of `contents.parts`. Raises FileNotFoundError for a page that is not built.
    """

    def __init__(self, root, site, parts, folds):
        pages = [page for _, pages in parts for page in pages]
        self._root, self._site = root, site
        self._head, self.lines, self._articles, self._running = [], [], [], []
        for caption, listed in parts:
            if caption:
                self.lines.append(Entry(caption, name_of(listed[0]), 0))
            for page in listed:
                html = Path(site, f"{page}.html").read_text(encoding="utf-8")
                self._take(page, html, article(page, html, set(pages), folds))
        self.lines.append(ANSWERS)

    def _take(self, page, html, found):
        self.lines += entries(found)
        self._articles.append(str(found))
        self._running.append((name_of(page), words(found.find("h1"))))
        for part in BeautifulSoup(html, PARSER).select('head > link[rel="stylesheet"], head > style'):
            if part.name == "link":
                part["href"] = urljoin(Path(self._site, page).as_uri(), part["href"])
            if str(part) not in self._head:
                self._head.append(str(part))

    def html(self, numbers):
        """The long page, with the ``numbers`` of paper's pages by name in its contents."""
        about = yaml.safe_load(Path(self._root, "_config.yml").read_text(encoding="utf-8"))
        named = "".join(
            f"#{name} {{ page: {name}; }} @page {name} {{ @top-right {{ content: {_quoted(title)}; }} }}\n"
            for name, title in [*self._running, (ANSWERS.name, ANSWERS.title)]
        )
        style = (HERE / "paper.css").read_text(encoding="utf-8")
        script = (self._site / "_static" / "print.js").as_uri()
        head = "\n".join([*self._head, f"<style>{style}\n{named}</style>", f'<script src="{script}"></script>'])
        return (
            f'<!DOCTYPE html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8">'
            f"<title>{escape(about['title'])}</title>\n{head}</head>\n"
            f'<body><main class="bd-main"><div class="bd-content">{_title_page(about, address(self._root))}'
            f"{table(self.lines, numbers)}{''.join(self._articles)}"
            f'<section id="{ANSWERS.name}" class="bd-article"><h1>{ANSWERS.title}</h1></section>'
            "</div></main></body></html>\n"
        )


def _title_page(about, where):
    source = (
        f'<p>Its pages in a browser, its code and its exercises: <a href="{where}">{where}</a></p>' if where else ""
    )
    return (
        f'<section class="title-page"><h1>{escape(about["title"])}</h1><p>{escape(about["author"])}, '
        f"{escape(about['copyright'])}</p><p>In a browser the figures of this book move, its code runs and its "
        f"questions are answered; on paper they stand still, and the answers stand at the end.</p>{source}</section>"
    )


def _quoted(text):
    """Text as a string of CSS."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
