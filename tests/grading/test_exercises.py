"""Graders are graded: what every exercise's checks make of the solution, of an untouched release and of mistakes."""

import ast
import builtins
import copy
import importlib.util
import json
import re
import sys
from collections import Counter

import nbformat
import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from grading.course.cells import about, is_answer, is_check, is_graded, is_hand_marked
from helpers import in_process

EVERY = pytest.mark.parametrize("exercise", in_process.EXERCISES)
SEEDS = (1, 20_26, 2**31 - 1)


def about_mistakes(exercise, name, default):
    module = f"helpers.mistakes.e{exercise.partition('_')[0]}"
    return getattr(importlib.import_module(module), name, default) if importlib.util.find_spec(module) else default


def mistakes(exercise):
    return about_mistakes(exercise, "MISTAKES", [])


_OUTCOMES = {}


def outcome(exercise, mistake, seed):
    """What the checks make of a mistake: run once for all tests."""
    key = exercise, mistake.name, seed
    if key not in _OUTCOMES:
        _OUTCOMES[key] = in_process.run(exercise, quick(exercise) | mistake.answers, seed)
    return _OUTCOMES[key]


def hints(mistake):
    """The words that each check must give, by its grade_id."""
    return mistake.hint if isinstance(mistake.hint, dict) else dict.fromkeys(mistake.loses, mistake.hint)


EVERY_MISTAKE = pytest.mark.parametrize(
    ("exercise", "mistake"),
    [
        pytest.param(exercise, mistake, id=f"{exercise}: {mistake.name}")
        for exercise in in_process.EXERCISES
        for mistake in mistakes(exercise)
    ],
)


def cells(exercise, *which):
    return [cell for cell in in_process.notebook(exercise).cells if all(test(cell) for test in which)]


def is_code(cell):
    return cell.cell_type == "code"


def sum_of_points(cells):
    return sum(about(cell).points for cell in cells)


def released(cell):
    """The source of a cell as a student gets it."""
    notebook = nbformat.v4.new_notebook(cells=[copy.deepcopy(cell)])
    for step in (ClearSolutions(), ClearHiddenTests()):
        notebook, _ = step.preprocess(notebook, {})
    return notebook.cells[0].source


def stubs(exercise):
    """Each solution cell as it is released; ids as in the source."""
    return {about(cell).grade_id: released(cell) for cell in cells(exercise, is_code, is_answer)}


def quick(exercise):
    """Answers that leave figures out; a file of mistakes may name STAND_INS for what is slow and knows no seed."""
    figures = {about(cell).grade_id: "" for cell in cells(exercise, is_code, is_hand_marked)}
    return figures | about_mistakes(exercise, "STAND_INS", {})


def defined(source):
    """The names that a piece of code defines at its top level."""
    names = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        else:
            names |= {it.id for it in ast.walk(node) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Store)}
    return names


# What the checks make of an answer


@pytest.mark.sampled(3)
@EVERY
def test_the_solution_scores_full_marks(exercise):
    for seed in range(50):
        answers = quick(exercise) if seed else {}
        lost = {name: words for name, words in in_process.run(exercise, answers, seed).items() if words}
        assert not lost, f"seed {seed}"


@EVERY
@pytest.mark.filterwarnings("ignore")
def test_the_untouched_release_fails_every_check(exercise):
    for seed in SEEDS:
        found = in_process.run(exercise, stubs(exercise), seed)
        assert found.keys() == in_process.points(exercise).keys()
        assert all(found.values()), [name for name, words in found.items() if not words]


@EVERY
def test_names_left_at_none_fail_with_words(exercise):
    # A student who deletes the stub's "not implemented" leaves functions that return None, and predictions of None.
    hollow = {name: re.sub(r"raise NotImplementedError\(\)", "pass", stub) for name, stub in stubs(exercise).items()}
    found = in_process.run(exercise, quick(exercise) | hollow, 1)
    assert all(found.values()), [name for name, words in found.items() if not words]


@pytest.mark.sampled(60)
@EVERY_MISTAKE
@pytest.mark.filterwarnings("ignore")
def test_a_mistake_loses_what_it_should_and_is_named(exercise, mistake):
    assert mistake.answers.keys() <= stubs(exercise).keys() and hints(mistake).keys() <= mistake.loses
    for seed in SEEDS:
        lost = {name: words for name, words in outcome(exercise, mistake, seed).items() if words}
        assert lost.keys() == mistake.loses
        for name, hint in hints(mistake).items():
            assert hint in lost[name]


@EVERY
def test_mistakes_are_many_and_their_names_differ(exercise):
    names = [mistake.name for mistake in mistakes(exercise)]
    assert len(names) >= 6 and len(set(names)) == len(names)
    never_lost = in_process.points(exercise).keys() - set().union(*(mistake.loses for mistake in mistakes(exercise)))
    assert not never_lost, "a check that no mistake fails may be one that cannot fail"


