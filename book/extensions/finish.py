"""Sphinx extension: finished pages, without what the theme writes into its templates out of reach of its options.

The icon script weighs more than everything else on a page; the icons that are used are drawn in
``book/assets/icons.css``. Words of code that look like the code around them need no element of their own: that is a
fifth of a page's elements. The rest are things that a screen reader stumbles over, as axe-core reports them.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from book.extensions.pages import unfinished
from optimizers.words import phrase

ICONS = "fontawesome.js"
# The program and the index of the search, which the theme loads on every page for a search while you type. Ours has
# a page of its own, the only one to need them.
SEARCH, SEARCHING = "search.html", ("searchtools.js", "language_data.js", "searchindex.js")
SEARCH_NAMES = "title", "aria-label"
SYMBOLS = "mi", "mn", "mo", "mtext"  # what a formula's MathML has its text in
# The theme learns only from its last script whether a page is dark: until then a dark one is white, without its logo.
THEME = 'document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";'
AT_ONCE = (
    '{ const it = document.documentElement.dataset; if (it.mode === "auto") '
    'it.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"; }'
)


def repaired(tag, attributes):
    """The attributes of an element after all repairs; once more changes nothing."""
    kept = dict(attributes)
    classes = (kept.get("class") or "").split()
    if tag == "button" and "search-button-field" in classes:
        # It reads "Search Ctrl+K" and is named by its words, without the keys.
        kept = {name: value for name, value in kept.items() if name not in SEARCH_NAMES}
    if "search-button__kbd-shortcut" in classes:
        kept["aria-hidden"] = "true"
    if "theme-switch" in classes and kept.pop("title", None):
        # The three icons inside the button "Color mode" add no text of their own.
        kept["aria-hidden"] = "true"
    if kept.get("id") == "pst-primary-sidebar":
        # The sidebar is a landmark, so that the logo lies in one.
        kept = {"role": "region", "aria-label": phrase("Book")} | kept
    if tag == "summary" and kept.get("aria-label") == "Toggle hidden content":
        # What shows and hides code is named by its words.
        del kept["aria-label"]
    if kept.get("role") == "doc-biblioentry" or "citation-list" in classes:
        # docutils' roles of a bibliography are deprecated.
        kept.pop("role", None)
    if tag == "a" and "_sources/" in (kept.get("href") or ""):
        # Some hosts send a notebook as text, which a browser shows.
        kept.pop("target", None)
        kept["download"] = PurePosixPath(kept["href"].partition("?")[0]).name
    return kept


def finished(page, name="", plain=frozenset()):
    """A page's HTML after all repairs; once more changes nothing.

    ``name`` is its file's, ``plain`` the classes of words of code that need no element. What no repair changes stays
    as it was, to the last byte.
    """
    if AT_ONCE not in page:
        page = page.replace(THEME, f"{THEME}\n    {AT_ONCE}", 1)
    repairs = _Repairs(page, (ICONS,) if name == SEARCH else (ICONS, *SEARCHING), plain)
    repairs.feed(page)
    repairs.close()
    return repairs.page()


class _Start(NamedTuple):
    """A start tag and its place in the page."""

    tag: str
    attributes: dict
    at: int
    end: int


class _Repairs(HTMLParser):
    """Reads a page and notes, by place, what is to stand there instead."""

    def __init__(self, page, unwanted, plain):
        super().__init__(convert_charrefs=False)
        self._page, self._unwanted, self._plain = page, unwanted, plain
        self._lines = list(accumulate((len(line) + 1 for line in page.split("\n")), initial=0))
        self._edits = []  # (from, to, the text that stands there instead)
        self._last = None  # the last start tag, as long as no other tag has followed
        self._corner = None  # the start tag of a table's heading, as long as it is empty
        self._heading = False  # whether it is in a table's heading
        self._formula, self._symbols = None, []  # the start tag of a heading's formula, and what this one says
        self._has_view = False  # whether the page has said how it is viewed: the theme says it, and Sphinx, and so on

    def page(self):
        """The page with everything noted put in its place."""
        parts, done = [], 0
        for start, end, text in sorted(self._edits):
            parts += self._page[done:start], text
            done = end
        return "".join([*parts, self._page[done:]])

    def _at(self):
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag, attributes):
        at, attributes = self._at(), dict(attributes)
        self._last = start = _Start(tag, attributes, at, at + len(self.get_starttag_text()))
        if tag == "th" and attributes.get("class") == "head":
            self._corner = start
        elif tag != "p":
            self._corner = None
        if tag == "th":
            self._heading = True
        if tag == "math" and self._heading:
            self._formula, self._symbols = start, []
        if self._is_unwanted(start):
            if tag == "link":
                self._drop(at, start.end)
        elif tag == "meta" and attributes.get("name") == "viewport":
            if self._has_view:
                self._drop(at, start.end)
            self._has_view = True
        elif (better := repaired(tag, attributes)) != attributes:
            self._edits.append((at, start.end, _written(tag, better)))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self._last = None

    def handle_endtag(self, tag):
        at, last, self._last = self._at(), self._last, None
        end = self._page.index(">", at) + 1
        if last and last.tag == tag == "script" and self._is_unwanted(last):
            self._drop(last.at, end)
        if last and last.tag == tag == "span" and last.attributes.get("class") in self._plain:
            self._edits += (last.at, last.end, ""), (at, end, "")
        if tag == "th" and self._corner:
            # The corner of a table is no heading.
            self._edits.append((self._corner.at, end, '<td class="head"></td>'))
        if tag == "math" and self._formula:
            # Not every reader of screens knows MathML, and a heading needs a name.
            start, self._formula = self._formula, None
            named = start.attributes | {"aria-label": " ".join(self._symbols)}
            self._edits.append((start.at, start.end, _written(tag, named)))
        if tag == "th":
            self._heading = False
        if tag != "p":
            self._corner = None

    def handle_data(self, text):
        self._corner = None
        if self._formula and self._last and self._last.tag in SYMBOLS:
            self._symbols.append(unescape(text))

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")

    def _is_unwanted(self, start):
        source = start.attributes.get("src") or start.attributes.get("href") or ""
        return start.tag in ("script", "link") and any(name in source for name in self._unwanted)

    def _drop(self, start, end):
        """Leave out an element and the white space before it."""
        self._edits.append((len(self._page[:start].rstrip()), end, ""))


def _written(tag, attributes):
    """A start tag as HTML."""
    words = (name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{' '.join([tag, *words])}>"


def plain(css):
    """Pygments' classes whose words look like the code around them, in a light page and in a dark one.

    Sphinx writes the file itself, one rule a line without nesting or comments, which needs no parser of CSS.
    """
    looks = {}
    for name, rule in re.findall(r"\.highlight(?: \.(\w+))? +\{([^}]*)\}", css):
        looks.setdefault(name, []).append(re.sub(r"background:[^;]*;|\s", "", rule))
    around = looks.pop("")
    return {name for name, rules in looks.items() if rules == around}


def _finish(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    classes = plain((Path(app.outdir) / "_static" / "pygments.css").read_text(encoding="utf-8"))
    for path in unfinished(app):
        page = path.read_text(encoding="utf-8")
        if (better := finished(page, path.name, classes)) != page:
            path.write_text(better, encoding="utf-8")
    (Path(app.outdir) / "_static" / "scripts" / ICONS).unlink(missing_ok=True)


def setup(app):
    app.connect("build-finished", _finish, priority=900)  # the theme writes its colours of code at the end, too
    return {"parallel_read_safe": True, "parallel_write_safe": True}
