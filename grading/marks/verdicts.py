"""Verdicts that were made are kept by their key: none is made twice."""

from dataclasses import dataclass

import nbformat

from grading.course.files import read_json, write_json
from grading.verdict import verdict


@dataclass(frozen=True)
class Task:
    """A verdict to be had on a student's notebook in canonical form; fit to be sent to another machine."""

    student: str
    notebook: nbformat.NotebookNode
    source: nbformat.NotebookNode
    seed: int
    figures: bool
    key: str


def task(course, name, student, notebook, source, *, figures=False):
    """The Task for a student's notebook: with the student's own seed, and the key of its verdict."""
    seed = course.seed(name, student)
    return Task(student, notebook, source, seed, figures, verdict.key(notebook, source, seed, figures))


def make(wanted, settings=None):
    """The verdict of a Task, made now. Raises SandboxError where there is no sandbox."""
    return verdict.grade(wanted.notebook, wanted.source, wanted.seed, figures=wanted.figures, settings=settings)


def kept(course, name, wanted):
    """The verdict of a Task if it was made before, else None."""
    return read_json(course.verdict(name, wanted.key))


def kept_or_made(course, name, wanted, made=make):
    """The verdict of a Task: as it was made before, else as ``made`` gives it for the Task, and then kept.

    Raises what ``made`` raises.
    """
    found = kept(course, name, wanted)
    if found is None:
        found = made(wanted)
        write_json(course.verdict(name, wanted.key), found)
    return found
