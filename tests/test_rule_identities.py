"""What the rules have in common: special cases that are other rules, scales, and inputs left alone."""

import numpy as np
import pytest

from helpers.catalogue import RULES, name
from helpers.gradient_tapes import tape
from optimizers import (
    adagrad,
    adam,
    gradient_descent,
    irprop_plus,
    momentum,
    momentum_rmsprop,
    nesterov,
    rmsprop,
    rmsprop_eps_inside,
    rprop,
    rprop_minus,
    rprop_plus,
    sign_descent,
)
from optimizers.contract import anatomy

TAPE = tape(seed=0)
# Without zeros and without squares that underflow: for eps = 0.
NONZERO = np.random.default_rng(1).standard_normal((100, 4)) * [1, 1e-12, 1e8, 1e-3]


def followed(rule, gradients, **values):
    """The parameters after every step, from zero."""
    params, state, seen = np.zeros(gradients.shape[1]), (), []
    for gradient in gradients:
        params, *state = rule(params, gradient, *state, **values)
        seen.append(params)
    return np.stack(seen)


@pytest.mark.parametrize("rule", [rmsprop, rmsprop_eps_inside])
def test_rmsprop_without_memory_is_sign_descent(rule):
    # √(g²) can miss |g| by one rounding.
    np.testing.assert_allclose(
        followed(rule, NONZERO, decay=0, eps=0), followed(sign_descent, NONZERO), rtol=0, atol=1e-15
    )


@pytest.mark.parametrize("rule", [momentum, nesterov])
def test_momentum_zero_is_gradient_descent(rule):
    assert np.array_equal(followed(rule, TAPE, momentum=0), followed(gradient_descent, TAPE))


def test_momentum_rmsprop_without_momentum_is_rmsprop():
    np.testing.assert_allclose(
        followed(momentum_rmsprop, TAPE, momentum=0), followed(rmsprop, TAPE), rtol=1e-13, atol=1e-13
    )


def test_rprop_minus_that_never_adapts_is_sign_descent():
    values = {"learning_rate": 0.125}
    assert np.array_equal(
        followed(rprop_minus, TAPE, grow=1, shrink=1, **values), followed(sign_descent, TAPE, **values)
    )


def test_adam_without_its_first_average_is_rmsprop_with_bias_correction():
    values = {"learning_rate": 0.01, "eps": 1e-8}
    params, square_avg = np.zeros(TAPE.shape[1]), 0.0
    ours = followed(adam, TAPE, decay1=0, decay2=0.9, **values)
    for t, gradient in enumerate(TAPE, start=1):
        _, square_avg = rmsprop(params, gradient, square_avg, decay=0.9)
        corrected = square_avg / (1 - 0.9**t)
        params = params - values["learning_rate"] * gradient / (np.sqrt(corrected) + values["eps"])
        np.testing.assert_allclose(ours[t - 1], params, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("rule", [rprop, rprop_minus, rprop_plus, sign_descent])
def test_rules_of_signs_ignore_the_scale_of_the_loss(rule):
    assert np.array_equal(followed(rule, TAPE * 2.0**20), followed(rule, TAPE))


def test_irprop_plus_ignores_the_scale_of_the_loss():
    losses = np.random.default_rng(2).standard_normal(len(TAPE))

    def run(scale):
        params, state = np.zeros(TAPE.shape[1]), ()
        for gradient, loss in zip(TAPE, losses, strict=True):
            params, *state = irprop_plus(params, scale * gradient, *state, loss=scale * loss)
        return params

    assert np.array_equal(run(2.0**20), run(1.0))


@pytest.mark.parametrize("rule", [adagrad, rmsprop, rmsprop_eps_inside, momentum_rmsprop, adam])
def test_adaptive_rules_without_eps_ignore_the_scale_of_the_loss(rule):
    # A power of four, so that the root of its square is exact too.
    assert np.array_equal(followed(rule, NONZERO * 2.0**20, eps=0), followed(rule, NONZERO, eps=0))


def test_gradient_descent_does_not_ignore_it():
    """The checks of scale above can fail."""
    assert not np.allclose(followed(gradient_descent, NONZERO * 2.0**20), followed(gradient_descent, NONZERO))


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_inputs_are_not_written_to(rule):
    extra = {"loss": 1.0} if anatomy(rule).takes_loss else {}
    params, state = np.zeros(TAPE.shape[1]), ()
    for gradient in TAPE[:5]:
        inputs = [np.array(array) for array in (params, gradient, *state)]
        for array in inputs:
            array.flags.writeable = False
        params, *state = rule(*inputs, **extra)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_a_number_is_a_point_too(rule):
    extra = {"loss": 1.0} if anatomy(rule).takes_loss else {}
    single, *single_state = rule(1.0, 0.5, **extra)
    several, *state = rule(np.ones(3), np.full(3, 0.5), **extra)
    assert np.array_equal(several, [single] * 3)
    assert all(np.all(array == number) for array, number in zip(state, single_state, strict=True))
