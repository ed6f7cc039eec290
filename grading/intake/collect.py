"""Takes in what students handed in, under whatever name: every file ends as the one that counts, as an older attempt,
as rejected with a reason, or as unmatched. What was taken in is kept as it came, in ``received/NAME/STUDENT``.
"""

import csv
import io
import itertools
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

import nbformat

from grading import release
from grading.course.course import Problem, fingerprint, read_json, read_notebook, shown, write, write_if_new, write_json
from grading.intake import inbox, roster
from grading.intake.canonical import Rejected, canonical

MOODLE = re.compile(r"(?P<who>.+)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)")
CANVAS = re.compile(r"(?P<who>[^_]+?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<upload>\d+)_(?P<file>.+)")
AGAIN = re.compile(r"-(?P<attempt>\d+)$")  # Canvas' number of a file handed in again
COPY = re.compile(r"[ _]?(\(\d+\)|- Cop(y|ie)( \(\d+\))?)$")  # as browsers and systems name a second file
NOTEBOOK = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")


@dataclass(frozen=True)
class Guess:
    """What a path says: ways to write who it is, the LMS' number of the student, which attempt, when, and if late."""

    who: tuple
    number: str | None = None
    attempt: int = 0
    time: datetime | None = None
    late: bool = False
    lms: str = ""


@dataclass
class Outcome:
    """What became of a file. ``kind``: collected, older, rejected or unmatched."""

    path: str
    kind: str
    student: str = ""
    reason: str = ""
    new: bool = False


def collect(course, name, place, *, roster_file=None, pattern=None, map_file=None, due=None):
    """Take in the files of the folder or archive ``place``. Returns Outcomes, one a file.

    Running it again changes nothing and adds only what is new. Raises Problem for a place, roster, pattern or mapping
    that cannot be used.
    """
    course.require(name)
    release.current(course, name)
    pattern = compiled(pattern)
    people = class_of(course, roster_file)
    mapping = mapped(course, name, map_file)
    if due:
        set_due(course, name, due)
    matches = match_all(place, name, people, pattern, mapping)
    outcomes, intake = [], Intake(course, name)
    for found in inbox.files(place):
        who = matches.get(found.path)
        if isinstance(who, roster.Student):
            outcomes.append(intake.take(found, who, guess(found.path, name, pattern)))
        else:
            kind = "rejected" if who is None else "unmatched"
            outcomes.append(Outcome(found.path, kind, reason=who or found.reason or "left there by a computer"))
    intake.finish(outcomes)
    enroll(course, people.students.values() if people else intake.students.values())
    list_unmatched(course, name, outcomes)
    return outcomes


def compiled(pattern):
    if pattern is None:
        return None
    try:
        found = re.compile(pattern)
    except re.error as error:
        raise Problem(f"--pattern is no regular expression: {error}.") from None
    if "student" not in found.groupindex:
        raise Problem("--pattern needs a group (?P<student>…); (?P<time>…) and (?P<attempt>…) are used if there.")
    return found


def class_of(course, file):
    """The roster: a file given now, which is kept, or the one that was kept; None if there is none."""
    kept = course.root / "roster.csv"
    if file is None:
        return roster.Roster(roster.read(kept)) if kept.exists() else None
    people = roster.Roster(roster.read(file))
    write_if_new(kept, file.read_bytes())
    return people


def mapped(course, name, file):
    """Paths with ids, as the teacher assigned them, now and before. Raises Problem."""
    kept = course.received(name) / "mapping.json"
    mapping = read_json(kept, missing={})
    if file is not None:
        try:
            rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"))))
        except (OSError, UnicodeDecodeError) as error:
            raise Problem(f"The mapping {file} cannot be read: {error}.") from None
        if not rows or not {"file", "student"} <= set(rows[0]):
            raise Problem(f"The mapping {file} needs the columns file,student and a line for each file.")
        new = {composed(it["file"]): it["student"].strip() for it in rows if (it["student"] or "").strip()}
        mapping = {**mapping, **new}
        write_json(kept, mapping)
    return mapping


def composed(text):
    return unicodedata.normalize("NFC", shown(text, limit=5000))


def set_due(course, name, due):
    time = inbox.parse_time(due)
    if time is None:
        raise Problem(f"--due {due!r} is no time: write 2026-03-31 23:59 or, with a zone, 2026-03-31T23:59+02:00.")
    with course.gradebook() as book:
        book.update_or_create_assignment(name, duedate=time.replace(tzinfo=None))


