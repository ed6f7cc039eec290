"""The words of the pages that students and those who mark see, in the language that the teacher asks for.

English stands in the code and in the templates, where it is read, in a call of `phrase`; each other language is a
catalogue beside this file, such as ``de.json``, from the English text to its own. The book's words work in the same
way; the grader knows nothing of the book, so it has its own.
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
    """The language of the pages: that of the environment's ``GRADING_LANGUAGE``, else English."""
    return os.environ.get("GRADING_LANGUAGE", ENGLISH)


def catalogues():
    """Every catalogue by its language: dicts from the English text to the translation."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*.json"))}


def phrase(text, /, **values):
    """A text in the pages' language, with each ``{name}`` in it replaced by its value."""
    found = _catalogue(language()).get(text, text)
    return _NAME.sub(lambda match: str(values.get(match[1], match[0])), found)


@cache
def _catalogue(language):
    """That of a language or, for one such as de-CH, of what it is a kind of; empty where there is none."""
    found = catalogues()
    return found.get(language) or found.get(re.split("[-_]", language)[0], {})
