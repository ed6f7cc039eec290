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
from dataclasses import astuple
from functools import cache

import numpy as np

from grading import ROOT
from grading.checks import Different
from grading.course.cells import HIDDEN, is_check, is_hand_marked, label, without
from grading.sandbox import environment
from grading.sandbox.inside import lazy_pyplot
from grading.sandbox.process import NO_ANSWER
from grading.sandbox.session import DiedError, Session, TimeUpError
from grading.sandbox.walls import Settings
from grading.verdict import analysis, png, proxies
from grading.verdict.broken import ENDLESS, Broken
from grading.verdict.steps import plan

# What a verdict depends on, in the folder of this package: a change in it, and in nothing else, grades anew.
ENGINE = ("checks.py", "symptoms.py", "course/cells.py", "sandbox", "verdict")
MAX_MESSAGE = 1_000  # characters
MAX_PICTURES = 3  # of one cell
NONE = "No figure: this cell draws none"


def grade(notebook, source, seed, *, checks=True, figures=True, settings=None, lost=None, at=None):
    """The verdict on a notebook in canonical form, as data that JSON can hold.

    ``checks`` holds for every check None if it passes, else the kind of its failure (failed, error, timeout, died) and
    a message; ``errors`` the words of the exception by the id of the student's cell that raised it, or of a note on
    what it imported in vain; ``figures`` the pictures (PNG, base64) of the cells that a person marks, and ``undrawn``
    for each without one the kind and a message. Without ``figures``, such a cell is left out unless a later one needs
    it: most of a verdict's time is drawing. Without ``checks``, there is only drawing. ``settings`` are the sandbox's.
    ``at`` is told the name of each step before it is taken; those in ``lost``, which has words for each, are not
    taken: this process would not survive them.

    Raises SandboxError, whatever the student did, if and only if this machine cannot give the sandbox.
    """
    os.environ.setdefault("MPLBACKEND", "Agg")
    if "matplotlib" not in sys.modules:
        lazy_pyplot.install()
    steps = [step for step in plan(notebook, source) if checks or step.kind != "check"]
    with contextlib.closing(Session(settings or Settings())) as session:
        grading = Grading(session, seed, figures)
        for i, step in enumerate(steps):
            if step.name in (lost or {}):
                grading.lose(step, lost[step.name])
                continue
            if at is not None:
                at(step.name)
            grading.take(step, steps[i + 1 :])
    return grading.verdict


def given_up(source, figures, words):
    """The verdict on a notebook that takes too much, with the same ``words`` for every check, or figure."""
    failure = {"kind": "timeout", "message": words}
    drawn = [label(cell) for cell in source.cells if figures and cell.cell_type == "code" and is_hand_marked(cell)]
    return {
        "checks": {label(cell): failure for cell in source.cells if is_check(cell)},
        "errors": dict.fromkeys(drawn, words),
        "figures": {},
        "undrawn": dict.fromkeys(drawn, failure),
    }


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