@pytest.mark.sampled(3)
@EVERY
@pytest.mark.filterwarnings("ignore")
def test_no_hint_is_for_two_mistakes(exercise):
    # The same words for two mistakes in one check: one of the two gets the hint that is meant for the other.
    hidden = {about(cell).grade_id for cell in cells(exercise, is_check) if "mistakes=mistakes" in cell.source}
    told = Counter(
        (name, words)
        for mistake in mistakes(exercise)
        for name, words in outcome(exercise, mistake, SEEDS[0]).items()
        if words and name in hidden & hints(mistake).keys() and "in place" not in words
    )
    assert not [it for it, times in told.items() if times > 1]


# Points


@EVERY
def test_points(exercise):
    graded = cells(exercise, is_graded)
    total = sum_of_points(graded)
    visible = sum_of_points(cell for cell in graded if is_check(cell) and "### BEGIN HIDDEN" not in cell.source)
    assert total == 20
    assert visible <= total / 3
    assert _points_for_code(exercise) <= total / 2
    assert all(about(cell).points == int(about(cell).points) > 0 for cell in graded)


def _points_for_code(exercise):
    """The points of every check that calls what a student has written: a function or a class."""
    answers = "\n".join(stubs(exercise).values())
    written = {it.name for it in ast.parse(answers).body if isinstance(it, ast.FunctionDef | ast.ClassDef)}
    return sum_of_points(
        cell
        for cell in cells(exercise, is_check)
        if written & {it.id for it in ast.walk(ast.parse(cell.source)) if isinstance(it, ast.Name)}
    )


@EVERY
def test_the_table_of_points_tells_the_truth(exercise):
    (table,) = (cell.source for cell in cells(exercise) if cell.get("id") == "how-it-is-marked")
    rows = re.findall(r"^\| \d+\. .*\| (\d+) \|$", table, re.MULTILINE)
    parts, part = Counter(), None
    for cell in cells(exercise):
        if cell.cell_type == "markdown" and (heading := re.search(r"^## (\d+)\. ", cell.source, re.MULTILINE)):
            part = int(heading[1])
        if is_graded(cell):
            parts[part] += about(cell).points
    assert [int(row) for row in rows] == [parts[i + 1] for i in range(len(rows))]
    assert sum(parts.values()) == sum(map(int, rows))


@EVERY
def test_hand_marked_answers_have_a_public_rubric(exercise):
    every = cells(exercise)
    for cell in cells(exercise, is_hand_marked):
        at = next(i for i, other in enumerate(every) if other.id == cell.id)
        rubric = "\n".join(other.source for other in every[:at] if other.cell_type == "markdown").split("\n## ")[-1]
        rubric = rubric.rpartition("**Marked by a person")[2]
        stated = re.match(r", (\d+) points?\*\*", rubric)
        assert stated and int(stated[1]) == about(cell).points, cell.id
        assert sum(map(int, re.findall(r"^- (\d+) points?[:,]", rubric, re.MULTILINE))) == about(cell).points, cell.id


# Form


@EVERY
def test_regions_are_well_formed(exercise):
    for cell in cells(exercise):
        mark = re.compile(r"^ *### (BEGIN|END) (SOLUTION|HIDDEN TESTS)$", re.MULTILINE)
        marks, rest = mark.findall(cell.source), mark.sub("", cell.source)
        rest = rest if is_code(cell) else re.sub(r"^#+ ", "", rest, flags=re.MULTILINE)
        assert not re.search("###|(BEGIN|END) (SOLUTION|HIDDEN)", rest), f"{cell.id}: a marker that is none"
        kinds = {kind for _, kind in marks}
        assert kinds <= ({"SOLUTION"} if is_answer(cell) else {"HIDDEN TESTS"} if is_check(cell) else set()), cell.id
        assert [mark for mark, _ in marks] == ["BEGIN", "END"] * (len(marks) // 2), cell.id
        assert bool(marks) or not is_answer(cell), f"{cell.id}: no solution"


@EVERY
def test_a_hidden_check_tells_what_it_looks_at_and_no_more(exercise):
    for cell in cells(exercise, is_check):
        seen = released(cell)
        if "HIDDEN TESTS" in cell.source:
            assert re.fullmatch(r"# Hidden: .+\.", seen.strip()), cell.id
        else:
            assert seen.startswith("# Visible: "), cell.id
        assert "grading" not in seen


@EVERY
def test_checks_use_what_reaches_them_and_no_more(exercise):
    # Checks run outside the student's process: they see the set-up, and what answers' stubs define.
    (setup,) = (cell for cell in cells(exercise) if cell.id == "setup")
    known = defined(setup.source).union(*map(defined, stubs(exercise).values())) | set(dir(builtins))
    for cell in cells(exercise, is_check):
        tree = ast.parse(cell.source)
        own = {it.id for it in ast.walk(tree) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Store)}
        own |= {it.arg for it in ast.walk(tree) if isinstance(it, ast.arg)} | defined(cell.source)
        own |= {it.name for it in ast.walk(tree) if isinstance(it, ast.FunctionDef)}
        used = {it.id for it in ast.walk(tree) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Load)}
        assert used <= known | own, cell.id


