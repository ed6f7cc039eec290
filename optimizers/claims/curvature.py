"""Claims about slope, curvature, and what dividing by gradients makes of them."""

import numpy as np

from optimizers import (
    adagrad,
    descend,
    gradient_descent,
    momentum,
    plateau,
    quadratic_bowl,
    rmsprop,
    rosenbrock,
    rprop,
    steps_to_stay,
)
from optimizers.claims import places
from optimizers.claims.shapes import best_rate, detour, fewest, number, rates, reversals, steps, valley
from optimizers.claims.trial import Finding, claim

GROUP = "Slope and curvature"


def slope_and_curvature(loss, x, h=1e-3):
    """First and second derivative of a function of one number, by differences."""
    return (loss(x + h) - loss(x - h)) / (2 * h), (loss(x + h) - 2 * loss(x) + loss(x - h)) / h**2


def steep_line(x):
    """Everywhere steep, nowhere curved."""
    return 100 * x


def sharp_bowl(x):
    """Flat at its minimum, and sharply curved there."""
    return 500 * x * x


@claim(
    12,
    GROUP,
    "Curvature “represents the rate of change of our cost function”.",
    said={"S3": "represents the rate of change of our cost function"},
    readings=(
        "Where the loss changes at a rate of 100, on the line 100x, the curvature is large, above 1.",
        "Where the curvature is 1000, at the minimum of 500x², the loss changes, at a rate above 1.",
    ),
    right="It is a rate of change: that of the slope.",
    where=(places.BOUND,),
)
def curvature_is_a_rate_of_change():
    slope, curvature = slope_and_curvature(steep_line, 0.0)
    yield Finding(abs(curvature) > 1, f"100x: slope {number(slope)}, curvature {number(curvature)}.")
    slope, curvature = slope_and_curvature(sharp_bowl, 0.0)
    yield Finding(abs(slope) > 1, f"500x² at 0: slope {number(slope)}, curvature {number(curvature)}.")


@claim(
    13,
    GROUP,
    "Curvature is measured by “the l2 norm of the gradient vector”.",
    said={"S3": "the l2 norm of the gradient vector"},
    readings=(
        "On the line 100x and at the minimum of 500x² the gradient's norm is the curvature, within a tenth.",
        "In a bowl it is the largest curvature wherever you stand, within a tenth.",
        "What Adagrad divides by is that norm, within a tenth.",
    ),
    right="From (1, 1) in a bowl each coordinate of the gradient equals its curvature, and Adagrad does take a norm: "
    "of each coordinate, over time.",
    where=(places.BOUND, places.PRECONDITIONER),
)
def norm_measures_curvature():
    pairs = [slope_and_curvature(loss, 0.0) for loss in (steep_line, sharp_bowl)]
    words = " and ".join(f"{number(abs(slope))} against {number(curvature)}" for slope, curvature in pairs)
    yield Finding(all(_close(abs(slope), curvature) for slope, curvature in pairs), f"Norm against curvature: {words}.")
    bowl = quadratic_bowl(20)
    norms = [np.hypot(*bowl.grad(start)) for start in ((1.0, 1.0), (2.0, 2.0), (1.0, 0.0))]
    words = ", ".join(f"{norm:.2f}" for norm in norms)
    yield Finding(all(_close(norm, 20) for norm in norms), f"κ = 20, from (1, 1), (2, 2) and (1, 0): norms {words}.")
    divisor = np.sqrt(descend(adagrad, bowl, (1.0, 1.0), 1).state[0][0])
    words = f"Adagrad divides by {divisor[0]:.2f} and {divisor[1]:.2f}, the norm is {norms[0]:.2f}."
    yield Finding(all(_close(each, norms[0]) for each in divisor), words)


def _close(value, other):
    return abs(value - other) <= 0.1 * abs(other)


