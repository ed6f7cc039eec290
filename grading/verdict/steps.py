"""The steps of a verdict: which code cells are run where, in which order."""

from dataclasses import dataclass, replace

from grading.course.cells import SOLUTION, is_answer, is_check, is_graded, label, named, without


@dataclass(frozen=True)
class Step:
    """A code cell to run. ``kind``: given, answer, figure or extra in the sandbox; given and check out here."""

    kind: str
    name: str  # grade_id, or the cell's id
    cell: str  # id
    code: str
    stub: str = ""
    figure: str = ""  # the answer whose figure this cell may draw


def plan(notebook, source):
    """The steps of a submission: from the notebook its answers and extra cells, everything else from ``source``.

    An answer that the notebook lacks is the bare stub. Extra cells next to one that a person marks may draw for it.
    """
    known = named(source)
    answers, extras, before = {}, {}, None
    for cell in notebook.cells:
        if label(cell) in known:
            before = label(cell)
            answers.setdefault(before, cell)
        elif cell.cell_type == "code":
            extras.setdefault(before, []).append(cell)
    steps = [_extra(it) for it in extras.get(None, [])]
    for cell in source.cells:
        name = label(cell)
        if name is not None and cell.cell_type == "code":
            steps.append(_step(cell, name, answers.get(name)))
        steps += [_extra(it) for it in extras.get(name, []) if name is not None]
    return _drawing(_drawing(steps)[::-1])[::-1]


def _drawing(steps):
    """The steps; extra cells that follow one that draws draw for it."""
    found = []
    for step in steps:
        if step.kind == "extra" and found and not step.figure:
            step = replace(step, figure=found[-1].figure)
        found.append(step)
    return found


def _step(cell, name, answer):
    identity = (answer or cell).get("id", name)
    if is_answer(cell):
        stub = without(cell.source, SOLUTION)
        kind, figure = ("figure", name) if is_graded(cell) else ("answer", "")
        return Step(kind, name, identity, stub if answer is None else answer.source, stub, figure)
    return Step("check" if is_check(cell) else "given", name, identity, cell.source)


def _extra(cell):
    return Step("extra", cell.get("id", "extra"), cell.get("id", "extra"), cell.source)
