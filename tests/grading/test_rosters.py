"""Tables that teachers bring: rosters and mappings, in every platform's and every spreadsheet's form."""

import pytest

from grading.course.problem import Problem
from grading.intake import matching, roster
from helpers import tiny_class as tiny
from helpers.collecting import became, take
from helpers.tiny_class import NAME

# How systems and spreadsheets save a table of commas and newlines.
SAVED = {
    "plain": lambda text: text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.replace(",", "\t").replace("\n", "\r\n").encode("utf-16"),
    "UTF-16, big ends": lambda text: b"\xfe\xff" + text.replace(",", "\t").encode("utf-16-be"),
    "UTF-16 without a mark": lambda text: text.replace(",", "\t").encode("utf-16-le"),
    "semicolons and CR": lambda text: text.replace(",", ";").replace("\n", "\r").encode("utf-8-sig"),
    "blank lines": lambda text: text.replace("\n", "\n\n").encode(),
    "a title above": lambda text: f"Exercise 6,Points\n\n{text}".encode(),
    "empty columns": lambda text: text.replace("\n", ",,\n").encode(),
}


@pytest.mark.parametrize("saved", SAVED)
def test_a_roster_is_read_however_it_was_saved(tmp_path, saved):
    (tmp_path / "roster.csv").write_bytes(SAVED[saved]("id,name\ns1001,Jane Döe\n0042,Li\n"))
    found = {it.id: it.name for it in roster.read(tmp_path / "roster.csv")}
    assert found == {"s1001": "Jane Döe", "0042": "Li"}


@pytest.mark.parametrize("saved", SAVED)
def test_a_mapping_is_read_as_a_roster_is(course, tmp_path, people, saved):
    (tmp_path / "map.csv").write_bytes(SAVED[saved]("file,student\nwho.ipynb,zoe\nsömeone/x.ipynb,0043\n"))
    mapping = matching.mapped(course, NAME, tmp_path / "map.csv")
    assert mapping == {"who.ipynb": "zoe", "sömeone/x.ipynb": "0043"}


def test_signs_that_part_cells_may_stand_in_them(course, tmp_path):
    (tmp_path / "map.csv").write_text('file,student\na;b;c;d.ipynb,zoe\n"a,b\tc.ipynb",0043\n')
    mapping = matching.mapped(course, NAME, tmp_path / "map.csv")
    assert mapping == {"a;b;c;d.ipynb": "zoe", "a,b�c.ipynb": "0043"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "needs the columns"),
        (b"file,student\n", "needs the columns"),
        (b"path,who\nx,y\n", "needs the columns"),
        (b"\xff", "not UTF-8"),
        (b'file,student\n"x,y\n', "line 2, cannot be read"),
        (b"PK\x03\x04", "is an Excel workbook"),
    ],
)
def test_mappings_that_cannot_be_used(course, tmp_path, data, words):
    (tmp_path / "map.csv").write_bytes(data)
    with pytest.raises(Problem, match=words):
        matching.mapped(course, NAME, tmp_path / "map.csv")


