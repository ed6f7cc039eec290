"""Submissions that do nothing, made mechanically from an exercise's stubs, and the visible checks' cases by heart."""

import ast

from test_exercises import quick

from grading.course.cells import without
from helpers import in_process
from mutants import echo
from mutants.making import solutions
from mutants.running import SEED, visible_checks

FIRST = "(arguments[0] if arguments and isinstance(arguments[0], int | float | np.ndarray) else 0)"
# What every function returns, and what every name is set to; a class's methods are functions.
CONSTANTS = {
    "zero": "0",
    "one": "1",
    "NaN": "np.nan",
    "infinity": "np.inf",
    "nothing": "None",
    "an empty list": "[]",
}
RESULTS = {
    "its argument": FIRST,
    "zeros like its argument": f"np.zeros_like({FIRST})",
    "NaN like its argument": f"np.full_like({FIRST}, np.nan, dtype=float)",
    "its last argument": "arguments[-1] if arguments and not isinstance(arguments[-1], tuple) else 0",
}
STEP = "(known['x'] - known.get('eta', 0.1) * known['g']) if {'x', 'g'} <= known.keys() else 0"
PARTS = 3  # at most: a function may belong to return as many results


def submissions(exercise):
    """Each submission by its name: its answers, by grade_id."""
    cells = solutions(exercise)
    stubs = {name: without(source, "SOLUTION") for name, source in cells.items()}
    made = {
        "the stubs": stubs,
        "empty cells": dict.fromkeys(stubs, ""),
        "the visible checks by heart": echo.submission(exercise),
        "an error": {name: _filled(stub, "raise ValueError()", "None") for name, stub in stubs.items()},
        "a plain step": {name: _filled(stub, _returns(STEP), "0.1") for name, stub in stubs.items()},
    }
    for words, value in CONSTANTS.items():
        made[words] = {name: _filled(stub, f"return {value}", value) for name, stub in stubs.items()}
    for words, value in RESULTS.items():
        made[words] = {name: _filled(stub, _returns(value), "1.0") for name, stub in stubs.items()}
    for count in range(2, PARTS + 1):
        body = _returns(f"({FIRST},) * {count}")
        made[f"its argument {count} times"] = {name: _filled(stub, body, "True") for name, stub in stubs.items()}
    return made


def _returns(value):
    return (
        "known = {name: it for name, it in locals().items() if name != 'self'}\n"
        f"arguments = list(known.values())\nreturn {value}"
    )


def _filled(stub, body, value):
    """The stub with ``body`` in every function, and ``value`` for every name that it sets to something else."""
    tree = ast.parse(stub)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            filling = "pass" if node.name == "__init__" else body
            node.body = ast.parse(f"def f():\n{_indented(filling)}").body[0].body
    for node in tree.body:
        if isinstance(node, ast.Assign):
            node.value = _set(node.value, ast.parse(value, mode="eval").body)
    return ast.unparse(ast.fix_missing_locations(tree))


def _indented(body):
    return "\n".join(f"    {line}" for line in body.split("\n"))


def _set(node, value):
    """A stub's value with ``value`` in the place of every None."""
    if isinstance(node, ast.Dict):
        return ast.Dict(node.keys, [_set(it, value) for it in node.values])
    if isinstance(node, ast.Tuple | ast.List):
        return type(node)([_set(it, value) for it in node.elts], node.ctx)
    return value if isinstance(node, ast.Constant) and node.value is None else node


def points(exercise, answers, seed=SEED):
    """The points that a submission gets."""
    outcome = in_process.run(exercise, quick(exercise) | answers, seed)
    return sum(it for name, it in in_process.points(exercise).items() if not outcome[name])


def visible_points(exercise):
    """What hard-coding the visible checks is worth: every one of them passes, and no other."""
    return sum(it for name, it in in_process.points(exercise).items() if name in visible_checks(exercise))
