"""What the path of a file says: whose it is, which attempt, and when, as learning platforms and people write it.

Whose it is comes from the outermost name that the platform wrote. A student names all that is in an archive or folder
that they hand in, and the end of a file's name: nothing there says who they are, or when they handed in.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from grading.course.problem import Problem, shown
from grading.intake.roster import plain
from grading.intake.times import parse_time, spoken, stamp

# moodle/moodle, mod/assign/classes/downloader.php: “full name_number_assignsubmission_file”, a folder, or with “_” and
# the student's name of the file after it; under blind marking the name is “Participant”, and what a group handed in is
# there once, by the group's name and number, or by “Default group” alone.
MOODLE = re.compile(r"(?P<who>.+?)(?:[_ ](?P<number>\d+))?_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL)
# instructure/canvas-lms, lib/content_zipper.rb: “lastfirst_LATE_user_upload_file”; “anon_letters” hides the student.
CANVAS = re.compile(r"(?P<who>[^_]+?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL)
HIDDEN = re.compile(r"(LATE_)?anon_[A-Za-z0-9]+_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL)
# kwurst/bb-file-cleanup, README.md: “assignment_user_attempt_time_file”, beside a text “assignment_user_attempt_time”.
BLACKBOARD = re.compile(
    r"(?P<before>.+?)_attempt_(?P<time>\d{4}(-\d\d){5})(_(?P<file>.+)|(?P<sidecar>\.txt))?", re.DOTALL
)
# sakaiproject/sakai, AssignmentServiceImpl.java, zipSubmissions: a folder “Last, First(login)”, with timestamp.txt and
# a folder “Submission attachment(s)”; or all of it in one name, parted by “_”. Of several it writes all, “; ” between.
ONE_OF_SAKAI = r"([^;()]*,[^;()]*)\(([^;()]+)\)"
SAKAI = re.compile(rf"(?P<all>{ONE_OF_SAKAI}(?:; {ONE_OF_SAKAI})*)(_[^_]+\(s\)_+(?P<file>.+))?", re.DOTALL)
# ILIAS-eLearning/ILIAS, Modules/Exercise, class.ilExSubmission.php: a folder “Last_First_login_number”.
ILIAS = re.compile(r"(?P<last>[^_]+)_(?P<first>[^_]+)_(?P<login>.+)_(?P<number>\d+)", re.DOTALL)
# Gradescope: a folder “submission_number”, which submission_metadata.yml beside it explains; no document of theirs
# states it, programs that read it do, as itsgeagle/provenance-gradescope-gateway.
GRADESCOPE = re.compile(r"submission_(?P<number>\d+)")
# Teams: “Submitted files/student/assignment/Version 1/file” (README.md of lwchkg/teams_assignment_explorer).
TEAMS, WORKING, VERSION = "submitted files", "working files", re.compile(r"Version (\d+)")
WEAK = ("", "Canvas", "ILIAS")  # their forms a folder may have by chance
AGAIN = re.compile(r"-(?P<attempt>\d+)$")  # Canvas' number of a file handed in again
MOST_WORDS = 8  # of a user's name, parted by “_”
COPY = re.compile(r"[ _]?(\(\d+\)|- Cop(y|ie)( \(\d+\))?)$")  # as browsers and systems name a second file
NOTEBOOK = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")
ARCHIVE = ".zip"
RUBBISH = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints")
# What platforms write for the teacher beside the students' files; Brightspace's list is the page index.html.
PLATFORMS_OWN = re.compile(
    r"timestamp\.txt|submission_metadata\.yml|(grades|status)\.(csv|xlsx?)|index\.html|comments\.txt|feedbackText\.html"
)


@dataclass(frozen=True)
class Guess:
    """What a path says: ways to write who it is, the LMS' number of the student, which attempt, when, and if late."""

    who: tuple
    number: str | None = None
    attempt: int = 0
    time: datetime | None = None
    late: bool = False
    lms: str = ""  # what wrote the name, if it is known: then all ways to write who it is are of one person
    upload: int = 0  # the LMS' number of the file, which grows
    outer: tuple = ()  # the folders around the name that the LMS wrote
    depth: int = 0  # how many folders are around the name that says whose it is
    depths: tuple = ()  # the same for each of ``who``, where they are folders and a file
    group: tuple = ()  # of work that several handed in together, the ways to write who each of them is
    evidence: str = "names"  # what says whose it is


