"""Tables that learning platforms import.

Where the roster is a platform's own gradebook, its columns that say who a student is are given back as they came, with
all ids, and so is the heading of the assignment's column: that is how the import finds both.
"""

import re

from grading.course.problem import Problem
from grading.intake.roster import meaning, plain, word

FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@|]|^[\t\r\n]")
NUMBER = re.compile(r'[+-]?[\d.]*|="[\w.@-]*"')  # also in the sign by which Excel keeps its zeros
PLATFORMS_PART = re.compile(r"(\(\d+\)|\[[^\]]*\].*|Points Grade( <.*)?)$")  # what follows the name in a heading
ABOUT = ("id", "first", "last", "name")  # meanings of the columns that say who a student is
BESIDES = ("section", "root_account")  # and further ones that Canvas wants back

PROVISIONAL = "provisional: not all is marked yet"


class Id(str):
    """A value as the roster has it, by which a platform finds a student: nothing may be added to it."""


def harmless(value):
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and ids stay."""
    if isinstance(value, Id) and NUMBER.fullmatch(value):
        return value
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


class Sheet:
    """What a platform's table is made of: rows by assignment and student, and the roster, None if there is none.

    ``titles`` are those of the assignments' notebooks, ``column`` is the heading that the teacher names;
    ``provisional`` is whether a total that is not final may stand where nothing says so.
    """

    def __init__(self, table, people, titles, column=None, provisional=False):
        self.most = {it["assignment"]: it["max_score"] for it in table}
        self.names, self.titles, self.column = sorted(self.most), titles, column
        self.provisional = provisional
        self.students = people.students if people else {}
        self.rows = {}
        for row in table:
            self.rows.setdefault(row["student"], {})[row["assignment"]] = row

    def heading(self, name, otherwise=None):
        """The heading of an assignment's points: the one given, or the only one of the roster's that tells which it is.

        It does if it holds all words of the name, or is the beginning of the title: “Exercise 6 (101)”.
        """
        words, title = set(plain(name).split()), f"{plain(self.titles[name])} "
        own = {it: plain(PLATFORMS_PART.sub("", it)) for it in self.points()}
        found = [
            it for it, text in own.items() if words <= set(text.split()) or (text and title.startswith(f"{text} "))
        ]
        return self.column or (found[0] if len(found) == 1 else otherwise or name)

    def points(self):
        """Those headings of the roster that do not say who a student is."""
        return [it for it in self.headings() if not meaning(it) and word(it) not in BESIDES]

    def akin(self, name):
        """Those of ``points`` that share a word with an assignment's name."""
        words = set(plain(name).split())
        return [it for it in self.points() if words & set(plain(it).split())]

    def headings(self):
        """All headings of the roster."""
        return [heading for heading, _ in next(iter(self.students.values())).cells] if self.students else []

    def people(self, own, headings, values):
        """The headings of what says who a student is, and a list of these values for each student.

        They are the roster's if it has all the columns ``own``, else ``headings`` and what ``values`` makes of a
        student's row and original id.
        """
        theirs = [it for it in self.headings() if meaning(it) in ABOUT or word(it) in BESIDES]
        if not set(own) <= {word(it) for it in theirs}:
            return headings, {it: values(self.row(it), Id(self.original(it))) for it in self.rows}
        cells = {student: dict(self.students[student].cells) for student in self.rows if student in self.students}
        values = {student: cells.get(student, {theirs[0]: student}) for student in self.rows}
        return theirs, {student: [Id(it.get(heading, "")) for heading in theirs] for student, it in values.items()}

    def row(self, student):
        """Any row of a student's: it holds names and address."""
        return next(iter(self.rows[student].values()))

    def original(self, student):
        """A student's id as the roster has it."""
        return self.students[student].original if student in self.students else student

    def scores(self, student):
        """A student's points for each assignment, where a platform takes no comment."""
        found = [self.rows[student][name] for name in self.names]
        return [None if it["total"] == "provisional" and not self.provisional else it["score"] for it in found]

    def with_comments(self, title, remark):
        """The headings of all points, and after them those of comments where there are any; and values by student.

        ``title`` and ``remark`` make them of an assignment's name.
        """
        kinds = [(name, "score", title(name)) for name in self.names]
        said = [name for name in self.names if any(remark_on(it[name]) for it in self.rows.values())]
        kinds += [(name, "comment", remark(name)) for name in said]
        values = {
            student: [remark_on(row[name]) if key == "comment" else row[name][key] for name, key, _ in kinds]
            for student, row in self.rows.items()
        }
        return [heading for _, _, heading in kinds], values


def remark_on(row):
    """What a student is told beside the points: that they are provisional, and the markers' comments."""
    return "; ".join(filter(None, [PROVISIONAL if row["total"] == "provisional" else "", row["comment"]]))


