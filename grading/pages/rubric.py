"""The rubric of an answer as buttons for the person who marks it: the lines that are pressed make the score."""

import re
from html import escape

from grading.pages import harmless
from grading.words import phrase

LINE = re.compile(r"^[-*] (\d+(?:\.\d+)?) points?([:,] .+)$", re.MULTILINE)
BOX = '<div class="rubric" role="group" aria-label="{}" data-part="{}">{}</div>'
BUTTON = '<button type="button" class="tabbable" aria-pressed="false" data-points="{:g}">{}</button>'


def lines(text, points):
    """The lines of the last rubric in a teacher's ``text``, with their points; none if these are not ``points``."""
    block = text.rpartition("**Marked by ")[2]
    found = [(float(one), f"{one} point{'s' * (one != '1')}{words}") for one, words in LINE.findall(block)]
    return found if sum(one for one, _ in found) == points else []


def buttons(part, found):
    """A rubric's lines as HTML; ``part`` is the grade_id of its answer."""
    return BOX.format(
        escape(phrase("Rubric")), escape(part), "".join(BUTTON.format(one, inline(words)) for one, words in found)
    )


def inline(words):
    """A line's HTML, without a paragraph around it."""
    return harmless.html(words).strip().removeprefix("<p>").removesuffix("</p>")
