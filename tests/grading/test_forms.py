"""Right answers in other forms than the solution's: each scores full marks."""

import pytest
from test_exercises import SEEDS, about_mistakes, quick, stubs

from helpers import in_process

EVERY_FORM = pytest.mark.parametrize(
    ("exercise", "answers"),
    [
        pytest.param(exercise, answers, id=f"{exercise}: {name}")
        for exercise in in_process.EXERCISES
        for name, answers in about_mistakes(exercise, "FORMS", {}).items()
    ],
)


@pytest.mark.sampled(20)
@EVERY_FORM
def test_another_form_of_a_right_answer_scores_full_marks(exercise, answers):
    assert answers.keys() <= stubs(exercise).keys()
    for seed in SEEDS:
        found = in_process.run(exercise, quick(exercise) | answers, seed)
        assert not {name: words for name, words in found.items() if words}
