"""The book's own exercises: what is released, what it is worth unsolved, what a solution scores in the sandbox."""

import re
import shutil

import nbformat
import pytest

from grading import ROOT, release
from grading.course.course import CONFIG, Course
from grading.demo import people
from grading.intake import canonical
from grading.verdict import verdict
from helpers.in_process import EXERCISES, SOURCE, notebook, points

BOOK = SOURCE.parent
SEED = 2468


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The book's course, released anew elsewhere."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(SOURCE, root / "source")
    shutil.copy(BOOK / CONFIG, root)
    return Course(root)


def listed(pattern):
    """What the book's contents list in files like this, as the groups of ``pattern``."""
    return re.findall(rf"(?:file|root): {pattern}$", (ROOT / "_toc.yml").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_book_lists_every_exercise_that_there_is():
    assert sorted(listed(r"exercises/release/(\w+)/\1")) == EXERCISES


def test_there_is_one_exercise_for_each_chapter_but_the_first():
    chapters = set(map(int, listed(r"chapters/(\d+)_\w+"))) - {0}
    exercises = {int(name.partition("_")[0]) for name in EXERCISES}
    assert exercises == chapters, f"chapters without an exercise, or the reverse: {sorted(exercises ^ chapters)}"


@pytest.mark.sampled(4)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_release_is_that_of_the_source(exercise, course):
    release.release(course, exercise, verify=False)
    kept = BOOK / "release" / exercise / f"{exercise}.ipynb"
    assert kept.read_bytes() == course.release(exercise).read_bytes(), "run `make release`"


def released(exercise):
    return nbformat.read(BOOK / "release" / exercise / f"{exercise}.ipynb", as_version=4)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_service_that_loses_all_labels_loses_no_answer(exercise):
    releases, source = {"1": released(exercise)}, notebook(exercise)
    solved = people.Desk(released(exercise), source)
    whole = canonical.canonical(nbformat.writes(solved.fill(solved.right)).encode(), source, releases)
    plain = canonical.canonical(people.without_labels(solved.fill(solved.right)), source, releases)
    assert plain.missing == [] and plain.notebook == whole.notebook


@pytest.mark.sandboxed
@pytest.mark.parametrize("exercise", EXERCISES)
def test_unsolved_it_scores_nothing(exercise, settings):
    found = verdict.grade(released(exercise), notebook(exercise), SEED, figures=False, settings=settings)
    assert found["checks"].keys() == points(exercise).keys()
    assert [name for name, failure in found["checks"].items() if failure is None] == []


@pytest.mark.sampled(4)
@pytest.mark.sandboxed
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_solution_scores_everything(exercise, settings):
    found = verdict.grade(notebook(exercise), notebook(exercise), SEED, figures=True, settings=settings)
    assert {name: failure for name, failure in found["checks"].items() if failure} == {}
    assert found["errors"] == {}
    assert all(found["figures"].values()) and found["figures"]
