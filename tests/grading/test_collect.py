"""Files as they come: whatever their names and contents, each is collected, older, rejected or unmatched."""

import json
import os

import nbformat
import pytest

from grading.course.index import counting, index_of
from grading.course.problem import Problem
from grading.intake import collect
from helpers import sample
from helpers import tiny_class as tiny
from helpers.collecting import became, take
from helpers.tiny_class import NAME


def test_every_file_becomes_one_thing(course, tmp_path, people):
    files = {
        "Ann Lee_1_assignsubmission_file_a.ipynb": tiny.answered(course),
        "Anna Lee_2_assignsubmission_file_a.ipynb": tiny.right(course),
        "Zoë Müller_3_assignsubmission_file_a.ipynb": b"{",
        "Bob Smith_4_assignsubmission_file_a.ipynb": tiny.right(course),
        "__MACOSX/._x.ipynb": b"",
        "who.ipynb": tiny.right(course),
        "ann/report.pdf": b"%PDF",
    }
    outcomes = take(course, tmp_path / "in", files, roster_file=people)
    assert became(outcomes) == {
        "Ann Lee_1_assignsubmission_file_a.ipynb": ("collected", "ann"),
        "Anna Lee_2_assignsubmission_file_a.ipynb": ("collected", "anna"),
        "Zoë Müller_3_assignsubmission_file_a.ipynb": ("rejected", "zoe"),
        "Bob Smith_4_assignsubmission_file_a.ipynb": ("unmatched", ""),
        "__MACOSX/._x.ipynb": ("rejected", ""),
        "who.ipynb": ("unmatched", ""),
        "ann/report.pdf": ("rejected", "ann"),
    }
    assert all(it.reason for it in outcomes if it.kind in ("rejected", "unmatched"))
    assert course.submitters(NAME) == ["ann", "anna"]


def test_unmatched_files_are_assigned_by_a_mapping_which_is_kept(course, tmp_path, people):
    files = {"who.ipynb": tiny.right(course), "Bob Smith.ipynb": tiny.right(course)}
    take(course, tmp_path / "in", files, roster_file=people)
    listed = course.received(NAME) / "unmatched.csv"
    listed.write_text(
        listed.read_text().replace("who.ipynb,", "who.ipynb,zoe").replace("Smith.ipynb,", "Smith.ipynb,0043")
    )
    assert set(became(collect.collect(course, NAME, tmp_path / "in", map_file=listed)).values()) == {
        ("collected", "zoe"),
        ("collected", "0043"),
    }
    assert not listed.exists()
    assert {it.kind for it in collect.collect(course, NAME, tmp_path / "in")} == {"collected"}


def assign(course, tmp_path, line):
    """What becomes of who.ipynb and Bob Smith.ipynb where the mapping has a ``line``."""
    (tmp_path / "map.csv").write_text(f"file,student\n{line}\n")
    found = became(collect.collect(course, NAME, tmp_path / "in", map_file=tmp_path / "map.csv"))
    return found["who.ipynb"], found["Bob Smith.ipynb"]


def test_what_the_mapping_says_is_nobody_s_is_not_asked_about_again(course, tmp_path, people):
    files = {"who.ipynb": tiny.right(course), "Bob Smith.ipynb": tiny.right(course)}
    take(course, tmp_path / "in", files, roster_file=people)
    assert assign(course, tmp_path, "who.ipynb,-") == (("rejected", ""), ("unmatched", ""))
    again = {it.path: it for it in collect.collect(course, NAME, tmp_path / "in")}
    assert again["who.ipynb"].reason == "the mapping says that it is nobody's"
    assert "who.ipynb" not in (course.received(NAME) / "unmatched.csv").read_text()
    assert assign(course, tmp_path, "who.ipynb,zoe")[0] == ("collected", "zoe")


@pytest.mark.parametrize(
    ("line", "then"), [("{},", ("unmatched", "")), ("{},-", ("rejected", "")), ("{},0042", ("collected", "0042"))]
)
@pytest.mark.parametrize("path", ["who.ipynb", "Bob Smith.ipynb"])
def test_what_is_assigned_otherwise_is_taken_back_with_its_marks(
    course, tmp_path, people, monkeypatch, path, line, then
):
    tiny.without_sandbox(monkeypatch)
    files = {"who.ipynb": tiny.right(course), "Bob Smith.ipynb": tiny.right(course)}
    take(course, tmp_path / "in", files, roster_file=people)
    assign(course, tmp_path, f"{path},0043")
    tiny.prepare_and_grade(course)
    assert course.submitters(NAME) == ["0043"] and tiny.scores(course) == {"0043": 9}
    assert assign(course, tmp_path, line.format(path))[path == "Bob Smith.ipynb"] == then
    assert course.submitters(NAME) == [it for it in [then[1]] if it] and tiny.scores(course) == {}
    assert not list(course.root.rglob("*0043*/**/*.ipynb"))
    assert {it.kind for it in collect.collect(course, NAME, tmp_path / "in") if it.path == path} == {then[0]}


