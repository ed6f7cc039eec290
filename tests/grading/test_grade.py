"""Grading a class with stand-in verdicts: what is recorded, what is done again and what is not."""

import os
from pathlib import Path

import nbformat
import pytest

from grading.__main__ import main
from grading.course.cells import is_check
from grading.course.course import Course
from grading.course.files import read_json, write, write_json
from grading.course.problem import Problem
from grading.intake import collect
from grading.marks import grade, record, verdicts
from grading.sandbox import walls
from helpers import sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    return tiny.course(tmp_path / "course")


def hand_in(course, tmp_path, files):
    return collect.collect(course, NAME, tiny.put(tmp_path / "in", files))


def test_marks_are_those_of_the_verdict(course, tmp_path):
    files = {
        "ada.ipynb": tiny.right(course),
        "bob.ipynb": tiny.right(course, predict="first_step = 7"),
        "cy.ipynb": tiny.answered(course),
    }
    hand_in(course, tmp_path, files)
    done = grade.grade(course, NAME)
    assert (done.recorded, done.failed) == (["ada", "bob", "cy"], {})
    assert tiny.scores(course) == {"ada": 9, "bob": 7, "cy": 0}
    checks = {it[1]: it[2] for it in tiny.rows(course) if it[0] == "bob" and it[1].startswith("check") and len(it) == 5}
    assert checks == {"check-step-visible": 1, "check-step": 3, "check-average": 3, "check-predict": 0}


def test_what_a_person_marks_is_asked_for_and_an_empty_answer_is_not(course, tmp_path):
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course), "cy.ipynb": tiny.answered(course)})
    grade.grade(course, NAME)
    asked = {it[:2] for it in tiny.rows(course) if len(it) == 5 and it[4]}
    assert asked == {("ada", "figure"), ("ada", "explain")}
    assert ("cy", "explain", "No response.", None) in tiny.rows(course)


def test_a_second_run_does_nothing(course, tmp_path):
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course), "bob.ipynb": tiny.answered(course)})
    grade.grade(course, NAME)
    before = {it: it.stat().st_mtime_ns for it in course.root.rglob("*") if it.is_file()}
    done = grade.grade(course, NAME)
    assert (done.recorded, done.unchanged, done.drawn) == ([], ["ada", "bob"], [])
    after = {it: it.stat().st_mtime_ns for it in course.root.rglob("*") if it.is_file()}
    assert {it.name for it in before if before[it] != after.get(it)} <= {"gradebook.db", ".grading.lock"}


def test_a_notebook_that_was_deleted_after_grading_is_made_again(course, tmp_path):
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course), "bob.ipynb": tiny.answered(course)})
    grade.grade(course, NAME)
    course.autograded(NAME, "ada").unlink()
    assert grade.grade(course, NAME).recorded == ["ada"]
    assert course.autograded(NAME, "ada").exists()


def test_failed_checks_show_their_message_and_figures_their_cell(course, tmp_path):
    hand_in(course, tmp_path, {"bob.ipynb": tiny.right(course, step="def step(): pass")})
    grade.grade(course, NAME)
    cells = sample.named(nbformat.read(course.autograded(NAME, "bob"), as_version=4))
    assert "a hint" in cells["check-step"].outputs[0].evalue
    assert cells["check-average"].outputs == []
    assert "BEGIN HIDDEN TESTS" in cells["check-step"].source  # for the person who marks
    assert cells["figure"].outputs[0].data["image/png"] == tiny.PIXEL


def test_a_check_that_the_verdict_lacks_costs_its_points():
    notebook = sample.source()
    record.apply(
        notebook, sample.source(), {"checks": {"check-step": None}, "errors": {}, "figures": {}, "undrawn": {}}
    )
    given = {name: record.check_points(cell) for name, cell in sample.named(notebook).items() if is_check(cell)}
    assert given == {"check-step": 3, "check-step-visible": 0, "check-average": 0, "check-predict": 0}


def test_pictures_are_there_once_and_an_error_stays(course, tmp_path, monkeypatch):
    def raising(*arguments, **options):
        return tiny.stand_in(*arguments, **options) | {"errors": {"figure": "ValueError: too late"}}

    tiny.without_sandbox(monkeypatch, raising)
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course)})
    grade.grade(course, NAME)
    record.attach(course, NAME, "ada", raising(sample.solved(), sample.source(), 0))
    cells = sample.named(nbformat.read(course.autograded(NAME, "ada"), as_version=4))
    assert [it.output_type for it in cells["figure"].outputs] == ["error", "display_data"]


def test_what_was_graded_is_not_to_be_written_to(course, tmp_path):
    """As nbgrader leaves it, with pictures and without."""
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course)})
    for figures in (False, True):
        grade.grade(course, NAME, figures=figures)
        assert course.autograded(NAME, "ada").stat().st_mode & 0o777 == 0o444


