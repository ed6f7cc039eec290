"""`descend`: the shapes it promises, what it records, how it takes divergence, and what it refuses."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from helpers.catalogue import RULES, name
from optimizers import (
    adam,
    beale,
    descend,
    gradient_descent,
    irprop_plus,
    momentum,
    noisy,
    quadratic_bowl,
    rmsprop,
    rosenbrock,
    saddle,
    sign_descent,
    steps_to_stay,
)
from optimizers.contract import anatomy

BOWL = quadratic_bowl(condition_number=10)


@pytest.mark.parametrize(
    ("start", "values", "batch"),
    [
        ((2,), {}, ()),
        ((2,), {"learning_rate": (5,)}, (5,)),
        ((2, 4), {}, (4,)),
        ((2, 4), {"learning_rate": ()}, (4,)),
        ((2, 4), {"learning_rate": (4,)}, (4,)),
        ((2, 4, 1), {"learning_rate": (5,)}, (4, 5)),
        ((2, 5), {"learning_rate": (4, 1)}, (4, 5)),
        ((2,), {"learning_rate": (3, 1), "decay": (5,)}, (3, 5)),
        ((2, 1), {"eps": (6, 1, 1), "decay": (5, 1)}, (6, 5, 1)),
        ((2, 0), {}, (0,)),
    ],
    ids=repr,
)
@pytest.mark.parametrize("steps", [0, 1, 7])
def test_shapes(start, values, batch, steps):
    values = {key: np.full(shape, 0.5) for key, shape in values.items()}
    path = descend(rmsprop, BOWL, np.full(start, 0.5), steps, **values)
    assert path.params.shape == (steps + 1, 2, *batch)
    assert path.loss.shape == (steps + 1, *batch)
    assert path.diverged.shape == batch
    assert path.diverged.dtype == bool
    assert [state.shape for state in path.state] == ([(steps, 2, *batch)] if steps else [])


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_records_every_step_of_the_plain_loop(rule):
    landscape = rosenbrock()
    path = descend(rule, landscape, landscape.start, 30, learning_rate=1e-3)
    params, state = np.array(landscape.start), ()
    assert np.array_equal(path.params[0], params)
    for t in range(30):
        extra = {"loss": landscape.loss(params)} if anatomy(rule).takes_loss else {}
        params, *state = rule(params, landscape.grad(params), *state, learning_rate=1e-3, **extra)
        assert np.array_equal(path.params[t + 1], params)
        assert path.loss[t + 1] == landscape.loss(params)
        for record, value in zip(path.state, state, strict=True):
            assert np.array_equal(record[t], np.broadcast_to(value, 2)), "state[k][t] is the state after t + 1 steps"


def test_a_batch_behind_the_hyperparameters_is_aligned_from_the_right():
    rates = np.array([0.01, 0.1])
    starts = np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])[:, :, None]
    path = descend(gradient_descent, BOWL, starts, 1, learning_rate=rates)
    assert path.params[1, 0].tolist() == pytest.approx(np.outer([1, 2, 3], 1 - rates))


def test_the_callers_start_stays_as_it_is():
    start = np.array([1.0, 1.0])
    path = descend(gradient_descent, BOWL, start, 3)
    path.params[0] = 99
    assert start.tolist() == [1, 1]


def test_whole_numbers_are_a_start():
    path = descend(gradient_descent, BOWL, (2, 1), 1, learning_rate=0.5)
    assert path.params[1].tolist() == [1, -4]


def test_divergence_is_recorded_to_the_end_and_flagged_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = descend(gradient_descent, beale(), beale().start, 100, learning_rate=np.array([0.001, 1.0]))
    assert path.diverged.tolist() == [False, True]
    assert len(path.params) == 101
    assert np.isfinite(path.params[:, :, 0]).all()
    assert not np.isfinite(path.params[-1, :, 1]).any()
    # Before it left, it is recorded like any other run.
    assert np.isfinite(path.params[:3, :, 1]).all()


def test_a_large_finite_loss_is_not_divergence():
    path = descend(gradient_descent, saddle(), (0.0, 1.0), 20, learning_rate=1.0)
    assert path.loss[-1] < -1e18
    assert not path.diverged


def test_an_infinite_loss_at_a_finite_point_is_divergence():
    path = descend(sign_descent, saddle(), (0.0, 1.0), 1, learning_rate=1e200)
    assert np.isfinite(path.params).all()
    assert path.diverged


def test_a_rule_that_names_the_loss_is_given_it():
    seen = []

    def watching(params, grad, *, loss, learning_rate=0.1):
        seen.append((params.copy(), np.copy(loss)))
        return (params - learning_rate * grad,)

    path = descend(watching, BOWL, np.ones((2, 3)), 4)
    assert len(seen) == 4
    for t, (params, loss) in enumerate(seen):
        assert np.array_equal(params, path.params[t])
        assert np.array_equal(loss, path.loss[t])


def test_irprop_plus_uses_the_loss():
    """Overshooting along x makes the loss rise, so the change is taken back."""
    path = descend(irprop_plus, BOWL, (1.0, 0.0), 2, learning_rate=4.0)
    assert path.params[:, 0].tolist() == [1, -3, 1]


NAN = float("nan")


@pytest.mark.parametrize(
    ("rule", "changed", "words"),
    [
        (rmsprop, {"learning_rate": 0}, ["learning_rate=0", "positive"]),
        (rmsprop, {"learning_rate": -0.1}, ["learning_rate=-0.1", "positive"]),
        (rmsprop, {"learning_rate": NAN}, ["learning_rate=nan", "finite"]),
        (rmsprop, {"learning_rate": np.inf}, ["learning_rate=inf", "finite"]),
        (rmsprop, {"learning_rate": [0.1, -1.0]}, ["learning_rate=[0.1, -1.0]", "positive"]),
        (rmsprop, {"learning_rate": "fast"}, ["learning_rate='fast'", "number"]),
        (rmsprop, {"learning_rate": None}, ["learning_rate=None", "finite"]),
        (rmsprop, {"learning_rate": 1j}, ["learning_rate=1j", "number"]),
        (rmsprop, {"learning_rate": [[0.1], [0.1, 0.2]]}, ["learning_rate=", "number"]),
        (rmsprop, {"decay": 1}, ["decay=1", "at least 0 and below 1"]),
        (rmsprop, {"decay": -0.1}, ["decay=-0.1", "at least 0 and below 1"]),
        (rmsprop, {"decay": [0.9, NAN]}, ["decay=", "at least 0 and below 1"]),
        (adam, {"decay1": 1.0}, ["decay1=1.0", "below 1"]),
        (adam, {"decay2": 1.5}, ["decay2=1.5", "below 1"]),
        (rmsprop, {"eps": -1e-8}, ["eps=-1e-08", "0 or larger"]),
        (momentum, {"momentum": 1.1}, ["momentum=1.1", "between 0 and 1"]),
        (momentum, {"momentum": -0.1}, ["momentum=-0.1", "between 0 and 1"]),
        (irprop_plus, {"grow": 0.9}, ["grow=0.9", "1 or larger"]),
        (irprop_plus, {"shrink": 0}, ["shrink=0", "above 0 and at most 1"]),
        (irprop_plus, {"shrink": 1.1}, ["shrink=1.1", "above 0 and at most 1"]),
        (irprop_plus, {"smallest_step": 0}, ["smallest_step=0", "positive"]),
        (irprop_plus, {"largest_step": -1}, ["largest_step=-1", "positive"]),
        (irprop_plus, {"loss": 1.0}, ["loss=1.0", "no such hyperparameter"]),
        (rmsprop, {"lr": 0.1}, ["lr=0.1", "rmsprop has no such hyperparameter", "learning_rate, decay, eps"]),
        (gradient_descent, {"square_avg": 1.0}, ["square_avg=1.0", "no such hyperparameter"]),
        (rmsprop, {"square_avg": 1.0}, ["square_avg=1.0", "no such hyperparameter"]),
        (rmsprop, {"steps": -1}, ["steps=-1", "whole number, 0 or larger"]),
        (rmsprop, {"steps": 1.5}, ["steps=1.5", "whole number"]),
        (rmsprop, {"steps": True}, ["steps=True", "whole number"]),
        (rmsprop, {"steps": "3"}, ["steps='3'", "whole number"]),
        (rmsprop, {"steps": None}, ["steps=None", "whole number"]),
        (rmsprop, {"start": 1.0}, ["start=", "coordinates on the first axis"]),
        (rmsprop, {"start": []}, ["start=", "coordinates on the first axis"]),
        (rmsprop, {"start": (1.0, 2.0, 3.0)}, ["start", "(3,)", "quadratic bowl"]),
        (rmsprop, {"start": (NAN, 0.0)}, ["start=[nan, 0.0]", "not finite"]),
        (rmsprop, {"start": (1e200, 0.0)}, ["start=[1e+200, 0.0]", "loss", "not finite"]),
        (rmsprop, {"start": "here"}, ["start='here'", "coordinates"]),
        (rmsprop, {"start": None}, ["start=", "coordinates"]),
        (rmsprop, {"start": [[1.0, 2.0], [3.0]]}, ["start=", "coordinates"]),
        (rmsprop, {"start": np.ones((2, 3)), "learning_rate": [0.1, 0.2]}, ["learning_rate", "(2,)", "(3,)", "cast"]),
        (rmsprop, {"learning_rate": [0.1, 0.2], "decay": [0.1, 0.2, 0.3]}, ["decay", "(3,)", "(2,)", "broadcast"]),
    ],
    ids=name,
)  # fmt: skip
def test_bad_input_is_named(rule, changed, words):
    arguments = {"start": BOWL.start, "steps": 3} | changed
    with pytest.raises(ValueError) as caught:
        descend(rule, BOWL, **arguments)
    for word in words:
        assert word in str(caught.value)


def test_a_smallest_step_above_the_largest_is_refused():
    with pytest.raises(ValueError, match="smallest_step"):
        descend(irprop_plus, BOWL, BOWL.start, 3, smallest_step=2.0, largest_step=1.0)


def test_a_start_whose_gradient_alone_overflows_is_refused():
    wall = replace(BOWL, grad=lambda params: np.full_like(params, np.inf))
    with pytest.raises(ValueError, match=r"start=.*gradient.*not finite"):
        descend(rmsprop, wall, (0.0, 0.0), 3)


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (rmsprop, {"decay": 0}),
        (rmsprop, {"eps": 0}),
        (momentum, {"momentum": 1}),
        (momentum, {"momentum": 0}),
        (irprop_plus, {"grow": 1, "shrink": 1}),
    ],
    ids=name,
)
def test_limits_themselves_are_allowed(rule, values):
    descend(rule, BOWL, BOWL.start, 3, **values)


def test_steps_to_stay_counts_the_step_from_which_the_loss_stays_low():
    loss = np.array(
        [
            [5, 0.5, 5, 5, 5, 5],
            [0.1, 0.4, 1, np.nan, 4, 5],
            [2, 0.3, 2, 0.1, 3, np.nan],
            [0.3, 0.2, 1, 0.1, 0.2, np.nan],
        ]
    )
    assert steps_to_stay(loss, 1.0).tolist() == [3, 0, 3, 2, 3, np.inf]
    assert steps_to_stay([2.0, 1.5], 1.0) == np.inf and steps_to_stay([1.0], 1.0) == 0


@pytest.mark.parametrize("steps", [0, 5])
def test_a_run_draws_noise_for_its_steps_and_for_nothing_else(steps):
    """To look at the start must not use up what the run is to have."""
    rng, twin = np.random.default_rng(3), np.random.default_rng(3)
    descend(rmsprop, noisy(BOWL, 0.5, rng), BOWL.start, steps)
    for _ in range(steps):
        twin.standard_normal(2)
    assert rng.bit_generator.state == twin.bit_generator.state
    spawned = rng.bit_generator.seed_seq.n_children_spawned
    assert spawned == 0
