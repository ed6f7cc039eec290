"""Claims about who oscillates, how often, and what it costs."""

from dataclasses import replace

import numpy as np

from optimizers import descend, gradient_descent, momentum, noisy, rmsprop
from optimizers.claims import places
from optimizers.claims.shapes import (
    best_rate,
    crossings,
    fewest,
    largest_curvature,
    number,
    parabola,
    regression,
    reversals,
    steps,
    valley,
)
from optimizers.claims.trial import Finding, claim

GROUP = "Oscillation"


@claim(
    5,
    GROUP,
    "The “oscillations are due to the bias term”: the bias “is responsible for the vertical oscillations”, and the "
    "movement along is “determined by the Weights”, “defined by the weight”.",
    said={
        "S0": ("oscillations are due to the bias term", "determined by the Weights"),
        "S1": ("is responsible for the vertical oscillations", "defined by the weight"),
    },
    readings=(
        "Whatever the feature's scale and mean, the bias turns round more often than the weight.",
        "Without a bias nothing oscillates.",
        "Whatever the feature's scale and mean, the weight moves without turning round.",
    ),
    right="Where the bias is the steep direction, as for a feature scaled to 0.1, it is the bias that oscillates.",
    where=(places.FEATURES,),
)
def bias_is_to_blame(seed=0):
    fits = {"× 10": {"scale": 10}, "× 0.1": {"scale": 0.1}, "at mean 3": {"mean": 3}, "without a bias": {"bias": False}}
    turns = {}
    for words, settings in fits.items():
        land = regression(**settings, seed=seed)
        rate = 1.9 / largest_curvature(land)
        turns[words] = reversals(descend(gradient_descent, land, land.start, 40, learning_rate=rate).params)
    *with_bias, (alone, _) = turns.values()
    words = "; ".join(f"feature {name}: weight {w}, bias {b}" for name, (w, b) in list(turns.items())[:3])
    yield Finding(all(b > w for w, b in with_bias), f"Turns in 39 steps: {words}.")
    yield Finding(alone == 0, f"Without a bias the weight turns {alone} times.")
    yield Finding(all(w == 0 for w, _ in with_bias), f"The weight turns up to {max(w for w, _ in with_bias)} times.")


@claim(
    6,
    GROUP,
    "RMSprop is to “slow down the update for bias” and to give the weights larger ones.",
    said={"S0": "slow down the update for bias", "S1": "slow down the update for bias"},
    readings=(
        "With a feature scaled by 0.1, RMSprop's rate for the bias is less than half of its rate for the weight.",
        "With a feature scaled by 10, too.",
    ),
    right="Where the bias is the steep direction, it is the bias that RMSprop slows down.",
    where=(places.FEATURES, places.EQUALIZES),
)
def slows_the_bias(seed=0):
    for scale in (0.1, 10):
        land = regression(scale=scale, seed=seed)
        run = descend(rmsprop, land, land.start, 10, learning_rate=0.001)
        weight, bias = 0.001 / np.sqrt(run.state[0][-1])
        words = f"Feature × {scale:g}: rate {number(weight)} for the weight, {number(bias)} for the bias."
        yield Finding(bias < weight / 2, words)


@claim(
    7,
    GROUP,
    "With a higher learning rate “the frequency of the vertical oscillation would be greater”.",
    said={"S1": "the frequency of the vertical oscillation would be greater"},
    readings=(
        "With momentum, each higher rate crosses the minimum of a parabola more often.",
        "With noise on the gradients, too.",
        "Without either, too.",
    ),
    right="With noise or momentum it is so; without, what grows from ηλ = 1 on is how long the oscillation lasts.",
    where=(places.PARABOLA, places.MOMENTUM_MAP),
)
def more_frequent(seed=0):
    rates = np.array([0.3, 0.7, 1.1, 1.5, 1.9])
    rough = noisy(parabola(), 1.0, np.random.default_rng(seed))
    runs = ("With momentum", momentum, parabola()), ("With noise", gradient_descent, rough)
    for words, rule, land in (*runs, ("Without either", gradient_descent, parabola())):
        count = 10_000 if land is rough else 100
        often = crossings(descend(rule, land, land.start, count, learning_rate=rates).params[:, 0])
        words += f", at ηλ = 0.3 to 1.9, it crosses on {', '.join(f'{share:.0%}' for share in often)} of the steps."
        yield Finding(np.all(np.diff(often) > 0.02), words)


@claim(
    11,
    GROUP,
    "One rate for all “doesn’t take into account how much each weight is contributing to the loss”, and so oscillates.",
    said={"S3": "doesn’t take into account how much each weight is contributing to the loss"},
    readings=(
        "Where the weights' curvatures differ, one rate at its best oscillates, and a rate for each, the inverse of "
        "its curvature, arrives in one step.",
        "Where the curvatures are equal and one weight contributes a thousand times as much to the loss, one rate "
        "at its best oscillates.",
    ),
    right="One rate for all is the trouble; what it does not take into account is curvature.",
    where=(places.ONE_RATE, places.FACTORS),
)
def one_rate_for_all():
    land = valley(20)
    turns = reversals(_at_best(land))
    (arrived,) = gradient_descent(np.array(land.start), land.grad(land.start), learning_rate=1 / np.array([1, 20]))
    words = f"κ = 20: one rate turns {max(turns)} times in 30 steps; 1/λ for each leaves {number(land.loss(arrived))}."
    yield Finding(max(turns) >= 10 and land.loss(arrived) < 1e-12, words)
    land = replace(valley(1), start=(3.0, 0.09))
    turns = reversals(_at_best(land))
    words = f"κ = 1, contributions of {number(3.0**2 / 2)} and {number(0.09**2 / 2)}: it turns {max(turns)} times."
    yield Finding(max(turns) >= 10, words)


