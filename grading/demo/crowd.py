"""A class of any size, a quarter of it hostile, and what it hands in as Canvas and as Moodle export it."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import nbformat

from grading.demo import people
from grading.intake.roster import plain

FIRST = "Ada Ann Anna Bo Chloé Dmitri Eve Inès John José Li Mei Nuño Olu Priya Sam Siân Tom Uma Yara Zoë".split()
LAST = ["Lee", "Hill", "O'Neill", "Núñez", "Ivanov", "Rao", "van der Berg", "Smith-Jones", "Lovelace", "Øster", "Wu"]
EVERY = 4  # one of so many is hostile


@dataclass(frozen=True)
class Kind:
    """What some of them do: the bytes of their file from a Desk, and how its name goes on after the platform's part."""

    story: str
    make: Callable
    ending: str = ".ipynb"
    claims: bool = False  # the student's part of the file's name is the platform's for somebody else


@dataclass(frozen=True)
class Member:
    """One of the class."""

    student: str  # Canvas' number of the student; the ID number that their Moodle has
    first: str
    last: str
    kind: Kind
    hostile: bool


def notebook(change):
    """What a Kind makes of a notebook."""
    return lambda desk: nbformat.writes(change(desk)).encode()


def hostile(code, value="0"):
    """What a Kind makes of hostile code."""
    return notebook(lambda desk: desk.fill(desk.instead(code, value) | desk.words(people.SCRIPT)))


def archive(desk):
    """An archive with somebody else's name, a path that leads out of it, and a bomb."""
    bare, file = nbformat.writes(desk.fill({})), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("Ada Lee_1000_assignsubmission_file_/mine.ipynb", bare)
        made.writestr("../../../gradebook.db", "")
        made.writestr("zeros.ipynb", bytes(300_000_000))
    return file.getvalue()


HONEST = [
    Kind("solves everything", notebook(lambda desk: desk.fill(desk.right))),
    Kind("forgets the root", notebook(lambda desk: desk.fill(desk.code(lambda it: it.replace("np.sqrt(", "("))))),
    Kind("does the first half", notebook(lambda desk: desk.fill(desk.first_half()))),
    Kind("works where labels get lost", lambda desk: people.without_labels(desk.fill(desk.right))),
    Kind("adds cells that warn and print", notebook(lambda desk: people.talkative(desk.fill(desk.right)))),
    Kind("answers in words only", notebook(lambda desk: desk.fill(desk.words()))),
    Kind("hands in an empty notebook", notebook(lambda desk: desk.fill({}))),
]
HOSTILE = [
    Kind("HOSTILE: patches what checks compare with", hostile(people.PATCHES)),
    Kind("HOSTILE: calls the file as if it were another's", notebook(lambda desk: desk.fill({})), claims=True),
    Kind("HOSTILE: an archive that leads out, with another's name", archive, ".zip"),
    Kind("HOSTILE: objects that equal everything", hostile(people.EQUAL, "Yes()")),
    Kind("HOSTILE: rewrites the checks", notebook(lambda desk: people.without_checks(desk.fill({})))),
    Kind("HOSTILE: JSON as deep as it is long", lambda desk: b"[" * 5_000_000),
    Kind("HOSTILE: words that take long to set", notebook(lambda desk: desk.fill(desk.words("<b>[x](" * 13_000)))),
    Kind("HOSTILE: looks for the gradebook", hostile(people.SEARCH)),
    Kind("HOSTILE: a loop without an end", hostile(people.LOOP)),
    Kind("HOSTILE: a bomb of processes and memory", hostile(people.BOMB)),
]


def members(count):
    """The class, each with a name of their own. Raises ValueError where there are not so many names."""
    if count > len(FIRST) * len(LAST):
        raise ValueError(f"a class has at most {len(FIRST) * len(LAST)} students")
    found = []
    for i in range(count):
        bad = i % EVERY == EVERY - 1
        kinds, turn = (HOSTILE, i // EVERY) if bad else (HONEST, i - i // EVERY)
        first, last = FIRST[i % len(FIRST)], LAST[(i + i // (len(FIRST) * len(LAST))) % len(LAST)]
        found.append(Member(str(1000 + i), first, last, kinds[turn % len(kinds)], bad))
    return found


def canvas(member, file):
    """The path of a student's ``file`` in Canvas' export."""
    letters = "".join(it for it in plain(f"{member.last}{member.first}") if it.isalnum())
    return f"{letters}_{member.student}_9{member.student}_{file}"


def moodle(member, file):
    """The path of a student's ``file`` in Moodle's export."""
    return f"{member.first} {member.last}_7{member.student}_assignsubmission_file_{file}"


PATHS = {"canvas": canvas, "moodle": moodle}
# Rosters, as the platforms' gradebooks are exported.
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("First name", "Last name", "ID number", "Email address")


def write_roster(file, platform, everyone):
    """Write the platform's gradebook."""
    if platform == "canvas":
        rows = [CANVAS, ("    Points Possible", "", "", "", "")]
        rows += [(f"{it.last}, {it.first}", it.student, f"u{it.student}", f"u{it.student}", "A") for it in everyone]
    else:
        rows = [MOODLE, *((it.first, it.last, it.student, f"u{it.student}@uni.example") for it in everyone)]
    with open(file, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def write_export(file, platform, everyone, desk, name):
    """Write the archive that the platform exports of what they hand in."""
    path, victim, made = PATHS[platform], everyone[0], {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as export:
        for member in everyone:
            kind = member.kind
            if kind not in made:
                made[kind] = kind.make(desk)
            theirs = f"{name}{kind.ending}"
            export.writestr(path(member, path(victim, theirs) if kind.claims else theirs), made[kind])
