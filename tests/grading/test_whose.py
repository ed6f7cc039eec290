"""Whose file it is: from the outermost name that a platform or a person wrote, and never from what a student named."""

import os
import re
import unicodedata
from datetime import UTC, datetime

import pytest

from grading.course.index import counting, index_of
from grading.course.problem import shown
from grading.intake import collect, filenames, matching, roster
from helpers import tiny_class as tiny
from helpers.collecting import became, take
from helpers.tiny_class import NAME


def whose(paths, people):
    """By path, the student's id, or words."""
    found = matching.match_all(paths, NAME, people and roster.Roster(roster.read(people)), None, {})
    return {path: getattr(one.who, "id", one.who) for path, one in found.items()}


NAMES = {
    "Ann Lee_12345_assignsubmission_file_x.ipynb": "ann",
    "Anna Lee_12346_assignsubmission_file_/x.ipynb": "anna",
    "leeann_1001_99_hw.ipynb": "ann",
    "leeanna_LATE_1002_98_hw-2.ipynb": "anna",
    "ann/6.ipynb": "ann",
    "anna.ipynb": "anna",
    "ann_9_sample.ipynb": "ann",
    "9_sample_anna.ipynb": "anna",
    "anna@uni.example.ipynb": "anna",
    "export/sub/Ann Lee/notebook.ipynb": "ann",
    "123-456 - Zoë Müller - Mar 5, 2026 1123 PM - x.ipynb": "zoe",
    "Muller Zoe.ipynb": "zoe",
    unicodedata.normalize("NFD", "Zoë Müller_7_assignsubmission_file_x.ipynb"): "zoe",
    unicodedata.normalize("NFC", "Zoë Müller.ipynb"): "zoe",
    "李 小龙_9_assignsubmission_file_x.ipynb": "li",
    "小龙李.ipynb": "li",
    "María José O'Neill_Núñez.ipynb": "maria",
    "0042.ipynb": "0042",
    "submitted/0043/9_sample/9_sample.ipynb": "0043",
    "31.ipynb": "31",
}
NOBODY = {
    "an.ipynb": "nobody",
    "annabel.ipynb": "nobody",
    "9_sample.ipynb": "nobody",
    "Bob Smith.ipynb": "may be any of 0042, 0043",
    "Lee.ipynb": "nobody",
    "homework 31.ipynb": "nobody",
    "leeann_1002_99_hw.ipynb": "its name says ann, its number 1002 says anna",
}


@pytest.mark.parametrize("path", NAMES)
def test_whose_file_it_is(path, people):
    found = matching.match(path, filenames.guess(path, NAME), NAME, roster.Roster(roster.read(people)), {})
    assert getattr(found, "id", found) == NAMES[path]


@pytest.mark.parametrize("path", NOBODY)
def test_whose_file_cannot_be_told(path, people):
    found = matching.match(path, filenames.guess(path, NAME), NAME, roster.Roster(roster.read(people)), {})
    assert NOBODY[path] in found


def test_two_people_of_one_name_are_told_apart(course, tmp_path):
    files = {f"Kim Park_{it}_assignsubmission_file_x.ipynb": tiny.right(course) for it in (1, 2)}
    outcomes = take(course, tmp_path / "in", files)
    assert {it.kind for it in outcomes} == {"unmatched"}
    assert "2 people of this name" in outcomes[0].reason
    canvas = {f"parkkim_{it}_7_x.ipynb": tiny.right(course) for it in (1, 2)}
    assert became(take(course, tmp_path / "canvas", canvas)) == {
        "parkkim_1_7_x.ipynb": ("collected", "parkkim_1"),
        "parkkim_2_7_x.ipynb": ("collected", "parkkim_2"),
    }


def test_names_that_harm_nobody(course, tmp_path):
    odd = [
        "spaces and  more.ipynb",
        "..ipynb",
        "-rf.ipynb",
        "Ünï😀.ipynb",
        "a\nb.ipynb",
        "x" * 200 + ".ipynb",
        "CON.ipynb",
        "[a]*.ipynb",
    ]
    outcomes = take(course, tmp_path / "in", {name: tiny.right(course) for name in odd})
    assert len(outcomes) == len(odd)
    taken = course.submitters(NAME)
    assert len(taken) == len({it.student for it in outcomes if it.kind == "collected"}) >= 7
    assert max(map(len, taken)) <= roster.LONGEST
    assert all(name.isascii() and not set(name) & set("/*?[] \n") and name[0] not in ".-" for name in taken)
    os.mkdir(tmp_path / "bytes")
    (tmp_path / "bytes" / os.fsdecode(b"\xff\xfe.ipynb")).write_bytes(tiny.right(course))
    (outcome,) = collect.collect(course, NAME, tmp_path / "bytes")
    assert outcome.kind == "collected"
    assert shown(outcome.path + "\n\x1b[2J").isprintable()


