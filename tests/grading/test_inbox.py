"""Folders and archives that teachers bring: all that is there is listed and read, and none of it is trusted."""

import io
import os
import zipfile

import pytest

from grading.course.problem import Problem
from grading.intake import collect, inbox, matching
from helpers import tiny_class as tiny
from helpers.collecting import archive, became, reasons, take
from helpers.tiny_class import NAME


@pytest.fixture
def course(tmp_path):
    return tiny.course(tmp_path / "course")


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