def as_moodle(sheet):
    """What Moodle's *Grades › Import › CSV* maps: people by ID number or address, points and comments of each exercise.

    Where the roster is the assignment's grading worksheet, the worksheet, filled in: *Upload grading worksheet* wants
    its columns “Identifier”, “Grade” and “Last modified (grade)” (importgradeslib.php of moodle/moodle).
    """
    if {"identifier", "grade"} <= set(map(word, sheet.headings())) and len(sheet.names) == 1:
        return filled(sheet, lambda row: {"grade": row["score"], "feedback_comments": remark_on(row)})
    headings = ["ID number", "First name", "Last name", "Email address"]
    own = {"id_number", "id_nummer", "email_address", "e_mail_adresse"} & set(map(word, sheet.headings()))
    heads, people = sheet.people(own or {"id_number"}, headings, lambda row, original: [original, *named(row)])
    titles, values = sheet.with_comments(sheet.heading, lambda name: f"{sheet.heading(name)} (Feedback)")
    return [[*heads, *titles], *([*person, *values[student]] for student, person in people.items())]


def filled(sheet, values):
    """The roster as it came, of one assignment, with the ``values`` of a student's row in it, by heading."""
    lines, (name,) = [sheet.headings()], sheet.names
    for student in [it for it in sheet.rows if it in sheet.students]:
        new = values(sheet.rows[student][name])
        lines.append([new.get(word(heading), Id(value)) for heading, value in sheet.students[student].cells])
    return lines


def named(row):
    """First name, last name and address."""
    return [row["first_name"], row["last_name"], row["email"]]


def as_canvas(sheet):
    """What Canvas' *Grades › Import* reads: the points possible stand in a line of their own; it takes no comments."""
    heads, people = sheet.people(
        ["id", "sis_login_id"], ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"], of_canvas
    )
    lines = [[*heads, *map(sheet.heading, sheet.names)]]
    lines.append(["    Points Possible", *[""] * (len(heads) - 1), *(sheet.most[name] for name in sheet.names)])
    return lines + [[*person, *sheet.scores(student)] for student, person in people.items()]


def of_canvas(row, original):
    """Canvas' first five columns of a student whom the roster knows by another id than Canvas'."""
    name = f"{row['last_name']}, {row['first_name']}".strip(", ") or row["student"]
    return [name, "", original, row["email"] or original, ""]


def as_blackboard(sheet):
    """What Blackboard's *Upload grades* reads: people by “Username” (help.blackboard.com, *Work offline*)."""
    headings = ["Last Name", "First Name", "Username"]
    heads, people = sheet.people(["username"], headings, lambda row, original: [*named(row)[1::-1], original])
    lines = [[*heads, *map(sheet.heading, sheet.names)]]
    return lines + [[*person, *sheet.scores(student)] for student, person in people.items()]


def as_brightspace(sheet):
    """What Brightspace's *Import grades* reads: “Points Grade” behind an item's name, “#” at the end of each line."""
    heads, people = sheet.people(["orgdefinedid"], ["OrgDefinedId"], lambda row, original: [f"#{original}"])
    lines = [[*heads, *(sheet.heading(it, f"{it} Points Grade") for it in sheet.names), "End-of-Line Indicator"]]
    return lines + [[*person, *sheet.scores(student), "#"] for student, person in people.items()]


def as_sakai(sheet):
    """What Sakai's *Gradebook › Import* reads: “name [points]”, and comments under “* name”.

    ImportGradesHelper.java of sakaiproject/sakai; the first column is the id, the second the name.
    """
    titles, values = sheet.with_comments(lambda it: sheet.heading(it, f"{it} [{sheet.most[it]:g}]"), "* {}".format)
    lines = [["Student ID", "Student Name", *titles]]
    for student in sheet.rows:
        row = sheet.row(student)
        name = f"{row['last_name']}, {row['first_name']}".strip(", ")
        lines.append([Id(sheet.original(student)), name, *values[student]])
    return lines


def as_ilias(sheet):
    """What ILIAS' plugin ExerciseStatusFile reads (README.md of ilifau/ExerciseStatusFile): its status.csv, filled in.

    “update” is 1 for whoever has points, which are the “mark”; the “status”, passed or not, is left as it was.
    Raises Problem where the roster is another table, since ILIAS finds people by its own “usr_id” alone.
    """
    if not {"update", "usr_id", "mark"} <= set(map(word, sheet.headings())) or len(sheet.names) != 1:
        raise Problem(
            "ILIAS takes back its own status.csv, for one exercise at a time: give that file, from the archive of the "
            "multi-feedback, to `collect` as --roster, and name the exercise. Where your ILIAS writes none, it imports "
            "no points: enter them there, from --format csv."
        )

    def values(row):
        points = {} if row["score"] is None else {"update": 1, "mark": row["score"]}
        return points | ({"comment": remark_on(row)} if remark_on(row) else {})

    return filled(sheet, values)


FORMS = {
    "moodle": as_moodle,
    "canvas": as_canvas,
    "blackboard": as_blackboard,
    "brightspace": as_brightspace,
    "sakai": as_sakai,
    "ilias": as_ilias,
}
SILENT = ("canvas", "blackboard", "brightspace")  # forms without a comment