def test_outputs_that_came_with_a_notebook_say_nothing():
    notebook = sample.source()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [record.error("Error", "as it was elsewhere")]
    record.apply(
        notebook, sample.source(), {"checks": dict.fromkeys(sample.CHECKS), "errors": {}, "figures": {}, "undrawn": {}}
    )
    assert not [cell.id for cell in notebook.cells if cell.get("outputs")]


def test_without_figures_marks_are_the_same(course, tmp_path):
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course)})
    assert grade.grade(course, NAME, figures=False).drawn == []
    before = tiny.rows(course)
    assert grade.grade(course, NAME).drawn == ["ada"]
    assert tiny.rows(course) == before


def test_a_new_submission_replaces_the_old_one(course, tmp_path):
    hand_in(course, tmp_path, {"ada.ipynb": tiny.answered(course)})
    grade.grade(course, NAME)
    hand_in(course, tmp_path, {"ada (1).ipynb": tiny.right(course)})
    assert grade.grade(course, NAME).recorded == ["ada"]
    assert tiny.scores(course) == {"ada": 9}


def test_the_same_file_at_another_time_is_recorded_with_that_time(course, tmp_path):
    for day in (1, 3):
        hand_in(course, tmp_path, {f"9 - ada - Mar {day}, 2026 100 PM - x.ipynb": tiny.right(course)})
        (student,) = grade.grade(course, NAME).recorded
        with course.gradebook() as book:
            assert book.find_submission(NAME, student).timestamp.day == day


def test_an_empty_class_and_an_unknown_student_are_said_in_words(course):
    assert grade.grade(course, NAME).recorded == []
    with pytest.raises(Problem, match="Nothing of 9_sample has been collected from zoe"):
        grade.grade(course, NAME, ["zoe"])
    with pytest.raises(Problem, match=r"no assignment 'other'.*There are: 9_sample"):
        grade.grade(course, "other")


def test_the_grader_s_own_fault_stops_no_other_submission(course, tmp_path, monkeypatch):
    def faulty(notebook, *others, **options):
        if "boom" in str(notebook):
            raise ZeroDivisionError
        return tiny.stand_in(notebook, *others, **options)

    tiny.without_sandbox(monkeypatch, faulty)
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course, explain="boom"), "bob.ipynb": tiny.right(course)})
    done = grade.grade(course, NAME)
    assert done.recorded == ["bob"]
    assert "ZeroDivisionError" in done.failed["ada"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_one_whose_process_vanishes_is_told_and_stops_no_other(course, tmp_path, monkeypatch, jobs):
    def vanishing(notebook, *others, **options):
        if "boom" in str(notebook):
            raise verdicts.Vanished("the process that graded it vanished twice: is memory short?")
        return tiny.stand_in(notebook, *others, **options)

    tiny.without_sandbox(monkeypatch, vanishing)
    hand_in(course, tmp_path, {f"{name}.ipynb": tiny.right(course, explain=name) for name in ("ada", "boom", "eve")})
    done = grade.grade(course, NAME, jobs=jobs)
    assert done.recorded == ["ada", "eve"]
    assert done.failed == {"boom": "the process that graded it vanished twice: is memory short?"}


def test_without_a_sandbox_nothing_is_graded_and_the_reason_is_told(course, tmp_path, monkeypatch):
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course)})
    with monkeypatch.context() as changed:
        changed.setattr(walls, "obstacles", lambda settings=None: ["no bubblewrap"])
        with pytest.raises(Problem, match="This machine cannot grade: no bubblewrap"):
            grade.grade(course, NAME)

    def unfit(*_, **options):
        raise walls.SandboxError("no namespaces")

    tiny.without_sandbox(monkeypatch, unfit)
    assert grade.grade(course, NAME).failed == {"ada": "no namespaces"}
    assert tiny.scores(course) == {}


def test_what_cannot_be_recorded_stops_no_other_submission(course, tmp_path, monkeypatch):
    hand_in(course, tmp_path, {f"{name}.ipynb": tiny.right(course) for name in ("ada", "bob")})
    record_one = record.Recorder.record

    def faulty(recorder, student, found):
        if student == "ada":
            raise Problem("the disk is full")
        return record_one(recorder, student, found)

    monkeypatch.setattr(record.Recorder, "record", faulty)
    done = grade.grade(course, NAME)
    assert (done.recorded, done.failed) == (["bob"], {"ada": "the disk is full"})


def test_verdicts_are_made_with_the_student_s_seed_and_pictures_in_more_time(course, tmp_path, monkeypatch):
    made = []

    def noted(notebook, source, seed, *, figures, settings):
        made.append((seed, figures, settings.cell_seconds, settings.total_seconds))
        return tiny.stand_in(notebook, source, seed, figures=figures)

    tiny.without_sandbox(monkeypatch, noted)
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course)})
    grade.grade(course, NAME)
    seed = course.seed(NAME, "ada")
    assert made == [(seed, False, 10, 45), (seed, True, 20, 45)]


