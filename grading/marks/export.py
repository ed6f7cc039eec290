"""Grades as a table, for an LMS or a spreadsheet."""

import csv
import io
import re

from nbgrader.api import MissingEntry

from grading.course.files import read_json, write
from grading.course.index import counting, index_of, latest
from grading.course.problem import Problem
from grading.intake.matching import class_of

FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@|]|^[\t\r\n]")
COLUMNS = "assignment student last_name first_name email score max_score late_seconds late_penalty needs_hand_marking"


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
            for student in sorted(book.students, key=lambda it: it.id):
                yield row(course, assignment, student, marks.get(student.id), submissions.get(student.id))


def row(course, assignment, student, marks, submission):
    """A student's row; ``marks`` and ``submission`` are the gradebook's, None where it has none."""
    penalty = (submission.late_submission_penalty or 0.0) if submission else 0.0
    return {
        "assignment": assignment.name,
        "student": student.id,
        "last_name": student.last_name or "",
        "first_name": student.first_name or "",
        "email": student.email or "",
        "score": max(0.0, round((marks["score"] if marks else 0.0) - penalty, 6)),
        "max_score": assignment.max_score,
        "late_seconds": int(submission.total_seconds_late) if submission else 0,
        "late_penalty": penalty,
        "needs_hand_marking": "yes" if marks and marks["needs_manual_grade"] else "no",
        "status": status(course, assignment.name, student.id, submission),
    }


def status(course, name, student, submission):
    """In words what keeps a grade from being final or from being all that was asked for, else “graded”."""
    index = index_of(course, name, student)
    entry, last = counting(index), latest(index)
    words = []
    if submission is None:
        words.append("not graded yet" if entry else "" if last else "nothing handed in")
    elif not read_json(course.marker(name, student), missing={}).get("verdict"):
        words.append("grading was interrupted: grade again")
    if last and last["reason"]:
        words.append(f"rejected: {last['reason']}")
    if entry and entry["missing"]:
        words.append(f"missing: {', '.join(entry['missing'])}")
    return "; ".join(it for it in words if it) or "graded"


def export(course, file, names=None, form="csv"):
    """Write the table as ``form``: csv, moodle or canvas. Returns how many rows it has, and how many are unfinished."""
    table = list(rows(course, names))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [[harmless(it) for it in line] for line in FORMS[form](course, table)]
    )
    write(file, text.getvalue())
    return len(table), sum(it["needs_hand_marking"] == "yes" for it in table)


def harmless(value):
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def as_csv(course, table):
    """All that is known, under names for programs."""
    return [[*COLUMNS.split(), "status"], *([*it.values()] for it in table)]


def as_moodle(course, table):
    """What Moodle's *Grades › Import › CSV* maps: people by ID number or address, a column for each assignment."""
    names = sorted({it["assignment"] for it in table})
    lines = [["ID number", "First name", "Last name", "Email address", *names]]
    for entry, scores in by_student(course, table):
        person = [entry["original"], entry["first_name"], entry["last_name"], entry["email"]]
        lines.append([*person, *(scores[name] for name in names)])
    return lines


def as_canvas(course, table):
    """What Canvas' *Grades › Import* reads: its five first columns, and the points possible in a line of their own."""
    most = {it["assignment"]: it["max_score"] for it in table}
    names = sorted(most)
    lines = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names]]
    lines.append(["    Points Possible", "", "", "", "", *(most[name] for name in names)])
    for entry, scores in by_student(course, table):
        person = f"{entry['last_name']}, {entry['first_name']}".strip(", ") or entry["student"]
        login = entry["email"] or entry["original"]
        lines.append([person, "", entry["original"], login, "", *(scores[name] for name in names)])
    return lines


def by_student(course, table):
    """Each student's first row, with the id as the roster has it, and all scores by assignment."""
    people = class_of(course)
    originals = {it.id: it.original for it in people.students.values()} if people else {}
    first, scores = {}, {}
    for entry in table:
        student = entry["student"]
        first.setdefault(student, {**entry, "original": originals.get(student, student)})
        scores.setdefault(student, {})[entry["assignment"]] = entry["score"]
    return [(first[student], scores[student]) for student in first]


FORMS = {"csv": as_csv, "moodle": as_moodle, "canvas": as_canvas}
