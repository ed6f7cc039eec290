"""What nbgrader keeps in a notebook's cells, and the marks of an instructor's regions: known here and nowhere else.

A verdict depends on this module, whose process holds no nbgrader.
"""

import re
from typing import NamedTuple

SOLUTION, HIDDEN = "SOLUTION", "HIDDEN TESTS"
REGIONS = (SOLUTION, HIDDEN, "MARK SCHEME")
MARK = re.compile(rf"(BEGIN|END) ({'|'.join(REGIONS)})")
FLAGS = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}


class Piece(NamedTuple):
    """Lines of a cell that lie in one region, or outside of any, and the lines that mark it."""

    region: str | None
    lines: list[str]
    begin: tuple[str, ...] = ()
    end: tuple[str, ...] = ()  # none where the text ends before the region does


def about(cell):
    """All that nbgrader keeps of a cell, as a dict; empty for a cell that is none of its own."""
    return cell.metadata.get("nbgrader", {})


def labelled(cell, name, **flags):
    """The cell itself, made one of nbgrader's: its grade_id is ``name``, ``flags`` are those that are not the usual."""
    cell.metadata["nbgrader"] = {**FLAGS, "grade_id": name, "cell_type": cell.cell_type, **flags}
    return cell


def label(cell):
    """A cell's grade_id, None for a cell without one."""
    return about(cell).get("grade_id")


def is_answer(cell):
    """Whether students are to change it."""
    return bool(about(cell).get("solution"))


def is_graded(cell):
    """Whether there are points on it: a check, or an answer that a person marks."""
    return bool(about(cell).get("grade"))


def is_check(cell):
    """Whether its points come from running it."""
    return cell.cell_type == "code" and is_graded(cell) and not is_answer(cell)


def is_hand_marked(cell):
    """Whether its points come from a person."""
    return is_graded(cell) and is_answer(cell)


def points(notebook, kind=is_check):
    """The points of every cell of a ``kind``, is_check or is_hand_marked, by grade_id."""
    return {label(cell): about(cell)["points"] for cell in notebook.cells if kind(cell)}


def named(notebook):
    """The cells of a notebook that have a grade_id, by it."""
    return {label(cell): cell for cell in notebook.cells if label(cell) is not None}


def marks(text):
    """Every mark of a region in ``text``, as pairs such as ("BEGIN", "SOLUTION")."""
    return MARK.findall(text)


def split_regions(text):
    """The Pieces of an instructor's ``text``, in order.

    A region goes on to its own END, past other regions' marks; to the last line where there is no such END.
    """
    pieces = [Piece(None, [])]
    for line in text.splitlines():
        inside, mark = pieces[-1].region, MARK.search(line)
        if inside is None and mark and mark[1] == "BEGIN":
            pieces.append(Piece(mark[2], [], begin=(line,)))
        elif inside is not None and mark and mark.groups() == ("END", inside):
            pieces[-1] = pieces[-1]._replace(end=(line,))
            pieces.append(Piece(None, []))
        else:
            pieces[-1].lines.append(line)
    return [piece for piece in pieces if piece.region is not None or piece.lines]


def without(text, region, instead="pass"):
    """``text`` with the line ``instead``, if any, in place of every such region; other regions and their marks stay."""
    lines = []
    for piece in split_regions(text):
        if piece.region != region:
            lines += [*piece.begin, *piece.lines, *piece.end]
        elif instead:
            lines.append(re.match(r"\s*", piece.begin[0])[0] + instead)
    return "\n".join(lines)
