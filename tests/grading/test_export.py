"""Tables for an LMS or a spreadsheet."""

import csv
import json

import pytest

from grading.__main__ import main
from grading.course.problem import Problem
from grading.intake import collect
from grading.marks import export, grade, platforms
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

ROSTER = (
    'id,name,email\nada,Ada Lee,ada@uni.example\nbob,"=HYPERLINK(""http://evil.example"")",@SUM(1)\ncy,-2+3,\ndi,Di,\n'
)

FORMS = [it for it in platforms.FORMS if it != "ilias"]  # which wants a roster of its own


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
    assert [it["score"] for it in found.values()] == ["9.0", "0.0", "", ""]
    assert [it["total"] for it in found.values()] == ["provisional", "final", "", ""]
    assert found["cy"]["status"].startswith("rejected: the notebook is cut off")
    assert found["di"]["status"] == "nothing handed in"


def test_a_file_that_came_beside_a_notebook_takes_nothing_from_it(course, tmp_path):
    tiny.put(tmp_path / "more", {"ada.png": b"\x89PNG", "di.pdf": b"%PDF-1.7"})
    collect.collect(course, NAME, tmp_path / "more")
    grade.grade(course, NAME)
    rows = {it["student"]: it for it in export.rows(course, [NAME])}
    assert rows["ada"]["status"] == "graded" and rows["ada"]["score"] == 9
    assert rows["di"]["status"].startswith("rejected: ")


def test_what_is_not_graded_yet_is_said(course, tmp_path):
    head, *lines = table(course, tmp_path / "grades.csv")
    first = dict(zip(head, lines[0], strict=True))
    assert (first["status"], first["score"], first["total"]) == ("not graded yet", "", "")


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
    totals = [it["total"] for it in export.export(course, tmp_path / "grades.csv")]
    assert totals == ["provisional", "provisional", "", "provisional"]


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


@pytest.mark.parametrize("form", ["csv", *FORMS])
def test_no_cell_is_a_formula(course, tmp_path, form):
    for line in table(course, tmp_path / "grades.csv", form=form)[1:]:
        assert not [it for it in line if it.lstrip()[:1] in ("=", "+", "-", "@")]


def test_moodle_and_canvas_find_their_columns(course, tmp_path):
    grade.grade(course, NAME)
    tiny.mark(course, "ada", "figure", 1)
    tiny.mark(course, "ada", "explain", 2)
    head, first, *_ = table(course, tmp_path / "moodle.csv", form="moodle")
    assert head == ["ID number", "First name", "Last name", "Email address", NAME]
    assert first == ["ada", "Ada", "Lee", "ada@uni.example", "12.0"]
    head, possible, first, *_ = table(course, tmp_path / "canvas.csv", form="canvas")
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME]
    assert possible[0].strip() == "Points Possible" and possible[-1] == "13.0"
    assert first == ["Lee, Ada", "", "ada", "ada@uni.example", "", "12.0"]


def test_an_empty_gradebook_and_an_unknown_assignment_are_said_in_words(course, tmp_path):
    with pytest.raises(Problem, match="no assignment 'x'"):
        export.export(course, tmp_path / "x.csv", ["x"])


@pytest.mark.parametrize("form", FORMS)
def test_a_provisional_total_is_marked_so_or_left_out_and_a_missing_one_is_blank(course, tmp_path, form):
    grade.grade(course, NAME)
    told = "provisional: not all is marked yet"

    def written(student, **options):
        lines = table(course, tmp_path / "grades.csv", form=form, **options)
        (line,) = [it for it in lines if student in it or f"#{student}" in it]
        return line[lines[0].index(next(it for it in lines[0] if it.startswith(NAME)))], told in line

    silent = form in platforms.SILENT
    assert written("ada") == (("" if silent else "9.0"), not silent)
    assert written("ada", provisional=True) == ("9.0", not silent)
    assert written("bob") == ("0.0", False)  # everything is marked, and nothing is right
    assert written("cy") == written("di") == ("", False)
    tiny.mark(course, "ada", "figure", 1)
    tiny.mark(course, "ada", "explain", 2)
    assert written("ada") == ("12.0", False)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "canvas"], "they are left blank; --provisional writes them"),
        (["--format", "canvas", "--provisional"], "they are NOT marked so"),
        (["--format", "moodle"], "they are marked so"),
        ([], "they are marked so"),
    ],
)
def test_what_is_not_final_is_told(course, tmp_path, capsys, options, words):
    grade.grade(course, NAME)
    main(["export", NAME, *options, "--out", str(tmp_path / "out.csv"), "--course", str(course.root)])
    printed = capsys.readouterr().out
    assert f"1 provisional, since something is left to mark by hand: {words}." in printed
    assert "2 without a total, left blank" in printed
