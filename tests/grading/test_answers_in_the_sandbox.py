"""Exercise 6 solved and changed as students do it: every change keeps its 15 points by checks, and its figure."""

import nbformat
import pytest
from nbformat import v4
from test_answers_anywhere import ALL

from grading.course.cells import label
from grading.demo import people
from grading.intake.canonical import canonical
from grading.verdict import verdict
from helpers import rearranged
from helpers.in_process import points

NAME = "6_rmsprop"
ITS = ALL[NAME]
sandboxed = pytest.mark.sandboxed
EVERY_WAY = pytest.mark.parametrize("labels", [True, False], ids=["labels kept", "labels lost"])


def cell(notebook, key):
    return next(it for it in notebook.cells if label(it) == key)


def solved(**texts):
    """The solved notebook, its answers changed by functions of their text, named with ``_`` for ``-``."""
    notebook = ITS.desk.fill(ITS.desk.right)
    for key, change in texts.items():
        it = cell(notebook, key.replace("_", "-"))
        it.source = change(it.source)
    return notebook


def change(key, how):
    notebook = solved()
    at = next(at for at, it in enumerate(notebook.cells) if label(it) == key)
    how(notebook.cells, at, ITS.stubs[key])
    return notebook


def form_of(notebook, labels=True):
    raw = nbformat.writes(notebook).encode() if labels else people.without_labels(notebook)
    return canonical(raw, ITS.source, ITS.releases())


def lost(notebook, settings, labels=True, figures=False):
    """The checks that the notebook loses, and whether it has no figure."""
    found = verdict.grade(form_of(notebook, labels).notebook, ITS.source, 7, figures=figures, settings=settings)
    bare = ["no figure"] if figures and not found["figures"].get("figure") else []
    return [name for name, failure in found["checks"].items() if failure] + bare


def test_there_are_15_points_by_checks():
    assert sum(points(NAME).values()) == 15


HOW = ["answered_below_the_stub", "merged_into_the_cell_above", "split", "stub_copy_above", "empty_copy_above"]
HOW += ["merged_with_the_cell_below", "moved_to_the_end", "stub_copy_at_the_end", "answered_above_the_stub"]


@pytest.mark.sampled(20)
@sandboxed
@EVERY_WAY
@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("key", ["north", "south", "predictions", "turning-outlier"])
def test_no_point_is_lost(how, key, labels, settings):
    assert lost(change(key, getattr(rearranged, how)), settings, labels) == []


def first_try_above(cells, at, stub):
    cells.insert(
        at, rearranged.cell_like(cells[at], "def north(x, g, state, eta, beta, mu, eps):\n    return 0, (0, 0)")
    )


def failing_try_above(cells, at, stub):
    cells.insert(at, rearranged.cell_like(cells[at], f"{stub}\n\nnorth("))


def helper_above(cells, at, stub):
    cells.insert(at, rearranged.cell_like(cells[at], "def root(s, eps):\n    return np.sqrt(s + eps)"))
    cells[at + 1].source = cells[at + 1].source.replace("np.sqrt(s + eps)", "root(s, eps)")


def trial_below(cells, at, stub):
    call = "print(north(np.ones(2), np.ones(2), None, 1, 1, 1, 1))"
    cells.insert(at + 1, rearranged.cell_like(cells[at], call))


@sandboxed
@EVERY_WAY
@pytest.mark.parametrize("how", [first_try_above, failing_try_above, helper_above, trial_below])
def test_further_cells_of_an_answer_cost_nothing(how, labels, settings):
    assert lost(change("north", how), settings, labels) == []


FIGURES = ["answered_below_the_stub", "answered_below_an_emptied_cell", "answered_above_the_stub", "split", "copied"]
FIGURES += ["stub_copy_above", "empty_copy_above", "merged_into_the_cell_above", "answered_in_place_of_the_stub"]


@pytest.mark.sampled(5)
@sandboxed
@EVERY_WAY
@pytest.mark.parametrize("how", FIGURES)
def test_no_figure_is_lost(how, labels, settings):
    assert lost(change("figure", getattr(rearranged, how)), settings, labels, figures=True) == []


def drawn_apart(below):
    """The curves in the answer's cell, which shows nothing; the figure in another one."""
    notebook = solved(figure=lambda text: "plan = schedule(0.01, 1000)")
    at = notebook.cells.index(cell(notebook, "figure"))
    draws = "plt.plot(schedule(0.01, 1000))\nplt.title('my schedule')"
    notebook.cells.insert(at + below, v4.new_code_cell(draws))
    return notebook


@sandboxed
@pytest.mark.parametrize("below", [0, 1])
def test_a_figure_in_a_cell_next_to_one_that_draws_nothing_is_drawn(below, settings):
    assert lost(drawn_apart(below), settings, figures=True) == []


def test_a_scratch_figure_elsewhere_or_beside_a_drawn_one_is_not_taken():
    steps = verdict.plan(form_of(drawn_apart(1)).notebook, ITS.source)
    assert [step.kind for step in steps if step.figure] == ["figure", "extra"]
    scratch = solved()
    scratch.cells.insert(9, v4.new_code_cell("plt.plot([1, 2])"))
    assert [step.kind for step in verdict.plan(scratch, ITS.source) if step.figure] == ["figure"]


@sandboxed
@EVERY_WAY
def test_neighbours_in_one_cell_keep_their_points(labels, settings):
    notebook = solved()
    north, south = cell(notebook, "north"), cell(notebook, "south")
    north.source += f"\n\n{south.source}"
    notebook.cells.remove(south)
    assert form_of(notebook, labels).missing == []
    assert lost(notebook, settings, labels) == []
    notebook = solved()
    cell(notebook, "schedule").source += f"\n\n{cell(notebook, 'north').source}"
    cell(notebook, "north").source = ITS.stubs["north"]
    assert lost(notebook, settings, labels) == []


@sandboxed
@EVERY_WAY
def test_everything_at_once(labels, settings):
    notebook = solved(
        north=lambda text: f"import pandas as pd\n\n%matplotlib inline\n{text}\nnp.geomspace?",
        predictions=lambda text: text.replace("\na = 0.03 / 2", "\n%time a = 0.03 / 2"),
        schedule=lambda text: f"%%time\n{text}\nfiles = !ls\nt = %timeit -o -n1 -r1 schedule(0.1, 8)",
    )
    assert "%time a" in cell(notebook, "predictions").source
    for key, how in (("turning-outlier", "split"), ("logs", "answered_below_the_stub"), ("south", "stub_copy_above")):
        at = notebook.cells.index(cell(notebook, key))
        getattr(rearranged, how)(notebook.cells, at, ITS.stubs[key])
    at = notebook.cells.index(cell(notebook, "explain-outlier"))
    rearranged.below_the_stub_and_of_the_other_kind(notebook.cells, at, ITS.stubs["explain-outlier"])
    form = form_of(notebook, labels)
    assert form.missing == [] and ITS.right["explain-outlier"] in cell(form.notebook, "explain-outlier").source
    assert lost(notebook, settings, labels) == []
