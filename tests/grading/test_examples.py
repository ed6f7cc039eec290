"""Examples that explain a failed check: of public numbers, never of hidden ones, and without a say in the marks."""

import dataclasses
import re

import numpy as np
import pytest

from grading.marks import verdicts
from grading.practice import build
from grading.verdict import examples, values
from helpers import sample

sandboxed = pytest.mark.sandboxed
SEED = 7
RIGHT = sample.named(sample.solved())["step"].source
WRONG = RIGHT.replace("np.sqrt(square_avg)", "square_avg")
# An answer that keeps all that it was ever given, wherever it can, and gives it back.
REMEMBERS = """
import pathlib

seen = []

def step(param, grad, square_avg, **options):
    seen.append((param.tolist(), grad.tolist(), square_avg.tolist(), options))
    with open("/tmp/seen", "a") as file:
        file.write(repr(seen[-1]))
    {}
"""
SHOWS = {
    "all of it": "return seen, pathlib.Path('/tmp/seen').read_text()",
    "a number of it": "return seen[0][0][0], np.array(seen[0][1])",
    "in words": "raise ValueError(repr(seen))",
}
HOSTILE = {
    "a huge text": "return 'x' * 10**6, 1",
    "a huge array": "return np.ones((18,) * 5), np.ones(10**6)",
    "a huge number": "return 10**4000, -(10**4000)",
    "many rows": "return [[[1.0] * 20] * 20] * 20, [[]] * 5000",
    "a deep row": "return [[[[[[1]]]]]], ()",
    "rows of different lengths": "return [[1.0], [2.0, 3.0]], [[1.0], []]",
    "words among numbers": "return [1.0, 'x' * 10**5], {'a': None, 3: b'x' * 10**5}",
    "no numbers": "return np.array([np.nan, np.inf]), np.full(param.shape, np.nan)",
    "nothing": "return None",
    "terminal codes": r"return '\x1b[31mred\x1b]0;title\x07\u202e', '<img src=x onerror=alert(1)>'",
    "complex numbers": "return 1j * param, param.astype('f2')",
    "booleans": "return param > 0, True",
    "a number whose words lie": "return type('N', (float,), {'__repr__': lambda it: 'right'})(1), param",
    "endless words": "raise ValueError('x' * 10**6)",
    "an exception without words": "raise type('E' * 500, (Exception,), {'__str__': lambda it: 1 / 0})",
    "a death where nobody looks": "import os\n    os._exit(0) if seen else seen.append(1)\n    return 1",
}


def hostile(line):
    return f"seen = []\n\ndef step(param, grad, square_avg, **options):\n    {line}"


def task(step, source=None, seed=SEED):
    return verdicts.Task("ada", sample.solved(step=step), source or sample.source(), seed, False, "key")


def explained(step, settings, **more):
    return verdicts.explained(task(step, **more), settings)


def random_numbers(seed):
    """All numbers of the cases of a seed, as they would be written."""
    names = {}
    exec(f"import numpy as np\nSEED = {seed}\n" + re.sub(r"(?m)^compare\(.*", "", sample.CHECK_STEP), names)
    every = [it for numbers, options in names["cases"]() for it in [*numbers, list(options.values())]]
    return {f"{number:.5g}"[:6] for numbers in every for number in np.ravel(numbers).tolist()}


def numbers_in(text):
    return {number[:6] for number in re.findall(r"-?\d+\.\d{3,}(?:e-?\d+)?", text)}


@sandboxed
def test_a_failed_check_has_an_example_of_public_numbers(settings):
    found = explained(WRONG, settings)
    rng = np.random.default_rng(examples.SEEDS[0])
    param, grad, square_avg = rng.normal(size=3), rng.normal(size=3), rng.random(3)
    rate, decay, eps = rng.uniform(0.1, 1), rng.uniform(0.5, 0.9), rng.uniform(0.01, 0.1)
    average = decay * square_avg + (1 - decay) * grad**2
    mine, right = (param - rate * grad / (divisor + eps) for divisor in (average, np.sqrt(average)))
    given = f"param = {values.shown(param)}, grad = {values.shown(grad)}, square_avg = {values.shown(square_avg)}"
    options = f"learning_rate = {rate:.6g}, decay = {decay:.6g}, eps = {eps:.6g}"
    assert found["examples"] == {
        "check-step": f"For example, with {given}, {options}: yours gives {values.shown(mine)} (part 1), "
        f"it should be {values.shown(right)}."
    }
    assert found["checks"]["check-step"]["message"] == "is the root forgotten?"


@sandboxed
def test_an_example_does_not_depend_on_the_hidden_seed(settings):
    assert explained(WRONG, settings)["examples"] == explained(WRONG, settings, seed=8)["examples"]


@sandboxed
@pytest.mark.parametrize("way", SHOWS)
def test_an_answer_that_remembers_everything_shows_no_hidden_number(way, settings):
    found = explained(REMEMBERS.format(SHOWS[way]), settings)
    told = found["examples"]["check-step"]
    hidden = random_numbers(SEED)
    assert numbers_in(told) & random_numbers(examples.SEEDS[0]) and len(hidden) > 30
    assert not numbers_in(told) & hidden


@sandboxed
def test_a_result_without_a_name_is_told_without_a_hidden_number(settings):
    """What the hint would say of the hidden case, the example says of a public one."""
    found = explained(RIGHT.replace("return param", "return param + grad**3 * square_avg"), settings)
    assert found["checks"]["check-step"]["message"] == "part 1 is not what belongs at index 0"
    assert "it should be" in found["examples"]["check-step"]


