"""Who is in the class, and whose file it is, by what an LMS or a student wrote into its name.

A platform's own gradebook will do as a roster. The headings of those exports, and where they are stated:
Canvas “Student, ID, SIS User ID, SIS Login ID, Section” (lib/gradebook_exporter.rb of instructure/canvas-lms);
Moodle's grading worksheet “Identifier, Full name, …” (mod/assign/feedback/offline of moodle/moodle);
Blackboard “Last Name, First Name, Username, Student ID, …” (help.blackboard.com, *Work offline with grade data*);
Brightspace “OrgDefinedId, Username, …”, each value after a “#” (community.d2l.com, *Import and export grades*);
Sakai's grades.csv “Display ID, ID, Last Name, First Name, …”, below a title (AssignmentServiceImpl.java of
sakaiproject/sakai); Gradescope “First Name, Last Name, SID, Email, …, Submission ID, Submission Time”.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from grading.course.files import fingerprint
from grading.course.problem import Problem, shown
from grading.intake import tables
from grading.intake.times import parse_time

# Headings of ids, as people and platforms write them, the more exact before the less: the first that has a value is
# the student's id, the others are further ways to write who it is. “Student” is an id where there is no other.
IDS = (
    "id student_id studentid matriculation matriculation_number matrikelnummer number id_number id_nummer orgdefinedid "
    "org_defined_id sid sis_user_id usr_id user_id canvas_id canvas_user_id identifier display_id username user_name "
    "user login login_id uni_login sis_login_id anmeldename integration_id email e_mail email_address e_mail_adresse "
    "mail student"
).split()
NAMES = {  # other headings: what they mean here
    "first": "first first_name firstname given_name vorname",
    "last": "last last_name lastname surname family_name nachname",
    "name": "name full_name fullname student_name vollständiger_name",
    "time": "last_modified_submission submission_time submission_date",
    "submission": "submission_id",
    "group": "group group_name team gruppe",
}
HEADINGS = {heading: meaning for meaning, headings in NAMES.items() for heading in headings.split()}
HEADINGS |= dict.fromkeys(IDS, "id")
LONGEST = 64  # characters of an id
SHORTEST_NUMBER = 4  # digits: a shorter number within a file's name is no student


@dataclass(frozen=True)
class Student:
    """Someone in the class."""

    id: str  # safe as a folder's name
    first: str = ""
    last: str = ""
    email: str = ""
    keys: frozenset = frozenset()  # every way to write who it is, in plain words
    original: str = ""  # the id as the roster has it
    ids: frozenset = frozenset()  # it, and what else the roster calls an id
    number: str = ""  # the number that Canvas writes into files' names, if the roster is Canvas' gradebook
    time: datetime | None = None  # when it was handed in, if the roster is of one assignment and says so
    group: str = ""  # with whom work is handed in, in plain words
    cells: tuple = ()  # pairs of a heading and a value, as the roster has them

    @property
    def name(self):
        """What the student is called."""
        return f"{self.first} {self.last}".strip()


def read(path):
    """The students of a table with a heading. Raises Problem where it cannot be read or is ambiguous."""
    table = tables.read(path, "roster", meaning)
    if "id" not in map(meaning, table.heading):
        raise Problem(
            f"The roster {path} has no column “id”: its first line must name the columns, e.g. id,name,email."
        )
    students = []
    for number, row in table.rows:
        cells = list(zip_longest(table.heading, row[: len(table.heading)], fillvalue=""))
        one = student_of(cells, f"{path}, line {number}")
        if one is not None:
            students.append(one)
    refuse_doubles(students, path)
    return students


def word(heading):
    """A heading in the form in which IDS and NAMES have it."""
    return plain(heading).replace(" ", "_")


def meaning(heading):
    """What a column of this heading holds: “id” or a key of NAMES. None for any other."""
    return HEADINGS.get(word(heading))


def student_of(cells, where):
    """The Student of a roster's row, of pairs of heading and value; None for one that is no student's.

    Raises Problem for a student without an id.
    """
    ids, about = {}, {}
    for heading, value in cells:
        kind, value = meaning(heading), unicodedata.normalize("NFC", bare_value(value))
        if kind == "id" and value:
            ids.setdefault(word(heading), value)
        elif kind and value:
            about.setdefault(kind, value)
    if "student" in ids and any(word(heading) in IDS[:-1] for heading, _ in cells):
        about.setdefault("name", ids.pop("student"))
    if not (ids or about) or is_nobody(cells, about):
        return None
    if not ids:
        raise Problem(f"{where}: the student has no id.")
    original = next(ids[it] for it in IDS if it in ids)
    about["email"] = next((ids[it] for it in IDS if "mail" in it and it in ids), "")
    number = ids.get("id", "") if is_canvas(cells) else ""
    return student(original, about, ids.values(), number, tuple(cells))


def is_canvas(cells):
    """Whether a row is one of Canvas' gradebook."""
    return {"id", "sis_login_id"} <= {word(heading) for heading, _ in cells}


