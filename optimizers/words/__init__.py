"""The words of the interface in the book's language: what Python writes into pages and notebooks.

English stands in the code, where it is read, in a call of `phrase`; each other language is a catalogue beside this
file, ``de.json`` and its like, from the English text to its own. The page's JavaScript reads the same files.
Numbers keep their point in every language, as axes, formulas and code have it. Errors, which who writes a chapter
reads, stay English, as Python's own do.
"""

import json
import os
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
ENGLISH = "en"
_NAME = re.compile(r"\{(\w+)\}")


def language():
    """The language that Python writes: the build sets it to the book's, the page's own Python to its page's."""
    return os.environ.get("BOOK_LANGUAGE", ENGLISH)


def catalogues():
    """Every catalogue by its language: dicts from the English text to the translation."""
    return {path.stem: _read(path) for path in sorted(HERE.glob("*.json"))}


def phrase(text, /, **values):
    """A text of the interface in the book's language, with each ``{name}`` in it replaced by its value.

    >>> phrase("Chapter {number}", number=6)
    'Chapter 6'
    """
    found = _catalogue(language()).get(text, text)
    return _NAME.sub(lambda match: str(values.get(match[1], match[0])), found)


@cache
def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def _catalogue(language):
    """That of a language or, for one such as de-CH, of what it is a kind of; empty where there is none."""
    found = catalogues()
    return found.get(language) or found.get(re.split("[-_]", language)[0], {})
