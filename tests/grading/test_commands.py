"""What commands print: names beside ids, a student once in each list, and what to do."""

import re

import pytest

from grading.__main__ import COURSE, main, parser
from helpers import tiny_class as tiny
from helpers.collecting import CLASS
from helpers.tiny_class import NAME

HEADINGS = (
    r"(Rejected|Unmatched|Missing answers|Notes|Late|Nothing handed in|Not graded|Not as it should be|"
    r"Made before all was marked by hand):"
)


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    return tiny.course(tmp_path / "course")


def run(course, *arguments):
    return main([*map(str, arguments), "--course", str(course.root)])


def lists(printed):
    """The lines of each list that was printed, by its title."""
    found, title = {}, None
    for line in printed.splitlines():
        if re.fullmatch(HEADINGS, line):
            title = line.rstrip(":")
        elif not line.startswith("  "):
            title = None
        elif title:
            found.setdefault(title, []).append(line.strip())
    return found


def handed_in(course, tmp_path):
    """Whom a teacher must look after: late twice over, cut off, incomplete, absent, and nobody."""
    half = tiny.right(course).replace(b"average", b"avrage")
    files = {
        "leeann_LATE_1001_9_x.ipynb": half,
        "leeanna_LATE_1002_10_x.ipynb": tiny.right(course),
        "mullerzoe_5_11_x.ipynb": b"{",
        "who.ipynb": tiny.right(course),
    }
    (tmp_path / "students.csv").write_text(CLASS, encoding="utf-8")
    return ["collect", NAME, tiny.put(tmp_path / "in", files), "--roster", tmp_path / "students.csv"]


def test_collect_names_everybody_once_in_each_list_and_says_what_to_do(course, tmp_path, capsys):
    assert run(course, *handed_in(course, tmp_path), "--due", "2020-01-01 12:00") == 1
    printed = capsys.readouterr().out
    found = lists(printed)
    assert found["Rejected"][0].startswith("mullerzoe_5_11_x.ipynb, of zoe (Zoë Müller): ")
    assert found["Unmatched"] == ["who.ipynb: nobody on the roster is called so"]
    assert [it.split(":")[0] for it in found["Late"]] == ["ann (Ann Lee)", "anna (Anna Lee)"]
    assert all(re.search(r": by \d+ d .*; marked late by the LMS$", it) for it in found["Late"])
    assert "0042 (Bob Smith)" in found["Nothing handed in"] and "zoe (Zoë Müller)" not in found["Nothing handed in"]
    assert "zoe (Zoë Müller): no file that can be graded" in found["Missing answers"]
    for lines in found.values():
        assert len({it.split(":")[0] for it in lines}) == len(lines)
    assert "write ids, or - for nobody's, into the column student" in printed and "--map" in printed
    listed = (course.received(NAME) / "unmatched.csv").read_text()
    assert listed.splitlines() == ["file,student,reason", "who.ipynb,,nobody on the roster is called so"]


def test_grade_and_feedback_name_everybody(course, tmp_path, capsys):
    run(course, *handed_in(course, tmp_path), "--due", "2020-01-01 12:00")
    capsys.readouterr()
    assert run(course, "grade", NAME) == 0
    found = lists(capsys.readouterr().out)
    assert [it.split(":")[0] for it in found["Late"]] == ["ann (Ann Lee)", "anna (Anna Lee)"]
    assert "31 (Eva Kim): nothing handed in" in found["Not as it should be"]
    for lines in found.values():
        assert len({it.split(":")[0] for it in lines}) == len(lines)
    run(course, "feedback", NAME)
    found = lists(capsys.readouterr().out)
    assert found["Made before all was marked by hand"] == ["ann (Ann Lee)", "anna (Anna Lee)"]


def test_the_course_is_named_before_the_command_or_behind_it(course, capsys):
    for words in (["--course", str(course.root), "export"], ["export", "--course", str(course.root)]):
        options = parser().parse_args([*words, NAME, "--format", "csv", "--out", "x.csv"])
        assert options.course == course.root
    assert parser().parse_args(["release"]).course == COURSE
    with pytest.raises(SystemExit):
        main(["--course", str(course.root), "demo"])
    assert "demo makes up a course of its own" in capsys.readouterr().err


def test_without_names_ids_stand_alone(course, tmp_path, capsys):
    run(course, "collect", NAME, tiny.put(tmp_path / "in", {"ada.ipynb": b"{"}))
    assert lists(capsys.readouterr().out)["Missing answers"] == ["ada: no file that can be graded"]


@pytest.mark.parametrize("command", ["grade", "feedback"])
def test_several_students_after_one_option_which_may_be_repeated(command):
    options = parser().parse_args([command, NAME, "--student", "a", "b", "--student", "c"])
    assert options.student == ["a", "b", "c"]
    assert parser().parse_args([command, NAME]).student is None


def test_only_the_students_who_are_named_are_graded(course, tmp_path, capsys):
    files = {f"{it}.ipynb": tiny.right(course) for it in ("ada", "bob", "cy")}
    run(course, "collect", NAME, tiny.put(tmp_path / "in", files))
    assert run(course, "grade", NAME, "--student", "ada", "cy") == 0
    assert "2 submissions graded" in capsys.readouterr().out
    assert sorted(tiny.scores(course)) == ["ada", "cy"]


@pytest.mark.parametrize("option", ["--roster", "--map"])
@pytest.mark.parametrize("data", [b"", b"\xff", b"PK\x03\x04", b'id,file,student\n"', b"\0" * 99, b"a" * 200_000, None])
def test_tables_that_cannot_be_read_are_one_sentence(course, tmp_path, capsys, option, data):
    folder = tiny.put(tmp_path / "in", {"ada.ipynb": b"{"})
    if data is not None:
        (tmp_path / "table.csv").write_bytes(data)
    assert run(course, "collect", NAME, folder, option, tmp_path / "table.csv") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and str(tmp_path / "table.csv") in said and "Traceback" not in said
