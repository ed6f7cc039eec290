"""What one submission is worth, as far as a machine can tell: a pure function of notebook, source and seed.

The student's cells run in the sandbox. The instructor's checks run here, on stand-ins for what the student defined.
Which cells are checks, and what they are, is read from the source only.
"""

import base64
import contextlib
import hashlib
import io
import json
import os
import re
import sys
import unicodedata
import warnings
from dataclasses import astuple, dataclass
from functools import cache

import numpy as np

from grading import ROOT
from grading.course.cells import HIDDEN, SOLUTION, is_answer, is_check, is_graded, label, named, without
from grading.sandbox import environment
from grading.sandbox.inside import lazy_pyplot
from grading.sandbox.session import DiedError, Session, TimeUpError
from grading.sandbox.walls import Settings
from grading.verdict import analysis, png, proxies

# What a verdict depends on, in the folder of this package: a change in it, and in nothing else, grades anew.
ENGINE = ("checks.py", "course/cells.py", "sandbox", "verdict")
MAX_MESSAGE = 1_000  # characters
MAX_PICTURES = 3  # of one cell


def grade(notebook, source, seed, *, figures=True, settings=None):
    """The verdict on a notebook in canonical form, as data that JSON can hold.

    ``checks`` holds for every check None if it passes, else the kind of its failure (failed, error, timeout, died) and
    a message; ``errors`` the words of the exception by the id of the student's cell that raised it; ``figures`` the
    pictures (PNG, base64) of the cells that a person marks. Without ``figures``, such a cell is left out unless a
    later one needs it: most of a verdict's time is drawing. ``settings`` are the sandbox's.

    Raises SandboxError, whatever the student did, if and only if this machine cannot give the sandbox.
    """
    os.environ.setdefault("MPLBACKEND", "Agg")
    if "matplotlib" not in sys.modules:
        lazy_pyplot.install()
    steps = plan(notebook, source)
    with contextlib.closing(Session(settings or Settings())) as session:
        grading = _Grading(session, seed, figures)
        for i, step in enumerate(steps):
            grading.take(step, steps[i + 1 :])
    return grading.verdict


def key(notebook, source, seed, figures):
    """A digest of all that the verdict depends on: equal keys, equal verdicts."""
    steps = [astuple(step) for step in plan(notebook, source)]
    content = json.dumps([_engine(), environment.pins(), seed, bool(figures), steps])
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


@cache
def _engine():
    """A digest of what of the grader makes verdicts."""
    places = [ROOT / "grading" / name for name in ENGINE]
    files = sorted(file for place in places for file in ([place] if place.is_file() else place.rglob("*.py")))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@dataclass(frozen=True)
class Step:
    """A code cell to run. ``kind``: given, answer, figure or extra in the sandbox; given and check out here."""

    kind: str
    name: str  # grade_id, or the cell's id
    cell: str  # id
    code: str
    stub: str = ""


def plan(notebook, source):
    """The steps of a submission: from the notebook its answers and extra cells, everything else from ``source``.

    An answer that the notebook lacks is the bare stub.
    """
    known = named(source)
    answers, extras, before = {}, {}, None
    for cell in notebook.cells:
        if label(cell) in known:
            before = label(cell)
            answers.setdefault(before, cell)
        elif cell.cell_type == "code":
            extras.setdefault(before, []).append(cell)
    steps = [_extra(it) for it in extras.get(None, [])]
    for cell in source.cells:
        name = label(cell)
        if name is not None and cell.cell_type == "code":
            steps.append(_step(cell, name, answers.get(name)))
        steps += [_extra(it) for it in extras.get(name, []) if name is not None]
    return steps


def _step(cell, name, answer):
    identity = (answer or cell).get("id", name)
    if is_answer(cell):
        stub = without(cell.source, SOLUTION)
        kind = "figure" if is_graded(cell) else "answer"
        return Step(kind, name, identity, stub if answer is None else answer.source, stub)
    return Step("check" if is_check(cell) else "given", name, identity, cell.source)


def _extra(cell):
    return Step("extra", cell.get("id", "extra"), cell.get("id", "extra"), cell.source)


