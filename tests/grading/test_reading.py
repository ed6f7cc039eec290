"""Files are read in a process that can be lost: the same form, the same reasons, and one file stops no other."""

import pytest

from grading.intake import collect, reading
from grading.intake.canonical import Rejected, canonical
from helpers import sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME


def test_the_form_is_the_one_that_is_made_here(tmp_path):
    course = tiny.course(tmp_path / "course")
    arguments = (tiny.right(course, explain="No step, ε and “quotes”."), sample.source(), course.releases(NAME))
    assert reading.form_of(*arguments) == canonical(*arguments)


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 100_000, b"PK\3\4", b'{"cells": []}'])
def test_what_is_rejected_here_is_rejected_there_in_the_same_words(raw):
    with pytest.raises(Rejected) as here:
        canonical(raw, sample.source(), {})
    with pytest.raises(Rejected) as there:
        reading.form_of(raw, sample.source(), {})
    assert str(here.value) == str(there.value)


def endless(raw, *others):
    while b"BOOM" in raw:
        pass
    return reading.form_here(raw, *others)


def test_a_file_that_takes_too_much_is_rejected_in_words_and_the_rest_are_collected(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.5)
    monkeypatch.setattr(reading, "form_here", endless)
    course = tiny.course(tmp_path / "course")
    files = {f"{name}.ipynb": tiny.right(course, explain=name) for name in ("ada", "BOOM", "zoe")}
    outcomes = collect.collect(course, NAME, tiny.put(tmp_path / "in", files))
    assert {it.path: it.kind for it in outcomes} == {
        "BOOM.ipynb": "rejected",
        "ada.ipynb": "collected",
        "zoe.ipynb": "collected",
    }
    (reason,) = [it.reason for it in outcomes if it.kind == "rejected"]
    assert reason == f"to read it takes too much time: {reading.AGAIN}"
