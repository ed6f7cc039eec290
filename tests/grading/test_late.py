"""What late submissions cost: rules and extensions in the course's folder, taken off where grades leave it."""

import csv
from datetime import datetime, timedelta

import pytest

from grading.__main__ import main
from grading.course.problem import Problem
from grading.intake import collect
from grading.marks import export, grade, late
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

MINUTE, HOUR, DAY = 60, 3600, 86400
PEOPLE = "id,name\nada,Ada Lee\n0042,Bob Smith\ncy,Cy Ng\n"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course in which Ada is a day and an hour late, Bob two days, and Cy is in time."""
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    (tmp_path / "students.csv").write_text(PEOPLE)
    times = {"ada": "2026-03-02 13:00", "0042": "2026-03-03 12:00", "cy": "2026-03-01 11:59"}
    for student, time in times.items():
        files = {f"{student}/{NAME}.ipynb": tiny.right(course), f"{student}/timestamp.txt": f"{time}:00 UTC".encode()}
        folder = tiny.put(tmp_path / "in", files)
    collect.collect(course, NAME, folder, roster_file=tmp_path / "students.csv", due="2026-03-01 12:00+00:00")
    grade.grade(course, NAME)
    return course


def scores(course):
    return {it["student"]: it["score"] for it in export.rows(course, [NAME])}


@pytest.mark.parametrize(
    ("rule", "seconds", "lost"),
    [
        ({}, 10 * DAY, 0),
        ({"per_day": "2 points"}, 0, 0),
        ({"per_day": "2 points"}, 1, 2),
        ({"per_day": "1 point"}, DAY, 1),
        ({"per_day": "1 point"}, DAY + 1, 2),
        ({"per_day": "1 point", "grace_minutes": 15}, 15 * MINUTE, 0),
        ({"per_day": "1 point", "grace_minutes": 15}, 15 * MINUTE + 1, 1),
        ({"per_day": "1 point", "grace_minutes": 15}, DAY + 15 * MINUTE, 1),
        ({"per_day": "10 % of the score"}, HOUR, 0.9),
        ({"per_day": "10% of the maximum"}, HOUR, 2),
        ({"per_day": "10 % of the maximum", "at_most": "50 % of the score"}, 4 * DAY, 4.5),
        ({"per_day": "2.5 points", "at_most": "4 points"}, 2 * DAY, 4),
        ({"per_day": "2 points"}, 9 * DAY, 9),
        ({"per_day": "1 point", "zero_after_days": 3}, 3 * DAY, 3),
        ({"per_day": "1 point", "zero_after_days": 3}, 3 * DAY + 1, 9),
        ({"zero_after_days": 0}, 1, 9),
        ({"zero_after_days": 0, "grace_minutes": 1}, MINUTE, 0),
    ],
)
def test_what_a_submission_loses_of_nine_points_of_twenty(rule, seconds, lost):
    assert late.Rule(**rule).penalty(seconds, 9, 20) == pytest.approx(lost)


def test_a_rule_of_the_exercise_comes_before_the_one_for_all(course):
    assert scores(course) == {"ada": 9, "0042": 9, "cy": 9}
    file = course.root / "late.toml"
    file.write_text('[default]\nper_day = "1 point"\n')
    assert scores(course) == {"ada": 7, "0042": 7, "cy": 9}
    file.write_text(f'[default]\nper_day = "1 point"\n[{NAME}]\ngrace_minutes = 60\n')
    assert scores(course) == {"ada": 8, "0042": 7, "cy": 9}
    file.write_text(f'[default]\nper_day = "1 point"\n["{NAME}"]\nper_day = "10 % of the maximum"\n')
    assert scores(course) == pytest.approx({"ada": 9 - 2.6, "0042": 9 - 2.6, "cy": 9})


def test_the_gradebook_keeps_the_raw_points_and_a_share_is_of_all_of_them(course):
    (course.root / "late.toml").write_text('[default]\nper_day = "10 % of the score"\n')
    tiny.mark(course, "ada", "figure", 2)
    row = next(it for it in export.rows(course, [NAME]) if it["student"] == "ada")
    assert (row["raw_score"], row["late_penalty"], row["score"]) == pytest.approx((11, 2.2, 8.8))
    assert tiny.scores(course)["ada"] == 11


def test_an_extension_moves_the_due_date_of_one_student_and_never_to_an_earlier_time(course):
    (course.root / "late.toml").write_text('[default]\nper_day = "1 point"\n')
    file = course.root / "extensions.csv"
    file.write_text(f"exercise;id;until\n{NAME};42;2026-03-03 12:00Z\n{NAME};Ada Lee;2026-02-01 12:00Z\n")
    assert late.terms(course, NAME).strangers == ["42"]  # the roster's ids are whole, as everywhere
    file.write_text(f"exercise;id;until\n{NAME};0042;2026-03-02 12:00Z\n{NAME};Ada Lee;2026-02-01 12:00Z\n")
    assert scores(course) == {"ada": 7, "0042": 8, "cy": 9}
    file.write_text(f"exercise,id,until\n{NAME},0042,2026-03-03T13:00+01:00\n")
    assert scores(course)["0042"] == 9


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("late.toml", "per_day", "cannot be read"),
        ("late.toml", 'per_day = "1 point"', "per_day stands alone"),
        ("late.toml", "[9_nothing]", "no exercise '9_nothing'"),
        ("late.toml", "[default]\nper_week = 1", "nothing is called 'per_week'"),
        ("late.toml", "[default]\nper_day = 2", "per_day is 2, where"),
        ("late.toml", '[default]\nper_day = "10 %"', "per_day is '10 %', where"),
        ("late.toml", "[default]\ngrace_minutes = -1", "grace_minutes is -1, where a number"),
        ("late.toml", "[default]\nzero_after_days = true", "zero_after_days is True, where a number"),
        ("late.toml", "\xff", "cannot be read"),
        ("extensions.csv", "id,until\nada,2026-03-03 12:00Z", "needs the columns exercise,id,until"),
        ("extensions.csv", "exercise,id,until\n9_x,ada,2026-03-03 12:00Z", "line 2: there is no exercise '9_x'"),
        ("extensions.csv", f"exercise,id,until\n{NAME},ada,soon", "line 2: 'soon' is no time"),
        ("extensions.csv", f"exercise,id,until\n{NAME}", "line 2: '' is no time"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_place(course, name, text, words):
    (course.root / name).write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as problem:
        late.terms(course, NAME)
    assert words in str(problem.value) and name in str(problem.value)


def test_commands_tell_who_is_late_what_it_costs_and_whose_extension_is_nobody_s(course, tmp_path, capsys):
    (course.root / "late.toml").write_text('[default]\nper_day = "1 point"\n')
    (course.root / "extensions.csv").write_text(
        f"exercise,id,until\n{NAME},0042,2026-03-02 13:00Z\n{NAME},zed,2026-03-02 13:00Z\n"
    )
    assert main(["grade", NAME, "--course", str(course.root)]) == 0
    printed = capsys.readouterr().out
    assert "ada (Ada Lee): by 1 d 1 h: 2 less than 9, so 7" in printed
    assert "0042 (Bob Smith): by 23 h 0 min: 1 less than 9, so 8" in printed
    assert "In extensions.csv, but nobody's id:\n  zed" in printed
    main(["collect", NAME, str(tmp_path / "in"), "--course", str(course.root)])
    printed = capsys.readouterr().out
    assert "0042 (Bob Smith): by 23 h 0 min" in printed and "nobody's id:\n  zed" in printed
    main(["export", NAME, "--out", str(tmp_path / "grades.csv"), "--course", str(course.root)])
    assert "nobody's id:\n  zed" in capsys.readouterr().out
    with (tmp_path / "grades.csv").open(newline="") as file:
        found = {it["student"]: it for it in csv.DictReader(file)}
    assert [found["ada"][it] for it in ("raw_score", "late_penalty", "score")] == ["9.0", "2.0", "7.0"]


def test_a_file_whose_time_nobody_knows_is_not_late():
    due = datetime(2026, 3, 1)
    assert late.Terms().seconds("ada", None, due) == late.Terms().seconds("ada", due, None) == 0
    assert late.Terms().seconds("ada", due + timedelta(minutes=1), due) == 60


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("extensions.csv", "exercise,id,until\n9_x,ada,2026-03-03 12:00Z\n", "no exercise '9_x'"),
        ("extensions.csv", f"exercise,id,until\n{NAME},ada,soon\n", "'soon' is no time"),
        ("late.toml", "[9_x]\n", "no exercise '9_x'"),
    ],
)
@pytest.mark.parametrize("command", ["collect", "grade"])
def test_what_is_wrong_there_is_told_before_anything_is_done(tmp_path, monkeypatch, capsys, command, name, text, words):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    folder = tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)})
    main(["collect", NAME, str(folder), "--course", str(course.root)])
    tiny.put(folder, {"ben.ipynb": tiny.right(course)})
    (course.root / name).write_text(text)
    capsys.readouterr()
    assert main([command, NAME, *([str(folder)] if command == "collect" else []), "--course", str(course.root)]) == 2
    assert words in capsys.readouterr().err
    assert course.submitters(NAME) == ["ada"] and tiny.scores(course) == {}


def test_graded_alone_is_told_alone(course, capsys):
    (course.root / "late.toml").write_text('[default]\nper_day = "1 point"\n')
    capsys.readouterr()
    assert main(["grade", NAME, "--student", "ada", "--course", str(course.root)]) == 0
    printed = capsys.readouterr().out
    assert "ada (Ada Lee)" in printed and "Bob" not in printed and "from 7 to 7; 1 of 1 provisional" in printed
    assert "To be marked by hand: 1 submission," in printed
