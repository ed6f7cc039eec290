"""A batch of runs is the single runs, to the last bit: one loop serves one start or a hundred thousand."""

import itertools

import numpy as np
import pytest

from helpers.catalogue import LANDSCAPES, RULES, name
from optimizers import descend, digits, rmsprop, rosenbrock, sweep
from optimizers.contract import anatomy

STEPS = 120
OFFSETS = np.array([[0.0, 0.3, -0.2], [0.0, -0.1, 0.4]])
# From hardly moving to leaving the finite numbers on most landscapes: NaN must be the same NaN.
LEARNING_RATES = np.array([1e-4, 0.03, 3.0])
SECOND = {
    "momentum": [0.5, 0.95],
    "decay": [0.0, 0.97],
    "decay2": [0.9, 0.999],
    "eps": [1e-10, 0.3],
    "grow": [1.0, 1.3],
}


def second_hyperparameter(rule):
    """One more hyperparameter to cross with the learning rate, as a dictionary; empty where there is no more."""
    found = [key for key in SECOND if key in anatomy(rule).hyperparameters]
    return {key: np.array(SECOND[key]) for key in found[:1]}


def assert_same(path, index, single, what):
    """The run ``index`` of a batch is the single run."""
    pairs = [(path.params, single.params), (path.loss, single.loss), *zip(path.state, single.state, strict=True)]
    for batched, alone in pairs:
        assert np.array_equal(batched[..., *index], alone, equal_nan=True), what
    assert path.diverged[index] == single.diverged, what


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=name)
@pytest.mark.parametrize("rule", RULES, ids=name)
def test_descend_and_sweep_equal_single_runs(rule, landscape):
    starts = np.array(landscape.start)[:, None] + OFFSETS
    second = second_hyperparameter(rule)
    behind = (1,) * len(second)
    batch = descend(
        rule,
        landscape,
        starts.reshape(2, 3, 1, *behind),
        STEPS,
        learning_rate=LEARNING_RATES.reshape(3, *behind),
        **second,
    )
    swept = sweep(
        rule, landscape, starts, STEPS, keep=("params", "loss", "state"), learning_rate=LEARNING_RATES, **second
    )
    lengths = (3, 3, *(len(values) for values in second.values()))
    assert batch.diverged.shape == swept.diverged.shape == lengths
    for index in itertools.product(*map(range, lengths)):
        values = {key: values[index[2]] for key, values in second.items()}
        single = descend(rule, landscape, starts[:, index[0]], STEPS, learning_rate=LEARNING_RATES[index[1]], **values)
        assert_same(batch, index, single, f"descend at {index}")
        assert_same(swept, index, single, f"sweep at {index}")


def test_some_of_these_runs_diverge():
    """Otherwise the comparison of NaN would compare nothing."""
    landscape = rosenbrock()
    runs = [descend(rule, landscape, landscape.start, STEPS, learning_rate=3.0).diverged for rule in RULES[:3]]
    assert all(runs)


def test_digits_equal_single_runs():
    """Matrix products may sum in another order, so not to the last bit here."""
    rates, decays = np.array([1e-3, 1e-2]), np.array([[0.9], [0.99]])
    batch = digits.train(rmsprop, 40, batch_size=32, record_every=20, learning_rate=rates, decay=decays)
    for i, j in itertools.product(range(2), range(2)):
        single = digits.train(rmsprop, 40, batch_size=32, record_every=20, learning_rate=rates[j], decay=decays[i, 0])
        np.testing.assert_allclose(batch.train_loss[:, :, i, j], single.train_loss, rtol=1e-12)
        np.testing.assert_allclose(batch.params[:, :, i, j], single.params, rtol=0, atol=1e-12)
        assert np.array_equal(batch.test_accuracy[:, :, i, j], single.test_accuracy)