class _Grading:
    """The state of one verdict in the making."""

    def __init__(self, session, seed, figures):
        self.session, self.seed, self.figures = session, seed, figures
        self.verdict = {"checks": {}, "errors": {}, "figures": {}}
        self.names = {"__name__": "checks"}  # what checks see
        self.stand_ins, self.data = {}, set()

    def take(self, step, rest):
        """Go a step on; ``rest`` are the steps after it."""
        if step.kind == "check":
            self.verdict["checks"][step.name] = self.outcome(step)
        elif step.kind == "given":
            self.give(step)
        else:
            self.run(step, rest)

    def give(self, step):
        """A locked cell is run on both sides; the seed out here is the grader's own.

        One that shows something to the student and does no more is left out.
        """
        if analysis.only_draws(step.code):
            return
        with contextlib.suppress(TimeUpError, DiedError):
            self.session.run(without(step.code, HIDDEN), step.name)
        with _quiet(), contextlib.suppress(Exception):  # what it lacks, the checks that need it will say
            exec(compile(step.code, f"<{step.name}>", "exec", dont_inherit=True), self.names)
        if "SEED" in self.names:
            self.names["SEED"] = self.seed

    def run(self, step, rest):
        """A student's cell is run in the sandbox only; what its stub defines gets a stand-in."""
        defined = analysis.definitions(step.stub)
        draw = self.figures and step.kind == "figure"
        may_skip = step.kind == "figure" and not self.figures and not defined
        later = "\n".join(it.code for it in rest if it.kind != "check") if may_skip else None
        try:
            reply = self.session.run(step.code, step.name, draw=draw, later=later)
        except (TimeUpError, DiedError) as error:
            self.verdict["errors"][step.cell] = clean(error)
        else:
            self.note(step, reply, draw)
        for name, node in defined.items():
            self.stand_ins[name] = proxies.stand_in(name, node, self.session)

    def note(self, step, reply, draw):
        """Keep what a student's cell raised or drew."""
        if "error" in reply:
            kind, words, where = reply["error"]
            self.verdict["errors"][step.cell] = clean(f"{kind}: {words}, {where}" if where else f"{kind}: {words}")
        elif draw and isinstance(reply["value"], list):
            pictures = [it for it in map(png.cleaned, reply["value"][:MAX_PICTURES]) if it is not None]
            if pictures:
                self.verdict["figures"][step.name] = [base64.b64encode(it).decode() for it in pictures]

    def outcome(self, step):
        """None if the check passes, else how it fails: a check that raises anything has failed."""
        self.session.failure = None
        try:
            self.provide(analysis.mentioned(step.code))
            with _quiet():
                exec(compile(step.code, f"<{step.name}>", "exec", dont_inherit=True), self.names)
            found = None
        except Exception as error:
            found = _failure(error)
        # A check that catches every exception must not pass over the end of the process.
        return found if self.session.failure is None else _failure(self.session.failure)

    def provide(self, mentioned):
        """Hand the check the stand-ins, and the data of the names that it mentions."""
        for name, stand_in in self.stand_ins.items():
            if stand_in is not None:
                self.names[name] = stand_in
            elif name in mentioned:
                self.names[name] = proxies.value(name, self.session)


def _failure(error):
    if isinstance(error, TimeUpError):
        return {"kind": "timeout", "message": clean(error)}
    if isinstance(error, DiedError):
        return {"kind": "died", "message": clean(error)}
    if isinstance(error, AssertionError):
        return {"kind": "failed", "message": clean(error) or "the check fails"}
    name = "" if isinstance(error, proxies.AnswerError) else f"{type(error).__name__}: "
    return {"kind": "error", "message": name + clean(error)}


def clean(words):
    """``words`` as text to print: bounded, without terminal codes and other characters that do not show."""
    try:
        text = str(words)[: 10 * MAX_MESSAGE]
    except Exception:  # an integer that is too long to print, for one
        return "words that cannot be printed"
    text = re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)", "", text)
    text = "".join(it if it == "\n" or unicodedata.category(it)[0] != "C" else " " for it in text).strip()
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"


class _Nowhere(io.TextIOBase):
    def write(self, text):
        return len(text)


@contextlib.contextmanager
def _quiet():
    """What checks print or warn of goes nowhere."""
    with contextlib.redirect_stdout(_Nowhere()), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
