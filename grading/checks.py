"""What hidden checks are written with: compare an answer with a reference, and name the mistake where they differ.

A check is plain Python that runs outside the sandbox. What it is given of an answer is data, whatever the answer is.
"""

import copy
import inspect
import re

import numpy as np

from grading.symptoms import Trial, symptom

LONGEST = 60  # characters of a wrong word that are shown


class Different(AssertionError):  # noqa: N818
    """Results that are wrong in a way that has no name. ``veiled`` are the words without values."""

    def __init__(self, words, veiled):
        super().__init__(words)
        self.veiled = veiled


def compare(answer, reference, cases, *, mistakes=None, otherwise=None, rtol=1e-7):
    """Raise AssertionError unless ``answer`` returns what ``reference`` does in every case, and spares its arguments.

    ``cases`` are pairs of (arguments, keyword arguments). ``mistakes`` maps a hint to a function that makes that
    mistake: the error is the hint of the first one whose results are the answer's in every case, else it says what
    the wrong results have in common, or where the first difference is. The words ``otherwise``, if given, take the
    place of all that, which a second attempt could copy. Numbers may differ by ``rtol`` of the expected size.
    """
    cases = list(cases)
    got, expected = [], []
    for arguments, options in cases:
        given = copy.deepcopy(arguments)
        got.append(answer(*given, **copy.deepcopy(options)))
        for name, mine, theirs in zip(names_of(reference, arguments), arguments, given, strict=True):
            if difference(theirs, mine, 0, nan=True) is not None:
                raise AssertionError(f"it changes its argument {name} in place: compute a new array instead")
        expected.append(reference(*copy.deepcopy(arguments), **copy.deepcopy(options)))
    if all(difference(*pair, rtol) is None for pair in zip(got, expected, strict=True)):
        return
    for hint, mistake in (mistakes or {}).items():
        results = [mistake(*copy.deepcopy(arguments), **copy.deepcopy(options)) for arguments, options in cases]
        if all(difference(*pair, rtol, nan=True) is None for pair in zip(got, results, strict=True)):
            raise AssertionError(hint)
    if otherwise is None and cases[0][0]:
        names = names_of(reference, cases[0][0])
        words = symptom(Trial(answer, reference, names, cases, got, expected, _same(rtol)))
        if words is not None:
            raise AssertionError(words)
    for mine, theirs in zip(got, expected, strict=True):
        if (found := difference(mine, theirs, rtol)) is not None:
            if otherwise:
                raise AssertionError(f"{found.partition(', where ')[0]}: {otherwise}")
            raise Different(found, difference(mine, theirs, rtol, veiled=True))


def choice(answer, name, options):
    """The one of ``options`` that an answer gives as a word or letter, whatever its case, and the blanks around it.

    Raises AssertionError for any other, in words that name the ``options``.
    """
    found = [it for it in options if isinstance(answer, str) and _words(it) == _words(answer)]
    if not found:
        quoted = [f'"{it}"' for it in options]
        expected = f"{', '.join(quoted[:-1])} or {quoted[-1]}"
        raise AssertionError(f"{name} is {repr(answer)[:LONGEST]}: answer {expected}")
    return found[0]


def choices(answers, name, keys, options):
    """The ``choice`` under each of the ``keys`` of a dict of answers, in order. Raises AssertionError as it does."""
    if not isinstance(answers, dict):
        raise AssertionError(f"{name} is {_kind(answers)}, where a dict with the keys {_listed(keys)} belongs")
    return [choice(answers.get(key), f"{name}[{key!r}]", options) for key in keys]


def _words(text):
    return re.findall(r"\w+", text.casefold())


def _listed(keys):
    return ", ".join(map(repr, keys))


def _same(rtol):
    return lambda mine, theirs: difference(mine, theirs, rtol) is None


def difference(got, expected, rtol=1e-7, name="the result", *, nan=False, veiled=False):
    """In words how ``got`` differs from ``expected``, None where it does not: plain data, nested as they may be.

    Lists of numbers stand for an array, and an array for as many values, as they do for NumPy's own functions. NaN
    equals nothing, or itself where ``nan`` asks for it. ``veiled`` words hold no value.
    """
    more = {"nan": nan, "veiled": veiled}
    if isinstance(expected, tuple | list):
        names = [f"part {i + 1}" for i in range(len(expected))]
        if isinstance(got, np.ndarray) and got.shape[:1] == (len(expected),):
            got = list(got)
        if not isinstance(got, tuple | list):
            return f"{name} is {_kind(got)}, where {len(expected)} values belong"
        if len(got) != len(expected):
            return f"{name} has length {len(got)}, where {len(expected)} values belong"
        parts = (difference(*pair, rtol, part, **more) for *pair, part in zip(got, expected, names, strict=True))
        return next((it for it in parts if it is not None), None)
    if isinstance(expected, dict):
        if not isinstance(got, dict) or set(got) != set(expected):
            return f"{name} is {_kind(got)}, where a dict with the keys {_listed(expected)} belongs"
        parts = (difference(got[key], its, rtol, repr(key), **more) for key, its in expected.items())
        return next((it for it in parts if it is not None), None)
    if expected is None or isinstance(expected, str | bool):
        got = bool(got) if isinstance(got, np.bool_) else got
        same = type(got) is type(expected) and got == expected
        if same or veiled:
            return None if same else f"{name} is not what belongs"
        return f"{name} is {got!r}, where {expected!r} belongs"
    got = as_array(got) if isinstance(expected, np.ndarray) else got
    if not _is_numeric(got):
        return f"{name} is {_kind(got)}, where {'an array of numbers' if np.ndim(expected) else 'a number'} belongs"
    mine, its = np.asarray(got, float), np.asarray(expected, float)
    if mine.shape != its.shape:
        return f"{name} has the shape {mine.shape}, where {its.shape} belongs"
    close = np.isclose(mine, its, rtol=rtol, atol=0, equal_nan=nan)
    if close.all():
        return None
    at = tuple(int(i[0]) for i in np.nonzero(~np.atleast_1d(close)))
    where = f" at index {at if len(at) > 1 else at[0]}" if mine.ndim else ""
    if veiled:
        return f"{name} is not what belongs{where}"
    one, other = np.atleast_1d(mine)[at], np.atleast_1d(its)[at]
    digits = 16 if f"{one:.6g}" == f"{other:.6g}" else 6  # so many that the two differ
    return f"{name} is {one:.{digits}g}{where}, where {other:.{digits}g} belongs"


def _is_numeric(value):
    return isinstance(value, int | float | np.ndarray | np.generic) and np.asarray(value).dtype.kind in "biuf"


def as_array(value):
    """Nested lists of numbers as an array; whatever else, and rows of different lengths, as it is."""

    def numbers_alone(part):  # with words among them, an array of words as long as the longest would be made
        return all(map(numbers_alone, part)) if isinstance(part, tuple | list) else _is_numeric(part)

    try:
        return np.array(value) if isinstance(value, tuple | list) and numbers_alone(value) else value
    except ValueError:
        return value


def _kind(value):
    return {type(None): "None", np.ndarray: "an array"}.get(type(value), f"a {type(value).__name__}")


def names_of(function, arguments):
    """The names of a function's arguments; of those that it takes as ``*rest``, their numbers."""
    named = [it.name for it in inspect.signature(function).parameters.values() if it.kind is not it.VAR_POSITIONAL]
    return [*named, *(f"number {at + 1}" for at in range(len(named), len(arguments)))][: len(arguments)]
