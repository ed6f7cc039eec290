"""What hidden checks are written with: compare an answer with a reference, and name the mistake where they differ.

A check is plain Python that runs outside the sandbox. What it is given of an answer is data, whatever the answer is.
"""

import copy
import inspect

import numpy as np


def compare(answer, reference, cases, *, mistakes=None, otherwise=None, rtol=1e-7):
    """Raise AssertionError unless ``answer`` returns what ``reference`` does in every case, and spares its arguments.

    ``cases`` are pairs of (arguments, keyword arguments). ``mistakes`` maps a hint to a function that makes that
    mistake: the error is the hint of the first one whose results are the answer's in every case, else it says where
    the first difference is. There the words ``otherwise``, if given, take the place of what belongs, which a second
    attempt could copy. Numbers may differ by ``rtol`` of the expected size, and NaN equals NaN.
    """
    cases = list(cases)
    got, expected = [], []
    for arguments, options in cases:
        given = copy.deepcopy(arguments)
        got.append(answer(*given, **copy.deepcopy(options)))
        for name, mine, theirs in zip(_names(reference), arguments, given, strict=False):
            if difference(theirs, mine, 0) is not None:
                raise AssertionError(f"it changes its argument {name} in place: compute a new array instead")
        expected.append(reference(*copy.deepcopy(arguments), **copy.deepcopy(options)))
    if all(difference(*pair, rtol) is None for pair in zip(got, expected, strict=True)):
        return
    for hint, mistake in (mistakes or {}).items():
        results = [mistake(*copy.deepcopy(arguments), **copy.deepcopy(options)) for arguments, options in cases]
        if all(difference(*pair, rtol) is None for pair in zip(got, results, strict=True)):
            raise AssertionError(hint)
    for mine, theirs in zip(got, expected, strict=True):
        if (found := difference(mine, theirs, rtol)) is not None:
            raise AssertionError(f"{found.partition(', where ')[0]}: {otherwise}" if otherwise else found)


def difference(got, expected, rtol=1e-7, name="the result"):
    """In words how ``got`` differs from ``expected``, None where it does not: plain data, nested as they may be.

    Lists of numbers stand for an array, and an array for as many values, as they do for NumPy's own functions.
    """
    if isinstance(expected, tuple | list):
        names = [f"part {i + 1}" for i in range(len(expected))]
        if isinstance(got, np.ndarray) and got.shape[:1] == (len(expected),):
            got = list(got)
        if not isinstance(got, tuple | list):
            return f"{name} is {_kind(got)}, where {len(expected)} values belong"
        if len(got) != len(expected):
            return f"{name} has length {len(got)}, where {len(expected)} values belong"
        parts = (difference(*pair, rtol, part) for *pair, part in zip(got, expected, names, strict=True))
        return next((it for it in parts if it is not None), None)
    if isinstance(expected, dict):
        if not isinstance(got, dict) or set(got) != set(expected):
            return f"{name} is {_kind(got)}, where a dict with the keys {', '.join(map(repr, expected))} belongs"
        parts = (difference(got[key], its, rtol, repr(key)) for key, its in expected.items())
        return next((it for it in parts if it is not None), None)
    if expected is None or isinstance(expected, str | bool):
        got = bool(got) if isinstance(got, np.bool_) else got
        same = type(got) is type(expected) and got == expected
        return None if same else f"{name} is {got!r}, where {expected!r} belongs"
    got = _array(got) if isinstance(expected, np.ndarray) else got
    if not _is_numeric(got):
        return f"{name} is {_kind(got)}, where {'an array of numbers' if np.ndim(expected) else 'a number'} belongs"
    mine, its = np.asarray(got, float), np.asarray(expected, float)
    if mine.shape != its.shape:
        return f"{name} has the shape {mine.shape}, where {its.shape} belongs"
    close = np.isclose(mine, its, rtol=rtol, atol=0, equal_nan=True)
    if close.all():
        return None
    at = tuple(int(i[0]) for i in np.nonzero(~np.atleast_1d(close)))
    where = f" at index {at if len(at) > 1 else at[0]}" if mine.ndim else ""
    one, other = np.atleast_1d(mine)[at], np.atleast_1d(its)[at]
    digits = 16 if f"{one:.6g}" == f"{other:.6g}" else 6  # so many that the two differ
    return f"{name} is {one:.{digits}g}{where}, where {other:.{digits}g} belongs"


def _is_numeric(value):
    return isinstance(value, int | float | np.ndarray | np.generic) and np.asarray(value).dtype.kind in "biuf"


def _array(value):
    """Nested lists of numbers as an array; whatever else, and rows of different lengths, as it is."""

    def numbers_alone(part):  # with words among them, an array of words as long as the longest would be made
        return all(map(numbers_alone, part)) if isinstance(part, tuple | list) else _is_numeric(part)

    try:
        return np.array(value) if isinstance(value, tuple | list) and numbers_alone(value) else value
    except ValueError:
        return value


def _kind(value):
    return {type(None): "None", np.ndarray: "an array"}.get(type(value), f"a {type(value).__name__}")


def _names(function):
    return list(inspect.signature(function).parameters)
