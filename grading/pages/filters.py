"""The filters that make HTML of cells, in place of nbconvert's, for students' pages and where people mark."""

import re
from html import escape

from jinja2 import pass_context
from nbconvert.filters import Highlight2HTML

from grading import bounded
from grading.intake.alignment import is_open
from grading.intake.canonical import EXTRA
from grading.pages import frame, harmless, rubric

SECONDS = 2  # of processor time for one text
# Characters that turn the order of others around, or do not show: in code they hide what it does.
UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


@pass_context
def in_context(context, text):
    """The words of nbgrader's own templates: a cell's, or what else there is."""
    found = context.get("cell")
    return comment(text) if found is None else rubric_of(found.metadata) + cell(found)


def cell(cell):
    """A cell's Markdown: the student's in a frame, the teacher's with its links."""
    attachments = cell.get("attachments", {})
    if is_students(cell):
        return frame.framed(cleaned(cell.source, attachments), cell.source)
    return harmless.html(cell.source, attachments, links=True)


def comment(text):
    """What a person who marks has written."""
    return harmless.html(text, links=True)


def is_students(cell):
    """Whether a student may have written what stands in this cell of a notebook in canonical form."""
    return is_open(cell) or is_own(cell)


def is_own(cell):
    """Whether it is a cell that the exercise has not."""
    return cell.get("id", "").startswith(EXTRA)


def cleaned(text, attachments):
    """A student's text as harmless HTML; as it was written where that takes too much, or cannot be."""
    if bounded.within():
        return harmless.html(text, attachments)
    try:
        return bounded.call(harmless.html, text, attachments, seconds=SECONDS)
    except (bounded.Lost, bounded.Fault):
        return f"<pre>{escape(text)}</pre>"


def code(text, metadata=None):
    """Code, coloured, below the rubric to mark it by; characters in it that cannot be seen are named."""
    return rubric_of(metadata or {}) + Highlight2HTML(pygments_lexer="python")(UNSEEN.sub(named, text))


def rubric_of(metadata):
    """The rubric to mark an answer by; empty for any other cell, and on pages where nobody marks."""
    return rubric.buttons(metadata["nbgrader"]["grade_id"], metadata["rubric"]) if metadata.get("rubric") else ""


def named(match):
    """A character as Python writes it."""
    return f"\\u{ord(match[0]):04x}"
