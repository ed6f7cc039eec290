"""An exercise run in this process, for trusted answers: the quick way to grade a solution or a plausible mistake."""

from functools import cache, lru_cache
from typing import NamedTuple

import matplotlib
import matplotlib.pyplot as plt
import nbformat

from grading import ROOT
from grading.course import cells
from grading.verdict import analysis

SOURCE = ROOT / "exercises" / "source"
EXERCISES = sorted(path.stem for path in SOURCE.glob("*/*.ipynb"))


class Step(NamedTuple):
    """A code cell: its grade_id, whether it is given, answer or check, its source and what its stub defines."""

    name: str
    kind: str
    source: str
    defines: frozenset


def notebook(exercise):
    return nbformat.read(SOURCE / exercise / f"{exercise}.ipynb", as_version=4)


@cache
def steps(exercise):
    """The code cells in order; unlike a verdict, this runs given cells in any case, but for those that only show."""
    found, mentioned = [], set()
    for cell in reversed([it for it in notebook(exercise).cells if it.cell_type == "code"]):
        kind = "check" if cells.is_check(cell) else "answer" if cells.is_answer(cell) else "given"
        names = analysis.definitions(cells.without(cell.source, cells.SOLUTION))
        if kind != "given" or cell.id == "setup" or names.keys() & mentioned:
            found.append(Step(cells.label(cell) or cell.id, kind, cell.source, frozenset(names)))
            mentioned |= analysis.mentioned(cell.source)
    return found[::-1]


def run(exercise, answers=None, seed=0):
    """The outcome of every check: its grade_id with None, or with the words of its failure.

    ``answers`` maps a solution cell's grade_id to the code in its place. A cell that fails stops nothing.
    """
    outcome, _ = grade(exercise, answers, seed)
    return outcome


def grade(exercise, answers=None, seed=0):
    """The outcome of every check as from ``run``, and the names that the answers define."""
    matplotlib.use("Agg")
    theirs, seen, outcome, defined = {}, {}, {}, {}  # names: of the answers, of the checks
    for step in steps(exercise):
        code = compiled(exercise, step.name, (answers or {}).get(step.name, step.source))
        if step.kind == "given":
            _execute(code, seen)
        words = _execute(code, seen if step.kind == "check" else theirs)
        if step.kind == "check":
            outcome[step.name] = words
        elif step.kind == "answer":
            defined |= {name: theirs[name] for name in step.defines if name in theirs}
            seen |= defined
        for names in (theirs, seen):
            if "SEED" in names:
                names["SEED"] = seed
    plt.close("all")
    return outcome, defined


@lru_cache(maxsize=1000)
def compiled(exercise, name, source):
    return compile(source, f"<{exercise}: {name}>", "exec")


def _execute(code, names):
    """None, or the words of what a cell raises: as the sandbox words it where another cell's code has raised it."""
    try:
        exec(code, names)
        return None
    except Exception as error:
        trace, where = error.__traceback__, ""
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file.startswith("<") and file != code.co_filename:
                where = f" (cell {file[1:-1].partition(': ')[2]}, line {trace.tb_lineno})"
            trace = trace.tb_next
        return f"{type(error).__name__}: {error}{where}"


def points(exercise):
    """The points of every check by its grade_id; what a person marks is not among them."""
    return cells.points(notebook(exercise))