@EVERY
def test_hidden_random_checks_use_the_seed(exercise):
    for cell in cells(exercise, is_check):
        if "HIDDEN TESTS" in cell.source and "default_rng" in cell.source:
            assert set(re.findall(r"default_rng\((.*?)\)", cell.source)) == {"SEED"}, cell.id
    assert sum("default_rng(SEED)" in cell.source for cell in cells(exercise, is_check)) >= 2


def same_for_all(exercise):
    """The points of hidden checks that draw nothing from the seed."""
    hidden = cells(exercise, is_check, lambda cell: "HIDDEN TESTS" in cell.source)
    return sum_of_points(cell for cell in hidden if "SEED" not in cell.source)


def test_teachers_are_told_what_can_be_copied():
    found = [same_for_all(exercise) for exercise in in_process.EXERCISES]
    page = (in_process.SOURCE.parent.parent / "appendices" / "teachers.md").read_text(encoding="utf-8")
    assert f"the same for everyone, {min(found)} to {max(found)} of the 20 points" in page


@EVERY
def test_students_need_numpy_matplotlib_and_python_alone(exercise):
    for cell in cells(exercise, is_code):
        nodes = [it for it in ast.walk(ast.parse(cell.source)) if isinstance(it, ast.Import | ast.ImportFrom)]
        names = {it.module if isinstance(it, ast.ImportFrom) else it.names[0].name for it in nodes}
        if is_check(cell) and "HIDDEN TESTS" in cell.source:
            names -= {"grading.checks"}
        assert {name.split(".")[0] for name in names} <= {"numpy", "matplotlib"} | sys.stdlib_module_names, cell.id


@EVERY
def test_ids_are_words_unique_and_the_grader_s_own(exercise):
    every = cells(exercise)
    assert len({cell.id for cell in every}) == len(every)
    for cell in every:
        assert re.fullmatch(r"[a-z][a-z0-9-]{2,}", cell.id), cell.id
        if "nbgrader" in cell.metadata:
            assert about(cell).grade_id == cell.id and about(cell).cell_type == cell.cell_type
            assert about(cell).schema_version == 3 and about(cell).task is False
            assert about(cell).locked != about(cell).solution, "nbgrader's own reading of these is more lenient"
            assert ("points" in about(cell)) == is_graded(cell)


@EVERY
def test_the_set_up_comes_first(exercise):
    setup = cells(exercise, is_code)[0]
    assert setup.id == "setup" and about(setup).locked and not is_graded(setup)
    assert re.search(r"^SEED = \d+  # ", setup.source, re.MULTILINE)


@EVERY
def test_files_are_as_the_repository_keeps_them(exercise):
    path = in_process.SOURCE / exercise / f"{exercise}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    assert not [cell.id for cell in cells(exercise, is_code) if cell.outputs or cell.execution_count is not None]
    assert max(len(line) for cell in cells(exercise, is_code) for line in cell.source.split("\n")) <= 88


@EVERY
def test_the_chapter_is_linked_from_where_the_release_lies(exercise):
    links = re.findall(r"\]\((\S+?\.ipynb)\)", "".join(cell.source for cell in cells(exercise)))
    assert links
    for link in links:
        assert (in_process.SOURCE / exercise / link).resolve().exists(), link


class OtherCase(ast.NodeTransformer):
    """Words that an answer gives, in another case or with blanks around them; what they stand under stays."""

    def __init__(self, change):
        self.change, self.changed = change, 0

    def visit_Assign(self, node):
        for it in node.value.values if isinstance(node.value, ast.Dict) else getattr(node.value, "elts", [node.value]):
            if isinstance(it, ast.Constant) and isinstance(it.value, str):
                it.value, self.changed = self.change(it.value), self.changed + 1
        return node


def reworded(exercise, change):
    """The answers of an exercise that give words, each with its words changed, by its grade_id."""
    found = {}
    for cell in cells(exercise, is_code, is_answer, lambda it: not is_hand_marked(it)):
        tree, other = ast.parse(cell.source), OtherCase(change)
        tree.body = [other.visit(it) for it in tree.body]
        if other.changed:
            found[about(cell).grade_id] = ast.unparse(tree)
    return found


@EVERY
@pytest.mark.parametrize("change", [str.upper, str.lower, str.title, " {}\n".format, "{}.".format])
def test_a_word_is_right_in_any_case_and_with_blanks_around_it(exercise, change):
    answers = reworded(exercise, change)
    assert answers
    assert {it: words for it, words in in_process.run(exercise, quick(exercise) | answers).items() if words} == {}


@EVERY
@pytest.mark.parametrize("change", [lambda word: "x", lambda word: f"{word}x", lambda word: ""])
def test_a_word_that_is_none_of_those_expected_is_answered_by_these(exercise, change):
    for name, answer in reworded(exercise, change).items():
        lost = [words for words in in_process.run(exercise, quick(exercise) | {name: answer}).values() if words]
        assert lost, name
        for words in lost:
            assert re.search(r': answer "| is missing|letters in one string|not in the list', words), words
