"""Cells that did not run to their end: later words on a name that is not there say which cell should have made it."""

import re

from grading.verdict import analysis

UNREAD = ("SyntaxError", "IndentationError", "TabError")
ENDLESS = (
    "Time is up: cell {} ran longer than allowed: is there a loop that does not end? Nothing after it in the cell was "
    "run, and nothing that the cell defines is there"
)
ABSENT = "is not there: its cell"
LACKING = re.compile(r"(?:(\w{1,80}) raised )?NameError: name '(\w{1,80})' is not defined")


class Broken:
    """The student's cells that have failed so far, each with the reason."""

    def __init__(self):
        self.cells = []

    def stopped(self, step, kind, words, where):
        """A cell has raised. Returns the words for it."""
        if kind in UNREAD and where.startswith("line "):  # and not what a cell reads by itself
            self.cells.append((step, f"could not be read: {words}, {where}"))
            return f"{kind}: this cell could not be read: {words}, {where}"
        told = self.explained(f"{kind}: {words}, {where}" if where else f"{kind}: {words}")
        self.cells.append((step, f"stopped: {told}"))
        return told

    def ended(self, step, why):
        """A cell has been ended, or has ended its process."""
        self.cells.append((step, why))

    def explained(self, words):
        """Words, in which a name that is not defined is that of a cell."""
        return LACKING.sub(self._which, words, count=1)

    def _which(self, found):
        asking, name = found.groups()
        for step, why in reversed(self.cells):
            if analysis.defines(step.code, name) or name in analysis.definitions(step.stub):
                needs = f"{asking} needs {name}, which" if asking and asking != name else name
                return f"{needs} {ABSENT}, “{step.name}”, {why}"
        return found[0]