# A platform's own gradebook: the ids of its students, and another way in which each is found.
GRADEBOOKS = {
    "Canvas": (
        """Student,ID,SIS User ID,SIS Login ID,Section,Exercise 6 (101)
,,,,,Manual Posting
    Points Possible,,,,,20
"Doe, Jane",55012,s1001,jdoe,A,
"Nunez, Jose",55013,s1002,jnunez,A,
"Student, Test",55999,,0c5f,A,
""",
        {"55012": "Jane Doe", "55013": "Jose Nunez"},
        ["jdoe", "s1002"],
    ),
    "Canvas, names parted": (
        """LastName,FirstName,ID,SIS Login ID,Section
    Points Possible,,,,
Doe,Jane,55012,jdoe,A
Nunez,Jose,55013,jnunez,A
Student,Test,55999,0c5f,A
""",
        {"55012": "Jane Doe", "55013": "Jose Nunez"},
        ["doejane", "jnunez"],
    ),
    "Moodle": (
        "First name,Last name,ID number,Email address,Exercise 6\nJane,Doe,1001,jane@u.x,-\nJosé,Núñez,,j@u.x,-\n",
        {"1001": "Jane Doe", "j@u.x": "José Núñez"},
        ["jane@u.x", "Nunez Jose"],
    ),
    "Moodle's worksheet": (
        "Identifier,Full name,ID number,Email address,Status,Grade\nParticipant 7,Jane Doe,1001,j@u.x,,\n"
        "Participant 8,Jose Nunez,1002,n@u.x,,\n",
        {"1001": "Jane Doe", "1002": "Jose Nunez"},
        ["Participant 7", "Participant 8"],
    ),
    "Moodle in German": (
        "Vorname;Nachname;ID-Nummer;E-Mail-Adresse\nJane;Doe;1001;j@u.x\nJose;Nunez;1002;n@u.x\n",
        {"1001": "Jane Doe", "1002": "Jose Nunez"},
        ["j@u.x", "Jose Nunez"],
    ),
    "Blackboard": (
        '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\n"Doe"\t"Jane"\t"jdoe"\t"1001"\t""\n'
        '"Nunez"\t"Jose"\t"jnunez"\t""\t""\n',
        {"1001": "Jane Doe", "jnunez": "Jose Nunez"},
        ["jdoe", "jnunez"],
    ),
    "Brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n#1001,#jdoe,Doe,Jane,j@u.x,#\n"
        "#1002,#jnunez,Nunez,Jose,n@u.x,#\n",
        {"1001": "Jane Doe", "1002": "Jose Nunez"},
        ["jdoe", "jnunez"],
    ),
    "Sakai": (
        "Exercise 6,Points\n\nDisplay ID,ID,Last Name,First Name,grade,Submission date,Late submission\n"
        "1001,jdoe,Doe,Jane,,2026-03-05T13:23:11Z,\n1002,jnunez,Nunez,Jose,,,\n",
        {"jdoe": "Jane Doe", "jnunez": "Jose Nunez"},
        ["1001", "1002"],
    ),
    "Gradescope": (
        "First Name,Last Name,SID,Email,Total Score,Max Points,Status,Submission ID,Submission Time\n"
        "Jane,Doe,1001,j@u.x,,20.0,Ungraded,456,2026-03-05 13:23:11 -0500\nJose,Nunez,1002,n@u.x,,20.0,Missing,,\n",
        {"1001": "Jane Doe", "1002": "Jose Nunez"},
        ["submission_456", "n@u.x"],
    ),
    "Teams": (
        "First Name,Last Name,Email Address,Exercise 6,Points,Feedback\nJane,Doe,j@u.x,,20,\nJose,Nunez,n@u.x,,20,\n",
        {"j@u.x": "Jane Doe", "n@u.x": "Jose Nunez"},
        ["Jane Doe", "n@u.x"],
    ),
    "ILIAS": (
        "update;usr_id;login;lastname;firstname;status\n0;4711;jdoe;Doe;Jane;\n0;4712;jnunez;Nunez;Jose;\n",
        {"4711": "Jane Doe", "4712": "Jose Nunez"},
        ["jdoe", "jnunez"],
    ),
    "protected by Excel": (
        'id,name\n="0042","Doe, Jane"\n"=""0043""","Nunez, Jose"\n',
        {"0042": "Jane Doe", "0043": "Jose Nunez"},
        ["0042", "0043"],
    ),
    "Student is the only id": (
        "Student,Name\ns1,Jane Doe\ns2,Jose Nunez\n",
        {"s1": "Jane Doe", "s2": "Jose Nunez"},
        ["s1", "Jose Nunez"],
    ),
}


@pytest.mark.parametrize("platform", GRADEBOOKS)
def test_a_platform_s_gradebook_is_a_roster(tmp_path, platform):
    text, students, ways = GRADEBOOKS[platform]
    (tmp_path / "gradebook.csv").write_text(text, encoding="utf-8")
    people = roster.read(tmp_path / "gradebook.csv")
    assert {it.id: it.name for it in people} == students
    assert [roster.Roster(people).find(way) for way in ways] == [{it} for it in students]


