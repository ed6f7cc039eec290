"""Sphinx extension: pages with explorers carry the script that brings them to life, and only those."""

from pathlib import Path

from optimizers.explorer.bundle import page_script
from optimizers.explorer.figure import STYLE
from optimizers.plotting import PALETTE

SCRIPT = "explorers.js"


def _add_script(app, pagename, templatename, context, doctree):
    if 'data-explorer="' not in context.get("body", ""):
        return
    app.add_js_file(SCRIPT, loading_method="defer")
    variables = "".join(f"--explorer-{name}: var(--book-{name}); " for name in PALETTE)
    context["metatags"] = context.get("metatags", "") + f"<style>.book-explorer {{ {variables}}}\n{STYLE}</style>"


def _write_script(app, exception):
    if exception is None and app.builder.format == "html":
        (Path(app.outdir) / "_static" / SCRIPT).write_text(page_script(), encoding="utf-8")


def setup(app):
    app.connect("html-page-context", _add_script)
    app.connect("build-finished", _write_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
