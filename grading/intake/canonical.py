"""A submission rebuilt from the released notebook and the student's own words, and nothing else of the student's file.

Every locked cell, all metadata and all outputs come from the release. What is taken of the file is the text of the
answers, found by their labels, else by their cells' ids, else by their place or by what they define; and further cells
of code, which stay where they were. Nothing is executed or parsed.
"""

import copy
from bisect import bisect
from dataclasses import dataclass, field
from itertools import pairwise

import nbformat

from grading.intake.submission import Rejected, read
from grading.verdict import analysis

__all__ = ["Canonical", "Rejected", "canonical"]


@dataclass(frozen=True)
class Canonical:
    notebook: nbformat.NotebookNode
    missing: list[str]  # the answers that the file lacks, by grade_id
    notes: list[str]  # what a teacher may want to know, in words
    version: str | None  # of the release that the student worked on


def canonical(raw, source, releases, others=None):
    """The canonical form of a file's bytes ``raw``, for the exercise of the instructor's notebook ``source``.

    ``releases`` maps versions to released notebooks, oldest first; the last one is the present one. ``others`` maps the
    names of the other exercises to notebooks, so that a file handed in for the wrong one can be named. Raises Rejected,
    and no other exception, whatever the bytes are.
    """
    submission = read(raw)
    releases = releases or {None: _unsolved(source)}
    version, release, notes = _release(submission, releases)
    _reject_other_exercise(submission, source, release, others or {})
    matching = _Matching(submission.cells, release)
    matching.match()
    if not matching.found and not _shared(submission.cells, release):
        raise Rejected(f"nothing of “{_title(source)}” is in this notebook: is it the right file?")
    present = list(releases.values())[-1]
    notebook, missing = _rebuilt(present, matching)
    return Canonical(notebook, missing, notes + matching.notes, version)


def _unsolved(source):
    """A release made here: the source without its solutions and hidden tests."""
    notebook = copy.deepcopy(source)
    for cell in notebook.cells:
        cell.source = analysis.without(analysis.without(cell.source, "SOLUTION"), "HIDDEN TESTS")
    return notebook


def _release(submission, releases):
    """The version that the student worked on, its notebook, and notes: as the file says, else the most similar."""
    versions, notes = list(releases), []
    version = submission.version
    if version not in releases:
        if version is not None:
            notes.append(f"it says that its version is {version}, which was never released")
        version = max(reversed(versions), key=lambda it: _shared(submission.cells, releases[it]))
    if version != versions[-1]:
        notes.append(f"worked on version {version}, which is older than {versions[-1]}")
    return version, releases[version], notes


def _reject_other_exercise(submission, source, release, others):
    own = release.metadata.get("grading", {}).get("exercise")
    theirs = submission.exercise
    if theirs is None and others:
        shared = {name: _shared(submission.cells, it) for name, it in others.items()}
        most = max(shared, key=shared.get)
        theirs = most if shared[most] > _shared(submission.cells, release) else None
    elif own is None or theirs == own:
        return
    if theirs is not None and theirs != own:
        raise Rejected(
            f"this seems to be the exercise “{theirs}”, not “{own or _title(source)}”: hand in the right file"
        )


def _title(notebook):
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.lstrip("# ") for line in lines if line.startswith("#")), "this exercise")


def _shared(cells, notebook):
    """How many of a notebook's cells the file has word for word."""
    texts = {cell.text.strip() for cell in cells}
    return len({cell.source.strip() for cell in notebook.cells} & texts - {""})


def _label(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _is_open(cell):
    """Whether a released cell is the student's to change: an answer, or code that nobody locked."""
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("solution")) or (not about and cell.cell_type == "code")


def _key(cell):
    return _label(cell) or cell.get("id")


