"""Pages for students: marks, comments and hints; neither hidden checks nor anything that runs."""

import re
import zipfile
from html import unescape

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grading.course.index import index_of, keep_index
from grading.course.problem import Problem
from grading.intake import collect
from grading.marks import feedback, grade, record
from grading.pages import notebook, rubric
from helpers import sample
from helpers import tiny_class as tiny
from helpers.hostile_words import PAYLOADS, Page, dangers
from helpers.tiny_class import NAME

EVIL = "\n\n".join(PAYLOADS.values())
# What a page has of its own, around a student's text.
FRAMED = {"iframe", "iframe sandbox", "iframe srcdoc", "iframe style"}


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    files = {
        "Ada Lee_1_assignsubmission_file_/mine.ipynb": tiny.right(course, explain="It divides."),
        "eve_2_3_x.ipynb": tiny.right(course, explain=EVIL, predict=f"# {EVIL}", figure=f"'''{EVIL}'''"),
        "bob.ipynb": tiny.answered(course, step="def step(): pass"),
    }
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files))
    grade.grade(course, NAME)
    return course


def pages(course):
    return {
        it: course.feedback(NAME, it).read_text()
        for it in course.submitters(NAME)
        if course.feedback(NAME, it).exists()
    }


def test_pages_hide_checks_and_show_outcomes_and_hints(course):
    assert len(feedback.feedback(course, NAME).made) == 3
    for page in pages(course).values():
        text = re.sub(r"<[^>]*>", "", page)
        assert "HIDDEN TESTS" not in text and "reference" not in text and "default_rng" not in text
        assert "# Here your step is compared with another one, on random numbers." in text
    text = re.sub(r"<[^>]*>", "", pages(course)["bob"])
    assert "This check failed:" in text and "a hint, for seed" in text
    assert "did you square the gradient" in text  # a visible check stays


def test_a_failed_check_s_example_stands_below_its_hint(course):
    feedback.feedback(course, NAME)
    hint, example = re.findall(r'<p class="hint">(.*?)</p>', pages(course)["bob"])[1:3]
    assert hint.startswith("This check failed: a hint, for seed")
    assert unescape(example) == tiny.EXAMPLE and "<b>" not in example
    assert "For example" not in pages(course)["eve_2"]


def test_what_is_hidden_and_what_is_shown_of_a_check():
    hides = notebook.HideChecks()
    cell = sample.named(sample.source())["check-step"]
    told = "# Here your step is compared with another one, on random numbers."
    assert hides.preprocess_cell(cell, {}, 0)[0].source == f"{told}\n# This check passed."
    cell.outputs = [record.error("This check failed", "a hint")]
    assert hides.preprocess_cell(cell, {}, 0)[0].source == told
    cell.source = cell.source.partition("### END")[0]
    assert hides.preprocess_cell(cell, {}, 0)[0].source == told


def test_of_outputs_only_errors_and_pictures_are_shown():
    cell = sample.named(sample.source())["figure"]
    html = {"text/html": "<script>alert(1)</script>", "image/svg+xml": "<svg onload=alert(1)>"}
    cell.outputs = [
        new_output("stream", text="words"),
        new_output("display_data", data=html),
        new_output("display_data", data={"image/png": tiny.PIXEL, **html}),
        record.error("ValueError", "no"),
    ]
    shown, _ = notebook.HideChecks().preprocess_cell(cell, {}, 0)
    assert shown.outputs == [new_output("display_data", data={"image/png": tiny.PIXEL}), cell.outputs[-1]]


def test_a_course_s_settings_do_not_undo_it(course):
    config = course.root / "nbgrader_config.py"
    config.write_text("\n".join(it for it in config.read_text().splitlines() if "settings.harmless(c)" not in it))
    feedback.feedback(course, NAME)
    page = pages(course)["eve_2"].split("</head>")[1]
    assert set(dangers(page)) <= FRAMED
    assert "default_rng" not in re.sub(r"<[^>]*>", "", page)


def test_pages_run_nothing_of_a_student_s(course):
    feedback.feedback(course, NAME)
    page = pages(course)["eve_2"]
    head, body = page.split("</head>")
    assert set(dangers(body)) <= FRAMED
    frames = [value for tag, name, value in Page(body).attributes if name == "srcdoc"]
    assert len(frames) == 1 and dangers(frames[0].split("</head>")[1]) == []
    assert body.count('sandbox=""') == 1 and "allow" not in body.partition("<iframe")[2].partition("srcdoc")[0]
    (policy,) = re.findall(r'<meta content="([^"]*)" http-equiv="Content-Security-Policy"', head)
    policy = {name: places for name, *places in map(str.split, policy.split(";"))}
    assert all(policy[it] == ["'none'"] for it in ("default-src", "base-uri", "form-action"))
    assert policy["img-src"] == ["data:"]
    assert policy.keys() == {"default-src", "style-src", "img-src", "base-uri", "form-action"}
    assert "://" not in head
    assert "<script" not in page


