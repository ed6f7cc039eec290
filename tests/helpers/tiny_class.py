"""A small course with students' files, and a stand-in for the sandbox's verdicts: for tests of all that is around."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

import nbformat
import nbgrader.api

from grading import ROOT, release
from grading.course.cells import label
from grading.course.course import Course
from grading.marks import grade, verdicts
from grading.sandbox import walls
from helpers import sample

NAME = sample.EXERCISE
CONFIG = ROOT / "exercises" / "nbgrader_config.py"


def course(folder):
    """A course of one released assignment in ``folder``, which must not exist."""
    shutil.copytree(template(), folder)
    return Course(folder)


@functools.cache
def template():
    folder = Path(tempfile.mkdtemp(prefix="tiny-class-")) / "course"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    (folder / "source" / NAME).mkdir(parents=True)
    shutil.copy(CONFIG, folder)
    made = Course(folder)
    write_source(made, sample.source())
    made.log_to_file()
    release.release(made, NAME, verify=False)
    return folder


def write_source(course, notebook):
    course.source(NAME).write_text(nbformat.writes(notebook))


def answered(course, **answers):
    """The bytes of a student's file: the released notebook with ``answers``, named by grade_id with _ for -."""
    notebook = nbformat.read(course.release(NAME), as_version=4)
    for cell in notebook.cells:
        name = (label(cell) or "").replace("-", "_")
        cell.source = answers.get(name, cell.source)
    return nbformat.writes(notebook).encode()


def released(course, name):
    """The text of an answer as students get it."""
    return next(it.source for it in nbformat.read(course.release(NAME), as_version=4).cells if label(it) == name)


def right(course, **answers):
    """The bytes of a file with right answers, but for ``answers``."""
    solved = {name: cell.source for name, cell in sample.named(sample.solved()).items() if name in sample.ANSWERS}
    return answered(course, **{**solved, **answers})


def put(folder, files):
    """A folder with ``files``: paths with bytes."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def stand_in(notebook, source, seed, *, figures=True, settings=None):
    """A verdict without a sandbox: a check passes if the answer before it is right, word for word."""
    rights, mine = sample.named(sample.solved()), sample.named(notebook)
    tests = {"check-step-visible": "step", "check-step": "step", "check-average": "average", "check-predict": "predict"}
    passed = {check: mine[name].source == rights[name].source for check, name in tests.items()}
    # A repaired check of the tests' asks for less.
    lenient = {name for name, cell in sample.named(source).items() if "LENIENT" in cell.source}
    failure = {"kind": "failed", "message": f"a hint, for seed {seed}"}
    checks = {name: None if ok or name in lenient else failure for name, ok in passed.items()}
    examples = {} if passed["check-step"] else {"check-step": EXAMPLE}
    pictures = {"figure": [PIXEL]} if figures else {}
    return {"checks": checks, "errors": {}, "figures": pictures, "undrawn": {}, "examples": examples}


def prepare_and_grade(course):
    """What the command `grade` does."""
    release.prepare(course, NAME)
    return grade.grade(course, NAME)


EXAMPLE = "For example, with x = 1: yours gives '<b>', it should be 2."
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def without_sandbox(monkeypatch, make=stand_in):
    """Let ``grade`` work with ``make`` in this process, where there is no sandbox."""

    def made(wanted, settings=None):
        return make(wanted.notebook, wanted.source, wanted.seed, figures=wanted.figures, settings=settings)

    monkeypatch.setattr(verdicts, "make", made)
    monkeypatch.setattr(verdicts, "explained", made)
    monkeypatch.setattr(walls, "obstacles", lambda settings=None: [])
    # nbgrader starts a program to ask for this, whenever it makes a gradebook: seconds.
    monkeypatch.setattr(nbgrader.api, "get_alembic_version", lambda: "unknown")


def rows(course):
    """Every row of grades and comments in the gradebook, without the numbers that nbgrader draws at random."""
    with course.gradebook() as book:
        found = []
        for submission in book.assignment_submissions(NAME):
            assert len(submission.notebooks) == 1
            for row in submission.notebooks[0].grades:
                marks = (row.auto_score, row.manual_score, row.needs_manual_grade)
                found.append((submission.student_id, row.name, *marks))
            for row in submission.notebooks[0].comments:
                found.append((submission.student_id, row.name, row.auto_comment, row.manual_comment))
        return sorted(found, key=repr)


def scores(course):
    with course.gradebook() as book:
        return {it["student"]: it["score"] for it in book.submission_dicts(NAME)}


def mark(course, student, cell, points, comment=None):
    """What the formgrader does when a person marks an answer."""
    with course.gradebook() as book:
        grade_row = book.find_grade(cell, NAME, NAME, student)
        grade_row.manual_score, grade_row.needs_manual_grade = points, False
        if comment:
            book.find_comment(cell, NAME, NAME, student).manual_comment = comment
        book.db.commit()