def guess(path, name, pattern=None):
    """What ``path`` says, in the manner of one of the platforms above, or of folders and files named by student.

    ``name`` is the assignment's, which tells nobody. A compiled ``pattern`` takes the place of all these manners.
    """
    path = outside(path)
    if pattern is not None:
        return by_pattern(path, pattern)
    parts = PurePosixPath(path).parts
    found = [(at, one) for at in range(len(parts)) if (one := platforms(parts, at))]
    # A folder of a weak form may be a student's, or the whole download's.
    sure = [(at, one) for at, one in found if one.lms not in WEAK or (one.lms == "Canvas" and at == len(parts) - 1)]
    for at, one in [*sure, *found]:
        return replace(one, depth=at, outer=parts[:at], evidence=one.lms or "a name with a date")
    return by_names(parts, name)


def outside(path):
    """A path up to an archive that a student handed in: what is in there, the student named."""
    parts = PurePosixPath(path).parts
    end = next((at + 1 for at, part in enumerate(parts) if part.lower().endswith(ARCHIVE)), len(parts))
    return "/".join(parts[:end])


def platforms(parts, at):
    """The Guess of a platform's name at one place of a path; None if no platform writes so.

    Where one name has several platforms' forms, the one that ends first is the platform's, the rest the student's.
    """
    found = list(forms(parts, at))
    return min(found, key=lambda it: it[0])[1] if found else None


def forms(parts, at):
    """The Guesses of all platforms that may have written a part of a path, each with where the student's own begins."""
    part, folder = parts[at], at < len(parts) - 1
    if found := MOODLE.fullmatch(part):
        who = found["who"].strip()
        numbered = (f"{who} {found['number']}",) if found["number"] else ()
        yield found.start("file"), Guess((who, *numbered), found["number"], lms="Moodle")
    if found := BLACKBOARD.fullmatch(part):
        words = found["before"].split("_")
        ways = ["_".join(words[start:]) for start in range(len(words) - 1, 0, -1)][:MOST_WORDS] or words
        yield found.end("time"), Guess(tuple(ways), time=stamp(found["time"]), lms="Blackboard")
    if found := HIDDEN.fullmatch(part):
        late = part.startswith("LATE_")
        yield found.start("file"), Guess((), lms="Canvas", upload=bounded(found["upload"]), late=late)
    if found := CANVAS.fullmatch(part):
        again, upload = AGAIN.search(stem(found["file"])), bounded(found["upload"])
        numbers = {"number": found["number"], "attempt": bounded(again["attempt"]) if again else 0, "upload": upload}
        yield found.start("file"), Guess((found["who"],), late=bool(found["late"]), lms="Canvas", **numbers)
    if (found := SAKAI.fullmatch(part)) and (folder or found["file"]):
        people = of_sakai(found["all"])
        whose = {"group": people} if len(people) > 1 else {}
        yield found.end("all"), Guess(() if whose else people[0], lms="Sakai", **whose)
    if folder and (found := GRADESCOPE.fullmatch(part)):
        number = bounded(found["number"])
        yield len(part), Guess((f"submission {found['number']}",), lms="Gradescope", upload=number)
    if folder and plain(part) == TEAMS and at + 2 < len(parts):
        yield len(part), Guess((parts[at + 1],), attempt=version(parts[at + 2 : -1]), lms="Teams")
    if folder and plain(part) == WORKING and at + 2 < len(parts):
        yield len(part), Guess((), lms="Teams")
    if folder and (found := ILIAS.fullmatch(part)):
        ways = (found["login"], f"{found['first']} {found['last']}")
        yield len(part), Guess(ways, found["number"], lms="ILIAS")
    if found := dated(part if folder else stem(part)):
        yield found


def of_sakai(text):
    """Everyone in a text of Sakai's, “Last, First(login); Last, First(login)”, each as ways to write who it is."""
    return tuple((login, name) for name, login in re.findall(ONE_OF_SAKAI, text))


