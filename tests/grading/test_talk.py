"""Sheets for talks: the student's own numbers, lines and figures, with answers that were computed and not guessed."""

import html
import re

import numpy as np
import pytest

from grading.__main__ import main
from grading.course.files import read_notebook
from grading.course.problem import Problem
from grading.intake import collect
from grading.marks import grade
from grading.teachers import by_hand, changed, talk
from helpers import in_process, sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

SCRIPT = "</code><script>alert(1)</script>"


def hand_in(course, folder):
    files = {
        "ada": tiny.right(course),
        "bob": tiny.right(course, average=f"Average = '{SCRIPT}'", explain=f"It divides.\n\n{SCRIPT}"),
        "cy": tiny.answered(course),
    }
    (folder / "students.csv").write_text("id,name\nada,Ada Lee\nbob,Bob <i>Smith</i>\ncy,\n")
    put = tiny.put(folder / "in", {f"{it}.ipynb": data for it, data in files.items()})
    collect.collect(course, NAME, put, roster_file=folder / "students.csv")


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    hand_in(course, tmp_path)
    tiny.prepare_and_grade(course)
    return course


def sheets(page):
    """The sheets of a page by the student, as pairs of the questions and the answers."""
    found = {}
    for sheet in re.findall(r'<section class="sheet">(.*?)</section>', page, re.DOTALL):
        title = re.search(r"<h2>(.*?)</h2>", sheet)[1]
        who = title.removeprefix("For the examiner: ")
        found.setdefault(who, []).append(re.findall(r"<li>(.*?)</li>", sheet, re.DOTALL))
        assert len(found[who]) == 1 + (who != title)
    return found


def test_everybody_gets_three_questions_on_their_own_work(course, tmp_path, capsys):
    file = tmp_path / "t.html"
    assert main(["talk", NAME, "--out", str(file), "--course", str(course.root)]) == 0
    page = file.read_text(encoding="utf-8")
    found = sheets(page)
    assert list(found) == ["ada (Ada Lee)", "bob (Bob &lt;i&gt;Smith&lt;/i&gt;)", "cy"]
    hand, line, figure = found["ada (Ada Lee)"][0]
    assert hand.startswith("<p>With your own numbers, by hand: ")
    assert "In your step, line " in line and "1  def step(" in line and "Suppose it read" in line
    assert "random numbers” would say: a hint, for seed" in found["ada (Ada Lee)"][1][1]
    assert "data:image/png;base64," in figure and "img-src data:" in page
    failed = found["bob (Bob &lt;i&gt;Smith&lt;/i&gt;)"]
    assert "side by side" not in failed[1][1]  # which was lost before the change
    assert "side by side” did not pass" in failed[0][2] and "a hint" in failed[1][2]
    assert "check-" not in re.sub("<[^>]*>", "", page)
    assert all(len(asked) == len(told) == 3 for who, (asked, told) in found.items())
    assert "<script" not in page


def test_what_bob_wrote_stands_in_a_frame_that_runs_nothing(course):
    asked, _, beside = list(talk.own(course, NAME, "bob", read_notebook(course.source(NAME))))[-1]
    assert asked.startswith("“Explain (in words)”: this is how yours begins.")
    assert 'sandbox=""' in beside and "<script" not in html.unescape(beside)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("It ends on $\\eta/2$.", "It ends on $\\eta/2$."),
        ("so " * 99 + "$\\eta/2 + 1$ and more", "so " * 98 + "so …"),
        ("so " * 98 + "$a$ $b$ and more", "so " * 98 + "$a$ …"),
    ],
)
def test_what_is_quoted_ends_with_no_half_formula(monkeypatch, words, kept):
    seen = []
    monkeypatch.setattr(talk.filters, "cleaned", lambda text, _: seen.append(text) or "")
    talk.quoted(words)
    assert seen == [kept]


def test_formulas_are_set():
    assert "<math" in html.unescape(talk.quoted("On $\\eta/2$ it ends."))


def test_a_rubric_s_formulas_are_set(course, monkeypatch):
    monkeypatch.setattr(talk, "rubrics_of", lambda source: {"explain": "the cycle $\\eta/2$ is named (1 point)"})
    _, told, _ = list(talk.own(course, NAME, "ada", read_notebook(course.source(NAME))))[-1]
    assert "<math" in told and "$" not in told


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("4.19320884719491: are there four?", "4.19321: are there four?"),
        ("m is 0.10000000000000002.\nNot 7.", "m is 0.1. Not 7."),
        ("np.float64(-1.234567891e-12), v1.23456789", "np.float64(-1.23457e-12), v1.23456789"),
        ("it is 1.000000000000002, where 1.000000000000001 belongs", None),
        ("at 12 of 1234567 in 0.25", None),
    ],
)
def test_numbers_have_six_digits_unless_two_would_be_alike(words, short):
    assert talk.short(words) == (short or words)


def test_a_missing_name_is_traced_to_what_stopped_its_cell():
    stopped = talk.stops(sample.source(), {"step": "SyntaxError: '(' was never closed, line 3", "explain": "x"})
    words = "the check raised NameError: name 'step' is not defined (cell [2], line 1)"
    assert talk.cause(words, stopped).endswith("there is no step: SyntaxError: '(' was never closed, line 3")
    for other in (words.replace("step", "average"), "it is wrong"):
        assert talk.cause(other, stopped) == other


