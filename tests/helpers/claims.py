"""The claims as the tests take them: the words that may be quoted, and a trial that knows what may be missing."""

from functools import cache

import pytest

from optimizers.claims import CLAIMS

every_claim = pytest.mark.parametrize("claim", CLAIMS.values(), ids=[f"claim {number}" for number in CLAIMS])


def on_trial(claim, **seed):
    """The claim's trial; a skip where it needs torch and torch is not installed."""
    try:
        return claim.trial(**seed)
    except ModuleNotFoundError as error:
        return skipped_without_torch(error)


def skipped_without_torch(error):
    """Skip for want of torch; anything else that is missing is an error."""
    if error.name != "torch":
        raise error
    pytest.skip("torch is not installed")


@cache
def _first_trial(number):
    return CLAIMS[number].trial()


def first_trial(claim):
    """The claim's trial with everything as it stands, run once for all tests; a skip as in `on_trial`."""
    try:
        return _first_trial(claim.number)
    except ModuleNotFoundError as error:
        return skipped_without_torch(error)


# Every row of the list of claims: who says so, and the words that may be quoted, to the letter.
QUOTES = {
    1: {"S0": ("speed up",), "S1": ("accelerate gradient descent",)},
    2: {"S0": ("is the global minimum",), "S1": ("the local optima",)},
    3: {
        "S0": (
            "the same concept of the exponentially weighted average of the gradients like gradient descent with "
            "momentum",
        )
    },
    4: {"S0": ("we need smaller and smaller steps",)},
    5: {
        "S0": ("oscillations are due to the bias term", "determined by the Weights"),
        "S1": ("is responsible for the vertical oscillations", "defined by the weight"),
    },
    6: {"S0": ("slow down the update for bias",), "S1": ("slow down the update for bias",)},
    7: {"S1": ("the frequency of the vertical oscillation would be greater",)},
    8: {"S1": ("prevents us from using a much higher learning rate",)},
    9: {"S3": ("very slow", "will diverge")},
    10: {"S3": ("until we reach the minimum",)},
    11: {"S3": ("doesn’t take into account how much each weight is contributing to the loss",)},
    12: {"S3": ("represents the rate of change of our cost function",)},
    13: {"S3": ("the l2 norm of the gradient vector",)},
    14: {"S3": ("no risk of overshooting due to the gradient being large",)},
    15: {"S2": ("dividing by the larger numbers",)},
    16: {"S3": ("more directly toward the minimum (fewer oscillations)",)},
    17: {"S0": ("the normal back-propagation process",)},
    18: {"S0": (), "S1": ()},
    19: {"S0": ("takes in values [0, 1]",), "S1": ("ranging from 0 to 1",)},
    20: {"S0": (), "S3": ()},
    21: {"S0": ("we’ll have infinity",)},
    22: {"S0": ("just there",)},
    23: {"S0": ("it doesn’t really matter how small the gradients are",)},
    24: {"S0": ("faster than most",)},
    25: {"S0": ("only Adam optimizer has surpassed",)},
    26: {"S1": ("instead of using dW and db separately for each epoch",)},
    27: {"S1": ("called momentum",)},
    28: {"S1": ("the average of previous values and the current value",)},
    29: {"S1": ()},
    30: {"S1": ("relatively small", "relatively large")},
    31: {"S1": ("must be higher to smooth out the update",)},
    32: {"S1": ()},
    33: {"S1": ()},
    34: {"S2": ("unpublished", "credited to Geoff Hinton")},
    35: {"S2": ("designed for neural networks",)},
    36: {"S2": ("RPROP has many versions",)},
    37: {"S2": ()},
    38: {"S2": ("the same size",)},
    39: {"S2": ("tiny gradients, plateaus, saddle points",)},
    40: {"S2": ()},
    41: {"S2": ("where their signs give the weight",)},
    42: {"S2": ("overran a point with the value of local minima",)},
    43: {"S2": ("good limiting values are 50 for default and 1 millionth",)},
    44: {"S2": ("The weight update is then applied",)},
    45: {"S2": ()},
    46: {"S2": ("cancelling each other",)},
    47: {"S2": ("incremented 9 times and decremented once",)},
    48: {"S2": ()},
    49: {"S2": ("Rprop is the equivalent of dividing gradient size",)},
    50: {"S2": ("E[g] is the squared gradients moving average",)},
    51: {"S2": ("uses the RMSprop for its diminishing learning rates",)},
    52: {"S2": ()},
    53: {"S2": ("moving average instead of accumulating them",)},
    54: {"S2": ("RMSprop is the updated algorithm using rprop itself",)},
    55: {"S2": ("the Adam optimizer algorithm",)},
    56: {"S3": ()},
    57: {"S3": ("inversely proportional to the magnitude (curvature)",)},
    58: {"S3": ("small gradients have large rates",)},
    59: {"S3": ("the algorithm stops completely before reaching the minimum",)},
    60: {"S3": ("a running average of past gradients",)},
    61: {"S2": ("value at default being 0.9",), "S3": ("typically set to 0.9",)},
    62: {
        "S3": (
            "it’s usually used in combination with an other optimization technique, momentum, for better performance",
        )
    },
    63: {"ours": ()},
    64: {"ours": ()},
    65: {"S3": ("RMSProp … fixes this by taking a running average",)},
    66: {"S2": ("by using the sum to divide it",), "S3": ("the sum of the magnitude of all past gradients",)},
    67: {"S3": ("a scaling down of the gradient vector",)},
    68: {"S0": ("With each step, the model reaches closer to the minimum region",)},
    69: {"S0": ("goes straight down",)},
    70: {"S1": ("the other side of the ellipse",)},
    71: {"S1": ("slows our gradient descent",)},
    72: {"S2": ("causes the steps taken for large gradients to grow until divergence occurs",)},
}
