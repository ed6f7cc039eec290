"""A notebook's SVG figure as part of a page, in the page's colours and type.

The colours of `optimizers.look.PALETTE` turn into CSS variables, so that one figure serves a light and a dark page; its
words turn into the page's font. The build does so, and so does the worker that runs a reader's cells.
"""

import re
from functools import partial
from html import escape

from book import pairs, svg
from optimizers.look import HALO, PALETTE

_WIDE_POINTS = 500  # wider than the text
_VARIABLES = {light: f"var(--book-{name})" for name, (light, _) in PALETTE.items()}


def inlined(figure, alt, prefix):
    """SVG text as HTML for a page: named by ``alt``, ids led by ``prefix``, colours and fonts the page's."""
    root = svg.read(figure)
    at = pairs.cut(root)
    svg.change(root, partial(_in_page, prefix=prefix))
    for element in root.iter():
        if element.get("id") == HALO:
            element.set("class", element.attrib.pop("id"))
        elif "id" in element.attrib:
            element.set("id", f"{prefix}-{element.get('id')}")
        if element.get(svg.HREF, "").startswith("#"):
            element.set(svg.HREF, f"#{prefix}-{element.get(svg.HREF)[1:]}")
    width, height = (float(size) for size in root.get("viewBox").split()[2:])
    if at is not None:
        return _pair(root, at, alt, width * 4 / 3)
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


def _pair(root, at, alt, largest):
    """Two plots side by side where there is room, else one under the other."""
    drawn = "".join(svg.write(half) for half in pairs.halves(root, at))
    return (
        f'<div class="book-pair" role="img" aria-label="{escape(alt)}" style="max-width: {largest:.0f}px">{drawn}</div>'
    )


def _in_page(value, prefix):
    """An attribute's value in a page; ``prefix`` tells apart what two figures of the page call by one id."""
    value = svg.recoloured(value, _VARIABLES).replace("'DejaVu Sans'", "var(--pst-font-family-base)")
    # A hundredth of a point is finer than any screen, and a third of matplotlib's digits.
    value = re.sub(r"(\d+\.\d\d)\d+", r"\1", value)
    return value.replace("url(#", f"url(#{prefix}-")
