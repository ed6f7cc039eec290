"""What platforms write beside students' files, and what students hand in that looks like it."""

import os
import zipfile
from datetime import UTC, datetime

import pytest

from grading.course.index import counting, index_of
from grading.intake import collect, inbox, sidecars
from helpers import tiny_class as tiny
from helpers.collecting import archive, became
from helpers.tiny_class import NAME

THEN, FORGED = "2026-03-05T13:23:11Z", "2020-01-01T00:00:00Z"
TIME = datetime(2026, 3, 5, 13, 23, 11, tzinfo=UTC)
OLD = (2001, 2, 3, 4, 5, 6)


def time_of(course, student="ann"):
    entry = counting(index_of(course, NAME, student))
    return datetime.fromisoformat(entry["time"]), entry["told"]


def metadata(submission, *people, time="2026-03-05 13:23:11.000000000 Z", more=""):
    lines = "".join(f"  - :name: {name}\n    :sid: '{sid}'\n    :email: {sid}@uni.example\n" for name, sid in people)
    return f"{submission}:\n  :submitters:\n{lines}  :created_at: {time}\n{more}"


SAKAI = "6/Lee, Ann(ann)"
BLACKBOARD = "Exercise_6_ann_attempt_2026-03-05-13-23-11"
TOLD = {  # what lies beside the notebook, and where that is
    "Sakai": ({f"{SAKAI}/timestamp.txt": THEN}, f"{SAKAI}/Submission attachment(s)/x.ipynb"),
    "Sakai, long ago": ({f"{SAKAI}/timestamp.txt": "20260305132311000"}, f"{SAKAI}/Submission attachment(s)/x.ipynb"),
    "nbgrader": ({"submitted/ann/9_sample/timestamp.txt": "2026-03-05 13:23:11 UTC"}, "submitted/ann/9_sample/x.ipynb"),
    "Gradescope": (
        {"assignment_1_export/submission_metadata.yml": metadata("submission_456", ("Ann Lee", "ann"))},
        "assignment_1_export/submission_456/x.ipynb",
    ),
    "Blackboard": ({f"{BLACKBOARD}.txt": "Name: Ann Lee (ann)\nAssignment: 6\n"}, f"{BLACKBOARD}_x.ipynb"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("platform", TOLD)
def test_who_and_when_a_platform_says_beside_the_files(course, tmp_path, people, platform, packed, monkeypatch):
    beside, path = TOLD[platform]
    files = {path: tiny.right(course)} | {name: text.encode() for name, text in beside.items()}
    place = archive(tmp_path / "all.zip", files) if packed else tiny.put(tmp_path / "in", files)
    assert became(collect.collect(course, NAME, place, roster_file=people)) == {path: ("collected", "ann")}
    time = TIME if platform != "Blackboard" else datetime(2026, 3, 5, 13, 23, 11).astimezone(UTC)
    assert time_of(course) == (time, True)


FORGERIES = {  # what Ann hands in so as to have handed in earlier
    "Ann Lee_1_assignsubmission_file_/timestamp.txt": "Ann Lee_1_assignsubmission_file_/x.ipynb",
    f"{SAKAI}/Submission attachment(s)/timestamp.txt": f"{SAKAI}/Submission attachment(s)/x.ipynb",
    f"{BLACKBOARD}_timestamp.txt": f"{BLACKBOARD}_x.ipynb",
    "15-3 - Ann Lee - Mar 5, 2026 123 PM/timestamp.txt": "15-3 - Ann Lee - Mar 5, 2026 123 PM/x.ipynb",
    "Submitted files/Ann Lee/6/Version 1/timestamp.txt": "Submitted files/Ann Lee/6/Version 1/x.ipynb",
    "ann/w.zip/timestamp.txt": "ann/w.zip/x.ipynb",
    "ann/w.zip/submitted/ann/9_sample/timestamp.txt": "ann/w.zip/submitted/ann/9_sample/x.ipynb",
    "ann/w.zip/submission_metadata.yml": "ann/w.zip/submission_7/x.ipynb",
}


@pytest.mark.parametrize("forged", FORGERIES)
def test_what_a_student_hands_in_tells_no_time_and_nobody(tmp_path, forged):
    text = metadata("submission_7", ("Zoë", "zoe"), time=FORGED) if forged.endswith("yml") else FORGED
    files = {forged: text, FORGERIES[forged]: "{}"}
    if ".zip/" in forged:
        (tmp_path / "in" / "ann").mkdir(parents=True)
        names = {path.removeprefix("ann/w.zip/"): data for path, data in files.items()}
        archive(tmp_path / "in" / "ann" / "w.zip", names)
    else:
        tiny.put(tmp_path / "in", {path: data.encode() for path, data in files.items()})
    with inbox.listed(tmp_path / "in") as entries:
        assert {entry.path for entry in entries} == set(files)
        assert sidecars.read(entries) == sidecars.Sidecars()


@pytest.mark.parametrize("packed", [False, True])
def test_the_time_of_an_archive_is_the_platform_s_and_not_that_of_what_is_in_it(course, tmp_path, people, packed):
    inner = tmp_path / "w.zip"
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr(zipfile.ZipInfo("x.ipynb", OLD), tiny.right(course))
    name = "Ann Lee_1_assignsubmission_file_w.zip"
    if packed:
        place = tmp_path / "all.zip"
        with zipfile.ZipFile(place, "w") as file:
            file.writestr(zipfile.ZipInfo(name, (2026, 3, 5, 13, 23, 10)), inner.read_bytes())
    else:
        place = tiny.put(tmp_path / "in", {name: inner.read_bytes()})
        os.utime(place / name, (datetime(2026, 3, 5, 13, 23, 10).timestamp(),) * 2)
    collect.collect(course, NAME, place, roster_file=people)
    assert time_of(course) == (datetime(2026, 3, 5, 13, 23, 10).astimezone(UTC), False)


def test_when_the_platform_tells_it_later_a_file_s_own_age_is_forgotten(course, tmp_path, people):
    name = "6/Lee, Ann(ann)/Submission attachment(s)/x.ipynb"
    folder = tiny.put(tmp_path / "in", {name: tiny.right(course)})
    collect.collect(course, NAME, folder, roster_file=people)
    assert not time_of(course)[1]
    (folder / "6/Lee, Ann(ann)/timestamp.txt").write_text(THEN)
    collect.collect(course, NAME, folder)
    assert time_of(course) == (TIME, True)


def test_gradescope_s_groups_are_all_s_and_what_programs_printed_is_nobody(course, tmp_path, people):
    lines = ["  :results:", "    output: |-", "      submission_1:", "        :submitters:", "        - :name: Zoë"]
    printed = "\n".join([*lines, "          :sid: zoe", ""])
    text = metadata("submission_1", ("Ann Lee", "ann"), more=printed) + metadata(
        "submission_2", ("A", "anna"), ("B", "zoe")
    )
    files = {"submission_metadata.yml": text.encode()}
    files |= {f"submission_{it}/x.ipynb": tiny.right(course) for it in (1, 2, 3)}
    outcomes = collect.collect(course, NAME, tiny.put(tmp_path / "in", files), roster_file=people)
    assert became(outcomes)["submission_1/x.ipynb"] == ("collected", "ann")
    assert [(it.student, it.reason) for it in outcomes[1:]] == [
        ("anna", ""),
        ("zoe", ""),
        ("", "nobody on the roster is called so"),
    ]
    assert course.submitters(NAME) == ["ann", "anna", "zoe"]


def test_blackboard_s_text_tells_a_user_s_name_that_holds_the_sign_between_names(course, tmp_path):
    (tmp_path / "students.csv").write_text("id,name\nlee,Lee Ho\nann_lee,Ann Lee\n")
    stem = "Exercise 6_ann_lee_attempt_2026-03-05-13-23-11"
    files = {f"{stem}_x.ipynb": tiny.right(course)}
    options = {"roster_file": tmp_path / "students.csv"}
    (outcome,) = collect.collect(course, NAME, tiny.put(tmp_path / "in", files), **options)
    assert "may be any of ann_lee, lee (Ann Lee, Lee Ho)" in outcome.reason
    tiny.put(tmp_path / "in", {f"{stem}.txt": b"Name: Ann Lee (ann_lee)\r\nComments:\r\nName: Lee Ho (lee)\r\n"})
    assert became(collect.collect(course, NAME, tmp_path / "in"))[f"{stem}_x.ipynb"] == ("collected", "ann_lee")


@pytest.mark.parametrize(
    "path",
    [
        "6/grades.csv",
        "index.html",
        "status.xlsx",
        "Lee, Ann(ann)/comments.txt",
        "Lee, Ann(ann)/Lee, Ann_submissionText.html",
    ],
)
def test_what_the_platform_wrote_for_the_teacher_is_nobody_s_work(course, tmp_path, people, path):
    root = path.partition("/")[0] if path.startswith("6") else "6"
    files = {path: b"x", f"{root}/Lee, Ann(ann)/Submission attachment(s)/x.ipynb": tiny.right(course)}
    files = (
        files if path.startswith("6") else {it if it.startswith("6") else f"6/{it}": data for it, data in files.items()}
    )
    outcomes = collect.collect(course, NAME, tiny.put(tmp_path / "in", files), roster_file=people)
    assert sorted((it.kind, it.student) for it in outcomes) == [("collected", "ann"), ("rejected", "")]


def test_a_student_s_file_called_as_the_platform_s_stays_theirs(course, tmp_path, people):
    files = {"Ann Lee_1_assignsubmission_file_/grades.csv": b"x", "Ann Lee_1_assignsubmission_file_/x.ipynb": b"{"}
    outcomes = collect.collect(course, NAME, tiny.put(tmp_path / "in", files), roster_file=people)
    assert {it.student for it in outcomes} == {"ann"}


GROUP = "id,name,group\nann,Ann Lee,Blue team\nzoe,Zoë Müller,blue_team\ncy,Cy Ng,Red\n"
TOGETHER = {  # paths of what Ann and Zoë hand in together
    "Moodle's folder": "Blue team_17_assignsubmission_file/x.ipynb",
    "Moodle's file": "Blue team_17_assignsubmission_file_x.ipynb",
    "Sakai's folder": "6/Lee, Ann(ann); Müller, Zoë(zoe)/Submission attachment(s)/x.ipynb",
    "Sakai's file": "Lee, Ann(ann); Müller, Zoë(zoe)_Submission attachment(s)_x.ipynb",
}


@pytest.fixture
def groups(tmp_path):
    (tmp_path / "groups.csv").write_text(GROUP, encoding="utf-8")
    return tmp_path / "groups.csv"


@pytest.mark.parametrize("kind", TOGETHER)
def test_what_a_group_hands_in_is_everyone_s(course, tmp_path, groups, kind):
    files = {TOGETHER[kind]: tiny.right(course), "Cy Ng_9_assignsubmission_file_x.ipynb": tiny.answered(course)}
    folder = tiny.put(tmp_path / "in", files)
    outcomes = collect.collect(course, NAME, folder, roster_file=groups)
    assert {(it.path, it.kind, it.student) for it in outcomes} >= {
        (TOGETHER[kind], "collected", "ann"),
        (TOGETHER[kind], "collected", "zoe"),
    }
    assert course.submitters(NAME) == ["ann", "cy", "zoe"]
    assert not [it for it in collect.collect(course, NAME, folder) if it.new]


@pytest.mark.parametrize("kind", TOGETHER)
def test_of_a_group_nobody_has_it_where_one_claims_another_file(course, tmp_path, groups, kind):
    files = {TOGETHER[kind]: tiny.right(course), "zoe/y.ipynb": tiny.answered(course)}
    outcomes = collect.collect(course, NAME, tiny.put(tmp_path / "in", files), roster_file=groups)
    assert "unmatched" in {it.kind for it in outcomes}
    if kind != "Sakai's folder":  # beside which a folder of another form is nobody's
        assert course.submitters(NAME) == [] and all("zoe" in it.reason for it in outcomes)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("Green_17_assignsubmission_file/x.ipynb", "nobody on the roster"),
        ("Default group_assignsubmission_file/x.ipynb", "nobody on the roster"),
        ("6/Lee, Ann(ann); Nobody, A(nob)/x.ipynb", "ann, nob handed it in together: who is nob?"),
    ],
)
def test_a_group_that_the_roster_does_not_know_is_a_question(course, tmp_path, groups, path, words):
    (one,) = collect.collect(course, NAME, tiny.put(tmp_path / "in", {path: b"{}"}), roster_file=groups)
    assert one.kind == "unmatched" and words in one.reason