@dataclass
class _Matching:
    """Which cell of the file is which cell of the release, by their places in both; first come, first served."""

    cells: tuple
    release: nbformat.NotebookNode
    found: dict[int, list[int]] = field(default_factory=dict)  # place in the release: places in the file
    used: set[int] = field(default_factory=set)  # places in the file that are no extra code
    notes: list[str] = field(default_factory=list)

    def match(self):
        self.by_label()
        self.by_text()
        if self.found:
            self.by_place()
        self.by_definition()

    def wanted(self):
        """The places of the answers that have not been found."""
        return [at for at, cell in enumerate(self.release.cells) if _is_open(cell) and at not in self.found]

    def take(self, at, *places):
        self.found[at] = list(places)
        self.used.update(places)

    def by_label(self):
        """A cell's label or, where that was lost, its id. A second cell of the same label is left out."""
        labels = {_label(cell): at for at, cell in enumerate(self.release.cells) if _label(cell)}
        ids = {cell.id: at for at, cell in enumerate(self.release.cells) if cell.get("id")}
        for place, cell in enumerate(self.cells):
            at = labels.get(cell.label, ids.get(cell.id))
            if at is None:
                continue
            mine = self.release.cells[at]
            if at not in self.found:
                self.take(at, place)
                if not _is_open(mine) and cell.text.strip() != mine.source.strip():
                    self.notes.append(f"“{_key(mine)}” was changed, though it is not an answer: the original counts")
            elif _is_open(mine) or cell.text.strip() != mine.source.strip():
                self.used.add(place)
                self.notes.append(f"“{_key(mine)}” is there more than once: the first counts")
            else:
                self.used.add(place)

    def by_text(self):
        """Cells that are as they were released, where labels and ids were lost. Copies of one are left out."""
        texts = [cell.source.strip() for cell in self.release.cells]
        for place, cell in enumerate(self.cells):
            text = cell.text.strip()
            if place in self.used or not text or text not in texts:
                continue
            same = [at for at, it in enumerate(texts) if it == text]
            free = [at for at in same if at not in self.found]
            if len(same) == 1 or not any(_is_open(self.release.cells[at]) for at in same):
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
        self.take(at, *places)
        if _label(self.release.cells[at]):
            words = "by what it defines" if self.defined(at) else "by its place"
            self.notes.append(f"“{_key(self.release.cells[at])}” had lost its label and was found {words}")

    def defined(self, at):
        cell = self.release.cells[at]
        try:
            return analysis.definitions(cell.source) if cell.cell_type == "code" else {}
        except SyntaxError:
            return {}

    def defines(self, place, at):
        names = self.defined(at)
        return bool(names) and all(analysis.defines(self.cells[place].text, name) for name in names)

    def answer(self, at):
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


def _rebuilt(present, matching):
    """The present release with the answers and the extra cells in their places, and the names of missing answers."""
    old = matching.release.cells
    answers = {_key(old[at]): matching.answer(at) for at in matching.found if _is_open(old[at])}
    extras = {}
    for before, text in matching.extras():
        extras.setdefault(None if before is None else _key(old[before]), []).append(text)
    keys = {_key(cell) for cell in present.cells}
    for key in [key for key in answers if key not in keys]:
        matching.notes.append(f"“{key}” is no longer part of the exercise")
        del answers[key]
    notebook = copy.deepcopy(present)
    ids, missing, cells = _fresh_ids(present), [], []
    # What followed a cell that is no more comes first: definitions are then there for the rest.
    for key in [it for it in extras if it not in keys]:
        cells += [_extra(text, next(ids)) for text in extras[key]]
    for cell in notebook.cells:
        key = _key(cell)
        cells.append(cell)
        if _is_open(cell):
            if key in answers:
                cell.source = answers[key]
            elif _label(cell):
                missing.append(key)
        cells += [_extra(text, next(ids)) for text in extras.get(key, [])]
    notebook.cells = cells
    return notebook, missing


def _fresh_ids(notebook):
    taken = {cell.get("id") for cell in notebook.cells}
    number = 0
    while True:
        number += 1
        if f"extra-{number}" not in taken:
            yield f"extra-{number}"


def _extra(text, identity):
    return nbformat.v4.new_code_cell(text, id=identity)
