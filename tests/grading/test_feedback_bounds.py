"""A page takes a bounded time whatever its text holds, and fails alone: with the marks, and in words."""

import re

import pytest

from grading.__main__ import main
from grading.intake import collect
from grading.marks import feedback, grade
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

MANY = 20_000
# Texts that are hard to set for one program or another on the way to a page.
HEAVY = {
    "tags": "<b>" * MANY,
    "tags that close": "<b>x</b>" * (MANY // 2),
    "open tags": "<" * 90_000,
    "quotes": "> " * MANY + "x",
    "lists": "\n".join("  " * i + "- x" for i in range(250)),
    "brackets": "[" * 60_000,
    "links": "[x](" * MANY,
    "pictures": "![" * 40_000,
    "references": "[a][b]\n\n" * 5_000 + "[b]: https://a.example\n" * 2_000,
    "emphasis": "*a_ " * MANY,
    "stars": "*" * 90_000,
    "fences": "```x\n" * 15_000,
    "fences of code": "```python\n" + "(" * 80_000 + "\n```",
    "ticks": " ".join("`" * i for i in range(1, 400)),
    "tables": "|" * 30_000 + "\n" + "|-" * 30_000 + "\n",
    "formulas": "$" * 50_000 + "$$x" * 10_000,
    "escapes": "\\" * 90_000,
    "entities": "&#x41;" * 16_000,
    "formats": "{{ x }}{% for %}{0}%s" * 4_000,
    "lines": "\n" * 90_000,
}


def test_a_heavy_text_costs_a_bounded_time_or_its_own_page_and_no_other(tmp_path, monkeypatch):
    course = class_of(tmp_path, monkeypatch, **{f"eve {name}": text for name, text in HEAVY.items()})
    assert len(course.submitters(NAME)) == len(HEAVY) + 2
    done = feedback.feedback(course, NAME)
    assert {"ada", "zoe"} <= set(done.made)
    assert sorted([*done.made, *done.failed]) == course.submitters(NAME)
    for student in course.submitters(NAME):
        assert "1.5" in re.sub(r"<[^>]*>", " ", course.feedback(NAME, student).read_text())


def class_of(tmp_path, monkeypatch, **texts):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    texts = {"ada": "It divides.", "zoe": "It divides, too.", **texts}
    files = {f"{name}.ipynb": tiny.right(course, explain=text) for name, text in texts.items()}
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files))
    grade.grade(course, NAME)
    for student in course.submitters(NAME):
        tiny.mark(course, student, "explain", 1.5, "See <section> 2.")
    return course


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = class_of(tmp_path, monkeypatch, eve="BOOM")
    monkeypatch.setattr(feedback, "page_here", breaking)
    return course


def breaking(root, name, student):
    """As page_here, where a text that says so takes for ever, takes all memory, or breaks what sets it."""
    while student == "eve":
        pass
    return feedback.page_here(root, name, student)


def test_a_page_that_fails_says_so_with_the_marks_and_the_rest_are_made(course, monkeypatch):
    monkeypatch.setattr(feedback, "SECONDS", 1.5)
    done = feedback.feedback(course, NAME)
    assert done.made == ["ada", "zoe"]
    assert done.failed == {"eve": "to set its text takes too much time"}
    page = course.feedback(NAME, "eve").read_text()
    assert "Your answers could not be shown on this page: to set its text takes too much time." in page
    assert "10.5 of 13 points" in page and "See &lt;section&gt; 2." in page
    assert "Content-Security-Policy" in page and "<script" not in page


def test_a_page_that_failed_is_tried_again_and_the_others_are_left_alone(course, monkeypatch):
    monkeypatch.setattr(feedback, "SECONDS", 1.5)
    feedback.feedback(course, NAME)
    again = feedback.feedback(course, NAME)
    assert (again.made, list(again.failed)) == ([], ["eve"])
    monkeypatch.undo()
    assert feedback.feedback(course, NAME).made == ["eve"]


def test_the_command_names_whose_page_failed(course, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(feedback, "SECONDS", 1.5)
    assert main(["feedback", NAME, "--course", str(course.root), "--bundle", str(tmp_path / "back.zip")]) == 1
    printed = capsys.readouterr().out
    assert "2 pages made" in printed and "3 pages in" in printed
    assert "Pages that hold the marks only:\n  eve: to set its text takes too much time\n" in printed


def test_a_notebook_that_cannot_be_read_fails_alone(tmp_path, monkeypatch):
    course = class_of(tmp_path, monkeypatch)
    file = course.autograded(NAME, "ada")
    file.chmod(0o644)
    file.write_text("{")
    done = feedback.feedback(course, NAME)
    assert done.made == ["zoe"] and list(done.failed) == ["ada"]
    assert "10.5 of 13 points" in course.feedback(NAME, "ada").read_text()


def test_a_picture_that_is_not_attached_costs_no_page(tmp_path, monkeypatch):
    course = class_of(tmp_path, monkeypatch)
    file = course.autograded(NAME, "ada")
    file.chmod(0o644)
    file.write_text(file.read_text().replace("It divides.", "![x](attachment:x.png)"))
    assert feedback.feedback(course, NAME).made == ["ada", "zoe"]
