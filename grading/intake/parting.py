"""Cells that a student merged with cells of the release, parted again: the released text, and what is the student's."""

from dataclasses import replace

from grading.intake.alignment import is_open, key_of

SHORTEST = 30  # characters of a released text that is looked for within others


def parted(cells, release, longest):
    """The cells of a file, each released text that stands in one among other words as a cell of its own.

    Cells of more than ``longest`` characters are left as they are.
    """
    texts = {cell.source.strip(): key_of(cell) for cell in release.cells if not is_open(cell)}
    texts = {text: key for text, key in texts.items() if len(text) >= SHORTEST}
    order = sorted(texts, key=len, reverse=True)
    parts = []
    for cell in cells:
        whole = len(cell.text) > longest or cell.text.strip() in texts
        pieces = [cell.text] if whole else _pieces(cell.text, order)
        parts += [cell] if len(pieces) == 1 else _labelled(cell, pieces, texts)
    return parts


def _pieces(text, texts):
    """The text cut before and after each of the ``texts`` that stands in it in lines of its own."""
    for released in texts:
        start = f"\n{text}\n".find(f"\n{released}\n")
        if start >= 0:
            before, after = text[:start].strip("\n"), text[start + len(released) :].strip("\n")
            return [*(_pieces(before, texts) if before else []), released, *(_pieces(after, texts) if after else [])]
    return [text]


def _labelled(cell, pieces, texts):
    """The pieces as cells. Of them, one keeps label and id: the released text so called, else the student's longest."""
    named = [it for it in pieces if texts.get(it) is not None and texts[it] in (cell.label, cell.id)]
    own = sorted((it for it in pieces if it not in texts), key=len)
    keeps = (named or own[-1:] or pieces)[0]
    found = []
    for piece in pieces:
        found.append(replace(cell, text=piece) if piece is keeps else replace(cell, text=piece, label=None, id=None))
    return found
