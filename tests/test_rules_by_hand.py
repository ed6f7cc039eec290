"""The first steps of every rule, worked out by hand.

The numbers are chosen so that roots and quotients come out exact; where one does not, it stands as a fraction.
"""

from math import sqrt

import numpy as np
import pytest

import optimizers
from helpers.catalogue import RULES, name
from optimizers.contract import anatomy

# rule: its hyperparameters, the gradients of two coordinates at two steps, the parameters after each step from
# (1, −2), and the last state.
BY_HAND = {
    # x: 1 − ¼·4 = 0, 0 + ¼·2 = ½;  y: −2 + ¼·½ = −15/8, −15/8 − ¼·1 = −17/8
    "gradient_descent": (dict(learning_rate=0.25), [(4, -0.5), (-2, 1)], [(0, -1.875), (0.5, -2.125)], []),
    # v = (4, −½), then ½·4 − 2 = 0 and −¼ + 1 = ¾
    "momentum": (
        dict(learning_rate=0.25, momentum=0.5),
        [(4, -0.5), (-2, 1)],
        [(0, -1.875), (0, -2.0625)],
        [(0, 0.75)],
    ),
    # v as above; steps g + ½ v: 4 + 2 and −½ − ¼, then −2 + 0 and 1 + 3/8
    "nesterov": (
        dict(learning_rate=0.25, momentum=0.5),
        [(4, -0.5), (-2, 1)],
        [(-0.5, -1.8125), (0, -2.15625)],
        [(0, 0.75)],
    ),
    "sign_descent": (dict(learning_rate=0.25), [(4, -1e-30), (-2, 0)], [(0.75, -1.75), (1, -1.75)], []),
    # x agrees: steps ¼ and ½. y flips: it steps ¼, shrinks to ⅛, sits out and forgets the gradient.
    "rprop": (
        dict(learning_rate=0.25, grow=2, shrink=0.5, smallest_step=0.0625, largest_step=4),
        [(3, -5), (1, 7)],
        [(0.75, -1.75), (0.25, -1.75)],
        [(1, 0), (0.5, 0.125)],
    ),
    # y steps back by the shrunken ⅛ and remembers the gradient.
    "rprop_minus": (
        dict(learning_rate=0.25, grow=2, shrink=0.5, smallest_step=0.0625, largest_step=4),
        [(3, -5), (1, 7)],
        [(0.75, -1.75), (0.25, -1.875)],
        [(1, 7), (0.5, 0.125)],
    ),
    # y takes its whole last change of ¼ back.
    "rprop_plus": (
        dict(learning_rate=0.25, grow=2, shrink=0.5, smallest_step=0.0625, largest_step=4),
        [(3, -5), (1, 7)],
        [(0.75, -1.75), (0.25, -2)],
        [(1, 0), (0.5, 0.125), (-0.5, -0.25)],
    ),
    # The loss fell from 2 to 1 (see `losses` below), so y only sits out.
    "irprop_plus": (
        dict(learning_rate=0.25, grow=2, shrink=0.5, smallest_step=0.0625, largest_step=4),
        [(3, -5), (1, 7)],
        [(0.75, -1.75), (0.25, -1.75)],
        [(1, 0), (0.5, 0.125), (-0.5, 0), (1, 1)],
    ),
    # s: 9, 25 and 25, 169; steps 3/(3+3), 4/(5+3) and 5/(5+3), 12/(13+3)
    "adagrad": (
        dict(learning_rate=1, eps=3),
        [(3, -5), (4, 12)],
        [(0.5, -1.375), (0, -2.125)],
        [(25, 169)],
    ),
    # s: ¼·16 = 4, ¾·4 + ¼·4 = 4 and 0, ¼·16 = 4; steps ½·4/(2+2), ½·(−2)/(2+2) and 0, ½·4/(2+2)
    "rmsprop": (
        dict(learning_rate=0.5, decay=0.75, eps=2),
        [(4, 0), (-2, 4)],
        [(0.5, -2), (0.75, -2.5)],
        [(4, 4)],
    ),
    # s as above; √(4 + 12) = 4 divides
    "rmsprop_eps_inside": (
        dict(learning_rate=0.5, decay=0.75, eps=12),
        [(4, 0), (-2, 4)],
        [(0.5, -2), (0.75, -2.5)],
        [(4, 4)],
    ),
    # x: s = 2, m = 1, s − m² = 1, step 2/(1+1);  s = 1 + 9/8 = 17/8, m = ½ + ¾ = 5/4, s − m² = 9/16,
    # step (3/2)/(¾+1) = 6/7.  y: 0; then s = 8, m = 2, s − m² = 4, step 4/(2+1)
    "centered_rmsprop": (
        dict(learning_rate=1, decay=0.5, eps=1),
        [(2, 0), (1.5, 4)],
        [(0, -2), (-6 / 7, -2 - 4 / 3)],
        [(2.125, 8), (1.25, 2)],
    ),
    # s as for rmsprop; scaled gradients 1, −½ and 0, 1; v: 1, ½ − ½ = 0 and 0, 1
    "momentum_rmsprop": (
        dict(learning_rate=0.5, decay=0.75, momentum=0.5, eps=2),
        [(4, 0), (-2, 4)],
        [(0.5, -2), (0.5, -2.5)],
        [(4, 4), (0, 1)],
    ),
    # Step 1: m = 2, s = 4, corrected by 1 − ½ and 1 − ¾: 4/(√16 + 4) = ½ in both.
    # Step 2: m = 3 and −1, s = 7, corrected by ¾ and 7/16: 4/(√16 + 4) = ½ and (−4/3)/8 = −1/6.
    "adam": (
        dict(learning_rate=1, decay1=0.5, decay2=0.75, eps=4),
        [(4, 4), (4, -4)],
        [(0.5, -2.5), (0, -2.5 + 1 / 6)],
        [(3, -1), (7, 7), (0.25, 0.25), (0.5625, 0.5625)],
    ),
    # x as for adam. y: m = 1, s = 3 falls, so that the largest, 4, divides: (4/3)/(√(64/7) + 4).
    "amsgrad": (
        dict(learning_rate=1, decay1=0.5, decay2=0.75, eps=4),
        [(4, 4), (4, 0)],
        [(0.5, -2.5), (0, -2.5 - 4 / 3 / (sqrt(64 / 7) + 4))],
        [(3, 1), (7, 3), (7, 4), (0.25, 0.25), (0.5625, 0.5625)],
    ),
}


