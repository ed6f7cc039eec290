"""nbgrader's part in grading: it records, and executes nothing.

The preprocessors here stand in nbgrader_config.py, so they hold for nbgrader's own "autograde", too. ``Recorder`` is
that converter with less ado, for many students in a row.
"""

import contextlib

import nbformat
from nbconvert.writers import FilesWriter
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor, SaveAutoGrades

from grading.course.cells import about, is_answer, is_check, is_graded, label
from grading.course.course import Course
from grading.course.files import fingerprint, read_json, read_notebook, write
from grading.course.obstacle import obstacle
from grading.course.problem import Problem
from grading.intake.reading import form_of
from grading.marks import verdicts

KINDS = {"failed": "This check failed", "error": "Error", "timeout": "Time is up", "died": "Your code died"}
UNKNOWN = {"kind": "error", "message": "the check was not run: tell your teacher"}


def apply(notebook, source, found):
    """Write a verdict into the notebook as outputs, where nbgrader reads the marks of checks."""
    checks = {label(cell): cell for cell in source.cells if is_check(cell)}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        name = label(cell)
        if name in checks:
            cell.source = checks[name].source
            failure, example = found["checks"].get(name, UNKNOWN), found.get("examples", {}).get(name)
            cell.outputs = [] if failure is None else [error(KINDS.get(failure["kind"], "Error"), failure["message"])]
            cell.outputs += [new_output("display_data", data={"text/plain": example})] if failure and example else []
        else:
            cell.outputs = shown(found, cell)


def error(name, message):
    """The output of a cell that raised."""
    words = f"{name}: {message}" if message else name
    return new_output("error", ename=name, evalue=message, traceback=[words[:2000]])


def shown(found, cell):
    """The outputs of a student's cell: what it raised, and its pictures."""
    words = found["errors"].get(cell.get("id"), found["errors"].get(label(cell)))
    kind, _, message = str(words).partition(": ")
    pictures = found["figures"].get(label(cell), [])
    raised = [error(kind, message)] if words else []
    return raised + [new_output("display_data", data={"image/png": it}) for it in pictures]


class Rebuild(NbGraderPreprocessor):
    """Whatever lies in ``submitted`` is brought to its canonical form, which leaves a collected one as it is."""

    def preprocess(self, nb, resources):
        """nbgrader's hook. Raises Rejected for a notebook that is none of this assignment's."""
        name, course = resources["nbgrader"]["notebook"], course_of(self)
        form = form_of(nbformat.writes(nb).encode(), read_notebook(course.source(name)), course.releases(name))
        return form.notebook, resources


class ApplyVerdict(NbGraderPreprocessor):
    """In place of nbgrader's Execute: outputs come from the verdict."""

    def preprocess(self, nb, resources):
        """nbgrader's hook. Raises SandboxError where there is no sandbox."""
        which, course = resources["nbgrader"], course_of(self)
        source = read_notebook(course.source(which["notebook"]))
        wanted = verdicts.task(course, which["assignment"], which["student"], nb, source)
        apply(nb, source, verdicts.kept_or_made(course, which["assignment"], wanted))
        return nb, resources


class SaveGrades(SaveAutoGrades):
    """nbgrader's SaveAutoGrades, which asks for a second look only where there is cause.

    nbgrader has everything that was marked by hand looked at again after each run. Here a mark stands while what it
    was given for stands: the text of an answer, or the outcome of a check.
    """

    def preprocess(self, nb, resources):
        """nbgrader's hook."""
        which = resources["nbgrader"]
        before = read_json(course_of(self).marker(which["assignment"], which["student"]), missing={}).get("answers")
        with Gradebook(which["db_url"]) as book:
            row = book.find_submission_notebook(which["notebook"], which["assignment"], which["student"])
            self.enter(nb, row, before)
            book.db.commit()
        return nb, resources

    def enter(self, nb, row, before):
        """Set the grades and comments of a submission's ``row``; ``before`` is what its marks were given for."""
        grades, comments = ({it.name: it for it in rows} for rows in (row.grades, row.comments))
        now = answers(nb)
        for cell in nb.cells:
            if is_graded(cell):
                self.save(cell, grades[label(cell)], before is None or before.get(label(cell)) != now[label(cell)])
            if is_answer(cell):
                empty = about(cell).get("checksum") == utils.compute_checksum(cell)
                comments[label(cell)].auto_comment = "No response." if empty else None

    def save(self, cell, grade, changed):
        """Set one grade; ``changed`` is whether what its mark was given for has changed."""
        score, _ = utils.determine_grade(cell, self.log)
        if grade.manual_score is not None:
            grade.needs_manual_grade = changed or grade.needs_manual_grade
        else:
            grade.needs_manual_grade = score is None
        grade.auto_score = score


