"""Pages for students: nbgrader's own, without hidden checks, and harmless whatever anyone wrote."""

import copy
import re
import zipfile

import bleach
from nbconvert.filters import markdown2html
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbconvert.writers import FilesWriter
from nbformat.v4 import new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor

from grading.course.cells import HIDDEN, is_check, split_regions, without
from grading.course.files import fingerprint, read_json, write_json
from grading.course.index import counting, index_of
from grading.course.problem import Problem
from grading.intake.filenames import CANVAS, MOODLE, NOTEBOOK, stem

TAGS = (
    "a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre s small "
    "span strong sub sup table tbody td tfoot th thead tr ul"
).split()
ATTRIBUTES = {"*": ["class"], "a": ["href", "title"], "img": ["src", "alt", "title"], "td": ["align"], "th": ["align"]}
# What lets a formula reach beyond itself: links, styles, other files' macros.
REACHING = re.compile(r"\\(href|url|require|class|cssId|style|html\w*|unicode|includegraphics|special)(?![A-Za-z])")
# A second lock: a page may load the program that sets formulas, and run nothing that stands in a student's text.
POLICY = (
    "default-src 'none'; script-src https://cdnjs.cloudflare.com 'unsafe-eval'; style-src 'unsafe-inline' "
    "https://cdnjs.cloudflare.com; font-src data: https://cdnjs.cloudflare.com; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def harmless_html(text):
    """Markdown as HTML without scripts, styles, frames, forms and remote pictures; in place of nbconvert's filter."""
    html = markdown2html(REACHING.sub(r"\1", text))
    return bleach.clean(html, tags=TAGS, attributes=allowed, protocols=["http", "https", "mailto", "data"], strip=True)


def allowed(tag, name, value):
    """Links lead to the web; pictures are part of the page, so that opening it tells nobody."""
    if tag == "a" and name == "href":
        return bool(re.match(r"(https?://|mailto:|#)", value))
    if tag == "img" and name == "src":
        return bool(re.match(r"data:image/(png|jpeg|gif);base64,", value))
    return name in ATTRIBUTES.get(tag, []) or name in ATTRIBUTES["*"]


class HideChecks(NbGraderPreprocessor):
    """Of a check with a hidden part, its first comment and its outcome are shown, and not its code.

    Of outputs, only what the grader itself makes is shown: the words of an error, and pictures.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """nbconvert's hook: the cell as a student may see it."""
        if cell.cell_type != "code":
            return cell, resources
        cell = copy.deepcopy(cell)
        cell.outputs = [it for it in map(harmless_output, cell.outputs) if it is not None]
        if is_check(cell) and any(piece.region == HIDDEN for piece in split_regions(cell.source)):
            told = without(cell.source, HIDDEN, instead=None).strip()
            passed = not any(it.output_type == "error" for it in cell.outputs)
            cell.source = f"{told}\n# {'This check passed.' if passed else 'This check failed:'}".strip()
        return cell, resources


def harmless_output(output):
    """An output as a student may see it, None if not at all."""
    if output.output_type == "error":
        return output
    data = output.get("data", {})
    return new_output("display_data", data={"image/png": data["image/png"]}) if "image/png" in data else None


class Pages(GenerateFeedback):
    """nbgrader's GenerateFeedback for one assignment, with its steps named here and not read from a configuration."""

    def __init__(self, course, name):
        config, directory = course.nbgrader(assignment_id=name)
        config.HTMLExporter.filters = {"markdown2html": harmless_html}
        config.GenerateFeedback.preprocessors = [GetGrades, HideChecks, CSSHTMLHeaderPreprocessor]
        super().__init__(coursedir=directory, config=config, force=True)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        self.writer = FilesWriter(parent=self, config=self.config)
        for step in self.preprocessors:
            self.exporter.register_preprocessor(step)

    def write_single_notebook(self, output, resources):
        """As nbgrader's, with the policy in the page's head."""
        policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        super().write_single_notebook(output.replace("<head>", f"<head>\n{policy}", 1), resources)

    def make(self, student):
        """Make the page of a student. Raises Problem where nbgrader cannot."""
        self.coursedir.student_id = student
        try:
            self.init_notebooks()
            self.convert_notebooks()
        except NbGraderException:
            raise Problem(
                f"The page of {student} could not be made: the reason is at the end of grading.log."
            ) from None


def feedback(course, name, students=None):
    """Make the pages of ``students``, by default of all that have been graded. Returns whose page is new.

    A page whose grades, comments and notebook are as before is left alone. Raises Problem where there is no grade.
    """
    course.require(name)
    graded = [it for it in course.submitters(name) if course.autograded(name, it).exists()]
    if unknown := sorted(set(students or []) - set(graded)):
        raise Problem(f"{', '.join(unknown)}: nothing of {name} has been graded. Run `python -m grading grade {name}`.")
    pages, states = Pages(course, name), said(course, name)
    made = []
    for student in [it for it in graded if not students or it in students]:
        state = fingerprint(repr(states.get(student)) + fingerprint(course.autograded(name, student).read_bytes()))
        marker = course.root / "recorded" / name / "feedback" / f"{student}.json"
        if read_json(marker) != state or not course.feedback(name, student).exists():
            pages.make(student)
            write_json(marker, state)
            made.append(student)
    return made


def said(course, name):
    """All that the gradebook says of each student's submission."""
    found = {}
    with course.gradebook() as book:
        for row in book.assignment_submissions(name):
            parts = []
            for notebook in row.notebooks:
                parts += sorted((it.name, it.score, it.extra_credit or 0) for it in notebook.grades)
                parts += sorted((it.name, it.comment or "") for it in notebook.comments)
                parts.append(notebook.late_submission_penalty)
            found[row.student_id] = parts
    return found


def bundle(course, name, file):
    """Write all pages into a ZIP archive, each under the name of the student's file, as an LMS wants it.

    Returns how many there are. Raises Problem where there are none.
    """
    pages = [(it, course.feedback(name, it)) for it in course.submitters(name) if course.feedback(name, it).exists()]
    if not pages:
        raise Problem(f"There are no pages of {name} yet: run `python -m grading feedback {name}` first.")
    new = file.with_name(f".{file.name}.new")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, page in pages:
            archive.writestr(returned(course, name, student), page.read_bytes())
    new.replace(file)
    return len(pages)


def returned(course, name, student):
    """The path in a bundle: Moodle takes back the folder or file that it gave out, others the student's name."""
    entry = counting(index_of(course, name, student)) or {"path": student}
    parts = entry["path"].split("/")
    for part in parts:
        if MOODLE.fullmatch(part):
            return f"{stem(part)}.html" if part.lower().endswith(NOTEBOOK) else f"{part}/{name}.html"
    if CANVAS.fullmatch(parts[-1]):
        return f"{stem(parts[-1])}.html"
    return f"{student}/{name}.html"
