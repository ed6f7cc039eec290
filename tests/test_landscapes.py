"""Landscapes: gradients against finite differences, minima that are minima, noise, and what they refuse."""

import pickle
import re

import numpy as np
import pytest

from helpers.catalogue import LANDSCAPES, name
from optimizers import beale, double_well, noisy, plateau, quadratic_bowl, rosenbrock

every_landscape = pytest.mark.parametrize("landscape", LANDSCAPES, ids=name)
with_minimum = pytest.mark.parametrize("landscape", [it for it in LANDSCAPES if it.minimum is not None], ids=name)


def inside(landscape, count, seed=0):
    """Random points inside the bounds, of shape (2, count)."""
    low, high = np.array(landscape.bounds).T[..., None]
    return low + (high - low) * np.random.default_rng(seed).random((2, count))


@every_landscape
def test_gradient_is_the_slope_of_the_loss(landscape):
    points, h = inside(landscape, 300), 1e-5
    gradient = landscape.grad(points)
    for i, towards in enumerate(np.eye(2)[:, :, None]):
        slope = (landscape.loss(points + h * towards) - landscape.loss(points - h * towards)) / (2 * h)
        np.testing.assert_allclose(gradient[i], slope, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("angle", [0, 30, 90, -135])
def test_bowl_has_the_curvatures_it_promises(angle):
    bowl = quadratic_bowl(condition_number=50, angle=angle)
    # The gradient is linear: its values at the unit vectors are the columns of the Hessian.
    hessian = bowl.grad(np.eye(2))
    values, vectors = np.linalg.eigh(hessian)
    assert values == pytest.approx([1, 50])
    valley = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    assert abs(valley @ vectors[:, 0]) == pytest.approx(1)


@with_minimum
def test_minimum_is_a_minimum(landscape):
    minimum = np.array(landscape.minimum)
    assert landscape.loss(minimum) == 0
    assert np.abs(landscape.grad(minimum)).max() < 1e-12
    directions = np.random.default_rng(3).standard_normal((2, 1000))
    assert (landscape.loss(minimum[:, None] + 1e-3 * directions) > 0).all()
    grid = np.meshgrid(*(np.linspace(low, high, 201) for low, high in landscape.bounds))
    at_minimum = np.all(np.isclose(grid, minimum[:, None, None]), axis=0)
    assert (landscape.loss(grid)[~at_minimum] > 0).all()


@every_landscape
def test_start_and_minimum_lie_inside_the_picture(landscape):
    for point in filter(None, (landscape.start, landscape.minimum)):
        assert all(low < value < high for value, (low, high) in zip(point, landscape.bounds, strict=True))


def test_saddle_has_no_minimum():
    saddle = next(it for it in LANDSCAPES if it.name == "saddle")
    assert saddle.minimum is None
    assert np.array_equal(saddle.grad(np.zeros(2)), [0, 0])
    assert saddle.loss(np.array([0.0, 1e6])) < -1e11


def test_double_wells_other_minimum_is_a_third_higher():
    well = double_well()
    assert np.array_equal(well.grad(np.array([1.0, 0.0])), [0, 0])
    assert well.loss(np.array([1.0, 0.0])) == pytest.approx(1 / 3)
    ring = 0.1 * np.stack([np.cos(turn := np.linspace(0, 6.28, 60)), np.sin(turn)]) + [[1], [0]]
    assert (well.loss(ring) > 1 / 3).all()
    assert np.array_equal(well.grad(np.array([0.25, 0.0])), [0, 0])  # the ridge


def test_plateau_is_thousands_of_times_flatter_than_its_cliff():
    cliff = plateau()
    along_x = np.stack([np.linspace(*cliff.bounds[0], 1001), np.zeros(1001)])
    assert np.abs(cliff.grad(along_x)[0]).max() > 1000 * abs(cliff.grad(np.array(cliff.start))[0])


@every_landscape
def test_takes_what_meshgrid_returns(landscape):
    grid = np.meshgrid(np.linspace(-1, 1, 4), np.linspace(-1, 1, 3))
    loss, gradient = landscape.loss(grid), landscape.grad(grid)
    assert loss.shape == (3, 4)
    assert gradient.shape == (2, 3, 4)
    point = np.array([grid[0][1, 2], grid[1][1, 2]])
    assert loss[1, 2] == landscape.loss(point)
    assert np.array_equal(gradient[:, 1, 2], landscape.grad(point))


@pytest.mark.parametrize("landscape", [*LANDSCAPES, noisy(beale(), 0.5, np.random.default_rng(5))], ids=name)
def test_survives_pickling(landscape):
    copy = pickle.loads(pickle.dumps(landscape))
    points = inside(landscape, 20)
    assert np.array_equal(copy.loss(points), landscape.loss(points))
    assert np.array_equal(copy.grad(points), landscape.grad(points))
    assert (copy.name, copy.start, copy.minimum, copy.bounds) == (
        landscape.name, landscape.start, landscape.minimum, landscape.bounds,
    )  # fmt: skip


def noise_of(landscape, exact, count=40_000):
    points = np.broadcast_to(np.array(exact.start)[:, None], (2, count))
    return landscape.grad(points) - exact.grad(points)


def test_noise_has_the_mean_and_spread_it_promises():
    exact = rosenbrock()
    noise = noise_of(noisy(exact, 0.5, np.random.default_rng(0)), exact)
    # Five standard errors.
    assert np.abs(noise.mean(axis=1)).max() < 5 * 0.5 / 200
    assert noise.std(axis=1) == pytest.approx([0.5, 0.5], rel=0.02)
    assert abs(np.corrcoef(noise)[0, 1]) < 5 / 200
    assert not np.array_equal(noise[:, 0], noise[:, 1])


def test_noise_leaves_the_loss_and_the_original_alone():
    exact = rosenbrock()
    start = np.array(exact.start)
    shaken = noisy(exact, 0.5, np.random.default_rng(0))
    assert shaken.loss(start) == exact.loss(start)
    assert np.array_equal(exact.grad(start), rosenbrock().grad(start))
    assert np.array_equal(noisy(exact, 0, np.random.default_rng(0)).grad(start), exact.grad(start))
    assert not np.array_equal(shaken.grad(start), shaken.grad(start)), "every gradient advances the generator"


def test_spawned_noise_is_independent_and_reproducible():
    def spawned():
        return noisy(rosenbrock(), 0.5, np.random.default_rng(7)).spawn(3)

    noises = [noise_of(landscape, rosenbrock()) for landscape in spawned()]
    again = [noise_of(landscape, rosenbrock()) for landscape in spawned()]
    assert np.array_equal(noises, again)
    correlations = np.corrcoef([noise[0] for noise in noises])
    assert np.abs(correlations - np.eye(3)).max() < 5 / 200


def test_spawning_without_noise_gives_the_landscape_itself():
    landscape = beale()
    assert landscape.spawn(2) == [landscape, landscape]


MAKERS = {
    "condition_number": lambda value: quadratic_bowl(condition_number=value),
    "angle": lambda value: quadratic_bowl(angle=value),
    "sigma": lambda value: noisy(beale(), value, np.random.default_rng(0)),
    "rng": lambda value: noisy(beale(), 1, value),
}
BAD = {
    "condition_number": (0.5, 0, -3, np.nan, np.inf, [10, 20], "10", None),
    "angle": (np.nan, np.inf, [0, 90], "30", None),
    "sigma": (-1, np.nan, np.inf, [1, 2], "1", None),
    "rng": (0, None, np.random, np.random.RandomState),
}


@pytest.mark.parametrize(("argument", "value"), [(key, value) for key in BAD for value in BAD[key]], ids=name)
def test_bad_input_is_named(argument, value):
    with pytest.raises(ValueError, match=rf"^{argument}={re.escape(repr(value))} must be "):
        MAKERS[argument](value)
