"""What a practice file does: run a student's answers on public cases, and say what the hidden checks would say.

This file is copied into every practice file, behind `grading.symptoms` and `grading.checks`: it may import NumPy and
Python's own only.
"""

import argparse
import base64
import contextlib
import importlib
import inspect
import io
import json
import os
import random
import sys
import types
import zlib
from pathlib import Path

import numpy as np

from grading.checks import compare, difference

BANK = ""  # what `packed` made: in a practice file its last lines
TOLERANCE = 1e-6  # of a fingerprint


def practice(names=None, seed=None):
    """Run every check on ``names``, by default the notebook's from which this is called. Returns whether all pass."""
    names = vars(sys.modules["__main__"]) if names is None else names
    bank = unpacked(BANK)
    count = len(bank["seeds"])
    at = random.randrange(count) if seed is None else (seed - 1) % count
    print(f"{bank['name']}: practice with the numbers {at + 1} of {count}, as often as you like. There are no marks.")
    right = True
    for check in bank["checks"]:
        words = outcome(check, at, names)
        right = right and words is None
        print(f"  {'not yet' if words else 'right':8} {check['name']}: {check['about']}")
        if words:
            print("           " + words.replace("\n", "\n           "))
    for why, left_out in bank["left_out"].items():
        print(f"Not practiced, since {why}: {', '.join(left_out)}.")
    return right


def outcome(check, at, names):
    """None if the answers pass a check with the numbers ``at``, else what it says."""
    names = dict(names, np=np, compare=compare, difference=difference)
    try:
        with np.errstate(all="ignore"):
            if check["cases"]:
                exec(check["code"], names)
                for part in check["cases"][at]:
                    played(part, eval(check["answers"][part["call"]], names))
            else:
                exec(check["code"], dict(names, SEED=random.randrange(1 << 32)))
    except Exception as error:
        plain = isinstance(error, AssertionError) and str(error)
        return str(error) if plain else f"{type(error).__name__}: {error}"
    return None


def played(part, answer):
    """Compare an answer with what belongs in each case. Raises AssertionError, with a hint where a mistake is known."""
    cases, expected, got = part["cases"], iter(part["expected"]), []

    def kept(*arguments, **options):
        got.append(answer(*arguments, **options))
        return got[-1]

    def right(*arguments, **options):
        return next(expected)

    # The words on an argument that is changed in place name it.
    right.__signature__ = inspect.Signature(
        [inspect.Parameter(it, inspect.Parameter.POSITIONAL_OR_KEYWORD) for it in part["names"]]
    )
    try:
        compare(kept, right, cases, **part["options"])
    except AssertionError as error:
        if len(got) < len(cases) or "in place" in str(error):
            raise
        mark = fingerprint(got[: len(cases)])  # what all wrong results have in common is looked for by further calls
        for hint, (count, number) in part["mistakes"].items():
            if mark is not None and count == mark[0] and abs(number - mark[1]) < TOLERANCE:
                raise AssertionError(hint) from None
        raise


def fingerprint(value):
    """Two numbers that tell results apart and do not tell what they are; None for what holds more than numbers.

    They are how many numbers there are, and a sum over all, weighted, each on a scale on which rounding is small.
    """
    numbers = flat(value)
    if numbers is None:
        return None
    numbers = np.where(np.isnan(numbers), 7e77, np.clip(numbers, -1e99, 1e99))
    weights = 1 + np.arange(numbers.size) * 0.6180339887498949 % 1
    return [numbers.size, float(weights @ (np.sign(numbers) * np.log1p(1e6 * np.abs(numbers))))]


def flat(value):
    """All numbers within nested results, in order; words count as a number. None for anything else."""
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        parts = [flat(it) for it in value]
        return None if any(it is None for it in parts) else np.concatenate([np.zeros(0), *parts])
    if value is None or isinstance(value, str):
        return np.array([float(zlib.crc32(repr(value).encode("utf-8", "replace")))])
    number = isinstance(value, int | float | np.ndarray | np.generic)
    return np.asarray(value, float).ravel() if number and np.asarray(value).dtype.kind in "biuf" else None


def unpacked(text):
    """What `packed` made a text of."""
    return decoded(json.loads(zlib.decompress(base64.b85decode("".join(text.split())))))


def decoded(value):
    """Data with arrays and tuples in it, from what JSON can hold."""
    if isinstance(value, list):
        return [decoded(it) for it in value]
    if not isinstance(value, dict):
        return value
    (kind, content), *_ = value.items()
    if kind == "array":
        numbers = np.frombuffer(base64.b85decode(content[2]), content[0]).reshape(content[1]).copy()
        return numbers if content[3] else numbers[()]
    if kind == "tuple":
        return tuple(decoded(it) for it in content)
    return {decoded(key): decoded(it) for key, it in content}


def run(path):
    """What the code cells of a notebook define; a cell that fails is told, and the rest goes on."""
    names = {"__name__": "__main__"}
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
        about = cell["metadata"].get("nbgrader") or {}
        if cell["cell_type"] != "code" or about.get("grade"):
            continue  # checks, and figures
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(plain("".join(cell["source"])), f"cell {number}", "exec"), names)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            name = f" ({about['grade_id']})" if "grade_id" in about else ""
            print(f"Cell {number}{name} stops: {type(error).__name__}: {error}")
    return names


def plain(code):
    """The code of a cell without the lines that only Jupyter knows."""
    lines = code.split("\n")
    if lines[0].startswith("%%"):
        lines = lines[1:] if lines[0].startswith(("%%time", "%%capture")) else []
    for at, line in enumerate(lines):
        text = line.strip()
        if text.startswith(("%", "!", "?")) or (text.endswith("?") and "#" not in text):
            lines[at] = line[: len(line) - len(line.lstrip())] + "pass"
    return "\n".join(lines)


class Silent(types.ModuleType):
    """In the place of matplotlib where there is none: everything can be called, and nothing is drawn."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Silent(name)

    def __call__(self, *arguments, **options):
        return Silent(self.__name__)

    def __iter__(self):
        return iter([Silent(self.__name__), Silent(self.__name__)])


def main(arguments=None):
    """Practice on the notebook that the command line names. Returns the exit code: 1 if something is not right yet."""
    parser = argparse.ArgumentParser(description="Run the kinds of the hidden checks on a notebook, without marks.")
    parser.add_argument("notebook", type=Path, help="your notebook, saved")
    parser.add_argument("--seed", type=int, help="which numbers: the same as in a run before")
    options = parser.parse_args(arguments)
    os.environ["MPLBACKEND"] = "Agg"
    try:
        importlib.import_module("matplotlib.pyplot")
    except ImportError:
        sys.modules["matplotlib"] = Silent("matplotlib")
        sys.modules["matplotlib.pyplot"] = sys.modules["matplotlib"].pyplot = Silent("pyplot")
    return 0 if practice(run(options.notebook), options.seed) else 1
