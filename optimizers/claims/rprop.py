"""Claims about Rprop: the sign, the step sizes, and what happens on a flip."""

import numpy as np

from optimizers import (
    descend,
    gradient_descent,
    irprop_plus,
    noisy,
    plateau,
    quadratic_bowl,
    replay,
    rprop,
    rprop_minus,
    rprop_plus,
    saddle,
    sign_descent,
)
from optimizers.claims import places
from optimizers.claims.frameworks import pytorch_default, pytorch_run
from optimizers.claims.shapes import fewest, number, rates, steps, valley
from optimizers.claims.trial import Finding, claim

GROUP = "Rprop"

FLIP = np.array([1.0, 1.0, 1.0, -1.0, 1.0])


@claim(
    36,
    GROUP,
    "“RPROP has many versions”.",
    said={"S2": "RPROP has many versions"},
    readings=("Four published versions take four paths down one bowl.",),
    right="All of it: Rprop+, Rprop−, iRprop+ and iRprop− part on a flip of sign.",
    where=(places.VARIANTS,),
)
def many_versions():
    land = valley(20, 30)
    versions = {"Rprop−": rprop_minus, "Rprop+": rprop_plus, "iRprop−": rprop, "iRprop+": irprop_plus}
    ends = {tuple(descend(rule, land, land.start, 60).params[-1]) for rule in versions.values()}
    counts = [f"{name} {steps(fewest(rule, land, 1e-2, 400, tried=[0.01]))}" for name, rule in versions.items()]
    words = f"After 60 steps they are at {len(ends)} places; to a loss of 0.01: {', '.join(counts)}."
    yield Finding(len(ends) == 4, words, ("riedmiller1993", "riedmiller1994advanced", "igel2003"))


@claim(
    38,
    GROUP,
    "Using only the sign keeps updates “the same size”.",
    said={"S2": "the same size"},
    readings=(
        "Sign descent's steps are all of one length, whatever the gradients.",
        "Rprop's steps are all of one length, too.",
    ),
    right="The sign does, and Rprop adapts the size on top of it.",
    where=(places.SIGN, places.TWO_SIGNS),
)
def same_size(seed=0):
    gradients = np.random.default_rng(seed).standard_cauchy(200)
    made = np.abs(np.diff(replay(sign_descent, gradients, learning_rate=0.01).params))
    yield Finding(np.ptp(made) < 1e-12, f"Sign descent: from {number(made.min())} to {number(made.max())}.")
    land = valley(20)
    sizes = descend(rprop, land, land.start, 60).state[1][:, 0]
    yield Finding(np.ptp(sizes) < 1e-12, f"Rprop in a valley: from {number(sizes.min())} to {number(sizes.max())}.")


@claim(
    39,
    GROUP,
    "The sign helps with “tiny gradients, plateaus, saddle points”.",
    said={"S2": "tiny gradients, plateaus, saddle points"},
    readings=(
        "Tiny gradients and plateaus: Rprop leaves a plain and settles at its foot within 200 steps, and gradient "
        "descent does not at any rate.",
        "Saddle points: from 10⁻⁶ beside the axis Rprop is down at a loss of −1 in at most half of gradient descent's "
        "steps, each at its best rate.",
        "From the axis exactly it leaves, too.",
    ),
    right="Where there is a gradient at all, its size no longer matters.",
    where=(places.SIGN, places.STEP_SIZES),
)
def tiny_gradients():
    sign, plain = (fewest(rule, plateau(), 1e-2, 200) for rule in (rprop, gradient_descent))
    yield Finding(sign < plain == np.inf, f"Plain and cliff: Rprop {steps(sign)}, gradient descent {steps(plain)}.")

    def leaves(rule, start):
        loss = descend(rule, saddle(), start, 100, learning_rate=rates()).loss
        return np.where((loss < -1).any(axis=0), (loss < -1).argmax(axis=0), np.inf).min()

    sign, plain = (leaves(rule, (-1.5, 1e-6)) for rule in (rprop, gradient_descent))
    yield Finding(2 * sign < plain, f"Saddle, from 10⁻⁶: Rprop {steps(sign)}, gradient descent {steps(plain)}.")
    stays = leaves(rprop, (-1.5, 0.0))
    yield Finding(stays < np.inf, f"Saddle, from the axis: {steps(stays)}, in 100 steps.")


@claim(
    40,
    GROUP,
    "The step size is multiplied by 1.2 on agreement and by 0.5 on disagreement.",
    said={"S2": ()},
    readings=(
        "These are PyTorch's defaults.",
        "PyTorch's step sizes through a flip of sign follow them.",
    ),
    right="All of it.",
    where=(places.TWO_SIGNS, places.DEFAULTS),
)
def factors_of_the_step_size():
    shrink, grow = pytorch_default("Rprop", "etas")
    yield Finding((grow, shrink) == (1.2, 0.5), f"PyTorch's defaults are {grow} and {shrink}.")
    _, states = pytorch_run("Rprop", FLIP[:4, None], lr=1.0)
    sizes = np.ravel([state["step_size"] for state in states])
    factors = sizes[1:] / sizes[:-1]
    ours = replay(rprop, FLIP[:4], learning_rate=1.0).state[1]
    right = np.allclose(factors, [1.2, 1.2, 0.5]) and np.allclose(ours[1:] / ours[:-1], factors)
    yield Finding(right, f"On + + + − they are multiplied by {', '.join(number(factor) for factor in factors)}.")


