"""The visible checks by heart: what the solution returns to their calls, and nothing else."""

import copy

import numpy as np

from grading.course.cells import without
from grading.verdict import analysis
from helpers import in_process
from mutants.making import solutions

DATA = int | float | str | tuple | list | dict | np.ndarray | np.generic | None
RESULTS = {}  # by the calls that an object, or a function, has had


def submission(exercise):
    """Answers that repeat what the solution returned to the visible checks."""
    cells = solutions(exercise)
    hidden = {it.name: "" for it in in_process.steps(exercise) if "### BEGIN HIDDEN" in it.source}
    in_process.run(exercise, hidden | {name: source + _wrapped(source, "recorded") for name, source in cells.items()})
    return {name: without(source, "SOLUTION") + _wrapped(source, "replayed") for name, source in cells.items()}


def _wrapped(source, how):
    stub = analysis.definitions(without(source, "SOLUTION"))
    names = [name for name, node in stub.items() if not hasattr(node, "targets")]
    return "\nfrom mutants import echo\n" + "\n".join(f"{name} = echo.{how}({name!r}, {name})" for name in names)


def recorded(name, original):
    """A function or class that keeps its results."""
    return lambda *arguments: _result(original(*arguments), [name, repr(arguments)])


def _result(result, calls):
    if isinstance(result, DATA):
        RESULTS[str(calls)] = copy.deepcopy(result)
        return result
    return _Object(calls, lambda name, arguments, calls: _result(getattr(result, name)(*arguments), calls))


def replayed(name, original):
    """A function or class that knows nothing but what was kept."""
    if isinstance(original, type):
        return lambda *arguments: _Object([name, repr(arguments)], lambda *call: _kept(call[-1]))
    return lambda *arguments: _kept([name, repr(arguments)])


def _kept(calls):
    return copy.deepcopy(RESULTS.get(str(calls)))


class _Object:
    """Answers every call of a method by all the calls that there have been."""

    def __init__(self, calls, answer):
        self._calls, self._answer = calls, answer

    def __getattr__(self, name):
        def call(*arguments):
            self._calls.append(f"{name}{arguments!r}")
            return self._answer(name, arguments, list(self._calls))

        return call