@claim(
    14,
    GROUP,
    "Where curvature is low, big steps carry “no risk of overshooting due to the gradient being large”.",
    said={"S3": "no risk of overshooting due to the gradient being large"},
    readings=(
        "A step at 0.9 over the curvature stays on its side of the minimum, near and far, on flat and on steep.",
        "It is large gradients that overshoot: at one rate, a gradient of 1000 does and one of 1 does not.",
        "Where the curvature is low, no step overshoots: not at three over the curvature either.",
    ),
    right="Low curvature allows a large rate, up to 2/λ.",
    where=(places.BOUND,),
)
def no_risk_of_overshooting():
    def lands(curvature, x, rate):
        return gradient_descent(x, curvature * x, learning_rate=rate)[0]

    starts = [(curvature, x) for curvature in (1e-3, 1e3) for x in (1e-3, 1e6)]
    kept = sum(lands(curvature, x, 0.9 / curvature) > 0 for curvature, x in starts)
    yield Finding(kept == 4, f"At ηλ = 0.9, {kept} of 4 stay, with gradients from {number(1e-6)} to {number(1e9)}.")
    large, small = lands(1e-3, 1e6, 0.0015), lands(1e3, 1e-3, 0.0015)
    words = f"At η = 0.0015 a gradient of 1000, on λ = 0.001, goes from 10⁶ to {large:.1f}, "
    yield Finding(large < 0 < small, words + f"and one of 1, on λ = 1000, from 0.001 to {number(small)}.")
    thrown = lands(1e-3, 1.0, 3e3)
    yield Finding(thrown > 0, f"On λ = 0.001 at η = 3000 a step from 1 lands at {number(thrown)}.")


@claim(
    15,
    GROUP,
    "“dividing by the larger numbers” where gradients are big slows the steep direction and speeds up the flat one.",
    said={"S2": "dividing by the larger numbers"},
    readings=(
        "In valleys along the axes RMSprop's rate across is less than a tenth of its rate along.",
        "At κ = 1000, tuned, that takes it to a loss of 10⁻² in at most half of gradient descent's steps.",
        "At κ = 100, tuned, it reaches 10⁻⁶ in fewer steps than gradient descent.",
        "In a valley turned by 45° one of its rates is at least twice the other.",
        "Turned, at κ = 1000, it reaches 10⁻² in fewer steps than gradient descent.",
    ),
    right="Along the axes it does just that, and the steeper the valley, the more it gains.",
    where=(places.EQUALIZES,),
)
def divides_by_larger_numbers():
    def own_rates(condition_number, angle):
        land = valley(condition_number, angle)
        return 1 / np.sqrt(descend(rmsprop, land, land.start, 20, learning_rate=0.01).state[0][-1])

    def race(condition_number, angle, goal, most):
        land = valley(condition_number, angle)
        counts = [fewest(rule, land, goal, most) for rule in (gradient_descent, momentum, adagrad, rmsprop)]
        named = zip(("gradient descent", "momentum", "Adagrad", "RMSprop"), counts, strict=True)
        words = f"κ = {condition_number}, {angle}°, to {number(goal)}: "
        return counts[0], counts[-1], words + "; ".join(f"{name} {steps(count)}" for name, count in named) + "."

    shares = [np.divide(*own_rates(kappa, 0)[::-1]) for kappa in (100, 1000)]
    words = f"Rate across over rate along: {number(shares[0])} at κ = 100, {number(shares[1])} at κ = 1000."
    yield Finding(max(shares) < 0.1, words)
    plain, leaky, words = race(1000, 0, 1e-2, 2000)
    yield Finding(2 * leaky < plain, words)
    plain, leaky, words = race(100, 0, 1e-6, 1000)
    yield Finding(leaky < plain, words)
    share = max(own_rates(1000, 45)) / min(own_rates(1000, 45))
    yield Finding(share >= 2, f"Turned by 45°, its two rates differ by a factor of {share:.3f}.")
    plain, leaky, words = race(1000, 45, 1e-2, 2000)
    yield Finding(leaky < plain, words)


