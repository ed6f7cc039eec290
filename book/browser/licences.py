"""The page that lists what the Lab's folder brings of others, each with its licence: read off the files themselves."""

import email
import zipfile
from html import escape
from typing import NamedTuple

from book import bare
from optimizers.words import phrase


class Work(NamedTuple):
    """What others made: its licence, and where its text stands, a place in the folder of the Lab or in an archive."""

    name: str
    version: str
    licence: str
    text: str


# What comes without a record of its own.
OTHERS = {
    "python_stdlib.zip": Work(
        "Python", "3.12.7", "Python Software Foundation License", "https://docs.python.org/3/license.html"
    ),
    "pyodide.asm.wasm": Work("Pyodide", "", "Mozilla Public License 2.0", "https://github.com/pyodide/pyodide"),
    "openblas": Work("OpenBLAS", "", "BSD License", "https://github.com/OpenMathLib/OpenBLAS"),
    "openssl": Work("OpenSSL", "", "OpenSSL License and SSLeay License", "https://www.openssl.org/source/license.html"),
    "sqlite3": Work(
        "Python's sqlite3, with SQLite",
        "",
        "Python Software Foundation License; SQLite is in the public domain",
        "https://sqlite.org/copyright.html",
    ),
    "ssl": Work("Python's ssl", "", "Python Software Foundation License", "https://docs.python.org/3/license.html"),
}
JAVASCRIPT = "third-party-licenses.json"


def works(runtime, packages):
    """All works of others among the ``packages`` of a lock, whose files are in the folder ``runtime``."""
    found = {OTHERS[name].name: OTHERS[name] for name in ("python_stdlib.zip", "pyodide.asm.wasm")}
    for key, record in packages.items():
        if record["name"].startswith("optimizers"):
            continue
        work = (
            OTHERS[key]._replace(version=record["version"]) if key in OTHERS else _told(runtime / record["file_name"])
        )
        found[work.name] = work
    return sorted(found.values(), key=lambda work: work.name.lower())


def _told(path):
    """What a wheel says of itself. Raises ValueError for one that names no licence."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        (record,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        about = email.message_from_bytes(archive.read(record))
    classes = [line.split(" :: ")[-1] for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    said = about["License-Expression"] or " or ".join(classes) or (about["License"] or "").strip()
    if not said or "\n" in said:
        raise ValueError(f"{path.name} does not name its licence in a line")
    text = next((name for name in names if "dist-info" in name and "licen" in name.lower()), record)
    return Work(about["Name"], about["Version"], said, f"{text} in static/pyodide/{path.name}")


def page(found, scripts):
    """The page as HTML. ``scripts`` are the places of the lists of JavaScript that the Lab is made of."""
    rows = "".join(f"<tr><th scope=row>{escape(name)}</th><td>{escape(version)}</td><td>{escape(licence)}</td>"
                   f"<td>{_place(text)}</td></tr>" for name, version, licence, text in found)  # fmt: skip
    lists = ", ".join(f'<a href="{escape(place)}">{escape(place)}</a>' for place in scripts)
    columns = phrase("Work"), phrase("Version"), phrase("Licence"), phrase("Its text")
    heads = "".join(f"<th scope=col>{head}</th>" for head in columns)
    each = phrase(
        "Each under its own licence, unchanged. The book's own Python and text are under the book's licences."
    )
    many = phrase(
        "JupyterLab and JupyterLite (BSD License) are made of many works in JavaScript, which these files list with "
        "their texts: {lists}.",
        lists=lists,
    )
    return bare.page(
        phrase("What the Lab brings of others"),
        f"<p>{each}</p>\n<table><thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>\n<p>{many}</p>",
    )


def _place(text):
    return f'<a href="{escape(text)}">{escape(text)}</a>' if text.startswith("https://") else escape(text)


def write(lab, packages):
    """Write ``licences.html`` into the folder of the Lab."""
    scripts = sorted(path.relative_to(lab).as_posix() for path in lab.rglob(JAVASCRIPT))
    (lab / "licences.html").write_text(page(works(lab / "static" / "pyodide", packages), scripts), encoding="utf-8")
