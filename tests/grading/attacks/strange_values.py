# ruff: noqa
"""Returns values at the limits of what can be sent, and beyond, a new one at every call."""

import numpy as np

nested = []
for _ in range(100_000):
    nested = [nested]
endless = []
endless.append(endless)
values = iter(
    [
        (10**4200, -(10**4200)),
        nested,
        endless,
        {i * (2**61 - 1): 0 for i in range(1000)},
        "x" * 10_000_000,
        np.zeros(10_000_000),
        np.array([object()]),
        np.array(["words", "words"]),
        np.zeros(2, [("a", float)]),
        (np.full((2, 2), np.nan), np.full((2, 2), np.inf)),
        range(10),
        {1, 2},
        ("\ud800", "\0"),
        [0.0] * 20_000,
        lambda: 0,
    ]
)


def step(param, grad, square_avg, **options):
    return next(values)