def version(folders):
    """The number of the first folder that is called as Teams calls an attempt; 0 if there is none."""
    return next((bounded(found[1]) for found in map(VERSION.fullmatch, folders) if found), 0)


def bounded(digits):
    """A number of a path as far as anything counts; 0 for one with more digits than any platform writes."""
    return int(digits) if len(digits) <= 18 else 0


def by_names(parts, name):
    """The Guess of folders, the outermost first, and of the file's own name."""
    named = [(at, it) for at, it in enumerate(parts[:-1]) if plain(it) not in (plain(name), "submitted")]
    own = COPY.sub("", stem(parts[-1]))
    rest = " ".join(plain(own).replace(plain(name), " ").split())
    file = own if rest == plain(own) else rest
    named += [(len(parts) - 1, file)] if file else []
    depths, who = zip(*named, strict=True) if named else ((), ())
    return Guess(who, attempt=version(parts[:-1]), depth=len(parts) - 1, depths=depths)


def compiled(pattern):
    """A teacher's pattern, ready for ``guess``; None if it is None. Raises Problem for one that tells no student."""
    if pattern is None:
        return None
    try:
        found = re.compile(pattern)
    except re.error as error:
        raise Problem(f"--pattern is no regular expression: {error}.") from None
    if "student" not in found.groupindex:
        raise Problem("--pattern needs a group (?P<student>…); (?P<time>…) and (?P<attempt>…) are used if there.")
    return found


def by_pattern(path, pattern):
    """What a compiled pattern finds in ``path``; a Guess of nobody where it does not match."""
    found = pattern.search(path)
    if not found or not found["student"]:
        return Guess((), evidence="--pattern")
    groups = found.groupdict()
    attempt = groups.get("attempt") or ""
    attempt = bounded(attempt) if attempt.isdecimal() else 0
    return Guess((found["student"],), attempt=attempt, time=parse_time(groups.get("time") or ""), evidence="--pattern")


def dated(part):
    """“number - student - date - file”, as Brightspace writes it, and the like, with where the date ends; None without.

    All before the first date may be the student, all after it is the student's own name for the file. The form with the
    number is stated by no document of theirs; programs that read it do, and show “152711-351765 - John Doe - May 18,
    2025 1224 PM”.
    """
    pieces = part.split(" - ", MOST_WORDS)
    times = [parse_time(spoken(piece.strip())) for piece in pieces]
    at = next((at for at, time in enumerate(times) if time is not None), 0)
    if at == 0:
        return None
    end = len(" - ".join(pieces[: at + 1]))
    before = [it.strip() for it in pieces[:at] if it.strip()]
    numbers = [it for it in before if re.fullmatch(r"\d+(-\d+)*", it)]
    who = [it for it in before if it not in numbers]
    if not who or "-" not in before[0] or before[0] not in numbers:
        return end, Guess(tuple(who or numbers), time=times[at])
    return end, Guess(tuple(reversed(who)), before[0].partition("-")[0], time=times[at], lms="Brightspace")


def stem(part):
    """A file's name without the ending of a notebook or an archive; any other name as it is."""
    for ending in (*NOTEBOOK, ARCHIVE):
        if part.lower().endswith(ending):
            return part[: -len(ending)]
    return part


def composed(path):
    """A path in the one form in which it is kept and listed: accents composed, every character printable."""
    return unicodedata.normalize("NFC", shown(path, limit=5000))


def is_rubbish(path):
    """Whether an operating system or Jupyter left the file there."""
    parts = PurePosixPath(unicodedata.normalize("NFC", path)).parts
    return any(part in RUBBISH or part.startswith("._") for part in parts)


def is_platforms_own(path, about):
    """Whether the platform wrote a file for the teacher: it lies beside the students' work. ``about`` is its Guess."""
    parts = PurePosixPath(path).parts
    beside = len(about.outer) + 2 == len(parts) if about.lms == "Sakai" else len(parts) == 1 and not about.lms
    named = PLATFORMS_OWN.fullmatch(parts[-1]) or parts[-1].endswith("_submissionText.html")
    return bool(beside and named)
