"""Verdicts in processes that can be lost: what costs too much out here is the student's own loss, in words."""

import os
import signal

import pytest

from grading import bounded
from grading.course.course import Course
from grading.intake import collect
from grading.marks import grade, verdicts
from helpers import sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

# Checks that trust what they are given, each with an answer that makes them take too much out here.
COSTLY = {
    "for ever": ("sum(1 for _ in range(first_step))", "first_step = 10**18", "timeout"),
    "for ever in one operation": ("assert (1 << first_step) % 10 != 7 ** (10 * first_step) % 10", None, "timeout"),
    "memory": ("np.zeros(first_step)", "first_step = 10**15", "error"),
    "memory bit by bit": ("[bytes(1 << 24) for _ in range(first_step)]", "first_step = 10**15", "error"),
    "rows that broadcast": ("first_step - first_step.T", "first_step = np.zeros((10**5, 1))", "error"),
}


@pytest.fixture(autouse=True)
def _ended():
    yield
    bounded.end()


def task(source, notebook):
    return verdicts.Task("ada", notebook, source, 7, False, "key")


@pytest.mark.sampled(3)
@pytest.mark.sandboxed
@pytest.mark.parametrize("costly", COSTLY)
def test_what_a_check_takes_too_much_of_fails_it_and_no_other(costly, settings, monkeypatch):
    code, answer, kind = COSTLY[costly]
    monkeypatch.setattr(verdicts, "SECONDS", 1.5)
    source = sample.source()
    sample.named(source)["check-predict"].source = code
    found = verdicts.make(task(source, sample.solved(predict=answer or "first_step = 10**9")), settings)
    failure = found["checks"].pop("check-predict")
    assert found["checks"] == {name: None for name in sample.CHECKS if name != "check-predict"}
    assert failure["kind"] == kind
    assert "to check it takes too much time" in failure["message"] or "too large to be checked" in failure["message"]


@pytest.mark.sandboxed
def test_a_submission_of_which_too_much_is_too_much_is_given_up(settings, monkeypatch):
    monkeypatch.setattr(verdicts, "SECONDS", 1)
    source = sample.source()
    for name in sample.CHECKS:
        sample.named(source)[name].source = "while True:\n    pass"
    found = verdicts.make(task(source, sample.solved()), settings)
    assert {it["message"] for it in found["checks"].values()} == {verdicts.TOO_MUCH.format("time")}
    assert set(found["checks"]) == set(sample.CHECKS)


@pytest.mark.sandboxed
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_dies_is_charged_to_its_own_submission(tmp_path, settings, jobs):
    """The check ends the process that it is run in, for one of the students."""
    source = sample.source()
    kill = f"import os\nif first_step == 0:\n    os.kill(os.getpid(), {int(signal.SIGKILL)})"
    sample.named(source)["check-predict"].source = kill
    course = tiny.course(tmp_path / "course")
    tiny.write_source(course, source)
    files = {f"s{i}.ipynb": tiny.right(course, explain=f"Answer {i}.", predict=f"first_step = {i}") for i in range(5)}
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files))
    done = grade.grade(course, NAME, jobs=jobs, settings=settings, figures=False)
    assert done.recorded == ["s1", "s2", "s3", "s4"]
    assert done.failed == {
        "s0": "the process that graded it vanished twice at “check-predict”: is memory short?",
    }


@pytest.mark.sandboxed
def test_nbgrader_s_own_autograde_loses_no_process_of_its_own(tmp_path, monkeypatch):
    from nbgrader.converters import Autograde

    source = sample.source()
    sample.named(source)["check-predict"].source = f"import os\nassert os.getpid() != {os.getpid()}"
    course = tiny.course(tmp_path / "course")
    tiny.write_source(course, source)
    collect.collect(course, NAME, tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)}))
    config, directory = Course(course.root).nbgrader(assignment_id=NAME)
    Autograde(coursedir=directory, config=config).start()
    assert tiny.scores(course) == {"ada": 9}
