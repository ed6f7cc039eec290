"""Reads what a student handed in, whatever it is: cells of text, or a reason for refusing it. Executes nothing."""

import json
from dataclasses import dataclass, field

from grading.intake import pictures

MAX_BYTES = 10 << 20
MAX_CELLS = 300
MAX_DIGITS = 18
AGAIN = "hand in the .ipynb file that Jupyter or Colab saves"


class Rejected(Exception):  # noqa: N818
    """The file cannot be graded; the message says why, and what the student should do."""


@dataclass(frozen=True)
class Cell:
    """What is read of a cell of a student's file."""

    kind: str  # code, markdown, or another word of the file's
    text: str
    id: str | None
    label: str | None  # nbgrader's grade_id
    pictures: dict[str, str] = field(default_factory=dict)  # by the names that the text has for them, in base64


@dataclass(frozen=True)
class Submission:
    """What is read of a student's file."""

    cells: tuple[Cell, ...]
    exercise: str | None  # as the release wrote them into the notebook
    version: str | None


def read(raw):
    """The cells of a notebook's bytes. Raises Rejected."""
    notebook = _parsed(raw)
    cells = tuple(_cell(raw_cell, number) for number, raw_cell in enumerate(_raw_cells(notebook), start=1))
    if not any(cell.text.strip() for cell in cells):
        raise Rejected("the notebook has no text at all: save it in Jupyter, check the file, and hand it in again")
    about = _dict(_dict(notebook.get("metadata")).get("grading"))
    return Submission(cells, _word(about.get("exercise")), _word(about.get("version")))


def _parsed(raw):
    if len(raw) > MAX_BYTES:
        raise Rejected(f"the file is larger than {MAX_BYTES >> 20} MB: clear all outputs, save, and hand it in again")
    if not raw.strip(b"\0 \t\r\n"):
        raise Rejected(f"the file is empty: {AGAIN}")
    for start, words in _OTHERS.items():
        if raw.lstrip()[:100].lower().startswith(start):
            raise Rejected(f"this is {words}, not a notebook: {AGAIN}")
    try:
        text = raw.decode(json.detect_encoding(raw))
        notebook = json.loads(text.removeprefix("\ufeff"), parse_int=_integer, parse_constant=lambda word: None)
    except UnicodeDecodeError:
        raise Rejected(f"the file is not text: {AGAIN}") from None
    except json.JSONDecodeError as error:
        if error.doc.lstrip()[:1] == "{":
            raise Rejected(f"the notebook is cut off or damaged: {AGAIN}") from None
        raise Rejected(f"this is not a notebook: {AGAIN}") from None
    except (ValueError, RecursionError, MemoryError):
        raise Rejected(f"the notebook is damaged: {AGAIN}") from None
    if not isinstance(notebook, dict):
        raise Rejected(f"this is not a notebook: {AGAIN}")
    return notebook


_OTHERS = {
    b"pk\x03\x04": "a ZIP archive or an Office document",
    b"%pdf": "a PDF",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"\x1f\x8b": "a gzip archive",
    b"\x89png": "a picture",
    b"version https://git-lfs": "a pointer of Git LFS",
}


def _integer(digits):
    return int(digits) if len(digits) <= MAX_DIGITS else None


def _raw_cells(notebook):
    """The cells as the file has them; those of format 3 and older lie in worksheets."""
    version = notebook.get("nbformat", 4)
    if type(version) is not int or not 2 <= version <= 4:
        raise Rejected(f"it says that its notebook format is {_shown(version)}, not 4: save it with a current Jupyter")
    if version < 4 and "cells" not in notebook:
        sheets = _list(notebook.get("worksheets"), "its worksheets are")
        cells = [cell for sheet in sheets for cell in _list(_dict(sheet).get("cells"), "its cells are")]
    else:
        cells = _list(notebook.get("cells"), "its cells are")
    if not cells:
        raise Rejected("the notebook has no cells: save it in Jupyter, check the file, and hand it in again")
    if len(cells) > MAX_CELLS:
        raise Rejected(f"it has {len(cells):,} cells, more than {MAX_CELLS}: take out what is not your answer")
    return cells


def _cell(raw, number):
    if not isinstance(raw, dict):
        raise Rejected(f"cell {number} is damaged: {AGAIN}")
    kind = raw.get("cell_type")
    if not isinstance(kind, str):
        raise Rejected(f"cell {number} does not say whether it is code or text: {AGAIN}")
    source = raw.get("source", raw.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Rejected(f"the text of cell {number} is damaged: {AGAIN}")
    label = _word(_dict(_dict(raw.get("metadata")).get("nbgrader")).get("grade_id"))
    text, found = pictures.taken_out(_plain(source), _dict(raw.get("attachments")))
    return Cell("code" if kind == "code" else "markdown", text, _word(raw.get("id")), label, found)


def _plain(text):
    """Text that every file and page can hold: one kind of line end, no lone surrogates, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(it if it >= " " or it in "\n\t" else "\ufffd" for it in text)


def _list(value, what):
    if not isinstance(value, list):
        raise Rejected(f"{what} missing or damaged: {AGAIN}")
    return value


def _dict(value):
    return value if isinstance(value, dict) else {}


def _word(value):
    return _plain(str(value)[:200]) if isinstance(value, str | int) else None


def _shown(value):
    return repr(value)[:20] if isinstance(value, int | float | str | None) else "something else"
