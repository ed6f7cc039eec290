"""The grader's house: who may import whom, what runs beside a student's code, and that everything says what it is."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from grading import ROOT
from grading.verdict import verdict

GRADER = ROOT / "grading"
INSIDE = GRADER / "sandbox" / "inside"
FILES = sorted(GRADER.rglob("*.py"))
ROOMS = re.findall(r"^    (\w+)", (GRADER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def module(file):
    """The name by which a file is imported."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(file): file for file in FILES}


def imported(file):
    """The modules that a file imports, wherever in it; of the grader's own, those that are files."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in names}
    return found


def room(name):
    """The line of the list that a module of the grader belongs to; None for the package itself."""
    return name.split(".")[1] if "." in name else None


def test_the_list_names_every_room_once():
    rooms = {room(name) for name in MODULES} - {None}
    assert sorted(ROOMS) == sorted(rooms)


@pytest.mark.parametrize("name", MODULES)
def test_imports_run_down_the_list(name):
    own = {other for other in imported(MODULES[name]) if other.split(".")[0] == "grading"} - {"grading"}
    assert own <= MODULES.keys()
    upward = {other for other in own if ROOMS.index(room(other)) < ROOMS.index(room(name) or ROOMS[-1])}
    assert not upward


def test_no_modules_import_each_other():
    TopologicalSorter({name: imported(file) & MODULES.keys() - {"grading"} for name, file in MODULES.items()}).prepare()


@pytest.mark.parametrize("name", MODULES)
def test_the_grader_knows_nothing_of_the_book(name):
    assert not {other.split(".")[0] for other in imported(MODULES[name])} & {"optimizers", "book", "tools", "helpers"}


@pytest.mark.parametrize("file", sorted(INSIDE.glob("*.py")), ids=lambda file: file.stem)
def test_beside_a_student_s_code_there_is_no_other_code_of_the_grader(file):
    neighbours = {other.stem for other in INSIDE.glob("*.py")}
    assert {name.split(".")[0] for name in imported(file)} <= neighbours | {"numpy"} | sys.stdlib_module_names


def test_all_that_makes_a_verdict_is_in_its_key():
    code = "import sys, grading.verdict.verdict; print(*[it for it in sys.modules if it.split('.')[0] == 'grading'])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    places = [GRADER / name for name in verdict.ENGINE]
    hashed = {file for place in places for file in [place, *place.rglob("*.py")]}
    outside = {name for name in loaded.stdout.split() if MODULES[name] not in hashed}
    # Where the checkout is, and an empty file.
    assert outside == {"grading", "grading.course"}
    assert not MODULES["grading.course"].read_text()


@pytest.mark.parametrize("file", [file for file in FILES if file.stat().st_size], ids=module)
def test_everything_public_says_what_it_is(file):
    def silent(node, path):
        for child in node.body:
            if isinstance(child, ast.FunctionDef | ast.ClassDef) and not child.name.startswith("_"):
                if not ast.get_docstring(child):
                    yield f"{path}{child.name}"
                if isinstance(child, ast.ClassDef):
                    yield from silent(child, f"{path}{child.name}.")

    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert list(silent(tree, "")) == []
