"""Figures are never lost: each is drawn, or the person who marks is told why not, in the cell and by `grade`."""

import dataclasses
import re

import pytest

from grading.course.files import read_json, read_notebook
from grading.intake import collect
from grading.marks import grade, record, verdicts
from grading.verdict import verdict
from helpers import sample
from helpers import tiny_class as tiny
from helpers.load import busy
from helpers.tiny_class import NAME

PLOT = "plt.plot([1, 2, 3])"
# Answers to the figure's cell: how many pictures there are, and what is told where there are none, or not all.
ANSWERS = {
    "right": (PLOT, 1, None),
    # longer than a cell may take for its marks
    "slow": (f"import time\ntime.sleep(4)\n{PLOT}", 1, None),
    "three": (f"for _ in range(3):\n    plt.figure()\n    {PLOT}", 3, None),
    "four": (f"for _ in range(4):\n    plt.figure()\n    {PLOT}", 3, "3 of 4 figures can be shown"),
    "huge": (f"plt.figure(figsize=(180, 2))\n{PLOT}", 0, "0 of 1 figures can be shown: .* more than 8,000 pixels"),
    "heavy": ("plt.figure(figsize=(18, 18))\nplt.imshow(np.random.rand(1000, 1000, 3))", 0, "0 of 1 figures can be"),
    "latex": (f"plt.rcParams['text.usetex'] = True\n{PLOT}\nplt.title('x')", 0, "latex"),
    "raises": (f"{PLOT}\n1 / 0", 0, "ZeroDivisionError: division by zero, cell figure, line 2"),
    "nothing": ("x = 1", 0, "this cell draws none"),
    "empty": ("", 0, "NotImplementedError"),  # the stub stands there
    "closed": (f"{PLOT}\nplt.close()", 0, "this cell draws none"),
    "endless": ("while True:\n    pass", 0, "ran longer than allowed"),
    "exits": ("import os\nos._exit(0)", 0, "the answer's process ended"),
}
AGAIN = {"endless", "exits"}


def class_of(course, folder, answers):
    files = {f"{name}.ipynb": tiny.right(course, explain=name, figure=its[0]) for name, its in answers.items()}
    collect.collect(course, NAME, tiny.put(folder, files))
    return course


def outputs(course, student):
    """How many pictures a person sees in the figure's cell, and the words of an error."""
    found = sample.named(read_notebook(course.autograded(NAME, student)))["figure"].outputs
    words = [it.traceback[0] for it in found if it.output_type == "error"]
    return len(found) - len(words), " ".join(words) or None


@pytest.mark.sampled(0)
@pytest.mark.sandboxed
def test_each_figure_is_drawn_or_told_and_tried_again_where_that_makes_sense(tmp_path, settings):
    settings = dataclasses.replace(settings, cell_seconds=3)
    course = class_of(tiny.course(tmp_path / "course"), tmp_path / "in", ANSWERS)
    done = grade.grade(course, NAME, jobs=2, settings=settings)
    assert (len(done.recorded), done.failed) == (len(ANSWERS), {})
    for name, (_, pictures, words) in ANSWERS.items():
        drawn, told = outputs(course, name)
        assert drawn == pictures, (name, told)
        assert told is None if words is None else re.search(words, told), name
        if pictures:
            assert name in done.drawn and name not in done.undrawn
        else:
            assert re.search(rf"figure: .*{words}", done.undrawn[name])
            assert ("tries once more" in done.undrawn[name]) == (name in AGAIN)
    made = []
    keep = verdicts.make
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(verdicts, "make", lambda task, *others: made.append(task.student) or keep(task, *others))
        again = grade.grade(course, NAME, jobs=2, settings=settings)
        assert set(made) == AGAIN
        assert again.undrawn.keys() == done.undrawn.keys()
        made.clear()
        grade.grade(course, NAME, jobs=2, settings=settings)
    assert made == []


@pytest.mark.sampled(0)
@pytest.mark.sandboxed
def test_a_loaded_machine_loses_no_mark_and_no_figure(tmp_path, settings):
    """Each cell here takes longer than it may, by the clock."""
    burn = "import time\nuntil = time.process_time() + 0.7\nwhile time.process_time() < until:\n    pass\n"
    settings = dataclasses.replace(settings, call_seconds=2, cell_seconds=2.5, total_seconds=12)
    course = tiny.course(tmp_path / "course")
    right = {name: sample.named(sample.solved())[name].source for name in ("step", "predict")}
    files = {
        f"s{i}.ipynb": tiny.right(course, step=burn + right["step"], figure=burn + PLOT, explain=f"Answer {i}.")
        for i in range(2)
    }
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files))
    with busy(rivals=4):
        done = grade.grade(course, NAME, jobs=2, settings=settings)
    assert (done.failed, done.undrawn, done.drawn) == ({}, {}, ["s0", "s1"])
    assert tiny.scores(course) == {"s0": 9, "s1": 9}


def undrawn(kind):
    def make(*arguments, figures=True, **options):
        found = tiny.stand_in(*arguments, figures=False, **options)
        failure = {"figure": {"kind": kind, "message": "a reason"}}
        return found | {"errors": {"figure": "Error: a reason"}, "undrawn": failure if figures else {}}

    return make


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch, undrawn("timeout"))
    return class_of(tiny.course(tmp_path / "course"), tmp_path / "in", {"ada": (PLOT,)})


def test_what_was_not_drawn_is_drawn_by_the_next_run_and_its_error_is_gone(course, monkeypatch):
    assert grade.grade(course, NAME).undrawn == {"ada": "figure: a reason (the next `grade` tries once more)"}
    assert outputs(course, "ada") == (0, "Error: a reason")
    tiny.without_sandbox(monkeypatch)
    done = grade.grade(course, NAME)
    assert (done.drawn, done.undrawn) == (["ada"], {})
    assert outputs(course, "ada") == (1, None)


def test_without_figures_the_next_run_draws_them(course):
    assert grade.grade(course, NAME, figures=False).undrawn == {}
    assert grade.grade(course, NAME).undrawn


def test_it_is_told_in_every_run_until_there_is_a_figure(course, monkeypatch):
    tiny.without_sandbox(monkeypatch, undrawn("error"))
    for _ in range(3):
        assert grade.grade(course, NAME).undrawn == {"ada": "figure: a reason"}
    assert read_json(course.marker(NAME, "ada"))["drawn"]


def test_a_person_s_marks_stand_while_it_is_tried_again(course, monkeypatch):
    grade.grade(course, NAME)
    tiny.mark(course, "ada", "figure", 2)
    before = tiny.rows(course)
    grade.grade(course, NAME)
    assert tiny.rows(course) == before


def test_the_command_names_whom_and_why(course, capsys):
    from grading.__main__ import main

    assert main(["grade", NAME, "--course", str(course.root)]) == 0
    printed = capsys.readouterr().out
    assert "No figure was drawn:\n  ada: figure: a reason (the next `grade` tries once more)\n" in printed
    assert "figures of 0 drawn" in printed


def test_a_verdict_that_was_given_up_says_so_in_the_figure_s_cell():
    notebook = sample.source()
    record.apply(notebook, sample.source(), verdict.given_up(sample.source(), True, "Error: too much time"))
    assert sample.named(notebook)["figure"].outputs[0].evalue == "too much time"