@pytest.mark.parametrize(("line", "then"), [("ann.ipynb,-", []), ("ann.ipynb,anna", ["anna"]), ("ann.ipynb,", ["ann"])])
def test_the_mapping_corrects_what_a_name_said(course, tmp_path, people, line, then):
    take(course, tmp_path / "in", {"ann.ipynb": tiny.right(course)}, roster_file=people)
    assert course.submitters(NAME) == ["ann"]
    (tmp_path / "map.csv").write_text(f"file,student\n{line}\n")
    collect.collect(course, NAME, tmp_path / "in", map_file=tmp_path / "map.csv")
    assert course.submitters(NAME) == then


def test_an_attempt_of_before_counts_again_where_the_last_one_was_another_s(course, tmp_path, people):
    files = {"ann.ipynb": tiny.answered(course), "who.ipynb": tiny.right(course), "Bob Smith.ipynb": b""}
    folder = tiny.put(tmp_path / "in", files)
    os.utime(folder / "ann.ipynb", (1_600_000_000, 1_600_000_000))
    collect.collect(course, NAME, folder, roster_file=people)
    first = course.submission(NAME, "ann").read_bytes()
    assert assign(course, tmp_path, "who.ipynb,ann")[0] == ("collected", "ann")
    assert course.submission(NAME, "ann").read_bytes() != first
    assert assign(course, tmp_path, "who.ipynb,")[0] == ("unmatched", "")
    assert course.submission(NAME, "ann").read_bytes() == first


def test_collecting_again_changes_nothing_and_adds_what_is_new(course, tmp_path):
    take(course, tmp_path / "in", {"ada.ipynb": tiny.answered(course), "bob.ipynb": tiny.right(course)})
    before = {it: it.stat().st_mtime_ns for it in course.root.rglob("*") if it.is_file()}
    assert not any(it.new for it in collect.collect(course, NAME, tmp_path / "in"))
    after = {it: it.stat().st_mtime_ns for it in course.root.rglob("*") if it.is_file()}
    assert {it.name for it in after if after[it] != before.get(it)} <= {"gradebook.db"}
    outcomes = take(course, tmp_path / "in", {"cy.ipynb": tiny.right(course)})
    assert [it.path for it in outcomes if it.new] == ["cy.ipynb"]


def test_the_last_attempt_counts_and_all_are_kept(course, tmp_path):
    files = {
        "ada_5_9_x.ipynb": tiny.answered(course),
        "ada_5_9_x-1.ipynb": tiny.right(course),
        "ada_5_9_x-2.ipynb": b"{",
    }
    folder = tiny.put(tmp_path / "in", files)
    os.utime(folder / "ada_5_9_x-1.ipynb", (1_600_000_000, 1_600_000_000))  # a number tells more than a file's age
    assert [it.kind for it in collect.collect(course, NAME, folder)] == ["collected", "rejected", "older"]
    assert len(list(course.received(NAME).glob("ada_5/*.ipynb"))) == 2
    assert len(list(course.received(NAME).glob("ada_5/*.rejected"))) == 1
    assert b"0.01 / np.sqrt" in course.submission(NAME, "ada_5").read_bytes()


def test_times_decide_which_of_two_files_is_the_last(course, tmp_path):
    files = {"late/ada.ipynb": tiny.right(course), "soon/ada.ipynb": tiny.answered(course)}
    tiny.put(tmp_path / "in", files)
    (tmp_path / "in/late/timestamp.txt").write_text("2026-03-05 13:23:11 UTC")
    (tmp_path / "in/soon/timestamp.txt").write_text("2026-03-05 13:23:10 UTC")
    outcomes = collect.collect(course, NAME, tmp_path / "in", pattern=r"/(?P<student>\w+)\.ipynb")
    assert [it.kind for it in outcomes] == ["collected", "older"]
    stamp = course.submission(NAME, "ada").with_name("timestamp.txt")
    assert stamp.read_text() == "2026-03-05 13:23:11 UTC\n"


def test_the_same_file_handed_in_again_counts_from_then_if_the_lms_says_when(course, tmp_path):
    first, second = tiny.answered(course), tiny.right(course)
    name = "9 - ada - Mar {}, 2026 100 PM - x.ipynb"
    take(course, tmp_path / "in", {name.format(1): first, name.format(2): second})
    take(course, tmp_path / "again", {name.format(3): first})
    (student,) = course.submitters(NAME)
    assert b"0.01 / np.sqrt" not in course.submission(NAME, student).read_bytes()