def match_all(place, name, people, pattern, mapping):
    """For every file a Student, or the words why there is none; rubbish is left out."""
    matches, numbers = {}, {}
    for found in inbox.files(place):
        if inbox.is_rubbish(found.path):
            continue
        about = guess(found.path, name, pattern)
        who = match(found.path, about, name, people, mapping)
        matches[found.path] = who
        if isinstance(who, roster.Student) and about.lms and composed(found.path) not in mapping:
            numbers.setdefault((who.id, about.lms), {}).setdefault(about.number, []).append(found.path)
    for (student, lms), paths in numbers.items():
        if len(paths) > 1:
            people = f"{len(paths)} people of this name"
            for path in itertools.chain(*paths.values()):
                matches[path] = f"{lms} knows {people}: which one is {student}?"
    return matches


def match(path, about, name, people, mapping):
    """The Student whose file it is, or in words why that cannot be told."""
    if given := mapping.get(composed(path)):
        return by_mapping(given, people)
    if people is None:
        return unlisted(about)
    found = set()
    for text in about.who:
        if found := people.find(text):
            break
    if about.number and (other := people.find(about.number)) and other != found:
        if len(found) == 1:
            return f"its name says {one(found)}, its number {about.number} says {', '.join(sorted(other))}"
        found = other & found or other
    if not found and not about.lms:
        found = within(path, name, people)
    if not found:
        return "nobody on the roster is called so"
    if len(found) > 1:
        return f"it may be any of {', '.join(sorted(found))}"
    return people.students[one(found)]


def unlisted(about):
    """Without a roster, a student is called as the LMS calls them; Canvas' numbers tell people of one name apart."""
    if not about.who:
        return "nothing in its name says whose it is"
    return roster.student(f"{about.who[0]}_{about.number}" if about.lms == "Canvas" else about.who[0])


def within(path, name, people):
    """Students whose name or id is somewhere in the path, the innermost part first."""
    for part in reversed(PurePosixPath(path).parts):
        text = roster.plain(stem(part)).replace(roster.plain(name), " ")
        if found := people.find_within(text):
            return found
    return set()


def one(found):
    return next(iter(found))


def by_mapping(given, people):
    if people is None:
        return roster.student(given)
    for student in people.students.values():
        if given in (student.id, student.original):
            return student
    return f"the mapping says {shown(given)}, and nobody on the roster has this id"


def guess(path, name, pattern=None):
    """What the path of a file says, in the manner of Moodle, Canvas, Brightspace, or of folders named by student."""
    if pattern is not None:
        return by_pattern(path, pattern)
    parts = PurePosixPath(path).parts
    for part in parts:
        if found := MOODLE.fullmatch(part):
            return Guess((found["who"].strip(),), found["number"], lms="Moodle")
    for part in parts:
        if found := CANVAS.fullmatch(part):
            again = AGAIN.search(stem(found["file"]))
            attempt = int(again["attempt"]) if again else 0
            return Guess((found["who"],), found["number"], attempt, late=bool(found["late"]), lms="Canvas")
    for part in parts:
        if found := dated(stem(part) if part == parts[-1] else part):
            return found
    folders = [it for it in parts[:-1] if roster.plain(it) not in (roster.plain(name), "submitted")]
    own = COPY.sub("", stem(parts[-1]))
    rest = " ".join(roster.plain(own).replace(roster.plain(name), " ").split())
    file = [own] if rest == roster.plain(own) else [rest] if rest else []
    return Guess(tuple([*reversed(folders), *file] if folders else file))


def by_pattern(path, pattern):
    found = pattern.search(path)
    if not found or not found["student"]:
        return Guess(())
    groups = found.groupdict()
    attempt = groups.get("attempt") or ""
    time = inbox.parse_time(groups.get("time") or "")
    return Guess((found["student"],), attempt=int(attempt) if attempt.isdecimal() else 0, time=time)


def dated(part):
    """“login - date - file” and the like: every piece that is no date may be the student."""
    pieces = [it.strip() for it in part.split(" - ")]
    times = [(it, inbox.parse_time(spoken(it))) for it in pieces]
    time = next((time for _, time in times if time is not None), None)
    if len(pieces) < 2 or time is None:
        return None
    return Guess(tuple(it for it, time in times if time is None and it), time=time)


def spoken(text):
    """A date as Brightspace writes it into names, where a colon cannot stand: “Mar 5, 2026 123 PM”."""
    return re.sub(r"\b(\d{1,2})(\d\d) ?([AP]M)\b", r"\1:\2 \3", text)


def stem(part):
    for ending in NOTEBOOK:
        if part.lower().endswith(ending):
            return part[: -len(ending)]
    return part


