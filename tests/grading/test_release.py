"""Releases: nothing of a solution in them, the same bytes each time, and every version kept."""

import nbformat
import pytest

from grading import release
from grading.__main__ import main
from grading.course.index import counting, index_of
from grading.course.problem import Problem
from grading.intake import collect
from grading.sandbox import walls
from grading.verdict import verdict
from helpers import sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME


@pytest.fixture
def course(tmp_path):
    return tiny.course(tmp_path / "course")


def changed(course, **texts):
    """Change cells of the source, named by grade_id with _ for -."""
    notebook = nbformat.read(course.source(NAME), as_version=4)
    for name, cell in sample.named(notebook).items():
        cell.source = texts.get(name.replace("-", "_"), cell.source)
    tiny.write_source(course, notebook)


def snapshot(folder):
    return {it: (it.read_bytes(), it.stat().st_mtime_ns) for it in folder.rglob("*") if it.is_file()}


@pytest.mark.sandboxed
def test_every_check_fails_unsolved_or_nothing_is_released(tmp_path, settings):
    course = tiny.course(tmp_path / "course")
    release.release(course, NAME, settings=settings)
    before = course.release(NAME).read_bytes()
    changed(course, check_predict="# Is it there?\n### BEGIN HIDDEN TESTS\nassert callable(step)\n### END HIDDEN TESTS")
    with pytest.raises(Problem, match=r"pass without an answer.*check-predict"):
        release.release(course, NAME, settings=settings)
    assert course.release(NAME).read_bytes() == before


def test_a_second_release_changes_no_byte(course):
    before = snapshot(course.root / "release") | snapshot(course.root / "versions")
    done = release.release(course, NAME, verify=False)
    assert not done.changed
    assert snapshot(course.root / "release") | snapshot(course.root / "versions") == before


def test_students_get_stubs_locks_and_no_solution(course):
    cells = sample.named(nbformat.read(course.release(NAME), as_version=4))
    text = course.release(NAME).read_text()
    assert 'raise NotImplementedError("Your code here")' in cells["step"].source
    assert cells["explain"].source == "*Your answer here.*"
    assert cells["check-step"].source == "# Here your step is compared with another one, on random numbers."
    assert cells["check-step"].metadata.editable is False
    assert cells["step"].metadata.nbgrader.checksum
    assert "HIDDEN" not in text and "reference" not in text and "own size" not in text


def test_the_points_are_told(course):
    done = release.release(course, NAME, verify=False)
    assert done.checks == sample.CHECKS
    assert done.by_hand == {"figure": 2, "explain": 2}


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"step": "### BEGIN SOLUTION\nx = 1"}, "1 BEGIN and 0 END SOLUTION"),
        ({"check_step": "### BEGIN HIDDEN TESTS\nx\n### END HIDDEN TEST"}, "1 BEGIN and 0 END HIDDEN TESTS"),
    ],
)
def test_marks_that_do_not_match_are_refused(course, texts, words):
    before = course.release(NAME).read_bytes()
    changed(course, **texts)
    with pytest.raises(Problem, match=words):
        release.release(course, NAME, verify=False)
    assert course.release(NAME).read_bytes() == before


def test_a_solution_that_is_seen_elsewhere_is_refused(course, monkeypatch):
    notebook = sample.release()
    hidden = "average = decay * square_avg + (1 - decay) * grad * grad"
    notebook.cells[0].source += f"\n    {hidden}"
    found = release.leaked(sample.source(), notebook)
    assert any("average = decay" in it for it in found)
    assert release.leaked(sample.source(), sample.source())[0] == "the mark “BEGIN SOLUTION”"
    assert release.leaked(sample.source(), sample.release()) == []


def test_preparing_is_all_that_grading_needs_after_a_corrected_release(course, tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    collect.collect(course, NAME, tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)}))
    changed(course, setup=sample.SETUP + "\n# corrected")
    release.release(course, NAME, verify=False)
    assert "# corrected" not in course.submission(NAME, "ada").read_text()
    release.prepare(course, NAME)
    assert "# corrected" in course.submission(NAME, "ada").read_text()
    with pytest.raises(Problem, match="no assignment 'other'"):
        release.prepare(course, "other")


def test_commands_prepare_before_they_collect_and_grade(course, tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    place = ["--course", str(course.root)]
    (course.root / "versions").rename(course.root / "old versions")
    folder = tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)})
    assert main(["collect", NAME, str(folder), *place]) == 0
    assert course.versions(NAME)
    changed(course, setup=sample.SETUP + "\n# corrected")
    release.release(course, NAME, verify=False)
    assert main(["grade", NAME, *place]) == 0
    assert "# corrected" in course.submission(NAME, "ada").read_text()


@pytest.mark.parametrize("step", ["ClearHiddenTests", "ClearSolutions"])
def test_a_course_whose_settings_would_publish_solutions_is_refused(course, step):
    config = course.root / "nbgrader_config.py"
    config.write_text("\n".join(it for it in config.read_text().splitlines() if f'.{step}"' not in it))
    before = course.release(NAME).read_bytes()
    with pytest.raises(Problem, match="would show what it must not"):
        release.release(course, NAME, verify=False)
    assert course.release(NAME).read_bytes() == before


