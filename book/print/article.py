"""A page of the built site as a part of one long page: what is to be read of it, with names that no other page has."""

import posixpath
import re
from urllib.parse import urldefrag

from bs4 import BeautifulSoup

PARSER = "html.parser"
# What works on a screen alone, or is there once for the whole book.
DROPPED = "script, .headerlink, .copybtn, .kicker .run, details.cite, .visually-hidden"
OPEN = {"proofs": "details:is(.how, .deeper, .on-trial)", "open": "details", "shut": ""}
_NAMES = "aria-labelledby", "aria-describedby", "for", "headers"  # attributes with ids in them
_ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:", re.IGNORECASE)
_SETTING = re.compile(r"#(fig-[\w-]+):.*")  # a figure's name and a setting, of which paper has the first


def name_of(page):
    """What stands before the names in a page, such as "chapters/06_rmsprop", and is the name of the whole."""
    return page.replace("/", "-")


def article(page, html, book, folds="proofs"):
    """The article of a built page, as an element of BeautifulSoup.

    ``page`` is its place in the site without ``.html``, ``book`` all the places that the long page has. ``folds`` is a
    key of `OPEN`: the folds that stand open.
    """
    found = BeautifulSoup(html, PARSER).select_one("article.bd-article")
    for element in found.select(DROPPED):
        element.decompose()
    for fold in found.select(OPEN[folds]) if OPEN[folds] else ():
        fold["open"] = ""
    for element in found.find_all(True):
        _rename(element, page, book)
    found["id"] = name_of(page)
    return found


def _rename(element, page, book):
    own = name_of(page)
    for name, value in list(element.attrs.items()):
        if name == "id":
            element[name] = f"{own}--{value}"
        elif name in _NAMES:
            words = value if isinstance(value, list) else value.split()
            element[name] = " ".join(f"{own}--{word}" for word in words)
        elif name in ("href", "xlink:href"):
            if (there := address(value, page, book)) is not None:
                element[name] = there
            else:
                del element[name]
        elif name == "src":
            element[name] = posixpath.normpath(posixpath.join(posixpath.dirname(page), value))
        elif isinstance(value, str) and "url(#" in value:
            element[name] = value.replace("url(#", f"url(#{own}--")


def address(href, page, book):
    """Where a link of a page leads in the long page; None for a file of the site that is no page of the book."""
    if _ELSEWHERE.match(href):
        return href
    path, anchor = urldefrag(_SETTING.sub(r"#\1", href))
    there = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)).removesuffix(".html") if path else page
    if there not in book:
        return None
    return f"#{name_of(there)}--{anchor}" if anchor else f"#{name_of(there)}"
