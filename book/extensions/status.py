"""Sphinx extension: ``{executions}``, a table of every notebook's last execution, read off the cache of outputs.

The cache is emptied when Python or a pinned version changes, so what is installed now is what every notebook ran with.
"""

import platform
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from optimizers.words import phrase

logger = logging.getLogger(__name__)
PACKAGES = {"NumPy": "numpy", "Matplotlib": "matplotlib", "PyTorch": "torch"}


class Execution(NamedTuple):
    page: str
    when: str  # in UTC
    seconds: float
    cells: int  # of code


class PendingTable(nodes.General, nodes.Element):
    """Stands for the table until every page is read: a build that executes has then executed everything."""


class Executions(SphinxDirective):
    def run(self):
        self.env.note_reread()  # a notebook may have been executed again since
        return [PendingTable()]


def executions(cache, source_folder, pages):
    """The last execution of each page that is a notebook; a notebook without one stops the build."""
    found = []
    for page in pages:
        path = Path(source_folder, f"{page}.ipynb")
        if not path.is_file() or page.startswith("exercises/"):  # which are shown as students get them
            continue
        notebook = nbformat.read(path, as_version=4)
        try:
            record = cache.match_cache_notebook(notebook)
        except KeyError:
            logger.warning("the notebook was not executed", location=page)
            continue
        cells = sum(cell.cell_type == "code" for cell in notebook.cells)
        seconds = record.data["execution_seconds"]
        found.append(Execution(page, f"{record.created:%Y-%m-%d %H:%M}", seconds, cells))
    return found


def versions():
    """What the notebooks ran with, in words."""
    found = [f"Python {platform.python_version()}"]
    for name, package in PACKAGES.items():
        try:
            found.append(f"{name} {version(package).split('+')[0]}")
        except PackageNotFoundError:
            found.append(phrase("no {package}", package=name))
    return ", ".join(found)


def table(rows, titles, address):
    """The executions as a table; ``titles`` and ``address`` give a page's title and its link."""
    columns = nodes.tgroup(cols=4)
    columns.extend(nodes.colspec(colwidth=width) for width in (46, 30, 12, 12))
    head, body = nodes.thead(), nodes.tbody()
    head += _row(phrase("Notebook"), phrase("Executed (UTC)"), phrase("Seconds"), phrase("Cells"))
    for row in rows:
        title = titles[row.page].deepcopy().children
        link = nodes.reference("", "", *title, refuri=address(row.page), internal=True)
        date, time = row.when.split()
        when = nodes.inline("", "", nodes.inline("", date, classes=["date"]), nodes.Text(f" {time}"))
        body += _row(link, when, f"{row.seconds:.1f}", str(row.cells))
    seconds, cells = sum(row.seconds for row in rows), sum(row.cells for row in rows)
    body += _row(phrase("All, one after the other"), "", f"{seconds:.1f}", str(cells))
    columns.extend([head, body])
    return nodes.table("", columns, classes=["executions"])


def _row(*entries):
    texts = [nodes.Text(entry) if isinstance(entry, str) else entry for entry in entries]
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", text)) for text in texts))


def _fill(app, doctree, docname):
    for pending in list(doctree.findall(PendingTable)):
        cache = get_cache(Path(app.srcdir, app.config.nb_execution_cache_path))
        rows = executions(cache, app.srcdir, sorted(app.env.found_docs))
        filled = table(rows, app.env.titles, partial(app.builder.get_relative_uri, docname))
        pending.replace_self([filled, nodes.paragraph(text=phrase("Executed with {versions}.", versions=versions()))])


def setup(app):
    app.add_node(PendingTable)
    app.add_directive("executions", Executions)
    app.connect("doctree-resolved", _fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
