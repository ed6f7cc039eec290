"""What a rule's hyperparameters may be."""

import inspect

import numpy as np

# What each hyperparameter must be: a test, and the words for it.
_POSITIVE = (lambda value: value > 0, "positive")
_FRACTION = (lambda value: (value >= 0) & (value < 1), "at least 0 and below 1")
_LIMITS = {
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


def checked(rule, hyperparameters):
    """The hyperparameters as float arrays, each one that the rule has and in its limits."""
    parameters = inspect.signature(rule).parameters
    known = [name for name, p in parameters.items() if p.kind is p.KEYWORD_ONLY and name != "loss"]
    values = {}
    for name, value in hyperparameters.items():
        if name not in known:
            has = ", ".join(known) or "none"
            raise ValueError(f"{name}={value!r}: {name_of(rule)} has no such hyperparameter; it has {has}")
        try:
            values[name] = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise ValueError(f"{name}={value!r} must be a number or an array of numbers") from None
        fits, words = _LIMITS.get(name, (np.isfinite, "finite"))
        if not np.all(fits(values[name]) & np.isfinite(values[name])):
            raise ValueError(f"{name}={value!r} must be finite and {words}")
    if {"smallest_step", "largest_step"} <= set(known):
        low, high = (values.get(name, parameters[name].default) for name in ("smallest_step", "largest_step"))
        if np.any(np.max(low) > np.min(high)):
            raise ValueError(f"smallest_step={low} must not exceed largest_step={high}")
    return values


def name_of(rule):
    """The rule's name, for a message."""
    return getattr(rule, "__name__", repr(rule))
