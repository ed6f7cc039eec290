"""A figure of two plots side by side, cut between them, so that a phone can show one under the other."""

import re
from xml.etree import ElementTree

from book.svg import HREF, SVG

LETTER = 0.6  # of the font's size: how wide a letter is, at most on average
_NUMBER = r"-?\d+(?:\.\d+)?"


def cut(root):
    """Where to cut a figure's SVG ``root``, in its units: between its two plots. None if it does not have two."""
    plots = [group for group in root.iter(f"{{{SVG}}}g") if re.fullmatch(r"axes_\d+", group.get("id", ""))]
    frames = [next(plot.iter(f"{{{SVG}}}path"), None) for plot in plots]
    if len(plots) != 2 or None in frames:
        return None
    (_, end), (begin, _) = map(_extent, plots, frames)
    return (end + begin) / 2


def halves(root, at):
    """The two halves of a figure's SVG ``root``, cut ``at`` this place; the second refers to the first."""
    width, height = (float(size) for size in root.get("viewBox").split()[2:])
    figure = next(group for group in root.iter(f"{{{SVG}}}g") if group.get("id", "").endswith("figure_1"))
    other = ElementTree.Element(f"{{{SVG}}}svg")
    ElementTree.SubElement(other, f"{{{SVG}}}use", {HREF: f"#{figure.get('id')}"})
    for half, begin, end in ((root, 0, at), (other, at, width)):
        size = f"{end - begin:g}"
        half.attrib = {
            "class": "book-figure",
            "aria-hidden": "true",
            "viewBox": f"{begin:g} 0 {size} {height:g}",
            "style": f"flex: {size} 1 0; aspect-ratio: {size} / {height:g}",
        }
    return root, other


def _extent(plot, frame):
    """From where to where a plot reaches, with its words; ``frame`` is the path around it."""
    edges = [float(x) for x in re.findall(rf"[ML] ({_NUMBER})", frame.get("d"))]
    for text in plot.iter(f"{{{SVG}}}text"):
        edges += _edges(text)
    return min(edges), max(edges)


def _edges(text):
    """The left and right edges of words; of upright ones, their foot and top."""
    moved = re.match(rf"translate\(({_NUMBER})", text.get("transform", ""))  # words of several sizes
    x, style, words = float(moved[1] if moved else text.get("x")), text.get("style", ""), "".join(text.itertext())
    # Matplotlib writes the size by itself, or, as the browser's older one does, among the rest of the font.
    size = float(re.search(rf"font(?:-size)?: [^;]*?({_NUMBER})px", style)[1])
    if re.match(r"rotate\((?!-0 )", text.get("transform", "")):
        return x - size, x + size
    width = LETTER * size * len(words)
    before = {"end": 1, "middle": 0.5}.get((re.search(r"text-anchor: (\w+)", style) or ["", "start"])[1], 0)
    return x - before * width, x + (1 - before) * width
