"""Claims about ε: where it stands, what it prevents, and what else it does."""

import numpy as np

from optimizers import descend, replay, rmsprop, rmsprop_eps_inside
from optimizers.claims import places
from optimizers.claims.frameworks import CITED, OTHERS, pytorch_default, pytorch_run
from optimizers.claims.shapes import fewest, number, scaled, steps, valley
from optimizers.claims.trial import Finding, claim

GROUP = "ε"


@claim(
    20,
    GROUP,
    "ε stands inside the root, and is 10⁻⁸ or 10⁻¹⁰.",
    said={"S0": (), "S3": ()},
    readings=(
        "Some framework places it inside the root, and each of the two figures is some framework's default.",
        "PyTorch places it inside, too.",
        "Inside or outside, a steady gradient of 10⁻⁶ gets the same step, within a tenth.",
    ),
    right="Keras, optax and TensorFlow place it there, and both figures are in use.",
    where=(places.PLACE_OF_EPSILON, places.WHAT_DIFFERS),
)
def place_of_epsilon():
    sizes = [own.eps for own in OTHERS.values()] + [pytorch_default("RMSprop", "eps")]
    inside = [name for name, own in OTHERS.items() if own.inside]
    words = f"Inside: {', '.join(inside)}; with PyTorch, the defaults are {', '.join(number(eps) for eps in sizes)}."
    yield Finding(inside and {1e-8, 1e-10} <= set(sizes), words, CITED)
    steady = np.full(200, 1e-6)
    settings = {"learning_rate": 1.0, "eps": 1e-8}
    without, within = (-np.diff(replay(rule, steady, **settings).params)[-1] for rule in (rmsprop, rmsprop_eps_inside))
    weights, _ = pytorch_run("RMSprop", steady[:, None], lr=1.0, alpha=0.9, eps=1e-8)
    torchs = float(weights[-2][0] - weights[-1][0])
    words = f"PyTorch's step for 10⁻⁶ is {torchs:.2f} η; inside it would be {within:.2f} η."
    yield Finding(np.isclose(torchs, within), words)
    yield Finding(abs(within / without - 1) < 0.1, f"{without:.2f} η outside, {within:.4f} η inside.")


@claim(
    21,
    GROUP,
    "Without ε “we’ll have infinity”.",
    said={"S0": "we’ll have infinity"},
    readings=(
        "In 32 and in 16 bits a gradient so small that its square is lost makes an infinite step.",
        "A gradient of zero at the start makes an infinite step.",
        "No run does without ε: descent down a valley, too, leaves the finite numbers.",
    ),
    right="In few bits, the square of a small gradient is zero, and the division does give infinity.",
    where=(places.EPSILON,),
)
def infinity_without_epsilon():
    tiny = {np.float32: 1e-23, np.float16: 1e-4}
    made = [rmsprop(bits(0), bits(g), bits(0), learning_rate=1.0, eps=0.0)[0] for bits, g in tiny.items()]
    words = f"10⁻²³ in 32 bits: {number(made[0])}; 10⁻⁴ in 16 bits: {number(made[1])}."
    yield Finding(np.all(np.isinf(made)), words)
    zero = rmsprop(0.0, np.float64(0.0), eps=0.0)[0]
    yield Finding(np.isinf(zero), f"0/0 makes a {number(zero)}, not an infinity.")
    land = valley(20)
    run = descend(rmsprop, land, land.start, 300, eps=0.0)
    yield Finding(run.diverged, f"Without ε the valley's loss falls to {number(run.loss[-1])} in 300 steps.")


@claim(
    22,
    GROUP,
    "ε is “just there” to prevent a division by zero.",
    said={"S0": "just there"},
    readings=(
        "It does prevent it: with ε = 10⁻⁸ a gradient of zero makes no step.",
        "It does no more than that: with it and without, gradients from 10⁻² to 10⁻¹² make the same steps, within a "
        "hundredth.",
    ),
    right="That is what it is there for.",
    where=(places.EPSILON, places.PLACE_OF_EPSILON),
)
def just_there():
    still = rmsprop(0.0, 0.0, learning_rate=1.0, eps=1e-8)[0]
    yield Finding(still == 0, f"The step for a gradient of 0 is {number(still)}.")
    sizes = 10.0 ** np.arange(-12, -1)
    with_it, without = (-rmsprop(0.0, sizes, sizes**2, learning_rate=1.0, eps=eps)[0] for eps in (1e-8, 0.0))
    words = f"A steady gradient of 10⁻¹⁰ gets {number(with_it[2])} η with it and {number(without[2])} η without"
    yield Finding(np.allclose(with_it, without, rtol=0.01), f"{words}: the gain is capped at 10⁸ η.")


@claim(
    23,
    GROUP,
    "“it doesn’t really matter how small the gradients are”.",
    said={"S0": "it doesn’t really matter how small the gradients are"},
    readings=(
        "Multiply the loss by 10⁻²: the steps to a hundredth of it stay the same, within a tenth.",
        "Multiply it by 10⁻¹⁰: they stay the same.",
    ),
    right="It is so as long as the gradients are far above ε.",
    where=(places.EPSILON, places.PLACE_OF_EPSILON),
)
def size_does_not_matter():
    land = valley(20)
    goal = land.loss(land.start) / 100
    usual = fewest(rmsprop, land, goal, 1000, tried=[0.01])
    for factor in (1e-2, 1e-10):
        count = fewest(rmsprop, scaled(land, factor), factor * goal, 1000, tried=[0.01])
        words = f"Loss × {number(factor)}: {steps(count)}, against {steps(usual)}."
        yield Finding(abs(count / usual - 1) < 0.1, words)


@claim(
    29,
    GROUP,
    "There is no ε in the division.",
    said={"S1": ()},
    readings=(
        "The original form has none, and where no gradient is zero it takes the same path, within a ten-thousandth.",
        "It needs none: after a first gradient of zero the weight is still a number.",
    ),
    right="Hinton's lecture writes it so.",
    where=(places.EPSILON,),
)
def no_epsilon(seed=0):
    gradients = np.random.default_rng(seed).standard_normal(200)
    bare, guarded = (replay(rmsprop, gradients, learning_rate=1.0, eps=eps).params for eps in (0.0, 1e-8))
    apart = np.abs(bare - guarded).max() / np.abs(bare).max()
    words = f"With and without ε = 10⁻⁸ the paths differ by {number(apart)} of their size."
    yield Finding(apart < 1e-4, words, ("tieleman2012",))
    weight = replay(rmsprop, [0.0, *gradients], eps=0.0).params[-1]
    yield Finding(np.isfinite(weight), f"After a leading 0 the weight is {number(weight)}.")
