"""What an answer does, beyond the cases of any check: its results on random uses, as data that can be compared."""

import copy

import numpy as np

from grading.checks import difference

USES = 40  # of every function, each drawn anew


def changes(mine, right, uses):
    """Whether two answers, as the names that they define, differ in any use. ``uses`` are functions of ``of``."""
    return any(
        difference(_outcome(use, mine, seed), _outcome(use, right, seed), use.rtol, nan=True) is not None
        for use in uses
        for seed in range(USES if use.rng else 1)
    )


def _outcome(use, names, seed):
    try:
        return plain(use(names, np.random.default_rng(10_000 + seed)))
    except Exception as error:
        return f"raises {type(error).__name__}"


def plain(value):
    """A value with its parts as tuples, and what is no data as words."""
    if isinstance(value, tuple | list):
        return tuple(map(plain, value))
    if isinstance(value, dict):
        return {key: plain(it) for key, it in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, np.ndarray | int | float | str | None) else f"a {type(value).__name__}"


def called(function, *arguments):
    """The result of a call, and what it makes of its arguments."""
    given = copy.deepcopy(arguments)
    result = function(*given)
    return result, given
