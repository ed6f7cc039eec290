"""Answers that stand elsewhere than their cells: by what they define, what is left, or what they stand beside."""

from dataclasses import replace

from grading.course.cells import is_answer
from grading.intake.alignment import MAX_CELL, is_open, is_text_answer, key_of


def find(alignment):
    """Look in the whole file for what an alignment by labels, texts and places has not found."""
    by_definition(alignment)
    if alignment.found:
        by_elimination(alignment)
    by_task(alignment)
    by_neighbour(alignment)
    by_company(alignment)
    note_second_thoughts(alignment)


def by_definition(alignment):
    """Answers that can be told by what they define, wherever they are."""
    for at in alignment.wanted():
        named = [it for it in alignment.own() if alignment.defines(it, at)]
        if named:
            alignment.take_noted(at, named[-1])


def by_elimination(alignment):
    """The only answer that is missing of its kind, and the only cell of the student's own that can be it."""
    for kind, fits in (("code", alignment.draws), ("markdown", lambda place: True)):
        wanted = [at for at in alignment.wanted() if is_answer(alignment.release.cells[at]) and not alignment.names[at]]
        wanted = [at for at in wanted if alignment.release.cells[at].cell_type == kind]
        free = [it for it in alignment.own() if alignment.cells[it].kind == kind and fits(it)]
        if len(wanted) == len(free) == 1:
            alignment.take_noted(wanted[0], free[0])


def by_task(alignment):
    """Words that were written between the lines of the task above their place."""
    wanted = [at for at in alignment.wanted() if is_text_answer(alignment.release.cells[at])]
    for at in [at for at in wanted if at - 1 in alignment.found]:
        lines = {line.strip() for line in alignment.release.cells[at - 1].source.splitlines()}
        task = alignment.cells[alignment.found[at - 1][0]]
        own = [line for line in task.text.splitlines() if line.strip() not in lines]
        if own and len(task.text) <= MAX_CELL and not is_open(alignment.release.cells[at - 1]):
            alignment.cells.append(replace(task, text="\n".join(own), label=None, id=None))
            alignment.take_noted(at, len(alignment.cells) - 1)


def by_neighbour(alignment):
    """Words of the student's own next to an answer in words belong to it."""
    for place in alignment.own():
        at = neighbour(alignment, place)
        if alignment.cells[place].kind == "markdown" and at is not None:
            its = sorted([*(it for it in alignment.found[at] if not alignment.is_bare(it, at)), place])
            if sum(len(alignment.cells[it].text) for it in its) <= MAX_CELL:
                alignment.take(at, *its)


def neighbour(alignment, place):
    """The answer in words that was found next above ``place``, or next below; None if there is none."""
    follows = {it: at for at, places in alignment.found.items() for it in places}
    above = max((it for it in follows if it < place), default=None)
    below = min((it for it in follows if it > place), default=None)
    near = [follows[it] for it in (above, below) if it is not None]
    return next((at for at in near if is_text_answer(alignment.release.cells[at])), None)


def by_company(alignment):
    """Answers that stand in one cell with another one."""
    for at in alignment.wanted():
        taken = [it for places in alignment.found.values() for it in places if alignment.defines(it, at)]
        taken = [it for it in taken if not alignment.is_bare(it, at)]
        if taken:
            alignment.beside[at] = max(taken)
            alignment.notes.append(f"“{key_of(alignment.release.cells[at])}” was found in the cell of another answer")


def note_second_thoughts(alignment):
    """Tell the teacher of answers that a further cell defines again."""
    for at in [at for at in alignment.found if alignment.names[at] and alignment.answered(at)]:
        if any(alignment.defines(it, at) for it in alignment.own(max(alignment.found[at]) + 1)):
            name = key_of(alignment.release.cells[at])
            alignment.notes.append(f"“{name}” is defined again in a further cell, which is run where it stands")
