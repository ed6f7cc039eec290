"""Claims about how fast a method is, where it ends, and whether it ends at all."""

import numpy as np

from optimizers import (
    adagrad,
    adam,
    descend,
    double_well,
    gradient_descent,
    momentum,
    noisy,
    quadratic_bowl,
    rmsprop,
    rprop,
    saddle,
)
from optimizers.claims import places
from optimizers.claims.shapes import fewest, number, parabola, rates, steps, valley
from optimizers.claims.trial import Finding, claim

GROUP = "Speed"

NAMES = "gradient descent", "momentum", "Adagrad", "Rprop", "Adam", "RMSprop"


@claim(
    1,
    GROUP,
    "RMSprop is there to “speed up” training, to “accelerate gradient descent”.",
    said={"S0": "speed up", "S1": "accelerate gradient descent"},
    readings=(
        "In a valley along the axes, a thousand times as steep across as along, RMSprop at its best rate needs at "
        "most half the steps that gradient descent needs at its best.",
        "In a round bowl, too, it needs no more steps than gradient descent.",
    ),
    right="Where coordinates differ in steepness and the valley runs along an axis, it is much faster.",
    where=(places.EQUALIZES, places.FLOORS),
)
def speeds_up():
    for condition_number, goal, times in ((1000, 1e-2, 2), (1, 1e-6, 1)):
        land = valley(condition_number)
        plain, leaky = (fewest(rule, land, goal, 2000) for rule in (gradient_descent, rmsprop))
        words = f"κ = {condition_number}, to a loss of {number(goal)}: gradient descent {steps(plain)}, "
        yield Finding(times * leaky < plain + 1, words + f"RMSprop {steps(leaky)}.")


@claim(
    2,
    GROUP,
    "The centre of the contours “is the global minimum”; it is “the local optima”.",
    said={"S0": "is the global minimum", "S1": "the local optima"},
    readings=(
        "In a bowl every descent ends at the global minimum: the two are the same place.",
        "In a double well, too, every descent ends at the global minimum.",
    ),
    right="In the picture of one ellipse there is one minimum, and both articles name it.",
    where=(places.WHO_WINS,),
)
def centre_is_the_minimum(seed=0):
    starts = np.random.default_rng(seed).uniform(-1.5, 1.5, (2, 50))
    for land in (quadratic_bowl(20), double_well()):
        ends = descend(gradient_descent, land, starts, 1000, learning_rate=0.05).params[-1]
        home = np.abs(ends - np.array(land.minimum)[:, None]).max(axis=0) < 1e-3
        yield Finding(home.all(), f"{land.name.capitalize()}: {home.sum()} of 50 starts end at the global minimum.")


@claim(
    4,
    GROUP,
    "Near the minimum “we need smaller and smaller steps”.",
    said={"S0": "we need smaller and smaller steps"},
    readings=(
        "RMSprop needs them: with a sixteenth of the rate it ends at least three times as close, without noise and "
        "with it.",
        "In gradient descent they come of themselves: at a constant rate, the hundredth step is less than a "
        "thousandth of the first.",
        "In RMSprop, too, they come of themselves: at a constant rate, its last step is less than a tenth of the rate.",
    ),
    right="A smaller rate lowers the floor on which RMSprop ends, so a schedule helps it.",
    where=(places.FLOOR, places.FLOORS),
)
def smaller_steps(seed=0):
    starts, ends = np.full((1, 100, 1), 0.02), []
    for sigma in (0.0, 0.3):
        land = noisy(parabola(), sigma, np.random.default_rng(seed))
        x = descend(rmsprop, land, starts, 4000, learning_rate=np.array([0.02, 0.00125])).params[3000:]
        ends.append(np.sqrt(np.mean(x * x, axis=(0, 1, 2))))
    ends = np.array(ends)  # laws: η/2 without noise, √(ησ/2) with it
    (cycle, spread), gains = ends[:, 0], ends[:, 0] / ends[:, 1]
    words = f"At η = 0.02 it ends {number(cycle)} away, with noise {number(spread)};"
    yield Finding(min(gains) >= 3, f"{words} a sixteenth of η divides that by {gains[0]:.0f} and by {gains[1]:.0f}.")
    x = descend(gradient_descent, parabola(), (1.0,), 100, learning_rate=0.1).params[:, 0]
    shrunk = abs((x[100] - x[99]) / (x[1] - x[0]))
    yield Finding(shrunk < 1e-3, f"Gradient descent's hundredth step is {number(shrunk)} times its first.")
    last = []
    for curvature in (1.0, 100.0):
        decays = np.array([0.5, 0.9, 0.99])
        x = descend(rmsprop, parabola(curvature), (1.0,), 6000, learning_rate=0.01, decay=decays).params[:, 0]
        last.extend(abs(x[-1] - x[-2]) / 0.01)
    words = f"RMSprop's last step is {min(last):.3f} to {max(last):.3f} η, at three β and two curvatures"
    yield Finding(max(last) < 0.1, f"{words}: a cycle of ±η/2.")


