"""Sphinx extension: pages with explorers carry the script that brings them to life, and only those."""

import re
import shutil
import sys
from pathlib import Path

from sphinx.errors import ExtensionError

from optimizers.explorer.bundle import classic_script
from optimizers.explorer.figure import STYLE, lights
from optimizers.look import PALETTE

SCRIPT, READER = "explorers.js", "reader.js"
# What a page asks of its reader: predictions, quick questions, the page that gathers both.
ASKS = re.compile(r'data-prediction="|class="question"|id="your-answers"|class="rule-card"')
PICTURE = re.compile(r'<svg\b[^>]* data-explorer=".*?</svg>', re.DOTALL)
PARSED = 'document.dispatchEvent(new Event("explorer:parsed"))'
MICROPYTHON = Path(sys.prefix) / "npm" / "node_modules" / "@micropython" / "micropython-webassembly-pyscript"


def _add_script(app, pagename, templatename, context, doctree):
    asks, lives = ASKS.search(context.get("body", "")), 'data-explorer="' in context.get("body", "")
    if asks:
        app.add_js_file(READER)
    if lives:
        app.add_js_file(SCRIPT)
        # It draws as soon as its place is parsed, while the rest of the page is still to come.
        context["body"] = PICTURE.sub(rf"\g<0><script>{PARSED}</script>", context["body"])
    if not asks and not lives:
        return
    variables = "".join(f"--explorer-{name}: var(--book-{name}); " for name in PALETTE)
    context["metatags"] = (
        context.get("metatags", "") + f"<style>.book-explorer {{ {variables}}}\n{STYLE}{lights()}</style>"
    )


def _write_scripts(app, exception):
    """The pages' script, and what the "Edit the rule" box asks for once it is used: its worker and MicroPython."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    (static / SCRIPT).write_text(classic_script("host.js"), encoding="utf-8")
    (static / READER).write_text(classic_script("reader.js"), encoding="utf-8")
    (static / "rule_worker.js").write_text(classic_script("rule_worker.js"), encoding="utf-8")
    (static / "micropython").mkdir(exist_ok=True)
    for name in ("micropython.mjs", "micropython.wasm"):
        shutil.copy(MICROPYTHON / name, static / "micropython")


def setup(app):
    if not (MICROPYTHON / "micropython.wasm").is_file():
        raise ExtensionError(f"MicroPython is missing in {MICROPYTHON}: make installs it, as README.md shows")
    app.connect("html-page-context", _add_script)
    app.connect("build-finished", _write_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