def test_times_as_people_write_them():
    assert filenames.parse_time("2026-03-05 13:23:11 UTC").isoformat() == "2026-03-05T13:23:11+00:00"
    assert filenames.parse_time("2026-03-05T13:23:11-05:00").isoformat() == "2026-03-05T18:23:11+00:00"
    assert filenames.parse_time("12") is filenames.parse_time("") is filenames.parse_time("no 2026 time") is None


# How each platform names Ann's file; {} is what the student called it.
PLATFORMS = {
    "Moodle": "Ann Lee_12345_assignsubmission_file_{}",
    "Moodle's folder": "Ann Lee_12345_assignsubmission_file_/{}",
    "Moodle within a download": "Course-Exercise 6-4711/Ann Lee_12345_assignsubmission_file_/{}",
    "Canvas": "leeann_1001_99887_{}",
    "Canvas, late": "submissions/leeann_LATE_1001_99887_{}",
    "Blackboard": "Exercise 6_ann_attempt_2026-03-05-14-30-22_{}",
    "Blackboard, a title with _": "gradebook_2026_1_x/6_rms_prop_ann_attempt_2026-03-05-14-30-22_{}",
    "Brightspace": "152711-351765 - Ann Lee - Mar 5, 2026 230 PM - {}",
    "Brightspace's folder": "152711-351765 - Ann Lee - Mar 5, 2026 230 PM/{}",
    "Brightspace within a download": "6 - All - Mar 9, 2026 900 AM/15-3 - Ann Lee - Mar 5, 2026 230 PM/{}",
    "Teams": "Student Work/Submitted files/Ann Lee/Exercise 6/Version 2/{}",
    "Teams, from further inside": "Ann Lee/Exercise 6/Version 2/{}",
    "ILIAS": "Lee_Ann_ann_4711/{}",
    "ILIAS within a download": "Exercise_6_rmsprop_2026/Team 7/Lee_Ann_ann_4711/{}",
    "Sakai": "Exercise 6/Lee, Ann(ann)/Submission attachment(s)/{}",
    "Sakai without folders": "Exercise 6/Lee, Ann(ann)_Submission attachment(s)_{}",
    "nbgrader": "submitted/ann/9_sample/{}",
    "a folder": "handed in/Ann Lee/{}",
}
# What a student may call a file so that it seems to be Anna's.
HOSTILE = [
    "Anna Lee_1002_assignsubmission_file_x.ipynb",
    "leeanna_1002_99_x.ipynb",
    "y_anna_attempt_2026-01-01-00-00-00_x.ipynb",
    "1-2 - Anna Lee - Jan 1, 2020 100 PM - x.ipynb",
    "Anna Lee - Jan 1, 2020 100 PM - x.ipynb",
    "Lee, Anna(anna)_Submission attachment(s)_x.ipynb",
    "anna.ipynb",
    "anna@uni.example 1002.ipynb",
    "_1002_assignsubmission_file_1002_.ipynb",
    "\u200fanna\u202e.ipynb",
    "x" * 180 + "_1002_assignsubmission_file_.ipynb",
]
INSIDE = ["work.zip/{}", "anna.zip/anna/{}", "w.zip/submitted/anna/9_sample/{}", "w.ZIP/Submitted files/Anna Lee/E/{}"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("file", ["6.ipynb", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_a_platform_s_name_counts_and_not_the_student_s(platform, file, people):
    mine = PLATFORMS[platform].format(file)
    others = {PLATFORMS[platform].replace("Ann Lee", "Anna Lee").replace("leeann", "leeanna"): None}
    assert whose([mine], people) == {mine: "ann"}
    assert whose([mine, *others, "README.txt"], people)[mine] == "ann"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("inside", INSIDE)
def test_nothing_in_a_student_s_archive_says_whose_it_is(platform, inside, people):
    paths = [PLATFORMS[platform].format(inside.format(file)) for file in HOSTILE]
    assert set(whose(paths, people).values()) == {"ann"}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("file", HOSTILE[:7])
def test_of_somebody_who_is_not_on_the_roster_nothing_goes_to_another(platform, file, people):
    # Others are there, so that it can be seen where the students' names stand.
    mine, other = PLATFORMS[platform].format(file), PLATFORMS[platform].format("6.ipynb")
    for old, new in {"Ann Lee": "Eve Hill", "leeann_": "hilleve_", "LATE_1001": "LATE_9", "1001_": "9_"}.items():
        mine = mine.replace(old, new, 1)
    for old, new in {
        "_ann_": "_eve_",
        "Lee_Ann": "Hill_Eve",
        "Lee, Ann(ann)": "Hill, Eve(eve)",
        "/ann/": "/eve/",
    }.items():
        mine = mine.replace(old, new, 1)
    found = whose([mine, other], people)
    assert found[other] == "ann"
    assert "nobody on the roster is called" in found[mine] or "files are said" in found[mine], found[mine]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_without_a_roster_a_platform_s_name_counts_too(platform):
    mine = [PLATFORMS[platform].format(file) for file in ("6.ipynb", "anna.zip/x.ipynb", HOSTILE[0])]
    others = [re.sub("ann", "cy", path, flags=re.IGNORECASE) for path in mine[:2]]
    found = whose([*mine, *others], None)
    (student,) = {found[path] for path in mine if "only a roster can tell" not in found[path]}
    assert "anna" not in student.lower() and "ann" in student.lower()
    (other,) = {found[path] for path in others}
    assert "ann" not in other and "cy" in other.lower()


def test_a_platform_s_name_in_a_folder_of_nobody_knows_whom_is_a_question():
    paths = ["Ann Lee/Bob_7_assignsubmission_file_x.ipynb", "Cy/x.ipynb"]
    assert "only a roster can tell" in whose(paths, None)[paths[0]]


TIMES = {
    "Exercise 6_ann_attempt_2026-03-05-14-30-22_x.ipynb": datetime(2026, 3, 5, 14, 30, 22),
    "Exercise 6_ann_attempt_2026-03-05-14-30-22_y_ann_attempt_2020-01-01-00-00-00_x.ipynb": datetime(
        2026, 3, 5, 14, 30, 22
    ),
    "15-3 - Ann Lee - Mar 5, 2026 230 PM/x.ipynb": datetime(2026, 3, 5, 14, 30),
    "15-3 - Ann Lee - Mar 5, 2026 230 PM - a - Jan 1, 2020 100 PM.ipynb": datetime(2026, 3, 5, 14, 30),
    "Ann Lee_1_assignsubmission_file_15-3 - Ann Lee - Jan 1, 2020 100 PM - x.ipynb": None,
    "Ann Lee/15-3 - Ann Lee - Jan 1, 2020 100 PM - x.ipynb": None,
}


@pytest.mark.parametrize("path", TIMES)
def test_the_time_is_the_platform_s(path, people):
    found = matching.match_all([path], NAME, roster.Roster(roster.read(people)), None, {})
    time = TIMES[path]
    assert found[path].about.time == (time and time.astimezone(UTC))


def test_moodle_s_blind_marking_is_matched_by_its_worksheet(course, tmp_path):
    sheet = tmp_path / "Grades-6.csv"
    sheet.write_text(
        'Identifier,Status,Grade,"Last modified (submission)","Last modified (grade)"\n'
        '"Participant 123",Submitted,,"Thursday, 5 March 2026, 1:23 PM",-\n'
        '"Participant 1234",Submitted,,"Thursday, 5 March 2026, 1:24 PM",-\n'
    )
    folder = "Participant_123_assignsubmission_file_/x.ipynb"
    file = "Participant 1234_assignsubmission_file_Participant_123_assignsubmission_file_.ipynb"
    files = {folder: tiny.right(course), file: tiny.answered(course)}
    outcomes = take(course, tmp_path / "in", files, roster_file=sheet)
    students = {it.path: it.student for it in outcomes}
    names = {it.id: it.original for it in roster.read(sheet)}
    assert {path: names[it] for path, it in students.items()} == {folder: "Participant 123", file: "Participant 1234"}
    entry = counting(index_of(course, NAME, students[folder]))
    assert datetime.fromisoformat(entry["time"]) == datetime(2026, 3, 5, 13, 23).astimezone(UTC)


@pytest.mark.parametrize("word", ["Participant", "Teilnehmer", "Participante"])
def test_without_a_worksheet_blind_participants_are_told_apart_by_number(word):
    paths = [f"{word}_{number}_assignsubmission_file_/x.ipynb" for number in (1, 2)]
    assert len(set(whose(paths, None).values())) == 2 and all(" " not in it for it in whose(paths, None).values())


def test_what_canvas_and_teams_do_not_tell_is_said_with_what_to_do(people):
    assert "turn off anonymous grading" in whose(["anon_x8Y7z_998_6.ipynb"], people)["anon_x8Y7z_998_6.ipynb"]
    path = "Working files/Ann Lee/Exercise 6/x.ipynb"
    assert "was not handed in" in whose([path, "Submitted files/Ann Lee/Exercise 6/Version 1/x.ipynb"], people)[path]


CLAIMS = [
    ("Ann Lee_1_assignsubmission_file_x.ipynb", "Ann Lee_2_assignsubmission_file_x.ipynb"),
    ("Ann Lee_1_assignsubmission_file_x.ipynb", "leeann_1001_99_x.ipynb"),
    ("Ann Lee_1_assignsubmission_file_x.ipynb", "ann.ipynb"),
    ("ann/x.ipynb", "homework of Ann Lee.ipynb"),
    ("ann.ipynb", "homework of Ann Lee.ipynb"),
    ("15-3 - Ann Lee - Mar 5, 2026 230 PM - x.ipynb", "16-3 - Ann Lee - Mar 5, 2026 230 PM - x.ipynb"),
    ("Exercise 6_ann_attempt_2026-03-05-14-30-22_x.ipynb", "ann/x.ipynb"),
]


@pytest.mark.parametrize("files", CLAIMS, ids=range(len(CLAIMS)))
def test_two_files_that_claim_one_student_are_a_question(course, tmp_path, people, files):
    first, second = files
    handed = {first: tiny.answered(course), second: tiny.right(course)}
    outcomes = take(course, tmp_path / "in", handed, roster_file=people)
    assert became(outcomes) == {first: ("unmatched", ""), second: ("unmatched", "")}
    assert all("ann (Ann Lee)" in it.reason for it in outcomes)
    assert course.submitters(NAME) == []
    # What the teacher assigns is a fact: the other one stays a question.
    (tmp_path / "map.csv").write_text(f'file,student\n"{first}",ann\n')
    outcomes = collect.collect(course, NAME, tmp_path / "in", map_file=tmp_path / "map.csv")
    assert became(outcomes) == {first: ("collected", "ann"), second: ("unmatched", "")}


@pytest.mark.parametrize("files", CLAIMS, ids=range(len(CLAIMS)))
def test_across_collects_the_first_stays_and_the_second_is_a_question(course, tmp_path, people, files):
    first, second = files
    assert became(take(course, tmp_path / "one", {first: tiny.answered(course)}, roster_file=people)) == {
        first: ("collected", "ann")
    }
    assert became(take(course, tmp_path / "two", {second: tiny.right(course)})) == {second: ("unmatched", "")}
    assert became(collect.collect(course, NAME, tmp_path / "one")) == {first: ("collected", "ann")}
    again = take(course, tmp_path / "again", {first: tiny.right(course)})  # handed in again, by the same name
    assert [it.kind for it in again] == ["collected"]


def test_a_file_that_is_no_notebook_claims_nobody(course, tmp_path, people):
    files = {"Ann Lee_1_assignsubmission_file_x.ipynb": tiny.right(course), "ann/report.pdf": b"%PDF"}
    kinds = became(take(course, tmp_path / "in", files, roster_file=people))
    assert kinds["Ann Lee_1_assignsubmission_file_x.ipynb"] == ("collected", "ann")


def test_two_people_of_one_name_stay_told_apart_once_they_were(course, tmp_path, people):
    path = "Bob Smith_{}_assignsubmission_file_/{}.ipynb"
    take(course, tmp_path / "in", {path.format(7, "x"): tiny.right(course)}, roster_file=people)
    (tmp_path / "map.csv").write_text(f"file,student\n{path.format(7, 'x')},0043\n")
    collect.collect(course, NAME, tmp_path / "in", map_file=tmp_path / "map.csv")
    files = {path.format(7, "y"): tiny.answered(course), path.format(8, "y"): tiny.answered(course)}
    found = became(take(course, tmp_path / "more", files))
    assert found[path.format(7, "y")] == ("collected", "0043")
    assert found[path.format(8, "y")] == ("unmatched", "")


@pytest.mark.parametrize("length", [1_000, 60_000])
def test_very_long_names_take_no_time_and_harm_nobody(length, people):
    for text in ("a ", "1_", "_1_1", "a - ", "(", "Mar 5, 2026 ", "\u202e"):
        path = (text * length)[:length] + ".ipynb"
        assert whose([path], people)[path] == "nobody on the roster is called so"


@pytest.mark.parametrize("mark", ["\u200f", "\u202b", "\u200b", "\u2060", "\ufeff"])
def test_marks_that_nobody_sees_part_no_name(people, mark):
    paths = [f"{mark}An{mark}n Lee{mark}_12345_assignsubmission_file_x.ipynb", f"work of An{mark}n Lee{mark}.ipynb"]
    assert [*whose(paths[:1], people).values(), *whose(paths[1:], people).values()] == ["ann", "ann"]


@pytest.mark.parametrize(("last", "first"), [("12_hw-1", "9_hw-7"), ("100_a", "99_b"), ("7_x-2", "7_x-1")])
def test_of_two_files_of_canvas_the_platform_s_number_tells_which_is_the_last(course, tmp_path, last, first):
    names = [f"leeann_1001_{it}.ipynb" for it in (last, first)]
    folder = tiny.put(tmp_path / "in", {names[0]: tiny.right(course), names[1]: tiny.answered(course)})
    os.utime(folder / names[0], (1_600_000_000, 1_600_000_000))
    kinds = {it.path: it.kind for it in collect.collect(course, NAME, folder)}
    assert kinds == {names[0]: "collected", names[1]: "older"}