def test_a_notebook_that_was_not_collected_is_not_graded(course, tmp_path):
    file = course.submission(NAME, "eve")
    file.parent.mkdir(parents=True)
    file.write_text("{")
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course)})
    done = grade.grade(course, NAME)
    assert done.recorded == ["ada"]
    assert "collect" in done.failed["eve"]


def test_seeds_differ_by_student_and_assignment_and_need_the_secret(course, monkeypatch):
    seeds = {course.seed(name, student) for name in "ab" for student in ("ann", "anna", "bob")}
    assert len(seeds) == 6
    assert (course.root / "secret").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("GRADING_SECRET", "another")
    assert course.seed("a", "ann") not in seeds


def test_an_empty_secret_is_said_in_words(course, monkeypatch):
    monkeypatch.delenv("GRADING_SECRET", raising=False)
    (course.root / "secret").write_text("\n")
    with pytest.raises(Problem, match="secret is empty: restore it"):
        course.seed(NAME, "ada")


def test_a_folder_that_nbgrader_would_misread_is_refused(course):
    with pytest.raises(Problem, match="rename the folder"):
        Course(course.root.rename(course.root.with_name("course [1]")))


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "file.json"
    write_json(file, "old")

    def ended(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as changed:
        changed.setattr(os, "replace", ended)
        with pytest.raises(KeyboardInterrupt):
            write_json(file, "new")
    assert read_json(file) == "old"
    write_json(file, "new")  # over what was left behind
    assert read_json(file) == "new"
    assert os.listdir(tmp_path) == ["file.json"]


def test_a_file_is_never_written_through_a_link(tmp_path):
    """Not even where somebody put one under the name that it has until it is whole."""
    (tmp_path / "other").write_text("other")
    (tmp_path / f".file.{os.getpid()}.new").symlink_to(tmp_path / "other")
    (tmp_path / "file").symlink_to(tmp_path / "other")
    write(tmp_path / "file", "mine")
    assert (tmp_path / "other").read_text() == "other"
    assert (tmp_path / "file").read_text() == "mine" and not (tmp_path / "file").is_symlink()


def test_a_corrupted_verdict_is_made_again(course, tmp_path):
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course)})
    grade.grade(course, NAME)
    marker = read_json(course.marker(NAME, "ada"))
    course.verdict(NAME, marker["verdict"]).write_text("{")
    course.marker(NAME, "ada").unlink()
    assert grade.grade(course, NAME).recorded == ["ada"]
    assert tiny.scores(course) == {"ada": 9}


def test_nbgrader_s_own_autograde_takes_the_verdict_and_executes_nothing(course, tmp_path):
    from nbgrader.converters import Autograde

    trap = tmp_path / "executed"
    hand_in(course, tmp_path, {"ada.ipynb": tiny.right(course, figure=f"open({str(trap)!r}, 'w')")})
    config, directory = course.nbgrader(assignment_id=NAME)
    Autograde(coursedir=directory, config=config).start()
    assert tiny.scores(course) == {"ada": 9}
    assert not trap.exists()


def test_nbgrader_s_own_autograde_rebuilds_what_was_put_there_by_hand(course):
    from nbgrader.converters import Autograde

    notebook = nbformat.reads(tiny.right(course).decode(), as_version=4)
    for cell in sample.named(notebook).values():
        cell.metadata.nbgrader.points = 1000
    tiny.put(course.root, {f"submitted/eve/{NAME}/{NAME}.ipynb": nbformat.writes(notebook).encode()})
    config, directory = course.nbgrader(assignment_id=NAME)
    Autograde(coursedir=directory, config=config).start()
    assert tiny.scores(course) == {"eve": 9}


def test_one_command_at_a_time(course):
    with course.alone(), pytest.raises(Problem, match="Another grading command"), course.alone():
        pass


def test_what_a_killed_command_was_writing_is_cleared_up(course):
    left = tiny.put(course.root / "recorded" / NAME, {".ada.json.1.new": b"{"})
    with course.alone():
        assert not list(left.glob(".*.new"))


COMMANDS = ["release", "collect {name} {root}/source", "grade {name}", "feedback {name}", "export --out {root}/x.csv"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_waits_for_its_turn(course, command, capsys):
    with course.alone():
        assert main([*command.format(name=NAME, root=course.root).split(), "--course", str(course.root)]) == 2
    assert "Another grading command is at work" in capsys.readouterr().err


def test_no_half_of_a_gradebook_is_ever_found(course, monkeypatch):
    file = course.root / "gradebook.db"
    file.unlink()

    def ended(url):
        Path(url.removeprefix("sqlite:///")).touch()
        raise KeyboardInterrupt

    monkeypatch.setattr("grading.course.course.Gradebook", ended)
    with pytest.raises(KeyboardInterrupt), course.gradebook():
        pass
    assert not file.exists()
