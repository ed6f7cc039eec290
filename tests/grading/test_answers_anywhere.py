"""Answers are found wherever a student put them: in every exercise, with labels and without."""

import copy
import inspect

import nbformat
import pytest

from grading import ROOT
from grading.course.cells import label, named
from grading.demo import people
from grading.intake.canonical import canonical
from helpers import rearranged
from helpers.in_process import EXERCISES, notebook

CHANGES = {
    name: change
    for name, change in inspect.getmembers(rearranged, inspect.isfunction)
    if [*inspect.signature(change).parameters] == ["cells", "at", "stub"]
}


class Exercise:
    """An exercise's release, source and right answers, read once."""

    def __init__(self, name):
        path = ROOT / "exercises" / "release" / name / f"{name}.ipynb"
        self.release, self.source = nbformat.read(path, as_version=4), notebook(name)
        self.desk = people.Desk(self.release, self.source)
        self.right = {key: text.strip() for key, text in self.desk.right.items()}
        self.stubs = {key: cell.source for key, cell in named(self.release).items()}

    def releases(self):
        return {self.release.metadata.grading.version: self.release}

    def changed(self, *changes, labels=True):
        """The canonical form of a solved notebook after ``changes``: pairs of an answer's key and a change."""
        solved = self.desk.fill(self.desk.right)
        for key, change in changes:
            at = next(at for at, cell in enumerate(solved.cells) if label(cell) == key)
            change(solved.cells, at, self.stubs[key])
        raw = nbformat.writes(solved).encode() if labels else people.without_labels(solved)
        return canonical(raw, self.source, self.releases())

    def lost(self, form):
        """The answers of which a line is not where it counts."""
        answers = named(form.notebook)
        texts = {key: answers[key].source for key in self.right}
        for key, text in texts.items():  # an answer that stands with another, and cells that are run before or after it
            if text.startswith("# What is asked for here stands in the cell of"):
                texts[key] = texts[text.split("“")[1].split("”")[0]]
        extras = "\n".join(cell.source for cell in form.notebook.cells if cell.id.startswith("extra"))
        found = []
        for key, text in self.right.items():
            lines = {line.strip() for line in f"{texts[key]}\n{extras}".splitlines()}
            if key in form.missing or not {line.strip() for line in text.splitlines()} <= {"", *lines}:
                found.append(key)
            elif self.desk.kinds[key] == "markdown" and text.splitlines()[-1] not in texts[key]:
                found.append(key)
        return found


ALL = {name: Exercise(name) for name in EXERCISES}
EVERY = pytest.mark.parametrize(
    ("exercise", "key"), [pytest.param(it, key, id=f"{it}: {key}") for it, its in ALL.items() for key in its.right]
)


@pytest.mark.sampled(500)
@EVERY
@pytest.mark.parametrize("labels", [True, False], ids=["labels kept", "labels lost"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_answer_is_lost(exercise, key, change, labels):
    its = ALL[exercise]
    form = its.changed((key, change), labels=labels)
    if not labels and its.lost(form) == [key] == form.missing:  # two answers in words, side by side and without a name
        assert any(its.right[key] in cell.source for cell in form.notebook.cells) and "moved" in change.__name__
    else:
        assert its.lost(form) == [], form.notes
    nbformat.validate(form.notebook)


@pytest.mark.sampled(60)
@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("labels", [True, False], ids=["labels kept", "labels lost"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_form_is_its_own_form(exercise, change, labels):
    """nbgrader's own autograde brings what was collected to its form again."""
    its = ALL[exercise]
    form = its.changed((next(iter(its.right)), change), (list(its.right)[-1], change), labels=labels)
    again = canonical(nbformat.writes(form.notebook).encode(), its.source, its.releases())
    assert again.notebook == form.notebook


def test_a_notebook_as_it_should_be_has_no_notes():
    for its in ALL.values():
        form = its.changed()
        assert (form.notes, form.missing, its.lost(form)) == ([], [], [])


def test_what_is_lost_would_be_seen():
    """So that the tests above can fail."""
    its = copy.copy(ALL["6_rmsprop"])
    its.right = its.right | {"north": "def north():\n    return 'another'", "explain-outlier": "Other words."}
    assert its.lost(its.changed()) == ["north", "explain-outlier"]
