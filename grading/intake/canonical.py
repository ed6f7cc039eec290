"""A submission rebuilt from the released notebook and the student's own words, and nothing else of the student's file.

Every locked cell, all metadata and all outputs come from the release. What is taken of the file is the text of the
answers, found by their labels, else by their cells' ids, else by their place or by what they define; further cells of
the student's own, which stay where they were; and the pictures in what they wrote. Nothing is executed or parsed.
"""

import copy
from dataclasses import dataclass

import nbformat

from grading.course.cells import HIDDEN, SOLUTION, is_answer, label, without
from grading.intake import elsewhere
from grading.intake.alignment import MAX_CELL, Alignment, is_open, key_of
from grading.intake.parting import parted
from grading.intake.pictures import MAX_PICTURES, Album
from grading.intake.submission import Rejected, read

__all__ = ["Canonical", "Rejected", "canonical"]

EXTRA = "extra-"  # begins the id of a cell of the student's own
MAX_EXTRAS = 1_000_000  # characters, of all further cells together


@dataclass(frozen=True)
class Canonical:
    """What is graded of a file, and what a teacher may want to know of it."""

    notebook: nbformat.NotebookNode
    missing: list[str]  # the answers that the file lacks, by grade_id
    notes: list[str]  # what a teacher may want to know, in words
    version: str | None  # of the release that the student worked on


def canonical(raw, source, releases, others=None):
    """The canonical form of a file's bytes ``raw``, for the exercise of the instructor's notebook ``source``.

    ``releases`` maps versions to released notebooks, oldest first; the last one is the present one. ``others`` maps the
    names of the other exercises to notebooks, so that a file handed in for the wrong one can be named. Raises Rejected,
    and no other exception, whatever the bytes are.
    """
    submission = read(raw)
    releases = releases or {None: _unsolved(source)}
    version, release, notes = _release(submission, releases)
    _reject_other_exercise(submission, source, release, others or {})
    alignment = Alignment(parted(submission.cells, release, MAX_CELL), release)
    alignment.match()
    elsewhere.find(alignment)
    if not alignment.found and not _shared(submission.cells, release):
        raise Rejected(f"nothing of “{_title(source)}” is in this notebook: is it the right file?")
    present = list(releases.values())[-1]
    notebook, missing = _rebuilt(present, alignment)
    return Canonical(notebook, missing, notes + alignment.notes, version)


def _unsolved(source):
    """A release made here: the source without its solutions and hidden tests."""
    notebook = copy.deepcopy(source)
    for cell in notebook.cells:
        cell.source = without(without(cell.source, SOLUTION), HIDDEN)
    return notebook


def _release(submission, releases):
    """The version that the student worked on, its notebook, and notes: as the file says, else the most similar."""
    versions, notes = list(releases), []
    version = submission.version
    if version not in releases:
        if version is not None:
            notes.append(f"it says that its version is {version}, which was never released")
        version = max(reversed(versions), key=lambda it: _shared(submission.cells, releases[it]))
    if version != versions[-1]:
        notes.append(f"worked on version {version}, which is older than {versions[-1]}")
    return version, releases[version], notes


def _reject_other_exercise(submission, source, release, others):
    own = release.metadata.get("grading", {}).get("exercise")
    theirs = submission.exercise
    if theirs is None and others:
        shared = {name: _shared(submission.cells, notebook) for name, notebook in others.items()}
        most = max(shared, key=shared.get)
        theirs = most if shared[most] > _shared(submission.cells, release) else None
    elif own is None or theirs == own:
        return
    if theirs is not None and theirs != own:
        raise Rejected(
            f"this seems to be the exercise “{theirs}”, not “{own or _title(source)}”: hand in the right file"
        )


def _title(notebook):
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.lstrip("# ") for line in lines if line.startswith("#")), "this exercise")


def _shared(cells, notebook):
    """How many of a notebook's cells the file has word for word."""
    texts = {cell.text.strip() for cell in cells}
    return len({cell.source.strip() for cell in notebook.cells} & texts - {""})


def _rebuilt(present, alignment):
    """The present release with the answers and the extra cells in their places, and the names of missing answers."""
    answers, extras, album = _answers(alignment), _extras(alignment), Album()
    keys = {key_of(cell) for cell in present.cells}
    for key in [key for key in answers if key not in keys]:
        alignment.notes.append(f"“{key}” is no longer part of the exercise")
        del answers[key]
    notebook = copy.deepcopy(present)
    ids, missing, cells = _fresh_ids(present), [], []

    def place(key):
        for extra in extras.get(key, []):
            cells.append(_extra(extra, next(ids)))
            _write(cells[-1], extra.text, extra.pictures, album, alignment.notes)

    # What followed a cell that is no more comes first: definitions are then there for the rest.
    for key in [it for it in extras if it not in keys]:
        place(key)
    for cell in notebook.cells:
        key = key_of(cell)
        cells.append(cell)
        if is_open(cell):
            if key in answers:
                _write(cell, *answers[key], album, alignment.notes)
            elif label(cell):
                missing.append(key)
        place(key)
    notebook.cells = cells
    return notebook, missing


def _answers(alignment):
    """The text and the pictures of every answer, by its key. Raises Rejected for one that is too long to be read."""
    found = {}
    for at, cell in enumerate(alignment.release.cells):
        if is_open(cell) and (alignment.found.get(at) or at in alignment.beside):
            text = alignment.answer(at)
            if len(text) > MAX_CELL:
                raise Rejected(f"“{key_of(cell)}” has {len(text):,} characters, more than {MAX_CELL:,}: shorten it")
            if text.strip() or not is_answer(cell):
                found[key_of(cell)] = text, alignment.pictures(at)
    return found


def _extras(alignment):
    """The student's further cells, by the key of the released cell that they follow, None for those above all."""
    found, room = {}, MAX_EXTRAS
    for before, cell in alignment.extras():
        key = None if before is None else key_of(alignment.release.cells[before])
        room -= len(cell.text)
        if len(cell.text) > MAX_CELL or room < 0:
            where = f"below “{key}”" if key else "at the top"
            alignment.notes.append(f"a further cell {where}, of {len(cell.text):,} characters, is left out")
        else:
            found.setdefault(key, []).append(cell)
    return found


def _write(cell, text, pictures, album, notes):
    """Give a cell a student's text; one of words with its pictures."""
    if cell.cell_type == "markdown":
        text, kept, lost = album.settle(text, pictures)
        if kept:
            cell.attachments = nbformat.from_dict(kept)
        why = "it is no PNG or JPEG of moderate size that its cell holds"
        notes += [f"the picture “{name}” in “{key_of(cell)}” is left out: {why}" for name in lost[:MAX_PICTURES]]
    cell.source = text


def _fresh_ids(notebook):
    taken = {cell.get("id") for cell in notebook.cells}
    number = 0
    while True:
        number += 1
        if f"{EXTRA}{number}" not in taken:
            yield f"{EXTRA}{number}"


def _extra(cell, identity):
    new = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
    return new(id=identity)
