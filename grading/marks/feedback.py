"""Pages for students, made one by one in a process that can be lost; and the archive that an LMS takes back."""

import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from nbgrader.converters import GenerateFeedback

from grading import bounded
from grading.course.course import CONFIG, Course
from grading.course.files import fingerprint, read_json, write, write_json
from grading.course.index import counting, index_of
from grading.course.problem import Problem, shown
from grading.intake.filenames import CANVAS, MOODLE, NOTEBOOK, stem
from grading.marks import plain_page
from grading.pages import settings
from grading.pages.notebook import notes
from grading.pages.standing import points, whose
from grading.words import HERE as WORDS
from grading.words import language, phrase

SECONDS = 2  # of processor time for a page, whatever its text holds


class Pages(GenerateFeedback):
    """nbgrader's GenerateFeedback for one assignment, with its steps named here and not read from a configuration."""

    def __init__(self, course, name):
        config, directory = course.nbgrader(assignment_id=name)
        settings.harmless(config)
        super().__init__(coursedir=directory, config=config)
        self.course, self.name = course, name
        self.exporter = self.exporter_class(parent=self, config=self.config)
        for step in self.preprocessors:
            self.exporter.register_preprocessor(step)

    def page(self, student):
        """A student's page as text."""
        file = str(self.course.autograded(self.name, student))
        page, _ = self.exporter.from_filename(file, resources=self.init_single_notebook_resources(file))
        return page


@dataclass
class Made:
    """Whose page is new, and in words why somebody's holds the marks only."""

    made: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)


def feedback(course, name, students=None):
    """Make the pages of ``students``, by default of all that have been graded. Returns what was Made.

    A page whose grades, comments and notebook are as before is left alone, unless what makes pages has changed. One
    that cannot be made stops no other: it says so, and gives the marks. Raises Problem where there is no grade.
    """
    course.require(name)
    graded = [it for it in course.submitters(name) if course.autograded(name, it).exists()]
    if unknown := sorted(set(students or []) - set(graded)):
        raise Problem(f"{', '.join(unknown)}: nothing of {name} has been graded. Run `python -m grading grade {name}`.")
    states, done = said(course, name), Made()
    for student in [it for it in graded if not students or it in students]:
        told = repr([makers(), states.get(student), notes(course, name, student)])
        state = fingerprint(told + fingerprint(course.autograded(name, student).read_bytes()))
        marker = course.root / "recorded" / name / "feedback" / f"{student}.json"
        if read_json(marker) != state or not course.feedback(name, student).exists():
            page, words = page_or_failure(course, name, student)
            write(course.feedback(name, student), page)
            if words:
                done.failed[student] = words
            else:
                write_json(marker, state)
                done.made.append(student)
    return done


@cache
def makers():
    """A digest of what makes the pages: after a change in it, all are made anew."""
    folders = Path(settings.__file__).parent, WORDS
    files = sorted(it for folder in folders for it in folder.rglob("*") if it.suffix in (".py", ".j2", ".json"))
    return fingerprint(b"".join(it.read_bytes() for it in files) + language().encode())


def page_or_failure(course, name, student):
    """A page that was made in a process that can be lost and None, or a plain one and in words why it is one."""
    try:
        return bounded.call(page_here, str(course.root), name, student, seconds=SECONDS), None
    except bounded.Lost as loss:
        spent = loss.spent or phrase("(its process ended)")
        words = phrase("to set its text takes too much {spent}", spent=spent)
    except bounded.Fault as error:
        words = phrase("its text cannot be set ({error})", error=shown(error))
    return plain_page.page(course, name, student, words), words


def page_here(root, name, student):
    """A student's page, made in this process."""
    pages = pages_of(root, name, fingerprint(Path(root, CONFIG).read_bytes()))
    bounded.step(student)
    return pages.page(student)


@cache
def pages_of(root, name, config):
    """The Pages of an assignment, as this ``config`` has them; to make them takes longer than to make a page."""
    course = Course(root)
    course.log_to_file()
    return Pages(course, name)


def said(course, name):
    """All that the gradebook says of each student's submission, and whose it is."""
    found = {}
    with course.gradebook() as book:
        for row in book.assignment_submissions(name):
            parts = []
            for notebook in row.notebooks:
                parts += sorted((it.name, points(it), it.extra_credit or 0) for it in notebook.grades)
                parts += sorted((it.name, it.comment or "") for it in notebook.comments)
                parts.append(notebook.late_submission_penalty)
            found[row.student_id] = [whose(course, name, row.student), *parts]
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
            path = returned(course, name, student)
            path = f"{student}/{name}.html" if path in archive.NameToInfo else path  # a group's, by one name for all
            archive.writestr(path, page.read_bytes())
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