def test_only_those_who_are_asked_for_and_who_were_graded(course, tmp_path):
    page = talk.talk(course, NAME, str, ["cy"])
    assert list(sheets(page)) == ["cy"]
    with pytest.raises(Problem, match="zed: nothing of 9_sample has been graded"):
        talk.talk(course, NAME, str, ["zed"])
    with pytest.raises(Problem, match="the class: nothing of 9_sample has been graded"):
        talk.talk(tiny.course(tmp_path / "other"), NAME, str)


def test_without_a_sandbox_nothing_is_run(course, monkeypatch):
    monkeypatch.setattr(talk.walls, "obstacles", lambda settings=None: ["install bubblewrap"])
    with pytest.raises(Problem, match="install bubblewrap"):
        talk.talk(course, NAME, str)


@pytest.mark.parametrize("exercise", in_process.EXERCISES)
def test_a_case_by_hand_is_small_and_its_answer_is_the_solution_s(exercise):
    cases = by_hand.Cases(exercise, in_process.notebook(exercise))
    one, again, other = (cases.drawn(seed) for seed in (1, 1, 2))
    assert repr(one) == repr(again)
    assert repr(one) != repr(other) or not one
    for name, given, result in one:
        assert by_hand.written(result) and len(given) > 0
        values = dict(given)
        for value in by_hand.leaves(list(values.values())):
            if np.asarray(value).dtype.kind == "f":
                assert [float(f"{it:.2g}") for it in np.ravel(value)] == np.ravel(value).tolist()
        if "." not in name:
            with np.errstate(all="ignore"):
                np.testing.assert_equal(cases.names[name](*by_hand.copied(values).values()), result)


def test_what_every_seed_has_is_not_a_student_s_own():
    """Exercise 7 tries its objects on (3, 4) first, whatever the seed."""
    cases = by_hand.Cases("7_beyond_rmsprop", in_process.notebook("7_beyond_rmsprop"))
    drawn = [one for seed in range(1, 9) for one in cases.drawn(seed)]
    assert {name for name, *_ in drawn} >= {"Adam.step", "DivideFirst.step"}
    assert not [name for name, given, _ in drawn if list(dict(given).get("g", [])) == [3.0, 4.0]]


def test_the_sample_s_case_is_worked_out():
    """The reference, on two coordinates, in a second way."""
    found = {it[0]: it[1:] for it in by_hand.Cases(NAME, sample.source()).drawn(3)}
    assert list(found) == ["step", "Average.update"]
    given, (moved, average) = found["step"]
    param, grad, square_avg, rate, decay, eps = (it for _, it in given)
    expected = [decay * s + (1 - decay) * g * g for g, s in zip(grad, square_avg, strict=True)]
    np.testing.assert_allclose(average, expected)
    np.testing.assert_allclose(
        moved, [x - rate * g / (s**0.5 + eps) for x, g, s in zip(param, grad, expected, strict=True)]
    )


CODE = '''import numpy as np
def step(x, g, s, *, eta=0.1 + 0.2):
    """a + b"""
    s = 0.9 * s + (1 - 0.9) * g**2  # x * y
    t = f"{x + 1}" if x == -1 else lambda *a, **k: 1e-8
    return x - eta * g / (np.sqrt(s) + 1e-8), -s
print(1 + 2)
'''
SOME = [
    (3, "s = 0.9 * s + (1 - 0.9) * g  # x * y"),
    (3, "s = 0.9 * s - (1 - 0.9) * g**2  # x * y"),
    (5, "return x - eta * g / ((s) + 1e-8), -s"),
    (5, "return x + eta * g / (np.sqrt(s) + 1e-8), -s"),
]


def test_a_line_is_changed_in_one_place_within_a_definition():
    found = changed.changes(CODE)
    assert {(it.number, it.instead) for it in found} >= set(SOME)
    assert {it.number for it in found} == {3, 5}
    for it in found:
        lines = [(a, b) for a, b in zip(CODE.splitlines(), it.made(CODE).splitlines(), strict=True) if a != b]
        assert [(a.strip(), b.strip()) for a, b in lines] == [(it.line, it.instead)]
        compile(it.made(CODE), "changed", "exec")
    assert min(found, key=lambda it: it.rank).instead in [words for _, words in SOME[::2]]


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n" + "    x = x + 1\n" * 5000,
        "def f(" * 20_000,
        "class A:\n  " + "+" * 99_999,
        "def f(x):\n  x+x\n" * 9999,
        "",
    ],
)
def test_any_code_has_bounded_changes_and_lines(text):
    found = changed.changes(text)
    assert all(it.number <= changed.LONGEST for it in found) and len(found) <= changed.MOST
    assert len(changed.numbered(text, "f").splitlines()) <= changed.LONGEST


@pytest.mark.sandboxed
def test_what_would_happen_is_what_the_checks_say_of_it_in_the_sandbox(tmp_path, settings):
    course = tiny.course(tmp_path / "course")
    hand_in(course, tmp_path)
    grade.grade(course, NAME, figures=False, settings=settings)
    page = talk.talk(course, NAME, str, ["ada"], settings=settings)
    ((asked, told),) = sheets(page).values()
    root, square = "line 4 reads" in asked[1], "line 3 reads" in asked[1]  # which of the two, the secret says
    assert root != square
    assert ("would say: is the root forgotten?" if root else "square_avg: did you square") in told[1]


@pytest.mark.parametrize("name", in_process.EXERCISES)
def test_every_part_that_is_marked_by_hand_brings_its_rubric(name):
    found = talk.rubrics_of(in_process.notebook(name))
    assert found and all("point" in words for words in found.values())
