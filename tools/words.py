"""What the interface says, gathered from the code, against what the catalogues translate.

``make words`` lists for every catalogue what it lacks, what it has too much, and what does not fit. Babel, which
comes with Sphinx, reads the code, and Jinja its templates.
"""

import json
import string
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract
from jinja2 import Environment, nodes

import grading.words
import optimizers.words

ROOT = Path(__file__).resolve().parent.parent
CALLS = {"phrase": None, "phrases": (1, 2)}
KINDS = {"py": "python", "js": "javascript"}
TEMPLATE = "j2"  # in which the call is a filter
# The folder of catalogues for each part, and whose words they translate.
PARTS = {
    optimizers.words: ("optimizers", "book"),
    grading.words: ("grading",),
}


class Call(NamedTuple):
    """A text in the code: ``one`` is what stands for a count of one, where that has a text of its own."""

    file: str
    line: int
    text: str
    one: str | None = None


def files(folders):
    """The files that may speak: Python, JavaScript and templates."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")))
    return [path for path in found if path.suffix[1:] in {*KINDS, TEMPLATE}]


def calls(path):
    """Every `Call` in a file whose text is a literal."""
    if path.suffix[1:] == TEMPLATE:
        for node in template(path).find_all(nodes.Filter):
            if node.name == "phrase" and isinstance(node.node, nodes.Const):
                yield Call(str(path.relative_to(ROOT)), node.lineno, node.node.value)
        return
    with path.open("rb") as file:
        found = extract(KINDS[path.suffix[1:]], file, CALLS, options={"encoding": "utf-8"})
        for line, words, _, _ in found:
            one, text = words if isinstance(words, tuple) else (None, words)
            yield Call(str(path.relative_to(ROOT)), line, text, one)


def template(path):
    """A template as Jinja reads it."""
    return Environment().parse(path.read_text(encoding="utf-8"))


def said(folders):
    """Every text that is said in some folders, with its first `Call`."""
    found = {}
    for path in files(folders):
        for call in calls(path):
            found.setdefault(call.text, call)
    return found


def names(text):
    """The names of the values in a text, each as often as it stands there."""
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def faults(texts, catalogue):
    """A sentence for all that a catalogue lacks of ``texts``, has too much, or that does not fit."""
    for text, call in texts.items():
        if text not in catalogue:
            yield f"lacks {json.dumps(text, ensure_ascii=False)} ({call.file}, line {call.line})"
    for text, translated in catalogue.items():
        shown = json.dumps(text, ensure_ascii=False)
        if text not in texts:
            yield f"has {shown}, which nothing says any more"
            continue
        forms = translated if isinstance(translated, dict) else {"other": translated}
        if isinstance(translated, dict) and ("count" not in names(text) or texts[text].file.endswith(".py")):
            yield f"has forms of {shown} by a number, which only JavaScript's texts with {{count}} may have"
        if "other" not in forms:
            yield f"has no form “other” of {shown}"
        for form, words in forms.items():
            # What counts one thing may do without the number: “once”.
            missing = {*names(text)} - {*names(words)} - ({"count"} if form == "one" else set())
            if missing or {*names(words)} - {*names(text)}:
                yield f"has {json.dumps(words, ensure_ascii=False)}, whose names in braces are not those of {shown}"


def main():
    """List the faults of every catalogue; returns how many there are."""
    count = 0
    for part, folders in PARTS.items():
        texts = said(folders)
        print(f"{', '.join(folders)}: {len(texts)} texts")
        for language, catalogue in part.catalogues().items():
            found = list(faults(texts, catalogue))
            count += len(found)
            print(f"  {language}.json: {'complete' if not found else f'{len(found)} faults'}")
            for fault in found:
                print(f"    {fault}")
    return count


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
