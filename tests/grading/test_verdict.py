"""Verdicts: what checks see of an answer, what students are told, and what a verdict depends on."""

import copy
import dataclasses
import json
import shutil

import pytest
from nbformat import from_dict, v4

from grading import ROOT
from grading.sandbox import environment
from grading.verdict import verdict
from grading.verdict.broken import ENDLESS
from helpers import sample

sandboxed = pytest.mark.sandboxed


def grade(notebook, settings, *, source=None, seed=7, figures=False):
    return verdict.grade(notebook, source or sample.source(), seed, figures=figures, settings=settings)


# --- What students are told


@sandboxed
def test_failures_and_errors_are_told_in_words(settings):
    step = sample.named(sample.solved())["step"].source.replace("np.sqrt(square_avg)", "square_avg")
    found = grade(sample.solved(step=step, average="class Average:\n    pass", predict="first_step = 1 / 0"), settings)
    assert found["checks"]["check-step"] == {"kind": "failed", "message": "is the root forgotten?"}
    assert found["checks"]["check-step-visible"]["kind"] == "failed"
    assert found["checks"]["check-average"] == {
        "kind": "error",
        "message": "Average raised TypeError: Average() takes no arguments",
    }
    stopped = "ZeroDivisionError: division by zero, cell predict, line 1"
    words = f"first_step is not there: its cell, “predict”, stopped: {stopped}"
    assert found["checks"]["check-predict"]["message"] == words
    assert found["errors"] == {"predict": "ZeroDivisionError: division by zero, cell predict, line 1"}
    assert json.loads(json.dumps(found)) == found


BROKEN = {
    "def step(:\n    pass": ("SyntaxError: this cell could not be read: ", "could not be read: "),
    "x = 1\n  def step(): pass": ("IndentationError: this cell could not be read: ", "could not be read: "),
    "while True:\n    pass\ndef step(): pass": (ENDLESS.format("step"), "ran longer than allowed"),
    "import os\nos._exit(0)\ndef step(): pass": ("the answer's process ended", "ended the process"),
    "{}[1]\ndef step(): pass": ("KeyError: 1, cell step, line 1", "stopped: KeyError: 1, cell step, line 1"),
    "eval('(')\ndef step(): pass": ("SyntaxError: '(' was never closed, cell step, line 1", "stopped: SyntaxError"),
}


@sandboxed
@pytest.mark.parametrize("step", BROKEN)
def test_what_needs_a_cell_that_did_not_run_says_so(step, settings):
    told, why = BROKEN[step]
    predict = "def helper():\n    return step()\nfirst_step = helper()"
    settings = dataclasses.replace(settings, cell_seconds=2)
    found = grade(sample.solved(step=step, predict=predict), settings)
    assert found["errors"]["step"].startswith(told)
    lacking = f"step is not there: its cell, “step”, {why}"
    assert found["errors"]["predict"].startswith(lacking)
    assert found["checks"]["check-step"]["message"].startswith(lacking)
    assert found["checks"]["check-predict"]["message"].startswith(
        f"first_step is not there: its cell, “predict”, stopped: {lacking}"
    )


@sandboxed
def test_a_name_that_no_cell_was_to_define_is_told_as_python_tells_it(settings):
    found = grade(sample.solved(step="def step(*its, **more):\n    return nmupy", average="1 +"), settings)
    assert found["checks"]["check-step"]["message"] == (
        "step raised NameError: name 'nmupy' is not defined (cell step, line 2)"
    )


@sandboxed
def test_messages_never_show_hidden_code(settings):
    found = grade(sample.release(), settings)
    assert not any(word in json.dumps(found) for word in ("reference", "HIDDEN", "compare(", "rng"))


@sandboxed
def test_what_a_given_cell_hides_is_never_in_the_sandbox(settings):
    source = sample.source()
    sample.named(source)["setup"].source += "\n### BEGIN HIDDEN TESTS\nrate = 0.25\n### END HIDDEN TESTS"
    sample.named(source)["check-predict"].source = "assert first_step == rate, f'{first_step} and {rate}'"
    found = grade(sample.solved(predict="first_step = globals().get('rate')"), settings, source=source)
    assert found["checks"]["check-predict"]["message"] == "None and 0.25"


