"""Our rules against PyTorch's: parameters and state after every step, open loop.

Both sides are fed one recorded sequence of gradients. If each computed its own, Rosenbrock's valley would amplify
the last bit to a visible difference within 200 steps, which is chaos and not a fault.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from catalogue import hyperparameters
from gradient_tapes import tape

import optimizers
from optimizers import descend

TOLERANCE = 1e-13  # of the largest magnitude that this coordinate of this array has had so far


@dataclass(frozen=True)
class Twin:
    """One of our rules, the optimizer of torch it must equal, and what they call the same things."""

    rule: Callable
    optimizer: str
    options: dict = field(default_factory=dict)  # torch's way to ask for this variant
    state: dict = field(default_factory=dict)  # the names of our state to torch's
    renamed: dict = field(default_factory=dict)  # our hyperparameters to torch's, where they are not just renamed below

    def torch_options(self, values):
        """Our hyperparameters as torch wants them."""
        plain = {"learning_rate": "lr", "decay": "alpha"}
        options = {plain.get(name, name): value for name, value in values.items() if name not in PAIRED}
        for pair, names in {"betas": ("decay1", "decay2"), "etas": ("shrink", "grow"),
                            "step_sizes": ("smallest_step", "largest_step")}.items():  # fmt: skip
            if names[0] in values:
                options[pair] = tuple(values[name] for name in names)
        return options | self.options
