"""What a wrong answer is told where no mistake explains it: true of all of its results, and of no right answer."""

import numpy as np
import pytest

from grading.checks import compare

RNG = np.random.default_rng(0)
FORMS = ((4,), 0.3), ((4,), 0.7), ((2, 3), 0.3), ((2, 3), 0.7)
CASES = [((*RNG.standard_normal((2, *form)), rate), {}) for form, rate in FORMS]


def step(x, g, eta):
    return x - eta * np.tanh(g)


def told(answer, reference=step, cases=CASES):
    with pytest.raises(AssertionError) as caught:
        compare(answer, reference, cases)
    return str(caught.value)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x, g, eta: None, "nothing is returned: is there a return at the end?"),
        (lambda x, g, eta: 0 * x / 0, "there is NaN in the result"),
        (lambda x, g, eta: x - 0.3 * np.tanh(g), "another eta changes nothing"),
        (lambda x, g, eta: step(x, -g, eta), "it is right if g is −g"),
        (lambda x, g, eta: step(x, g, 1 - eta), "it is right if eta is 1 − eta"),
        (lambda x, g, eta: step(g, x, eta), "the result"),
        (lambda x, g, eta: step(x, x, eta), "x stands where g belongs"),
        (lambda x, g, eta: -step(x, g, eta), "the result has the wrong sign"),
        (lambda x, g, eta: step(x, g, eta) - x, "it is right if x is 0"),
        (lambda x, g, eta: step(x, g, eta) - g, "g is missing from it"),
        (lambda x, g, eta: step(x, g, eta) + 3 * g, "the result is what belongs and 3 g"),
        (lambda x, g, eta: step(x, g, eta) + 3, "the result is in every case what belongs and 3"),
        (lambda x, g, eta: step(x, g, eta) + 2 * eta * g, "the result is what belongs and 2 g eta"),
        (lambda x, g, eta: step(x, g, eta) - g * g, "the result is what belongs and -1 g²"),
        (lambda x, g, eta: 1 / step(x, g, eta), "the result is 1 over what belongs"),
        (lambda x, g, eta: step(x, g, eta).sum(), "one number is returned where an array belongs"),
        (lambda x, g, eta: step(x, g, eta)[1:], "one row is missing"),
        (lambda x, g, eta: np.concatenate([x[:1], step(x, g, eta)]), "one row is too many"),
        (lambda x, g, eta: step(x, g, 3 * eta), "what is added to x is always 3 times what belongs"),
        (lambda x, g, eta: step(x, g, eta) if x.ndim == 1 else x / g - eta, "it is wrong where the axes of x are 2"),
        (lambda x, g, eta: np.where(g < 0, x * g, step(x, g, eta)), "it is wrong only where g is negative"),
        (lambda x, g, eta: x - eta * np.sinh(g), "the result is "),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_all_results_have_in_common_is_said(answer, words):
    assert words in told(answer)


def test_what_is_kept_from_a_call_is_said():
    calls = []

    def answer(x, g, eta):
        calls.append(1)
        return step(x, g, eta) + len(calls)

    assert told(answer).startswith("the same call gives another result the second time")


def test_an_argument_of_the_first_call_that_is_kept_is_named():
    kept = []

    def answer(x, g, eta):
        kept.append(eta)
        return step(x, g, kept[0] if len(kept) < 9 else eta)

    def signs(x, g):
        return x * np.sign(g)

    cases = [((RNG.standard_normal(4), RNG.standard_normal(4)), {}) for _ in range(3)]
    first = cases[0][0][1].copy()
    assert told(lambda x, g: signs(x, first), signs, cases).startswith("the g of the first call is used in all of them")
    assert "eta" in told(answer)


def test_an_array_in_place_of_a_number_is_said():
    words = told(lambda x, g, eta: x * g, lambda x, g, eta: float(np.sum(x * g)))
    assert words.startswith("an array is returned where one number belongs")


def test_where_all_parts_are_wrong_the_last_that_tells_something_is_told():
    def right(x, g, eta):
        m = eta * x + g
        return np.sin(m), m

    def answer(x, g, eta):
        m = eta * x - g
        return np.sin(m), m

    assert told(answer, right).startswith("in part 2 of the result: it is right if g is −g")


def test_of_several_parts_the_wrong_one_is_looked_at_alone():
    both = told(lambda x, g, eta: (step(x, g, eta), -g), lambda x, g, eta: (step(x, g, eta), g))
    assert both == "in part 2 of the result alone: it is right if g is −g: look at each place where g enters"
    exchanged = told(lambda x, g, eta: (g, step(x, g, eta)), lambda x, g, eta: (step(x, g, eta), g))
    assert exchanged == "the parts of the result are right, and their order is not"


def test_of_a_path_its_right_beginning_is_said():
    cases = [((np.arange(1.0, 6) * k,), {}) for k in (1, 2)]
    words = told(lambda tape: [*tape[:2], *np.sin(tape[2:])], lambda tape: list(tape), cases)
    assert words.startswith("the first 2 of a row are right")


def test_a_case_with_a_certain_word_is_named():
    cases = [((word, 2.0 + i), {}) for i, word in enumerate(("in", "out", "in"))]
    words = told(lambda word, x: x if word == "in" else np.sin(x), lambda word, x: x, cases)
    assert words == "it is wrong where word is 'out': all other results are right"


def test_what_an_answer_raises_when_it_is_looked_at_closer_is_no_matter():
    def answer(x):
        if x not in (2.0, 3.0):
            raise ValueError("never seen")
        return x * x

    assert told(answer, np.cbrt, [((2.0,), {}), ((3.0,), {})]) == "the result is 4, where 1.25992 belongs"
