"""Sphinx extension: what a page says of itself to search engines and to whoever shares it, and the list of all pages.

Addresses are absolute or not there: where nobody knows the site's, no page names one.
"""

import re
from html import escape
from pathlib import Path

from docutils import nodes

from book.extensions import card
from book.extensions.repository import site_address

LONG, ENOUGH = 200, 60  # letters of a description
_SENTENCE = re.compile(r"(?<=[.?!])\s")


def description(doctree):
    """The sentences that a page begins with, as many as fit; "" for a page that says nothing in words."""
    words = ""
    for paragraph in doctree.findall(nodes.paragraph):
        if any(paragraph.findall(nodes.math)) or not isinstance(paragraph.parent, nodes.section):
            continue
        for sentence in _SENTENCE.split(" ".join(paragraph.astext().split())):
            if len(words) + len(sentence) >= LONG:
                return words or f"{sentence[: LONG - 1].rpartition(' ')[0]}…"
            words = f"{words} {sentence}".strip()
        if len(words) >= ENOUGH:
            break
    return words


def sitemap(addresses):
    """The list of pages as search engines read it."""
    urls = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _configure(app, config):
    url = site_address(app.srcdir)
    if url is None:
        return
    config.html_baseurl = config.ogp_site_url = url
    config.ogp_image, config.ogp_image_alt = f"{url}_static/{card.name()}", card.ALT
    config.ogp_custom_meta_tags = [
        f'<meta property="og:image:width" content="{card.WIDTH}" />',
        f'<meta property="og:image:height" content="{card.HEIGHT}" />',
        '<meta name="twitter:card" content="summary_large_image" />',
    ]


def _describe(app, pagename, templatename, context, doctree):
    if not doctree or not (words := description(doctree)):
        return
    context["meta"] = dict(context.get("meta") or {}) | {"og:description": words}
    tag = f'<meta name="description" content="{escape(words)}" />\n'
    context["metatags"] = context.get("metatags", "") + tag


def _leave_out(app, pagename, templatename, context, doctree):
    if not app.config.html_baseurl:
        context["metatags"] = re.sub(r'<meta property="og:url"[^>]*>\n?', "", context.get("metatags", ""))


def _list(app, exception):
    path = Path(app.outdir) / "sitemap.xml"
    if exception is not None or app.builder.format != "html":
        return
    if not app.config.html_baseurl:
        return path.unlink(missing_ok=True)
    pages = sorted(app.env.found_docs, key=lambda page: (page != app.config.root_doc, page))
    addresses = (app.config.html_baseurl + app.builder.get_target_uri(page) for page in pages)
    path.write_text(sitemap(addresses), encoding="utf-8")


def setup(app):
    app.connect("config-inited", _configure)
    app.connect("html-page-context", _describe, priority=400)  # before sphinxext.opengraph, and what it says below
    app.connect("html-page-context", _leave_out, priority=600)
    app.connect("build-finished", _list)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
