"""A submission rebuilt from the released notebook and the student's own words, and nothing else of the student's file.

Every locked cell, all metadata and all outputs come from the release. What is taken of the file is the text of the
answers, found by their labels, else by their cells' ids, else by their place or by what they define; and further cells
of code, which stay where they were. Nothing is executed or parsed.
"""

import copy
from dataclasses import dataclass

import nbformat

from grading.course.cells import HIDDEN, SOLUTION, label, without
from grading.intake.alignment import Alignment, is_open, key_of
from grading.intake.submission import Rejected, read

__all__ = ["Canonical", "Rejected", "canonical"]


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
    alignment = Alignment(submission.cells, release)
    alignment.match()
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
    old = alignment.release.cells
    answers = {key_of(old[at]): alignment.answer(at) for at in alignment.found if is_open(old[at])}
    extras = {}
    for before, text in alignment.extras():
        extras.setdefault(None if before is None else key_of(old[before]), []).append(text)
    keys = {key_of(cell) for cell in present.cells}
    for key in [key for key in answers if key not in keys]:
        alignment.notes.append(f"“{key}” is no longer part of the exercise")
        del answers[key]
    notebook = copy.deepcopy(present)
    ids, missing, cells = _fresh_ids(present), [], []
    # What followed a cell that is no more comes first: definitions are then there for the rest.
    for key in [it for it in extras if it not in keys]:
        cells += [_extra(text, next(ids)) for text in extras[key]]
    for cell in notebook.cells:
        key = key_of(cell)
        cells.append(cell)
        if is_open(cell):
            if key in answers:
                cell.source = answers[key]
            elif label(cell):
                missing.append(key)
        cells += [_extra(text, next(ids)) for text in extras.get(key, [])]
    notebook.cells = cells
    return notebook, missing


def _fresh_ids(notebook):
    taken = {cell.get("id") for cell in notebook.cells}
    number = 0
    while True:
        number += 1
        if f"extra-{number}" not in taken:
            yield f"extra-{number}"


def _extra(text, identity):
    return nbformat.v4.new_code_cell(text, id=identity)
