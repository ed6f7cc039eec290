"""A check that is repaired, an answer that changes: what is graded again, and what a person gave is kept."""

import nbformat
import pytest

from grading.intake import collect
from helpers import sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

WRONG = "first_step = 7"


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    hand_in(course, tmp_path / "in", ada=tiny.right(course), bob=tiny.right(course, predict=WRONG))
    tiny.prepare_and_grade(course)
    tiny.mark(course, "ada", "explain", 1.5, "Good, but short.")
    tiny.mark(course, "ada", "figure", 2)
    tiny.mark(course, "bob", "explain", 0.5)
    return course


def hand_in(course, folder, **files):
    collect.collect(course, NAME, tiny.put(folder, {f"{name}.ipynb": data for name, data in files.items()}))


def repair(course):
    """Change a hidden check, and nothing that students see: it now passes for everybody."""
    notebook = nbformat.read(course.source(NAME), as_version=4)
    cell = sample.named(notebook)["check-predict"]
    cell.source = cell.source.replace("### END", "# LENIENT\n### END")
    tiny.write_source(course, notebook)


def by_hand(course):
    return {it[:2]: it[3:] for it in tiny.rows(course) if len(it) == 5 and it[3] is not None}


def asked(course):
    return {it[:2] for it in tiny.rows(course) if len(it) == 5 and it[4]}


def test_a_repaired_check_counts_and_marks_by_hand_are_kept(course):
    before = by_hand(course)
    assert tiny.scores(course) == {"ada": 12.5, "bob": 7.5}
    repair(course)
    assert tiny.prepare_and_grade(course).recorded == ["ada", "bob"]
    assert tiny.scores(course) == {"ada": 12.5, "bob": 9.5}
    assert by_hand(course) == before
    assert ("ada", "explain", None, "Good, but short.") in tiny.rows(course)
    assert asked(course) == {("bob", "figure")}  # as before: nothing else has to be looked at again
    assert tiny.prepare_and_grade(course).recorded == []


def test_an_answer_that_changed_is_to_be_marked_again_and_the_old_mark_is_kept(course, tmp_path):
    hand_in(course, tmp_path / "again", ada=tiny.right(course, explain="Another answer."))
    assert tiny.prepare_and_grade(course).recorded == ["ada"]
    assert asked(course) == {("ada", "explain"), ("bob", "figure")}
    assert by_hand(course)["ada", "explain"] == (1.5, True)
    assert by_hand(course)["ada", "figure"] == (2, False)
    repair(course)
    assert tiny.prepare_and_grade(course).recorded == ["ada", "bob"]
    assert ("ada", "explain") in asked(course)  # until a person has looked


def test_a_check_s_points_that_a_person_changed_are_kept_until_its_outcome_changes(course):
    tiny.mark(course, "ada", "check-step", 2)
    tiny.mark(course, "bob", "check-predict", 1)
    repair(course)
    tiny.prepare_and_grade(course)
    assert by_hand(course)["ada", "check-step"] == (2, False)
    assert by_hand(course)["bob", "check-predict"] == (1, True)


def test_a_lost_gradebook_is_filled_again(course):
    before = tiny.scores(course)
    (course.root / "gradebook.db").unlink()
    assert tiny.prepare_and_grade(course).recorded == ["ada", "bob"]
    assert tiny.scores(course) == {"ada": before["ada"] - 3.5, "bob": before["bob"] - 0.5}


def test_another_secret_means_other_cases_and_so_grading_again(course, monkeypatch):
    monkeypatch.setenv("GRADING_SECRET", "another")
    assert tiny.prepare_and_grade(course).recorded == ["ada", "bob"]
