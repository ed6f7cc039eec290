"""Sphinx extension: where readers come in who have no page's address, the site's root, or a wrong one.

Both pages load nothing. A host shows the second one wherever a page is missing, so that its links say where the site
is, or are not there.
"""

import re
from html import escape
from pathlib import Path

from book import bare

_SHARED = re.compile(r'<meta (?:property="og:|name="(?:twitter:|description"))[^>]*>')


def entrance(title, first, shared, canonical):
    """The page at the site's root: on to the page ``first``, with what that one says of itself where it is shared."""
    head = [f'<meta http-equiv="refresh" content="0; url={escape(first)}">', *shared]
    if canonical:
        head.append(f'<link rel="canonical" href="{escape(canonical)}">')
    body = f'<p>The book begins with <a href="{escape(first)}">its first page</a>.</p>\n'
    return bare.page(title, body, "\n".join(head))


def missing(title, base, contents):
    """The page for an address that the site does not have; ``contents`` are (address from the root, title) of pages."""
    words = f"<p>{escape(title)} has no page at this address.</p>\n"
    if not base:
        return bare.page("Not here", f"{words}<p>Go back, or start at the book's first page.</p>\n")
    links = "".join(f'<li><a href="{escape(base + to)}">{escape(name)}</a></li>\n' for to, name in contents)
    search = f'<p>Its <a href="{escape(base)}search.html">search</a> may find what you look for, or its pages:</p>\n'
    return bare.page("Not here", f"{words}{search}<ul>\n{links}</ul>\n")


def _write(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    out, base, title = Path(app.outdir), app.config.html_baseurl, app.config.ogp_site_name
    first = app.builder.get_target_uri(app.config.root_doc)
    shared = _SHARED.findall((out / first).read_text(encoding="utf-8"))
    (out / "index.html").write_text(entrance(title, first, shared, base and base + first), encoding="utf-8")
    pages = [app.config.root_doc, *app.env.toctree_includes.get(app.config.root_doc, [])]
    contents = [(app.builder.get_target_uri(page), app.env.titles[page].astext()) for page in pages]
    (out / "404.html").write_text(missing(title, base, contents), encoding="utf-8")


def setup(app):
    app.connect("build-finished", _write, priority=800)  # behind sphinx-external-toc, which would write the root's page
    return {"parallel_read_safe": True, "parallel_write_safe": True}
