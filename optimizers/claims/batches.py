"""Claims about mini-batches: gradients that cancel, and rules that do not let them."""

import numpy as np

from optimizers import gradient_descent, replay, rmsprop, rprop, rprop_minus, sign_descent
from optimizers.claims import places
from optimizers.claims.shapes import TAPE, drift, number
from optimizers.claims.trial import Finding, claim

GROUP = "Mini-batches"


@claim(
    45,
    GROUP,
    "Rprop breaks stochastic descent's averaging over mini-batches.",
    said={"S2": ()},
    readings=(
        "Gradient descent averages: ten gradients that cancel leave the weight where it was.",
        "Sign descent and Rprop do not: each cycle of them moves the weight by more than five steps.",
    ),
    right="All of it: it is the reason that Hinton's lecture gives.",
    where=(places.VOTES, places.GROWTH),
)
def breaks_averaging():
    moved = drift(gradient_descent, TAPE)
    yield Finding(abs(moved) < 1e-9, f"Gradient descent: {number(round(moved, 9))} η a cycle.")
    sign, rest = drift(sign_descent, TAPE), [drift(rule, TAPE, 20, largest_step=1e9) for rule in (rprop_minus, rprop)]
    words = f"Sign descent: {number(sign)} η a cycle; Rprop−, in cycle 20: {number(rest[0])} first steps, Rprop "
    yield Finding(min(map(abs, (sign, *rest))) > 5, words + f"{number(rest[1])}.")


@claim(
    46,
    GROUP,
    "Nine gradients of 0.1 and one of −0.9 are “cancelling each other”.",
    said={"S2": "cancelling each other"},
    readings=("Gradient descent ends every cycle of the ten where it began it.",),
    right="All of it: their sum is zero.",
    where=(places.VOTES,),
)
def ten_gradients_cancel():
    weight = replay(gradient_descent, np.tile(TAPE, 100), learning_rate=1.0).params
    moved = np.abs(weight[::10]).max()
    yield Finding(moved < 1e-9, f"In 100 cycles it is never more than {number(moved.round(9))} η away from its start.")


@claim(
    47,
    GROUP,
    "On those ten, the weight is “incremented 9 times and decremented once”, and grows.",
    said={"S2": "incremented 9 times and decremented once"},
    readings=(
        "Nine of its ten moves go one way and one goes the other.",
        "The nine are increments.",
        "What it moves by grows from cycle to cycle.",
    ),
    right="The count is right, and so is the growth.",
    where=(places.VOTES, places.GROWTH),
)
def nine_times_and_once():
    weight, (_, sizes) = replay(rprop_minus, np.tile(TAPE, 40), learning_rate=0.01)
    signs = np.sign(np.diff(weight[:11]))
    up, down = np.sum(signs > 0), np.sum(signs < 0)
    yield Finding({up, down} == {9, 1}, f"In Rprop− {max(up, down)} moves go one way and {min(up, down)} the other.")
    yield Finding(up == 9, f"Descent subtracts: {down} of the ten moves are decrements.")
    cycles = np.abs(np.diff(weight[::10]))
    theirs = replay(rprop, np.tile(TAPE, 4), learning_rate=0.01).state[1]
    growth, other = sizes[29] / sizes[19], theirs[29] / theirs[19]
    words = f"Each cycle multiplies Rprop−'s step size by {growth:.3f} and PyTorch's Rprop's by {other:.2f}."
    yield Finding(np.all(np.diff(cycles[1:]) > 0), words)


@claim(
    48,
    GROUP,
    "RMSprop cures the drift that Rprop has on mini-batches.",
    said={"S2": ()},
    readings=(
        "On the ten that cancel it drifts at most a tenth as far as sign descent.",
        "On the ten that cancel it does not drift, beyond a hundredth of η a cycle, at β = 0.9 and 0.99.",
        "With an outlier of −1.0, whose sum asks for a step up, it walks up at β = 0.9.",
    ),
    right="It helps much, and the more the closer β is to 1.",
    where=(places.DRIFT,),
)
def cures_the_drift():
    sign = drift(sign_descent, TAPE)
    short, long, longest = (drift(rmsprop, TAPE, 600, decay=beta) for beta in (0.9, 0.99, 0.999))
    words = f"{number(short)} η a cycle at β = 0.9, sign descent {number(sign)} η."
    yield Finding(abs(short) <= 0.1 * abs(sign), words)
    words = f"{number(long)} η at β = 0.99 and {number(longest)} η at 0.999: it fades as β nears 1."
    yield Finding(max(abs(short), abs(long)) < 0.01, words)
    wrong, right = (drift(rmsprop, [*TAPE[:9], -1.0], 200, decay=beta) for beta in (0.9, 0.99))
    yield Finding(wrong > 0, f"It walks {number(wrong)} η a cycle at β = 0.9, {number(right)} η at 0.99.")