@pytest.mark.parametrize("student", ["55012", "s1001", "jdoe"])
def test_canvas_download_its_gradebook_and_a_mapping_by_any_of_its_ids(course, tmp_path, student):
    (tmp_path / "roster.csv").write_text(GRADEBOOKS["Canvas"][0])
    (tmp_path / "map.csv").write_bytes(f"file;student\r\nwho.ipynb;{student}\r\n".encode())
    files = {"nunezjose_55013_9_6.ipynb": tiny.right(course), "who.ipynb": tiny.answered(course)}
    options = {"roster_file": tmp_path / "roster.csv", "map_file": tmp_path / "map.csv"}
    assert became(take(course, tmp_path / "in", files, **options)) == {
        "nunezjose_55013_9_6.ipynb": ("collected", "55013"),
        "who.ipynb": ("collected", "55012"),
    }
    with course.gradebook() as book:
        assert sorted(it.id for it in book.students) == ["55012", "55013"]


def test_a_number_of_canvas_that_is_another_s_is_a_question(tmp_path):
    (tmp_path / "roster.csv").write_text(GRADEBOOKS["Canvas"][0])
    people = roster.Roster(roster.read(tmp_path / "roster.csv"))
    paths = ["doejane_55013_9_x.ipynb", "doejane_777_9_x.ipynb", "smithann_55013_9_x.ipynb", "smithann_777_9_x.ipynb"]
    found = [one.who for one in matching.match_all(paths, NAME, people, None, {}).values()]
    assert found[0] == "its name says 55012, its number 55013 says 55013 (Jane Doe, Jose Nunez)"
    assert found[1] == "its name says 55012 (Jane Doe), whose number is 55012 and not 777"
    assert found[2].id == "55013" and found[3] == "nobody on the roster is called so"


def test_the_time_in_a_roster_counts_in_the_collect_it_is_given_to(course, tmp_path):
    (tmp_path / "roster.csv").write_text(GRADEBOOKS["Gradescope"][0])
    people = matching.class_of(course, tmp_path / "roster.csv")
    assert people.students["1001"].time.isoformat() == "2026-03-05T18:23:11+00:00"
    assert people.students["1002"].time is None
    assert matching.class_of(course).students["1001"].time is None  # it may be another assignment's


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column “id”"),
        ("name\nAnn\n", "no column “id”"),
        ("id,name\n,Ann\n", "line 2: the student has no id"),
        ("id\nann\nAnn\n", "two students of one id"),
        ("id\nann\nann\n", "two students of one id"),
        (b"id\n\xff\n", "not UTF-8"),
        (b"PK\x03\x04rest", "is an Excel workbook"),
        (b"\xff\xfei", "not UTF-8"),
        ('id,name\nann,"Ann\nbob,Bob\n', "line 3, cannot be read"),
        ("id,name\nann," + "x" * 200_000 + "\n", "line 2, cannot be read"),
        ('Student,ID,SIS Login ID\n"    Points Possible",,\n"Doe, Jane",,\n', "line 3: the student has no id"),
    ],
)
def test_rosters_that_cannot_be_used(course, tmp_path, text, words):
    file = tmp_path / "students.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Problem, match=words):
        take(course, tmp_path / "in", {"ann.ipynb": b""}, roster_file=file)


def test_a_mapping_to_nobody_is_said_in_words(course, tmp_path, people):
    (tmp_path / "map.csv").write_text("file,student\nwho.ipynb,zeo\n")
    options = {"roster_file": people, "map_file": tmp_path / "map.csv"}
    (outcome,) = take(course, tmp_path / "in", {"who.ipynb": tiny.right(course)}, **options)
    assert (outcome.kind, outcome.reason) == (
        "unmatched",
        "the mapping says zeo, and nobody on the roster has this id",
    )
    assert course.submitters(NAME) == []
