"""What an exercise's questions are called: as in the notebook that students read, and not by the names of its cells."""

import ast

from grading.course.cells import SOLUTION, is_answer, is_check, is_graded, label, without
from grading.pages import notebook

MOST = 3  # names that tell an answer
OWN = "A further cell of a student's own"


def names(source):
    """What each check and each answer of an instructor's notebook is called, by its grade_id."""
    found, heading = {}, ""
    for cell, title in zip(source.cells, notebook.titles(source.cells), strict=True):
        if is_check(cell):
            found[label(cell)] = ": ".join(filter(None, [heading, notebook.check_title(cell).removeprefix("Check: ")]))
            continue
        heading = title
        if is_graded(cell):
            found[label(cell)] = f"{heading} ({'figure' if cell.cell_type == 'code' else 'in words'})".strip()
        elif is_answer(cell):
            found[label(cell)] = ": ".join(filter(None, [heading, ", ".join(to_make(cell)[:MOST])]))
    return found


def by_cell(source):
    """As ``names``, by the cells' ids."""
    called = names(source)
    return {cell.id: called[label(cell)] for cell in source.cells if label(cell) in called}


def to_make(cell):
    """The names that students are to define or to assign in a cell, in order."""
    found = {}
    for node in ast.parse(without(cell.source, SOLUTION)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = None
        elif isinstance(node, ast.Assign):
            found |= dict.fromkeys(it.id for target in node.targets for it in ast.walk(target) if hasattr(it, "id"))
    return list(found)
