"""A line of a student's own code, changed a little: what would happen? The answer comes from the checks themselves.

The code is read as text, by tokens; that it is changed so and graded once more happens in the sandbox.
"""

import re
from bisect import bisect
from dataclasses import dataclass

from grading.teachers.winnowing import code_tokens

OTHER = {"+": "-", "-": "+", "*": "/", "/": "*"}
DEFINITION = re.compile(r"^(?:def|class)[ \t]+(\w{1,80})", re.MULTILINE)
LONGEST = 120  # characters of a line, and lines of a definition
MOST = 500  # changes of a cell


@dataclass(frozen=True)
class Change:
    """Line ``number`` of the definition ``name``, as it is and as it might be.

    ``rank`` is low for a change that is worth a talk: a square or a root that is left out, before a sign.
    """

    name: str
    number: int
    line: str
    instead: str
    rank: int
    cut: tuple  # a stretch of the cell's code
    put: str  # what stands there instead

    def made(self, code):
        """The cell's code, so changed."""
        return code[: self.cut[0]] + self.put + code[self.cut[1] :]


def changes(code):
    """The Changes of a cell's code, those of its first lines first, MOST of them at most."""
    found, tokens = [], code_tokens(code)
    definitions = list(DEFINITION.finditer(code))
    starts = [it.start() for it in definitions]
    for at, token in enumerate(tokens):
        which = bisect(starts, token.start) - 1
        if which < 0 or (edited := next(edits(tokens, at), None)) is None:
            continue
        cut, put, rank = edited
        first, end = line_around(code, token.start)
        line, number = code[first:end], code.count("\n", starts[which], token.start) + 1
        if first <= starts[which] or len(line) > LONGEST or number > LONGEST or not line.startswith((" ", "\t")):
            continue
        if cut[1] <= end:
            instead = line[: cut[0] - first] + put + line[cut[1] - first :]
            found.append(Change(definitions[which][1], number, line.strip(), instead.strip(), rank, cut, put))
        if len(found) == MOST:
            break
    return found


def line_around(code, place):
    """Where the line of a place begins and ends."""
    end = code.find("\n", place)
    return code.rfind("\n", 0, place) + 1, len(code) if end < 0 else end


def edits(tokens, at):
    """The small changes that begin at a token: a stretch of the code, what stands there instead, and the rank."""
    kinds = [it.kind for it in tokens[at : at + 4]]
    if kinds[:3] == ["*", "*", "number"] and tokens[at + 1].start == tokens[at].end:
        yield (tokens[at].start, tokens[at + 2].end), "", 0
    elif kinds == ["name", ".", "sqrt", "("]:
        yield (tokens[at].start, tokens[at + 3].start), "", 0
    elif kinds and kinds[0] in OTHER and is_between(tokens, at):
        yield (tokens[at].start, tokens[at].end), OTHER[kinds[0]], 1 if kinds[0] in "+-" else 2


def is_between(tokens, at):
    """Whether an operator stands alone between two values: no sign, no power, no assignment."""
    if not 0 < at < len(tokens) - 1:
        return False
    before, after = tokens[at - 1], tokens[at + 1]
    values = (before.kind in ("name", "number", ")", "]"), after.kind in ("name", "number", "(", "-"))
    return all(values) and not (after.kind == "-" and tokens[at].kind in "+-")


def numbered(code, name):
    """The definition ``name`` in a cell's code, as lines with their numbers; empty where there is none."""
    starts = [it.start() for it in DEFINITION.finditer(code) if it[1] == name]
    if not starts:
        return ""
    lines = code[starts[-1] :].splitlines()
    body = [at for at, line in enumerate(lines[1:], 1) if line.strip() and not line.startswith((" ", "\t", ")", "]"))]
    kept = lines[: body[0]] if body else lines
    while kept and not kept[-1].strip():
        kept.pop()
    return "\n".join(f"{at:3}  {line[:LONGEST]}" for at, line in enumerate(kept[:LONGEST], 1))
