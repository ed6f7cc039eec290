"""The optimizers of the book *From gradient descent to RMSprop*: pure update rules, landscapes and one loop.

Everything here needs NumPy alone. The network on the handwritten digits is `optimizers.digits`, pictures are
`optimizers.plotting`, sliders are `optimizers.explorer`.
"""

from optimizers.descent import Path, descend, steps_to_stay, sweep
from optimizers.landscapes import (
    Landscape,
    beale,
    double_well,
    noisy,
    plateau,
    quadratic_bowl,
    rosenbrock,
    saddle,
)
from optimizers.tapes import Replay, replay
from optimizers.update_rules import (
    adagrad,
    adam,
    amsgrad,
    centered_rmsprop,
    gradient_descent,
    irprop_plus,
    momentum,
    momentum_rmsprop,
    nesterov,
    rmsprop,
    rmsprop_eps_inside,
    rprop,
    rprop_minus,
    rprop_plus,
    sign_descent,
)

__all__ = [
    "Landscape",
    "Path",
    "Replay",
    "adagrad",
    "adam",
    "amsgrad",
    "beale",
    "centered_rmsprop",
    "descend",
    "double_well",
    "gradient_descent",
    "irprop_plus",
    "momentum",
    "momentum_rmsprop",
    "nesterov",
    "noisy",
    "plateau",
    "quadratic_bowl",
    "replay",
    "rmsprop",
    "rmsprop_eps_inside",
    "rosenbrock",
    "rprop",
    "rprop_minus",
    "rprop_plus",
    "saddle",
    "sign_descent",
    "steps_to_stay",
    "sweep",
]
