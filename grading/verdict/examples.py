"""For a failed check, a case that shows the fault: on public numbers, so that nothing hidden is told.

It is looked for when all marks stand, in a sandbox of its own: the student's code there has never seen a hidden case,
and nothing here knows the hidden seed.
"""

import contextlib
import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grading import checks
from grading.course.cells import is_check, label
from grading.sandbox.session import Session
from grading.sandbox.walls import Settings
from grading.verdict import analysis, proxies, values
from grading.verdict.broken import ABSENT
from grading.verdict.steps import plan
from grading.verdict.verdict import Grading, clean, quiet

SEEDS = range(1, 7)  # public: practice files are made of them
MOST = 600  # characters of what the function is given
SECONDS = 5  # of the sandboxed process's own time, for all examples of a submission


def explicable(source, found):
    """The failed checks of a verdict of which an example may tell more, by name."""
    return [label(cell) for cell in source.cells if is_check(cell) and _compares(cell, found["checks"][label(cell)])]


def _compares(cell, failure):
    if failure is None or failure["kind"] not in ("failed", "error"):
        return False
    if proxies.STUB in failure["message"] or ABSENT in failure["message"]:  # there is nothing to call
        return False
    return {"compare", "SEED"} <= analysis.mentioned(cell.source)


def examples(notebook, source, names, *, settings=None, at=None):
    """An example, in words, for each of the checks ``names`` that has one. ``at`` is told the name of each step.

    Raises SandboxError if and only if this machine cannot give the sandbox.
    """
    settings = settings or Settings()
    settings = replace(settings, total_seconds=min(SECONDS, settings.total_seconds))
    steps = plan(notebook, source)
    last = max((i for i, step in enumerate(steps) if step.name in names), default=-1)
    with contextlib.closing(Session(settings)) as session:
        looking = _Looking(session, names)
        for i, step in enumerate(steps[: last + 1]):
            if session.failure is not None:  # what hung or died once would do so again
                break
            if at is not None:
                at(step.name)
            looking.take(step, steps[i + 1 :])
    return looking.found


class _Looking(Grading):
    """As a verdict is made, with public numbers; nothing is decided."""

    def __init__(self, session, names):
        super().__init__(session, SEEDS[0], figures=False)
        self.wanted, self.found = names, {}

    def outcome(self, step):
        """Look for the check's example, if it is wanted; else see that later ones find what it defines."""
        code = compile(analysis.without_checks(step.code), f"<{step.name}>", "exec", dont_inherit=True)
        mentioned, fixed = analysis.mentioned(step.code), []
        if step.name not in self.wanted:
            self.attempt(code, mentioned, SEEDS[0], lambda *_, **__: None)
            return
        # A case that is there whatever the seed is a hidden one, too.
        self.attempt(code, mentioned, SEEDS[1], lambda _, __, cases, **___: fixed.extend(copy.deepcopy(list(cases))))
        finder = _Finder(fixed)
        self.attempt(code, mentioned, SEEDS[0], finder.compare)
        if finder.wrong:
            self.found[step.name] = min(finder.wrong, key=lambda it: it.size()).told()

    def attempt(self, code, mentioned, seed, compare):
        """Run a check with a seed, and with ``compare`` in the place of ours; what it raises says nothing here."""
        with quiet(), contextlib.suppress(Exception):
            self.provide(mentioned)
            self.names |= {"SEED": seed, "compare": compare, "difference": checks.difference}
            exec(code, self.names)


class _Found(Exception):  # noqa: N818
    """It has been looked far enough."""


class _Finder:
    """Keeps the ``wrong`` cases of the first comparison that has any; the ``fixed`` ones are passed over."""

    def __init__(self, fixed):
        self.fixed, self.wrong = fixed, []

    def compare(self, answer, reference, cases, *, rtol=1e-7, **_):
        """In the place of ``grading.checks.compare``."""
        naming = answer if isinstance(answer, proxies.Function) else reference
        for arguments, options in cases:
            case = _Case(checks.names_of(naming, arguments), arguments, options, rtol)
            if not case.is_fit() or any(case.same(*other) for other in self.fixed):
                continue
            case.expected = reference(*copy.deepcopy(arguments), **copy.deepcopy(options))
            try:
                case.got = answer(*copy.deepcopy(arguments), **copy.deepcopy(options))
            except proxies.AnswerError as error:
                case.raised = clean(error)
            if case.raised or checks.difference(case.got, case.expected, rtol) is not None:
                self.wrong.append(case)
        if self.wrong:
            raise _Found


@dataclass
class _Case:
    """One case of a comparison."""

    names: list
    arguments: tuple
    options: dict
    rtol: float
    got: Any = None
    expected: Any = None
    raised: str = ""

    def values(self):
        """What the function is given, by name."""
        return {**dict(zip(self.names, self.arguments, strict=True)), **self.options}

    def is_fit(self):
        """Whether it can be shown: without arguments, what is right is the same for everyone."""
        return bool(self.values()) and all(map(values.is_plain, self.values().values()))

    def same(self, arguments, options):
        """Whether the function is given the same in another case."""
        mine, theirs = [list(self.arguments), self.options], [list(arguments), options]
        return checks.difference(mine, theirs, 0, nan=True) is None

    def size(self):
        """How much there is to read."""
        return sum(map(values.size, self.values().values()))

    def told(self):
        """It in words."""
        if self.raised:
            return f"For example, with {self.given(None)}: {self.raised[:MOST]}"
        where, got, expected, place = values.apart(self.got, self.expected, self.rtol)
        mine, its = values.pair(got, expected)
        where = f" ({where})" if where else ""
        return clean(f"For example, with {self.given(place)}: yours gives {mine}{where}, it should be {its}.")

    def given(self, place):
        """What the function is given, in words: of long arrays like the result's, the entry at its ``place``."""
        parts = []
        for name, value in self.values().items():
            if place and np.shape(value) == place[0] and np.size(value) > values.FEW:
                parts.append(f"{name}[{', '.join(map(str, place[1]))}] = {values.shown(value[place[1]])}")
            else:
                parts.append(f"{name} = {values.shown(value)}")
        text = ", ".join(parts)
        return text if len(text) <= MOST else f"{text[: MOST - 1]}…"
