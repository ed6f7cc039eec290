"""Which cell of a student's file is which cell of the release: by labels, else by text, place, or what it defines."""

from bisect import bisect
from dataclasses import dataclass, field
from itertools import pairwise

import nbformat

from grading.course.cells import about, is_answer, label
from grading.verdict import analysis


def is_open(cell):
    """Whether a released cell is the student's to change: an answer, or code that nobody locked."""
    return is_answer(cell) or (not about(cell) and cell.cell_type == "code")


def key_of(cell):
    """What tells a released cell from all others: its grade_id, else its id."""
    return label(cell) or cell.get("id")


@dataclass
class Alignment:
    """Which cell of the file is which cell of the release, by their places in both; first come, first served."""

    cells: tuple
    release: nbformat.NotebookNode
    found: dict[int, list[int]] = field(default_factory=dict)  # place in the release: places in the file
    used: set[int] = field(default_factory=set)  # places in the file that are no extra code
    notes: list[str] = field(default_factory=list)

    def match(self):
        """Fill ``found``, ``used`` and ``notes``."""
        self.by_label()
        self.by_text()
        if self.found:
            self.by_place()
        self.by_definition()

    def wanted(self):
        """The places of the answers that have not been found."""
        return [at for at, cell in enumerate(self.release.cells) if is_open(cell) and at not in self.found]

    def take(self, at, *places):
        """Note that the cell ``at`` a place of the release is these ``places`` of the file."""
        self.found[at] = list(places)
        self.used.update(places)

    def by_label(self):
        """A cell's label or, where that was lost, its id. A second cell of the same label is left out."""
        labels = {label(cell): at for at, cell in enumerate(self.release.cells) if label(cell)}
        ids = {cell.id: at for at, cell in enumerate(self.release.cells) if cell.get("id")}
        for place, cell in enumerate(self.cells):
            at = labels.get(cell.label, ids.get(cell.id))
            if at is None:
                continue
            mine = self.release.cells[at]
            if at not in self.found:
                self.take(at, place)
                if not is_open(mine) and cell.text.strip() != mine.source.strip():
                    self.notes.append(f"“{key_of(mine)}” was changed, though it is not an answer: the original counts")
            elif is_open(mine) or cell.text.strip() != mine.source.strip():
                self.used.add(place)
                self.notes.append(f"“{key_of(mine)}” is there more than once: the first counts")
            else:
                self.used.add(place)

    def by_text(self):
        """Cells that are as they were released, where labels and ids were lost. Copies of one are left out."""
        texts = [cell.source.strip() for cell in self.release.cells]
        for place, cell in enumerate(self.cells):
            text = cell.text.strip()
            if place in self.used or not text or text not in texts:
                continue
            same = [at for at, other in enumerate(texts) if other == text]
            free = [at for at in same if at not in self.found]
            if len(same) == 1 or not any(is_open(self.release.cells[at]) for at in same):
                if free:
                    self.take(free[0], place)
                self.used.add(place)
            # Bare stubs that read alike are told apart by their places.

    def by_place(self):
        """What lies between two cells that were found in the file answers what lies between them in the release."""
        places = [-1, *self.anchors(), len(self.release.cells)]
        for left, right in pairwise(places):
            start = max(self.found.get(left, [-1])) + 1
            stop = min(self.found.get(right, [len(self.cells)]))
            wanted = [at for at in self.wanted() if left < at < right]
            for kind in ("code", "markdown"):
                free = [it for it in range(start, stop) if it not in self.used and self.cells[it].kind == kind]
                free = [it for it in free if self.cells[it].text.strip()]
                self.pair([at for at in wanted if self.release.cells[at].cell_type == kind], free)

    def anchors(self):
        """Places in the release, found in the file in the same order: the longest such row."""
        rows = []  # the best row of each length, by where it ends in the file
        for at in sorted(self.found):
            end = max(self.found[at])
            length = bisect([it[0] for it in rows], end)
            row = (*(rows[length - 1][1] if length else ()), at)
            rows[length : length + 1] = [(end, row)]
        return rows[-1][1] if rows else ()

    def pair(self, wanted, free):
        """Answers and unknown cells of one kind and stretch: by what they define, then in order."""
        for at in wanted:
            named = [it for it in free if it not in self.used and self.defines(it, at)]
            if named:
                self.take_noted(at, named[0])
        wanted = [at for at in wanted if at not in self.found and not self.defined(at)]
        free = [it for it in free if it not in self.used]
        if len(wanted) == 1 and free and self.release.cells[wanted[0]].cell_type == "markdown":
            self.take_noted(wanted[0], *free)  # an answer written into several cells
        elif len(wanted) <= len(free):
            for at, place in zip(wanted, free, strict=False):
                self.take_noted(at, place)

    def by_definition(self):
        """Answers that can be told by what they define, wherever they are."""
        for at in self.wanted():
            named = [it for it in range(len(self.cells)) if it not in self.used and self.defines(it, at)]
            if named:
                self.take_noted(at, named[0])

    def take_noted(self, at, *places):
        """As ``take``, and tell the teacher how an answer without its label was found."""
        self.take(at, *places)
        if label(self.release.cells[at]):
            words = "by what it defines" if self.defined(at) else "by its place"
            self.notes.append(f"“{key_of(self.release.cells[at])}” had lost its label and was found {words}")

    def defined(self, at):
        """The names that the released stub ``at`` this place defines, with their nodes; none where it is no code."""
        cell = self.release.cells[at]
        try:
            return analysis.definitions(cell.source) if cell.cell_type == "code" else {}
        except SyntaxError:
            return {}

    def defines(self, place, at):
        """Whether the file's cell at ``place`` seems to define all that the stub ``at`` its place does."""
        names = self.defined(at)
        return bool(names) and all(analysis.defines(self.cells[place].text, name) for name in names)

    def answer(self, at):
        """The student's text for the released cell ``at`` this place."""
        return "\n\n".join(self.cells[it].text for it in self.found[at])

    def extras(self):
        """The further cells of code: pairs of the place in the release that they follow (or None) and text."""
        follows = {place: at for at, places in self.found.items() for place in places}
        before, extras = None, []
        for place, cell in enumerate(self.cells):
            if place in follows:
                before = follows[place]
            elif place not in self.used and cell.kind == "code" and cell.text.strip():
                extras.append((before, cell.text))
        return extras
