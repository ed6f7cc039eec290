"""A small case to work out by hand: what a hidden check gives a function, with a student's seed, cut down and rounded.

All that runs here is the instructor's: the solution, and the checks on it.
"""

import ast
import contextlib
import inspect
import math
import random
from typing import NamedTuple

import numpy as np

from grading.course.cells import is_answer, is_check, is_hand_marked
from grading.course.problem import Problem
from grading.practice.build import hidden_part, run
from grading.verdict.analysis import definitions, mentioned

MOST = 12  # numbers, of what is given and of what comes out
MOST_CALLS = 200  # of a function, that are kept
MADE = "_made_of"  # where an object keeps what it was made of
ENTRIES = 2  # that are kept of arrays of one shape


class Call(NamedTuple):
    """A call that a check made: of a function, or the first one of a method of an object, made by ``made``."""

    name: str
    function: object
    arguments: tuple
    options: dict
    made: tuple | None


class Cases:
    """The solution of an exercise, run once, and the calls that its checks make with a seed."""

    def __init__(self, name, source):
        self.name, self.names, self.checks = name, {"__name__": "checks"}, []
        self.own, self.looping, self.calls, self.depth = {}, set(), {}, 0
        for cell in source.cells:
            if cell.cell_type != "code" or is_hand_marked(cell):
                continue
            if not is_check(cell):
                run(name, cell, cell.source, self.names)
                defined = definitions(cell.source) if is_answer(cell) else {}
                self.own |= {it: self.names[it] for it in defined if callable(self.names.get(it))}
                self.looping |= {it for it, node in defined.items() if loops(node)}
            elif "SEED" in mentioned(hidden_part(cell.source)):
                self.checks.append((cell, hidden_part(cell.source)))
        # What comes with any seed is nobody's own.
        self.common = {repr(it[2:]) for calls in self.made(0).values() for it in calls}

    def made(self, seed):
        """The calls that the checks make with a seed, by function."""
        self.calls = {}
        spies = {it: self.spied(it, value) for it, value in self.own.items()}
        for cell, code in self.checks:
            with contextlib.suppress(Problem):  # a spy is not quite what it stands for
                run(self.name, cell, code, {**self.names, **spies, "SEED": seed})
        return self.calls

    def drawn(self, seed):
        """A small case of each function with a seed, as (function, pairs of a name and a value, result).

        Of functions that the solution solves without a loop, if there are any.
        """
        chance, found = random.Random(seed), []
        for name, calls in self.made(seed).items():
            own = [it for it in calls if repr(it[2:]) not in self.common]
            small = (self.small(it) for it in chance.sample(own, len(own)))
            if (one := next((it for it in small if it is not None), None)) is not None:
                found.append((name, *one))
        return [it for it in found if it[0].partition(".")[0] not in self.looping] or found

    def spied(self, name, value):
        """A stand-in for a function or class that keeps what it is called with."""
        if not inspect.isclass(value):
            return self.kept(name, value)
        methods = {it: self.kept(f"{name}.{it}", method) for it, method in vars(value).items() if public(it, method)}

        def start(instance, *arguments, **options):
            instance.__dict__[MADE] = copied(arguments), copied(options)
            self.depth += 1
            try:
                value.__init__(instance, *arguments, **options)
            finally:
                self.depth -= 1

        return type(name, (value,), methods | {"__init__": start})

    def kept(self, name, function):
        """``function``, whose calls from outside of the solution are kept; of an object's methods, the first."""

        def spy(*arguments, **options):
            calls = self.calls.setdefault(name, [])
            made = None
            if "." in name:
                made = arguments[0].__dict__.pop(MADE, None)
            if self.depth == 0 and len(calls) < MOST_CALLS and ("." not in name or made):
                calls.append(Call(name, function, copied(arguments[bool(made) :]), copied(options), made))
            self.depth += 1
            try:
                return function(*arguments, **options)
            finally:
                self.depth -= 1

        return spy

    def small(self, call):
        """What is given in a call and what comes out, made small; None where that is too large for a person."""
        parts = [call.arguments, call.options, call.made]
        cut = len({it.shape for it in leaves(parts) if isinstance(it, np.ndarray) and it.ndim}) == 1
        arguments, options, made = (reduced(it, cut) for it in parts)
        try:
            before, given = (), {}
            if made:
                owner = self.own[call.name.partition(".")[0]]
                before = (owner(*copied(made[0]), **copied(made[1])),)
                given |= inspect.signature(owner).bind(*made[0], **made[1]).arguments
            bound = inspect.signature(call.function).bind(*before, *arguments, **options).arguments
            given |= dict(list(bound.items())[len(before) :])
            with np.errstate(all="ignore"):
                result = call.function(*before, *copied(arguments), **copied(options))
        except Exception:  # cut down, it may be no case at all
            return None
        many = any(sum(map(np.size, leaves(it))) > most for it, most in ((given, MOST + len(given)), (result, MOST)))
        return None if many or not leaves(result) or not all(map(fine, leaves(result))) else ([*given.items()], result)


def public(name, method):
    """Whether a check may call it."""
    return inspect.isfunction(method) and not name.startswith("_")


def loops(node):
    """Whether a definition has a loop in it."""
    return any(isinstance(it, ast.For | ast.While | ast.comprehension) for it in ast.walk(node))


def copied(value):
    """Data, each array of its own; anything else as it is."""
    return mapped(value, lambda it: it.copy() if isinstance(it, np.ndarray) else it)


def reduced(value, cut):
    """Data with its numbers rounded to two digits, and of arrays the first entries, if they are ``cut``."""

    def small(it):
        if isinstance(it, np.ndarray | np.generic) and it.dtype.kind == "f":
            it = np.vectorize(lambda one: float(f"{one:.2g}"), otypes=[float])(it) if np.size(it) else it
        if isinstance(it, np.ndarray) and it.ndim and cut:
            return it.ravel()[:ENTRIES]
        return float(f"{it:.2g}") if isinstance(it, float) else it

    return mapped(value, small)


def mapped(value, change):
    """Nested data with ``change`` made to each leaf."""
    if isinstance(value, list | tuple):
        return type(value)(mapped(it, change) for it in value)
    if isinstance(value, dict):
        return {key: mapped(it, change) for key, it in value.items()}
    return change(value)


def leaves(value):
    """The leaves of nested data."""
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for it in value for leaf in leaves(it)] if isinstance(value, list | tuple) else [value]


def fine(value):
    """Whether a leaf is a finite number, or an array of such."""
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "iuf" and bool(np.all(np.isfinite(value)))
    return isinstance(value, int | float) and math.isfinite(value)


def written(value):
    """Data as a person writes it, with four digits."""
    if isinstance(value, list | tuple):
        return "(" + ", ".join(map(written, value)) + ")"
    if isinstance(value, np.ndarray) and value.ndim:
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, float | np.ndarray | np.generic) and np.asarray(value).dtype.kind == "f":
        return f"{float(value):.4g}".replace("-", "−")
    return (
        "nothing yet (None)" if value is None else str(value).replace("-", "−") if not isinstance(value, str) else value
    )
