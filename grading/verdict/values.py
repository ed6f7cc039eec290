"""Results in a few words: rounded, cut, and no longer than a line or two, whatever they hold."""

from itertools import chain

import numpy as np

from grading.checks import as_array, difference

FEW = 9  # entries that are shown whole wherever they stand
ENTRIES = 18  # of an array or a row of values: more are cut
WORD = 40  # characters of a word
LONGEST = 400  # characters of a value
DATA = (bool, int, float, complex, str, bytes, type(None), np.generic, np.ndarray)
DIGITS = 6
ALL_DIGITS = 16


def is_plain(value):
    """Whether it is data: functions and other objects have no value to show."""
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(map(is_plain, [*value, *value.values()]))
    return isinstance(value, DATA)


def size(value):
    """How many numbers and words there are in it."""
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(size, value)) if isinstance(value, list | tuple) else max(1, np.size(value))


def pair(one, other):
    """Two values that differ, as texts that differ, too, if that can be."""
    for digits in (DIGITS, ALL_DIGITS):
        texts = shown(one, digits), shown(other, digits)
        if texts[0] != texts[1]:
            break
    return texts


def shown(value, digits=DIGITS):
    """A value as a text; its numbers are rounded, and what is too much of it is cut before it is made a text."""
    text = ""
    for piece in _pieces(value, digits):
        text += piece
        if len(text) > LONGEST:
            shape = f" ({' × '.join(map(str, value.shape))} values)" if isinstance(value, np.ndarray) else ""
            return f"{text[: LONGEST - 1]}…{shape}"
    return text


def _pieces(value, digits):
    if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim):
        opening, closing = "()" if isinstance(value, tuple) else "[]"
        yield opening
        yield from _row(value, lambda it: _pieces(it, digits))
        yield ",)" if isinstance(value, tuple) and len(value) == 1 else closing
    elif isinstance(value, dict):
        yield "{"
        yield from _row(value.items(), lambda it: chain(_pieces(it[0], digits), [": "], _pieces(it[1], digits)))
        yield "}"
    elif isinstance(value, str | bytes):
        yield repr(value if len(value) <= WORD else value[:WORD] + ("…" if isinstance(value, str) else b"..."))
    else:
        yield _number(value.item() if isinstance(value, np.generic | np.ndarray) else value, digits)


def _row(values, pieces):
    for at, value in enumerate(values):
        yield ", " if at else ""
        if at == ENTRIES:
            yield "…"
            return
        yield from pieces(value)


def _number(value, digits):
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**ALL_DIGITS):
        return str(value)
    try:
        return f"{value:.{digits}g}"
    except OverflowError:
        return "an integer of more than 300 digits"


def apart(got, expected, rtol):
    """Where two results differ: its words, the values there, and the place within an array if it is one.

    It goes as deep as there is too much to show. The words are empty where it is all of the results.
    """
    words, place = [], None
    while (parts := _parts(got, expected)) is not None:
        found = next((it for it in parts if difference(*it[2:], rtol) is not None), None)
        if found is None:
            break
        words.append(found[0])
        place = (np.shape(expected), found[1]) if isinstance(expected, np.ndarray) else None
        got, expected = found[2:]
    return " of ".join(words[::-1]), got, expected, place


def _parts(got, expected):
    """The parts of two results, with words and the index of each; None where these are best shown whole."""
    if size(expected) <= FEW and not _holds_more(expected):
        return None
    if isinstance(expected, np.ndarray):
        mine = as_array(got)
        if not isinstance(mine, np.ndarray) or mine.shape != expected.shape:
            return None
        return (
            (f"at index {at if len(at) > 1 else at[0]}", at, mine[at], expected[at]) for at in np.ndindex(mine.shape)
        )
    if isinstance(expected, dict):
        alike = isinstance(got, dict) and set(got) == set(expected)
        return ((f"at {shown(key)}", key, got[key], it) for key, it in expected.items()) if alike else None
    alike = isinstance(got, list | tuple) or (isinstance(got, np.ndarray) and got.ndim)
    alike = alike and len(got) == len(expected)
    return ((f"part {at}", at, *it) for at, it in enumerate(zip(got, expected, strict=True), 1)) if alike else None


def _holds_more(value):
    """Whether a row of values has further rows in it."""
    return isinstance(value, list | tuple) and any(isinstance(it, list | tuple | dict | np.ndarray) for it in value)
