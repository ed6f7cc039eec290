"""`sweep`: equal to `descend` at every combination, whatever is kept and whoever computes it, in little memory."""

import itertools
import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
import pytest

from helpers.catalogue import RULES, name
from optimizers import adam, beale, descend, gradient_descent, irprop_plus, noisy, quadratic_bowl, rmsprop, sweep

BOWL = quadratic_bowl(condition_number=10)
EVERYTHING = ("params", "loss", "state")


@pytest.fixture(scope="module")
def processes():
    """A pool of processes that start from nothing, as they do on macOS and Windows."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


def same(one, other):
    pairs = [(one.params, other.params), (one.loss, other.loss), (one.diverged, other.diverged)]
    pairs += zip(one.state, other.state, strict=True)
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def test_axes_are_the_starts_and_then_the_grids_in_the_order_of_the_arguments():
    starts = np.array([[1.0, 2.0, -1.0], [1.0, 0.5, 2.0]])
    grids = {"eps": [1e-8, 1e-3], "learning_rate": [0.01, 0.1, 0.5, 1.0], "decay": [0.5, 0.9, 0.95, 0.99, 0.999]}
    path = sweep(rmsprop, BOWL, starts, 20, keep=EVERYTHING, **grids)
    assert path.params.shape == (21, 2, 3, 2, 4, 5)
    assert path.loss.shape == (21, 3, 2, 4, 5)
    assert path.diverged.shape == (3, 2, 4, 5)
    for index in itertools.product(range(3), range(2), range(4), range(5)):
        s, *at = index
        values = {key: grid[i] for (key, grid), i in zip(grids.items(), at, strict=True)}
        single = descend(rmsprop, BOWL, starts[:, s], 20, **values)
        assert np.array_equal(path.params[..., *index], single.params)
        assert np.array_equal(path.loss[..., *index], single.loss)
        assert np.array_equal(path.state[0][..., *index], single.state[0])


@pytest.mark.parametrize(
    ("starts", "grids", "batch"),
    [
        ((2,), {}, ()),
        ((2,), {"learning_rate": 0.1}, ()),
        ((2,), {"learning_rate": [0.1]}, (1,)),
        ((2, 3), {"decay": 0.9, "learning_rate": [0.1, 0.2]}, (3, 2)),
        ((2, 3, 4), {"learning_rate": [0.1, 0.2]}, (3, 4, 2)),
        ((2, 3), {"learning_rate": []}, (3, 0)),
    ],
    ids=repr,
)
def test_numbers_add_no_axis(starts, grids, batch):
    path = sweep(rmsprop, BOWL, np.ones(starts), 3, keep="params", **grids)
    assert path.params.shape == (4, 2, *batch)
    assert path.loss.shape == (1, *batch)
    assert path.state[0].shape == (1, 2, *batch)
    assert path.diverged.shape == batch


@pytest.mark.parametrize("keep", ["end", "params", "loss", "state", ("params", "state"), ("loss",), ()], ids=repr)
@pytest.mark.parametrize("rule", RULES, ids=name)
def test_what_is_kept_does_not_change_what_happens(rule, keep):
    """Rates from 0.01 to 4 on a bowl: many first steps overshoot, so that the loss rises at once."""
    grids = {"learning_rate": [0.01, 0.5, 4.0]}
    starts = np.array([[1.0, -2.0], [0.25, 1.0]])
    whole = sweep(rule, BOWL, starts, 12, keep=EVERYTHING, **grids)
    part = sweep(rule, BOWL, starts, 12, keep=keep, **grids)
    kept = (keep,) if isinstance(keep, str) else keep
    for what in ("params", "loss"):
        expected = getattr(whole, what) if what in kept else getattr(whole, what)[-1:]
        assert np.array_equal(getattr(part, what), expected, equal_nan=True), what
    for record, full in zip(part.state, whole.state, strict=True):
        assert np.array_equal(record, full if "state" in kept else full[-1:], equal_nan=True)
    assert np.array_equal(part.diverged, whole.diverged)


@pytest.mark.parametrize("steps", [0, 1])
@pytest.mark.parametrize("keep", ["end", EVERYTHING])
def test_few_steps(steps, keep):
    path = sweep(irprop_plus, BOWL, BOWL.start, steps, keep=keep, learning_rate=[0.1, 0.2])
    single = descend(irprop_plus, BOWL, BOWL.start, steps, learning_rate=0.2)
    assert np.array_equal(path.params[-1, :, 1], single.params[-1])
    assert path.loss[-1, 1] == single.loss[-1]
    assert len(path.state) == len(single.state)


# More runs than fit one block, so that an executor has something to share out.
MANY = {"learning_rate": np.logspace(-3, 1, 120), "decay": np.linspace(0, 0.99, 80)}


@pytest.mark.parametrize("sigma", [0, 0.3])
@pytest.mark.parametrize("pool", ["threads", "processes"])
def test_executors_change_nothing(pool, sigma, processes):
    def run(executor):
        landscape = noisy(beale(), sigma, np.random.default_rng(11))
        return sweep(rmsprop, landscape, landscape.start, 12, keep="loss", executor=executor, **MANY)

    with ThreadPoolExecutor(3) as threads:
        assert same(run({"threads": threads, "processes": processes}[pool]), run(None))


def test_many_runs_equal_descend():
    """The blocks are put together again in their order."""
    path = sweep(rmsprop, beale(), beale().start, 5, keep="end", **MANY)
    columns = MANY | {"learning_rate": MANY["learning_rate"][:, None]}
    whole = descend(rmsprop, beale(), beale().start, 5, **columns)
    assert np.array_equal(path.params[-1], whole.params[-1], equal_nan=True)
    assert np.array_equal(path.diverged, whole.diverged)


def test_noise_differs_between_runs_and_repeats_with_the_seed():
    def run(seed):
        landscape = noisy(BOWL, 0.3, np.random.default_rng(seed))
        return sweep(gradient_descent, landscape, np.ones((2, 20_000)), 3, keep="end").params[-1]

    ends = run(1)
    assert len(np.unique(ends[0])) == 20_000, "no two runs share their noise, in one block or across blocks"
    assert np.array_equal(ends, run(1))
    assert not np.array_equal(ends, run(2))


def test_memory_does_not_grow_with_the_steps_where_only_the_end_is_kept():
    def peak(steps):
        tracemalloc.start()
        sweep(adam, beale(), np.ones((2, 200)), steps, keep="end", learning_rate=[1e-3, 1e-2])
        bytes_used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return bytes_used

    peak(5)  # the first call fills caches
    assert peak(2000) == pytest.approx(peak(50), rel=0.1)


def test_a_lambda_is_kept_from_processes_but_not_from_threads(processes):
    def typed(params, grad, *, learning_rate=0.1):
        return (params - learning_rate * grad,)

    for rule in (typed, lambda params, grad, *, learning_rate=0.1: typed(params, grad, learning_rate=learning_rate)):
        with pytest.raises(ValueError, match=r"rule=.*worker processes cannot import"):
            sweep(rule, BOWL, BOWL.start, 3, keep="end", executor=processes)
        with ThreadPoolExecutor(1) as threads:
            shared = sweep(rule, BOWL, BOWL.start, 3, keep="end", executor=threads)
        assert same(shared, sweep(rule, BOWL, BOWL.start, 3, keep="end"))


def test_a_partial_rule_goes_to_processes(processes):
    rule = partial(rmsprop, decay=0.5)
    assert same(
        sweep(rule, BOWL, BOWL.start, 3, keep="end", executor=processes, learning_rate=[0.1]),
        sweep(rmsprop, BOWL, BOWL.start, 3, keep="end", learning_rate=[0.1], decay=0.5),
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"keep": "everything"}, ["keep='everything'", "end", "params, loss, state"]),
        ({"keep": ("params", "velocity")}, ["keep=('params', 'velocity')"]),
        ({"keep": None}, ["keep=None"]),
        ({"keep": 3}, ["keep=3"]),
        ({"learning_rate": [[0.1, 0.2]]}, ["learning_rate", "(1, 2)", "one dimension"]),
        ({"learning_rate": [0.1, 0.0]}, ["learning_rate=[0.1, 0.0]", "positive"]),
        ({"decay": [0.9, 1.0]}, ["decay=[0.9, 1.0]", "below 1"]),
        ({"momentum": [0.9]}, ["momentum=[0.9]", "rmsprop has no such hyperparameter"]),
        ({"steps": -1}, ["steps=-1"]),
        ({"starts": 1.0}, ["start", "first axis"]),
        ({"starts": np.ones((3, 2))}, ["start", "(3, 2", "quadratic bowl"]),
        ({"starts": (np.inf, 1.0)}, ["start", "inf", "not finite"]),
        ({"starts": "here"}, ["start", "'here'", "coordinates"]),
    ],
    ids=repr,
)
def test_bad_input_is_named(changed, words):
    arguments = {"starts": BOWL.start, "steps": 3, "keep": "end"} | changed
    with pytest.raises(ValueError) as caught:
        sweep(rmsprop, BOWL, **arguments)
    for word in words:
        assert word in str(caught.value), str(caught.value)
