"""The canonical form: whatever a student hands in is rebuilt from the release, or refused with a reason."""

import json
import re
import zipfile
from io import BytesIO

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import v4

from grading.intake.canonical import Rejected, canonical
from helpers import sample

RELEASES = {"1": sample.release()}


def rebuilt(notebook, releases=RELEASES, others=None):
    raw = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    return canonical(raw, sample.source(), releases, others)


def answers(form):
    return {name: cell.source for name, cell in sample.named(form.notebook).items() if name in sample.ANSWERS}


SOLVED = answers(rebuilt(sample.solved()))


def test_a_submission_is_the_release_with_its_answers():
    form = rebuilt(sample.solved())
    expected = sample.release()
    for name in sample.ANSWERS:
        sample.named(expected)[name].source = SOLVED[name]
    assert form.notebook == expected
    assert (form.missing, form.notes, form.version) == ([], [], "1")
    nbformat.validate(form.notebook)


def test_nothing_else_of_the_file_survives():
    notebook = sample.solved()
    notebook.metadata.update(kernelspec={"name": "evil"}, widgets={"state": "<script>"})
    for cell in notebook.cells:
        cell.metadata.update(tags=["evil"], nbgrader={**cell.metadata.get("nbgrader", {}), "points": 1000})
        cell.attachments = {"evil.png": {"image/png": "evil"}}
        if cell.cell_type == "code":
            cell.outputs = [v4.new_output("display_data", {"text/html": "<script>evil</script>"})]
            cell.execution_count = 666
    form = rebuilt(notebook)
    assert "evil" not in nbformat.writes(form.notebook)
    assert form.notebook == rebuilt(sample.solved()).notebook


def test_missing_answers_are_named():
    notebook = sample.solved()
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ("average", "explain")]
    form = rebuilt(notebook)
    assert form.missing == ["average", "explain"]
    assert sample.named(form.notebook)["average"] == sample.named(sample.release())["average"]


def test_further_cells_of_code_stay_where_they_were():
    notebook = sample.solved()
    at = [cell.id for cell in notebook.cells].index("average")
    notebook.cells.insert(at, v4.new_code_cell("def helper():\n    return 1", metadata={"tags": ["evil"]}, id="step2"))
    notebook.cells.insert(0, v4.new_code_cell("first = 1", id="x"))
    notebook.cells.append(v4.new_code_cell("last = 1", id="y"))
    notebook.cells.append(v4.new_markdown_cell("Thank you.", id="z"))
    cells = rebuilt(notebook).notebook.cells
    new = [cell for cell in cells if cell.id.startswith("extra")]
    assert [cell.source.split()[0] for cell in new] == ["first", "def", "last"]
    assert [cells.index(cell) for cell in new] == [0, at + 1, len(cells) - 1]
    assert sample.named(rebuilt(notebook).notebook)["explain"].source.endswith("\n\nThank you.")
    assert all(cell.metadata == {} for cell in new)
    assert len(cells) == len(sample.release().cells) + 3


def test_a_further_cell_gets_an_id_that_is_free():
    release = sample.release()
    release.cells[0].id = "extra-1"
    notebook = sample.solved()
    notebook.cells.append(v4.new_code_cell("last = 1", id="last"))
    ids = [cell.id for cell in rebuilt(notebook, {"1": release}).notebook.cells]
    assert len(set(ids)) == len(ids)


def test_of_two_answers_the_last_that_defines_it_counts():
    notebook = sample.solved()
    for text in ("def step():\n    return 'the last'", "again = 1"):
        notebook.cells.append(nbformat.from_dict({**sample.named(notebook)["step"], "source": text, "id": text[:3]}))
    form = rebuilt(notebook)
    assert answers(form) == SOLVED | {"step": "def step():\n    return 'the last'"}
    extras = [cell.source for cell in form.notebook.cells if cell.id.startswith("extra")]
    assert extras == [SOLVED["step"], "again = 1"]
    words = "the last that answers it counts, the others are run where they stand"
    assert form.notes == [f"“step” is there more than once: {words}"]