class Grading:
    """The state of one verdict in the making."""

    def __init__(self, session, seed, figures):
        self.session, self.seed, self.figures = session, seed, figures
        self.verdict = {"checks": {}, "errors": {}, "figures": {}, "undrawn": {}}
        self.names = {"__name__": "checks"}  # what checks see
        self.stand_ins, self.drawn, self.broken = {}, set(), Broken()

    def take(self, step, rest):
        """Go a step on; ``rest`` are the steps after it."""
        if step.kind == "check":
            self.verdict["checks"][step.name] = self.outcome(step)
        elif step.kind == "given":
            self.give(step)
        else:
            self.run(step, rest)

    def lose(self, step, words):
        """A step that is not taken fails."""
        if step.kind == "check":
            self.verdict["checks"][step.name] = {"kind": "timeout", "message": words}
        else:
            self.fail(step, "timeout", words)

    def fail(self, step, kind, words):
        """A student's cell raised, or has no picture where one belongs."""
        self.verdict["errors"][step.cell] = words
        if self.figures and step.kind == "figure":
            self.verdict["undrawn"][step.name] = {"kind": kind, "message": words}

    def give(self, step):
        """A locked cell is run on both sides; the seed out here is the grader's own.

        One that shows something to the student and does no more is left out.
        """
        if analysis.only_draws(step.code):
            return
        with contextlib.suppress(TimeUpError, DiedError):
            self.session.run(without(step.code, HIDDEN), step.name)
        with quiet(), contextlib.suppress(Exception):  # what it lacks, the checks that need it will say
            exec(compile(step.code, f"<{step.name}>", "exec", dont_inherit=True), self.names)
        if "SEED" in self.names:
            self.names["SEED"] = self.seed

    def run(self, step, rest):
        """A student's cell is run in the sandbox only; what its stub defines gets a stand-in."""
        defined = analysis.definitions(step.stub)
        draw = self.figures and bool(step.figure)
        may_skip = step.kind == "figure" and not self.figures and not defined
        later = "\n".join(it.code for it in rest if it.kind != "check") if may_skip else None
        try:
            reply = self.session.run(step.code, step.name, draw=draw, later=later)
        except TimeUpError as error:
            endless = str(error) == NO_ANSWER
            self.broken.ended(step, "ran longer than allowed")
            self.fail(step, "timeout", ENDLESS.format(step.name) if endless else clean(error))
        except DiedError as error:
            self.broken.ended(step, "ended the process")
            self.fail(step, "died", clean(error))
        else:
            self.note(step, reply, draw)
        for name, node in defined.items():
            self.stand_ins[name] = proxies.stand_in(name, node, self.session)

    def note(self, step, reply, draw):
        """Keep what a student's cell raised or drew."""
        if "error" in reply:
            self.fail(step, "error", clean(self.broken.stopped(step, *reply["error"])))
            return
        if notes := [it for it in reply.get("notes") or [] if isinstance(it, str)]:
            self.verdict["errors"][step.cell] = clean(f"Note: {'; '.join(dict.fromkeys(notes))}")
        if draw:
            drawn = reply["value"] if isinstance(reply["value"], list) else []
            self.show(step, drawn, [it for it in map(png.cleaned, drawn[:MAX_PICTURES]) if it is not None])

    def show(self, step, drawn, pictures):
        """Keep the ``pictures`` that are fit to be shown of those that were ``drawn``; what is not is told.

        A cell of the student's own beside an answer draws for it if the answer's own cell does not.
        """
        own = step.kind == "figure"
        if own and not drawn and step.figure not in self.verdict["figures"]:
            self.fail(step, "none", NONE)
        elif len(pictures) < len(drawn):
            words = f"{len(pictures)} of {len(drawn)} figures can be shown: the first {MAX_PICTURES}, if no side has"
            self.fail(
                step, "none", f"Figure: {words} more than {png.MAX_SIDE:,} pixels and none {png.MAX_BYTES:,} bytes"
            )
        if pictures and step.figure not in self.drawn:
            self.verdict["figures"][step.figure] = [base64.b64encode(it).decode() for it in pictures]
            self.verdict["undrawn"].pop(step.figure, None)
            self.drawn |= {step.figure} if own else set()
            self.verdict["errors"] = {cell: words for cell, words in self.verdict["errors"].items() if words != NONE}

    def outcome(self, step):
        """None if the check passes, else how it fails: a check that raises anything has failed."""
        self.session.failure = None
        try:
            self.provide(analysis.mentioned(step.code))
            with quiet():
                exec(compile(step.code, f"<{step.name}>", "exec", dont_inherit=True), self.names)
            found = None
        except Exception as error:
            found = _failure(error)
            found["message"] = clean(self.broken.explained(found["message"]))
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
    if isinstance(error, MemoryError):
        return {"kind": "error", "message": "what your code gives is too large to be checked"}
    if isinstance(error, Different):  # the page shows an example, and no number of a hidden case
        return {"kind": "failed", "message": error.veiled}
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
def quiet():
    """What checks print or warn of goes nowhere."""
    with contextlib.redirect_stdout(_Nowhere()), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
