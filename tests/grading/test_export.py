"""Tables for an LMS or a spreadsheet."""

import csv
import json

import pytest

from grading.course.problem import Problem
from grading.intake import collect
from grading.marks import export, grade
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

ROSTER = (
    'id,name,email\nada,Ada Lee,ada@uni.example\nbob,"=HYPERLINK(""http://evil.example"")",@SUM(1)\ncy,-2+3,\ndi,Di,\n'
)


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    (tmp_path / "students.csv").write_text(ROSTER)
    files = {"ada.ipynb": tiny.right(course), "bob.ipynb": tiny.answered(course), "cy.ipynb": b"{"}
    options = {"roster_file": tmp_path / "students.csv", "due": "2020-01-01 12:00"}
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files), **options)
    return course


def table(course, file, **options):
    export.export(course, file, **options)
    return list(csv.reader(file.open(newline="")))


def test_everybody_is_in_the_table_with_what_is_left_to_do(course, tmp_path):
    grade.grade(course, NAME)
    head, *lines = table(course, tmp_path / "grades.csv")
    found = {it[1]: dict(zip(head, it, strict=True)) for it in lines}
    assert list(found) == ["ada", "bob", "cy", "di"]
    assert (found["ada"]["score"], found["ada"]["max_score"], found["ada"]["needs_hand_marking"]) == (
        "9.0",
        "13.0",
        "yes",
    )
    assert int(found["ada"]["late_seconds"]) > 10_000_000 and found["cy"]["late_seconds"] == "0"
    assert found["bob"]["needs_hand_marking"] == "no"
    assert found["cy"]["status"].startswith("rejected: the notebook is cut off")
    assert found["di"]["status"] == "nothing handed in"


def test_what_is_not_graded_yet_is_said(course, tmp_path):
    head, *lines = table(course, tmp_path / "grades.csv")
    assert dict(zip(head, lines[0], strict=True))["status"] == "not graded yet"


def test_what_keeps_a_grade_from_being_final_is_said(course, tmp_path):
    notebook = json.loads(tiny.right(course))
    notebook["cells"] = [it for it in notebook["cells"] if it["id"] != "average"]
    collect.collect(course, NAME, tiny.put(tmp_path / "more", {"di.ipynb": json.dumps(notebook).encode()}))
    grade.grade(course, NAME)
    course.marker(NAME, "bob").write_text('{"answers": null}')
    head, *lines = table(course, tmp_path / "grades.csv")
    found = {it[1]: dict(zip(head, it, strict=True))["status"] for it in lines}
    assert (found["ada"], found["di"]) == ("graded", "missing: average")
    assert found["bob"] == "grading was interrupted: grade again"
    assert export.export(course, tmp_path / "grades.csv") == (4, 2)


def test_a_penalty_is_taken_off_and_no_score_is_below_zero(course, tmp_path):
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    grade.grade(course, NAME)
    row = next(export.rows(course, [NAME]))
    assert (row["student"], row["score"], row["late_penalty"]) == ("ada", 0, 9)
    tiny.mark(course, "ada", "figure", 1.5)
    assert next(export.rows(course, [NAME]))["score"] == 1.5
    tiny.mark(course, "ada", "check-step", 0)
    assert next(export.rows(course, [NAME]))["score"] == 0


FORMULAS = ("=1", "+1", "-1", "@x", "|x", " =1", "\t=1", "\x00=1", "\tx", "\rx", "\nx")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_made_a_text(text):
    assert export.harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "x", "a=b", " x", -2.5, 0])
def test_other_texts_and_numbers_stay(value):
    assert export.harmless(value) == value


@pytest.mark.parametrize("form", ["csv", "moodle", "canvas"])
def test_no_cell_is_a_formula(course, tmp_path, form):
    for line in table(course, tmp_path / "grades.csv", form=form)[1:]:
        assert not [it for it in line if it.lstrip()[:1] in ("=", "+", "-", "@")]


def test_moodle_and_canvas_find_their_columns(course, tmp_path):
    grade.grade(course, NAME)
    head, first, *_ = table(course, tmp_path / "moodle.csv", form="moodle")
    assert head == ["ID number", "First name", "Last name", "Email address", NAME]
    assert first == ["ada", "Ada", "Lee", "ada@uni.example", "9.0"]
    head, possible, first, *_ = table(course, tmp_path / "canvas.csv", form="canvas")
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME]
    assert possible[0].strip() == "Points Possible" and possible[-1] == "13.0"
    assert first == ["Lee, Ada", "", "ada", "ada@uni.example", "", "9.0"]


def test_an_empty_gradebook_and_an_unknown_assignment_are_said_in_words(course, tmp_path):
    with pytest.raises(Problem, match="no assignment 'x'"):
        export.export(course, tmp_path / "x.csv", ["x"])
