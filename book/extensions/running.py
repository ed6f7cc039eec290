"""Sphinx extension: a notebook's page offers to run it, on the page itself and in JupyterLab in the browser.

A page that nobody asks to run carries two buttons and the line that loads the rest. What is loaded then lies in
``_static/running.…``; Python itself in ``lab``, which ``make lite`` adds to the site.
"""

import json
import re
from functools import cache
from html import escape
from pathlib import Path, PurePosixPath

import nbformat
from sphinx.transforms import SphinxTransform

from book import bare
from book.extensions import caches
from book.extensions.folds import is_cell
from book.extensions.pages import LAB
from book.fingerprint import ROOT
from optimizers.explorer.bundle import CATALOGUES, HERE, bundle, words_for
from optimizers.words import phrase

JS = ROOT / "book" / "browser" / "js"
FOLDER, NOTEBOOKS = "running", f"{LAB}/lab/index.html"
# What the worker's Python has of the book's own machinery.
PYTHON = [
    *(f"book/{name}.py" for name in ("__init__", "inline", "pairs", "svg", "widget_state")),
    *(f"book/browser/{name}.py" for name in ("__init__", "backend", "imports", "session", "worker")),
]
MARK = "cell-id-"
_STAMP = re.compile(rf' ?\b{MARK}([\w-]+)([^"]*")')
_KICKER = re.compile(r'(<p class="kicker">[^<]*)(</p>)')
# What a page's own line does: the button loads the rest, or says why it cannot.
START = (
    '{const b=document.querySelector(".run-start"),'
    'say=()=>{b.disabled=true;b.closest("p").insertAdjacentHTML("beforebegin",`<p role=status>${b.dataset.file}</p>`)};'
    "b.hidden=false;b.onclick=()=>import(b.dataset.script).then((it)=>it.start(b),say)}"
)


def no_lab():
    """The page to which the link leads until `make lite` has put JupyterLab there."""
    make = "<code>make lite</code>"
    told = phrase("This copy of the site was built without JupyterLab for the browser: {make} adds it.", make=make)
    return bare.page(phrase("No JupyterLab here"), f"<p>{told}</p>")


@cache
def files():
    """What running loads besides Python itself, by name."""
    drawing = f"const drawing = (() => {{\n{bundle('static.js')}\n}})();\n"
    texts = {path.name: path.read_text(encoding="utf-8") for path in JS.iterdir()}
    said = {CATALOGUES: words_for("\n".join(texts.values()))}
    texts |= said | {name: (HERE / name).read_text(encoding="utf-8") for name in ("dom.js", "words.js")}
    python = {name: (ROOT / name).read_text(encoding="utf-8") for name in PYTHON}
    return texts | {"worker.js": drawing + texts["worker.js"], "python.json": json.dumps(python)}


class Stamps(SphinxTransform):
    """Every code cell carries its notebook's id, before cells are folded and moved."""

    default_priority = 200

    def apply(self, **kwargs):
        path = Path(self.env.doc2path(self.env.docname))
        if path.suffix != ".ipynb":
            return
        cells = nbformat.read(path, as_version=4).cells
        for node in self.document.findall(is_cell):
            node["classes"].append(f"{MARK}{cells[node['cell_index']].id}")


def stamped(body):
    """A page's HTML with the cells' ids as data, which no style can meet."""
    return _STAMP.sub(r'\2 data-cell="\1"', body)


def buttons(pagename):
    """The buttons of a notebook's page, as HTML. An exercise is worked on in JupyterLab, with its checks."""
    up = "../" * (len(PurePosixPath(pagename).parts) - 1)
    name = escape(f"{pagename}.ipynb")
    words, named = (
        phrase("Opens this notebook in JupyterLab, in this browser, no account"),
        phrase("Run in the browser"),
    )
    lab = f'<a class="run-lab" href="{up}{NOTEBOOKS}?path={name}" title="{words}">{named}</a>'
    if pagename.startswith("exercises/"):
        return f'<span class="run">{lab}</span>', ""
    file = phrase(
        "Running needs a page from a web server, and this one is a file: run make serve, and open the address that it "
        "prints."
    )
    edit = phrase("Edit and run · 9 MB")
    title = phrase("Change the cells of this page and run them here: loads Python once, and what the cells import")
    folder = caches.folder_of(FOLDER, files())
    start = (
        f'<button type="button" class="run-start" hidden data-script="{up}_static/{folder}/running.js" '
        f'data-notebook="{up}_sources/{name}" data-file="{file}" '
        f'title="{title}">{edit}</button>'
    )
    return f'<span class="run">{start} {lab}</span>', f"<script>{START}</script>"


def _offer(app, pagename, templatename, context, doctree):
    if "body" not in context or not Path(app.srcdir, f"{pagename}.ipynb").is_file():
        return
    offered, script = buttons(pagename)
    body = _KICKER.sub(rf"\1 {offered}\2", stamped(context["body"]), count=1)
    context["body"] = body + script


def _write(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    caches.write(Path(app.outdir) / "_static", FOLDER, files())
    lab = Path(app.outdir) / NOTEBOOKS
    if not lab.exists():
        lab.parent.mkdir(parents=True, exist_ok=True)
        lab.write_text(no_lab(), encoding="utf-8")


def setup(app):
    app.add_transform(Stamps)
    app.connect("html-page-context", _offer, priority=600)  # behind the line that openings.py puts above a title
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
