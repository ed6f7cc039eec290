"""A class of many, as Canvas and as Moodle export it: whoever is honest loses nothing to those who are not."""

import ast
import threading
from collections import Counter

import nbformat
import pytest

from grading import release
from grading.course.files import read_notebook
from grading.demo import crowd, demo, people
from grading.intake import collect
from grading.marks import export, feedback, grade
from helpers import sample

NAME = sample.EXERCISE


@pytest.fixture
def one_parser(monkeypatch):
    """Only the main thread may have Python parsed: two at a time, and CPython 3.11 can raise SystemError in either."""
    parse = ast.parse

    def parsed(*source, **options):
        assert threading.current_thread() is threading.main_thread(), "a thread has Python parsed"
        return parse(*source, **options)

    monkeypatch.setattr(ast, "parse", parsed)


def graded(folder, platform, everyone, settings):
    """The course of a class that has been graded, and what was made of each file."""
    folder.mkdir(parents=True)
    source = folder / f"{NAME}.ipynb"
    source.write_text(nbformat.writes(sample.source()))
    course = demo.prepare(folder / platform, source)
    course.log_to_file()
    release.release(course, NAME, verify=False)
    desk = people.Desk(read_notebook(course.release(NAME)), sample.source())
    crowd.write_roster(folder / "gradebook.csv", platform, everyone)
    crowd.write_export(folder / "export.zip", platform, everyone, desk, NAME)
    options = {"roster_file": folder / "gradebook.csv", "due": people.DUE}
    outcomes = collect.collect(course, NAME, folder / "export.zip", **options)
    assert grade.grade(course, NAME, jobs=2, settings=settings).failed == {}
    return course, Counter(it.kind for it in outcomes)


@pytest.mark.sampled(0)
@pytest.mark.sandboxed
@pytest.mark.parametrize("platform", crowd.PATHS)
def test_nobody_honest_loses_a_point_to_anybody_hostile(platform, tmp_path, settings, one_parser, capsys):
    everyone = crowd.members(28)
    honest = [it for it in everyone if not it.hostile]
    course, kinds = graded(tmp_path / "all", platform, everyone, settings)
    alone, theirs = graded(tmp_path / "honest", platform, honest, settings)
    assert theirs == {"collected": len(honest)} and kinds["unmatched"] == 0
    rows, calm = ({it["student"]: it for it in export.rows(which, [NAME])} for which in (course, alone))
    points, without = ({it.student: which[it.student]["score"] for it in honest} for which in (rows, calm))
    assert points == without
    by_story = {it.kind.story: points[it.student] for it in honest}
    assert by_story["solves everything"] == by_story["works where labels get lost"] == 9
    assert by_story["adds cells that warn and print"] == 9 and 1 < by_story["forgets the root"] < 9
    assert all((rows[it.student]["score"] or 0) <= 1 for it in everyone if it.hostile)  # none where no file was taken
    pages = feedback.feedback(course, NAME)
    assert {it.student for it in honest} <= set(pages.made)
    demo.stories(course, NAME, everyone)
    assert "3             9  solves everything" in capsys.readouterr().out


def test_a_class_of_120_has_30_who_are_hostile_and_every_kind():
    everyone = crowd.members(120)
    assert sum(it.hostile for it in everyone) == 30
    assert len({(it.first, it.last) for it in everyone}) == len({it.student for it in everyone}) == 120
    assert {it.kind for it in everyone} == {*crowd.HONEST, *crowd.HOSTILE}
    with pytest.raises(ValueError, match="at most"):
        crowd.members(10_000)
