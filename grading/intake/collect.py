"""Takes in what students handed in, under whatever name: every file ends as the one that counts, as an older attempt,
as rejected with a reason, or as unmatched. What was taken in is kept as it came, in ``received/NAME/STUDENT``.
"""

import contextlib
import csv
import io
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime

import nbformat
from nbgrader.api import MissingEntry

from grading.course.files import fingerprint, read_json, read_notebook, write, write_if_new, write_json
from grading.course.index import counting, described, have_index, index_of, keep_index
from grading.course.problem import Problem
from grading.intake import inbox, matching, sidecars
from grading.intake.canonical import Rejected
from grading.intake.filenames import NOTEBOOK, compiled, composed
from grading.intake.reading import form_of
from grading.intake.times import parse_time
from grading.intake.whose import claim

LEFT, BY_MAPPING = "left there by a computer, not by a student", "the mapping says that it is nobody's"


@dataclass
class Outcome:
    """What became of a file. ``kind``: collected, older, rejected or unmatched."""

    path: str
    kind: str
    student: str = ""
    reason: str = ""
    new: bool = False


def collect(course, name, place, *, roster_file=None, pattern=None, map_file=None, due=None):
    """Take in the files of the folder or archive ``place``, for an assignment that is prepared. Returns Outcomes.

    There is an Outcome for every file that is there at the start, and for each student of a group, but for those
    beside them in which the platform says who and when. Running it again changes nothing and adds only what is new.
    Raises Problem for an unknown ``name``, and for a place, roster, pattern or mapping that cannot be used.
    """
    course.require(name)
    pattern = compiled(pattern)
    people = matching.class_of(course, roster_file)
    before, mapping = matching.mapped(course, name), matching.mapped(course, name, map_file)
    if due:
        set_due(course, name, due)
    outcomes, intake = [], Intake(course, name)
    with inbox.listed(place) as entries:
        beside = sidecars.read(entries)
        entries = [entry for entry in entries if entry.path not in beside.files]
        paths = [entry.path for entry in entries]
        intake.take_back(matching.reassigned(before, mapping, people))
        matches = matching.match_all(paths, name, people, pattern, mapping, claims(course, name), beside)
        for entry in entries:
            one = matches.get(entry.path)
            if one is None or one.who is None:
                given = composed(entry.path) in mapping
                outcomes.append(Outcome(entry.path, "rejected", reason=BY_MAPPING if given else LEFT))
            elif isinstance(one.who, str):
                outcomes.append(Outcome(entry.path, "unmatched", reason=one.who))
            else:
                found, told = entry.read(), one.about.time or beside.time(entry.path)
                outcomes += [intake.take(found, it, one.about, told or it.time) for it in one.students]
    intake.finish(outcomes)
    matching.keep_mapping(course, name, mapping)
    enroll(course, people.students.values() if people else intake.students.values())
    list_unmatched(course, name, outcomes)
    return outcomes


def set_due(course, name, due):
    """Keep in the gradebook when the assignment is due. Raises Problem for what is no time."""
    time = parse_time(due)
    if time is None:
        raise Problem(f"--due {due!r} is no time: write 2026-03-31 23:59 or, with a zone, 2026-03-31T23:59+02:00.")
    with course.gradebook() as book:
        book.update_or_create_assignment(name, duedate=time.replace(tzinfo=None))


class Intake:
    """Takes files in, student by student, and settles at the end which of each student's files counts."""

    def __init__(self, course, name):
        self.course, self.name = course, name
        self.source, self.releases = read_notebook(course.source(name)), course.releases(name)
        self.others = others(course, name)
        self.students, self.indices, self.taken = {}, {}, {}

    def take(self, found, student, about, told=None):
        """Keep a file and its entry in the student's index. Its Outcome is settled by ``finish``.

        ``about`` is what its name says, ``told`` when it was handed in, as the platform says.
        """
        self.students[student.id] = student
        index = self.indices.setdefault(student.id, index_of(self.course, self.name, student.id, student.original))
        digest = fingerprint(found.data) if found.data is not None else f"unread: {composed(found.path)}"
        entry = next((it for it in index["attempts"] if it["digest"] == digest), None)
        time = told or found.time or datetime.now(UTC)
        new = entry is None
        if new:
            entry = self.entry(found, student.id, digest, time, about)
            index["attempts"].append(entry)
        elif told is not None and (told.isoformat() > entry["time"] or not entry.get("told")):
            entry["time"] = told.isoformat()  # the same file, handed in again, or now it is told when
        entry["told"] = entry.get("told", False) or told is not None
        entry["attempt"] = max(entry["attempt"], about.attempt)
        entry["upload"] = max(entry.get("upload", 0), about.upload)
        outcome = Outcome(found.path, "rejected" if entry["reason"] else "", student.id, entry["reason"] or "", new)
        self.taken[id(outcome)] = digest
        return outcome

    def take_back(self, reassigned):
        """Whoever has a file that came by one of these paths, and is not among those whose it is now, loses it."""
        for student in have_index(self.course, self.name) if reassigned else []:
            index = index_of(self.course, self.name, student)
            lost = [it for it in index["attempts"] if student not in reassigned.get(it["path"], [student])]
            if not lost:
                continue
            index["attempts"] = [it for it in index["attempts"] if it not in lost]
            keep_index(self.course, self.name, student, index)
            for file in [it["file"] for it in lost if it["file"]]:
                (self.course.received(self.name) / student / file).unlink(missing_ok=True)
            self.indices[student] = index

    def entry(self, found, student, digest, time, about):
        """The index's entry of a new file, which is kept as it came if it was read."""
        reason, form = found.reason, None
        if reason is None and not found.path.lower().endswith(NOTEBOOK):
            reason = f"it is no notebook: only {NOTEBOOK[0]} files are graded"
        elif reason is None:
            form, reason = self.form(found.data)
        file = None
        if found.data is not None:
            file = f"{time:%Y%m%dT%H%M%S}-{digest[:12]}{NOTEBOOK[0] if form else '.rejected'}"
            write_if_new(self.course.received(self.name) / student / file, found.data)
        entry = {
            "digest": digest,
            "path": composed(found.path),
            "time": time.isoformat(),
            "attempt": about.attempt,
            "late": about.late,
            "lms": about.lms,
            "claim": list(claim(about)),
            "file": file,
            "reason": reason,
        }
        return entry | described(form)

    def form(self, data):
        """The canonical form of a file's bytes and None, or None and why it is rejected."""
        try:
            return form_of(data, self.source, self.releases, self.others), None
        except Rejected as error:
            return None, str(error)

    def finish(self, outcomes):
        """Write what was taken, bring ``submitted`` up to date, and settle what each file became."""
        for student, index in self.indices.items():
            index["counts"] = (counting(index) or {}).get("digest")
            keep_index(self.course, self.name, student, index)
            submit(self.course, self.name, student, index, self.source, self.releases)
        for outcome in outcomes:
            if outcome.kind == "":
                counts = self.indices[outcome.student]["counts"] == self.taken[id(outcome)]
                outcome.kind = "collected" if counts else "older"


