"""Who is in the class, and whose file it is, by what an LMS or a student wrote into its name."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from grading.course.files import fingerprint
from grading.course.problem import Problem, shown

NAMES = {  # a column's heading, as people write it: what it means here
    "id": "id student student_id studentid matriculation matriculation_number number id_number",
    "first": "first first_name firstname given_name vorname",
    "last": "last last_name lastname surname family_name nachname",
    "name": "name full_name fullname student_name",
    "email": "email e_mail email_address mail",
    "login": "login username user user_name sis_login_id canvas_id canvas_user_id uni_login",
}
HEADINGS = {heading: meaning for meaning, headings in NAMES.items() for heading in headings.split()}
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


def read(path):
    """The students of a CSV file with a heading. Raises Problem where it cannot be read or is ambiguous."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Problem(f"The roster {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Problem(f"The roster {path} is not UTF-8: export it again as “CSV UTF-8”.") from None
    head = text.splitlines()[0] if text.strip() else ""
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ","))
    meanings = [HEADINGS.get(plain(it).replace(" ", "_")) for it in rows[0]] if rows else []
    if "id" not in meanings:
        raise Problem(
            f"The roster {path} has no column “id”: its first line must name the columns, e.g. id,name,email."
        )
    students = []
    for number, row in enumerate(rows[1:], start=2):
        if any(it.strip() for it in row):
            students.append(student_of(row, meanings, f"{path}, line {number}"))
    refuse_doubles(students, path)
    return students


def student_of(row, meanings, where):
    """The Student of a row of the roster, of columns with these ``meanings``. Raises Problem without an id."""
    about, logins = {}, []
    for meaning, value in zip(meanings, row, strict=False):
        value = unicodedata.normalize("NFC", value.strip())
        if meaning == "login":
            logins.append(value)
        elif meaning:
            about.setdefault(meaning, value)
    if not about.get("id"):
        raise Problem(f"{where}: the student has no id.")
    return student(about["id"], about, logins)


def student(original, about=None, logins=()):
    """A student by id, with what else is known."""
    about = dict(about or {})
    if "name" in about and not about.get("last"):
        first, last = split_name(about["name"])
        about.update(first=first, last=last)
    if not logins and set(about) <= {"id"} and safe(original) != original:
        about["last"] = original  # all that is known of the name
    first, last, email = (about.get(it, "") for it in ("first", "last", "email"))
    ways = [original, email, email.partition("@")[0], about.get("name", ""), *logins]
    ways += [f"{first} {last}", f"{last} {first}", f"{last}{first}"]
    keys = frozenset(plain(it) for it in ways if plain(it)) - ({plain(first), plain(last)} if first and last else set())
    return Student(safe(original), first, last, email, keys | {plain(original)}, original)


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
    """Words in small letters with single blanks between, one way to write each letter: how names are compared."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC", text)
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
        self.exact, self.loose = {}, {}
        for one in students:
            for key in one.keys:
                self.exact.setdefault(key, set()).add(one.id)
                self.loose.setdefault(bare(key), set()).add(one.id)
                self.loose.setdefault(bare(key).replace(" ", ""), set()).add(one.id)

    def find(self, text):
        """The ids of all students who are written like this; one, none or several."""
        for table, form in ((self.exact, plain(text)), (self.loose, bare(text))):
            if found := table.get(form):
                return found
        return self.loose.get(bare(text).replace(" ", ""), set())

    def find_within(self, text):
        """The ids of the students whose name or id is the longest run of whole words within ``text``."""
        words = bare(text).split()
        for length in range(len(words), 0, -1):
            found = set()
            for start in range(len(words) - length + 1):
                run = " ".join(words[start : start + length])
                if not (run.isdigit() and len(run) < SHORTEST_NUMBER):
                    found |= self.loose.get(run, set())
            if found:
                return found
        return set()
