"""What learning platforms import: who is who as the platform wrote it, and columns that it finds."""

import csv

import pytest

from grading.__main__ import FORMATS, main
from grading.course.problem import Problem
from grading.intake import collect, roster
from grading.marks import export, grade, platforms
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

# Gradebooks of each platform: Jane solves everything, José hands in nothing.
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Homework 9: sample (101),Quiz 9 (102)
    Points Possible,,,,,13,5
"Doe, Jane",55012,0042,jdoe,A,,
"Núñez, José",55013,s1002,jnunez@uni.example,A,,
"Student, Test",55999,,0c5f,A,,
"""
MOODLE = "First name,Last name,ID number,Email address\nJane,Doe,0042,j@u.x\nJosé,Núñez,,n@u.x\n"
WORKSHEET = (
    "Identifier,Full name,Status,Grade,Maximum Grade,Last modified (submission),Last modified (grade),"
    "Feedback comments\n"
    'Participant 7,Jane Doe,Submitted for grading,,13.00,"Thursday, 5 March 2026, 1:23 PM",-,\n'
    "Participant 8,José Núñez,No submission,,13.00,-,-,\n"
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Availability"\t"9 sample [Total Pts: 13 Score] |77"\n'
    '"Doe"\t"Jane"\t"jdoe"\t"0042"\t"Yes"\t""\n"Núñez"\t"José"\t"jnunez"\t""\t"Yes"\t""\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n#0042,#jdoe,Doe,Jane,j@u.x,#\n"
    "#0043,#jnunez,Núñez,José,n@u.x,#\n"
)
SAKAI = 'Student ID,Student Name\njdoe,"Doe, Jane"\njnunez,"Núñez, José"\n'
ILIAS = (
    '"update","usr_id","login","lastname","firstname","status","mark","notice","comment","plagiarism","plag_comment"\n'
    '"0","301","jdoe","Doe","Jane","passed","","","","",""\n"0","302","jnunez","Núñez","José","notgraded","","","","",""\n'
)
OWN = "id,name,email\n-17,Jane Doe,j@u.x\n0043,José Núñez,\n"

EXPECTED = {
    ("canvas", CANVAS): [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework 9: sample (101)"],
        ["    Points Possible", "", "", "", "", "13.0"],
        ["Doe, Jane", "55012", "0042", "jdoe", "A", "9.0"],
        ["Núñez, José", "55013", "s1002", "jnunez@uni.example", "A", ""],
    ],
    ("canvas", OWN): [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME],
        ["    Points Possible", "", "", "", "", "13.0"],
        ["Doe, Jane", "", "-17", "j@u.x", "", "9.0"],
        ["Núñez, José", "", "0043", "0043", "", ""],
    ],
    ("moodle", MOODLE): [
        ["First name", "Last name", "ID number", "Email address", NAME, f"{NAME} (Feedback)"],
        ["Jane", "Doe", "0042", "j@u.x", "9.0", "explain: well said, Jane"],
        ["José", "Núñez", "", "n@u.x", "", ""],
    ],
    ("moodle", WORKSHEET): [
        WORKSHEET.splitlines()[0].split(","),
        [
            "Participant 7",
            "Jane Doe",
            "Submitted for grading",
            "9.0",
            "13.00",
            "Thursday, 5 March 2026, 1:23 PM",
            "-",
            "explain: well said, Jane",
        ],
        ["Participant 8", "José Núñez", "No submission", "", "13.00", "-", "-", ""],
    ],
    ("blackboard", BLACKBOARD): [
        ["Last Name", "First Name", "Username", "Student ID", "9 sample [Total Pts: 13 Score] |77"],
        ["Doe", "Jane", "jdoe", "0042", "9.0"],
        ["Núñez", "José", "jnunez", "", ""],
    ],
    ("blackboard", OWN): [
        ["Last Name", "First Name", "Username", NAME],
        ["Doe", "Jane", "-17", "9.0"],
        ["Núñez", "José", "0043", ""],
    ],
    ("brightspace", BRIGHTSPACE): [
        [
            "OrgDefinedId",
            "Username",
            "Last Name",
            "First Name",
            "Email",
            f"{NAME} Points Grade",
            "End-of-Line Indicator",
        ],
        ["#0042", "#jdoe", "Doe", "Jane", "j@u.x", "9.0", "#"],
        ["#0043", "#jnunez", "Núñez", "José", "n@u.x", "", "#"],
    ],
    ("ilias", ILIAS): [
        ILIAS.splitlines()[0].replace('"', "").split(","),
        ["1", "301", "jdoe", "Doe", "Jane", "passed", "9.0", "", "explain: well said, Jane", "", ""],
        ["0", "302", "jnunez", "Núñez", "José", "notgraded", "", "", "", "", ""],
    ],
    ("sakai", SAKAI): [
        ["Student ID", "Student Name", f"{NAME} [13]", f"* {NAME}"],
        ["jdoe", "Doe, Jane", "9.0", "explain: well said, Jane"],
        ["jnunez", "Núñez, José", "", ""],
    ],
}


@pytest.fixture
def graded(tmp_path, monkeypatch):
    """A course whose roster is the given text, in which Jane's answers are marked, one with a comment."""

    def made(text):
        tiny.without_sandbox(monkeypatch)
        course = tiny.course(tmp_path / "course")
        (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
        files = tiny.put(tmp_path / "in", {"Jane Doe.ipynb": tiny.right(course)})
        (outcome,) = collect.collect(course, NAME, files, roster_file=tmp_path / "roster.csv")
        grade.grade(course, NAME)
        tiny.mark(course, outcome.student, "explain", 0, "well said,\nJane")
        tiny.mark(course, outcome.student, "figure", 0)
        return course

    return made


def written(course, file, form, **options):
    export.export(course, file, form=form, **options)
    return list(csv.reader(file.open(newline="", encoding="utf-8")))


def test_the_command_line_knows_every_platform():
    assert FORMATS == ["csv", *platforms.FORMS]


@pytest.mark.parametrize(("form", "roster"), EXPECTED, ids=[f"{form}-{at}" for at, (form, _) in enumerate(EXPECTED)])
def test_a_platform_gets_back_its_ids_and_its_column(graded, tmp_path, form, roster):
    head, *lines = written(graded(roster), tmp_path / "out.csv", form)
    expected = EXPECTED[form, roster]
    assert head == expected[0]
    assert sorted(lines) == sorted(expected[1:])


def test_a_comment_stands_in_the_table_of_all_that_is_known(graded, tmp_path):
    head, *lines = written(graded(OWN), tmp_path / "out.csv", "csv")
    found = {it["last_name"]: it["comment"] for it in (dict(zip(head, line, strict=True)) for line in lines)}
    assert found == {"Doe": "explain: well said, Jane", "Núñez": ""}


def test_a_teacher_names_the_column(graded, tmp_path, capsys):
    course = graded(CANVAS.replace("Homework 9: sample", "Nine: exercise 9"))
    out = ["--out", str(tmp_path / "out.csv"), "--course", str(course.root)]
    main(["export", NAME, "--format", "canvas", *out])
    assert "9_sample: Nine: exercise 9 (101), Quiz 9 (102)" in capsys.readouterr().out
    main(["export", NAME, "--format", "canvas", "--column", "Nine: exercise 9 (101)", *out])
    assert "No column" not in capsys.readouterr().out
    assert (tmp_path / "out.csv").read_text().splitlines()[0].endswith(",Section,Nine: exercise 9 (101)")


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["Exercise 6 (101)", "Exercise 7 (102)", "Quiz 6 (103)"], "Exercise 6 (101)"),
        (["Exercise 6: Two houses (101)"], "Exercise 6: Two houses (101)"),
        (["6 rmsprop [Total Pts: 20 Score] |77"], "6 rmsprop [Total Pts: 20 Score] |77"),
        (["Exercise 6 Points Grade <Numeric MaxPoints:20>"], "Exercise 6 Points Grade <Numeric MaxPoints:20>"),
        (["Exercise 60 (101)", "Exercise (102)x", "6 (103)", "Two houses (104)"], "6_rmsprop"),
        (["Exercise 6 (101)", "Exercise 6 (102)"], "6_rmsprop"),
        (["Exercise 6 and more (101)", "(102)"], "6_rmsprop"),
    ],
)
def test_which_column_is_an_exercise_s(tmp_path, headings, found):
    (tmp_path / "roster.csv").write_text(f"Student,ID,SIS Login ID,{','.join(headings)}\nA,1,a\n")
    people = roster.Roster(roster.read(tmp_path / "roster.csv"))
    table = [{"assignment": "6_rmsprop", "student": "1", "max_score": 20}]
    sheet = platforms.Sheet(table, people, {"6_rmsprop": "# Exercise 6: Two houses, one cycle, and an outlier"})
    assert sheet.heading("6_rmsprop") == found