def test_a_changed_check_is_noted():
    notebook = sample.solved()
    sample.named(notebook)["check-step"].source = "pass"
    assert rebuilt(notebook).notes == ["“check-step” was changed, though it is not an answer: the original counts"]


# --- Labels lost


def test_labels_lost_but_ids_kept():
    notebook = sample.solved()
    for cell in notebook.cells:
        cell.metadata.clear()
    assert answers(rebuilt(notebook)) == SOLVED


def test_labels_and_ids_lost():
    form = rebuilt(sample.without_labels(sample.solved()))
    assert answers(form) == SOLVED
    assert not form.missing
    assert "“explain” had lost its label and was found by its place" in form.notes


def test_labels_lost_and_half_answered():
    notebook = sample.without_labels(sample.submission(step=SOLVED["step"], explain=SOLVED["explain"]))
    form = rebuilt(notebook)
    assert answers(form) == answers(rebuilt(sample.submission(step=SOLVED["step"], explain=SOLVED["explain"])))
    assert not form.missing


def test_labels_lost_and_cells_added_and_moved():
    notebook = sample.without_labels(sample.solved())
    step = next(cell for cell in notebook.cells if cell.source == SOLVED["step"])
    notebook.cells.remove(step)
    notebook.cells.insert(2, v4.new_code_cell("import math"))
    notebook.cells.insert(0, v4.new_markdown_cell("My homework"))
    notebook.cells.append(step)
    for cell in notebook.cells:
        cell.pop("id", None)
    form = rebuilt(notebook)
    assert answers(form) == SOLVED
    extras = [cell.source for cell in form.notebook.cells if cell.id.startswith("extra")]
    assert extras == ["My homework", "import math"]


def test_labels_lost_and_an_answer_in_two_cells_of_text():
    notebook = sample.without_labels(sample.solved(explain="First."))
    notebook.cells.append({"cell_type": "markdown", "metadata": {}, "source": "Second."})
    assert answers(rebuilt(notebook))["explain"] == "First.\n\nSecond."


def test_a_copied_text_cannot_take_an_answers_place():
    """A student who repeats a locked cell's text loses nothing."""
    notebook = sample.without_labels(sample.solved())
    notebook.cells.insert(0, {"cell_type": "markdown", "metadata": {}, "source": "## Explain"})
    assert answers(rebuilt(notebook)) == SOLVED


# --- Versions, and other exercises


def test_an_older_release_is_matched_and_noted():
    newer = sample.release("2")
    newer.cells[2].source = "## Implement the step, corrected"
    form = rebuilt(sample.solved(), {"1": sample.release(), "2": newer})
    assert form.version == "1"
    assert form.notes == ["worked on version 1, which is older than 2"]
    assert form.notebook.cells[2].source == "## Implement the step, corrected"
    assert answers(form) == SOLVED


def test_an_older_release_without_labels_is_told_by_its_text():
    newer = sample.release("2")
    newer.cells[2].source = "## Implement the step, corrected"
    notebook = sample.without_labels(sample.solved())
    assert rebuilt(notebook, {"1": sample.release(), "2": newer}).version == "1"
    notebook.cells[2].source = newer.cells[2].source
    assert rebuilt(notebook, {"1": sample.release(), "2": newer}).version == "2"


def test_an_answer_that_was_dropped_and_one_that_is_new():
    newer = sample.release("2")
    newer.cells = [cell for cell in newer.cells if cell.id not in ("predict", "check-predict", "about-predict")]
    older = sample.release()
    older.cells = [cell for cell in older.cells if cell.id != "average"]
    notebook = sample.solved()
    notebook.cells = [cell for cell in notebook.cells if cell.id != "average"]
    form = rebuilt(notebook, {"1": older, "2": newer})
    assert form.missing == ["average"]
    assert form.notes == ["worked on version 1, which is older than 2", "“predict” is no longer part of the exercise"]


