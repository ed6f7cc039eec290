"""Files as they come: whatever their names and contents, each is collected, older, rejected or unmatched."""

import io
import json
import os
import unicodedata
import zipfile

import nbformat
import pytest

from grading.course.index import counting, index_of
from grading.course.problem import Problem, shown
from grading.intake import collect, filenames, inbox, matching, roster
from helpers import sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

CLASS = """id,name,email,login
ann,Ann Lee,ann@uni.example,1001
anna,Anna Lee,anna@uni.example,1002
zoe,Zoë Müller,,
li,李 小龙,,
maria,María José O'Neill/Núñez,m.jose@uni.example,77
0042,Bob Smith,,
0043,Bob Smith,,
31,Eva Kim,,
"""


@pytest.fixture
def course(tmp_path):
    return tiny.course(tmp_path / "course")


@pytest.fixture
def people(tmp_path):
    (tmp_path / "students.csv").write_text(CLASS, encoding="utf-8")
    return tmp_path / "students.csv"


def take(course, folder, files, **options):
    return collect.collect(course, NAME, tiny.put(folder, files), **options)


def became(outcomes):
    return {it.path: (it.kind, it.student) for it in outcomes}


NAMES = {
    "Ann Lee_12345_assignsubmission_file_x.ipynb": "ann",
    "Anna Lee_12346_assignsubmission_file_/x.ipynb": "anna",
    "leeann_1001_99_hw.ipynb": "ann",
    "leeanna_LATE_1002_98_hw-2.ipynb": "anna",
    "ann/6.ipynb": "ann",
    "anna.ipynb": "anna",
    "ann_9_sample.ipynb": "ann",
    "9_sample_anna.ipynb": "anna",
    "anna@uni.example.ipynb": "anna",
    "export/sub/Ann Lee/notebook.ipynb": "ann",
    "123-456 - Zoë Müller - Mar 5, 2026 1123 PM - x.ipynb": "zoe",
    "Muller Zoe.ipynb": "zoe",
    unicodedata.normalize("NFD", "Zoë Müller_7_assignsubmission_file_x.ipynb"): "zoe",
    unicodedata.normalize("NFC", "Zoë Müller.ipynb"): "zoe",
    "李 小龙_9_assignsubmission_file_x.ipynb": "li",
    "小龙李.ipynb": "li",
    "María José O'Neill_Núñez.ipynb": "maria",
    "0042.ipynb": "0042",
    "submitted/0043/9_sample/9_sample.ipynb": "0043",
    "31.ipynb": "31",
}
NOBODY = {
    "an.ipynb": "nobody",
    "annabel.ipynb": "nobody",
    "9_sample.ipynb": "nobody",
    "Bob Smith.ipynb": "may be any of 0042, 0043",
    "Lee.ipynb": "nobody",
    "homework 31.ipynb": "nobody",
    "leeann_1002_99_hw.ipynb": "its name says ann, its number 1002 says anna",
}


@pytest.mark.parametrize("path", NAMES)
def test_whose_file_it_is(path, people):
    found = matching.match(path, filenames.guess(path, NAME), NAME, roster.Roster(roster.read(people)), {})
    assert getattr(found, "id", found) == NAMES[path]


@pytest.mark.parametrize("path", NOBODY)
def test_whose_file_cannot_be_told(path, people):
    found = matching.match(path, filenames.guess(path, NAME), NAME, roster.Roster(roster.read(people)), {})
    assert NOBODY[path] in found


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


def test_a_mapping_to_nobody_is_said_in_words(course, tmp_path, people):
    (tmp_path / "map.csv").write_text("file,student\nwho.ipynb,zeo\n")
    options = {"roster_file": people, "map_file": tmp_path / "map.csv"}
    (outcome,) = take(course, tmp_path / "in", {"who.ipynb": tiny.right(course)}, **options)
    assert (outcome.kind, outcome.reason) == (
        "unmatched",
        "the mapping says zeo, and nobody on the roster has this id",
    )
    assert course.submitters(NAME) == []


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