def test_marks_and_comments_by_hand_are_shown(course):
    tiny.mark(course, "eve_2", "explain", 1.5, "See *section 2*. <script>alert(1)</script>")
    feedback.feedback(course, NAME)
    page = pages(course)["eve_2"]
    assert "1.5 of 2" in page and "<em>section 2</em>" in page
    assert set(dangers(page.split("</head>")[1])) <= FRAMED


def words_of(page):
    return unescape(re.sub(r"<[^>]*>", "", page.split("</head>")[1]))


def test_a_total_is_provisional_until_all_is_marked(course):
    feedback.feedback(course, NAME)
    words = words_of(pages(course)["eve_2"])
    assert "7 of 13 points so far\n" in words
    assert "Provisional. “Draw” is not yet marked, “Explain” is not yet marked." in words
    assert words.count("not yet marked (2 points)") == 4
    tiny.mark(course, "eve_2", "figure", 0)
    tiny.mark(course, "eve_2", "explain", 1)
    assert feedback.feedback(course, NAME).made == ["eve_2"]
    words = words_of(pages(course)["eve_2"])
    assert "8 of 13 points\n" in words and "Draw0 of 2" in words
    assert not re.search("points so far|Provisional|not yet", words)


def test_a_mark_that_was_given_for_another_text_is_told_as_that(course, tmp_path):
    tiny.mark(course, "eve_2", "figure", 2)
    tiny.mark(course, "eve_2", "explain", 1.5, "Rather short.")
    feedback.feedback(course, NAME)
    again = tiny.right(course, explain="Another text.", figure=f"'''{EVIL}'''")
    collect.collect(course, NAME, tiny.put(tmp_path / "again", {"eve_2_3_x.ipynb": again}))
    grade.grade(course, NAME)
    feedback.feedback(course, NAME)
    words = words_of(pages(course)["eve_2"])
    assert "12.5 of 13 points so far" in words
    assert "Provisional. “Explain” is marked on an earlier text." in words
    assert "1.5 of 2, marked on an earlier text" in words and "Comment on an earlier text: Rather short." in words
    tiny.mark(course, "eve_2", "explain", 1.5)
    feedback.feedback(course, NAME)
    words = words_of(pages(course)["eve_2"])
    assert "12.5 of 13 points\n" in words and "Comment: Rather short." in words and "earlier" not in words


def test_a_page_says_whose_it_is_and_what_a_platform_told(course):
    index = index_of(course, NAME, "bob")
    index["attempts"][0] |= {"told": True, "time": "2026-03-05T14:30:00+01:00", "attempt": 2}
    keep_index(course, NAME, "bob", index)
    with course.gradebook() as book:
        book.update_or_create_student("bob", first_name="<b>Bob</b>", last_name="Hill")
    feedback.feedback(course, NAME)
    assert (
        "<p>&lt;b&gt;Bob&lt;/b&gt; Hill (bob) · handed in 2026-03-05, 13:30 UTC · attempt 2</p>" in pages(course)["bob"]
    )
    assert "<p>eve_2</p>" in pages(course)["eve_2"]
    assert feedback.feedback(course, NAME).made == []


def test_cells_are_headed_by_whose_they_are():
    cells = sample.solved().cells
    cells += [new_code_cell("walk()", id="walk"), new_code_cell("x", id="extra-1")]
    steps = notebook.NameParts()
    named, _ = steps.preprocess(new_notebook(cells=cells), {})
    assert [it.metadata.page.own for it in named.cells[-2:]] == [False, True]
    assert all(it.metadata.page.students for it in named.cells[-2:])


def test_only_what_changed_is_made_again(course):
    assert len(feedback.feedback(course, NAME).made) == 3
    assert feedback.feedback(course, NAME).made == []
    tiny.mark(course, "eve_2", "explain", 2)
    assert feedback.feedback(course, NAME).made == ["eve_2"]
    tiny.mark(course, "eve_2", "explain", 2, "The same, in words.")
    assert feedback.feedback(course, NAME).made == ["eve_2"]
    course.feedback(NAME, "bob").unlink()
    assert feedback.feedback(course, NAME).made == ["bob"]


def test_what_makes_pages_makes_them_again_when_it_has_changed(course, monkeypatch):
    feedback.feedback(course, NAME)
    monkeypatch.setattr(feedback, "makers", lambda: "another")
    assert len(feedback.feedback(course, NAME).made) == 3


def test_another_answer_of_the_same_marks_makes_another_page(course, tmp_path):
    feedback.feedback(course, NAME)
    file = tiny.answered(course, step="def step(): return")
    collect.collect(course, NAME, tiny.put(tmp_path / "again", {"bob.ipynb": file}))
    grade.grade(course, NAME)
    assert feedback.feedback(course, NAME).made == ["bob"]


