"""What hidden checks say of an answer: nothing where it is right in any form, else what is wrong with it."""

import numpy as np
import pytest

from grading.checks import choice, choices, compare, difference

ARRAY = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (np.float32(0.5), 0.5),
        (np.array(2), 2.0),
        (3, 3.0),
        (np.int64(3), 3),
        (ARRAY.astype(np.float32), ARRAY),
        ((1.0, ARRAY), [1, ARRAY]),
        ([1.0, 2.0], ARRAY),
        ((np.int64(1), np.float64(2)), ARRAY),
        ([ARRAY, [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]])),
        (ARRAY, (1.0, 2.0)),
        (np.stack([ARRAY, ARRAY]), (ARRAY, ARRAY)),
        (np.bool_(True), True),
        ({"a": 1.0}, {"a": 1}),
        (None, None),
        ("yes", "yes"),
    ],
)
def test_right_in_another_form(got, expected):
    assert difference(got, expected) is None


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        ([1.0, 3.0], ARRAY, "the result is 3 at index 1, where 2 belongs"),
        ([[1.0], [2.0]], ARRAY, "the result has the shape (2, 1), where (2,) belongs"),
        ([], ARRAY, "the result has the shape (0,), where (2,) belongs"),
        ([[1.0, 2.0], [3.0]], ARRAY, "the result is a list, where an array of numbers belongs"),
        ([1.0, "2" * 1000], ARRAY, "the result is a list, where an array of numbers belongs"),
        ([1.0, None], ARRAY, "the result is a list, where an array of numbers belongs"),
        ([1.0, 10**400], ARRAY, "the result is a list, where an array of numbers belongs"),
        ([1.0], 1.0, "the result is a list, where a number belongs"),
        (None, 1.0, "the result is None, where a number belongs"),
        (True, "yes", "the result is True, where 'yes' belongs"),
        (1, True, "the result is 1, where True belongs"),
        (np.array(["a"]), ARRAY, "the result is an array, where an array of numbers belongs"),
        (ARRAY, np.ones((2, 1)), "the result has the shape (2,), where (2, 1) belongs"),
        (ARRAY, np.array([1.0, 2.001]), "the result is 2 at index 1, where 2.001 belongs"),
        (ARRAY, (1.0, 2.0, 3.0), "the result is an array, where 3 values belong"),
        ((1.0,), (1.0, 2.0), "the result has length 1, where 2 values belong"),
        ((1.0, 3.0), (1.0, 2.0), "part 2 is 3, where 2 belongs"),
        ({"b": 1.0}, {"a": 1.0}, "the result is a dict, where a dict with the keys 'a' belongs"),
        (np.nan, 1.0, "the result is nan, where 1 belongs"),
        (np.nan, np.nan, "the result is nan, where nan belongs"),
        (2.0, np.inf, "the result is 2, where inf belongs"),
        (0.1234567, 0.1234568, "the result is 0.1234567, where 0.1234568 belongs"),
    ],
)
def test_what_is_wrong_is_said(got, expected, words):
    assert difference(got, expected) == words


def test_nan_equals_itself_where_that_is_asked_for():
    assert difference([1.0, np.nan], np.array([1.0, np.nan]), nan=True) is None
    assert difference({"a": np.nan}, {"a": 2.0}, nan=True) == "'a' is nan, where 2 belongs"


def test_an_answer_of_nan_gets_no_credit_from_a_reference_of_nan():
    with pytest.raises(AssertionError, match="there is NaN"):
        compare(lambda x: x / x, lambda x: x / x, [((np.zeros(2),), {})])


def test_arguments_of_a_reference_that_takes_any_are_watched_too():
    def answer(x, y):
        y += 1
        return x

    with pytest.raises(AssertionError, match="it changes its argument number 2 in place"):
        compare(answer, lambda *both: both[0], [((ARRAY.copy(), ARRAY.copy()), {})])


def test_the_first_mistake_that_explains_every_case_is_named():
    mistakes = {"squared": lambda x: x**2, "doubled": lambda x: 2 * x}
    cases = [((2.0,), {}), ((3.0,), {})]
    with pytest.raises(AssertionError, match=r"^doubled$"):
        compare(lambda x: x + x, lambda x: x, cases, mistakes=mistakes)
    with pytest.raises(AssertionError, match=r"^the result is 7, where 3 belongs$"):
        compare(lambda x: 7.0 if x == 3 else x, lambda x: x, cases, mistakes=mistakes)


def test_a_list_gets_the_hint_of_its_mistake_too():
    with pytest.raises(AssertionError, match=r"^doubled$"):
        compare(lambda x: (2 * x).tolist(), lambda x: x, [((ARRAY,), {})], mistakes={"doubled": lambda x: 2 * x})


@pytest.mark.parametrize(
    ("got", "words"), [(0.5, "'edge' is 0.5: look again"), ("0.25", "'edge' is a str: look again")]
)
def test_what_belongs_can_be_kept_back(got, words):
    with pytest.raises(AssertionError) as caught:
        compare(lambda: {"edge": got}, lambda: {"edge": 0.25}, [((), {})], otherwise="look again")
    assert str(caught.value) == words


def test_a_changed_argument_is_no_right_answer():
    def answer(x):
        x += 1
        return x

    with pytest.raises(AssertionError, match="it changes its argument x in place"):
        compare(answer, lambda x: x + 1, [((ARRAY.copy(),), {})])


@pytest.mark.parametrize("answer", ["on its way", "On its way", "  ON ITS  WAY\n", "on-its-way", '"on its way".'])
def test_a_choice_in_any_case(answer):
    assert choice(answer, "x", ("arrived", "on its way")) == "on its way"


@pytest.mark.parametrize("answer", [None, "", "on", "on its way arrived", 1, ["arrived"], b"arrived", "z" * 999])
def test_what_is_no_choice_is_told_the_choices(answer):
    with pytest.raises(AssertionError, match=r'^end is .{,60}: answer "arrived", "on its way" or "stuck"$'):
        choice(answer, "end", ("arrived", "on its way", "stuck"))


def test_choices_by_key():
    assert choices({"A": "up", "B": "Down "}, "ends", "BA", ("up", "down")) == ["down", "up"]
    with pytest.raises(AssertionError, match=r"^ends\['B'\] is None: answer"):
        choices({"A": "up"}, "ends", "AB", ("up", "down"))
    for wrong in (None, "up", 3, ["up", "up"]):
        with pytest.raises(AssertionError, match=r"^ends is .*, where a dict with the keys 'A', 'B' belongs$"):
            choices(wrong, "ends", "AB", ("up", "down"))
