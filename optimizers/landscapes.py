"""Test functions of two coordinates, with gradients written by hand.

A landscape's ``loss(params)`` and ``grad(params)`` unpack ``x, y = params``: coordinates come first, everything
batched comes after. So one function serves a point, a thousand points, and the grid that ``np.meshgrid`` returns.
Like the rules, they keep to + − × ÷: equal to the last bit for one point and for a batch.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np


@dataclass(frozen=True)
class Landscape:
    """A loss to descend: ``loss(params)`` and ``grad(params)``, and what a picture or a run of it needs.

    ``params`` has shape (2, *batch); the loss has shape batch, the gradient the shape of ``params``.
    ``start`` is the book's usual starting point. ``minimum`` is the global minimum, or None where the loss has
    no lower bound. ``bounds`` is the part worth drawing: ((x from, x to), (y from, y to)).
    ``key`` is what the page's script calls its functions by; a landscape of your own needs none.
    ``rng`` is the source of gradient noise, None where there is none.
    """

    name: str
    loss: Callable
    grad: Callable
    start: tuple[float, float]
    minimum: tuple[float, float] | None
    bounds: tuple[tuple[float, float], tuple[float, float]]
    key: str | None = None
    rng: "np.random.Generator | None" = None  # as text: naming it would import numpy.random

    def spawn(self, count):
        """List ``count`` copies whose noise is independent; without noise, the landscape itself each time."""
        if self.rng is None:
            return [self] * count
        return [
            replace(self, grad=partial(self.grad.func, **self.grad.keywords | {"rng": rng}), rng=rng)
            for rng in self.rng.spawn(count)
        ]


def quadratic_bowl(condition_number=10.0, angle=0.0):
    """Bowl with curvature 1 along its valley and κ across it, turned by an angle.

    f = ½ (u² + κ v²),  u = x cos φ + y sin φ,  v = y cos φ − x sin φ

    ``condition_number`` κ ≥ 1 is the ratio of the two curvatures; ``angle`` φ is in degrees, counterclockwise,
    and 0 puts the valley along the x axis. Raises ValueError for κ < 1 or an angle that is not finite.
    """
    if not (_is_number(condition_number) and condition_number >= 1):
        raise ValueError(f"condition_number={condition_number!r} must be one finite number, 1 or larger")
    if not _is_number(angle):
        raise ValueError(f"angle={angle!r} must be one finite number of degrees")
    turn = {"cos": math.cos(math.radians(angle)), "sin": math.sin(math.radians(angle))}
    return Landscape(
        name="quadratic bowl",
        loss=partial(_bowl_loss, condition_number=condition_number, **turn),
        grad=partial(_bowl_grad, condition_number=condition_number, **turn),
        start=(-2.6, 1.15),
        minimum=(0.0, 0.0),
        bounds=((-3.0, 3.0), (-2.0, 2.0)),
        key="bowl",
    )


def _bowl_loss(params, *, condition_number, cos, sin):
    x, y = params
    along, across = cos * x + sin * y, cos * y - sin * x
    return 0.5 * (along * along + condition_number * across * across)


def _bowl_grad(params, *, condition_number, cos, sin):
    x, y = params
    along, across = cos * x + sin * y, condition_number * (cos * y - sin * x)
    return np.array([cos * along - sin * across, sin * along + cos * across])


def rosenbrock():
    """Curved valley with a nearly flat floor: f = (1 − x)² + 100 (y − x²)². Source: Rosenbrock (1960)."""
    return Landscape(
        name="Rosenbrock's valley",
        loss=_rosenbrock_loss,
        grad=_rosenbrock_grad,
        start=(-1.2, 1.0),
        minimum=(1.0, 1.0),
        bounds=((-2.0, 2.0), (-1.0, 3.0)),
        key="rosenbrock",
    )


def _rosenbrock_loss(params):
    x, y = params
    along, across = 1 - x, y - x * x
    return along * along + 100 * across * across


def _rosenbrock_grad(params):
    x, y = params
    across = y - x * x
    return np.array([-2 * (1 - x) - 400 * x * across, 200 * across])


def beale():
    """Flat valleys between steep corners. Source: Beale (1958).

    f = (1.5 − x + x y)² + (2.25 − x + x y²)² + (2.625 − x + x y³)²
    """
    return Landscape(
        name="Beale's function",
        loss=_beale_loss,
        grad=_beale_grad,
        start=(1.0, 1.5),
        minimum=(3.0, 0.5),
        bounds=((-1.0, 4.5), (-1.5, 2.2)),
        key="beale",
    )


def _beale_loss(params):
    x, y = params
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
    return a * a + b * b + c * c


def _beale_grad(params):
    x, y = params
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
    return np.array(
        [
            2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1)),
            2 * x * (a + 2 * b * y + 3 * c * y * y),
        ]
    )


def saddle():
    """Up along x, down along y, without end: f = x² − y². It has no minimum."""
    return Landscape(
        name="saddle",
        loss=_saddle_loss,
        grad=_saddle_grad,
        start=(-1.5, 1e-6),
        minimum=None,
        bounds=((-2.0, 2.0), (-2.0, 2.0)),
        key="saddle",
    )


def _saddle_loss(params):
    x, y = params
    return x * x - y * y


def _saddle_grad(params):
    x, y = params
    return np.array([2 * x, -2 * y])


def double_well():
    """Two valleys, the left one deeper, with a ridge at x = ¼ between them.

    ∂f/∂x = (x + 1)(x − ¼)(x − 1), ∂f/∂y = y, and f = 0 at the deeper minimum (−1, 0);
    the other minimum, (1, 0), lies higher by ⅓.
    """
    return Landscape(
        name="double well",
        loss=_double_well_loss,
        grad=_double_well_grad,
        start=(0.6, 0.8),
        minimum=(-1.0, 0.0),
        bounds=((-1.8, 1.8), (-1.2, 1.2)),
        key="double_well",
    )


def _double_well_loss(params):
    x, y = params
    # The constant makes the loss at (-1, 0) zero: 1/4 + 2/3 · 1/4 = 5/12.
    return ((3 * x - 1) * x * x * x - 6 * x * x + 3 * x + 5) / 12 + 0.5 * y * y


def _double_well_grad(params):
    x, y = params
    return np.array([(x + 1) * (x - 0.25) * (x - 1), 1.0 * y])


def plateau():
    """A plain that falls off a cliff on the way to the minimum.

    f = 10 s / (1 + s) + y²,  s = x² + x⁴: along x, the slope at the start is thousands of times smaller than at
    the cliff's edge.
    """
    return Landscape(
        name="plateau and cliff",
        loss=_plateau_loss,
        grad=_plateau_grad,
        start=(-6.0, 2.0),
        minimum=(0.0, 0.0),
        bounds=((-7.0, 3.0), (-3.0, 3.0)),
        key="plateau",
    )


def _plateau_loss(params):
    x, y = params
    s = x * x + x * x * x * x
    return 10 * s / (1 + s) + y * y


def _plateau_grad(params):
    x, y = params
    s = x * x + x * x * x * x
    return np.array([10 * (2 * x + 4 * x * x * x) / ((1 + s) * (1 + s)), 2 * y])


def noisy(landscape, sigma, rng):
    """The same landscape with normal noise of standard deviation ``sigma`` on every gradient it gives.

    ``sigma`` ≥ 0 is in units of the gradient; ``rng`` is a ``numpy.random.Generator``, which every gradient
    advances. The loss stays without noise. Raises ValueError for a negative sigma or another kind of rng.
    """
    if not (_is_number(sigma) and sigma >= 0):
        raise ValueError(f"sigma={sigma!r} must be one finite number, 0 or larger")
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng={rng!r} must be a numpy.random.Generator, as np.random.default_rng(0) returns")
    return replace(
        landscape,
        name=f"{landscape.name} with noise",
        grad=partial(_noisy_grad, grad=landscape.grad, sigma=sigma, rng=rng),
        rng=rng,
    )


def _is_number(value):
    """Whether ``value`` is one finite real number."""
    return isinstance(value, (int, float, np.integer, np.floating)) and math.isfinite(value)


def _noisy_grad(params, *, grad, sigma, rng):
    exact = grad(params)
    return exact + sigma * rng.standard_normal(exact.shape)