@pytest.mark.sampled(5)
@sandboxed
@pytest.mark.parametrize("name", HOSTILE)
def test_an_example_is_short_and_can_be_printed_whatever_the_answer_gives(name, settings):
    found = explained(hostile(HOSTILE[name]), settings)
    made = found.pop("examples", {})
    assert found == verdicts.make(task(hostile(HOSTILE[name])), settings)
    assert made.keys() == (set() if "death" in name else {"check-step"})
    for told in made.values():
        assert len(told) <= verdicts.verdict.MAX_MESSAGE and told.isprintable()


@sandboxed
@pytest.mark.parametrize(
    "step",
    [RIGHT, sample.named(sample.release())["step"].source, hostile("while True:\n        pass"), "def step(:"],
    ids=["right", "not begun", "endless", "unreadable"],
)
def test_where_there_is_nothing_to_explain_nothing_is_run_again(step, settings, monkeypatch):
    found = explained(step, dataclasses.replace(settings, call_seconds=0.7))
    assert "examples" not in found
    monkeypatch.setattr(examples, "Session", None)
    assert verdicts.examples_here(task(step), found, settings) == {}
    if "while" in step:
        assert found["checks"]["check-step"]["message"].startswith("step gave no answer in time")


FIXED = """SEED
### BEGIN HIDDEN TESTS
from grading.checks import compare

cases = [((np.array([1.0, 2.0]), np.ones(2), np.full(2, 0.2), 0.5, 0.9, 0.1), {})]
cases += [((np.random.default_rng(SEED).normal(size=2), *cases[0][0][1:]), {})] * RANDOM
compare(lambda *its: step(*its[:3], learning_rate=its[3], decay=its[4], eps=its[5]), reference, cases)
### END HIDDEN TESTS"""
SAME = """SEED
### BEGIN HIDDEN TESTS
from grading.checks import compare

compare(lambda: first_step, lambda: 0.0316227766, [((), {})], rtol=1e-3)
### END HIDDEN TESTS"""


@sandboxed
@pytest.mark.parametrize("random", [0, 1])
def test_a_case_that_does_not_depend_on_the_seed_is_a_hidden_one(random, settings):
    source = sample.source()
    sample.named(source)["check-average"].source = FIXED.replace("RANDOM", str(random))
    found = explained(WRONG, settings, source=source)
    assert found["checks"]["check-average"] is not None
    assert ("check-average" in found["examples"]) == bool(random)
    assert "param = [1, 2]" not in str(found["examples"])


@sandboxed
def test_what_is_right_for_everyone_is_never_told(settings):
    source = sample.source()
    sample.named(source)["check-predict"].source = SAME
    wrong = verdicts.Task("ada", sample.solved(predict="first_step = 0.1", step=WRONG), source, SEED, False, "key")
    found = verdicts.explained(wrong, settings)
    assert found["checks"]["check-predict"]["message"] == "the result is not what belongs"
    assert found["examples"].keys() == {"check-step"} and "0.0316" not in str(found)


@sandboxed
@pytest.mark.parametrize("evil", ["while True:\n        pass", "import os\n    os.kill(os.getpid(), 9)", "1 / 0"])
def test_marks_stand_whatever_becomes_of_the_examples(evil, settings, monkeypatch):
    monkeypatch.setattr(verdicts, "SECONDS", 1)
    source = sample.source()
    check = sample.named(source)["check-step"]
    check.source = check.source.replace("rng = ", f"if SEED in (1, 2):\n    {evil}\n\nrng = ", 1)
    found = explained(WRONG, settings, source=source)
    assert not found.pop("examples", {})
    assert found == verdicts.make(task(WRONG, source), settings)
    assert found["checks"]["check-step"]["message"] == "is the root forgotten?"


def test_practice_and_examples_have_the_same_numbers():
    assert build.SEEDS is examples.SEEDS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.333333"),
        (np.float64(2), "2"),
        (10**9, "1000000000"),
        (True, "True"),
        (None, "None"),
        ("two\nlines", r"'two\nlines'"),
        (np.array([[1.0, 2.5], [np.nan, -np.inf]]), "[[1, 2.5], [nan, -inf]]"),
        (np.array(2.5), "2.5"),
        ((1, [2.0], {"a": ()}), "(1, [2], {'a': ()})"),
        ((1,), "(1,)"),
        (list(range(30)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, …]"),
        (10**400, "an integer of more than 300 digits"),
    ],
)
def test_values_are_written_for_people(value, text):
    assert values.shown(value) == text


def test_values_that_differ_look_different():
    assert values.pair(1.0, 1.0 + 1e-8) == ("1", "1.00000001")


def test_a_large_array_is_cut_and_its_shape_told():
    text = values.shown(np.ones((200, 300)))
    assert text.endswith("… (200 × 300 values)") and len(text) < 450


@pytest.mark.parametrize(
    ("got", "expected", "where"),
    [
        ([1.0, 2.0], [1.0, 3.0], ""),
        ((np.ones(3), np.ones(3)), (np.ones(3), np.zeros(3)), "part 2"),
        (np.arange(12.0).reshape(3, 4), np.zeros((3, 4)), "at index (0, 1)"),
        ([np.ones(2)] * 2, [np.ones(2), np.zeros(2)], "part 2"),
        (([np.ones(20)], 1), ([np.zeros(20)], 1), "at index 0 of part 1 of part 1"),
        ({"a": [1.0], "b": [[2.0]]}, {"a": [1.0], "b": [[3.0]]}, ""),
        (np.ones((2, 20)), np.zeros((20, 2)), ""),
        (None, (np.zeros(20), 1), ""),
    ],
)
def test_where_two_results_differ(got, expected, where):
    assert values.apart(got, expected, 1e-7)[0] == where