@claim(
    41,
    GROUP,
    "Rprop takes the last two gradients, “where their signs give the weight”.",
    said={"S2": "where their signs give the weight"},
    readings=(
        "The two signs, and nothing else, choose the factor of the step size: sizes of gradients do not matter.",
        "The two signs give the weight's step: after + + it is always the same.",
    ),
    right="They choose the factor, as the article's next sentence says.",
    where=(places.TWO_SIGNS,),
)
def two_signs(seed=0):
    rng = np.random.default_rng(seed)
    sizes, signs = rng.exponential(size=(100, 2)), rng.choice([-1.0, 1.0], (100, 1))
    one, other = replay(rprop_minus, sizes * signs).state[1].T
    yield Finding(
        np.array_equal(one, other),
        f"Two tapes of 100 equal signs: step sizes {number(np.abs(one - other).max())} apart.",
    )
    made = np.diff(replay(rprop_minus, np.ones(6), learning_rate=1.0).params)
    yield Finding(
        np.allclose(made[1:], made[1]),
        f"After + + the step is {number(made[1])}, or {number(made[5])} four agreements later.",
    )


@claim(
    42,
    GROUP,
    "Different signs mean that one “overran a point with the value of local minima”.",
    said={"S2": "overran a point with the value of local minima"},
    readings=(
        "In a bowl along the axes every flip is an overrun: the coordinate's own move took it past its lowest point.",
        "In a bowl turned by 30°, too.",
        "With noise on the gradients, too.",
    ),
    right="For one coordinate by itself, with an exact gradient, it is so.",
    where=(places.VARIANTS,),
)
def flips_and_overruns(seed=0):
    rng = np.random.default_rng(seed)
    for words, angle, sigma in (("Along the axes", 0, 0), ("Turned by 30°", 30, 0), ("With noise", 0, 3.0)):
        bowl = quadratic_bowl(20, angle)
        run = descend(rprop, noisy(bowl, sigma, rng) if sigma else bowl, rng.uniform(-3, 3, (2, 500)), 60)
        points, sizes = run.params.swapaxes(0, 1), run.state[1].swapaxes(0, 1)
        before, after, flips = points[:, :-2], points[:, 1:-1], sizes[:, 1:] < sizes[:, :-1]
        alone = [bowl.grad([after[0], before[1]])[0], bowl.grad([before[0], after[1]])[1]]
        passed = (alone * bowl.grad(before))[flips] <= 0  # had only this coordinate moved
        share = np.sum(~passed) / max(passed.size, 1)
        yield Finding(share == 0, f"{words}: {share:.0%} of {passed.size} flips are no overrun.")


@claim(
    43,
    GROUP,
    "“good limiting values are 50 for default and 1 millionth”.",
    said={"S2": "good limiting values are 50 for default and 1 millionth"},
    readings=(
        "They are PyTorch's defaults.",
        "Both are reached and kept: 50 on gradients that agree, a millionth on gradients that do not.",
    ),
    right="All of it.",
    where=(places.STEP_SIZES, places.DEFAULTS),
)
def limits_of_the_step_size():
    low, high = pytorch_default("Rprop", "step_sizes")
    yield Finding((low, high) == (1e-6, 50), f"PyTorch's defaults are {number(low)} and {number(high)}.")
    largest = replay(rprop, np.ones(100)).state[1][-1]
    smallest = replay(rprop, np.tile([1.0, -1.0], 50)).state[1][-1]
    words = f"After 100 gradients the step size is {number(largest)}, or {number(smallest)}."
    yield Finding((smallest, largest) == (1e-6, 50), words)


@claim(
    44,
    GROUP,
    "“The weight update is then applied”.",
    said={"S2": "The weight update is then applied"},
    readings=(
        "In Rprop− it is, at every step, flip or not.",
        "In PyTorch's Rprop it is, at every step, flip or not.",
    ),
    right="In the plainest variant it is so; on a flip the others wait or go back.",
    where=(places.VARIANTS,),
)
def update_is_applied():
    made = np.diff(replay(rprop_minus, FLIP, learning_rate=1.0).params)
    yield Finding(np.all(made != 0), f"Rprop− on + + + − +: {', '.join(number(step) for step in made)}.")
    made = np.diff(np.ravel(pytorch_run("Rprop", FLIP[:, None], lr=1.0)[0]))
    yield Finding(np.all(made != 0), f"PyTorch on + + + − +: {', '.join(number(step + 0.0) for step in made)}.")