def test_late_by_the_due_date(course, tmp_path):
    tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)})
    os.utime(tmp_path / "in/ada.ipynb", (1_700_000_000, 1_700_000_000))  # 2023-11-14 22:13:20 UTC
    collect.collect(course, NAME, tmp_path / "in", due="2023-11-14T22:00:00+00:00")
    stamp = course.submission(NAME, "ada").with_name("timestamp.txt")
    assert stamp.read_text() == "2023-11-14 22:13:20 UTC\n"
    with course.gradebook() as book:
        assert book.find_assignment(NAME).duedate.isoformat() == "2023-11-14T22:00:00"


def malformed(course):
    right = tiny.right(course)
    twice = json.loads(right)
    twice["cells"] += twice["cells"]
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# My diary")])
    version = json.loads(right) | {"nbformat": 99}
    return {
        "empty": b"",
        "truncated": right[: len(right) // 2],
        "huge": right + b" " * (20 << 20),
        "binary": bytes(range(256)) * 40,
        "version": json.dumps(version).encode(),
        "doubled": json.dumps(twice).encode(),
        "other": nbformat.writes(other).encode(),
        "nothing": b"{}",
        "list": b"[]",
        "deep": b"[" * 100_000,
        "null": b'{"cells": null, "nbformat": 4}',
        "page": b"<!DOCTYPE html><html>",
        "zip": b"PK\x03\x04",
        "utf16": right.decode().encode("utf-16"),
    }


def test_malformed_files_are_graded_or_rejected_with_a_reason(course, tmp_path):
    files = malformed(course)
    outcomes = take(course, tmp_path / "in", {f"{name}.ipynb": data for name, data in files.items()})
    assert len(outcomes) == len(files)
    kinds = {it.path.removesuffix(".ipynb"): it.kind for it in outcomes}
    kinds.pop("other")  # its only text may be an answer: it is shown to the person who marks, and fails every check
    assert {name for name, kind in kinds.items() if kind == "collected"} == {"doubled", "utf16"}
    assert set(kinds.values()) == {"collected", "rejected"}
    assert all(len(it.reason) > 10 for it in outcomes if it.kind == "rejected")


def test_a_notebook_without_labels_and_ids_is_matched(course, tmp_path):
    notebook = json.loads(tiny.right(course))
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    take(course, tmp_path / "in", {"colab.ipynb": json.dumps(notebook).encode()})
    index = index_of(course, NAME, "colab")
    assert counting(index)["missing"] == []


def test_a_file_of_another_exercise_is_told_without_its_labels(course, tmp_path):
    other = sample.other_exercise()
    for file in (course.source("3_rprop"), course.release("3_rprop")):
        tiny.put(file.parent, {file.name: nbformat.writes(other).encode()})
    file = nbformat.writes(sample.without_labels(other)).encode()
    (outcome,) = take(course, tmp_path / "in", {"ada.ipynb": file})
    assert outcome.kind == "rejected"
    assert "this seems to be the exercise “3_rprop”" in outcome.reason


def test_missing_answers_are_listed(course, tmp_path):
    notebook = json.loads(tiny.right(course))
    notebook["cells"] = [it for it in notebook["cells"] if it["id"] not in ("average", "explain")]
    take(course, tmp_path / "in", {"ada.ipynb": json.dumps(notebook).encode()})
    assert counting(index_of(course, NAME, "ada"))["missing"] == ["average", "explain"]


def test_options_that_cannot_be_used(course, tmp_path):
    folder = tiny.put(tmp_path / "in", {"ann.ipynb": b""})
    for options, words in [
        ({"pattern": "("}, "no regular expression"),
        ({"pattern": "x"}, "needs a group"),
        ({"due": "soon"}, "is no time"),
        ({"map_file": tmp_path / "none.csv"}, "cannot be read"),
        ({"roster_file": tmp_path / "none.csv"}, "cannot be read"),
    ]:
        with pytest.raises(Problem, match=words):
            collect.collect(course, NAME, folder, **options)
    with pytest.raises(Problem, match="no folder or archive"):
        collect.collect(course, NAME, tmp_path / "nowhere")
    (tmp_path / "file").write_text("x")
    with pytest.raises(Problem, match="neither a folder nor a ZIP"):
        collect.collect(course, NAME, tmp_path / "file")


def test_students_of_the_roster_are_in_the_gradebook(course, tmp_path, people):
    take(course, tmp_path / "in", {"ann.ipynb": tiny.right(course)}, roster_file=people)
    with course.gradebook() as book:
        assert len(book.students) == 8
        assert (book.find_student("zoe").first_name, book.find_student("zoe").last_name) == ("Zoë", "Müller")
