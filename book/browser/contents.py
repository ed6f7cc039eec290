"""The notebooks as the Lab in the browser has them: the book's, with what only the book's pages can resolve in words.

JupyterLab knows no roles: a citation becomes its authors and year, a term its word, a reference to a figure "the
figure". Links to notebooks work there as they do here; a link to another page of the book leaves its words.
"""

import re
from functools import cache

import nbformat
from pybtex.database import parse_file

from book.browser import wheels
from book.browser.imports import imported
from book.fingerprint import ROOT
from grading.course.files import read_notebook
from grading.practice import build as practice

ROLE = re.compile(r"\{(cite:t|cite:p|term|numref)\}`([^`]+)`")
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)([^)]+)\)")
# What the notebooks import first is there when the Lab's kernel is.
AT_START = ("optimizers", "optimizers.plotting", "optimizers.explorer")
RELEASED = "exercises/release"
CHAPTERS, EXERCISES, SOURCES = "chapters/**/*.ipynb", f"{RELEASED}/*/*.ipynb", "exercises/source/*/*.ipynb"


@cache
def sources():
    """Who wrote each source, and when: ``{"tieleman2012": ("Tieleman and Hinton", "2012")}``."""

    def names(entry):
        last = [" ".join(map(str, it.rich_prelast_names + it.rich_last_names)) for it in entry.persons["author"]]
        return last[0] if len(last) == 1 else " and ".join(last) if len(last) == 2 else f"{last[0]} et al."

    entries = parse_file(str(ROOT / "references.bib")).entries
    return {key: (names(entry), entry.fields.get("year", "n.d.")) for key, entry in entries.items()}


def in_words(text):
    """Markdown of the book as JupyterLab can show it. Raises KeyError for a source that the book does not have."""

    def word(match):
        role, what = match.groups()
        if role == "term":
            return re.sub(r"\s*<[^>]*>$", "", what)
        if role == "numref":
            return "the figure"
        cited = [sources()[key.strip()] for key in what.split(",")]
        if role == "cite:t":
            return ", ".join(f"{names} ({year})" for names, year in cited)
        return f"({'; '.join(f'{names}, {year}' for names, year in cited)})"

    def link(match):
        words, place = match.groups()
        return match[0] if place.split("#")[0].endswith(".ipynb") else words

    return LINK.sub(link, ROLE.sub(word, text))


def loading(code):
    """A cell that takes a module from the package, as the Lab needs it: its kernel loads what is named in full."""
    taken = sorted(imported(code) & wheels.packages().keys() - set(AT_START))
    unnamed = (it for it in taken if not re.search(rf"(?:from|import) {re.escape(it)}\b", code))
    return "\n".join([*(f"import {it}  # so that what it needs is loaded, too" for it in unnamed), code])


def without_torch(code):
    """A cell that needs PyTorch, which no browser runs: it says so, and keeps its code to read."""
    told = 'print("This cell needs PyTorch, which runs in no browser. What it shows is on the book\'s page.")'
    return "\n".join([told, *(f"# {line}".rstrip() for line in code.splitlines())])


def write(folder):
    """Write every notebook into ``folder``, each exercise's practice file beside it; returns the notebooks' places."""
    written = []
    for path in sorted([*ROOT.glob(CHAPTERS), *ROOT.glob(EXERCISES)]):
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = in_words(cell.source)
            elif "torch" in cell.metadata.get("tags", ()):
                cell.source = without_torch(cell.source)
            else:
                cell.source = loading(cell.source)
        nbformat.write(notebook, place)
        written.append(place.relative_to(folder).as_posix())
    for path in sorted(ROOT.glob(SOURCES)):
        place = folder / RELEASED / path.stem / f"practice_{path.stem}.py"
        place.write_text(
            practice.text(practice.bank_of(read_notebook(path), path.stem, practice.SEEDS)), encoding="utf-8"
        )
    return written
