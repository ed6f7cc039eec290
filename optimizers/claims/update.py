"""Claims about what RMSprop does with a gradient, and with what gradients it works."""

from itertools import islice

import numpy as np

from optimizers import (
    centered_rmsprop,
    digits,
    gradient_descent,
    momentum_rmsprop,
    replay,
    rmsprop,
    rosenbrock,
)
from optimizers.claims import places
from optimizers.claims.frameworks import CITED, OTHERS, pytorch_default, pytorch_run
from optimizers.claims.shapes import average, fewest, number, rates, steps, valley
from optimizers.claims.trial import Finding, claim

GROUP = "The update"

ALTERNATING = np.tile([1.0, -1.0], 100)


@claim(
    17,
    GROUP,
    "“the normal back-propagation process” is W = W − η ∂W.",
    said={"S0": "the normal back-propagation process"},
    readings=(
        "It trains a network: with gradients from back-propagation, 30 such steps halve the loss.",
        "The line is back-propagation: without it the step is another one, by more than a millionth.",
    ),
    right="In training the two go together, step by step.",
    where=(places.DESCENT_RULE, places.LOOP),
)
def normal_back_propagation(seed=0):
    train, rng = digits.load()[0], np.random.default_rng(seed)
    first = weights = digits.initial_params(rng)
    for _ in range(30):
        (weights,) = gradient_descent(weights, digits.grad(weights, train), learning_rate=1.0)
    before, after = digits.loss(first, train), digits.loss(weights, train)
    yield Finding(after < before / 2, f"The loss on the digits falls from {number(before)} to {number(after)}.")
    some = rng.choice(digits.SIZE, 8, replace=False)
    shifts = np.zeros((digits.SIZE, 8))
    shifts[some, np.arange(8)] = 1e-4
    plus, minus = (digits.loss(first[:, None] + sign * shifts, train) for sign in (1, -1))
    (propagated,) = gradient_descent(0.0, digits.grad(first, train)[some], learning_rate=0.5)
    (measured,) = gradient_descent(0.0, (plus - minus) / 2e-4, learning_rate=0.5)
    apart = np.abs(propagated - measured).max() / np.abs(propagated).max()
    yield Finding(apart > 1e-6, f"With slopes by differences of the loss the step is {number(apart)} of it away.")


@claim(
    18,
    GROUP,
    "S = βS + (1 − β)g².",
    said={"S0": (), "S1": ()},
    readings=("Over 100 recorded gradients it is the average that PyTorch keeps, within 10⁻¹² of its size.",),
    right="All of it.",
    where=(places.TWO_ROADS, places.LOOP),
)
def formula_of_the_average(seed=0):
    gradients = np.random.default_rng(seed).standard_normal((100, 3)) * [1e-3, 1.0, 1e3]
    ours = replay(rmsprop, gradients, decay=0.9).state[0]
    _, states = pytorch_run("RMSprop", gradients, alpha=0.9)
    theirs = np.array([state["square_avg"] for state in states])
    apart = np.abs(ours / theirs - 1).max()
    words = f"In 100 steps it is {number(apart.round(13))} of itself away from PyTorch's square_avg."
    yield Finding(apart < 1e-12, words)


@claim(
    26,
    GROUP,
    "S is used “instead of using dW and db separately for each epoch”.",
    said={"S1": "instead of using dW and db separately for each epoch"},
    readings=(
        "S takes the gradient's place: with S given, gradients of +1 and −1 make the same step.",
        "S is one for each epoch: three epochs of mini-batches give it three values.",
    ),
    right="S is new beside the gradient, and every parameter has its own.",
    where=(places.TWO_ROADS,),
)
def instead_of_the_gradient(seed=0):
    up, down = (rmsprop(0.0, g, 1.0, learning_rate=1.0)[0] for g in (1.0, -1.0))
    yield Finding(up == down, f"With S = 1 the steps are {number(up)} and {number(down)} η.")
    rng, train = np.random.default_rng(seed), digits.load()[0]
    weights, average, values = digits.initial_params(rng), 0.0, []
    for images in islice(digits.mini_batches(train, 300, rng), 9):  # three mini-batches an epoch
        weights, average = rmsprop(weights, digits.grad(weights, images), average)
        values.append(average[-1])
    count = len(set(values))
    yield Finding(count == 3, f"Three epochs of three mini-batches give S {count} values.")


@claim(
    33,
    GROUP,
    "RMSprop works with full-batch, mini-batch or stochastic descent.",
    said={"S1": ()},
    readings=(
        "With the full batch, 40 steps at least halve the network's loss on the digits.",
        "With mini-batches of 32, 100 steps do.",
        "With single images, 400 steps do.",
    ),
    right="All of it: the rule asks for gradients and not for where they come from.",
    where=(places.LOOP, places.TEN_RUNS),
)
def any_batch_size(seed=0):
    for words, size, count in (("Full batch", None, 40), ("Mini-batches of 32", 32, 100), ("Single images", 1, 400)):
        run = digits.train(rmsprop, count, batch_size=size, seeds=(seed,), record_every=count, learning_rate=0.003)
        before, after = run.train_loss[:, 0]
        yield Finding(after < before / 2, f"{words}: from {number(before)} to {number(after)}.")