@sandboxed
def test_ipythons_own_lines_are_passed_over(settings):
    step = "%matplotlib inline\n!pip install torch\n" + sample.named(sample.solved())["step"].source
    notebook = sample.solved(step=step)
    notebook.cells.insert(3, v4.new_code_cell("%%time\ndisplay(1)", id="extra-1"))
    found = grade(notebook, settings)
    assert sample.points(found) == 9
    assert not found["errors"]


@sandboxed
def test_a_warning_or_a_print_costs_nothing(settings):
    step = sample.named(sample.solved())["step"].source
    step = step.replace("    square_avg =", "    np.log(-1.0), print(grad)\n    square_avg =")
    assert "np.log" in step
    assert sample.points(grade(sample.solved(step=step), settings)) == 9


@sandboxed
def test_what_a_check_prints_or_warns_of_goes_nowhere(settings, capfd, recwarn):
    source = sample.source()
    noise = "import warnings\nprint('noise')\nwarnings.warn('noise')\nassert np.isnan(np.log(-1.0))"
    sample.named(source)["check-predict"].source = noise
    assert grade(sample.solved(), settings, source=source)["checks"]["check-predict"] is None
    assert capfd.readouterr() == ("", "")
    assert [str(it.message) for it in recwarn] == []


def test_words_are_bounded_and_printable():
    assert verdict.clean("\x1b[31mred\x1b[0m \x1b]0;title\x07and \u202eback\0") == "red and  back"
    assert len(verdict.clean("x" * 10**6)) == verdict.MAX_MESSAGE
    assert verdict.clean(ValueError("two\nlines")) == "two\nlines"
    assert verdict.clean(ValueError(10**5000)) == "words that cannot be printed"


# --- What a verdict depends on


@sandboxed
def test_equal_notebooks_get_equal_verdicts(settings):
    notebook = sample.solved(step="def step(*arguments, **options):\n    return hash('a'), id(1) > 0")
    assert grade(notebook, settings, figures=True) == grade(notebook, settings, figures=True)


@sandboxed
def test_the_seed_is_the_graders_and_unknown_to_the_student(settings):
    source = sample.source()
    sample.named(source)["check-predict"].source = "assert SEED == first_step, f'{SEED} and {first_step}'"
    found = grade(sample.solved(predict="first_step = SEED"), settings, source=source, seed=123)
    assert found["checks"]["check-predict"]["message"] == "123 and 2026"


@sandboxed
def test_a_check_that_forgives_everything_does_not_forgive_a_death(settings):
    source = sample.source()
    sample.named(source)["check-predict"].source = "try:\n    step()\nexcept Exception:\n    pass"
    found = grade(sample.solved(step="import os\n\n\ndef step():\n    os._exit(0)"), settings, source=source)
    assert found["checks"]["check-predict"]["kind"] == "died"


@sandboxed
def test_checks_cannot_lose_the_students_names(settings):
    """A check that binds a student's name for itself must not hand its own function to the next check."""
    source = sample.source()
    sample.named(source)["check-step-visible"].source = "step = lambda *arguments, **options: None"
    assert grade(sample.solved(), settings, source=source)["checks"]["check-step"] is None


@sandboxed
def test_without_figures_a_drawing_is_left_out_unless_it_is_needed(settings):
    lonely = grade(sample.solved(figure="1 / 0"), settings)
    assert not lonely["errors"] and sample.points(lonely) == 9
    notebook = sample.solved(figure="scale = 1 / 0")
    notebook.cells.append(v4.new_code_cell("scale + 1", id="extra-1"))
    assert set(grade(notebook, settings)["errors"]) == {"figure", "extra-1"}


@sandboxed
def test_pyplot_is_there_as_soon_as_it_is_used(settings):
    uses = """
import sys
assert "matplotlib.figure" not in sys.modules
import matplotlib
import matplotlib.pyplot
from matplotlib import pyplot
from matplotlib.colors import to_rgb
assert plt is pyplot is matplotlib.pyplot and matplotlib.__version__ and to_rgb("red") == (1, 0, 0)
plt.rcParams["lines.linewidth"] = 3
assert matplotlib.rcParams["lines.linewidth"] == 3
figure, axes = plt.subplots()
assert len(axes.plot([1, 2])) == 1 and plt.gcf() is figure and figure.canvas.get_width_height()
"""
    notebook = sample.solved()
    notebook.cells.insert(3, v4.new_code_cell(uses, id="extra-1"))
    found = grade(notebook, settings)
    assert not found["errors"]


