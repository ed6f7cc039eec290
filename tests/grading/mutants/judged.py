"""Mutants that have been looked at, one by one: whoever else is not caught, or not told why, is a hole in the checks.

``ALLOWED`` lose nothing and yet do something else: why each is a right answer, too. ``UNTOLD`` lose points for words
that do not name the cause: why none would that is true of all answers that look so. They stand in `untold.txt`, under
the reason that they share.
"""

from pathlib import Path

ALLOWED = {
    "6_rmsprop": {
        "schedule, line 6: np.geomspace(1, 0.0001, falling) → np.linspace(1, 0.0001, falling)": (
            "the form of the fall is left to the student: a straight one ends as low, with time enough to settle"
        ),
    },
}


def read(text):
    """Reasons by name, by exercise: a reason is a line that begins with #, below it each line is exercise and name."""
    found, reason = {}, None
    for line in filter(None, text.splitlines()):
        if line.startswith("# "):
            reason = line.removeprefix("# ")
            continue
        exercise, _, name = line.partition(": ")
        found.setdefault(exercise, {})[name] = reason
    return found


UNTOLD = read((Path(__file__).parent / "untold.txt").read_text(encoding="utf-8"))
