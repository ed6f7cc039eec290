"""`replay`: the rules in open loop."""

import numpy as np
import pytest

from helpers.catalogue import RULES, name
from optimizers import descend, gradient_descent, irprop_plus, quadratic_bowl, replay, rmsprop, rprop, sign_descent
from optimizers.contract import anatomy


@pytest.mark.parametrize("rule", [rule for rule in RULES if not anatomy(rule).takes_loss], ids=name)
def test_replaying_what_a_descent_saw_gives_its_path(rule):
    valley = quadratic_bowl(20)
    path = descend(rule, valley, valley.start, 30, learning_rate=0.05)
    recorded = np.stack([valley.grad(point) for point in path.params[:-1]])
    params, state = replay(rule, recorded, valley.start, learning_rate=0.05)
    assert np.array_equal(params, path.params)
    assert len(state) == len(path.state) and all(map(np.array_equal, state, path.state))


def test_hyperparameters_and_starts_are_a_batch():
    params, (square_avg,) = replay(rmsprop, [1.0, 2.0], [[0.0], [5.0]], decay=[0.0, 0.5, 0.9])
    assert params.shape == (3, 2, 3) and square_avg.shape == (2, 2, 3)
    alone = replay(rmsprop, [1.0, 2.0], 5.0, decay=0.5)
    assert np.array_equal(params[:, 1, 1], alone.params)
    assert np.array_equal(square_avg[:, 1, 1], alone.state[0])


def test_a_rule_that_asks_for_the_loss_is_given_the_linear_one():
    # By hand: −1, −2.2, then a flip; g·x rose from 1·(−1) to −1·(−2.2), so the last step is taken back.
    params, _ = replay(irprop_plus, [1.0, 1.0, -1.0], learning_rate=1.0)
    np.testing.assert_allclose(params, [0, -1, -2.2, -1], rtol=1e-15)


def test_a_tape_may_leave_the_finite_numbers():
    params, _ = replay(gradient_descent, [1e308, 1e308], learning_rate=10.0)
    assert params.tolist() == [0, -np.inf, -np.inf]


@pytest.mark.parametrize("gradients", [[], 1.0, np.zeros((0, 3))])
def test_an_empty_tape_is_named(gradients):
    with pytest.raises(ValueError, match=r"gradients of shape .* at least one step"):
        replay(rprop, gradients)


def test_errors_name_the_argument():
    with pytest.raises(ValueError, match="decay=2"):
        replay(rmsprop, [1.0], decay=2)
    with pytest.raises(ValueError, match="broadcast"):
        replay(sign_descent, [1.0], [0.0, 0.0], learning_rate=[1, 2, 3])
