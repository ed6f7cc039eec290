"""Sphinx extension: a chapter shows first and proves beneath.

Cells tagged ``proof`` assert, tabulate and print. They leave their place for a fold at the end of their section, *How
we know*, whose first line says what is checked: the comments that the cells begin with. Cells tagged ``hide-input``
show their picture first and their code, folded, below it. The cell of imports stands folded behind the first figure.
"""

import re
from html import escape

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform

from optimizers.words import phrase

PROOF, HIDDEN, IMPORTS = "tag_proof", "tag_hide-input", "tag_imports"


def is_cell(node, tag=None):
    """Whether a node is a code cell, or one with a tag."""
    return isinstance(node, nodes.container) and "cell" in node["classes"] and (tag is None or tag in node["classes"])


def claim(cell):
    """What a cell of proof says that it checks: the comment that it begins with. Raises ValueError without one."""
    comments = re.match(r"(# .+\n)+", cell.children[0].astext() + "\n")
    if not comments:
        raise ValueError("a cell tagged proof begins with a comment that says what it checks")
    return " ".join(line.removeprefix("# ") for line in comments[0].strip().splitlines()).rstrip(".")


def fold(cells):
    """A fold with cells of proof in it, named by what they check."""
    claims = "; ".join(claim(cell) for cell in cells)
    how = phrase("How we know:")
    begin = f'<details class="how"><summary><strong>{how}</strong> {escape(claims)}</summary>'
    return [nodes.raw("", begin, format="html"), *cells, nodes.raw("", "</details>", format="html")]


def show_first(cell):
    """Put a cell's code, folded, below what it shows."""
    code, shown = cell.children[0], cell.children[1:]
    cell["hide_mode"] = None  # myst-nb's own fold stands above
    words = phrase("Show the imports") if IMPORTS in cell["classes"] else phrase("Show the code")
    begin = f'<details class="code"><summary>{words}</summary>'
    cell.children = []
    cell.extend([*shown, nodes.raw("", begin, format="html"), code, nodes.raw("", "</details>", format="html")])


class Beneath(SphinxTransform):
    """Proofs to the end of their sections, code below its picture, imports behind the first figure."""

    default_priority = 210

    def apply(self, **kwargs):
        for cell in self.document.findall(lambda node: is_cell(node, HIDDEN)):
            show_first(cell)
        for section in list(self.document.findall(nodes.section)):
            self.prove_beneath(section)
        self.put_imports()

    def prove_beneath(self, section):
        cells = [child for child in section.children if is_cell(child, PROOF)]
        if not cells:
            return
        for cell in cells:
            section.remove(cell)
        inner = next((i for i, child in enumerate(section.children) if isinstance(child, nodes.section)), len(section))
        try:
            section[inner:inner] = fold(cells)
        except ValueError as error:
            raise ExtensionError(f"{self.env.docname}: {error}") from None

    def put_imports(self):
        for cell in list(self.document.findall(lambda node: is_cell(node, IMPORTS))):
            place, at = cell.parent, cell.parent.index(cell)
            first = next((node for node in place.children[at + 1 :] if is_cell(node)), None)
            if first is not None:
                place.remove(cell)
                place.insert(place.index(first) + 1, cell)


def _name_folds(app, config):
    """myst-nb's own folds of code, in the book's language."""
    config.nb_code_prompt_show, config.nb_code_prompt_hide = phrase("Show the code"), phrase("Hide the code")


def setup(app):
    app.add_transform(Beneath)
    app.connect("config-inited", _name_folds, priority=100)  # before myst-nb reads them
    return {"parallel_read_safe": True, "parallel_write_safe": True}