def test_a_column_is_of_one_assignment(graded, tmp_path):
    course = graded(OWN)
    with course.gradebook() as book:
        book.update_or_create_assignment("another")
    (course.root / "source" / "another").mkdir()
    (course.root / "source" / "another" / "another.ipynb").write_text("{}")
    with pytest.raises(Problem, match="the heading of one assignment"):
        export.export(course, tmp_path / "out.csv", form="canvas", column="x")


def test_ilias_takes_its_own_table_alone(graded, tmp_path):
    with pytest.raises(Problem, match=r"takes back its own status\.csv"):
        export.export(graded(OWN), tmp_path / "out.csv", form="ilias")
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("platform", ["teams", "gradescope"])
def test_of_a_platform_whose_import_is_not_known_it_is_said(capsys, platform):
    with pytest.raises(SystemExit):
        main(["export", "--format", platform, "--out", "x.csv"])
    assert f"of {platform} no import of a table is known: enter the points there" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["-17", "+4", "-", "0042", '="0042"', "#12"])
def test_an_id_is_given_back_as_it_came(value):
    assert platforms.harmless(platforms.Id(value)) == value


@pytest.mark.parametrize("value", ["=1+1", "@SUM(1)", "-2+3", '="x"&A1', "\t=1"])
def test_an_id_that_is_a_formula_is_made_a_text(value):
    assert platforms.harmless(platforms.Id(value)) == f"'{value}"