@claim(
    62,
    GROUP,
    "“it’s usually used in combination with an other optimization technique, momentum, for better performance”.",
    said={
        "S3": "it’s usually used in combination with an other optimization technique, momentum, for better performance"
    },
    readings=(
        "Better performance: in a valley turned by 45°, with as many settings tried, it needs at most two thirds of "
        "the steps with momentum.",
        "So it is in the valley along the axes.",
        "So it is in Rosenbrock's valley.",
        "Usually: it is on by default in the frameworks.",
    ),
    right="Tuned with it, momentum helps it in all three valleys.",
    where=(places.WITH_MOMENTUM, places.DEFAULTS),
)
def combined_with_momentum():
    lands = ("Turned by 45°", valley(50, 45)), ("Along the axes", valley(50)), ("Rosenbrock", rosenbrock())
    coarse, fine = rates(1e-4, 1, 0.5), rates(1e-4, 1, 2)
    for words, land in lands:
        alone = fewest(rmsprop, land, 1e-2, 600, tried=fine)
        both = fewest(momentum_rmsprop, land, 1e-2, 600, tried=coarse, momentum=[0.5, 0.8, 0.9, 0.95])
        yield Finding(both < 2 / 3 * alone, f"{words}: {steps(alone)} without momentum, {steps(both)} with it.")
    defaults = [own.momentum for own in OTHERS.values()] + [pytorch_default("RMSprop", "momentum")]
    words = ", ".join(f"{name}: {value:g}" for name, value in zip([*OTHERS, "PyTorch"], defaults, strict=True))
    yield Finding(all(value > 0 for value in defaults), f"Default momentum in {words}.", CITED)


@claim(
    64,
    GROUP,
    "Centered RMSprop is safe.",
    said={},
    readings=(
        "Under a constant gradient no step is longer than RMSprop's longest, η/√(1 − β).",
        "In 32 bits no constant gradient makes a step that is not a number.",
    ),
    right="It does what it promises as long as gradients vary.",
    where=(places.CENTERING,),
)
def centered_is_safe(seed=0):
    longest = np.abs(np.diff(replay(centered_rmsprop, np.ones(100), learning_rate=1.0, decay=0.9).params)).max()
    words = f"At β = 0.9 a step of the first 100 is {longest:.0f} η long; the law is η/√(βᵗ(1 − βᵗ))."
    yield Finding(longest <= 3.2, words)
    gradients = np.random.default_rng(seed).uniform(1, 10, 1000).astype(np.float32)
    weights, state, lost = np.zeros(1000, np.float32), (), np.zeros(1000, bool)
    for _ in range(500):
        weights, *state = centered_rmsprop(weights, gradients, *state, decay=0.95)
        lost |= np.isnan(weights)
    yield Finding(not lost.any(), f"Of 1000 constant gradients {lost.mean():.0%} end in NaN.")


@claim(
    50,
    GROUP,
    "“E[g] is the squared gradients moving average”.",
    said={"S2": "E[g] is the squared gradients moving average"},
    readings=(
        "RMSprop keeps a moving average of squared gradients: on +1 and −1 in turn it is 1, within a hundredth.",
        "The symbol says so: the moving average of g, there, is 1 as well.",
    ),
    right="The words are right; the symbol should be E[g²].",
    where=(places.TWO_ROADS,),
)
def symbol_of_the_average():
    squares, plain = (states[-1] for states in replay(centered_rmsprop, ALTERNATING, decay=0.9).state)
    yield Finding(abs(squares - 1) < 0.01, f"On ±1 the average of g² is {number(squares)}.")
    yield Finding(abs(plain - 1) < 0.01, f"On ±1 the average of g is {number(plain)}.")


@claim(
    60,
    GROUP,
    "RMSProp takes “a running average of past gradients”.",
    said={"S3": "a running average of past gradients"},
    readings=(
        "It is a running average of their squares.",
        "It is a running average of the gradients themselves.",
    ),
    right="A running average it is, and the article's own formula, just before, squares the gradients.",
    where=(places.TWO_ROADS,),
)
def average_of_past_gradients(seed=0):
    gradients = np.random.default_rng(seed).standard_normal(200)
    kept = replay(rmsprop, gradients, decay=0.9).state[0]
    for words, values in (("squares", gradients**2), ("gradients themselves", gradients)):
        apart = np.abs(kept - average(values, 0.9)).max()
        yield Finding(apart < 1e-12, f"From an average of the {words} it differs by up to {number(apart.round(13))}.")