def test_members_that_may_be_a_student_s_own_word_are_a_question_with_its_answer(course, tmp_path, groups):
    """Sakai calls a group's folder as its first member, and lists all in a file, which anyone may write."""
    files = {"6/Ann Lee/members.txt": "Lee, Ann(ann); Müller, Zoë(zoe)".encode()}
    files["6/Ann Lee/Submission attachment(s)/x.ipynb"] = tiny.right(course)
    folder = tiny.put(tmp_path / "in", files)
    (one,) = collect.collect(course, NAME, folder, roster_file=groups)
    assert one.kind == "unmatched" and one.reason.endswith("handed it in together: if so, write ann;zoe")
    listed = course.received(NAME) / "unmatched.csv"
    listed.write_text(listed.read_text().replace("x.ipynb,,", "x.ipynb,ann; zoe,"))
    collect.collect(course, NAME, folder, map_file=listed)
    assert course.submitters(NAME) == ["ann", "zoe"]
    listed.write_text(f"file,student\n{one.path},zoe\n")
    collect.collect(course, NAME, folder, map_file=listed)
    assert course.submitters(NAME) == ["zoe"]


@pytest.mark.parametrize("text", ["", "Lee, Ann(ann)", "me and Zoë", "Lee, Ann(ann); Nobody, A(nob)"])
def test_a_file_of_members_that_names_no_group_of_the_roster_changes_nothing(course, tmp_path, groups, text):
    files = {"ann/members.txt": text.encode(), "ann/x.ipynb": tiny.right(course)}
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files), roster_file=groups)
    assert course.submitters(NAME) == ["ann"]
