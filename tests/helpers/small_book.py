"""A book of two pages, built by the book's own machinery: `python -m book.build` in a folder of its own."""

import hashlib
import os
import select
import shutil
import subprocess
import sys

import nbformat

from book.fingerprint import ROOT
from helpers.processes import PATIENCE

CONFIG = """
title: Two pages
author: ""
only_build_toc_files: true
exclude_patterns: [".*", _build]
execute: {execute_notebooks: cache, cache: _build/.jupyter_cache}
sphinx: {local_extensions: {stops: .}}
"""
TOC = "{format: jb-book, root: first, parts: [{caption: One, chapters: [{file: second}]}]}"
# Whoever comes by says so, and stops until it is told to go on.
STOP = """
import pathlib
if pathlib.Path("{0}.told").exists():
    open("{0}.told", "w").close()
    open("{0}.go").close()
"""
EXTENSION = f"""
def stop(app, exception):
{chr(10).join("    " + line for line in STOP.format("pages").splitlines())}

def setup(app):
    app.connect("build-finished", stop)
    return {{"parallel_read_safe": True, "parallel_write_safe": True}}
"""


class SmallBook:
    """The book in its folder, of which ``python`` is the interpreter that builds it."""

    def __init__(self, folder):
        self.folder, self.site = folder, folder / "_build" / "html"

    @classmethod
    def made(cls, folder):
        """A new one in a ``folder`` that is not there yet."""
        unneeded = shutil.ignore_patterns("__pycache__")
        for name in ("book", "tools"):
            shutil.copytree(ROOT / name, folder / name, ignore=unneeded)
        shutil.copy(ROOT / "requirements.txt", folder)
        book = cls(folder)
        for name, text in {"_config.yml": CONFIG, "_toc.yml": TOC, "stops.py": EXTENSION}.items():
            (folder / name).write_text(text, encoding="utf-8")
        book.write("a good site", "6 * 7")
        return book

    def write(self, words, code):
        """Write both pages again."""
        (self.folder / "first.md").write_text(f"# First\n\n{words}\n", encoding="utf-8")
        cells = [nbformat.v4.new_markdown_cell("# Second", id="title"), nbformat.v4.new_code_cell(code, id="code")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), self.folder / "second.ipynb")

    def command(self):
        return [sys.executable, "-m", "book.build"]

    def start(self, command=None):
        """The build as a process, in a group of its own, as a terminal would have it."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
        return subprocess.Popen(command or self.command(), cwd=self.folder, **options)

    def build(self, command=None):
        """Build to the end: ``(status, output, errors)``."""
        with self.start(command) as build:
            output, errors = build.communicate()
        return build.returncode, output, errors

    def stop_at(self, place):
        """Have builds stop at ``place``, "pages" or "cell" (whose code is `STOP`): a descriptor to `wait_for`."""
        for name in (f"{place}.told", f"{place}.go"):
            os.mkfifo(self.folder / name)
        return os.open(self.folder / f"{place}.told", os.O_RDONLY | os.O_NONBLOCK)

    def go_on(self, place):
        """Let the build that stopped go on, and the next ones not stop."""
        (self.folder / f"{place}.told").unlink()
        os.close(os.open(self.folder / f"{place}.go", os.O_WRONLY))
        (self.folder / f"{place}.go").unlink()

    def pass_by(self, place):
        """Have no build stop there any more."""
        for name in (f"{place}.told", f"{place}.go"):
            (self.folder / name).unlink()

    def shown(self):
        """The hash of every file of the site."""
        files = (path for path in sorted(self.site.rglob("*")) if path.is_file())
        return {str(path.relative_to(self.site)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def wait_for(told):
    """Wait until a build has come to where it stops."""
    assert select.select([told], [], [], PATIENCE)[0], "nothing was told for a long time"
    os.close(told)
