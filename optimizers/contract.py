"""What a rule is, read off its signature: what it keeps, what it is asked for, and what that may be.

rule(params, grad, *state, **hyperparameters) -> (params, *state)
"""

import inspect
from typing import NamedTuple

import numpy as np

# What each hyperparameter must be: a test, and the words for it.
_POSITIVE = (lambda value: value > 0, "positive")
_FRACTION = (lambda value: (value >= 0) & (value < 1), "at least 0 and below 1")
LIMITS = {
    "learning_rate": _POSITIVE,
    "momentum": (lambda value: (value >= 0) & (value <= 1), "between 0 and 1"),
    "decay": _FRACTION,
    "decay1": _FRACTION,
    "decay2": _FRACTION,
    "eps": (lambda value: value >= 0, "0 or larger"),
    "grow": (lambda value: value >= 1, "1 or larger"),
    "shrink": (lambda value: (value > 0) & (value <= 1), "above 0 and at most 1"),
    "smallest_step": _POSITIVE,
    "largest_step": _POSITIVE,
}


class Anatomy(NamedTuple):
    """A rule's parts: the names of its ``states`` in their order, its ``hyperparameters`` with their defaults, and
    ``takes_loss``, whether it must be given the loss at its point besides."""

    states: tuple[str, ...]
    hyperparameters: dict
    takes_loss: bool


def anatomy(rule):
    """The `Anatomy` of a rule; a hyperparameter without a default has ``inspect.Parameter.empty``."""
    parameters = inspect.signature(rule).parameters.values()
    keywords = {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}
    states = [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD][2:]
    takes_loss = "loss" in keywords
    keywords.pop("loss", None)
    return Anatomy(tuple(states), keywords, takes_loss)


def checked(rule, hyperparameters):
    """The hyperparameters as float arrays, each one that the rule has and in its limits; else a ValueError says why."""
    known, values = anatomy(rule).hyperparameters, {}
    for name, value in hyperparameters.items():
        if name not in known:
            has = ", ".join(known) or "none"
            raise ValueError(f"{name}={value!r}: {name_of(rule)} has no such hyperparameter; it has {has}")
        try:
            values[name] = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise ValueError(f"{name}={value!r} must be a number or an array of numbers") from None
        fits, words = LIMITS.get(name, (np.isfinite, "finite"))
        if not np.all(fits(values[name]) & np.isfinite(values[name])):
            raise ValueError(f"{name}={value!r} must be finite and {words}")
    if {"smallest_step", "largest_step"} <= set(known):
        low, high = (values.get(name, known[name]) for name in ("smallest_step", "largest_step"))
        if np.any(np.max(low) > np.min(high)):
            raise ValueError(f"smallest_step={low} must not exceed largest_step={high}")
    return values


def check_steps(steps):
    """Raise ValueError unless ``steps`` is a whole number, 0 or larger."""
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)) or steps < 0:
        raise ValueError(f"steps={steps!r} must be a whole number, 0 or larger")


def name_of(rule):
    """The rule's name, for a message."""
    return getattr(rule, "__name__", repr(rule))
