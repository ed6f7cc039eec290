"""What is the same in all of a wrong answer's results: said where they are those of no mistake that is known.

A symptom is true in every case that was tried, and of no right answer.
"""

import contextlib
import copy
import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

DEGREES = {
    "−{}": lambda it: -it,
    "1 − {}": lambda it: 1 - it,
    "2 {}": lambda it: 2 * it,
    "half of {}": lambda it: it / 2,
    "1 / {}": lambda it: 1 / it,
    "the square of {}": lambda it: it**2,
    "the root of {}": np.sqrt,
    "0": lambda it: 0 * it,
    "1": lambda it: 1 + 0 * it,
}


@dataclass(frozen=True)
class Trial:
    """An answer's results beside the expected ones, case by case; ``same`` compares two of them."""

    answer: Any
    reference: Any
    names: list
    cases: list
    got: list
    expected: list
    same: Any

    def part(self, at):
        """The trial of one part of all results."""
        answer, reference = (_part_of(it, at) for it in (self.answer, self.reference))
        parts = ([it[at] for it in results] for results in (self.got, self.expected))
        return Trial(answer, reference, self.names, self.cases, *parts, self.same)

    def right(self):
        """Of every case, whether its result is right."""
        return list(map(self.same, self.got, self.expected))

    def arguments(self):
        """The name of every argument, with its values in all cases."""
        columns = zip(*(arguments for arguments, _ in self.cases), strict=False)
        return list(zip(self.names, columns, strict=False))


def _part_of(function, at):
    return lambda *arguments, **options: function(*arguments, **options)[at]


def symptom(trial, without=()):
    """In words what a wrong answer's results have in common; None if nothing is found, ``without`` some looks."""
    looks = (
        _nothing,
        _no_numbers,
        _repeated,
        _shapes,
        _parts,
        _given_else,
        _multiple,
        _added,
        _unused,
        _first,
        _groups,
        _entries,
        _begins,
    )
    for look in [it for it in looks if it not in without]:
        with contextlib.suppress(Exception), np.errstate(all="ignore"):  # an answer may return, and raise, whatever
            if (words := look(trial)) is not None:
                return words
    return None


def _nothing(trial):
    if all(it is None for it in trial.got):
        return "nothing is returned: is there a return at the end?"
    return None


def _no_numbers(trial):
    def none(mine, its):  # as deep as what belongs, and no deeper
        if isinstance(its, list | tuple):
            return len(mine) == len(its) and any(map(none, mine, its))
        return isinstance(mine, float | np.ndarray) and bool(np.any(np.isnan(mine)))

    if any(map(none, trial.got, trial.expected)):
        return "there is NaN in the result: is something divided by zero, or the root of less than zero taken?"
    return None


def _call(function, case, at=None, value=None):
    arguments, options = copy.deepcopy(case)
    arguments = list(arguments)
    if at is not None:
        arguments[at] = value
    return function(*arguments, **options)


def _repeated(trial):
    if not trial.same(_call(trial.answer, trial.cases[0]), trial.got[0]):
        return "the same call gives another result the second time: something is kept from the call before"
    return None


def _shapes(trial):
    """A number where an array belongs, an array where a number does, or one row more or less."""
    got, expected = ([np.shape(it) for it in results] for results in (trial.got, trial.expected))
    if not all(isinstance(it, float | np.floating | np.ndarray) for it in [*trial.got, *trial.expected]):
        return None
    if not any(expected) and all(got):
        return "an array is returned where one number belongs: is a max, a mean, a sum or an index missing?"
    if all(expected) and not any(got):
        return "one number is returned where an array belongs: which of all that is computed is returned?"
    for words, more in (("missing", -1), ("too many", 1)):
        if all(its and mine == (its[0] + more, *its[1:]) for mine, its in zip(got, expected, strict=True)):
            return f"one row is {words}: where does the first one come from, and which one is the last?"
    return None