def answers(notebook):
    """What each mark is given for: the digest of an answer's text, or the points of a check."""
    found = {}
    for cell in notebook.cells:
        if is_graded(cell):
            found[label(cell)] = fingerprint(cell.source)[:16] if is_answer(cell) else check_points(cell)
    return found


def check_points(cell):
    """The points that nbgrader reads out of a check's outputs."""
    return utils.determine_grade(cell)[0]


def course_of(preprocessor):
    """The course that nbgrader's converter works on, two parents above."""
    return Course(preprocessor.parent.parent.coursedir.root)


class Recorder(Autograde):
    """nbgrader's Autograde for one assignment, a student at a time, in one pass and with one connection; to be closed.

    ``record`` is safe to repeat: it leaves the same rows, whatever a killed run left half done. Its steps are named
    here, not read from the configuration: nothing that a course sets makes this converter execute anything.
    """

    def __init__(self, course, name):
        config, directory = course.nbgrader(assignment_id=name)
        super().__init__(coursedir=directory, config=config, force=True)
        self.course, self.name = course, name
        self.source = read_notebook(course.source(name))
        self.exporter = self.exporter_class(parent=self, config=self.config)
        self.writer = FilesWriter(parent=self, config=self.config)
        self.grades, self.penalties = SaveGrades(parent=self.exporter), AssignLatePenalties(parent=self.exporter)
        self.penalties.init_plugin()
        self.book = Gradebook(directory.db_url)

    def close(self):
        """Close the connection to the gradebook."""
        self.book.close()

    def record(self, student, found):
        """Enter a student's verdict into the gradebook and into ``autograded``. Raises Problem.

        Where it is the disk that does not let it, raises that error. Returns what the marks were given for.
        """
        self.coursedir.student_id, self.found, self.form, self.obstacle = student, found, None, None
        try:
            self.init_notebooks()
            self.convert_notebooks()
        except NbGraderException:
            self.book.db.rollback()
            if self.obstacle is not None:
                raise self.obstacle from None
            raise Problem("nbgrader could not record it: its reason is at the end of grading.log") from None
        return answers(self.form)

    def init_assignment(self, assignment_id, student_id):
        """As nbgrader's, with the one connection: the student and the submission are in the gradebook from here."""
        with self.noting_obstacles():
            self.begin(assignment_id, student_id)

    def begin(self, assignment_id, student_id):
        """See ``init_assignment``."""
        BaseConverter.init_assignment(self, assignment_id, student_id)
        time = self.coursedir.get_existing_timestamp(self._format_source(assignment_id, student_id))
        self.book.update_or_create_student(student_id)
        with self.book.db.no_autoflush:  # its parts refer to each other: SQLAlchemy warns of a flush in between
            self.book.update_or_create_submission(assignment_id, student_id, timestamp=time)

    def convert_single_notebook(self, notebook_filename):
        """As nbgrader's, in one pass: outcomes, grades, penalty, and the notebook for the person who marks."""
        with self.noting_obstacles():
            self.enter(notebook_filename)

    def enter(self, notebook_filename):
        """See ``convert_single_notebook``."""
        resources = self.init_single_notebook_resources(notebook_filename)
        which = resources["nbgrader"]
        self.form = read_notebook(notebook_filename)
        apply(self.form, self.source, self.found)
        before = read_json(self.course.marker(self.name, which["student"]), missing={}).get("answers")
        row = self.book.find_submission_notebook(which["notebook"], which["assignment"], which["student"])
        self.grades.enter(self.form, row, before)
        self.book.db.commit()
        self.penalize(row)
        output, resources = self.exporter.from_notebook_node(self.form, resources=resources)
        self.write_single_notebook(output, resources)

    @contextlib.contextmanager
    def noting_obstacles(self):
        """nbgrader makes one error of all: what keeps every submission from being recorded is remembered."""
        try:
            yield
        except Exception as error:
            self.obstacle = obstacle(error)
            raise

    def penalize(self, row):
        """What nbgrader's AssignLatePenalties does."""
        late, penalty = row.assignment.total_seconds_late, None
        if late > 0:
            penalty = self.penalties.plugin_inst.late_submission_penalty(row.student.id, row.score, late)
        if penalty is not None:
            penalty = self.penalties._check_late_penalty(row, penalty)
        if penalty != row.late_submission_penalty:
            row.late_submission_penalty = penalty
        self.book.db.commit()


def attach(course, name, student, found):
    """Put a verdict's pictures into the notebook that a person marks, or why there are none, and leave all else."""
    path = course.autograded(name, student)
    notebook = read_notebook(path)
    before = nbformat.writes(notebook)
    for cell in notebook.cells:
        if label(cell) in found["figures"] or label(cell) in found["undrawn"]:
            cell.outputs = shown(found, cell)
    if nbformat.writes(notebook) != before:
        write(path, nbformat.writes(notebook) + "\n", mode=0o444)
