"""The demo's class, from handing in to the formgrader, without those whose attacks take long: other tests have them."""

import json
import os
import re

import nbformat
import pytest

from grading import machine, release
from grading.course.files import read_notebook
from grading.course.problem import Problem
from grading.demo import demo, people
from grading.intake import collect
from grading.marks import feedback, grade
from helpers import sample
from helpers.formgrader import served

NAME = sample.EXERCISE
SLOW = ("Mallory", "Oscar", "Walter")
VISIBLE = 1  # points of the sample's visible check
SOLVED = 9


def made(folder, settings):
    """The demo's course after handing in, with the sample as its exercise."""
    source = folder / f"{NAME}.ipynb"
    source.write_text(nbformat.writes(sample.source()))
    course = demo.prepare(folder / "demo", source)
    course.log_to_file()
    release.release(course, NAME, settings=settings)
    people.write_roster(folder / "demo" / "students.csv")
    handed_in = folder / "demo" / "handed-in"
    people.hand_in(read_notebook(course.release(NAME)), sample.source(), NAME, handed_in)
    for file in [it for it in handed_in.iterdir() if it.name.startswith(SLOW)]:
        file.unlink()
    options = {"roster_file": folder / "demo" / "students.csv", "due": people.DUE}
    return course, collect.collect(course, NAME, handed_in, **options)


@pytest.mark.sandboxed
def test_the_class_is_graded_and_the_formgrader_shows_it(tmp_path, settings, capsys):
    course, outcomes = made(tmp_path, settings)
    kinds = [it.kind for it in outcomes]
    assert {it: kinds.count(it) for it in kinds} == {"collected": 11, "older": 1, "rejected": 1, "unmatched": 1}
    assert grade.grade(course, NAME, jobs=2, settings=settings).failed == {}
    demo.table(course, NAME)
    lines = {it.split()[0]: it for it in capsys.readouterr().out.splitlines() if it[:1].strip()}
    words = {it: lines[it].split()[1] for it in people.PEOPLE}
    points = {it: float(number) for it, number in words.items() if number != "none"}
    assert words.keys() - points.keys() == {"tom", "uma", *(it.lower() for it in SLOW)}
    assert {it for it, number in points.items() if number == SOLVED} == {"ada", "chloe", "dmitri", "li", "sam"}
    assert VISIBLE < points["anna"] < SOLVED and VISIBLE < points["ann"] < SOLVED
    assert max(points[it] for it in ("eve", "sybil", "trudy", "mei")) <= VISIBLE
    assert len(feedback.feedback(course, NAME).made) == 11
    with served(course.root) as formgrader:
        shown_by_the_formgrader(formgrader.get)


def shown_by_the_formgrader(get):
    assert "formgrader" in get("/formgrader/manage_assignments").lower()
    (assignment,) = json.loads(get("/formgrader/api/assignments"))
    assert assignment["name"] == NAME and assignment["num_submissions"] == 11
    submissions = json.loads(get(f"/formgrader/api/submissions/{NAME}"))
    assert {it["student"]: it["score"] for it in submissions if it["autograded"]}["ada"] == SOLVED
    hers = json.loads(get(f"/formgrader/api/submitted_notebooks/{NAME}/{NAME}"))
    page = get(f"/formgrader/submissions/{next(it['id'] for it in hers if it['student'] == 'eve')}/")
    assert "BEGIN HIDDEN TESTS" in re.sub(r"<[^>]*>", "", page)
    assert "look (javascript:alert(1))" in page and not re.search(r"<script>fetch|href=.javascript|<img src=.?x", page)


def test_a_folder_that_is_not_the_demo_s_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(Problem, match=r"is not the demo's: name another folder"):
        demo.prepare(tmp_path, demo.COURSE / "none.ipynb")
    assert (tmp_path / "thesis.txt").exists()


def test_check_says_what_is_missing(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine.shutil, "which", lambda *_, **__: None)
    assert machine.check(tmp_path) == 1
    printed = capsys.readouterr().out
    assert "MISSING  user: you are root" in printed and "MISSING  bwrap: install bubblewrap" in printed
    assert "This machine cannot grade yet" in printed


@pytest.mark.sandboxed
def test_check_tries_the_sandbox(tmp_path, settings, capsys):
    assert machine.check(tmp_path, settings=settings) == 0
    assert "ok       sandbox: an answer was run behind its walls" in capsys.readouterr().out


def test_commands_print_no_traceback(tmp_path, capsys):
    from grading.__main__ import main

    for arguments, words in [
        (["grade", "x", "--course", str(tmp_path)], "is no course"),
        (["collect", "x", str(tmp_path / "none"), "--course", str(tmp_path)], "is no course"),
        (["export", "--out", str(tmp_path / "x.csv"), "--course", str(tmp_path / "none")], "is no course"),
        (["demo", "--folder", str(tmp_path.parent), "--no-open"], "is not the demo's"),
    ]:
        if arguments[0] == "demo" and not list(demo.COURSE.glob("source/*/*.ipynb")):
            words = "There is no exercise"
        assert main(arguments) == 2
        error = capsys.readouterr().err
        assert words in error and "Traceback" not in error
