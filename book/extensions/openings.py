"""Sphinx extension: the line above a chapter's title, such as "Chapter 6", read off its file's name."""

import re
from pathlib import PurePosixPath

from optimizers.words import phrase


def kicker(pagename):
    """What stands above a page's title: "Chapter 6" for chapters/06_rmsprop, the folder's meaning elsewhere."""
    page = PurePosixPath(pagename)
    if page.parts[0] == "exercises":
        return phrase("Graded exercise")
    number = re.match(r"(\d+)_", page.name)
    if number:
        return phrase("Chapter {number}", number=int(number[1]))
    return phrase("Appendix") if page.parent.name == "appendices" else ""


def _open(app, pagename, templatename, context, doctree):
    words = kicker(pagename)
    if words and "body" in context:
        context["body"] = context["body"].replace("<h1>", f'<p class="kicker">{words}</p>\n<h1>', 1)


def setup(app):
    app.connect("html-page-context", _open)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