def _at_best(land):
    """Thirty steps of gradient descent at its best rate."""
    rate = best_rate(gradient_descent, land, 1e-2, 400)
    return descend(gradient_descent, land, land.start, 30, learning_rate=rate).params


@claim(
    30,
    GROUP,
    "SdW is “relatively small”, Sdb “relatively large”.",
    said={"S1": ("relatively small", "relatively large")},
    readings=(
        "With a feature scaled by 0.1, RMSprop's average for the weight is less than half of that for the bias.",
        "With a feature scaled by 10, too.",
    ),
    right="It describes the article's picture, in which the bias is the steep direction.",
    where=(places.FEATURES,),
)
def averages_of_weight_and_bias(seed=0):
    for scale in (0.1, 10):
        land = regression(scale=scale, seed=seed)
        weight, bias = descend(rmsprop, land, land.start, 10, learning_rate=0.001).state[0][-1]
        words = f"Feature × {scale:g}: {number(weight)} for the weight, {number(bias)} for the bias."
        yield Finding(weight < bias / 2, words)


@claim(
    69,
    GROUP,
    "RMSprop “goes straight down”.",
    said={"S0": "goes straight down"},
    readings=(
        "On its way into a valley along the axes it never crosses the floor.",
        "Its first step points to the minimum, within 10°.",
        "Its first step points along the steepest descent, within 10°.",
    ),
    right="It does not zigzag, where gradient descent crosses the floor at every step.",
    where=(places.EQUALIZES,),
)
def straight_down():
    land = valley(50)
    path = descend(rmsprop, land, land.start, 76, learning_rate=0.02).params
    plain = descend(gradient_descent, land, land.start, 76, learning_rate=0.038).params
    across, zigzag = crossings(path)[1] * 76, crossings(plain)[1] * 76
    yield Finding(across == 0, f"In 76 steps it crosses the floor {across:.0f} times, gradient descent {zigzag:.0f}.")
    for words, way in (("the way to the minimum", -path[0]), ("the steepest descent", -land.grad(path[0]))):
        step = path[1] - path[0]
        angle = np.degrees(np.arccos(step @ way / np.hypot(*step) / np.hypot(*way)))
        yield Finding(angle < 10, f"The first step is {angle:.0f}° off {words}.")


@claim(
    70,
    GROUP,
    "One iteration of gradient descent ends at “the other side of the ellipse”.",
    said={"S1": "the other side of the ellipse"},
    readings=(
        "At a rate of 1.5 over the curvature across, the first step changes sides.",
        "At any rate that arrives it does: at half over that curvature, too.",
    ),
    right="At the rates that one is driven to, close to the bound, it is so.",
    where=(places.PARABOLA,),
)
def other_side():
    land = valley(20)
    for share in (1.5, 0.5):
        after = descend(gradient_descent, land, land.start, 1, learning_rate=share / 20).params[1, 1]
        words = f"ηλ = {share}: from {land.start[1]} across to {number(after)}."
        yield Finding(after * land.start[1] < 0, words)


@claim(
    71,
    GROUP,
    "The vertical oscillation “slows our gradient descent”.",
    said={"S1": "slows our gradient descent"},
    readings=(
        "A direction a hundred times as steep makes gradient descent at its best rate at least ten times slower.",
        "It is the oscillation that slows: at 0.9/L, where nothing oscillates, it arrives sooner than at 1.8/L.",
        "At 1.8/L it arrives sooner from a start on the floor, where nothing oscillates.",
    ),
    right="Both have one cause: the steep direction bounds the rate, and the flat one has to live with it.",
    where=(places.BOUND, places.FACTORS),
)
def oscillation_slows():
    with_steep, without = (fewest(gradient_descent, valley(kappa), 1e-2, 1000) for kappa in (100, 1))
    words = f"{steps(with_steep)} at κ = 100, {steps(without)} at κ = 1."
    yield Finding(10 * without <= with_steep < np.inf, words)
    land, rate = valley(100), np.array([0.018])
    calm, wild = (fewest(gradient_descent, land, 1e-2, 1000, tried=share * rate) for share in (0.5, 1))
    yield Finding(calm < wild, f"{steps(calm)} at 0.9/L, {steps(wild)} at 1.8/L.")
    floor = replace(land, start=(land.start[0], 0.0))
    still = fewest(gradient_descent, floor, 1e-2, 1000, tried=rate)
    yield Finding(still < wild, f"From the floor {steps(still)}, from the wall {steps(wild)}.")


@claim(
    68,
    GROUP,
    "“With each step, the model reaches closer to the minimum region”.",
    said={"S0": "With each step, the model reaches closer to the minimum region"},
    readings=(
        "In a valley, at a rate below the bound, none of 100 steps of gradient descent moves away from the minimum.",
        "Nor does any of 400 steps of RMSprop.",
        "Nor does any of 100 steps of gradient descent with noise on the gradients.",
    ),
    right="Exact gradients and a rate below 2/L do bring gradient descent closer at every step.",
    where=(places.FACTORS, places.FLOOR),
)
def every_step_comes_closer(seed=0):
    exact, rough = valley(20), noisy(valley(20), 1.0, np.random.default_rng(seed))
    runs = ("Gradient descent", gradient_descent, exact, 100), ("RMSprop", rmsprop, exact, 400)
    for words, rule, land, count in (*runs, ("Gradient descent with noise", gradient_descent, rough, 100)):
        path = descend(rule, land, land.start, count, learning_rate=0.09).params
        away = np.sum(np.diff(np.hypot(*path.T)) > 0)
        yield Finding(away == 0, f"{words}: {away} of {count} steps move away.")
