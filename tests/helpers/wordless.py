"""A language in which every letter of the interface's own words is ж: what is still Latin was said by nobody's leave.

German would not do: it shares words with English, and what a chapter says is English on a German page, too.
"""

import re

LETTERS = re.compile(r"(?:\{\w+\})|([A-Za-z])")
LANGUAGE = "xx"
# Words that are the same in every language: functions and units in formulas, names of rules and of libraries.
NAMES = ("RMSprop", "Adagrad", "Adam", "AMSGrad", "iRprop", "Rprop", "Nesterov", "MB", "GB")


def wordless(text):
    """A text without its letters; the names of its values stay."""
    return LETTERS.sub(lambda match: "ж" if match[1] else match[0], text)


class Wordless(dict):
    """A catalogue that has every text."""

    def get(self, text, otherwise=None):
        return wordless(text)


def left(shown, content=()):
    """The words of two letters and more that stand in a text, once names and what is ``content`` are taken out."""
    for known in sorted({*content, *NAMES}, key=len, reverse=True):
        # A sentence may begin with it.
        shown = re.sub(re.escape(known), "", shown, flags=re.IGNORECASE) if len(known) > 1 else shown
    return re.findall(r"[A-Za-z]{2,}", shown)
