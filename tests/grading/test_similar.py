"""Submissions that are alike: found after renaming and reordering, without what was released, and never judged."""

import itertools
import re

import numpy as np
import pytest

from grading.__main__ import main
from grading.course.problem import Problem
from grading.intake import collect
from grading.teachers import similar, winnowing
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

HEAD = 'def step(param, grad, square_avg, *, learning_rate=0.01, decay=0.9, eps=0.1):\n    """One update."""\n'
DETOUR = (
    HEAD
    + """    pieces = []
    for entry, other in zip(grad.ravel(), square_avg.ravel()):
        pieces.append(decay * other + (1 - decay) * entry * entry)
    fresh = np.array(pieces).reshape(grad.shape)
    return param - learning_rate * grad / (np.sqrt(fresh) + eps), fresh
"""
)
RENAMED = """# my own work
def step(param, grad, square_avg, *, learning_rate=0.01, decay=0.9, eps=0.1):
    result = []          # a list
    for g, s in zip(grad.ravel(), square_avg.ravel()):

        result.append(decay*s + (1-decay)*g*g)
    s_new = np.array(result).reshape(grad.shape)
    return param - learning_rate*grad/(np.sqrt(s_new) + eps), s_new
"""
OWN = (
    HEAD
    + """    mixed = np.average([square_avg, np.square(grad)], axis=0, weights=[decay, 1 - decay])
    length = np.power(mixed, 0.5)
    length += eps
    moved = np.subtract(param, np.divide(grad, length) * learning_rate)
    return moved, mixed
"""
)
PROSE = (
    "Each coordinate is divided by a running size of its own gradient, so steep ones no longer set the pace of all. "
    "On a long slope that never changes, every step comes out alike, and only the sign of the gradient is left in it."
)
SCRIPT = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def course(tmp_path):
    course = tiny.course(tmp_path / "course")
    files = {
        "ada": tiny.right(course, step=DETOUR, explain=f"My answer: {PROSE}"),
        "bob": tiny.right(course, step=RENAMED + f"# {SCRIPT}\n", explain=f"{PROSE.upper()} {SCRIPT}"),
        "cy": tiny.right(course, step=OWN, explain="It divides by s, and I measured that with the figure above."),
        "di": tiny.answered(course),
        "eve": tiny.answered(course),
    }
    collect.collect(course, NAME, tiny.put(tmp_path / "in", {f"{it}.ipynb": data for it, data in files.items()}))
    return course


def pairs(course):
    parts = {it: similar.parts_of(similar.read_notebook(course.submission(NAME, it))) for it in course.submitters(NAME)}
    released = [similar.parts_of(it) for it in course.releases(NAME).values()]
    for at in range(2):
        similar.settle([it[at] for it in parts.values()], [it[at] for it in released])
    return {it[1:3]: it[3] for it in similar.ranked(parts)}


def test_a_renamed_copy_is_found_and_released_code_is_not(course):
    found = pairs(course)
    assert max(found, key=lambda it: found[it][0]) == ("ada", "bob")
    code, prose = found["ada", "bob"]
    assert code > 0.8 and prose > 0.6
    # All three solved the rest as the solution does; the step and the words are their own.
    assert found["ada", "cy"][0] < code and found["ada", "cy"][1] == 0
    assert not [it for it in found if {"di", "eve"} & set(it)]


def test_the_page_shows_both_sides_escaped_with_their_passages_and_judges_nobody(course, tmp_path, capsys):
    assert main(["similar", NAME, "--out", str(tmp_path / "s.html"), "--course", str(course.root)]) == 0
    assert "evidence, and no verdict" in capsys.readouterr().out
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;alert(1)" in page
    assert "Evidence, and no verdict." in page
    assert not re.search(r"plagiar|cheat|guilty|copied", page, re.IGNORECASE)
    marked = " ".join(re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL))
    assert "pieces.append(" in marked and "result.append(" in marked
    assert "divided by a running size" in marked and "DIVIDED BY A RUNNING SIZE" in marked
    assert "np.average" not in marked


def test_what_many_have_is_nobody_s_in_particular(course, tmp_path):
    files = {f"x{at}.ipynb": tiny.right(course, step=DETOUR) for at in range(5)}
    collect.collect(course, NAME, tiny.put(tmp_path / "more", files))
    assert pairs(course).get(("ada", "bob"), [0])[0] == 0


def test_one_submission_is_alike_to_none(tmp_path):
    course = tiny.course(tmp_path / "course")
    collect.collect(course, NAME, tiny.put(tmp_path / "in", {"ada.ipynb": tiny.answered(course)}))
    with pytest.raises(Problem, match="not two submissions"):
        similar.similar(course, NAME, str)


def kinds(code):
    return [it.kind for it in winnowing.code_tokens(code)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("total = alpha + 1.5e3", "x=y+2"),
        ("s = 'a # b'  # c", 't = """d\n"""'),
        ("f(x)\n\n\n", "\tg ( y )"),
        (r"a = r'\d' + f'{x}'", "b = 'x' + \"y\""),
    ],
)
def test_names_numbers_strings_comments_and_layout_do_not_count(one, other):
    assert kinds(one) == kinds(other)


@pytest.mark.parametrize(("one", "other"), [("np.sqrt(x)", "np.sum(x)"), ("if x:", "while x:"), ("a + b", "a - b")])
def test_what_code_does_counts(one, other):
    assert kinds(one) != kinds(other)


@pytest.mark.parametrize(
    "piece", ['"""\\', "'''\"\"\"", "\\", '"', "'\\\n", "rb", "1e", "#", '"""a"', "\0", "é́", "\ud800"]
)
def test_any_text_has_bounded_tokens_that_stand_where_they_say(piece):
    """A lexer that went back would take hours for these."""
    text = piece * 100_000
    tokens = winnowing.code_tokens(text)
    assert len(tokens) <= winnowing.MOST
    assert all(0 <= one.start < one.end <= other.start for one, other in itertools.pairwise(tokens))
    assert len(winnowing.hashes(tokens, 14)) == max(0, len(tokens) - 13)


def test_winnowing_finds_whatever_two_texts_share_in_a_window_and_k_tokens():
    rng = np.random.default_rng(5)
    length = winnowing.WORDS_K + winnowing.WORDS_WINDOW - 1
    for _ in range(50):
        one, other = (rng.integers(0, 9999, 200).astype(str).tolist() for _ in range(2))
        other[90 : 90 + length] = one[20 : 20 + length]
        tokens = [winnowing.word_tokens(" ".join(it)) for it in (one, other)]
        found = [winnowing.hashes(it, winnowing.WORDS_K) for it in tokens]
        prints = [winnowing.winnowed(it, winnowing.WORDS_WINDOW) for it in found]
        assert prints[0] & prints[1]
        (start, end), *rest = winnowing.spans(tokens[0], found[0], winnowing.WORDS_K, set(found[1]))
        assert not rest and " ".join(one)[start:end] == " ".join(one[20 : 20 + length])


def test_texts_that_share_nothing_have_no_fingerprint_in_common():
    found = [winnowing.hashes(winnowing.word_tokens(" ".join(map(str, it))), 7) for it in (range(99), range(99, 200))]
    assert not set(found[0]) & set(found[1])
    assert winnowing.winnowed(found[0], 4, without=set(found[0])) == set()
