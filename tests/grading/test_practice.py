"""Practice files: the hidden checks' words on public numbers, and nothing in them that would pass for an answer."""

import ast
import contextlib
import io
import json
import re
import subprocess
import sys
import types

import nbformat
import numpy as np
import pytest
from test_exercises import EVERY, EVERY_MISTAKE, about_mistakes, outcome, quick

from grading.__main__ import main
from grading.course import cells
from grading.practice import build, file, student
from grading.release import release
from helpers import in_process, sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

# What these checks say of an answer comes from their lines beyond the comparison, or from further calls of their
# reference; neither is in a practice file.
BEYOND = ("knows of an older one", "two objects disturb each other", "changes nothing: use the")
_FILES = {}


def practice_file(exercise):
    """The practice file of one of the book's exercises, as a module, and its text; made once for all tests."""
    if exercise not in _FILES:
        bank = build.bank_of(in_process.notebook(exercise), exercise, [1, 2])
        _FILES[exercise] = imported(file.text(bank)), file.text(bank)
    return _FILES[exercise]


def imported(text):
    module = types.ModuleType("practice_file")
    exec(compile(text, "practice_file", "exec"), vars(module))
    return module


def said(module, names, seed=1):
    """What a practice file says of each check; None where it passes. The seed is that of properties, too."""
    module.random = types.SimpleNamespace(randrange=lambda _: seed)
    bank = module.unpacked(module.BANK)
    return {it["name"]: module.outcome(it, seed - 1, names) for it in bank["checks"]}


def defined(exercise, answers):
    """What a student's code cells define, with ``answers`` in place of the solution's."""
    names = {}
    for cell in in_process.notebook(exercise).cells:
        if cell.cell_type == "code" and not cells.is_graded(cell):
            with contextlib.suppress(Exception), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
                exec(answers.get(cells.label(cell), cell.source), names)
    return names


@EVERY
def test_the_solution_passes_with_all_numbers_in_every_form(exercise):
    module, _ = practice_file(exercise)
    for answers in [{}, *about_mistakes(exercise, "FORMS", {}).values()]:
        names = defined(exercise, quick(exercise) | answers)
        assert [it for seed in (1, 2) for it in said(module, names, seed).items() if it[1]] == []


@pytest.mark.sampled(80)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@EVERY_MISTAKE
def test_a_mistake_is_told_in_the_words_of_the_hidden_check(exercise, mistake):
    module, _ = practice_file(exercise)
    practiced = {it["name"] for it in module.unpacked(module.BANK)["checks"]}
    if not practiced & mistake.loses:
        return
    found = said(module, defined(exercise, quick(exercise) | mistake.answers))
    hidden = outcome(exercise, mistake, 1)
    for name in practiced:
        words = hidden[name] and re.sub("^(AssertionError|Different): ", "", hidden[name])
        assert found[name] == words or any(it in words for it in BEYOND)


@EVERY
def test_nothing_in_a_file_would_pass_for_an_answer(exercise):
    """Of hidden code, no line stands in it but those that call the student's functions."""
    module, text = practice_file(exercise)
    bank = module.unpacked(module.BANK)
    harness = "\n".join(it["code"] for it in bank["checks"])
    seen = {ast.unparse(it) for it in ast.walk(ast.parse(harness)) if isinstance(it, ast.stmt)}
    functions = {it.name for it in ast.parse(harness).body if isinstance(it, ast.FunctionDef)}
    readable = text + json.dumps(file.encoded({**bank, "checks": []})) + harness
    for cell in in_process.notebook(exercise).cells:
        solution = [it for it in cells.split_regions(cell.source) if it.region == cells.SOLUTION]
        lines = {line.strip() for piece in solution for line in piece.lines if len(line.strip()) > 20}
        assert not [line for line in lines if line in readable]
        hidden = build.hidden_part(cell.source) if cell.cell_type == "code" else ""
        for node in ast.walk(ast.parse(hidden)):
            if isinstance(node, ast.FunctionDef) and node.name not in functions:
                assert f"def {node.name}(" not in harness
                assert not {ast.unparse(it) for it in node.body if len(ast.unparse(it)) > 20} & seen


PROPERTIES = {
    "1_gradient_descent": {"check-step-properties"},
    "5_adagrad": {"check-step-properties"},
    "8_in_practice": {"check-split", "check-batches"},
}


@EVERY
def test_checks_of_properties_alone_are_practiced(exercise):
    module, _ = practice_file(exercise)
    found = {it["name"] for it in module.unpacked(module.BANK)["checks"] if not it["answers"]}
    assert found == PROPERTIES.get(exercise, set())