@claim(
    16,
    GROUP,
    "Adagrad's progress evens out, and its updates point “more directly toward the minimum (fewer oscillations)”.",
    said={"S3": "more directly toward the minimum (fewer oscillations)"},
    readings=(
        "In a valley along the axes, at its best rate, Adagrad's path is at most 1.5 times the distance, and turns "
        "round less often than gradient descent's.",
        "So it is in the valley turned by 45°.",
    ),
    right="Along the axes its way is nearly straight, and turned, too, it turns round less often.",
    where=(places.PRECONDITIONER, places.EQUALIZES),
)
def more_directly():
    for angle in (0, 45):
        land, told = valley(100, angle), []
        for rule in (gradient_descent, adagrad, rmsprop):
            run = descend(rule, land, land.start, 400, learning_rate=best_rate(rule, land, 1e-2, 400))
            path = run.params[: int(min(steps_to_stay(run.loss, 1e-2), 400)) + 1]
            told.append((detour(path), reversals(path).sum()))
        (plain, plain_turns), (summed, turns), (leaky, leaky_turns) = told
        words = f"{angle}°: path over distance {plain:.1f}, Adagrad {summed:.1f}, RMSprop {leaky:.1f}; turns "
        words += f"{plain_turns}, {turns}, {leaky_turns}."
        yield Finding(summed <= 1.5 and turns < plain_turns, words)


@claim(
    37,
    GROUP,
    "Gradients of very different size make one global rate hard to choose.",
    said={"S2": ()},
    readings=(
        "On a plain that ends in a cliff, gradients differ by a factor of more than 1000.",
        "There, no rate of gradient descent ends settled, below a loss of 10⁻² after 1000 steps, and Rprop does.",
    ),
    right="All of it: the plain and the cliff ask for rates millions apart.",
    where=(places.PLAIN,),
)
def gradients_of_many_sizes():
    land = plateau()
    slopes = np.abs(land.grad([np.linspace(-6, -0.5, 500), np.zeros(500)])[0])
    words = f"The slope goes from {number(slopes.min())} to {number(slopes.max())}."
    yield Finding(slopes.max() > 1000 * slopes.min(), words)
    plain = fewest(gradient_descent, land, 1e-2, 1000, tried=rates(1e-4, 1e4, 2.5))
    sign = fewest(rprop, land, 1e-2, 1000, tried=[0.01])
    yield Finding(plain == np.inf and sign < np.inf, f"Gradient descent: {steps(plain)}; Rprop: {steps(sign)}.")


@claim(
    72,
    GROUP,
    "Raising the rate “causes the steps taken for large gradients to grow until divergence occurs”.",
    said={"S2": "causes the steps taken for large gradients to grow until divergence occurs"},
    readings=(
        "On a plain that ends in a cliff, each doubling of the rate makes gradient descent's longest step longer.",
        "In Rosenbrock's valley, where a flat floor lies between steep walls, it diverges above some rate and at "
        "none below.",
    ),
    right="All of it: the large gradients set the limit, and the plain would need far more.",
    where=(places.CLIFF, places.PLAIN),
)
def large_gradients_grow():
    doubled, land = 2.0 ** np.arange(4), plateau()
    path = descend(gradient_descent, land, land.start, 6000, learning_rate=0.1 * doubled).params
    longest = np.hypot(*np.diff(path, axis=0).swapaxes(0, 1)).max(axis=0)
    words = ", ".join(number(step) for step in longest)
    yield Finding(np.all(np.diff(longest) > 0), f"At η = 0.1, 0.2, 0.4 and 0.8 the longest step is {words}.")
    land, doubled = rosenbrock(), 1e-4 * 2.0 ** np.arange(10)
    lost = descend(gradient_descent, land, land.start, 2000, learning_rate=doubled).diverged
    safe, wild = doubled[~lost].max(initial=0), doubled[lost].min(initial=np.inf)
    words = f"It stays finite up to η = {number(safe)} and diverges from {number(wild)} on."
    yield Finding(0 < safe < wild < np.inf, words)
