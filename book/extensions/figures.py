"""Sphinx extension: a notebook's SVG figures become part of the page, in the page's colours and type.

The colours of `optimizers.look.PALETTE` turn into CSS variables, so that one figure serves a light and a dark
page; its words turn into the page's font. A figure without alternative text stops the build.
"""

import re
from functools import partial
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

from book import svg
from optimizers.look import HALO, PALETTE

logger = logging.getLogger(__name__)
_WIDE_POINTS = 500  # a pair of plots, not a single one
_VARIABLES = {light: f"var(--book-{name})" for name, (light, _) in PALETTE.items()}


def inlined(figure, alt, prefix):
    """SVG text as it stands in a page: named by ``alt``, ids led by ``prefix``, colours and fonts the page's."""
    root = svg.read(figure)
    svg.change(root, partial(_in_page, prefix=prefix))
    for element in root.iter():
        if element.get("id") == HALO:
            element.set("class", element.attrib.pop("id"))
        elif "id" in element.attrib:
            element.set("id", f"{prefix}-{element.get('id')}")
        if element.get(svg.HREF, "").startswith("#"):
            element.set(svg.HREF, f"#{prefix}-{element.get(svg.HREF)[1:]}")
    width, height = (float(size) for size in root.get("viewBox").split()[2:])
    wide = width > _WIDE_POINTS
    # Points become CSS pixels; a narrow figure may grow a little, so that its words match the text around it.
    largest = width * 4 / 3 * (1 if wide else 1.15)
    kept = {name: value for name, value in root.attrib.items() if name not in ("width", "height")}
    root.attrib = {
        "class": "book-figure book-figure-wide" if wide else "book-figure",
        "role": "img",
        "aria-label": alt,
        "style": f"aspect-ratio: {width:g} / {height:g}; max-width: {largest:.0f}px",
    } | kept
    return svg.write(root)


def _in_page(value, prefix):
    """An attribute's value in a page; ``prefix`` tells apart what two figures of the page call by one id."""
    value = svg.recoloured(value, _VARIABLES).replace("'DejaVu Sans'", "var(--pst-font-family-base)")
    # A hundredth of a point is finer than any screen, and a third of matplotlib's digits.
    value = re.sub(r"(\d+\.\d\d)\d+", r"\1", value)
    return value.replace("url(#", f"url(#{prefix}-")


def _inline_figures(app, doctree, docname):
    if app.builder.format != "html":
        return
    for number, image in enumerate(list(doctree.findall(nodes.image))):
        path = Path(app.srcdir) / image["uri"]
        if path.suffix != ".svg" or "jupyter_execute" not in path.parts:
            continue
        if not image.get("alt"):
            logger.warning("a figure has no alt text in its cell's metadata (mystnb: image: alt)", location=image)
        figure = inlined(path.read_text(encoding="utf-8"), image.get("alt", ""), f"f{number}")
        image.replace_self(nodes.raw("", figure, format="html"))


def _declare_colours(app, pagename, templatename, context, doctree):
    def rules(which):
        return "".join(f"--book-{name}:{pair[which]};" for name, pair in PALETTE.items())

    style = f"<style>html{{{rules(0)}}}html[data-theme=dark]{{{rules(1)}}}</style>"
    context["metatags"] = context.get("metatags", "") + style


def setup(app):
    app.connect("doctree-resolved", _inline_figures)
    app.connect("html-page-context", _declare_colours)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
