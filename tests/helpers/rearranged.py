"""What students do to a notebook's cells, without meaning to lose an answer: each changes a solved one in place.

A change takes the notebook, the place of an answer in it, and the answer's stub.
"""

import copy

from nbformat import from_dict, v4


def cell_like(cell, text):
    """As Jupyter's copy or split makes it: the label stays, the id is new."""
    other = from_dict(copy.deepcopy(cell))
    other.source, other.id = text, v4.new_code_cell().id
    return other


def own(kind, text):
    """A new cell of the student's own."""
    return v4.new_code_cell(text) if kind == "code" else v4.new_markdown_cell(text)


def empty_copy_above(cells, at, stub):
    cells.insert(at, cell_like(cells[at], ""))


def stub_copy_above(cells, at, stub):
    cells.insert(at, cell_like(cells[at], stub))


def empty_copy_below(cells, at, stub):
    cells.insert(at + 1, cell_like(cells[at], "\n "))


def stub_copy_at_the_end(cells, at, stub):
    cells.append(cell_like(cells[at], stub))


def copied(cells, at, stub):
    cells.insert(at, cell_like(cells[at], cells[at].source))


def answered_below_the_stub(cells, at, stub):
    cells.insert(at + 1, own(cells[at].cell_type, cells[at].source))
    cells[at].source = stub


def answered_below_an_emptied_cell(cells, at, stub):
    answered_below_the_stub(cells, at, "")


def answered_above_the_stub(cells, at, stub):
    cells.insert(at, own(cells[at].cell_type, cells[at].source))
    cells[at + 1].source = stub


def answered_in_place_of_the_stub(cells, at, stub):
    cells[at] = own(cells[at].cell_type, cells[at].source)


def of_the_other_kind(cells, at, stub):
    kind, cell = "markdown" if cells[at].cell_type == "code" else "code", cells[at]
    cells[at] = own(kind, cell.source)
    cells[at].metadata, cells[at].id = cell.metadata, cell.id


def below_the_stub_and_of_the_other_kind(cells, at, stub):
    """As the plus button makes it, where words are asked for."""
    answered_below_the_stub(cells, at, stub)
    cells[at + 1] = own("markdown" if cells[at].cell_type == "code" else "code", cells[at + 1].source)


def merged_into_the_cell_above(cells, at, stub):
    """Shift+M, with the upper cell's label and kind."""
    cells[at - 1].source += f"\n\n{cells.pop(at).source}"


def merged_with_the_cell_above(cells, at, stub):
    """Shift+M, with the answer's own label and kind."""
    above = cells.pop(at - 1)
    cells[at - 1].source = f"{above.source}\n\n{cells[at - 1].source}"


def merged_with_the_cell_below(cells, at, stub):
    if at + 1 < len(cells):
        cells[at].source += f"\n\n{cells.pop(at + 1).source}"


def moved_to_the_end(cells, at, stub):
    cells.append(cells.pop(at))


def moved_to_the_top(cells, at, stub):
    cells.insert(0, cells.pop(at))


def split(cells, at, stub):
    """In two, at an empty line or else anywhere between two lines that are not indented."""
    lines = cells[at].source.splitlines()
    flat = [i for i in range(1, len(lines)) if lines[i][:1].strip(" )]}")]
    cut = next((i for i, line in enumerate(lines) if i and not line.strip() and lines[i + 1][:1].strip()), None)
    cut = cut or (flat[-1] if flat else len(lines))
    first, second = "\n".join(lines[:cut]).strip("\n"), "\n".join(lines[cut:]).strip("\n")
    cells[at : at + 1] = [cell_like(cells[at], it) for it in (first, second)]
