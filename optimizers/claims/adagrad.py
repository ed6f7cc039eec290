"""Claims about Adagrad's rule: its sum, the root of it, and the rates that it makes."""

import numpy as np

from optimizers import adagrad, descend, replay, rmsprop, saddle
from optimizers.claims import places
from optimizers.claims.frameworks import pytorch_run
from optimizers.claims.shapes import number, parabola, rates, steps
from optimizers.claims.trial import Finding, claim

GROUP = "Adagrad"


@claim(
    53,
    GROUP,
    "At a saddle it helps to take a “moving average instead of accumulating them”.",
    said={"S2": "moving average instead of accumulating them"},
    readings=(
        "After 1000 gradients of 1, at one rate, RMSprop leaves a saddle in at most half of Adagrad's steps.",
        "Fresh, from 10⁻⁶ beside the axis, each at its best rate, it leaves in at most half of Adagrad's steps.",
        "From the axis exactly it leaves, too.",
    ),
    right="What was accumulated on the way to the saddle does hold Adagrad back there.",
    where=(places.STARVES, places.FIRST_STEPS),
)
def at_a_saddle():
    def leaves(rule, y, before, tried):
        grad, count = np.ones((2, len(tried))), np.full(len(tried), np.inf)
        point, state = np.array([[-1.5], [y]]) * grad, ()
        for _ in range(before):
            _, *state = rule(point, grad, *state, learning_rate=tried)
        for t in range(1000):
            count = np.where((saddle().loss(point) < -1) & (count == np.inf), t, count)
            point, *state = rule(point, saddle().grad(point), *state, learning_rate=tried)
        return count.min()

    summed, leaky = (leaves(rule, 1e-6, 1000, np.array([0.01])) for rule in (adagrad, rmsprop))
    words = f"After a long way, at η = 0.01: RMSprop {steps(leaky)}, Adagrad {steps(summed)}."
    yield Finding(2 * leaky < summed, words)
    summed, leaky = (leaves(rule, 1e-6, 0, rates()) for rule in (adagrad, rmsprop))
    words = f"Fresh, each at its best rate: RMSprop {steps(leaky)}, Adagrad {steps(summed)}."
    yield Finding(2 * leaky < summed, words)
    stays = leaves(rmsprop, 0.0, 0, rates())
    yield Finding(stays < np.inf, f"From the axis: {steps(stays)}, in 1000 steps.")


@claim(
    56,
    GROUP,
    "Adagrad divides by the root of all past squares.",
    said={"S3": ()},
    readings=("Over 100 recorded gradients its sum and its weights are PyTorch's, within 10⁻¹² of their size.",),
    right="All of it.",
    where=(places.LEDGER,),
)
def root_of_all_squares(seed=0):
    gradients = np.random.default_rng(seed).standard_normal((100, 3)) * [1e-3, 1.0, 1e3]
    squares = np.cumsum(gradients**2, axis=0)
    divided = -np.cumsum(0.01 * gradients / np.sqrt(squares), axis=0)
    weights, states = pytorch_run("Adagrad", gradients, lr=0.01)
    ours = replay(adagrad, gradients, learning_rate=0.01)
    sums = np.abs(ours.state[0] / [state["sum"] for state in states] - 1).max()
    paths = np.abs(ours.params - weights).max()
    right = sums < 1e-12 and paths < 1e-12 and np.allclose(ours.params[1:], divided, atol=1e-6)
    words = f"From PyTorch's they differ by {number(sums.round(13))} and {number(paths.round(13))}, in 100 steps."
    yield Finding(right, words)


@claim(
    57,
    GROUP,
    "Adagrad's rate is “inversely proportional to the magnitude (curvature)”.",
    said={"S3": "inversely proportional to the magnitude (curvature)"},
    readings=(
        "To the gradients' magnitude: ten times the gradients make a tenth of the rate.",
        "To the curvature: where the curvature is the same, the rate is the same, within a tenth.",
    ),
    right="It is inversely proportional to the root of the sum of squared gradients.",
    where=(places.LEDGER, places.PRECONDITIONER),
)
def inversely_proportional(seed=0):
    gradients = np.random.default_rng(seed).standard_normal(100)
    small, large = (1 / np.sqrt(replay(adagrad, size * gradients).state[0][-1]) for size in (1, 10))
    yield Finding(np.isclose(small / large, 10), f"Ten times the gradients divide the rate by {number(small / large)}.")
    near, far = (1 / np.sqrt(descend(adagrad, parabola(), (x,), 20).state[0][-1, 0]) for x in (1.0, 10.0))
    words = f"On one parabola, from 1 and from 10, the rates are {number(near)} η and {number(far)} η."
    yield Finding(abs(near / far - 1) < 0.1, words)


