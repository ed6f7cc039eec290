"""Claims about Adagrad's falling rates in the long run: what they are good for, whether they stop it, what cures it."""

import numpy as np

from optimizers import adagrad, descend, noisy, replay, rmsprop
from optimizers.claims import places
from optimizers.claims.shapes import bfloat16, number, parabola, rates, valley
from optimizers.claims.trial import Finding, claim

GROUP = "Adagrad"


@claim(
    52,
    GROUP,
    "Adagrad's shrinking steps suit convex problems.",
    said={"S2": ()},
    readings=(
        "In a noisy bowl, tuned on the first 200 steps, Adagrad's loss falls to half or less by step 2000.",
        "There it is at most half of RMSprop's, tuned so and at a constant rate.",
    ),
    right="All of it: under noise the falling rate averages, and a constant one keeps its floor.",
    where=(places.EFFECTIVE_RATES, places.FLOORS),
)
def suits_convex_problems(seed=0):
    early, late = [], []
    for rule in (adagrad, rmsprop):
        land = noisy(valley(1), 1.0, np.random.default_rng(seed))
        starts = np.repeat(np.array(land.start)[:, None, None], 60, axis=1)
        loss = descend(rule, land, starts, 2000, learning_rate=rates(0.01, 10, 0.2)).loss.mean(axis=1)
        tuned = loss[150:200].mean(axis=0).argmin()
        early.append(loss[150:200, tuned].mean())
        late.append(loss[-50:, tuned].mean())
    told = [
        f"from {number(before)} by step 200 to {number(after)} by step 2000"
        for before, after in zip(early, late, strict=True)
    ]
    yield Finding(late[0] <= early[0] / 2, f"Adagrad goes {told[0]}.")
    yield Finding(late[0] <= late[1] / 2, f"RMSprop goes {told[1]}.")


@claim(
    59,
    GROUP,
    "In Adagrad “the algorithm stops completely before reaching the minimum”.",
    said={"S3": "the algorithm stops completely before reaching the minimum"},
    readings=(
        "In a valley the loss no longer falls after some number of steps, above 10⁻⁶.",
        "Under a constant gradient the distance travelled is bounded: the second half of 10,000 steps adds less than a "
        "hundredth.",
        "With noise on the gradients the loss no longer falls: by step 3000 it is above half of that at step 300.",
        "With weight and sum kept in bfloat16 it is stuck before the minimum, where RMSprop at that rate is not.",
    ),
    right="Its steps do become short, and in few bits a step too short rounds to none.",
    where=(places.SLOW, places.EFFECTIVE_RATES),
)
def stops_completely(seed=0):
    land = valley(20)
    loss = descend(adagrad, land, land.start, 10_000, learning_rate=0.06).loss[[20, 200, 2000, 10_000]]
    words = ", ".join(number(value) for value in loss)
    yield Finding(loss[-1] > 1e-6, f"After 20, 200, 2000 and 10,000 steps the loss is {words}.")
    way = -replay(adagrad, np.ones(10_000), learning_rate=1.0).params
    words = f"5000 steps take it {number(way[5000])} η far, 10,000 steps {number(way[-1])} η."
    yield Finding(way[-1] < 1.01 * way[5000], words)
    rough = noisy(parabola(), 0.3, np.random.default_rng(seed))
    loss = descend(adagrad, rough, np.ones((1, 80)), 3000, learning_rate=0.1).loss.mean(axis=1)
    early, late = loss[200:300].mean(), loss[-500:].mean()
    yield Finding(late > early / 2, f"With noise: {number(early)} by step 300, {number(late)} by step 3000.")
    ends, moves = [], []
    for rule in (adagrad, rmsprop):
        x, kept = 1.0, 0.0
        for _ in range(400):
            before, (x, kept) = x, map(bfloat16, rule(x, x, kept, learning_rate=0.01))
        ends.append(abs(x))
        moves.append(x != before)
    words = f"In bfloat16, from 1, Adagrad is stuck at {number(ends[0])} and RMSprop comes to {number(ends[1])}."
    yield Finding(ends[0] > 0.1 > ends[1] and moves == [False, True], words)


@claim(
    65,
    GROUP,
    "“RMSProp … fixes this by taking a running average”: Adagrad's stall.",
    said={"S3": "RMSProp … fixes this by taking a running average"},
    readings=(
        "On a target that jumps every 250 steps, tuned on the first thousand, Adagrad's error at least doubles by "
        "step 5000, and RMSprop's grows by less than a third.",
        "It costs nothing: on a bowl at the same rate, after 5000 steps, RMSprop is as close as Adagrad.",
    ),
    right="It is the repair: an average forgets, and the rates rise again.",
    where=(places.STARVES, places.FIRST_STEPS, places.FLOOR),
)
def fixes_the_stall(seed=0):
    grid, growth = rates(0.01, 10, 0.2), []
    for rule in (adagrad, rmsprop):
        rng, x, state, errors = np.random.default_rng(seed), np.zeros((20, len(grid))), (), []
        for t in range(5000):
            target = 1 - 2 * (t // 250 % 2)
            x, *state = rule(x, x - target + 0.5 * rng.standard_normal((20, 1)), *state, learning_rate=grid)
            errors.append(((x - target) ** 2).mean(axis=0))
        early, late = np.mean(errors[:1000], axis=0), np.mean(errors[-1000:], axis=0)
        growth.append((late / early)[early.argmin()])
    words = f"Adagrad's error grows {growth[0]:.1f}-fold, RMSprop's {growth[1]:.2f}-fold."
    yield Finding(growth[0] >= 2 and growth[1] < 4 / 3, words)
    summed, leaky = (
        abs(descend(rule, parabola(), (1.0,), 5000, learning_rate=0.1).params[-1, 0]) for rule in (adagrad, rmsprop)
    )
    words = f"At η = 0.1 Adagrad ends {number(summed)} away, RMSprop {number(leaky)}: a cycle of ±η/2."
    yield Finding(leaky <= summed, words)
