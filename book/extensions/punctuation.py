"""Sphinx extension: a formula keeps the comma, the period or the bracket that follows it on its line."""

import re

from docutils import nodes

MARKS = re.compile(r"[,.;:?!)\]’”–]+")


def bind(doctree):
    """Put every formula in a line of text together with the marks right behind it."""
    for formula in list(doctree.findall(nodes.math)):
        parent, at = formula.parent, formula.parent.index(formula)
        behind = parent[at + 1] if at + 1 < len(parent) else None
        if isinstance(behind, nodes.Text) and (marks := MARKS.match(behind)):
            parent[at + 1] = nodes.Text(behind[marks.end() :])
            parent[at] = nodes.inline("", "", formula, nodes.Text(marks[0]), classes=["together"])


def _bind(app, doctree, docname):
    if app.builder.format == "html":
        bind(doctree)


def setup(app):
    app.connect("doctree-resolved", _bind)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