def _first(trial):
    """A right answer that goes on with an argument of the first call."""
    for at, name in enumerate(trial.names[: len(trial.cases[0][0])]):
        first = trial.cases[0][0][at]
        with contextlib.suppress(Exception):  # an argument of another call may not fit
            results = [_call(trial.reference, case, at, first) for case in trial.cases]
            if len(results) > 1 and all(map(trial.same, trial.got, results)):
                return f"the {name} of the first call is used in all of them: use the {name} that each call is given"
    return None


def _parts(trial):
    count = len(trial.expected[0]) if isinstance(trial.expected[0], tuple) else 0
    if count < 2 or any(len(it) != count for it in trial.got):
        return None
    for order in itertools.permutations(range(count)):
        if all(map(trial.same, ([it[i] for i in order] for it in trial.got), map(list, trial.expected))):
            return "the parts of the result are right, and their order is not"
    wrong = [at for at in range(count) if not all(trial.part(at).right())]
    alone = " alone" if len(wrong) < count else ""
    for at in wrong[:1] if alone else wrong[::-1]:  # what comes last, as a state does, is used for what comes first,
        follows = (_unused, _begins) if at < wrong[-1] and not alone else ()  # where it may hide much, too
        if (words := symptom(trial.part(at), follows)) is not None:
            if words.startswith("in part "):
                return words.replace(" of the result", f" of part {at + 1} of the result", 1)
            return f"in part {at + 1} of the result{alone}: {words}"
    return None


def _is_real(value):
    return isinstance(value, float | np.floating) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _unused(trial):
    """An argument that the last case's result does not depend on, although it should."""
    case, got, expected = trial.cases[-1], trial.got[-1], trial.expected[-1]
    if np.shape(got) != np.shape(expected):  # its shape says more
        return None
    for at, name in enumerate(trial.names[: len(case[0])]):
        if _is_real(case[0][at]):
            less = 0.9 * case[0][at]
            if not trial.same(_call(trial.reference, case, at, less), expected):
                if trial.same(_call(trial.answer, case, at, less), got):
                    return f"another {name} changes nothing: use the {name} that each call is given"
            elif not trial.same(_call(trial.answer, case, at, less), got):
                return f"the result depends on {name}, and it should not"
    return None


def _given_else(trial):
    """A right answer that is given something else in the place of an argument."""

    def explains(changed):
        results = (trial.reference(*changed(list(copy.deepcopy(it))), **options) for it, options in trial.cases)
        return all(map(trial.same, trial.got, results))

    real = [at for at, (_, values) in enumerate(trial.arguments()) if all(map(_is_real, values))]
    for at, (words, change) in itertools.product(real, DEGREES.items()):
        if explains(lambda them, at=at, change=change: [change(it) if i == at else it for i, it in enumerate(them)]):
            name = trial.names[at]
            return f"it is right if {name} is {words.format(name)}: look at each place where {name} enters"
    for one, other in itertools.permutations(real, 2):
        if explains(lambda them, i=one, j=other: [them[j] if at == i else it for at, it in enumerate(them)]):
            return f"{trial.names[other]} stands where {trial.names[one]} belongs"
    return None


def _flat(results):
    return [np.asarray(it, float) for it in results]


def _ratio(mine, its):
    """The number by which all of ``its`` are multiplied in ``mine``, None if there is none."""
    mine, its = (np.concatenate([np.ravel(it) for it in arrays]) for arrays in (mine, its))
    used = its != 0
    ratio = np.median(mine[used] / its[used]) if used.any() else np.nan
    return ratio if np.isfinite(ratio) and np.allclose(mine, ratio * its, rtol=1e-9, atol=1e-12) else None


def _multiple(trial):
    """The results, or what they add to an argument, are a multiple of what belongs, or the results 1 over it."""
    got, expected = _flat(trial.got), _flat(trial.expected)
    if all(np.allclose(one * other, 1, rtol=1e-9) for one, other in zip(got, expected, strict=True)):
        return "the result is 1 over what belongs"
    bases = [("the result", [0 * it for it in expected])]
    bases += [(f"what is added to {name}", _flat(values)) for name, values in trial.arguments() if _fits(values, got)]
    for words, base in bases:
        ratio = _ratio(_less(got, base), _less(expected, base))
        if ratio is not None and len(got) > 1:
            opposite = np.isclose(ratio, -1)
            return f"{words} has the wrong sign" if opposite else f"{words} is always {ratio:.4g} times what belongs"
    return None


