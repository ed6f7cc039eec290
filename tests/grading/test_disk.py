"""Where a disk is full or not ours: one sentence, and nothing that was done is lost."""

import os
import resource
import signal
import sys

import pytest

from grading.__main__ import main
from grading.intake import collect
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

LIMITS = [0, 1_000, 20_000, 150_000]  # bytes: markers, verdicts, notebooks, pages, the gradebook
STUDENTS = ("ada", "bob", "zoe")


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    return class_of(tmp_path / "course", tmp_path / "in")


def class_of(folder, files):
    course = tiny.course(folder)
    tiny.put(files, {f"{name}.ipynb": tiny.right(course, explain=name * 2000) for name in STUDENTS})
    return course


def commands(course, files):
    return (
        ["collect", NAME, str(files)],
        ["grade", NAME],
        ["feedback", NAME],
        ["export", "--out", str(course.root / "grades.csv")],
    )


def run(command, course, limit=None):
    """The exit code and what is printed to stderr, in a process whose files may grow to ``limit`` bytes."""
    words, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        sys.stderr = open(theirs, "w", buffering=1, closefd=False)
        code = 99
        try:
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            code = main([*command, "--course", str(course.root)])
        finally:
            os._exit(code)
    os.close(theirs)
    with open(words) as told:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told.read()


@pytest.mark.sampled(1)
@pytest.mark.parametrize("limit", LIMITS)
def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_lost(course, tmp_path, limit):
    whole = class_of(tmp_path / "whole", tmp_path / "in")
    (tmp_path / "whole" / "secret").write_text("a secret\n")
    (course.root / "secret").write_text("a secret\n")
    failed = 0
    for command, its in zip(commands(course, tmp_path / "in"), commands(whole, tmp_path / "in"), strict=True):
        code, words = run(command, course, limit)
        assert "Traceback" not in words and "Error" not in words, words
        assert code in (0, 2), words
        if code == 2:
            failed += 1
            (sentence,) = [line for line in words.splitlines() if "students" not in line and line.strip()]
            assert "What was done is kept: once that is mended, run the same command again." in sentence
        assert run(command, course)[0] == 0, command
        assert run(its, whole)[0] == 0, its
    assert failed or limit == LIMITS[-1]
    assert tiny.rows(course) == tiny.rows(whole)
    for student in STUDENTS:
        assert course.feedback(NAME, student).exists()
    assert not list(course.root.rglob(".*.new"))


@pytest.mark.sandboxed
def test_a_folder_that_is_not_ours_is_told_in_a_sentence(course, tmp_path, capsys):
    collect.collect(course, NAME, tmp_path / "in")
    places = [course.root, *(it for it in course.root.rglob("*") if it.is_dir())]
    for place in places:
        place.chmod(0o555)
    try:
        for command in commands(course, tmp_path / "in"):
            assert main([*command, "--course", str(course.root)]) == 2, command
            error = capsys.readouterr().err
            assert "Permission denied" in error and error.count("\n") == 1, error
    finally:
        for place in places:
            place.chmod(0o755)
    for command in commands(course, tmp_path / "in"):
        assert main([*command, "--course", str(course.root)]) == 0