def test_a_property_s_check_cannot_borrow_a_reference():
    """Neither from its own code nor from that of a hidden check before it."""
    answer = "def double(x):\n    return 2 * x"
    first = SEEDED.format("def right(x):\n    return x + x\ncompare(double, right, cases)")
    second = f"{build.OPEN}\nassert np.all(double(cases[0][0][0]) == right(cases[0][0][0])), SEED"
    made = [
        cells.labelled(nbformat.v4.new_code_cell("import numpy as np\nSEED = 1"), "setup"),
        cells.labelled(nbformat.v4.new_code_cell(answer), "double", solution=True),
        *[
            cells.labelled(nbformat.v4.new_code_cell(CHECK.replace("{}", code)), name, grade=True, points=1)
            for name, code in (("first", first), ("second", second))
        ],
    ]
    assert build.bank_of(nbformat.v4.new_notebook(cells=made), "x", [1])["left_out"] == {build.HELD: ["second"]}


@EVERY
def test_a_file_needs_numpy_and_python_alone_and_is_small(exercise):
    _, text = practice_file(exercise)
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {it.name.partition(".")[0] for it in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0])
    assert found <= {"numpy"} | sys.stdlib_module_names
    assert len(text) < 250_000


CHECK = "# Hidden: doubles.\n### BEGIN HIDDEN TESTS\nfrom grading.checks import compare\n{}\n### END HIDDEN TESTS"
SEEDED = "rng = np.random.default_rng(SEED)\ncases = [((rng.random(3),), {{}})]\n{}"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (SEEDED.format("compare(double, lambda x: x + x, cases)"), None),
        (SEEDED.format("def call(x):\n    return double(x)\ncompare(call, lambda x: x + x, cases)"), None),
        (SEEDED.format("def call(x):\n    return x + x\ncompare(double, call, cases)"), None),
        (SEEDED.format("def two(x):\n    return x + x\ncompare(lambda x: two(double(x)), two, cases)"), build.HELD),
        (SEEDED.format("k = rng.random()\ncompare(lambda x: k * double(x), lambda x: 2 * k * x, cases)"), build.HELD),
        (SEEDED.format("assert np.allclose(double(cases[0][0][0]), 2 * cases[0][0][0])"), build.HELD),
        (SEEDED.format("compare(twice, lambda x: double(double(x)), cases)"), build.BUILT),
        ("compare(double, lambda x: x + x, [((2.0,), {})])", build.SAME),
        (
            SEEDED.format("compare(apply, lambda f: 1, [((), {'f': abs})])"),
            "a builtin_function_or_method is no data",
        ),
        (
            f"{build.OPEN}\n" + SEEDED.format("def right(x):\n    return x + x\nassert np.all(double(1) == right(1))"),
            build.HELD,
        ),
        (
            f"{build.OPEN}\n" + SEEDED.format("right = lambda x: x + x\nassert np.all(double(1) == right(1))"),
            build.HELD,
        ),
        (f"{build.OPEN}\n" + SEEDED.format("compare(double, lambda x: x + x, cases)"), build.HELD),
        (f"{build.OPEN}\n" + SEEDED.format("assert double(0 * rng.random()) == 0, 'zero stays'"), None),
    ],
)
def test_what_is_practiced_and_why_not(code, why):
    answer = "def double(x):\n    return 2 * x\ndef twice(x):\n    return 4 * x\ndef apply(f):\n    return 1"
    made = [
        cells.labelled(nbformat.v4.new_code_cell("import numpy as np\nSEED = 1"), "setup"),
        cells.labelled(nbformat.v4.new_code_cell(answer), "double", solution=True),
        cells.labelled(nbformat.v4.new_code_cell(CHECK.replace("{}", code)), "check", grade=True, points=1),
    ]
    bank = build.bank_of(nbformat.v4.new_notebook(cells=made), "x", [1])
    assert bank["left_out"] == ({why: ["check"]} if why else {})
    module = imported(file.text(bank))
    names = {"double": lambda x: 2 * x}
    assert list(said(module, names).values()) == ([] if why else [None])
    assert all(said(module, {"double": lambda x: x + 1}).values())


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 0.1, float("nan"), "ε", (1, [2.0, "x"]), {"a": (1,), 2: None}, np.float64(0.1), np.int64(3),
        np.arange(6).reshape(2, 3), np.zeros((0, 2)), np.array(2.5), np.array([True, False]), np.array([np.nan]),
    ],
)  # fmt: skip
def test_data_comes_out_as_it_went_in(value):
    found = student.unpacked(file.packed(value))
    assert type(found) is type(value)
    np.testing.assert_equal(found, value)
    assert np.asarray(found, object).dtype == np.asarray(value, object).dtype


