"""What is read of cells and of the marks in them, as nbgrader reads it."""

import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from nbgrader.utils import is_grade, is_solution

from grading.course import cells
from helpers import sample

TEXT = """one
  ### BEGIN SOLUTION
  two
  ### BEGIN HIDDEN TESTS
  ### END SOLUTION
three
# BEGIN HIDDEN TESTS
four"""


def test_regions_are_split_at_their_marks():
    assert cells.split_regions(TEXT) == [
        (None, ["one"], (), ()),
        ("SOLUTION", ["  two", "  ### BEGIN HIDDEN TESTS"], ("  ### BEGIN SOLUTION",), ("  ### END SOLUTION",)),
        (None, ["three"], (), ()),
        ("HIDDEN TESTS", ["four"], ("# BEGIN HIDDEN TESTS",), ()),  # to the end, where its END is missing
    ]


def test_a_region_is_replaced_where_it_stood():
    assert cells.without(TEXT, cells.SOLUTION) == "one\n  pass\nthree\n# BEGIN HIDDEN TESTS\nfour"
    assert cells.without(TEXT, cells.HIDDEN, instead=None).splitlines()[-1] == "three"
    assert cells.without("no mark\n\nat all", cells.SOLUTION) == "no mark\n\nat all"


def test_every_mark_is_found():
    begin, end = ("BEGIN", "SOLUTION"), ("END", "SOLUTION")
    assert cells.marks(TEXT) == [begin, ("BEGIN", "HIDDEN TESTS"), end, ("BEGIN", "HIDDEN TESTS")]
    assert cells.marks("### BEGIN SOLUTIO\nBEGINSOLUTION") == []


@pytest.mark.parametrize("name", sample.named(sample.source()))
def test_what_is_left_is_what_nbgrader_leaves(name):
    notebook = sample.source()
    for step in (ClearSolutions(code_stub={"python": "pass"}, text_stub="pass"), ClearHiddenTests()):
        notebook, _ = step.preprocess(notebook, {})
    text = sample.named(sample.source())[name].source
    mine = cells.without(cells.without(text, cells.SOLUTION), cells.HIDDEN, instead=None)
    assert mine.strip() == sample.named(notebook)[name].source.strip()


def test_cells_are_of_the_kinds_that_nbgrader_tells():
    source = sample.source()
    assert {name for name, cell in sample.named(source).items() if cells.is_check(cell)} == set(sample.CHECKS)
    assert {name for name, cell in sample.named(source).items() if cells.is_answer(cell)} == set(sample.ANSWERS)
    assert cells.points(source) == sample.CHECKS
    assert cells.points(source, cells.is_hand_marked) == {"figure": 2, "explain": 2}
    for cell in source.cells:
        assert (cells.is_graded(cell), cells.is_answer(cell)) == (is_grade(cell), is_solution(cell))
    assert cells.label(source.cells[0]) is None and cells.about(source.cells[0]) == {}
