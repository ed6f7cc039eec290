"""What holds for any gradients: symmetries, steps that stay put, steps that stay bounded."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.catalogue import RULES, name
from optimizers import (
    adagrad,
    centered_rmsprop,
    gradient_descent,
    rmsprop,
    rmsprop_eps_inside,
    rprop,
    rprop_minus,
    sign_descent,
)
from optimizers.contract import anatomy

settings.register_profile("book", derandomize=True, deadline=None, max_examples=40, database=None)
settings.load_profile("book")

COORDINATES = 4
gradient = st.floats(-1e8, 1e8) | st.sampled_from([0.0, -0.0, 1e-12, -1e-30, 1e8])
tapes = arrays(float, st.tuples(st.integers(1, 8), st.just(COORDINATES)), elements=gradient)
points = arrays(float, COORDINATES, elements=st.floats(-1e3, 1e3))
positive = st.floats(1e-6, 10)
decays = st.floats(0, 0.999)

every_rule = pytest.mark.parametrize("rule", RULES, ids=name)


def followed(rule, params, tape, **values):
    """Parameters and state after every gradient of a tape."""
    state, seen = (), []
    for t, grad in enumerate(tape):
        # Any sequence will do, as long as it rises and falls.
        extra = {"loss": float((t * 7) % 5)} if anatomy(rule).takes_loss else {}
        params, *state = rule(params, grad, *state, **values, **extra)
        seen.append((params, *state))
    return seen


def identical(one, other):
    return all(
        np.array_equal(a, b, equal_nan=True)
        for at_one, at_other in zip(one, other, strict=True)
        for a, b in zip(at_one, at_other, strict=True)
    )


@every_rule
@given(start=points, tape=tapes, order=st.permutations(range(COORDINATES)))
def test_coordinates_do_not_meet(rule, start, tape, order):
    order = np.array(order)
    plain = followed(rule, start, tape)
    shuffled = followed(rule, start[order], tape[:, order])
    expected = [tuple(array[order] if np.ndim(array) else array for array in step) for step in plain]
    assert identical(shuffled, expected)


@every_rule
@given(start=points, tape=tapes)
def test_mirrored_gradients_make_the_mirrored_path(rule, start, tape):
    plain, mirrored = followed(rule, start, tape), followed(rule, -start, -tape)
    assert identical([step[:1] for step in mirrored], [(-step[0],) for step in plain])


@every_rule
@given(start=points, tape=tapes)
def test_the_step_does_not_depend_on_where_it_is_taken(rule, start, tape):
    """Gradients are all that a rule sees: from anywhere, it adds the step that it takes from zero."""
    state, from_zero = (), np.zeros(COORDINATES)
    for t, grad in enumerate(tape):
        extra = {"loss": float((t * 7) % 5)} if anatomy(rule).takes_loss else {}
        step, *next_state = rule(from_zero, grad, *state, **extra)
        moved, *same_state = rule(start, grad, *state, **extra)
        assert identical([(moved, *same_state)], [(start + step, *next_state)])
        start, state = moved, next_state


@pytest.mark.parametrize("rule", [gradient_descent, sign_descent, rprop, rprop_minus], ids=name)
@given(start=points, tape=tapes)
def test_zero_gradient_moves_nothing(rule, start, tape):
    *_, (params, *state) = followed(rule, start, tape)
    assert np.array_equal(rule(params, np.zeros(COORDINATES), *state)[0], params)


@pytest.mark.parametrize("rule", [adagrad, rmsprop, rmsprop_eps_inside, centered_rmsprop], ids=name)
@given(start=points, square=arrays(float, COORDINATES, elements=st.floats(0, 1e16)))
def test_zero_gradient_moves_no_adaptive_rule_either(rule, start, square):
    assert np.array_equal(rule(start, np.zeros(COORDINATES), square)[0], start)


@given(tape=tapes, learning_rate=positive, decay=decays, eps=st.floats(1e-12, 1))
def test_rmsprops_steps_are_bounded(tape, learning_rate, decay, eps):
    """|step| ≤ η/√(1 − β), because s ≥ (1 − β) g²."""
    state = ()
    for grad in tape:
        step, *state = rmsprop(np.zeros(COORDINATES), grad, *state, learning_rate=learning_rate, decay=decay, eps=eps)
        assert (np.abs(step) <= learning_rate / np.sqrt(1 - decay) * (1 + 1e-12)).all()


@given(tape=tapes, learning_rate=positive, eps=st.floats(1e-12, 1))
def test_adagrads_steps_are_at_most_its_rate_and_its_sum_never_falls(tape, learning_rate, eps):
    square_sum = np.zeros(COORDINATES)
    for grad in tape:
        step, larger = adagrad(np.zeros(COORDINATES), grad, square_sum, learning_rate=learning_rate, eps=eps)
        assert (np.abs(step) <= learning_rate * (1 + 1e-12)).all()
        assert (larger >= square_sum).all()
        square_sum = larger
