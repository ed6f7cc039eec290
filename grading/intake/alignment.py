"""Which cell of a student's file is which cell of the release: by labels, else by text or place."""

import re
from bisect import bisect
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import nbformat

from grading.course.cells import about, is_answer, label
from grading.intake.submission import Cell
from grading.verdict import analysis

MAX_CELL = 100_000  # characters: no longer one is an answer
FENCE = re.compile(r"\A\s*```\w*[ \t]*\n(.*?)\n?```\s*\Z", re.DOTALL)  # around code in a cell of text


def is_open(cell):
    """Whether a released cell is the student's to change: an answer, or code that nobody locked."""
    return is_answer(cell) or (not about(cell) and cell.cell_type == "code")


def is_text_answer(cell):
    """Whether a released cell asks for words."""
    return is_answer(cell) and cell.cell_type == "markdown"


def key_of(cell):
    """What tells a released cell from all others: its grade_id, else its id."""
    return label(cell) or cell.get("id")


def _names(cell):
    try:
        return tuple(analysis.definitions(cell.source)) if is_open(cell) and cell.cell_type == "code" else ()
    except SyntaxError:
        return ()


@dataclass
class Alignment:
    """Which cells of the file are which cell of the release, by their places in both.

    An answer of code is one cell, an answer in words may be several. A stub that nobody filled in, or an empty cell, is
    taken only until something is found that answers.
    """

    cells: list[Cell]
    release: nbformat.NotebookNode
    found: dict[int, list[int]] = field(default_factory=dict)  # place in the release: places in the file
    beside: dict[int, int] = field(default_factory=dict)  # place in the release: place in the file that answers it, too
    used: set[int] = field(default_factory=set)  # places in the file that are no cells of the student's own
    notes: list[str] = field(default_factory=list)

    def match(self):
        """Fill ``found``, ``used`` and ``notes`` by labels, texts and places; what is left, ``elsewhere`` looks for."""
        self.by_label()
        self.by_text()
        if self.found:
            self.by_place()

    # --- What is known

    def is_bare(self, place, at):
        """Whether the file's cell says no more than the stub ``at`` its place in the release."""
        return self.cells[place].text.strip() in ("", self.release.cells[at].source.strip())

    def answered(self, at):
        """Whether something was found for the released cell ``at`` this place; of an answer, more than its stub."""
        places = self.found.get(at, [])
        return bool(places) and not (is_answer(self.release.cells[at]) and all(self.is_bare(it, at) for it in places))

    def wanted(self):
        """The places of the answers that have not been found."""
        return [at for at, cell in enumerate(self.release.cells) if is_open(cell) and not self.answered(at)]

    def own(self, start=0, stop=None):
        """The places of the student's own cells that may answer something."""
        texts = ((it, self.cells[it].text) for it in range(len(self.cells))[start:stop] if it not in self.used)
        return [it for it, text in texts if text.strip() and len(text) <= MAX_CELL and text.strip() not in self.stubs]

    @cached_property
    def stubs(self):
        """The texts of the released cells."""
        return {cell.source.strip() for cell in self.release.cells}

    @cached_property
    def names(self):
        """The names that each released stub defines; none where it is no code."""
        return [_names(cell) for cell in self.release.cells]

    def defines(self, place, at, some=all):
        """Whether the file's cell at ``place`` seems to define all (or any) that the stub ``at`` its place does."""
        names, text = self.names[at], self.cells[place].text
        return bool(names) and len(text) <= MAX_CELL and some(analysis.defines(text, name) for name in names)

    def last(self, at, places):
        """Of several cells, which answers the released code ``at`` this place: the last that defines or draws it."""
        fits = self.defines if self.names[at] else lambda place, _: self.draws(place)
        return ([it for it in places if fits(it, at)] or places)[-1]

    def draws(self, place):
        """Whether the file's cell at ``place`` seems to draw."""
        return analysis.draws(self.cells[place].text)

    def take(self, at, *places):
        """Note that the cell ``at`` a place of the release is these ``places`` of the file."""
        self.found[at] = list(places)
        self.used.update(places)

    def take_noted(self, at, *places):
        """As ``take``, and tell the teacher how an answer without its label was found."""
        words = "stands bare, and another cell was found" if at in self.found else "had lost its label and was found"
        self.take(at, *places)
        if label(self.release.cells[at]):
            how = "by what it defines" if self.names[at] else "by its place"
            self.notes.append(f"“{key_of(self.release.cells[at])}” {words} {how}")

    # --- Labels and texts

    def by_label(self):
        """A cell's label or, where that was lost, its id."""
        labels = {label(cell): at for at, cell in enumerate(self.release.cells) if label(cell)}
        ids = {cell.id: at for at, cell in enumerate(self.release.cells) if cell.get("id")}
        places = {}
        for place, cell in enumerate(self.cells):
            at = labels.get(cell.label, ids.get(cell.id))
            if at is not None:
                places.setdefault(at, []).append(place)
        for at, its in places.items():
            if is_open(self.release.cells[at]):
                self.choose(at, its)
            else:
                self.locked(at, its)

    def locked(self, at, places):
        """A released cell that is no answer: as it was released, if one of its copies is so."""
        mine = self.release.cells[at]
        same = [it for it in places if self.cells[it].text.strip() == mine.source.strip()]
        self.take(at, (same or places)[0])
        self.used.update(same)
        if not same:
            self.notes.append(f"“{key_of(mine)}” was changed, though it is not an answer: the original counts")

    def choose(self, at, places):
        """Of several cells of one label: all words; the last code that answers, the rest being the student's own."""
        answers = {self.cells[it].text.strip(): it for it in places if not self.is_bare(it, at)}
        self.used.update(it for it in places if it not in answers.values())  # stubs, and copies of what comes later
        its = sorted(answers.values())
        if len(its) < 2:
            self.take(at, *(its or places[:1]))
            return
        name = key_of(self.release.cells[at])
        if is_text_answer(self.release.cells[at]):
            self.take(at, *its)
            self.notes.append(f"“{name}” is there more than once: its texts are joined")
        else:
            self.take(at, self.last(at, its))
            words = "the last that answers it counts, the others are run where they stand"
            self.notes.append(f"“{name}” is there more than once: {words}")

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

    # --- Places

    def by_place(self):
        """What lies between two cells that were found in the file answers what lies between them in the release."""
        places = [-1, *self.anchors(), len(self.release.cells)]
        for left, right in pairwise(places):
            start = max(self.found.get(left, [-1])) + 1
            stop = min(self.found.get(right, [len(self.cells)]))
            self.pair([at for at in self.wanted() if left < at < right], self.own(start, stop))
            stubs = [it for it in range(start, stop) if it not in self.used and self.cells[it].text.strip()]
            for at in (at for at in self.wanted() if left < at < right and at not in self.found):
                alike = [it for it in stubs if it not in self.used and self.is_bare(it, at)]
                self.take(at, *alike[:1]) if alike else None

    def anchors(self):
        """Places in the release, found in the file in the same order: the longest such row."""
        rows = []  # the best row of each length, by where it ends in the file
        for at in sorted(self.found):
            if is_open(self.release.cells[at]) and not self.answered(at):
                continue
            end = max(self.found[at])
            length = bisect([it[0] for it in rows], end)
            row = (*(rows[length - 1][1] if length else ()), at)
            rows[length : length + 1] = [(end, row)]
        return rows[-1][1] if rows else ()

    def pair(self, wanted, free):
        """Answers and unknown cells of one stretch: by what they define, then by kind and order."""
        for some in (all, any):  # of an answer in several cells, the others are the student's own
            for at in [at for at in wanted if not self.answered(at)]:
                named = [it for it in free if it not in self.used and self.defines(it, at, some)]
                if named:
                    self.take_noted(at, named[-1])
        for kind in ("code", "markdown"):
            its = [at for at in wanted if self.release.cells[at].cell_type == kind and not self.names[at]]
            mine = [it for it in free if it not in self.used and self.cells[it].kind == kind]
            if kind == "code" and any(at in self.found for at in its):  # its stub is there: not all else is an answer
                mine = [it for it in mine if self.draws(it)]
            if len(its) == 1 and mine:
                self.take_noted(its[0], *(mine if kind == "markdown" else [self.last(its[0], mine)]))
            elif len(its) <= len(mine):
                for at, place in zip(its, mine, strict=False):
                    self.take_noted(at, place)
        self.pair_other_kinds([at for at in wanted if not self.answered(at) and not self.names[at]], free)

    def pair_other_kinds(self, wanted, free):
        """Words in cells of code, and code in cells of text."""
        for at in [at for at in wanted if is_text_answer(self.release.cells[at])][:1]:
            prose = [it for it in free if it not in self.used and analysis.is_prose(self.cells[it].text)]
            if prose:
                self.take_noted(at, *prose)
        wanted = [at for at in wanted if at not in self.found]
        free = [it for it in free if it not in self.used]
        if len(wanted) == len(free) == 1:
            self.take_noted(wanted[0], free[0])

    # --- What is made of it

    def answer(self, at):
        """The student's text for the released cell ``at`` this place."""
        if not self.found.get(at) or (at in self.beside and not self.answered(at)):
            return self.instead(at)
        cells = [self.cells[it] for it in self.found[at]]
        if self.release.cells[at].cell_type == "code":
            return "\n\n".join(FENCE.sub(r"\1", cell.text) if cell.kind != "code" else cell.text for cell in cells)
        return "\n\n".join(cell.text for cell in cells)

    def instead(self, at):
        """What stands in place of a stub whose answer is in another answer's cell, so that it does not undo it."""
        place = self.beside[at]
        other = next(it for it, places in self.found.items() if place in places)
        if other > at:  # checks in between need it earlier
            return self.cells[place].text
        return f"# What is asked for here stands in the cell of “{key_of(self.release.cells[other])}”."

    def pictures(self, at):
        """The pictures of the student's text for the released cell ``at`` this place, by name."""
        return {name: it for place in self.found.get(at, []) for name, it in self.cells[place].pictures.items()}

    def extras(self):
        """The student's further cells: pairs of the place in the release that they follow (or None) and the cell."""
        follows = {place: at for at, places in self.found.items() for place in places}
        before, extras = None, []
        for place, cell in enumerate(self.cells):
            if place in follows:
                before = follows[place]
            elif place not in self.used and cell.text.strip() not in {"", *self.stubs}:
                extras.append((before, cell))
        return extras
