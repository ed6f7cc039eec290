"""What the path of a file says: whose it is, which attempt, and when, as learning platforms and people write it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

import dateutil.parser

from grading.course.problem import Problem, shown
from grading.intake.roster import plain

MOODLE = re.compile(r"(?P<who>.+)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)")
CANVAS = re.compile(r"(?P<who>[^_]+?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<upload>\d+)_(?P<file>.+)")
AGAIN = re.compile(r"-(?P<attempt>\d+)$")  # Canvas' number of a file handed in again
COPY = re.compile(r"[ _]?(\(\d+\)|- Cop(y|ie)( \(\d+\))?)$")  # as browsers and systems name a second file
NOTEBOOK = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")
RUBBISH = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Guess:
    """What a path says: ways to write who it is, the LMS' number of the student, which attempt, when, and if late."""

    who: tuple
    number: str | None = None
    attempt: int = 0
    time: datetime | None = None
    late: bool = False
    lms: str = ""


def guess(path, name, pattern=None):
    """What ``path`` says, in the manner of Moodle, Canvas, Brightspace, or of folders named by student.

    ``name`` is the assignment's, which tells nobody. A compiled ``pattern`` takes the place of all these manners.
    """
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
    folders = [it for it in parts[:-1] if plain(it) not in (plain(name), "submitted")]
    own = COPY.sub("", stem(parts[-1]))
    rest = " ".join(plain(own).replace(plain(name), " ").split())
    file = [own] if rest == plain(own) else [rest] if rest else []
    return Guess(tuple([*reversed(folders), *file] if folders else file))


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
        return Guess(())
    groups = found.groupdict()
    attempt = groups.get("attempt") or ""
    time = parse_time(groups.get("time") or "")
    return Guess((found["student"],), attempt=int(attempt) if attempt.isdecimal() else 0, time=time)


def dated(part):
    """“login - date - file” and the like: every piece that is no date may be the student. None without a date."""
    pieces = [piece.strip() for piece in part.split(" - ")]
    times = [(piece, parse_time(spoken(piece))) for piece in pieces]
    time = next((time for _, time in times if time is not None), None)
    if len(pieces) < 2 or time is None:
        return None
    return Guess(tuple(piece for piece, time in times if time is None and piece), time=time)


def spoken(text):
    """A date as Brightspace writes it into names, where a colon cannot stand: “Mar 5, 2026 123 PM”."""
    return re.sub(r"\b(\d{1,2})(\d\d) ?([AP]M)\b", r"\1:\2 \3", text)


def parse_time(text):
    """A time in UTC of any common way to write it; without a zone it is this machine's. None if it is no time."""
    if not re.search(r"\b\d{4}\b|\d{8}T", text):  # dateutil takes a single number for a day of this month
        return None
    try:
        return dateutil.parser.parse(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def stem(part):
    """A file's name without the ending of a notebook; any other name as it is."""
    for ending in NOTEBOOK:
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