def _less(ones, others):
    return [one - other for one, other in zip(ones, others, strict=True)]


def _all_real(*columns):
    return all(map(_is_real, itertools.chain(*columns)))


def _fits(values, results):
    return all(_is_real(it) and np.shape(it) == np.shape(result) for it, result in zip(values, results, strict=True))


def _added(trial):
    """The results are what belongs and a multiple of an argument, or of a number."""
    got, expected = _flat(trial.got), _flat(trial.expected)
    rest = _less(got, expected)
    for name, values in trial.arguments():
        ratio = _ratio(rest, _flat(values)) if _fits(values, got) else None
        if ratio is not None:
            what = {-1: f"{name} is missing from it", -2: f"{name} has the wrong sign in it"}
            return what.get(round(ratio, 9), f"the result is what belongs and {ratio:.4g} {name}")
    for (one, ones), (other, others) in itertools.combinations_with_replacement(trial.arguments(), 2):
        products = [a * b for a, b in zip(ones, others, strict=True)] if _all_real(ones, others) else []
        ratio = _ratio(rest, _flat(products)) if products and _fits(products, got) else None
        if ratio is not None:
            what = one + "²" if one == other else f"{one} {other}"
            return f"the result is what belongs and {ratio:.4g} {what}"
    ratio = _ratio(rest, [1 + 0 * it for it in rest])
    return None if ratio is None or len(rest) < 2 else f"the result is in every case what belongs and {ratio:.4g}"


def _groups(trial):
    """The wrong cases are those with certain words, a certain truth, or a certain sign among the arguments."""
    right = trial.right()
    if not any(right):
        return None
    for name, values in trial.arguments():
        for words, key in _keys(values):
            wrong = {key(it) for it, is_right in zip(values, right, strict=True) if not is_right}
            if not wrong & {key(it) for it, is_right in zip(values, right, strict=True) if is_right}:
                return f"{words.format(name, ' or '.join(map(repr, sorted(wrong))))}: all other results are right"
    return None


def _keys(values):
    if all(isinstance(it, str | bool) for it in values):
        yield "it is wrong where {} is {}", lambda it: it
    elif all(isinstance(it, np.ndarray) for it in values):
        yield "it is wrong where the axes of {} are {}", np.ndim
    elif all(map(_is_real, values)):
        yield "it is wrong where the sign of {} is {}", lambda it: int(np.sign(it))


def _entries(trial):
    """The wrong entries are those where an argument's have certain signs."""
    got, expected = _flat(trial.got), _flat(trial.expected)
    wrong = np.concatenate([~np.isclose(a, b, rtol=1e-7, atol=0).ravel() for a, b in zip(got, expected, strict=True)])
    arrays = [(name, values) for name, values in trial.arguments() if _fits(values, got)]
    masks = [(name, np.concatenate([np.sign(it).ravel() for it in values])) for name, values in arrays]
    pairs = itertools.combinations(masks, 2)
    masks += [(f"{one} times {other}", signs * others) for (one, signs), (other, others) in pairs]
    if wrong.all():
        return None
    for name, signs in masks:
        among = set(signs[wrong].tolist())
        if len(among) < len(set(signs.tolist())):
            words = {-1.0: "negative", 0.0: "zero", 1.0: "positive"}
            return f"it is wrong only where {name} is {' or '.join(words[it] for it in sorted(among))}"
    return None


def _begins(trial):
    """The first steps are right, and later ones are not."""
    if not all(isinstance(it, list | np.ndarray) and len(it) > 1 for it in trial.expected):
        return None
    counts = []
    for mine, its in zip(trial.got, trial.expected, strict=True):
        right = list(map(trial.same, mine, its))
        counts.append(right.index(False) if False in right else len(right))
    if 0 < min(counts) < max(map(len, trial.expected)):
        return f"the first {min(counts)} of a row are right, and what comes after them is not: what is kept, and how?"
    return None
