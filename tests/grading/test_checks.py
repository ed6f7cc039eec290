"""What hidden checks accept and what they say: the form of an answer is free, its numbers are not."""

import numpy as np
import pytest
from grading.checks import compare, difference

ROWS = np.array([[0.1, -2.0], [3.0, 1e-3]])


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (ROWS.tolist(), ROWS),
        (tuple(ROWS), ROWS),
        (ROWS, tuple(ROWS)),
        (list(ROWS), tuple(ROWS)),
        (ROWS.astype(np.float32), ROWS),
        ([np.float32(0.1), np.float32(0.2)], np.array([0.1, 0.2])),
        (np.float32(1) / np.float32(3), 1 / 3),
        (np.array(0.5), 0.5),
        (np.int64(3), 3.0),
        (3, np.float64(3)),
        ([np.nan, np.inf], np.array([np.nan, np.inf])),
    ],
)
def test_another_form_of_the_same_numbers_is_accepted(got, expected):
    assert difference(got, expected) is None


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (None, ROWS, "is None, where numbers belong"),
        ([None, 1.0], np.array([1.0, 1.0]), "is a list, where numbers belong"),
        ([[1.0], [1.0, 2.0]], ROWS, "is a list, where numbers belong"),
        (["1", "2"], np.array([1.0, 2.0]), "is a list, where numbers belong"),
        ([1.0, 2.0], np.array([1.0]), "has the shape (2,), where (1,) belongs"),
        ([1.0], 1.0, "is a list, where numbers belong"),
        (np.array(1.0), (1.0, 2.0), "is a ndarray, where 2 values belong"),
        (np.array([1.0]), (1.0, 2.0), "is a ndarray, where 2 values belong"),
        (np.float32(0.3334), 1 / 3, "is 0.3334, where 0.333333 belongs"),
        (np.array([0.1, 1.001], np.float32), np.array([0.1, 1.0]), "at index 1, where 1 belongs"),
        (0.1234567, 0.1234568, "is 0.1234567, where 0.1234568 belongs"),
        (np.float32(2), np.inf, "is 2, where inf belongs"),
    ],
)
def test_other_numbers_are_not_and_the_words_show_them(got, expected, words):
    assert words in difference(got, expected)


def test_32_bits_are_no_licence_where_nothing_may_change():
    assert difference(np.float32([1.0]), np.array([1.0 + 1e-7]), 0) is not None


def test_a_list_gets_the_hint_of_its_mistake_too():
    with pytest.raises(AssertionError, match="the sum is doubled"):
        compare(
            lambda values: (2 * values).tolist(),
            lambda values: values,
            [((ROWS,), {})],
            mistakes={"the sum is doubled": lambda values: 2 * values},
        )
