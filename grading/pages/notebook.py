"""What of a marked notebook a student may see, and under which names: steps for nbconvert."""

import copy
import re
from html import escape

from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from grading.course.cells import HIDDEN, about, is_check, is_hand_marked, label, split_regions, without
from grading.course.course import Course
from grading.course.index import counting, index_of
from grading.pages import rubric
from grading.pages.filters import is_own, is_students
from grading.pages.frame import POLICY
from grading.words import language, phrase

HEADING = re.compile(r"^#{1,6}\s+(.*)", re.MULTILINE)
KIND = re.compile(r"#(?!#)\s*(?:(?:Visible|Hidden):\s*)?(.*)")


class HideChecks(NbGraderPreprocessor):
    """Of a check with a hidden part, its first comment and its outcome are shown, and not its code.

    Of outputs, only what the grader itself makes is shown: the words of an error, an example for it, and pictures.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """nbconvert's hook: the cell as a student may see it."""
        if cell.cell_type != "code":
            return cell, resources
        cell = copy.deepcopy(cell)
        outputs = [harmless_output(it, "text/plain" if is_check(cell) else "image/png") for it in cell.outputs]
        cell.outputs = [it for it in outputs if it is not None]
        if is_check(cell) and any(piece.region == HIDDEN for piece in split_regions(cell.source)):
            told, passed = without(cell.source, HIDDEN, instead=None).strip(), phrase("This check passed.")
            failed = any(it.output_type == "error" for it in cell.outputs)
            cell.source = told if failed else f"{told}\n# {passed}".strip()
        return cell, resources


def harmless_output(output, kind):
    """An output as a student may see it, None if not at all; of its forms, only the one of this ``kind``."""
    if output.output_type == "error":
        return output
    data = output.get("data", {})
    return new_output("display_data", data={kind: data[kind]}) if kind in data else None


class NameParts(NbGraderPreprocessor):
    """Every part that has points gets a title, each cell says whose it is, and the page has its policy."""

    def preprocess(self, nb, resources):
        """nbconvert's hook."""
        for cell, title in zip(nb.cells, titles(nb.cells), strict=True):
            cell.metadata["page"] = {"title": title, "students": is_students(cell), "own": is_own(cell)}
        return nb, resources | {"policy": POLICY, "language": language()}


def titles(cells):
    """Each cell's title: a check's by what it looks at, an answer's by the heading above it."""
    found, heading = [], ""
    for cell in cells:
        if cell.cell_type == "markdown" and not is_students(cell):
            heading = ([heading, *HEADING.findall(cell.source)])[-1]
        found.append(check_title(cell) if is_check(cell) else heading)
    return found


def check_title(cell):
    """What a check looks at, as its first line says; of one that does not, its grade_id. Nothing hidden is read."""
    first = KIND.match(without(cell.source, HIDDEN, instead=None).strip())
    what = first[1].strip().removesuffix(".") if first else label(cell).removeprefix("check-").replace("-", " ")
    return phrase("Check: {what}", what=what)


class TellNotes(NbGraderPreprocessor):
    """What was left out of a student's file, missing in it or found elsewhere is told at the top of the page."""

    def preprocess(self, nb, resources):
        """nbconvert's hook."""
        which, course = resources["nbgrader"], Course(self.parent.parent.coursedir.root)
        lines = notes(course, which["assignment"], which["student"])
        if lines:
            heading, words = phrase("How your file was read"), "\n".join(f"- {literal(line)}" for line in lines)
            nb.cells.insert(0, new_markdown_cell(f"**{heading}**\n\n{words}", id="how-it-was-read"))
        return nb, resources


def notes(course, name, student):
    """What was noted when the attempt that counts was taken in, in words."""
    entry = counting(index_of(course, name, student)) or {"missing": [], "notes": []}
    missing = (phrase("“{part}” was not found: it counts as not answered", part=it) for it in entry["missing"])
    return [*missing, *entry["notes"]]


def literal(text):
    """A text as Markdown that shows just this: a note may hold a student's own words."""
    return re.sub(r"([\\`*_{}\[\]()#+.!|<>$~&:-])", r"\\\1", text)


class ReadyToMark(Preprocessor):
    """Of the formgrader's page: each answer that a person marks has its rubric, and what is told of a student is text.

    A platform lets people name themselves.
    """

    def preprocess(self, nb, resources):
        """nbconvert's hook."""
        above = ""
        for cell in nb.cells:
            cell.metadata.pop("rubric", None)
            if cell.cell_type == "markdown" and not is_students(cell):
                above += f"\n\n{cell.source}"
            elif is_hand_marked(cell):
                cell.metadata["rubric"] = rubric.lines(above, about(cell)["points"])
                above = ""
        told = {it: escape(resources[it]) for it in ("student", "first_name", "last_name") if resources.get(it)}
        return nb, resources | told