def claims(course, name):
    """What said of the notebooks that came so far whose they are, by student."""
    found = {}
    for student in have_index(course, name):
        attempts = index_of(course, name, student)["attempts"]
        notebooks = [it for it in attempts if "claim" in it and it["path"].lower().endswith(NOTEBOOK)]
        found[student] = {tuple(it["claim"]) for it in notebooks}
    return found


def others(course, name):
    """The other exercises as students have them, so that a file for the wrong one can be told."""
    names = [it for it in course.assignments() if it != name and course.release(it).is_file()]
    return {it: read_notebook(course.release(it)) for it in names}


def submit(course, name, student, index, source, releases):
    """Put the canonical form of the attempt that counts where nbgrader expects it. Returns the form, None without one.

    Raises Problem where the file is rejected now, though it was accepted before.
    """
    entry = counting(index)
    if entry is None:
        withdraw(course, name, student)
        return None
    raw = (course.received(name) / student / entry["file"]).read_bytes()
    try:
        form = form_of(raw, source, releases)
    except Rejected as error:
        raise Problem(f"{student}'s file was accepted before and is rejected now: {error}.") from None
    path = course.submission(name, student)
    time = datetime.fromisoformat(entry["time"]).astimezone(UTC)
    write_if_new(path.with_name("timestamp.txt"), f"{time:%Y-%m-%d %H:%M:%S} UTC\n")
    write_if_new(path, nbformat.writes(form.notebook) + "\n")
    return form


def withdraw(course, name, student):
    """Of a student of whom nothing counts any more, what was made of it goes, with its marks."""
    if not course.submission(name, student).exists():
        return
    with course.gradebook() as book, contextlib.suppress(MissingEntry):
        book.remove_submission(name, student)
    course.marker(name, student).unlink(missing_ok=True)
    for made in (course.feedback, course.autograded, course.submission):  # in this order: killed, it begins again
        shutil.rmtree(made(name, student).parent, ignore_errors=True)


def refresh(course, name):
    """Make the canonical forms again where a corrected release has come out since they were made.

    Raises Problem as ``submit`` does.
    """
    versions = course.versions(name)
    state = course.root / "recorded" / name / ".forms"
    if read_json(state) == versions:
        return
    source, releases = read_notebook(course.source(name)), course.releases(name)
    for student in have_index(course, name):
        index = index_of(course, name, student)
        form = submit(course, name, student, index, source, releases)
        if form is not None:
            counting(index).update(described(form))
            keep_index(course, name, student, index)
    write_json(state, versions)


def enroll(course, students):
    """Let the gradebook know names and addresses."""
    with course.gradebook() as book:
        known = {it.id: it for it in book.students}
        for student in students:
            about = {"first_name": student.first, "last_name": student.last, "email": student.email}
            about = {key: value or None for key, value in about.items()}
            old = known.get(student.id)
            if old is None or any(getattr(old, key) != value for key, value in about.items() if value):
                book.update_or_create_student(student.id, **about)


def list_unmatched(course, name, outcomes):
    """A list of what could not be matched, to be filled in by the teacher and given back by --map."""
    file = course.received(name) / "unmatched.csv"
    rows = [(composed(it.path), "", it.reason) for it in outcomes if it.kind == "unmatched"]
    if not rows:
        file.unlink(missing_ok=True)
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("file", "student", "reason"), *rows])
    write(file, text.getvalue())
