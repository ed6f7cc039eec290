"""The shapes of experiment that claims share: a fair race, a count of reversals, a drift, a fit of two parameters."""

from dataclasses import replace
from functools import partial

import numpy as np

from optimizers import Landscape, momentum, quadratic_bowl, replay, steps_to_stay, sweep

PER_DECADE = 20  # the rates that every method may try where methods are compared
TAPE = [0.1] * 9 + [-0.9]  # ten mini-batches whose gradients cancel


def rates(low=1e-4, high=10.0, share=1):
    """The learning rates to try: evenly spaced in their logarithm, `PER_DECADE` times ``share`` of them a decade."""
    return np.geomspace(low, high, round(np.log10(high / low) * PER_DECADE * share) + 1)


def number(value):
    """A number as the book writes it, to three digits: 0.0667, −8, 1473, 10⁻⁸, 1.2 · 10⁻⁶, ∞."""
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else "−∞" if value < 0 else "∞"
    if value and not 1e-3 <= abs(value) < 1e5:
        digits, power = f"{value:.2e}".split("e")
        digits = digits.rstrip("0").rstrip(".").removeprefix("-")
        tens = "10" + str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return ("−" if value < 0 else "") + (tens if digits == "1" else f"{digits} · {tens}")
    text = f"{value:.0f}" if abs(value) >= 1000 else f"{float(f'{value:.3g}'):g}"
    return text.replace("-", "−")


def steps(count):
    """A number of steps in words; inf is never, within those that were tried."""
    return "1 step" if count == 1 else f"{count:.0f} steps" if np.isfinite(count) else "never"


def valley(condition_number, angle=0):
    """The quadratic bowl whose start turns with it, so that an angle changes the axes and nothing else."""
    bowl = quadratic_bowl(condition_number, angle)
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    x, y = bowl.start
    return replace(bowl, start=(cos * x - sin * y, sin * x + cos * y))


def parabola(curvature=1.0, start=1.0):
    """One coordinate: f = ½ λ x²."""
    return Landscape(
        "parabola",
        loss=lambda params: 0.5 * curvature * params[0] * params[0],
        grad=lambda params: curvature * params,
        start=(start,),
        minimum=(0.0,),
        bounds=None,
    )


def scaled(land, factor):
    """The same landscape with its loss multiplied by a factor."""
    return replace(
        land, loss=lambda params: factor * land.loss(params), grad=lambda params: factor * land.grad(params), key=None
    )


def fewest(rule, land, goal, most, runs=1, tried=None, **settings):
    """The fewest steps after which the loss stays at or below ``goal``, over the rates ``tried`` and all settings.

    `rates` are tried unless others are given. The race lasts ``most`` steps; where no rate is home by then, the
    result is inf. Under noise the loss is the mean of several ``runs``.
    """
    starts = np.repeat(np.array(land.start)[:, None], runs, axis=1)
    settings = {"learning_rate": rates() if tried is None else tried} | settings
    loss = sweep(rule, land, starts, most, keep="loss", **settings).loss
    return float(steps_to_stay(loss.mean(axis=1), goal).min())


def best_rate(rule, land, goal, most):
    """The one of `rates` that is home first, as in `fewest`."""
    loss = sweep(rule, land, land.start, most, keep="loss", learning_rate=rates()).loss
    return rates()[np.argmin(steps_to_stay(loss, goal))]


def reversals(path):
    """How often each coordinate's step turned round, for a path of shape (steps + 1, n)."""
    moves = np.diff(path, axis=0)
    return np.sum(moves[1:] * moves[:-1] < 0, axis=0)


def crossings(path):
    """The share of the steps at which each coordinate changed its side of zero."""
    return np.mean(path[1:] * path[:-1] < 0, axis=0)


def detour(path):
    """The length of a path of shape (steps + 1, n) over the distance between its ends."""
    return np.hypot(*np.diff(path, axis=0).T).sum() / np.hypot(*(path[-1] - path[0]))


def drift(rule, tape, cycles=200, **settings):
    """How far the last of many cycles of a tape moves the weight, at a learning rate of 1 unless told."""
    settings = {"learning_rate": 1.0} | settings
    weight = replay(rule, np.tile(tape, cycles), **settings).params
    return weight[-1] - weight[-1 - len(tape)]


def average(values, decay):
    """The leaky average of ``values`` at every step, from zero: 1 − β times momentum's decaying sum."""
    return (1 - decay) * replay(momentum, values, momentum=decay).state[0]


def regression(scale=1.0, mean=0.0, bias=True, seed=0):
    """Half the mean squared error of a weight and a bias, fitted to 400 examples of a scaled and shifted feature."""
    rng = np.random.default_rng(seed)
    feature = rng.standard_normal(400)
    feature = (feature - feature.mean()) / feature.std()
    target = 2 * feature + 1 + rng.standard_normal(400)
    columns = np.array([scale * feature + mean, np.ones(400) * bias])
    hessian, pull = columns @ columns.T / 400, columns @ target / 400
    return Landscape(
        "regression",
        loss=partial(_squared_error, hessian=hessian, pull=pull, rest=np.mean(target * target) / 2),
        grad=lambda params: hessian @ params - pull,
        start=(0.0, 0.0),
        minimum=None,
        bounds=None,
    )


def _squared_error(params, *, hessian, pull, rest):
    return params @ hessian @ params / 2 - pull @ params + rest


def largest_curvature(land):
    """The largest eigenvalue of the Hessian of a quadratic landscape of two coordinates."""
    columns = [land.grad(np.array(axis)) - land.grad(np.zeros(2)) for axis in ((1.0, 0.0), (0.0, 1.0))]
    return np.linalg.eigvalsh(np.column_stack(columns))[-1]


def bfloat16(value):
    """A number with the 8 significant bits that this format keeps, rounded to nearest, ties to even."""
    bits = int(np.float32(value).view(np.uint32))
    bits = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000
    return float(np.uint32(bits).view(np.float32))
