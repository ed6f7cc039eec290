"""What the book derives on paper, measured on runs."""

import numpy as np
import pytest

from optimizers import adagrad, descend, gradient_descent, momentum, quadratic_bowl, rmsprop

KAPPA = 100.0  # curvatures 1 and κ
BOWL = quadratic_bowl(condition_number=KAPPA, angle=30)


def distances(path):
    """Distance from the minimum, which is the origin, after every step."""
    return np.sqrt((path.params**2).sum(axis=1))


def test_gradient_descents_best_rate_of_convergence():
    """(κ − 1)/(κ + 1) a step at η = 2/(L + μ), in every direction."""
    distance = distances(descend(gradient_descent, BOWL, BOWL.start, 200, learning_rate=2 / (KAPPA + 1)))
    assert distance[1:] / distance[:-1] == pytest.approx((KAPPA - 1) / (KAPPA + 1), rel=1e-10)


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.1, 1.5])
def test_gradient_descents_other_rates_are_worse(factor):
    values = {"learning_rate": factor * 2 / (KAPPA + 1)}
    distance = distances(descend(gradient_descent, BOWL, BOWL.start, 200, **values))
    assert distance[-1] / distance[-2] > (KAPPA - 1) / (KAPPA + 1) + 1e-3


def test_gradient_descent_is_stable_up_to_two_over_the_largest_curvature():
    below, above = distances(
        descend(gradient_descent, BOWL, BOWL.start, 2000, learning_rate=np.array([0.99, 1.01]) * 2 / KAPPA)
    )[-1]
    assert below < 1e-6
    assert above > 1e6


def test_gradient_descent_at_two_over_the_largest_curvature_swings_for_ever():
    swing = descend(gradient_descent, quadratic_bowl(4), (0.0, 1.0), 51, learning_rate=2 / 4).params[:, 1]
    assert np.array_equal(swing, [1.0, -1.0] * 26)


def best_pair(kappa):
    """Momentum's best learning rate and momentum for curvatures 1 and κ, and their rate ρ."""
    root = np.sqrt(kappa)
    rate = (root - 1) / (root + 1)
    return (2 / (root + 1)) ** 2, rate * rate, rate


def spectral_radius(eta, beta, curvature):
    """Of the matrix that takes (xₜ, xₜ₋₁) to (xₜ₊₁, xₜ)."""
    return np.abs(np.linalg.eigvals([[1 + beta - eta * curvature, -beta], [1, 0]])).max()


@pytest.mark.parametrize("kappa", [4.0, 10.0, 100.0, 1e4])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_momentums_best_pair_has_the_rate_of_the_root_of_kappa(kappa, share):
    """At both ends of the spectrum the root is double, which costs half the digits."""
    eta, beta, rate = best_pair(kappa)
    assert spectral_radius(eta, beta, 1 + share * (kappa - 1)) == pytest.approx(rate, abs=1e-6)


@pytest.mark.parametrize("factors", [(0.9, 1), (1.1, 1), (1, 0.9), (1, 1.05)], ids=repr)
def test_momentums_other_pairs_are_worse(factors):
    eta, beta, rate = best_pair(KAPPA)
    eta, beta = eta * factors[0], beta * factors[1]
    assert max(spectral_radius(eta, beta, curvature) for curvature in (1, KAPPA)) > rate + 1e-3


def test_momentum_runs_at_the_rate_of_its_matrix():
    """The double root leaves a factor t: ‖eₜ‖ ~ t ρᵗ, so that ‖e₂ₜ‖/‖eₜ‖ is near 2 ρᵗ."""
    eta, beta, rate = best_pair(KAPPA)
    distance = distances(descend(momentum, BOWL, BOWL.start, 400, learning_rate=eta, momentum=beta))
    assert distance[400] / distance[200] == pytest.approx(2 * rate**200, rel=0.02)


def test_momentum_runs_as_its_double_root_says_exactly():
    """From rest, along the valley: xₜ = (1 + (1 − ρ) t) ρᵗ x₀."""
    eta, beta, rate = best_pair(KAPPA)
    x = descend(momentum, quadratic_bowl(KAPPA), (1.0, 0.0), 100, learning_rate=eta, momentum=beta).params[:, 0]
    t = np.arange(101)
    assert x == pytest.approx((1 + (1 - rate) * t) * rate**t, rel=1e-10)


def steps_under_a_constant_gradient(rule, gradient, steps, **values):
    params, state, moved = 0.0, (), []
    for _ in range(steps):
        before = params
        params, *state = rule(params, gradient, *state, **values)
        moved.append(before - params)
    return np.array(moved)


@pytest.mark.parametrize("gradient", [1e-6, 1.0, -3e5])
@pytest.mark.parametrize("decay", [0.0, 0.9, 0.99])
def test_rmsprops_steps_under_a_constant_gradient(gradient, decay):
    """η/√(1 − βᵗ): the first is η/√(1 − β), the last η, whatever the gradient's length."""
    moved = steps_under_a_constant_gradient(rmsprop, gradient, 60, learning_rate=0.01, decay=decay, eps=0)
    t = np.arange(1, 61)
    assert moved == pytest.approx(np.sign(gradient) * 0.01 / np.sqrt(1 - decay**t), rel=1e-11)
    assert moved[0] == pytest.approx(np.sign(gradient) * 0.01 / np.sqrt(1 - decay))


@pytest.mark.parametrize("gradient", [1e-6, 1.0, -3e5])
def test_adagrads_steps_under_a_constant_gradient(gradient):
    """η/√t."""
    moved = steps_under_a_constant_gradient(adagrad, gradient, 400, learning_rate=0.5, eps=0)
    assert moved == pytest.approx(np.sign(gradient) * 0.5 / np.sqrt(np.arange(1, 401)), rel=1e-11)


@pytest.mark.parametrize("eps", [1e-8, 1e-3, 1.0])
def test_rmsprop_far_below_its_eps_is_gradient_descent_with_rate_eta_over_eps(eps):
    gradient = 1e-9 * eps
    moved = steps_under_a_constant_gradient(rmsprop, gradient, 10, learning_rate=0.01, eps=eps)
    assert moved == pytest.approx(0.01 * gradient / eps, rel=1e-8)