def test_a_penalty_makes_another_page(course):
    feedback.feedback(course, NAME)
    with course.gradebook() as book:
        book.find_submission_notebook(NAME, NAME, "bob").late_submission_penalty = 1
        book.db.commit()
    assert feedback.feedback(course, NAME).made == ["bob"]


def test_a_bundle_is_named_as_the_files_were(course, tmp_path):
    with pytest.raises(Problem, match="no pages"):
        feedback.bundle(course, NAME, tmp_path / "back.zip")
    feedback.feedback(course, NAME)
    assert feedback.bundle(course, NAME, tmp_path / "back.zip") == 3
    with zipfile.ZipFile(tmp_path / "back.zip") as archive:
        assert sorted(archive.namelist()) == [
            f"Ada Lee_1_assignsubmission_file_/{NAME}.html",
            f"bob/{NAME}.html",
            "eve_2_3_x.html",
        ]


def test_in_a_bundle_everyone_of_a_group_has_a_page(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    (tmp_path / "groups.csv").write_text("id,group\nann,Blue\nzoe,Blue\n")
    path = f"Blue_17_assignsubmission_file/{NAME}.ipynb"
    files = tiny.put(tmp_path / "in", {path: tiny.right(course)})
    collect.collect(course, NAME, files, roster_file=tmp_path / "groups.csv")
    tiny.prepare_and_grade(course)
    feedback.feedback(course, NAME)
    assert feedback.bundle(course, NAME, tmp_path / "back.zip") == 2
    with zipfile.ZipFile(tmp_path / "back.zip") as archive:
        assert sorted(archive.namelist()) == [f"Blue_17_assignsubmission_file/{NAME}.html", f"zoe/{NAME}.html"]


def test_a_student_without_grades_is_said_in_words(course):
    with pytest.raises(Problem, match="zoe: nothing of 9_sample has been graded"):
        feedback.feedback(course, NAME, ["zoe"])


def test_the_page_where_people_mark_is_harmless_too(course):
    from nbconvert.exporters import HTMLExporter

    config, _ = course.nbgrader()
    exporter = HTMLExporter(config=config)
    body, _ = exporter.from_filename(str(course.autograded(NAME, "eve_2")))
    assert set(dangers(body.split("</head>")[1])) <= FRAMED


def test_parts_are_called_by_what_they_look_at(course):
    feedback.feedback(course, NAME)
    row = r'<tr><td><a href="#([^"]*)">([^<]*)</a></td><td class="points">([^<]*)</td></tr>'
    assert re.findall(row, pages(course)["bob"]) == [
        ("check-step-visible", "Check: step visible", "0 of 1"),
        ("check-step", "Check: Here your step is compared with another one, on random numbers", "0 of 3"),
        ("check-average", "Check: Here two of your averages run side by side", "0 of 3"),
        ("check-predict", "Check: Here your number is compared", "0 of 2"),
        ("figure", "Draw", "0 of 2"),
        ("explain", "Explain", "0 of 2"),
    ]


@pytest.mark.parametrize(
    "line, title",
    [
        ("# Hidden: edge.", "Check: edge"),
        ("# Visible: two steps, η is 0.1.", "Check: two steps, η is 0.1"),
        ("# Here it is compared.", "Check: Here it is compared"),
        ("# Hidden: first_north and first_south.", "Check: first_north and first_south"),
        ("assert x", "Check: step"),
        ("", "Check: step"),
    ],
)
def test_a_check_s_title_is_its_first_line(line, title):
    cell = sample.named(sample.source())["check-step"]
    cell.source = f"{line}\n### BEGIN HIDDEN TESTS\n# Hidden: 42.\n### END HIDDEN TESTS"
    assert notebook.check_title(cell) == title


def test_a_student_names_no_part():
    cells = sample.solved().cells
    cells.insert(-1, new_markdown_cell("# 100 of 100", id="extra-1"))
    assert notebook.titles(cells)[-2:] == ["Explain", "Explain"]


RUBRIC = "- 5 points: no rubric.\n\n**Marked by a person, {} points**\n\n- 1 point: a.\n- 0.5 points, size: b.\n"


@pytest.mark.parametrize(
    ("text", "points", "found"),
    [
        (RUBRIC.format("1.5"), 1.5, [(1, "1 point: a."), (0.5, "0.5 points, size: b.")]),
        (RUBRIC.format("2"), 2, []),  # lines that do not add up mark nothing
        ("- 1 point: a.\n- 1 point: b.", 2, [(1, "1 point: a."), (1, "1 point: b.")]),
        ("", 2, []),
    ],
)
def test_a_rubric_s_lines_are_found_where_they_add_up(text, points, found):
    assert rubric.lines(text, points) == found
