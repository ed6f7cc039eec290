"""Recorded sequences of gradients, to be fed to two implementations of one rule."""

import numpy as np


def tape(seed, steps=128):
    """Gradients of shape (steps, 9): each coordinate is hard in a way of its own."""
    rng = np.random.default_rng(seed)
    ordinary, tiny, vanishing, huge, flipping, mixed, pausing = rng.standard_normal((7, steps))
    t = np.arange(steps)
    return np.stack(
        [
            ordinary,
            1e-12 * tiny,
            1e-30 * vanishing,
            1e8 * huge,
            np.abs(flipping) * np.where(t % 2, -1, 1),
            mixed * rng.choice([0, 1e-30, 1e-12, 1, 1e8], steps),
            # Nothing at first, which leaves averages at zero; then something; then long silence.
            np.where((t < 10) | (t > 60), 0, pausing),
            np.zeros(steps),
            # Almost always of one sign, so that Rprop's steps reach their largest.
            1 + 0.6 * rng.standard_normal(steps),
        ],
        axis=1,
    )
