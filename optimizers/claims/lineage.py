"""Claims about where RMSprop comes from, and what came from it."""

import numpy as np

from optimizers import adagrad, adam, descend, digits, replay, rmsprop, rosenbrock, rprop_minus, sign_descent
from optimizers.claims import places
from optimizers.claims.shapes import number
from optimizers.claims.trial import Finding, claim

GROUP = "Lineage"


@claim(
    34,
    GROUP,
    "RMSprop is “unpublished”, “credited to Geoff Hinton”.",
    said={"S2": ("unpublished", "credited to Geoff Hinton")},
    readings=(
        "There is no paper: its source is a lecture.",
        "The lecture is credited to Hinton alone.",
    ),
    right="It has no paper of its own, and the course was Hinton's.",
    where=(places.TWO_ROADS,),
)
def unpublished():
    source = ("tieleman2012",)
    yield Finding(True, "The source is lecture 6.5 of a course of 2012, on slides.", source)
    yield Finding(False, "The lecture of 2012 is cited by two names, Tieleman and Hinton.", source)


@claim(
    35,
    GROUP,
    "RMSprop is “designed for neural networks”.",
    said={"S2": "designed for neural networks"},
    readings=(
        "It comes from a course on neural networks.",
        "It trains one: on the digits, 60 steps on mini-batches of 100 divide the loss by four.",
    ),
    right="All of it; as it asks for gradients alone, it is not tied to them.",
    where=(places.TWO_ROADS, places.WHO_WINS),
)
def designed_for_networks(seed=0):
    yield Finding(True, "Its course of 2012 was “Neural Networks for Machine Learning”.", ("tieleman2012",))
    run = digits.train(rmsprop, 60, batch_size=100, seeds=(seed,), record_every=60, learning_rate=0.01)
    before, after = run.train_loss[:, 0]
    land = rosenbrock()
    other = descend(rmsprop, land, land.start, 400, learning_rate=0.01).loss
    words = f"From {number(before)} to {number(after)}; in Rosenbrock's valley, without any network, from "
    yield Finding(after < before / 4, words + f"{number(other[0])} to {number(other[-1])}.")


@claim(
    49,
    GROUP,
    "“Rprop is the equivalent of dividing gradient size”.",
    said={"S2": "Rprop is the equivalent of dividing gradient size"},
    readings=(
        "Sign descent is: its step is η g/|g|.",
        "Rprop is: its steps, too, are one number times g/|g|.",
    ),
    right="The sign is the gradient over its own size, and RMSprop starts from there.",
    where=(places.TWO_ROADS, places.OWN_GRADIENT),
)
def dividing_by_the_size(seed=0):
    gradients = np.random.default_rng(seed).standard_normal(100)
    divided = -gradients / np.abs(gradients)
    for words, rule in (("Sign descent", sign_descent), ("Rprop−", rprop_minus)):
        factors = np.diff(replay(rule, gradients, learning_rate=1.0).params) / divided
        words += f": the factor of g/|g| goes from {number(factors.min())} to {number(factors.max())}."
        yield Finding(np.ptp(factors) < 1e-12, words)


@claim(
    51,
    GROUP,
    "Adagrad “uses the RMSprop for its diminishing learning rates”.",
    said={"S2": "uses the RMSprop for its diminishing learning rates"},
    readings=(
        "RMSprop was there before Adagrad.",
        "Adagrad keeps what RMSprop keeps: after 1000 gradients of 1 the two states are within a tenth.",
    ),
    right="Both divide by a root of squared gradients.",
    where=(places.TWO_ROADS, places.STORY),
)
def adagrad_uses_rmsprop():
    yield Finding(False, "Adagrad is from 2011, RMSprop from 2012.", ("duchi2011", "tieleman2012"))
    summed, leaky = (replay(rule, np.ones(1000)).state[0][-1] for rule in (adagrad, rmsprop))
    words = f"After 1000 gradients of 1 Adagrad keeps {number(summed)}, RMSprop {number(leaky)}."
    yield Finding(abs(summed / leaky - 1) < 0.1, words)


@claim(
    54,
    GROUP,
    "“RMSprop is the updated algorithm using rprop itself”.",
    said={"S2": "RMSprop is the updated algorithm using rprop itself"},
    readings=(
        "Without memory, β = 0, RMSprop is Rprop− without adaptation, both factors 1, step for step.",
        "It contains Rprop as it is: some β gives the steps of Rprop− with its factors, within a hundredth.",
    ),
    right="It grew out of Rprop's sign, and leaves its adaptation behind.",
    where=(places.TWO_ROADS,),
)
def updated_rprop(seed=0):
    gradients = np.random.default_rng(seed).standard_normal(200)
    leaky = replay(rmsprop, gradients, decay=0.0, eps=0.0).params
    sign = replay(rprop_minus, gradients, grow=1.0, shrink=1.0).params
    apart = np.abs(leaky - sign).max()
    yield Finding(apart < 1e-12, f"In 200 steps they are {number(apart.round(13))} apart.")
    ones = np.ones((10, 1))
    growing = np.diff(replay(rprop_minus, ones, learning_rate=1.0).params, axis=0)
    any_decay = np.diff(replay(rmsprop, ones, learning_rate=1.0, decay=np.linspace(0, 0.999, 1000)).params, axis=0)
    nearest = np.abs(any_decay / any_decay[0] / growing - 1).max(axis=0).min()
    yield Finding(nearest < 0.01, f"On ten equal gradients the nearest β is {nearest:.0%} off.")


@claim(
    55,
    GROUP,
    "RMSprop is used as “the Adam optimizer algorithm”.",
    said={"S2": "the Adam optimizer algorithm"},
    readings=(
        "It is a part of Adam: without momentum, β₁ = 0, Adam is RMSprop with its average corrected for its start.",
        "It is Adam: with the same rate and β₂ = 0.999 they take the same path, within a tenth.",
    ),
    right="Adam contains it.",
    where=(places.ADAM,),
)
def used_as_adam(seed=0):
    gradients, decay = np.random.default_rng(seed).standard_normal(200) + 0.5, 0.999
    full, bare = (replay(adam, gradients, learning_rate=0.01, decay1=beta, decay2=decay).params for beta in (0.9, 0.0))
    corrected = replay(rmsprop, gradients, decay=decay).state[0] / (1 - decay ** np.arange(1, 201))
    corrected = -np.cumsum(0.01 * gradients / (np.sqrt(corrected) + 1e-8))
    apart = np.abs(bare[1:] - corrected).max()
    yield Finding(apart < 1e-12, f"After 200 steps they are {number(apart.round(13))} apart.")
    plain = replay(rmsprop, gradients, learning_rate=0.01, decay=decay).params
    words = f"After 200 steps RMSprop is at {number(plain[-1])}, Adam at {number(full[-1])}."
    yield Finding(abs(plain[-1] / full[-1] - 1) < 0.1, words)
