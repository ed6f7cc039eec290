"""Grades as a table: all that is known, for a spreadsheet or a program; what learning platforms import, elsewhere."""

import csv
import io

from nbgrader.api import MissingEntry

from grading.course.files import read_json, read_notebook, write
from grading.course.index import counting, index_of, latest
from grading.course.problem import Problem
from grading.intake.filenames import NOTEBOOK
from grading.intake.matching import class_of
from grading.marks import late
from grading.marks.platforms import FORMS, Sheet, harmless

COLUMNS = (
    "assignment student last_name first_name email raw_score late_seconds late_penalty score total max_score "
    "needs_hand_marking status comment"
).split()

INTERRUPTED = "grading was interrupted: grade again"


def rows(course, names=None):
    """One row for every student of the course and assignment, in order. Raises Problem where nothing was released."""
    with course.gradebook() as book:
        names = [course.require(it) for it in names or []] or [it.name for it in book.assignments]
        if not names:
            raise Problem("The gradebook is empty: run release, collect and grade first.")
        for name in sorted(names):
            try:
                assignment = book.find_assignment(name)
            except MissingEntry:
                raise Problem(
                    f"{name} is not in the gradebook: run `python -m grading release {name}` first."
                ) from None
            marks = {it["student"]: it for it in book.submission_dicts(name)}
            submissions = {it.student_id: it for it in assignment.submissions}
            terms = late.terms(course, name)
            for student in sorted(book.students, key=lambda it: it.id):
                yield row(course, assignment, terms, student, marks.get(student.id), submissions.get(student.id))


def row(course, assignment, terms, student, marks, submission):
    """A student's row; ``marks`` and ``submission`` are the gradebook's, None where it has none; ``terms`` late.Terms.

    Who has no marks has no score, which is another thing than none of the points. ``total`` is final, provisional
    while something is left to be done, or empty.
    """
    raw = round(marks["score"], 6) if marks else None
    seconds, penalty = 0, 0.0
    if submission:
        seconds = terms.seconds(student.id, submission.timestamp, submission.duedate)
        penalty = submission.late_submission_penalty or 0.0
        penalty += terms.rule.penalty(seconds, max(0.0, raw - penalty), assignment.max_score)
    unmarked = bool(marks and marks["needs_manual_grade"])
    words = status(course, assignment.name, student.id, submission)
    return {
        "assignment": assignment.name,
        "student": student.id,
        "last_name": student.last_name or "",
        "first_name": student.first_name or "",
        "email": student.email or "",
        "raw_score": raw,
        "late_seconds": int(seconds),
        "late_penalty": penalty,
        "score": max(0.0, round(raw - penalty, 6)) if marks else None,
        "total": "" if not marks else "provisional" if unmarked or INTERRUPTED in words else "final",
        "max_score": assignment.max_score,
        "needs_hand_marking": "yes" if unmarked else "no",
        "status": words,
        "comment": comments(submission),
    }


def comments(submission):
    """What the people who marked a submission wrote, each after the name of the answer; empty for None."""
    rows = [it for notebook in submission.notebooks for it in notebook.comments] if submission else []
    found = sorted((it.name, " ".join(it.manual_comment.split())) for it in rows if it.manual_comment)
    return "; ".join(f"{name}: {words}" for name, words in found)


def status(course, name, student, submission):
    """In words what keeps a grade from being final or from being all that was asked for, else “graded”."""
    index = index_of(course, name, student)
    entry, last = counting(index), latest(index)
    words = []
    if submission is None:
        words.append("not graded yet" if entry else "" if last else "nothing handed in")
    elif not read_json(course.marker(name, student), missing={}).get("verdict"):
        words.append(INTERRUPTED)
    # A picture or a page that came beside a notebook takes nothing from it.
    if last and last["reason"] and (entry is None or last["path"].lower().endswith(NOTEBOOK)):
        words.append(f"rejected: {last['reason']}")
    if entry and entry["missing"]:
        words.append(f"missing: {', '.join(entry['missing'])}")
    return "; ".join(it for it in words if it) or "graded"


def export(course, file, names=None, form="csv", column=None, provisional=False):
    """Write the table as ``form``: csv, or a platform's. Returns its rows.

    ``column`` is the heading of the one assignment's points. ``provisional`` is whether totals that are not final go
    to platforms that cannot be told so, too. Raises Problem where ``column`` is for several assignments.
    """
    table = list(rows(course, names))
    if column and len({it["assignment"] for it in table}) > 1:
        raise Problem("--column is the heading of one assignment: name one, e.g. `export 6_rmsprop --column …`.")
    lines = as_csv(table) if form == "csv" else FORMS[form](sheet_of(course, table, column, provisional))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[harmless(it) for it in line] for line in lines])
    write(file, text.getvalue())
    return table


def sheet_of(course, table, column=None, provisional=False):
    """The Sheet that platforms' tables are made of."""
    names = {it["assignment"] for it in table}
    titles = {it: title(read_notebook(course.source(it))) if course.source(it).is_file() else "" for it in names}
    return Sheet(table, class_of(course), titles, column, provisional)


def title(notebook):
    """The first line of a notebook; empty for one without text."""
    lines = [it.source.splitlines()[0] for it in notebook.cells if it.cell_type == "markdown" and it.source.strip()]
    return lines[0] if lines else ""


def unplaced(course, names=None):
    """Headings of the roster's points that may be an assignment's, by assignments of whom none surely is."""
    sheet = sheet_of(course, list(rows(course, names)))
    points = sheet.points()
    return {name: sheet.akin(name) for name in sheet.names if points and sheet.heading(name) not in points}


def as_csv(table):
    """All that is known, under names for programs."""
    return [COLUMNS, *([it[name] for name in COLUMNS] for it in table)]
