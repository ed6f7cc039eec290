"""Sphinx extension: pages with explorers, or that ask their reader, carry the script that brings them to life, and only
those.
"""

import re
import sys
from functools import cache
from pathlib import Path

from sphinx.errors import ExtensionError

from book.extensions import caches
from optimizers.explorer.bundle import classic_script
from optimizers.explorer.figure import STYLE, lights
from optimizers.look import PALETTE

FOLDER, SCRIPT = "explorers", "explorers.js"
# What a page asks of its reader: predictions, quick questions, the page that gathers both.
ASKS = re.compile(r'data-prediction="|class="question"|id="your-answers"|class="rule-card"|class="claims-')
PICTURE = re.compile(r'<svg\b[^>]* data-explorer=".*?</svg>', re.DOTALL)
PARSED = 'document.dispatchEvent(new Event("explorer:parsed"))'
MICROPYTHON = Path(sys.prefix) / "npm" / "node_modules" / "@micropython" / "micropython-webassembly-pyscript"


@cache
def files():
    """The pages' script, and what the "Edit the rule" box asks for once it is used: its worker and MicroPython."""
    scripts = {SCRIPT: ("reader.js", "host.js"), "rule_worker.js": ("rule_worker.js",)}
    python = ("micropython.mjs", "micropython.wasm")
    return {name: classic_script(*entries) for name, entries in scripts.items()} | {
        f"micropython/{name}": (MICROPYTHON / name).read_bytes() for name in python
    }


def _add_script(app, pagename, templatename, context, doctree):
    asks, lives = ASKS.search(context.get("body", "")), 'data-explorer="' in context.get("body", "")
    if lives:
        # It draws as soon as its place is parsed, while the rest of the page is still to come.
        context["body"] = PICTURE.sub(rf"\g<0><script>{PARSED}</script>", context["body"])
    if not asks and not lives:
        return
    app.add_js_file(f"{caches.folder_of(FOLDER, files())}/{SCRIPT}")
    variables = "".join(f"--explorer-{name}: var(--book-{name}); " for name in PALETTE)
    context["metatags"] = (
        context.get("metatags", "") + f"<style>.book-explorer {{ {variables}}}\n{STYLE}{lights()}</style>"
    )


def _write_scripts(app, exception):
    if exception is None and app.builder.format == "html":
        caches.write(Path(app.outdir) / "_static", FOLDER, files())


def setup(app):
    if not (MICROPYTHON / "micropython.wasm").is_file():
        raise ExtensionError(f"MicroPython is missing in {MICROPYTHON}: make installs it, as README.md shows")
    app.connect("html-page-context", _add_script)
    app.connect("build-finished", _write_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