@sandboxed
def test_figures_of_marked_cells_only_and_of_what_is_shown_last(settings):
    notebook = sample.solved(predict="first_step = 1\nfigure = plt.figure()\nplt.plot([1])", figure="figure")
    found = grade(notebook, settings, figures=True)
    assert list(found["figures"]) == ["figure"]
    assert len(found["figures"]["figure"]) == 1


KEYED = sample.solved()


def key(notebook=KEYED, source=None, seed=7, figures=False):
    return verdict.key(notebook, source or sample.source(), seed, figures)


def test_the_key_tells_what_a_verdict_depends_on():
    source = sample.source()
    sample.named(source)["check-step"].source += "\n# repaired"
    keys = [key(), key(seed=8), key(figures=True), key(sample.solved(step="pass")), key(source=source)]
    assert len(set(keys)) == len(keys)


def test_the_key_tells_the_grader_and_the_pins(monkeypatch):
    before = key()
    with monkeypatch.context() as changed:
        changed.setattr(environment, "pins", lambda: {"numpy": "1.0"})
        assert key() != before
    monkeypatch.setattr(verdict, "_engine", lambda: "another")
    assert key() != before


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """Whether the key is another one after a change in a file of the grader's: tried on a copy of all of it."""
    shutil.copytree(ROOT / "grading", tmp_path / "grading")
    monkeypatch.setattr(verdict, "ROOT", tmp_path)
    engine = verdict._engine.__wrapped__

    def changes(name):
        before = engine()
        with open(tmp_path / "grading" / name, "a") as file:
            file.write("# changed")
        return engine() != before

    return changes


@pytest.mark.parametrize(
    "name", ["sandbox/inside/worker.py", "sandbox/walls.py", "verdict/proxies.py", "checks.py", "course/cells.py"]
)
def test_what_makes_verdicts_is_in_the_key(name, changed):
    assert changed(name)


@pytest.mark.parametrize(
    "name", ["commands.py", "marks/grade.py", "marks/record.py", "course/files.py", "demo/demo.py"]
)
def test_another_word_elsewhere_regrades_nobody(name, changed):
    assert not changed(name)


def test_the_key_does_not_depend_on_words_and_metadata():
    notebook = copy.deepcopy(KEYED)
    sample.named(notebook)["explain"].source = "Another answer."
    notebook.metadata["more"] = 1
    assert key(notebook) == key()


def test_checks_are_read_from_the_source_only():
    notebook = copy.deepcopy(KEYED)
    for name in ("setup", *sample.CHECKS):
        sample.named(notebook)[name].source = "pass"
    notebook.cells = [cell for cell in notebook.cells if cell.id != "check-average"]
    kinds = {"check", "given"}
    wanted = [step for step in verdict.plan(KEYED, sample.source()) if step.kind in kinds]
    assert [step for step in verdict.plan(notebook, sample.source()) if step.kind in kinds] == wanted
    assert [step.name for step in wanted] == ["setup", *sample.CHECKS]


@sandboxed
def test_a_locked_cell_that_only_draws_is_left_out(settings):
    """Else every verdict would wait for pyplot."""
    source, mine = sample.source(), sample.solved()
    for name, code in {"seen": "seen = []", "look": "plt.show(seen.append(1))"}.items():
        cell = v4.new_code_cell(code, id=name)
        cell.metadata["nbgrader"] = {"grade_id": name, "locked": True, "grade": False, "solution": False}
        source.cells.append(cell)
        mine.cells.append(copy.deepcopy(cell))
    mine.cells.append(v4.new_code_cell("if seen:\n    raise ValueError('it was run')"))
    assert grade(mine, settings, source=source)["errors"] == {}


def test_a_second_answer_is_left_out_and_no_further_cell_is_a_check():
    """Even where a notebook is graded that is not in canonical form."""
    notebook = copy.deepcopy(KEYED)
    again = dict(sample.named(notebook)["step"], source="again = 1", id="again")
    mine = dict(sample.named(notebook)["check-step"], source="pass", id="mine")
    mine["metadata"] = {"nbgrader": {**mine["metadata"]["nbgrader"], "grade_id": "mine"}}
    notebook = v4.new_notebook(cells=[*notebook.cells, *map(from_dict, (again, mine))])
    steps = verdict.plan(notebook, sample.source())
    assert [step for step in steps if step.kind != "extra"] == verdict.plan(KEYED, sample.source())
    assert [step.code for step in steps if step.kind == "extra"] == ["pass"]