@claim(
    58,
    GROUP,
    "In Adagrad “small gradients have large rates”.",
    said={"S3": "small gradients have large rates"},
    readings=(
        "Beside a coordinate with larger gradients, one with smaller gradients has the larger rate.",
        "A coordinate whose gradients become small gets a larger rate than before.",
    ),
    right="It is so from coordinate to coordinate.",
    where=(places.EFFECTIVE_RATES,),
)
def small_gradients_large_rates():
    large, small = 1 / np.sqrt(replay(adagrad, np.ones((100, 2)) * [1.0, 0.01]).state[0][-1])
    yield Finding(small > large, f"Gradients of 0.01: rate {number(small)} η; of 1: {number(large)} η.")
    rates = 1 / np.sqrt(replay(adagrad, np.repeat([1.0, 0.01], 100)).state[0])
    words = f"As gradients fall from 1 to 0.01 the rate goes from {rates[99]:.5g} to {rates[-1]:.5g} η."
    yield Finding(rates[-1] > rates[99], words)


@claim(
    66,
    GROUP,
    "Adagrad adapts “by using the sum to divide it”, “the sum of the magnitude of all past gradients”.",
    said={"S2": "by using the sum to divide it", "S3": "the sum of the magnitude of all past gradients"},
    readings=(
        "It divides by the sum of squares: under a constant gradient, step 100 is a hundredth of the first.",
        "It divides by the sum of squares: ten times the gradients make a tenth of the step.",
        "It divides by the sum of magnitudes: on gradients of 3 and 4, the second step is 4/7 of η.",
    ),
    right="A sum it is, of squares, and the root of it divides.",
    where=(places.LEDGER,),
)
def divides_by_the_sum():
    lengths = -np.diff(replay(adagrad, np.ones(10_000), learning_rate=1.0).params)
    words = f"Step 100 is {lengths[99] / lengths[0]:.3f} of the first; 10,000 steps come to {number(lengths.sum())} η, "
    by_sum = np.sum(1 / np.arange(1, 10_001))
    yield Finding(np.isclose(lengths[99] / lengths[0], 0.01), words + f"not to {number(by_sum)} η.")
    small, large = -np.diff(replay(adagrad, np.ones((1, 2)) * [1.0, 10.0], learning_rate=1.0).params, axis=0)[0]
    words = f"Gradients of 1 and 10 make steps of {number(small)} and {number(large)} η."
    yield Finding(np.isclose(large, small / 10), words)
    second = -np.diff(replay(adagrad, [3.0, 4.0], learning_rate=1.0).params)[1]
    words = f"It is {number(second)} η, which is 4/√(3² + 4²); 4/7 is {number(4 / 7)}."
    yield Finding(np.isclose(second, 4 / 7), words)


@claim(
    67,
    GROUP,
    "Adagrad's division is “a scaling down of the gradient vector”.",
    said={"S3": "a scaling down of the gradient vector"},
    readings=(
        "Once the squares add up to more than 1, the gradient is divided by more than 1.",
        "So it is from the first step on, whatever the gradients.",
    ),
    right="In the long run it scales down, and more and more.",
    where=(places.LEDGER,),
)
def scaling_down():
    for size, words in ((1.0, "1"), (0.001, "0.001")):
        weight = replay(adagrad, np.full(100, size), learning_rate=1.0).params
        factors = -np.diff(weight)[1:] / size
        words = (
            f"Gradients of {words} are multiplied by {number(factors[0])} in step 2, {number(factors[-1])} in step 100."
        )
        yield Finding(factors.max() < 1, words)