def test_a_version_that_never_was():
    notebook = sample.solved()
    notebook.metadata["grading"]["version"] = "nonsense\x1b[2J"
    form = rebuilt(notebook)
    assert form.version == "1"
    assert form.notes == ["it says that its version is nonsense\ufffd[2J, which was never released"]
    notebook.metadata["grading"]["version"] = "long" * 10**6
    assert len(rebuilt(notebook).notes[0]) < 300


def test_another_exercise_is_named():
    with pytest.raises(Rejected, match="seems to be the exercise “3_rprop”, not “9_sample”"):
        rebuilt(sample.other_exercise())
    with pytest.raises(Rejected, match="seems to be the exercise “3_rprop”, not “9_sample”"):
        rebuilt(sample.without_labels(sample.other_exercise()), others={"3_rprop": sample.other_exercise()})


def test_a_notebook_of_another_kind_is_refused():
    with pytest.raises(Rejected, match="nothing of “A sample exercise” is in this notebook"):
        rebuilt(v4.new_notebook(cells=[v4.new_code_cell("print('Hello')"), v4.new_markdown_cell("# My diary")]))


# --- What is no notebook


def archive():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as content:
        content.writestr("a.ipynb", json.dumps(sample.solved()))
    return file.getvalue()


RAW = json.dumps(sample.solved()).encode()
NOT_NOTEBOOKS = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \n\0", "is empty"),
    "truncated": (RAW[: len(RAW) // 2], "cut off"),
    "20 MB": (b" " * (20 << 20), "larger than 10 MB: clear all outputs"),
    "binary": (bytes(range(256)) * 100, "not a notebook|not text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
    "an archive": (archive(), "ZIP archive"),
    "a PDF": (b"%PDF-1.7", "a PDF"),
    "a web page": (b"\n<!DOCTYPE html><html>", "a web page"),
    "Python": (b"import numpy as np\n", "not a notebook"),
    "a list": (b"[]", "not a notebook"),
    "a word": (b'"notebook"', "not a notebook"),
    "a number": (b"1" * 10_000, "not a notebook"),
    "brackets": (b"[" * 1_000_000, "damaged|not a notebook"),
    "objects in objects": (b'{"cells":' * 100_000, "damaged"),
    "no cells": (b"{}", "cells are missing"),
    "an empty list of cells": (b'{"cells": [], "nbformat": 4}', "no cells"),
    "empty cells": (b'{"cells": [{"cell_type": "code", "source": " "}]}', "no text"),
    "cells in a dict": (b'{"cells": {"0": {}}, "nbformat": 4}', "cells are missing or damaged"),
    "cells that are lists": (b'{"cells": [[]], "nbformat": 4}', "cell 1 is damaged"),
    "cells of no type": (b'{"cells": [{"source": "x"}], "nbformat": 4}', "cell 1 does not say"),
    "a text that is a number": (b'{"cells": [{"cell_type": "code", "source": 1}]}', "text of cell 1"),
    "a text of numbers": (b'{"cells": [{"cell_type": "code", "source": [1]}]}', "text of cell 1"),
    "format 5": (b'{"cells": [{}], "nbformat": 5}', "format is 5, not 4"),
    "format 1": (b'{"cells": [{}], "nbformat": 1}', "format is 1, not 4"),
    "a format in words": (b'{"cells": [{}], "nbformat": "four"}', "format is 'four', not 4"),
    "a format that is NaN": (b'{"cells": [{}], "nbformat": NaN}', "format is None, not 4"),
    "a huge format": (b'{"cells": [{}], "nbformat": ' + b"4" * 10_000 + b"}", "format is None, not 4"),
    "worksheets that are none": (b'{"worksheets": 3, "nbformat": 3}', "worksheets are missing or damaged"),
    "many cells": (json.dumps({"cells": [{"cell_type": "raw", "source": "x"}] * 400}).encode(), "400 cells"),
    "a long answer": (json.dumps(sample.solved(step="x" * 200_000)).encode(), "“step” has 200,000 characters"),
    "long words": (json.dumps(sample.solved(explain="x" * 200_000)).encode(), "“explain” has 200,000 characters"),
    "damaged text": (b'{"cells": "\xff\xfe\xfd"}', "not text|damaged"),
}


@pytest.mark.parametrize("name", NOT_NOTEBOOKS)
def test_what_is_no_notebook_is_refused_in_words(name):
    raw, reason = NOT_NOTEBOOKS[name]
    with pytest.raises(Rejected, match=reason):
        rebuilt(raw)


# --- What is one all the same


def format_3():
    cells = []
    for cell in sample.solved().cells:
        text = {"input": cell.source, "language": "python"} if cell.cell_type == "code" else {"source": cell.source}
        cells.append({"cell_type": cell.cell_type, "metadata": cell.metadata, **text})
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


ODD = {
    "a byte order mark": b"\xef\xbb\xbf" + RAW,
    "UTF-16": json.dumps(sample.solved(), ensure_ascii=False).encode("utf-16"),
    "UTF-16 without a mark": json.dumps(sample.solved()).encode("utf-16-le"),
    "format 3": json.dumps(format_3()).encode(),
    "lines in lists": json.dumps(
        {"cells": [{**it, "source": it["source"].splitlines(keepends=True)} for it in sample.solved().cells]}
    ).encode(),
    "line ends of Windows": json.dumps(
        {"cells": [{**it, "source": it["source"].replace("\n", "\r\n")} for it in sample.solved().cells]}
    ).encode(),
    "NaN and huge numbers in outputs": RAW.replace(
        b'"outputs": []', b'"outputs": [NaN, -Infinity, ' + b"9" * 5000 + b"]"
    ),
    "metadata that are lists": RAW.replace(b'"metadata": {}', b'"metadata": []'),
    "double ids": RAW.replace(b'"id": "title"', b'"id": "about-step"'),
    "ids that are none": RAW.replace(b'"id": "', b'"id": 3, "ignored": "'),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_notebooks_are_read(name):
    form = rebuilt(ODD[name])
    assert answers(form) == SOLVED
    assert not form.missing


def test_what_no_file_can_hold_is_replaced():
    form = rebuilt(sample.solved(explain="a lone \ud800, a \0, an \x1b[31m escape\r\nand a line"))
    assert answers(form)["explain"] == "a lone \ufffd, a \ufffd, an \ufffd[31m escape\nand a line"
    assert nbformat.writes(form.notebook).encode()


# --- Anything at all

words = st.sampled_from(
    ["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "id", "nbformat", "worksheets"]
)
values = st.sampled_from(["code", "markdown", "step", "check-step", "9_sample", "1", 4, 3]) | st.text(max_size=5)
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=3), inner, max_size=4),
    max_leaves=15,
)


@given(trees)
@settings(max_examples=300, deadline=None)
def test_any_json_is_rebuilt_or_refused(tree):
    rebuilt_or_refused(json.dumps(tree).encode())


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_rebuilt_or_refused(raw):
    rebuilt_or_refused(raw)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_notebook_is_rebuilt_or_refused(data):
    """One value somewhere in a good notebook is replaced by another."""
    notebook = json.loads(RAW)
    place = notebook
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        inner = place[key]
        if not (isinstance(inner, dict | list) and inner) or data.draw(st.integers(0, 4)) == 0:
            place[key] = data.draw(trees)
            break
        place = inner
    rebuilt_or_refused(json.dumps(notebook).encode())


def rebuilt_or_refused(raw):
    try:
        form = rebuilt(raw)
    except Rejected as reason:
        assert re.fullmatch(r"[^\x00-\x1f]{10,500}", str(reason))
        return
    nbformat.validate(form.notebook)
    locked = {name: cell for name, cell in sample.named(sample.release()).items() if name not in sample.ANSWERS}
    assert {name: cell for name, cell in sample.named(form.notebook).items() if name in locked} == locked


def test_a_parser_that_crashes_is_never_asked():
    """Python's own parser ends the process at some texts: a student's text is searched, not parsed."""
    bomb = "first_step = 1\n" + "(" * 90_000
    assert answers(rebuilt(sample.without_labels(sample.solved(predict=bomb))))["predict"] == bomb
