"""Sphinx extension: a link to a figure's setting, ``[η = 0.02](#fig-gd-edge:learning_rate=0.02)``, plays.

The page's script sets the figure in place. Without it the link leads to the figure.
"""

import re

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms import SphinxTransform

ADDRESS = re.compile(r"#?(fig-[\w-]+):([\w=&.,+-]*)")


class Playing(SphinxTransform):
    """MyST takes such an address for a target of its own, and would not find it."""

    default_priority = 5

    def apply(self, **kwargs):
        for link in list(self.document.findall(pending_xref)):
            if match := ADDRESS.fullmatch(link.get("reftarget", "")):
                words = link.children[0].children if link.children else []
                self.replace(link, match, words)
        for link in list(self.document.findall(nodes.reference)):
            if match := ADDRESS.fullmatch(link.get("refuri", "") or link.get("refname", "")):
                self.replace(link, match, link.children)

    def replace(self, link, match, words):
        new = nodes.reference("", "", *words, refuri=f"#{match[1]}:{match[2]}", classes=["plays"])
        if title := link.get("reftitle"):
            new["reftitle"] = title
        link.replace_self(new)


def setup(app):
    app.add_transform(Playing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
