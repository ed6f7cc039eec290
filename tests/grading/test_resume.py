"""Killed at any moment and run again: the same grades as without, none lost, none double."""

import contextlib
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys

import nbformat
import pytest

from grading.course.course import Course
from grading.intake import collect
from grading.marks import grade, record
from grading.verdict import verdict
from helpers import processes
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

STUDENTS = 8
KILLS = 10


def class_of(course, folder):
    files = {}
    for i in range(STUDENTS):
        wrong = {"predict": f"first_step = {i}"} if i % 2 else {}
        files[f"s{i}.ipynb"] = tiny.right(course, explain=f"Answer {i}.", **wrong)
    collect.collect(course, NAME, tiny.put(folder, files))
    return course


def ends(course):
    """Grade in a process of its own. Returns whether it ended by itself."""
    return not killed_at(None, course)


def killed_at(call, course):
    """Grade in a process of its own, which is killed at its ``call``th call of a function. Returns whether it was."""
    child = os.fork()
    if child == 0:
        try:
            with calls_counted(lambda count: count == call and kill()):
                tiny.prepare_and_grade(course)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@contextlib.contextmanager
def calls_counted(at):
    """Tell ``at`` the number of each call of a function that this thread makes, as it is made."""
    count = itertools.count(1)
    sys.setprofile(lambda frame, event, argument: event == "call" and at(next(count)))
    try:
        yield
    finally:
        sys.setprofile(None)


def pictures(course):
    found = {}
    for student in course.submitters(NAME):
        notebook = nbformat.read(course.autograded(NAME, student), as_version=4)
        found[student] = [output.output_type for cell in notebook.cells for output in cell.get("outputs", [])]
    return found


def test_a_class_that_was_killed_ten_times_has_the_grades_of_an_undisturbed_one(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    once = class_of(tiny.course(tmp_path / "once"), tmp_path / "in")
    calls = []
    with calls_counted(calls.append):
        tiny.prepare_and_grade(once)
    shutil.copy(once.root / "secret", tmp_path)
    draw, killed = random.Random(5), 0
    for kill in range(KILLS):
        course = tmp_path / f"killed {kill % 2}"  # two classes, each killed many times in a row
        if not course.exists():
            class_of(tiny.course(course), tmp_path / "in")
            shutil.copy(tmp_path / "secret", course)
        killed += killed_at(draw.randrange(2 * calls[-1] // KILLS, 4 * calls[-1] // KILLS), Course(course))
    assert killed >= KILLS // 2
    for kill in range(2):
        course = Course(tmp_path / f"killed {kill}")
        with course.alone():
            done = tiny.prepare_and_grade(course)
        assert done.failed == {}
        assert tiny.rows(course) == tiny.rows(once)
        assert pictures(course) == pictures(once)
        assert tiny.prepare_and_grade(course).recorded == []
        assert not list(course.root.rglob("*.new"))


@pytest.mark.sampled(1)
@pytest.mark.parametrize("moment", ["init_assignment", "write_single_notebook", "set_permissions", "attach"])
def test_a_kill_at_the_worst_moments(tmp_path, monkeypatch, moment):
    """In the middle of recording, twice: old folder removed, grades saved, notebook written, not ticked off."""
    tiny.without_sandbox(monkeypatch)
    course = class_of(tiny.course(tmp_path / "course"), tmp_path / "in")
    tiny.prepare_and_grade(course)
    tiny.mark(course, "s1", "explain", 1)
    before = tiny.rows(course)
    for path in (course.root / "recorded" / NAME).glob("s*.json"):
        path.write_text(
            path.read_text().replace('"verdict": "', '"verdict": "old').replace('"drawn": "', '"drawn": "x')
        )
    place = grade if moment == "attach" else record.Recorder
    monkeypatch.setattr(place, moment, half_written if moment == "write_single_notebook" else kill)
    for _ in range(2):
        assert not ends(course)
    assert_it_ends_in(before, course, monkeypatch)


def assert_it_ends_in(rows, course, monkeypatch):
    """An undisturbed run leaves these rows of grades, and a picture for everyone."""
    monkeypatch.undo()
    tiny.without_sandbox(monkeypatch)
    tiny.prepare_and_grade(course)
    assert tiny.rows(course) == rows
    assert len(pictures(course)) == STUDENTS


def test_a_kill_while_a_lost_gradebook_is_filled_again(tmp_path, monkeypatch):
    """The old marks of completion fit, and must not be believed."""
    tiny.without_sandbox(monkeypatch)
    course = class_of(tiny.course(tmp_path / "course"), tmp_path / "in")
    tiny.prepare_and_grade(course)
    before = tiny.rows(course)
    (course.root / "gradebook.db").unlink()
    monkeypatch.setattr(record.Recorder, "write_single_notebook", half_written)
    assert not ends(course)
    assert_it_ends_in(before, course, monkeypatch)


@pytest.mark.sandboxed
def test_a_killed_command_leaves_no_process_and_goes_on(tmp_path, settings):
    course = tiny.course(tmp_path / "course")
    loop = f"import os; os.write({processes.PIPE}, b'looping')\nwhile True: pass"
    files = {f"s{i}.ipynb": tiny.right(course, step=loop) for i in range(4)}
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files))
    command = [
        sys.executable,
        "-m",
        "grading",
        "grade",
        NAME,
        "--course",
        str(course.root),
        "--jobs",
        "2",
        "--no-figures",
    ]
    with contextlib.closing(processes.Telling(tmp_path)) as telling:
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        running = subprocess.Popen(command, env=os.environ | {"PATH": telling.path}, **pipes)
        telling.wait_for(b"looping")
        running.kill()
        running.wait()
        running.stderr.read()  # ends with the last process that the command has started
        telling.wait_for_end()
    assert list((course.root / "verdicts").rglob("*.new")) == []


def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def half_written(recorder, output, resources):
    about = resources["nbgrader"]
    recorder.course.autograded(about["assignment"], about["student"]).write_text(output[: len(output) // 2])
    kill()


def test_keys_follow_what_a_verdict_depends_on(tmp_path):
    course = tiny.course(tmp_path / "course")
    source = nbformat.read(course.source(NAME), as_version=4)
    mine = nbformat.reads(tiny.right(course).decode(), as_version=4)
    other = nbformat.reads(tiny.answered(course).decode(), as_version=4)
    cases = itertools.product((mine, other), (1, 2), (True, False))
    assert len({verdict.key(notebook, source, seed, figures) for notebook, seed, figures in cases}) == 8
