"""The text of a practice file, and the data in it."""

import base64
import json
import re
import zlib

import numpy as np

from grading import ROOT

COLUMNS = 100  # of the packed lines


def text(bank):
    """A practice file: what it says of itself, `grading.symptoms` and `checks`, `student`, and the bank."""
    name = bank["name"]
    about = (
        f'"""Practice for the exercise {name}: the kinds of its hidden checks, on other numbers.\n'
        f"\n    python practice_{name}.py {name}.ipynb\n\n"
        f"or, in the notebook, `import practice_{name}` and `practice_{name}.practice()`, as often as you like.\n"
        "It needs NumPy and no network. It gives no marks: your work is graded on your own numbers, and by a person.\n"
        '"""\n'
    )
    folder = ROOT / "grading"
    parts = [(folder / it).read_text(encoding="utf-8") for it in ("symptoms.py", "checks.py", "practice/student.py")]
    parts = [
        re.sub(r"^from grading\..*\n", "", re.sub(r'\A""".*?"""\n', "", it, flags=re.S), flags=re.M) for it in parts
    ]
    data = packed(bank)
    lines = "\n".join(data[at : at + COLUMNS] for at in range(0, len(data), COLUMNS))
    end = 'if __name__ == "__main__":\n    sys.exit(main())\n'
    return "\n".join([about, *parts, f'BANK = """\n{lines}\n"""\n\n{end}'])


def packed(bank):
    """Data as a text of letters, digits and signs."""
    data = json.dumps(encoded(bank), separators=(",", ":"), ensure_ascii=False).encode()
    return base64.b85encode(zlib.compress(data, 9)).decode()


def encoded(value):
    """Data in a form that JSON can hold. Raises TypeError for what is no data."""
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biuf":
        numbers = np.ascontiguousarray(value)
        content = base64.b85encode(numbers.tobytes()).decode()
        return {"array": [numbers.dtype.str, list(np.shape(value)), content, isinstance(value, np.ndarray)]}
    if isinstance(value, tuple):
        return {"tuple": [encoded(it) for it in value]}
    if isinstance(value, list):
        return [encoded(it) for it in value]
    if isinstance(value, dict):
        return {"dict": [[encoded(key), encoded(it)] for key, it in value.items()]}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a {type(value).__name__} is no data")
