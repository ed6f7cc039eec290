"""The page on how a class did: difficulty, spread, hints, and no names unless they are asked for."""

import re

import pytest

from grading.__main__ import main
from grading.course.problem import Problem
from grading.intake import collect
from grading.teachers import report, titles
from helpers import in_process
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

PEOPLE = {"ada": "Ada Lee", "bob": "Bob Smith", "cy": "Cy <b>Ng</b>", "di": "Di Wu", "eve": "Eve Fox", "fay": "Fay Oz"}


def verdict(notebook, source, seed, **options):
    """As the stand-in's, with what hostile or slow code leaves behind."""
    found = tiny.stand_in(notebook, source, seed, **options)
    if found["checks"]["check-average"]:
        found["checks"]["check-average"] = {"kind": "timeout", "message": "no answer in time: is there a loop?"}
        found["errors"]["average"] = f"NameError: name '<script>alert(1)</script>' is not {seed}, line 3"
    return found


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Four who solve everything, one without the average, one without the step and the prediction; one absent."""
    tiny.without_sandbox(monkeypatch, verdict)
    course = tiny.course(tmp_path / "course")
    (tmp_path / "students.csv").write_text(
        "id,name\n" + "".join(f"{it},{name}\n" for it, name in PEOPLE.items()) + "g,G\n"
    )
    wrong = {"eve": {"average": "average = 1"}, "fay": {"step": "step = 1", "predict": "first_step = 1"}}
    files = {f"{it}.ipynb": tiny.right(course, **wrong.get(it, {})) for it in PEOPLE}
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files), roster_file=tmp_path / "students.csv")
    tiny.prepare_and_grade(course)
    return course


def questions(course):
    found, _ = report.gathered(course, NAME)
    return {it.name: it for it in found}


def test_how_hard_how_far_apart_and_how_a_question_goes_with_the_rest(course):
    found = questions(course)
    assert list(found) == ["check-step-visible", "check-step", "check-average", "check-predict", "figure", "explain"]
    assert found["check-step"].reached() == found["check-average"].reached() == pytest.approx(5 / 6)
    assert found["check-step"].spread() == pytest.approx(3 * (5 / 36) ** 0.5)
    totals = tiny.scores(course)
    assert found["check-step"].tells_apart(totals) == pytest.approx(6 / 90**0.5)
    assert found["check-average"].tells_apart(totals) == pytest.approx(-0.2)
    assert found["figure"].reached() is None and found["figure"].unmarked == 6
    assert found["figure"].waits() and not found["check-step"].waits()
    tiny.mark(course, "ada", "figure", 0.5)
    assert (questions(course)["figure"].reached(), questions(course)["figure"].unmarked) == (0.25, 5)


def test_a_question_that_all_answer_alike_tells_nothing_apart(course):
    one = report.Question("q", "", 2, True, dict.fromkeys(PEOPLE, 2.0))
    assert one.tells_apart(dict.fromkeys(PEOPLE, 5)) is None and one.reached() == 1 and one.spread() == 0
    few = report.Question("q", "", 2, True, {"ada": 1, "bob": 2})
    assert few.tells_apart({"ada": 1, "bob": 5}) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the result is 1.25 at index 3, where −2 belongs", "the result is -7e-05 at index 1, where 12 belongs"),
        ("x[0] is 3", "x[1] is 4"),
    ],
)
def test_words_that_differ_in_numbers_alone_are_counted_together(one, other):
    assert report.alike(one) == report.alike(other)


@pytest.mark.parametrize(
    ("one", "other"), [("NameError: a, line 3", "NameError: a, line 4"), ("s1 is wrong", "s2 is wrong")]
)
def test_a_line_s_number_and_a_name_s_are_not_left_out(one, other):
    assert report.alike(one) != report.alike(other)


def test_who_left_an_answer_empty_does_not_make_it_look_marked(tmp_path, monkeypatch, course):
    """nbgrader gives nothing for an answer that was not touched, and asks nobody to mark it."""
    untouched = {name: tiny.released(course, name) for name in ("figure", "explain")}
    collect.collect(course, NAME, tiny.put(tmp_path / "late", {"g.ipynb": tiny.right(course, **untouched)}))
    tiny.prepare_and_grade(course)
    for name in untouched:
        one = questions(course)[name]
        assert one.points == {"g": 0} and one.waits() and one.reached() is one.spread() is None
    page = written(course, tmp_path)
    assert page.count("not marked yet") == page.count("Not marked yet.") == 2 and "0 %" not in page
    tiny.mark(course, "ada", "figure", 2)
    assert questions(course)["figure"].reached() == 0.5


def test_questions_are_called_as_in_the_notebook(course, tmp_path):
    tiny.mark(course, "ada", "figure", 2)
    page = written(course, tmp_path)
    for words in ("Implement the step: Here your step is compared with another one", "Draw (figure)"):
        assert words in page
    assert "<h3>An average with a memory: Average</h3>" in page
    assert not re.search(r"check-\w+", re.sub(r"<[^>]*>", "", page))


@pytest.mark.parametrize("exercise", in_process.EXERCISES)
def test_every_question_has_a_name_of_its_own(exercise):
    source = in_process.notebook(exercise)
    found = titles.names(source)
    assert len(set(found.values())) == len(found) and set(titles.by_cell(source).values()) == set(found.values())
    assert not [it for it in found.values() if "check-" in it or not it.strip()]


def written(course, tmp_path, *options):
    assert main(["report", NAME, "--out", str(tmp_path / "r.html"), *options, "--course", str(course.root)]) == 0
    return (tmp_path / "r.html").read_text(encoding="utf-8")


def test_the_page_has_hints_and_lines_and_names_nobody(course, tmp_path):
    page = written(course, tmp_path)
    assert "6 graded, 6 of them provisional" in page and "median 9, from 3 to 9" in page
    for words in ("a hint, for seed …", "Time is up: no answer in time", "is not …, line 3", "6 to be marked by hand"):
        assert words in page
    bare = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not [it for it in [*PEOPLE, "Lee", "Smith", "Ng"] if re.search(rf"\b{it}\b", bare)]


def test_names_where_they_are_asked_for_and_nothing_of_anyone_s_as_html(course, tmp_path):
    page = written(course, tmp_path, "--names")
    assert "eve (Eve Fox)" in page and "fay (Fay Oz)" in page
    assert "<script" not in page and "&lt;script&gt;alert(" in page and "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_without_grades_there_is_no_page(tmp_path):
    course = tiny.course(tmp_path / "course")
    with pytest.raises(Problem, match="Nothing of 9_sample has been graded"):
        report.report(course, NAME)