def test_faulty_sources_are_refused_in_words(course):
    notebook = sample.source()
    notebook.cells.append(notebook.cells[3])
    tiny.write_source(course, notebook)
    with pytest.raises(Problem, match="“step” is there more than once"):
        release.release(course, NAME, verify=False)
    course.source(NAME).write_text("{")
    with pytest.raises(Problem, match="cannot be read as a notebook"):
        release.release(course, NAME, verify=False)
    with pytest.raises(Problem, match="There are: 9_sample"):
        release.release(course, "nothing", verify=False)


@pytest.mark.parametrize(
    ("about", "words"),
    [({"points": None}, "“check-step” is graded and has no points"), ({"grade": False}, "no cell is graded")],
)
def test_without_points_nothing_is_released(course, about, words):
    notebook = sample.source()
    for name, cell in sample.named(notebook).items():
        if name == "check-step" or "grade" in about:
            cell.metadata.nbgrader.update(about)
    tiny.write_source(course, notebook)
    with pytest.raises(Problem, match=words):
        release.release(course, NAME, verify=False)


def test_where_checks_cannot_be_run_nothing_is_released(course, monkeypatch):
    def unfit(*_, **options):
        raise walls.SandboxError("No bubblewrap")

    monkeypatch.setattr(verdict, "grade", unfit)
    with pytest.raises(Problem, match=r"whether its checks fail unsolved cannot be told\. No bubblewrap"):
        release.release(course, NAME)


def test_files_beside_the_notebook_come_and_go_with_it(course):
    given = course.release(NAME).with_name("data.csv")
    course.source(NAME).with_name("data.csv").write_text("1,2\n")
    release.release(course, NAME, verify=False)
    assert given.read_text() == "1,2\n"
    course.source(NAME).with_name("data.csv").unlink()
    release.release(course, NAME, verify=False)
    assert not given.exists()


def test_a_source_that_was_a_release_has_no_version_of_its_own(course):
    before = course.versions(NAME)
    notebook = sample.source()
    notebook.metadata["grading"] = {"exercise": "another", "version": "0"}
    tiny.write_source(course, notebook)
    assert not release.release(course, NAME, verify=False).changed
    assert course.versions(NAME) == before


def test_what_was_not_released_is_not_graded(course):
    (course.root / "versions").rename(course.root / "old versions")
    notebook = nbformat.read(course.release(NAME), as_version=4)
    del notebook.metadata["grading"]
    course.release(NAME).write_text(nbformat.writes(notebook))
    with pytest.raises(Problem, match="has no version: run `python -m grading release"):
        release.current(course, NAME)
    course.release(NAME).unlink()
    with pytest.raises(Problem, match="has not been released: run `python -m grading release"):
        release.current(course, NAME)


def test_a_corrected_release_is_matched_with_what_students_fetched_before(course, tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    old, old_empty = tiny.right(course), tiny.answered(course)
    first = course.versions(NAME)
    changed(
        course,
        step=sample.STEP.replace("One update", "One single update"),
        explain="### BEGIN SOLUTION\nx\n### END SOLUTION\nNow.",
    )
    done = release.release(course, NAME, verify=False)
    assert done.changed and course.versions(NAME) == [*first, done.version]
    files = {"ada.ipynb": old, "bob.ipynb": tiny.answered(course), "cy.ipynb": old_empty}
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files))
    index = counting(index_of(course, NAME, "ada"))
    assert index["version"] == first[0] and "older" in index["notes"][0]
    assert tiny.prepare_and_grade(course).recorded == ["ada", "bob", "cy"]


def test_a_release_that_comes_out_later_remakes_the_canonical_forms(course, tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    collect.collect(course, NAME, tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)}))
    tiny.prepare_and_grade(course)
    changed(course, about_step="", setup=sample.SETUP + "\n# corrected")
    with pytest.raises(Problem, match="has changed: run `python -m grading release"):
        tiny.prepare_and_grade(course)
    release.release(course, NAME, verify=False)
    assert tiny.prepare_and_grade(course).recorded == ["ada"]
    assert "# corrected" in course.submission(NAME, "ada").read_text()


def test_cells_cannot_come_or_go_once_there_are_grades(course, tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    collect.collect(course, NAME, tiny.put(tmp_path / "in", {"ada.ipynb": tiny.right(course)}))
    tiny.prepare_and_grade(course)
    notebook = sample.source()
    del notebook.cells[11]
    tiny.write_source(course, notebook)
    before = course.release(NAME).read_bytes()
    with pytest.raises(Problem, match=r"has grades already.*\(check-predict\)"):
        release.release(course, NAME, verify=False)
    assert course.release(NAME).read_bytes() == before
    assert tiny.scores(course) == {"ada": 9}


def test_a_release_that_came_with_the_course_is_taken_over(course, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    version = course.versions(NAME)
    for folder in ("versions", "recorded"):
        (course.root / folder).rename(course.root / f"old {folder}")
    (course.root / "gradebook.db").unlink()
    release.current(course, NAME)
    assert course.versions(NAME) == version
    assert release.known(course, NAME)
