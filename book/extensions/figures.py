"""Sphinx extension: a notebook's SVG figures become part of the page, in the page's colours and type.

The colours of `optimizers.look.PALETTE` turn into CSS variables, so that one figure serves a light and a dark
page; its words turn into the page's font. A figure without alternative text stops the build.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

from optimizers.look import HALO, PALETTE

logger = logging.getLogger(__name__)
_WIDE_POINTS = 500  # a pair of plots, not a single one
_VARIABLES = {light: f"var(--book-{name})" for name, (light, _) in PALETTE.items()}


def inlined(svg, alt, prefix):
    """SVG text as it stands in a page: named by ``alt``, ids led by ``prefix``, colours and fonts the page's."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"#[0-9a-f]{6}\b", lambda match: _VARIABLES.get(match[0], match[0]), svg)
    svg = svg.replace("'DejaVu Sans'", "var(--pst-font-family-base)")
    # A hundredth of a point is finer than any screen, and a third of matplotlib's digits;
    # inside tags only, since what stands between them is words.
    svg = re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d+\.\d\d)\d+", r"\1", tag[0]), svg)
    svg = svg.replace(f'id="{HALO}"', f'class="{HALO}"')
    # Two figures of a page may use one id for different things.
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    width, height = (float(size) for size in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    wide = " book-figure-wide" if width > _WIDE_POINTS else ""
    # Points become CSS pixels; a narrow figure may grow a little, so that its words match the text around it.
    largest = width * 4 / 3 * (1 if wide else 1.15)
    size = f'style="aspect-ratio: {width:g} / {height:g}; max-width: {largest:.0f}px"'
    svg = re.sub(r'<svg ([^>]*?)width="[^"]*"', r"<svg \1", re.sub(r'<svg ([^>]*?)height="[^"]*"', r"<svg \1", svg))
    label = nodes.Text(alt).astext().replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return svg.replace("<svg ", f'<svg class="book-figure{wide}" role="img" aria-label="{label}" {size} ', 1)


def _inline_figures(app, doctree, docname):
    if app.builder.format != "html":
        return
    for number, image in enumerate(list(doctree.findall(nodes.image))):
        path = Path(app.srcdir) / image["uri"]
        if path.suffix != ".svg" or "jupyter_execute" not in path.parts:
            continue
        if not image.get("alt"):
            logger.warning("a figure has no alt text in its cell's metadata (mystnb: image: alt)", location=image)
        svg = inlined(path.read_text(encoding="utf-8"), image.get("alt", ""), f"f{number}")
        image.replace_self(nodes.raw("", svg, format="html"))


def _declare_colours(app, pagename, templatename, context, doctree):
    def rules(which):
        return "".join(f"--book-{name}:{pair[which]};" for name, pair in PALETTE.items())

    style = f"<style>html{{{rules(0)}}}html[data-theme=dark]{{{rules(1)}}}</style>"
    context["metatags"] = context.get("metatags", "") + style


def setup(app):
    app.connect("doctree-resolved", _inline_figures)
    app.connect("html-page-context", _declare_colours)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
