"""Killed at any moment and run again: the same grades as without, none lost, none double."""

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from grading.course.course import Course
from grading.intake import collect
from grading.marks import grade, record
from grading.verdict import verdict
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


def slow(*arguments, **options):
    time.sleep(0.01)
    return tiny.stand_in(*arguments, **options)


def killed_after(seconds, course):
    """Grade in a process of its own, and kill it by SIGKILL so long after it has got further. Whether it had ended."""
    before = progress(course)
    child = start(course)
    while progress(course) == before and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        time.sleep(0.001)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFEXITED(os.waitpid(child, 0)[1])


def progress(course):
    """What there is of verdicts and of marks of completion, with their times."""
    files = [it for name in ("verdicts", "recorded") for it in (course.root / name).rglob("*.json")]
    return {it: it.stat().st_mtime_ns for it in files}


def ends(course):
    """Grade in a process of its own. Returns whether it ended by itself."""
    return os.WIFEXITED(os.waitpid(start(course), 0)[1])


def start(course):
    child = os.fork()
    if child == 0:
        try:
            tiny.prepare_and_grade(course)
        finally:
            os._exit(0)
    return child


def pictures(course):
    found = {}
    for student in course.submitters(NAME):
        notebook = nbformat.read(course.autograded(NAME, student), as_version=4)
        found[student] = [it.output_type for cell in notebook.cells for it in cell.get("outputs", [])]
    return found


def test_a_class_that_was_killed_ten_times_has_the_grades_of_an_undisturbed_one(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch, slow)
    once = class_of(tiny.course(tmp_path / "once"), tmp_path / "in")
    started = time.perf_counter()
    grade.grade(once, NAME)
    whole = time.perf_counter() - started
    shutil.copy(once.root / "secret", tmp_path)
    draw, ended = random.Random(5), 0
    for kill in range(KILLS):
        course = tmp_path / f"killed {kill % 2}"  # two classes, each killed many times in a row
        if not course.exists():
            class_of(tiny.course(course), tmp_path / "in")
            shutil.copy(tmp_path / "secret", course)
        ended += killed_after(draw.uniform(0, 1) * whole / STUDENTS, Course(course))
    assert ended <= KILLS // 2
    for kill in range(2):
        course = Course(tmp_path / f"killed {kill}")
        with course.alone():
            done = tiny.prepare_and_grade(course)
        assert done.failed == {}
        assert tiny.rows(course) == tiny.rows(once)
        assert pictures(course) == pictures(once)
        assert tiny.prepare_and_grade(course).recorded == []
        assert not list(course.root.rglob("*.new"))


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
    files = {f"s{i}.ipynb": tiny.right(course, step="while True: pass") for i in range(4)}
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
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_for(lambda: sandboxes(running.pid))
    mine = family(running.pid)
    running.kill()
    running.wait()
    wait_for(lambda: not [it for it in mine if Path(f"/proc/{it}").exists() and state(it) != "Z"])
    assert list((course.root / "verdicts").rglob("*.new")) == []


def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def half_written(recorder, output, resources):
    about = resources["nbgrader"]
    recorder.course.autograded(about["assignment"], about["student"]).write_text(output[: len(output) // 2])
    kill()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def state(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def family(process):
    """A process and all that descend from it."""
    found, parents = [process], {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def sandboxes(process):
    names = []
    for it in family(process):
        try:
            names.append(Path(f"/proc/{it}/comm").read_text().strip())
        except OSError:
            continue
    return "bwrap" in names


def test_keys_follow_what_a_verdict_depends_on(tmp_path):
    course = tiny.course(tmp_path / "course")
    source = nbformat.read(course.source(NAME), as_version=4)
    mine = nbformat.reads(tiny.right(course).decode(), as_version=4)
    other = nbformat.reads(tiny.answered(course).decode(), as_version=4)
    cases = itertools.product((mine, other), (1, 2), (True, False))
    assert len({verdict.key(notebook, source, seed, figures) for notebook, seed, figures in cases}) == 8