def test_names_that_harm_nobody(course, tmp_path):
    odd = [
        "spaces and  more.ipynb",
        "..ipynb",
        "-rf.ipynb",
        "Ünï😀.ipynb",
        "a\nb.ipynb",
        "x" * 200 + ".ipynb",
        "CON.ipynb",
        "[a]*.ipynb",
    ]
    outcomes = take(course, tmp_path / "in", {name: tiny.right(course) for name in odd})
    assert len(outcomes) == len(odd)
    taken = course.submitters(NAME)
    assert len(taken) == len({it.student for it in outcomes if it.kind == "collected"}) >= 7
    assert max(map(len, taken)) <= roster.LONGEST
    assert all(name.isascii() and not set(name) & set("/*?[] \n") and name[0] not in ".-" for name in taken)
    os.mkdir(tmp_path / "bytes")
    (tmp_path / "bytes" / os.fsdecode(b"\xff\xfe.ipynb")).write_bytes(tiny.right(course))
    (outcome,) = collect.collect(course, NAME, tmp_path / "bytes")
    assert outcome.kind == "collected"
    assert shown(outcome.path + "\n\x1b[2J").isprintable()


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something done while ``collect`` looks up whose files they are: after its look, before it reads."""
    match_all = matching.match_all

    def when_matched(do):
        monkeypatch.setattr(matching, "match_all", lambda *given: [match_all(*given), do()][0])

    return when_matched


def test_a_file_that_arrives_meanwhile_waits_for_the_next_time(course, tmp_path, meanwhile):
    folder = tmp_path / "in"
    meanwhile(lambda: tiny.put(folder, {"late.ipynb": tiny.right(course)}))
    assert became(take(course, folder, {"ada.ipynb": tiny.right(course)})) == {"ada.ipynb": ("collected", "ada")}
    assert became(collect.collect(course, NAME, folder))["late.ipynb"] == ("collected", "late")


def test_a_file_that_goes_or_grows_meanwhile_is_told_as_it_is_then(course, tmp_path, meanwhile):
    files = {"ada.ipynb": tiny.right(course), "bob.ipynb": tiny.answered(course)}
    files["cy.zip"] = archive(tmp_path / "cy.zip", {"cy.ipynb": tiny.right(course)}).read_bytes()
    folder = tmp_path / "in"

    def change():
        (folder / "ada.ipynb").unlink()
        (folder / "bob.ipynb").write_bytes(tiny.right(course))
        archive(folder / "cy.zip", {"x" * 99: b"", "another.ipynb": tiny.right(course)})

    meanwhile(change)
    outcomes = take(course, folder, files)
    assert {path: kind for path, (kind, _) in became(outcomes).items()} == {
        "ada.ipynb": "rejected",
        "bob.ipynb": "collected",
        "cy.zip/cy.ipynb": "rejected",
    }
    assert "cannot be read (No such file" in outcomes[0].reason and "cannot be unpacked" in outcomes[2].reason
    assert b"0.01 / np.sqrt" in course.submission(NAME, "bob").read_bytes()


def test_each_file_is_read_once(course, tmp_path, monkeypatch):
    read, bounded = [], inbox.bounded
    monkeypatch.setattr(inbox, "bounded", lambda file, size: read.append(size) or bounded(file, size))
    files = {"ada.ipynb": tiny.right(course), "bob.ipynb": tiny.answered(course), ".DS_Store": b""}
    take(course, tmp_path / "in", files)
    assert sorted(read) == sorted(len(data) for data in files.values() if data)


def test_links_pipes_and_folders_are_not_followed(course, tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(tiny.right(course))
    folder = tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)})
    (folder / "eve.ipynb").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "dir.ipynb").mkdir()
    (tmp_path / "time").write_text("2026-03-05 13:23:11 UTC")
    (folder / "timestamp.txt").symlink_to(tmp_path / "time")
    outcomes = became(collect.collect(course, NAME, folder))
    assert outcomes.pop("ada.ipynb")[0] == "collected"
    assert {kind for kind, _ in outcomes.values()} == {"rejected"}
    assert set(outcomes) == {"eve.ipynb", "loop", "pipe.ipynb", "timestamp.txt"}
    said = reasons(folder)
    assert said.pop("pipe.ipynb") == "it is not an ordinary file"
    assert said.pop("ada.ipynb") is None
    assert set(said.values()) == {"it is a link, not a file"}


def archive(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def test_an_archive_is_read_without_being_unpacked(course, tmp_path):
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = 0o120777 << 16
    inner = io.BytesIO()
    archive(inner, {"9_sample.ipynb": tiny.right(course), "../../out.ipynb": b"{}"})
    entries = {
        "Ada_1_assignsubmission_file_x.ipynb": tiny.right(course),
        "../evil.ipynb": tiny.right(course),
        "/abs.ipynb": tiny.right(course),
        "..\\win.ipynb": tiny.right(course),
        "c:/win.ipynb": tiny.right(course),
        link: b"/etc/passwd",
        "bomb.ipynb": b" " * (60 << 20),
        "Cy_2_assignsubmission_file_/work.zip": inner.getvalue(),
        "bad.zip": b"PK\x03\x04 not really",
    }
    before = set(tmp_path.rglob("*"))
    outcomes = became(collect.collect(course, NAME, archive(tmp_path / "all.zip", entries)))
    good = {path: it for path, it in outcomes.items() if it[0] == "collected"}
    assert good == {
        "Ada_1_assignsubmission_file_x.ipynb": ("collected", "Ada"),
        "Cy_2_assignsubmission_file_/work.zip/9_sample.ipynb": ("collected", "Cy"),
    }
    assert len(outcomes) == len(entries) + 1
    assert reasons(tmp_path / "all.zip")["link.ipynb"] == "it is a link, not a file"
    assert {it[0] for it in outcomes.values()} == {"collected", "rejected"}
    new = set(tmp_path.rglob("*")) - before - {tmp_path / "all.zip"}
    assert all(it.is_relative_to(course.root) for it in new)


def reasons(place):
    with inbox.listed(place) as entries:
        return {entry.path: entry.read().reason for entry in entries}


def test_a_file_is_read_no_further_than_a_notebook_may_be_long(tmp_path):
    class Endless:
        def read(self, size=-1):
            assert 0 <= size <= inbox.MAX_BYTES + 1
            return bytes(size)

    with pytest.raises(inbox.Unreadable, match="unpacked, it is larger than 10 MB"):
        inbox.bounded(Endless(), 10)
    (tmp_path / "x.ipynb").write_bytes(bytes(20 << 20))
    assert reasons(tmp_path) == {"x.ipynb": "it has 20 MB, where 10 MB are the limit"}


def test_folders_and_archives_hold_so_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox, "MAX_INNER", 2)
    files = {f"{it}.ipynb": b"{}" for it in range(3)}
    (tmp_path / "in").mkdir()
    archive(tmp_path / "in" / "work.zip", files)
    assert reasons(tmp_path / "in") == {"work.zip": "the archive has more than 2 files"}
    monkeypatch.setattr(inbox, "MAX_ARCHIVE", 1 << 20)
    (tmp_path / "in" / "work.zip").write_bytes(bytes(2 << 20))
    assert reasons(tmp_path / "in") == {"work.zip": "the archive is larger than 1 MB"}
    monkeypatch.setattr(inbox, "MAX_FILES", 2)
    with pytest.raises(Problem, match="more than 2 files: is it the right folder"):
        reasons(tiny.put(tmp_path / "many", files))


def test_an_archive_in_a_students_archive_stays_closed(tmp_path):
    inner, outer = io.BytesIO(), io.BytesIO()
    archive(inner, {"deep.ipynb": b"{}"})
    archive(outer, {"inner.zip": inner.getvalue(), "mine.ipynb": b"{}"})
    expected = {"work.zip/inner.zip", "work.zip/mine.ipynb"}
    assert set(reasons(tiny.put(tmp_path / "in", {"work.zip": outer.getvalue()}))) == expected
    assert set(reasons(archive(tmp_path / "all.zip", {"work.zip": outer.getvalue()}))) == expected


def test_an_encrypted_entry_is_said_to_be_so(tmp_path):
    path = archive(tmp_path / "all.zip", {"ada.ipynb": b"{}"})
    data = bytearray(path.read_bytes())
    for start, flags in ((data.index(b"PK\x03\x04"), 6), (data.index(b"PK\x01\x02"), 8)):
        data[start + flags] |= 1
    path.write_bytes(data)
    assert reasons(path) == {"ada.ipynb": "it is encrypted"}


def test_a_damaged_entry_of_an_archive_is_rejected_alone(course, tmp_path):
    path = archive(tmp_path / "all.zip", {"ada.ipynb": tiny.right(course), "bob.ipynb": tiny.right(course)})
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    assert became(collect.collect(course, NAME, path)) == {
        "ada.ipynb": ("rejected", "ada"),
        "bob.ipynb": ("collected", "bob"),
    }


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


def test_two_people_of_one_name_are_told_apart(course, tmp_path):
    files = {f"Kim Park_{it}_assignsubmission_file_x.ipynb": tiny.right(course) for it in (1, 2)}
    outcomes = take(course, tmp_path / "in", files)
    assert {it.kind for it in outcomes} == {"unmatched"}
    assert "2 people of this name" in outcomes[0].reason
    canvas = {f"parkkim_{it}_7_x.ipynb": tiny.right(course) for it in (1, 2)}
    assert became(take(course, tmp_path / "canvas", canvas)) == {
        "parkkim_1_7_x.ipynb": ("collected", "parkkim_1"),
        "parkkim_2_7_x.ipynb": ("collected", "parkkim_2"),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column “id”"),
        ("name\nAnn\n", "no column “id”"),
        ("id,name\n,Ann\n", "line 2: the student has no id"),
        ("id\nann\nAnn\n", "two students of one id"),
        ("id\nann\nann\n", "two students of one id"),
        (b"id\n\xff\n", "not UTF-8"),
    ],
)
def test_rosters_that_cannot_be_used(course, tmp_path, text, words):
    file = tmp_path / "students.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Problem, match=words):
        take(course, tmp_path / "in", {"ann.ipynb": b""}, roster_file=file)


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


def test_times_as_people_write_them():
    assert filenames.parse_time("2026-03-05 13:23:11 UTC").isoformat() == "2026-03-05T13:23:11+00:00"
    assert filenames.parse_time("2026-03-05T13:23:11-05:00").isoformat() == "2026-03-05T18:23:11+00:00"
    assert filenames.parse_time("12") is filenames.parse_time("") is filenames.parse_time("no 2026 time") is None
