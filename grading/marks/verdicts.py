"""Verdicts, made in processes that can be lost and kept by their key: none is made twice."""

from dataclasses import dataclass

import nbformat

from grading import bounded
from grading.course.files import read_json, write_json
from grading.sandbox.walls import SandboxError
from grading.verdict import examples, verdict

SECONDS = 10  # of processor time out here, for one step: a whole solution takes less than one
LOSSES = 3  # steps of one submission that may take too much, after which it is given up
AGAIN = ("timeout", "died")  # what keeps a figure from being drawn, and may be otherwise another time
TOO_MUCH = "to check it takes too much {}: what does your code give?"


class Vanished(Exception):  # noqa: N818
    """The process that made a verdict vanished, twice."""


@dataclass(frozen=True)
class Task:
    """A verdict to be had on a student's notebook in canonical form; fit to be sent to another machine.

    With ``figures``, its pictures; else its marks.
    """

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


def explained(wanted, settings=None):
    """The verdict of a Task, made now, with the ``examples`` that explain it, which change nothing else in it.

    Raises what ``make`` raises.
    """
    found = make(wanted, settings)
    if wanted.figures or not any(found["checks"].values()):
        return found
    try:
        made = bounded.call(examples_here, wanted, found, settings, seconds=SECONDS)
    except (bounded.Lost, bounded.Fault):  # marks stand, whatever becomes of these
        return found
    if "unfit" in made:
        raise SandboxError(made["unfit"])
    return found | made


def examples_here(wanted, found, settings):
    """The examples of a Task that has a verdict, made in this process, or why there is no sandbox."""
    names = examples.explicable(wanted.source, found)
    if not names:
        return {}
    try:
        return {
            "examples": examples.examples(wanted.notebook, wanted.source, names, settings=settings, at=bounded.step)
        }
    except SandboxError as error:
        return {"unfit": str(error)}


def make(wanted, settings=None):
    """The verdict of a Task, made now. A step that takes too much time or memory out here fails, and no other does.

    Raises SandboxError where there is no sandbox, and Vanished.
    """
    lost = {}
    for _ in range(LOSSES):
        try:
            made = bounded.call(made_here, wanted, settings, lost, seconds=SECONDS)
        except bounded.Lost as loss:
            if loss.spent is None:
                where = f" at “{loss.step}”" if loss.step else ""
                raise Vanished(f"the process that graded it vanished twice{where}: is memory short?") from None
            lost[loss.step] = words = TOO_MUCH.format(loss.spent)
            continue
        if "unfit" in made:
            raise SandboxError(made["unfit"])
        return made["verdict"]
    return verdict.given_up(wanted.source, wanted.figures, words)


def made_here(wanted, settings, lost):
    """The verdict of a Task, made in this process, or why there is no sandbox."""
    how = {
        "checks": not wanted.figures,
        "figures": wanted.figures,
        "settings": settings,
        "lost": lost,
        "at": bounded.step,
    }
    try:
        return {"verdict": verdict.grade(wanted.notebook, wanted.source, wanted.seed, **how)}
    except SandboxError as error:
        return {"unfit": str(error)}


def may_differ(found):
    """Whether a figure is missing that may be drawn another time, by a machine that has less to do."""
    return any(it["kind"] in AGAIN for it in found["undrawn"].values())


def kept(course, name, wanted):
    """The verdict of a Task if it was made before, else None."""
    return read_json(course.verdict(name, wanted.key))


def kept_or_made(course, name, wanted, made=None):
    """The verdict of a Task: as it was made before, else as ``made``, by default ``explained``, gives it and then kept.

    One that may come out otherwise another time is not kept. Raises what ``made`` raises.
    """
    found = kept(course, name, wanted)
    if found is None:
        found = (made or explained)(wanted)
        if not may_differ(found):
            write_json(course.verdict(name, wanted.key), found)
    return found