def test_a_fingerprint_is_that_of_results_which_differ_by_rounding_and_of_no_others():
    rng = np.random.default_rng(3)
    value = [(rng.standard_normal((2, 3)) * 10.0 ** rng.integers(-6, 6, (2, 3)), 1.5, "a"), np.array([np.nan, np.inf])]
    count, number = student.fingerprint(value)
    rounded = [(value[0][0] * (1 + 1e-12), 1.5, "a"), value[1]]
    assert abs(student.fingerprint(rounded)[1] - number) < student.TOLERANCE
    for at in np.ndindex(2, 3):
        other = value[0][0].copy()
        other[at] *= 1 + 1e-4
        assert abs(student.fingerprint([(other, 1.5, "a"), value[1]])[1] - number) > student.TOLERANCE
    for other in (
        [(-value[0][0], 1.5, "a"), value[1]],
        [(value[0][0], 1.5, "b"), value[1]],
        [value[0], value[1][::-1]],
    ):
        assert abs(student.fingerprint(other)[1] - number) > student.TOLERANCE
    assert student.fingerprint([1, 2])[0] != count and student.fingerprint([print]) is None


@pytest.fixture
def course(tmp_path):
    return tiny.course(tmp_path / "course")


def test_a_student_runs_it_offline_without_the_grader_and_matplotlib(course, tmp_path, capsys):
    assert main(["practice", NAME, "--course", str(course.root)]) == 0
    printed = capsys.readouterr().out
    assert "1 check to practice: check-step." in printed and "check-average" in printed
    path = course.release(NAME).with_name(f"practice_{NAME}.py")
    wrong = "def step(param, grad, square_avg, *, learning_rate=0.01, decay=0.9, eps=0.1):\n"
    wrong += "    square_avg = decay * square_avg + (1 - decay) * grad**2\n"
    wrong += "    return param - learning_rate * grad / (square_avg + eps), square_avg"
    runs = {
        "right": ({}, 0, "right    check-step: "),
        "wrong": ({"step": wrong}, 1, "not yet  check-step: [^\n]*\n +is the root forgotten\\?"),
        "magic": (
            {"predict": "%matplotlib inline\nif True:\n    !ls\n    plt.show()\nstep?\nexit(1)"},
            0,
            "SystemExit",
        ),
        "again": ({}, 0, "numbers 3 of 6"),
    }
    without = "import runpy, sys; sys.modules.update(dict.fromkeys(['grading', 'matplotlib'])); "
    without += "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    for name, (answers, code, words) in runs.items():
        (tmp_path / f"{name}.ipynb").write_bytes(tiny.right(course, **answers))
        command = [sys.executable, "-I", "-c", without, path, tmp_path / f"{name}.ipynb", "--seed", "3"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (code, "")
        assert re.search(words, done.stdout), done.stdout


def test_in_a_notebook_it_looks_at_what_the_notebook_defined(course, monkeypatch, capsys):
    main(["practice", NAME, "--course", str(course.root)])
    module = imported(course.release(NAME).with_name(f"practice_{NAME}.py").read_text())
    notebook = types.ModuleType("__main__")
    exec(sample.SETUP + "\n" + sample.named(sample.solved())["step"].source, vars(notebook))
    monkeypatch.setitem(sys.modules, "__main__", notebook)
    assert module.practice() is True
    notebook.step = None
    assert module.practice(seed=2) is False
    assert "numbers 2 of 6" in capsys.readouterr().out


def test_a_check_that_fails_on_the_solution_is_told(course, capsys):
    notebook = sample.source()
    sample.named(notebook)["step"].source = sample.STEP.replace("np.sqrt(square_avg)", "square_avg")
    tiny.write_source(course, notebook)
    assert main(["practice", NAME, "--course", str(course.root)]) == 2
    assert f"{NAME}: “check-step” fails on the solution: " in capsys.readouterr().err


def test_a_release_makes_the_practice_file_anew_where_there_is_one(course):
    path = course.release(NAME).with_name(f"practice_{NAME}.py")
    release(course, NAME, verify=False)
    assert not path.exists()
    main(["practice", NAME, "--course", str(course.root)])
    before = path.read_bytes()
    release(course, NAME, verify=False)
    assert path.read_bytes() == before
    notebook = sample.source()
    sample.named(notebook)["check-step"].source = sample.CHECK_STEP.replace(
        "is the root forgotten?", "where is the root?"
    )
    tiny.write_source(course, notebook)
    release(course, NAME, verify=False)
    assert path.read_bytes() != before
