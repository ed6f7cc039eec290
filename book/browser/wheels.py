"""What Python in the browser needs besides Pyodide's packages: the book's own, and its widgets, as wheels.

`optimizers` by itself needs NumPy. What one of its modules needs more is told by an empty wheel that "imports" that
module and depends on the rest: so whoever imports nothing but rules waits for nothing but NumPy.
"""

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

from book.browser.files import right
from book.browser.imports import imported
from book.fingerprint import ROOT

PINS = Path(__file__).with_name("wheels.txt")
NEEDS = {
    "comm": ["traitlets"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
}
# Packages by what is imported of them. NumPy is there in any case; the rest is Python's own, or is said to be absent
# where it is used.
PACKAGE_OF = {
    "matplotlib": "matplotlib",
    "sklearn": "scikit-learn",
    "ipywidgets": "ipywidgets",
    "anywidget": "anywidget",
}
PACKAGE, VERSION = "optimizers", "0.1.0"
FOR_THE_LAB = "jupyterlab-widgets"  # the one wheel of these that is no Python


def pinned():
    """The pinned wheels by name, each with its version and hash: ``{"anywidget": ("0.11.0", "c574…")}``."""
    lines = (line for line in PINS.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: (version, digest) for name, version, digest in (re.split("==| --hash=sha256:", it) for it in lines)}


def path_of(name, folder):
    """Where the pinned wheel called ``name`` is in ``folder``."""
    return folder / f"{name.replace('-', '_')}-{pinned()[name][0]}-py3-none-any.whl"


def download(folder):
    """Put the pinned wheels into ``folder``. Raises CalledProcessError where one cannot be had or has another hash."""
    if all(right(path_of(name, folder), digest) for name, (_, digest) in pinned().items()):
        return
    any_platform = "--only-binary=:all: --platform any --implementation py --abi none --python-version 312".split()
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    command += [*any_platform, "--require-hashes", "--requirement", PINS, "--dest", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def ours(folder):
    """Write the book's package, and the empty wheel, into ``folder``; returns their paths."""
    package = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in sorted((ROOT / PACKAGE).rglob("*"))
        if path.suffix in {".py", ".js", ".css", ".json"}
    }
    return write_wheel(folder, PACKAGE, package), write_wheel(folder, f"{PACKAGE}_extra", {})


def write_wheel(folder, name, files):
    """A wheel with these files: the same bytes each time it is made from the same."""
    about = f"{name}-{VERSION}.dist-info"
    files = files | {
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSION}\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: book\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in files.items()]
    files[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""]).encode()
    path = folder / f"{name}-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in files.items():
            archive.writestr(zipfile.ZipInfo(place), content, zipfile.ZIP_DEFLATED)
    return path


def _digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


@cache
def packages():
    """By module of `optimizers`, the packages that it needs besides NumPy, in the names of the lock.

    A module that needs no more than the package around it is left out: whoever imports it imports that one, too.
    """
    modules = {_module(path): path.read_text(encoding="utf-8") for path in (ROOT / PACKAGE).rglob("*.py")}
    needed = {name: _packages(name, modules) for name in sorted(modules)}
    return {name: sorted(each) for name, each in needed.items() if each - needed.get(name.rpartition(".")[0], set())}


def _module(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _packages(name, modules):
    """What a module needs, itself or through others of ``modules``, texts by name."""
    waiting, seen = imported(f"import {name}"), set()
    while waiting:
        one = waiting.pop()
        seen.add(one)
        waiting |= imported(modules.get(one, "")) - seen
    return {PACKAGE_OF[it] for it in seen & PACKAGE_OF.keys()}
