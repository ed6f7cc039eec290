"""Matplotlib's SVG figures as XML: read, recoloured, written."""

import re
from xml.etree import ElementTree

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
HREF = f"{{{XLINK}}}href"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)
# Inside an attribute stands CSS, and of that no more is looked for than its colours.
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")


def read(text):
    """The root element of a figure, without matplotlib's metadata."""
    root = ElementTree.fromstring(text)
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    return root


def change(root, changed):
    """Pass the value of every attribute through ``changed``; words between tags stay as they are."""
    for element in root.iter():
        element.attrib.update({name: changed(value) for name, value in element.attrib.items()})


def recoloured(value, colours):
    """An attribute's value with other colours, those that ``colours`` maps from their ``#rrggbb``."""
    return _COLOUR.sub(lambda match: colours.get(match[0], match[0]), value)


def write(root):
    """The figure as text again."""
    return ElementTree.tostring(root, encoding="unicode").strip()
