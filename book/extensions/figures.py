"""Sphinx extension: a notebook's SVG figures become part of the page.

A figure without alternative text stops the build.
"""

from pathlib import Path

from docutils import nodes
from sphinx.util import logging

from book.inline import inlined
from optimizers.look import PALETTE

logger = logging.getLogger(__name__)


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

    # Where the reader's system forces its colours, these are the ground and the words, and the rest fits the ground.
    system = "--book-paper:Canvas;--book-ink:CanvasText;--book-soft:CanvasText"
    forced = "@media (forced-colors:active)"
    style = (
        f"<style>html{{{rules(0)}}}html[data-theme=dark]{{{rules(1)}}}"
        f"{forced}{{html[data-theme]{{{rules(0)}{system}}}}}"
        f"{forced} and (prefers-color-scheme:dark){{html[data-theme]{{{rules(1)}{system}}}}}</style>"
    )
    context["metatags"] = context.get("metatags", "") + style


def setup(app):
    app.connect("doctree-resolved", _inline_figures)
    app.connect("html-page-context", _declare_colours)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