@claim(
    8,
    GROUP,
    "The oscillation “prevents us from using a much higher learning rate”.",
    said={"S1": "prevents us from using a much higher learning rate"},
    readings=(
        "Gradient descent in a valley ends lower than it began at 0.99 times the rate 2/L, and higher at 1.01 times.",
        "A valley ten times as steep across allows a tenth of the rate, within a fifth.",
    ),
    right="All of it: the steepest direction sets the bound 2/L.",
    where=(places.EDGE, places.BOUND),
)
def limit_on_the_rate():
    land, bound = valley(100), 2 / 100
    first, (below, above) = (
        land.loss(land.start),
        [
            descend(gradient_descent, land, land.start, 1000, learning_rate=share * bound).loss[-1]
            for share in (0.99, 1.01)
        ],
    )
    words = f"From a loss of {number(first)}: {number(below)} at 0.99 · 2/L, {number(above)} at 1.01 · 2/L."
    yield Finding(below < first < above, words)
    largest = []
    for condition_number in (10, 100):
        land = valley(condition_number)
        run = descend(gradient_descent, land, land.start, 2000, learning_rate=rates())
        largest.append(rates()[run.loss[-1] < run.loss[0]].max(initial=0))
    words = f"The largest rate that ends lower is {number(largest[0])} at κ = 10 and {number(largest[1])} at κ = 100."
    yield Finding(8 < largest[0] / largest[1] < 12, words)


@claim(
    9,
    GROUP,
    "A rate that is too small is “very slow”, and with one that is too big descent “will diverge”.",
    said={"S3": ("very slow", "will diverge")},
    readings=(
        "At a hundredth of its best rate, 80 steps of gradient descent end at a loss at least 1000 times as high as "
        "at the best.",
        "At twice its best rate, they end at least a million times as high as they began.",
    ),
    right="All of it: loss against rate falls to a sharp corner, and behind the corner stands a wall.",
    where=(places.BOUND,),
)
def too_small_and_too_big():
    land = valley(20)
    ends = descend(gradient_descent, land, land.start, 80, learning_rate=rates()).loss[-1]
    best = rates()[np.nanargmin(ends)]
    around = best * np.array([0.01, 1, 2])
    small, good, big = descend(gradient_descent, land, land.start, 80, learning_rate=around).loss[-1]
    words = f"After 80 steps the loss is {number(good)} at η = {number(best)}"
    yield Finding(small > 1000 * good, f"{words} and {number(small)} at a hundredth of it.")
    yield Finding(big > 1e6 * land.loss(land.start), f"At twice that rate it is {number(big)}.")


@claim(
    10,
    GROUP,
    "You step against the gradient “until we reach the minimum”.",
    said={"S3": "until we reach the minimum"},
    readings=(
        "In a bowl, gradient descent comes closer than 10⁻⁶ to the minimum.",
        "Wherever it comes to rest, no point beside it is lower: not on a saddle either, from a start on its axis.",
    ),
    right="In a bowl, with a rate below the bound, it does arrive.",
    where=(places.BOUND, places.SIGN),
)
def until_the_minimum():
    land = valley(20)
    end = descend(gradient_descent, land, land.start, 400, learning_rate=0.09).params[-1]
    yield Finding(np.hypot(*end) < 1e-6, f"After 400 steps it is {number(np.hypot(*end))} from the bowl's minimum.")
    land = saddle()
    end = descend(gradient_descent, land, (-1.5, 0.0), 400, learning_rate=0.09).params[-1]
    here, beside = land.loss(end), land.loss((end[0], end[1] + 0.1))
    words = f"From (−1.5, 0) it rests where the loss is {number(here)}; at 0.1 to the side it is {number(beside)}."
    yield Finding(beside >= here, words)


@claim(
    24,
    GROUP,
    "RMSprop is “faster than most”.",
    said={"S0": "faster than most"},
    readings=(
        "In a valley along the axes it is home before at least three of gradient descent, momentum, Adagrad, Rprop "
        "and Adam, each at the best of some 160 settings.",
        "So it is with its usual memory, β = 0.9.",
        "So it is in the valley turned by 45°.",
        "So it is in the valley along the axes with noise on the gradients.",
    ),
    right="Along the axes, with a memory as long as the run, nothing here is faster.",
    where=(places.WHO_WINS, places.EQUALIZES, places.TEN_RUNS),
)
def faster_than_most(seed=0):
    four, usual, tuned = [0.0, 0.5, 0.9, 0.99], {}, {"decay": [0.5, 0.9, 0.99, 0.999]}
    field = [
        (gradient_descent, {}),
        (momentum, {"momentum": four}),
        (adagrad, {}),
        (rprop, {}),
        (adam, {"decay1": four}),
    ]
    tracks = ("Along the axes", 0, 0, tuned), ("With β = 0.9", 0, 0, usual), ("Turned", 45, 0, tuned)
    for words, angle, sigma, own in (*tracks, ("With noise", 0, 1.0, tuned)):
        counts, goal = [], 0.1 if sigma else 1e-2
        for rule, dials in (*field, (rmsprop, own)):
            land, tried = valley(100, angle), rates(1e-3, 10, 0.5 if dials else 2)
            land = noisy(land, sigma, np.random.default_rng(seed)) if sigma else land
            counts.append(fewest(rule, land, goal, 300, 8 if sigma else 1, tried, **dials))
        behind = sum(counts[-1] < count for count in counts[:-1])
        named = ", ".join(f"{name} {steps(count)}" for name, count in zip(NAMES, counts, strict=True))
        words += f": {named}; it is ahead of {behind}."
        yield Finding(behind >= 3, words)


better_than_all_but_adam = claim(
    25,
    GROUP,
    "“only Adam optimizer has surpassed” RMSprop.",
    said={"S0": "only Adam optimizer has surpassed"},
    readings=(),
    right="Adam is its best-known successor.",
    where=(places.WHERE_THE_FIELD_STANDS, places.SAME_CHANCE),
    untestable="It ranks all methods on all problems, and names neither a problem nor a budget nor a measure; large "
    "benchmarks find that the order changes with the problem and with the tuning.",
)(None)