class Intake:
    """Takes files in, student by student, and settles at the end which of each student's files counts."""

    def __init__(self, course, name):
        self.course, self.name = course, name
        self.source, self.releases = read_notebook(course.source(name)), course.releases(name)
        self.others = others(course, name)
        self.students, self.indices, self.taken = {}, {}, {}

    def take(self, found, student, about):
        """Keep a file and its entry in the student's index. Its Outcome is settled by ``finish``."""
        self.students[student.id] = student
        index = self.indices.setdefault(student.id, index_of(self.course, self.name, student.id, student.original))
        digest = fingerprint(found.data) if found.data is not None else f"unread: {composed(found.path)}"
        entry = next((it for it in index["attempts"] if it["digest"] == digest), None)
        told = about.time or found.told
        time = told or found.time or datetime.now(UTC)
        new = entry is None
        if new:
            entry = self.entry(found, student.id, digest, time, about)
            index["attempts"].append(entry)
        elif told is not None and told.isoformat() > entry["time"]:
            entry["time"] = told.isoformat()  # the same file, handed in again
        entry["attempt"] = max(entry["attempt"], about.attempt)
        outcome = Outcome(found.path, "rejected" if entry["reason"] else "", student.id, entry["reason"] or "", new)
        self.taken[id(outcome)] = digest
        return outcome

    def entry(self, found, student, digest, time, about):
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
            "file": file,
            "reason": reason,
        }
        return entry | described(form)

    def form(self, data):
        try:
            return canonical(data, self.source, self.releases, self.others), None
        except Rejected as error:
            return None, str(error)

    def finish(self, outcomes):
        """Write what was taken, bring ``submitted`` up to date, and settle what each file became."""
        for student, index in self.indices.items():
            folder = self.course.received(self.name) / student
            index["counts"] = (counting(index) or {}).get("digest")
            if read_json(folder / "index.json") != index:
                write_json(folder / "index.json", index)
            submit(self.course, self.name, student, index, self.source, self.releases)
        for it in outcomes:
            if it.kind == "":
                it.kind = "collected" if self.indices[it.student]["counts"] == self.taken[id(it)] else "older"


def others(course, name):
    """The other exercises as students have them, so that a file for the wrong one can be told."""
    names = [it for it in course.assignments() if it != name and course.release(it).is_file()]
    return {it: read_notebook(course.release(it)) for it in names}


def described(form):
    """What an index says of a canonical form."""
    if form is None:
        return {"missing": [], "notes": [], "version": None}
    return {"missing": form.missing, "notes": form.notes, "version": form.version}


def index_of(course, name, student, original=None):
    empty = {"original": original or student, "attempts": [], "counts": None}
    return read_json(course.received(name) / student / "index.json", missing=empty)


def counting(index):
    """The attempt that counts: the last one that can be graded. None if there is none."""
    accepted = [it for it in index["attempts"] if not it["reason"]]
    return max(accepted, key=lambda it: (it["attempt"], it["time"], it["path"]), default=None)


def submit(course, name, student, index, source, releases):
    """Put the canonical form of the attempt that counts where nbgrader expects it. Returns the form."""
    entry = counting(index)
    if entry is None:
        return None
    raw = (course.received(name) / student / entry["file"]).read_bytes()
    try:
        form = canonical(raw, source, releases)
    except Rejected as error:
        raise Problem(f"{student}'s file was accepted before and is rejected now: {error}.") from None
    path = course.submission(name, student)
    time = datetime.fromisoformat(entry["time"]).astimezone(UTC)
    write_if_new(path.with_name("timestamp.txt"), f"{time:%Y-%m-%d %H:%M:%S} UTC\n")
    write_if_new(path, nbformat.writes(form.notebook) + "\n")
    return form


def refresh(course, name):
    """Make the canonical forms again where a corrected release has come out since they were made."""
    versions = course.versions(name)
    state = course.root / "recorded" / name / ".forms"
    if read_json(state) == versions:
        return
    source, releases = read_notebook(course.source(name)), course.releases(name)
    for path in sorted(course.received(name).glob("*/index.json")):
        index = read_json(path, missing={"attempts": []})
        form = submit(course, name, path.parent.name, index, source, releases)
        if form is not None and (counting(index) | described(form)) != counting(index):
            counting(index).update(described(form))
            write_json(path, index)
    write_json(state, versions)


def enroll(course, students):
    """Let the gradebook know names and addresses."""
    with course.gradebook() as book:
        known = {it.id: it for it in book.students}
        for it in students:
            about = {"first_name": it.first or None, "last_name": it.last or None, "email": it.email or None}
            old = known.get(it.id)
            if old is None or any(getattr(old, key) != value for key, value in about.items() if value):
                book.update_or_create_student(it.id, **about)


def list_unmatched(course, name, outcomes):
    """A list of what could not be matched, to be filled in by the teacher and given back by --map."""
    file = course.received(name) / "unmatched.csv"
    rows = [(composed(it.path), "") for it in outcomes if it.kind == "unmatched"]
    if not rows:
        file.unlink(missing_ok=True)
        return
    text = io.StringIO()
    csv.writer(text).writerows([("file", "student"), *rows])
    write(file, text.getvalue())