def is_nobody(cells, about):
    """Whether a row is one of those that Canvas adds: the points possible, and its test student."""
    names = {plain(cells[0][1]), plain(about.get("name", "")), plain(f"{about.get('last')} {about.get('first')}")}
    return "points possible" in names or (is_canvas(cells) and "student test" in names)


def bare_value(value):
    """A cell's value without the signs by which platforms keep spreadsheets from changing it: #123, ="0042"."""
    if quoted := re.fullmatch(r'="(.*)"', value.strip()):
        return quoted[1].strip()
    return value.strip().removeprefix("#").strip()


def student(original, about=None, ids=(), number="", cells=()):
    """A student by id, with what else is known."""
    about = dict(about or {})
    if about.get("name") and not about.get("last"):
        first, last = split_name(about["name"])
        about.update(first=first, last=last)
    if not any(about.get(it) for it in ("first", "last", "email")) and safe(original) != original:
        about["last"] = original  # all that is known of the name
    first, last, email = (about.get(it, "") for it in ("first", "last", "email"))
    ways = [original, *ids, email, email.partition("@")[0], about.get("name", "")]
    ways += [f"{first} {last}", f"{last} {first}", f"{last}{first}"]
    if "submission" in about:
        ways.append(f"submission {about['submission']}")
    keys = frozenset(plain(it) for it in ways if plain(it)) - ({plain(first), plain(last)} if first and last else set())
    keys |= {plain(it) for it in (original, *ids)}
    time = parse_time(about.get("time", ""))
    ids, group = frozenset([original, *ids]), plain(about.get("group", ""))
    return Student(safe(original), first, last, email, keys, original, ids, number, time, group, cells)


def split_name(name):
    """First and last name of “First Last” or “Last, First”."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first, last


def refuse_doubles(students, path):
    """Raise Problem where two students would share a folder, which tells no capitals apart on some systems."""
    seen = {}
    for one in students:
        if other := seen.get(one.id.casefold()):
            pair = f"{shown(other.original)}, {shown(one.original)}"
            raise Problem(f"The roster {path} has two students of one id: {pair}.")
        seen[one.id.casefold()] = one


def plain(text):
    """Words in small letters with single blanks between, one way to write each letter: how names are compared.

    Marks that nobody sees, such as those of writing from right to left, are left out.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(it for it in unicodedata.normalize("NFKC", text) if unicodedata.category(it) != "Cf")
    return " ".join(re.sub(r"[^\w@]|_", " ", text).split())


def bare(text):
    """``plain`` without accents, as some systems write names."""
    letters = unicodedata.normalize("NFKD", plain(text).replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return "".join(it for it in letters if not unicodedata.combining(it))


def safe(original):
    """An id fit for file systems, nbgrader and addresses; an id that had to be changed ends in a digest of itself."""
    original = unicodedata.normalize("NFC", original.strip())
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._@-]*", original) and len(original) <= LONGEST and original[-1] != ".":
        return original
    slug = re.sub(r"[^a-z0-9]+", "-", bare(original)).strip("-")[:40].strip("-") or "student"
    return f"{slug}-{fingerprint(original)[:8]}"


class Roster:
    """Looks students up: whole words only, so that “ann” is never found in “anna”."""

    def __init__(self, students):
        self.students = {it.id: it for it in students}
        self.exact, self.loose, self.most = {}, {}, 1
        for one in students:
            for key in one.keys:
                self.exact.setdefault(key, set()).add(one.id)
                self.loose.setdefault(bare(key), set()).add(one.id)
                self.loose.setdefault(bare(key).replace(" ", ""), set()).add(one.id)
                self.most = max(self.most, len(bare(key).split()))

    def find(self, text):
        """The ids of all students who are written like this; one, none or several."""
        for table, form in ((self.exact, plain(text)), (self.loose, bare(text))):
            if found := table.get(form):
                return found
        return self.loose.get(bare(text).replace(" ", ""), set())

    def find_within(self, text):
        """The ids of the students whose name or id is the longest run of whole words within ``text``."""
        words = bare(text).split()
        for length in range(min(len(words), self.most), 0, -1):
            found = set()
            for start in range(len(words) - length + 1):
                run = " ".join(words[start : start + length])
                if not (run.isdigit() and len(run) < SHORTEST_NUMBER):
                    found |= self.loose.get(run, set())
            if found:
                return found
        return set()

    def group(self, name):
        """All students of the group that is called so; empty for none."""
        return tuple(it for it in self.students.values() if it.group and it.group == plain(name))

    def numbered(self, number):
        """The ids of those of whom Canvas writes this number, as far as the roster can tell."""
        if any(it.number for it in self.students.values()):
            return {it.id for it in self.students.values() if it.number == number}
        return self.find(number)

    def names(self, ids):
        """The names of these students as they stand behind ids: “ (Ann Lee, Anna Lee)”; empty if none is known."""
        names = dict.fromkeys(self.students[it].name for it in sorted(ids) if self.students[it].name)
        return f" ({', '.join(names)})" if names else ""

    def called(self, ids):
        """Ids with names: “ann, anna (Ann Lee, Anna Lee)”, “0042, 0043 (Bob Smith)”."""
        return ", ".join(sorted(ids)) + self.names(ids)