def test_every_rule_is_worked_out():
    assert list(BY_HAND) == [rule.__name__ for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_first_two_steps(rule):
    values, gradients, expected, last_state = BY_HAND[rule.__name__]
    losses = (2.0, 1.0)
    params, state = np.array([1.0, -2.0]), ()
    for gradient, after, loss in zip(gradients, expected, losses, strict=True):
        extra = {"loss": loss} if anatomy(rule).takes_loss else {}
        params, *state = rule(params, np.array(gradient, dtype=float), *state, **values, **extra)
        # The absolute part is for the zeros that Adam reaches by thirds.
        assert params == pytest.approx(after, rel=1e-15, abs=2e-16)
    for value, known in zip(state, last_state, strict=True):
        assert np.broadcast_to(value, 2) == pytest.approx(known, rel=1e-15, abs=0)


# Gradients + + + − + in one coordinate, from 0: steps 1, 2, 4 come first, then the flip, where the variants part.
SIGNS = (3.0, 0.5, 7.0, -2.0, 5.0)
RPROP = dict(learning_rate=1, grow=2, shrink=0.5, smallest_step=1e-6, largest_step=50)


def positions(rule, gradients, losses=None, **values):
    params, state, seen = 0.0, (), []
    for t, gradient in enumerate(gradients):
        extra = {} if losses is None else {"loss": losses[t]}
        params, *state = rule(params, gradient, *state, **values, **extra)
        seen.append(float(params))
    return seen


def test_rprop_sits_out_after_a_flip():
    # It forgets the flipped gradient, so the fifth step does not look like another flip: still 2.
    assert positions(optimizers.rprop, SIGNS, **RPROP) == [-1, -3, -7, -7, -9]


def test_rprop_minus_steps_on_after_a_flip():
    # Back by 2, and the fifth gradient is a second flip: forward by 1.
    assert positions(optimizers.rprop_minus, SIGNS, **RPROP) == [-1, -3, -7, -5, -6]


def test_rprop_plus_takes_the_last_change_back():
    assert positions(optimizers.rprop_plus, SIGNS, **RPROP) == [-1, -3, -7, -3, -5]


def test_irprop_plus_takes_it_back_only_where_the_loss_rose():
    rose, fell, level = (9, 8, 7, 7.5, 7), (9, 8, 7, 6.5, 6), (9, 8, 7, 7, 6)
    assert positions(optimizers.irprop_plus, SIGNS, rose, **RPROP) == [-1, -3, -7, -3, -5]
    assert positions(optimizers.irprop_plus, SIGNS, fell, **RPROP) == [-1, -3, -7, -7, -9]
    assert positions(optimizers.irprop_plus, SIGNS, level, **RPROP) == [-1, -3, -7, -7, -9]


def test_irprop_plus_judges_each_run_of_a_batch_by_its_own_loss():
    after = [np.zeros((2, 2)), ()]
    for gradient, loss in ((1.0, [5.0, 5.0]), (-1.0, [6.0, 4.0])):
        params, *state = optimizers.irprop_plus(after[0], np.full((2, 2), gradient), *after[1], loss=np.array(loss))
        after = [params, state]
    assert after[0].tolist() == [[0.0, -0.01], [0.0, -0.01]]


@pytest.mark.parametrize("rule", [rule for rule in RULES if "rprop" in rule.__name__[:7]], ids=name)
def test_rprops_steps_stay_between_smallest_and_largest(rule):
    values = RPROP | {"smallest_step": 0.25, "largest_step": 3}
    losses = range(8, 0, -1) if anatomy(rule).takes_loss else None
    assert positions(rule, [1] * 4, losses, **values) == [-1, -3, -6, -9]  # 1, 2, then 3 instead of 4
    step_size, *_ = (s for s in rule(0.0, -1.0, 1.0, 0.25, **values, **({"loss": 1.0} if losses else {}))[2:])
    assert step_size == 0.25  # instead of 0.125
